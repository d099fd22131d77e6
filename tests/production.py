"""Processes with production settings: what they need at least in their environment."""

import os
import subprocess
import sys

from django.conf import settings

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "a-key-for-one-test",
    "ALLOWED_HOSTS": "training.example.org",
    "BASE_URL": "https://training.example.org",
    "EMAIL_URL": "consolemail://",
    "DEFAULT_FROM_EMAIL": "training@example.org",
    "PYTHONPATH": "site",
}


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python with these arguments, in the checkout."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, **ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
