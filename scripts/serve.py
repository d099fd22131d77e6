"""`make serve`: sets up, then runs the web server and the background worker until told to stop.

Two processes under one small parent. Honcho was weighed: it has no notion of "ready", and ends with
0 when a process dies quietly, so the parent would have been written around it all the same.
"""

import ctypes
import errno
import http.client
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping

import setup

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"

SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
SECONDS_IN_BETWEEN = 60
EVERY_MINUTE = ("publish_scheduled", "tend_standing", "count_plays")
EVERY_DAY = ("forget_old_answers", "forget_old_problems")
SECONDS_IN_A_DAY = 24 * 60 * 60
PR_SET_PDEATHSIG = 1  # From Linux's <sys/prctl.h>.

READY = """
Safer Practice is ready: {address}

{what_to_try}
Ctrl-C stops it.
"""
TRY_THE_DEMO = """What to try, each from its button on the first page:
  practitioner  take "Asking directly" from My learning, and leave half-way: nothing is lost
  trainer       change a scene of its scenario, break it, and see why it cannot be published
  manager       open Completion: the region's figure has moved
Everybody in it is made up.
"""
NO_DEMO = f"""HOST is {HOST}, so others can reach this: the demo's sign-in buttons are off.
Make an account with `.venv/bin/python manage.py createsuperuser`, and set ALLOWED_HOSTS.
"""

stopping = False


def main() -> None:
    setup.leave_when_told()
    refuse_what_is_no_port()
    refuse_a_taken_port()
    setup.main()

    signal.signal(signal.SIGINT, ask_to_stop)
    signal.signal(signal.SIGTERM, ask_to_stop)
    processes = {"The web server": start(web_server()), "The background worker": start(worker())}
    try:
        problem = wait_until_ready(processes)
        if not problem and not stopping:
            announce()
            problem = wait_until_one_ends(processes)
    finally:
        stop_all(processes)
    if problem:
        setup.stop(f"{problem} Everything is stopped.")


def web_server() -> list[str]:
    # Threads, not processes: SQLite has one writer, and the demo's cache is in memory.
    return [
        *("-m", "gunicorn", "--pythonpath", "site", "--bind", f"{bracketed(HOST)}:{PORT}"),
        *("--threads", "8", "--log-level", "warning", "--no-control-socket", "config.wsgi"),
    ]


def worker() -> list[str]:
    return ["manage.py", "db_worker", "--no-reload"]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """A child in a session of its own: Ctrl-C reaches only the parent, which tells it once."""
    return subprocess.Popen(
        [setup.PYTHON, *command],
        cwd=setup.ROOT,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "DEMO": "1" if is_loopback(HOST) else "0",
            "PYTHONUNBUFFERED": "1",
        },
        start_new_session=True,
        preexec_fn=end_with_parent,
    )


def end_with_parent() -> None:
    """Asks Linux to stop this child should its parent be killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def ask_to_stop(_signal: int, _frame: object) -> None:
    global stopping
    stopping = True


def wait_until_ready(processes: Mapping[str, subprocess.Popen[bytes]]) -> str:
    """Waits for /health/ to answer 200. What went wrong, or nothing."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not stopping and not is_healthy():
        if problem := first_to_end(processes):
            return problem
        if time.monotonic() > deadline:
            return f"The site did not become healthy within {SECONDS_TO_START} seconds."
        time.sleep(0.1)
    return ""


def wait_until_one_ends(processes: Mapping[str, subprocess.Popen[bytes]]) -> str:
    """Waits to be told to stop. Which process ended by itself, or nothing.

    Meanwhile what was scheduled is published when it is due, figures are tended, and what has been
    kept long enough is removed.
    """
    regular: list[subprocess.Popen[bytes]] = []
    due = due_daily = time.monotonic()
    while not stopping:
        if problem := first_to_end(processes):
            return problem
        is_idle = all(process.poll() is not None for process in regular)
        if time.monotonic() >= due and is_idle:
            commands = EVERY_MINUTE
            if time.monotonic() >= due_daily:
                commands += EVERY_DAY
                due_daily = time.monotonic() + SECONDS_IN_A_DAY
            regular = [start(["manage.py", command]) for command in commands]
            due = time.monotonic() + SECONDS_IN_BETWEEN
        time.sleep(0.2)
    return ""


def first_to_end(processes: Mapping[str, subprocess.Popen[bytes]]) -> str:
    for name, process in processes.items():
        if process.poll() is not None:
            return f"{name} ended by itself (exit code {process.returncode})."
    return ""


def stop_all(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for process in processes.values():
        process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for process in processes.values():
        try:
            process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def is_healthy() -> bool:
    connection = http.client.HTTPConnection(reachable_host(), int(PORT), timeout=5)
    try:
        connection.request("GET", "/health/", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def announce() -> None:
    what_to_try = TRY_THE_DEMO if is_loopback(HOST) else NO_DEMO
    print(READY.format(address=address(), what_to_try=what_to_try), flush=True)


def address() -> str:
    return f"http://{bracketed(reachable_host())}:{PORT}/"


def reachable_host() -> str:
    """Where this machine reaches a site that may listen everywhere."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- only if HOST says so
    return everywhere.get(HOST, HOST)


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_what_is_no_port() -> None:
    if not (PORT.isascii() and PORT.isdigit() and 1 <= int(PORT) <= 65535):
        setup.stop(f"PORT is “{PORT}”. Choose a number from 1 to 65535, such as 8000.")


def refuse_a_taken_port() -> None:
    family = socket.AF_INET6 if ":" in HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                setup.stop(
                    f"Port {PORT} on {HOST} is taken by another program.",
                    f"Choose another: PORT={int(PORT) + 1} make serve",
                )
            setup.stop(f"Cannot listen on {HOST}, port {PORT}: {error.strerror}.")


if __name__ == "__main__":
    main()
