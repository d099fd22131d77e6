"""A real web server on the database of the test, and somebody who kills its workers."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

CONFIGURATION = Path(__file__).parent / "gunicorn.conf.py"
SECONDS_TO_START = 90
SECONDS_TO_STOP = 15


@dataclass(frozen=True)
class WebServer:
    """gunicorn under way: one arbiter, which replaces every worker that dies."""

    port: int
    arbiter: subprocess.Popen[bytes]
    folder: Path
    log: Path

    def workers(self) -> list[int]:
        return [int(path.name) for path in self.folder.iterdir() if path.name.isdigit()]

    def dead(self) -> int:
        """How many workers have died so far, by whomever."""
        with suppress(FileNotFoundError):
            return len((self.folder / "dead").read_text().split())
        return 0

    def errors(self) -> list[str]:
        """The last line of every traceback that it wrote."""
        return re.findall(r"^[\w.]+: .*", self.log.read_text(errors="replace"), re.MULTILINE)


def environment() -> dict[str, str]:
    """For a process of the service, with settings that nobody changed, on the test's database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database_url(),
    }


def database_url() -> str:
    where = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{where['NAME']}"
    user, password = quote(where["USER"], safe=""), quote(where["PASSWORD"], safe="")
    return f"postgresql://{user}:{password}@{where['HOST']}:{where['PORT']}/{where['NAME']}"


@contextmanager
def web_server(folder: Path) -> Iterator[WebServer]:
    """Ends every process that it started, by the id of their group, whatever happens."""
    workers, log = folder / "workers", folder / "gunicorn.log"
    workers.mkdir()
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening, log.open("wb") as told:
        arbiter = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--config", CONFIGURATION),
                *("--bind", f"fd://{listening.fileno()}", "--pythonpath", "site", "config.wsgi"),
            ],
            cwd=settings.BASE_DIR,
            env=environment() | {"WORKERS": str(workers)},
            pass_fds=[listening.fileno()],
            start_new_session=True,
            stdout=told,
            stderr=told,
        )
        server = WebServer(listening.getsockname()[1], arbiter, workers, log)
        try:
            wait_until_ready(server)
            yield server
        finally:
            stop(server)


def wait_until_ready(server: WebServer) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not server.workers():
        assert server.arbiter.poll() is None, server.log.read_text()
        assert time.monotonic() < deadline, server.log.read_text()
        time.sleep(0.1)


def stop(server: WebServer) -> None:
    server.arbiter.terminate()
    with suppress(subprocess.TimeoutExpired):
        server.arbiter.wait(SECONDS_TO_STOP)
    with suppress(ProcessLookupError):
        os.killpg(server.arbiter.pid, signal.SIGKILL)
    server.arbiter.wait()


@contextmanager
def killing_workers(server: WebServer, chance: random.Random) -> Iterator[None]:
    """Kills one or both workers every few hundred milliseconds; then all is calm.

    Workers at a commit kill themselves meanwhile: see gunicorn.conf.py.
    """
    enough = threading.Event()

    def kill() -> None:
        while not enough.wait(chance.uniform(0.1, 1)):
            ready = sorted(server.workers())
            for worker in chance.sample(ready, min(len(ready), chance.choice((1, 1, 1, 1, 2)))):
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)

    killer = threading.Thread(target=kill, name="killer")
    killer.start()
    try:
        yield
    finally:
        enough.set()
        killer.join()
        (server.folder / "calm").touch()
