"""`make lock`: compiles the short hand-written lists into files that pin everything with hashes.

One file serves every Python from 3.11 on. uv, because pip-compile takes two minutes and writes this
machine's index settings into the file.
"""

import sys

import setup

COMPILE = (
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
)


def main(options: list[str]) -> None:
    setup.environment()
    uv = "uv" if setup.works("uv") else setup.ENVIRONMENT / "bin" / "uv"
    if not setup.works(uv):
        setup.pip("install", "--quiet", "uv")
    # The order matters: the tools for development are held to what the service runs with.
    for name in ("requirements", "requirements-dev", "requirements-node"):
        setup.run(uv, *COMPILE, *options, f"{name}.in", "--output-file", f"{name}.txt")
    setup.npm("install", "--package-lock-only")


if __name__ == "__main__":
    main(sys.argv[1:])
