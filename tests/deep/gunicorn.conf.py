"""gunicorn for a test that kills its workers: a dead one is replaced in a fraction of a second.

A worker that loads the application itself takes seconds: killed every few hundred milliseconds, it
would never answer. So the arbiter loads it once, with addresses and templates, before it forks. A
service does not, and need not.

Some workers also die at the worst moments: just before a commit, and just after it, when nobody has
been told yet. Workers killed at random hardly ever meet these.
"""

import ctypes
import importlib
import os
import random
import signal
import sys
from pathlib import Path
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

preload_app = True
workers = 2
threads = 4
control_socket_disable = True
graceful_timeout = 5
PR_SET_PDEATHSIG = 1  # From Linux's <sys/prctl.h>.
WORKERS = Path(os.environ["WORKERS"])  # a folder: every worker that can answer has a file in it
CALM, DEAD = "calm", "dead"  # files there: nobody is to die any more; the ids of who did
DEATHS_PER_COMMIT = 0.04


def on_starting(server: Arbiter) -> None:
    """Asks Linux to stop it should the test be killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def when_ready(server: Arbiter) -> None:
    from django.conf import settings  # noqa: PLC0415 -- the application is loaded by now
    from django.db import connection  # noqa: PLC0415
    from django.template.loader import get_template  # noqa: PLC0415

    importlib.import_module(settings.ROOT_URLCONF)
    for folder in ("quizzes", "courses"):
        for path in (settings.SITE_DIR / "templates" / folder).glob("*.html"):
            get_template(f"{folder}/{path.name}")
    if connection.connection is not None:
        raise RuntimeError("Workers would share the arbiter's connection to the database.")


def post_worker_init(worker: Worker) -> None:
    from django.db import connections  # noqa: PLC0415 -- the application is loaded by now

    wrapper, chance = type(connections["default"]), random.Random(worker.pid)
    commit = wrapper._commit

    def commit_or_die(connection: Any) -> None:
        die_sometimes(chance)
        commit(connection)
        die_sometimes(chance)

    wrapper._commit = commit_or_die
    (WORKERS / str(worker.pid)).touch()


def die_sometimes(chance: random.Random) -> None:
    if chance.random() < DEATHS_PER_COMMIT and not (WORKERS / CALM).exists():
        os.kill(os.getpid(), signal.SIGKILL)


def child_exit(server: Arbiter, worker: Worker) -> None:
    (WORKERS / str(worker.pid)).unlink(missing_ok=True)
    with (WORKERS / DEAD).open("a") as dead:
        dead.write(f"{worker.pid}\n")
