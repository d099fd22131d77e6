"""`make bench`: measures completion by region for 2,000, 20,000 and a million people, and what
people decide for 10,000, 100,000 and a million decisions.

The million people on PostgreSQL only.
"""

import os
import subprocess
import sys

import setup
import test

SIZES = ((2_000, 1), (20_000, 1))
MILLION = (1_000_000, 50)  # copies of 20,000
NAME = "safer_practice_bench"
DECISIONS = ("10000", "100000", "1000000")
BEGIN = "import django; django.setup(); from bench.{} import main; main()"
REMAKE = (
    "import psycopg, sys\n"
    "with psycopg.connect(sys.argv[1], autocommit=True) as connection:\n"
    f"    connection.execute('drop database if exists {NAME} with (force)')\n"
    f"    if sys.argv[2:]: connection.execute('create database {NAME}')\n"
)


def main() -> None:
    setup.leave_when_told()
    setup.environment(development=True)
    setup.translations()
    file = setup.ROOT / "var" / "bench.sqlite3"
    for people, copies in SIZES:
        remove(file)
        measure("standing", f"sqlite:///{file}", str(people), f"--copies={copies}")
        remove(file)
    measure("plays", f"sqlite:///{file}", *DECISIONS)
    remove(file)
    server = test.postgresql_server()
    if not server:
        print("Not on PostgreSQL: no TEST_DATABASE_URL, and none answers on 127.0.0.1:5432.")
        return
    database = f"{server.rpartition('/')[0]}/{NAME}"
    for people, copies in (*SIZES, MILLION):
        setup.run(setup.PYTHON, "-c", REMAKE, server, "again")
        measure("standing", database, str(people), f"--copies={copies}")
    setup.run(setup.PYTHON, "-c", REMAKE, server, "again")
    measure("plays", database, *DECISIONS)
    setup.run(setup.PYTHON, "-c", REMAKE, server)


def measure(what: str, url: str, *arguments: str) -> None:
    command = [setup.PYTHON, "-c", BEGIN.format(what), *arguments]
    surroundings = {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": os.pathsep.join(["site", "."]),
    }
    done = subprocess.run(command, cwd=setup.ROOT, env=os.environ | surroundings, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def remove(file: setup.Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        setup.Path(f"{file}{suffix}").unlink(missing_ok=True)


if __name__ == "__main__":
    main()
