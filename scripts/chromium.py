"""Finds a Chromium for the browser tests, and installs one where it can."""

import os
import shutil
import subprocess
from pathlib import Path

import setup

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHTS_OWN = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright:\n"
    "    print(playwright.chromium.executable_path)\n"
)


def find_or_install() -> str:
    """The path of a Chromium that starts; stops with what to do where there is none."""
    if path := os.environ.get("CHROMIUM"):
        if not setup.works(path):
            setup.stop(f"CHROMIUM is {path}, which does not start.")
        return path
    return (
        of_the_system()
        or of_playwright()
        or (install_package() and of_the_system())
        or (install_with_playwright() and of_playwright())
        or give_up()
    )


def of_the_system() -> str:
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path and setup.works(path)), "")


def of_playwright() -> str:
    command = [setup.PYTHON, "-c", PLAYWRIGHTS_OWN]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    path = answer.stdout.strip()
    return path if path and Path(path).exists() and setup.works(path) else ""


def install_package() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    setup.say("Installing Debian's chromium for the browser tests")
    quiet = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq")
    return setup.succeeds(*quiet, "update") and setup.succeeds(*quiet, "install", "-y", "chromium")


def install_with_playwright() -> bool:
    setup.say("Installing Playwright's Chromium for the browser tests")
    return setup.succeeds(setup.PYTHON, "-m", "playwright", "install", "chromium")


def give_up() -> str:
    setup.stop(
        "The browser tests need Chromium, and none could be found or installed.",
        "Install Chromium or Chrome with your system's packages, or set CHROMIUM to its path.",
        "Everything else runs without: .venv/bin/python -m pytest -m 'not browser and not deep'",
    )
    return ""
