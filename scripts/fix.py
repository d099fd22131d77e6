"""`make fix`: lets the tools mend what they can."""

import subprocess

import setup
from check import TEMPLATES

TOOLS = setup.ENVIRONMENT / "bin"


def main() -> None:
    setup.environment(development=True)
    for command in (
        [TOOLS / "ruff", "check", "--fix", "."],
        [TOOLS / "ruff", "format", "."],
        [TOOLS / "djhtml", "--tabwidth", "2", *TEMPLATES],
        [setup.PYTHON, "scripts/check_translations.py", "--write"],
    ):
        # A tool that could not mend everything says so, and the next still has its turn.
        subprocess.run(command, cwd=setup.ROOT, check=False)


if __name__ == "__main__":
    main()
