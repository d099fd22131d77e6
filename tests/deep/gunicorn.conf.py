"""gunicorn for a test that kills its workers: a dead one is replaced in a fraction of a second.

A worker that loads the application itself takes seconds: killed every few hundred milliseconds, it
would never answer. So the arbiter loads it once, with addresses and templates, before it forks. A
service does not, and need not.
"""

import ctypes
import importlib
import os
import signal
import sys
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

preload_app = True
workers = 2
threads = 4
control_socket_disable = True
graceful_timeout = 5
PR_SET_PDEATHSIG = 1  # From Linux's <sys/prctl.h>.
WORKERS = Path(os.environ["WORKERS"])  # a folder: every worker that can answer has a file in it


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
    (WORKERS / str(worker.pid)).touch()


def child_exit(server: Arbiter, worker: Worker) -> None:
    (WORKERS / str(worker.pid)).unlink(missing_ok=True)
