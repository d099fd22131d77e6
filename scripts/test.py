"""`make test`, `make test-deep`: the suite on SQLite and, where one answers, on PostgreSQL."""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import chromium
import setup

LOCAL_SERVERS = [f"postgresql://{user}@127.0.0.1:5432/postgres" for user in ("postgres", "root")]
CAN_CREATE_DATABASES = (
    "import psycopg, sys\n"
    "with psycopg.connect(sys.argv[1], connect_timeout=3) as connection:\n"
    "    query = 'select rolcreatedb or rolsuper from pg_roles where rolname = current_user'\n"
    "    sys.exit(not connection.execute(query).fetchone()[0])\n"
)
NOTHING_COLLECTED = 5


@dataclass
class Outcome:
    """What one run of pytest on one database came to."""

    database: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0

    def __str__(self) -> str:
        return (
            f"{self.database}: {self.passed} passed, {self.failed} failed, "
            f"{self.skipped} skipped in {self.seconds:.0f} s"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deep", action="store_true", help="only the long searches")
    options, arguments = parser.parse_known_args()

    setup.leave_when_told()
    setup.environment(development=True)
    setup.translations()
    setup.assets()
    setup.static_files()
    if not options.deep:
        os.environ["CHROMIUM"] = chromium.find_or_install()

    # Every property is searched more deeply too, where `make test` draws a hundred examples.
    first, again = ("deep or hypothesis", "deep") if options.deep else ("not deep", "not deep")
    outcomes = [run_suite("SQLite", "", first, arguments)]
    server = postgresql_server()
    if server:
        # What sees no difference between databases costs the most.
        markers = f"{again} and not browser and not once"
        outcomes.append(run_suite("PostgreSQL", server, markers, arguments))

    report(outcomes, server)


def postgresql_server() -> str:
    """TEST_DATABASE_URL, else a server on this machine that asks for no password, else nothing."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        return url
    for url in LOCAL_SERVERS:
        probe = [setup.PYTHON, "-c", CAN_CREATE_DATABASES, url]
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            return url
    return ""


def run_suite(database: str, url: str, markers: str, arguments: list[str]) -> Outcome:
    print(f"\nOn {database}", flush=True)
    results = setup.ROOT / "var" / "test" / f"{database.lower()}.xml"
    results.unlink(missing_ok=True)
    command = [
        *(setup.PYTHON, "-m", "pytest", "--numprocesses", "auto", "--maxprocesses", "8"),
        *("--dist", "loadgroup", "-m", markers, "--junit-xml", results),
        *(["--hypothesis-profile", "deep"] if markers.startswith("deep") else []),
        *arguments,
    ]
    started = time.monotonic()
    exit_code = subprocess.run(
        command, cwd=setup.ROOT, env=environment(url), check=False
    ).returncode
    return read_outcome(database, results, exit_code, time.monotonic() - started)


def environment(url: str) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return others | ({"DATABASE_URL": url} if url else {})


def read_outcome(database: str, results: Path, exit_code: int, seconds: float) -> Outcome:
    if not results.exists():  # pytest itself did not get as far as the tests.
        return Outcome(database, failed=1, seconds=seconds)
    suite = ElementTree.parse(results).getroot().find("testsuite")  # noqa: S314 -- pytest's own
    total, failures, errors, skipped = (
        int(suite.get(name)) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    if not failed and exit_code not in (0, NOTHING_COLLECTED):
        failed = 1
    return Outcome(database, total - failures - errors - skipped, failed, skipped, seconds)


def report(outcomes: list[Outcome], server: str) -> None:
    print()
    for outcome in outcomes:
        print(f"On {outcome}")
    if not server:
        print("Not on PostgreSQL: no TEST_DATABASE_URL, and none answers on 127.0.0.1:5432.")
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    tried = " and ".join(one.database for one in outcomes if one.passed or one.failed)
    print(f"{passed} passed, {failed} failed on {tried or 'no database: nothing was selected'}")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
