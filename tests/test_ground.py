"""The ground that everything stands on: folders, paths, pinned requirements, make's targets."""

import re
import shutil
import site
import socket
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = {".git", ".hypothesis", ".venv", "__pycache__", "media", "node_modules", "static", "var"}
TEXT = {
    *(".cfg", ".css", ".csv", ".html", ".in", ".ini", ".js", ".json", ".md", ".mjs", ".po", ".py"),
    *(".scss", ".sh", ".svg", ".toml", ".txt", ".yaml", ".yml", ""),
}
LOCK_FILES = ["package-lock.json", *(path.name for path in sorted(ROOT.glob("requirements*.txt")))]
MACHINE_PATH = re.compile(r"(?<![\w.:/}-])/(?:home|Users)/\w+/|(?<![\w.:/}-])/root/\w")


def our_files() -> list[Path]:
    found = []
    for folder in ROOT.iterdir():
        if folder.name not in NOT_OURS:
            found += [folder] if folder.is_file() else folder.rglob("*")
    return [
        path
        for path in found
        if path.is_file()
        and path.suffix in TEXT
        and not NOT_OURS.intersection(path.relative_to(ROOT).parts)
        and not any(part.endswith("_cache") for part in path.relative_to(ROOT).parts)
    ]


def test_site_module_is_the_standard_librarys():
    assert Path(site.__file__).parent == Path(sysconfig.get_path("stdlib"))


def test_site_folder_is_on_the_path_and_no_package():
    assert str(ROOT / "site") in sys.path
    assert not (ROOT / "site" / "__init__.py").exists()


def test_network_is_closed_except_to_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

    with pytest.warns(UserWarning, match="192.0.2.1"), pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


@pytest.mark.parametrize("name", LOCK_FILES)
def test_lock_file_names_no_registry(name):
    content = (ROOT / name).read_text()

    assert re.findall(r'"resolved": "https?:|-index-url|--find-links|--trusted', content) == []


@pytest.mark.parametrize("name", [name for name in LOCK_FILES if name.endswith(".txt")])
def test_every_requirement_is_pinned_with_hashes(name):
    pins = re.split(r"\n(?=[A-Za-z])", (ROOT / name).read_text())

    assert pins
    assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_no_file_names_a_machines_own_paths():
    checkout = str(ROOT)

    offending = [
        str(path.relative_to(ROOT))
        for path in our_files()
        if MACHINE_PATH.search(content := path.read_text(errors="replace")) or checkout in content
    ]

    assert offending == []


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_lists_every_target():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)

    listed = subprocess.check_output(["make", "--no-print-directory"], cwd=ROOT, text=True)

    assert len(targets) > 5
    assert [re.match(r"  make (\S+) +\w", line)[1] for line in listed.splitlines()] == targets
