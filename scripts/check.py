"""`make check`: everything that can be checked without running the suite. Runs all, then says."""

import os
import subprocess
import sys
import time

import setup

PYTHON = str(setup.PYTHON)
TEMPLATES = ("site/templates", "courses", "quizzes")
PRODUCTION = {
    "ALLOWED_HOSTS": "example.org",
    "BASE_URL": "https://example.org",
    "DEFAULT_FROM_EMAIL": "training@example.org",
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "EMAIL_URL": "smtp://localhost",
    "SECRET_KEY": "only-a-check" * 5,
}
AS_IN_PRODUCTION = ["env", *(f"{name}={value}" for name, value in PRODUCTION.items())]
CHECKS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "templates": ["djhtml", "--check", "--tabwidth", "2", *TEMPLATES],
    "types": ["mypy"],
    "order of imports": ["lint-imports", "--no-logo", "--cache-dir", "var/cache/import-linter"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "Django": [PYTHON, "manage.py", "check", "--fail-level", "WARNING"],
    "production": [*AS_IN_PRODUCTION, PYTHON, "manage.py", "check", "--deploy"],
    "translations": [PYTHON, "scripts/check_translations.py"],
}
SURROUNDINGS = {
    "PATH": os.pathsep.join([str(setup.ENVIRONMENT / "bin"), os.environ["PATH"]]),
    "PYTHONPATH": "site",
    "DJANGO_SETTINGS_MODULE": "config.settings.test",
    "DATABASE_URL": "sqlite://:memory:",
}


def main() -> None:
    setup.environment(development=True)
    setup.translations()
    setup.STATIC.mkdir(exist_ok=True)  # Django warns where it is missing; nothing needs its files.
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    if failed:
        sys.exit(f"\nNot in order: {', '.join(failed)}. `make fix` mends format and some lint.")
    print("\nEverything is in order.")


def passes(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    result = subprocess.run(
        command,
        cwd=setup.ROOT,
        env=os.environ | SURROUNDINGS,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "failed" if result.returncode else "ok"
    print(f"{name:<18}{verdict:<8}{time.monotonic() - started:5.1f} s", flush=True)
    if result.returncode:
        print(result.stdout.strip(), flush=True)
    return result.returncode == 0


if __name__ == "__main__":
    main()
