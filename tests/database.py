"""One migrated database, copied for every process that tests.

Migrating from nothing costs half a minute on SQLite and half of that on PostgreSQL. It is done
once for every state of the migrations (`pytest --create-db` does it again). Each worker takes a
copy, and so does a test that commits, when it ends: what migrations wrote (languages, the first
page) is then there for the next one.

A copy is named by its process, so that several runs in one checkout do not meet.
"""

import fcntl
import hashlib
import os
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.migrations.loader import MigrationLoader

FOLDER = Path(settings.BASE_DIR) / "var" / "test" / "databases"
SECONDS_KEPT = 24 * 60 * 60


def digest_of_migrations() -> str:
    """A name for the schema: the contents of every migration of every app, and of what makes the
    triggers after them."""
    digest = hashlib.sha256(django.__version__.encode())
    for app in apps.get_app_configs():
        module, _explicit = MigrationLoader.migrations_module(app.label)
        digest.update(f"{app.label}:{module}".encode())
        folder = Path(app.path)
        for path in sorted([*folder.glob("migrations/*.py"), *folder.glob("immutable.py")]):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Copy:
    """This process's own copy of the migrated database; what both engines have in common."""

    def __init__(self, connection) -> None:
        self.connection = connection
        self.template = f"template_{digest_of_migrations()}"
        self.name = f"copy_{os.getpid()}"

    def create(self, *, afresh: bool = False) -> None:
        """Makes the copy and points Django at it; migrates first, if nobody has yet."""
        with one_at_a_time():
            self.drop_left_behind()
            if afresh or not self.exists(self.template):
                self.migrate()
            self.mark_as_used()
        self.restore()

    def migrate(self) -> None:
        half_made = f"{self.template}_half_made"
        self.drop(half_made)
        self.make(half_made)
        self.use(half_made)
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
        self.connection.close()
        self.drop(self.template)
        self.rename(half_made, self.template)

    def mark_as_used(self) -> None:
        (FOLDER / f"{self.template}.used").touch()

    def drop_left_behind(self) -> None:
        """Drops the copies of processes that are gone, and templates nobody used for a day."""
        for name in self.names():
            kind, _, rest = name.partition("_")
            if kind == "copy":
                needed = is_running(int(rest))
            else:
                needed = name == self.template or used_lately(name)
            if not needed:
                self.drop(name)


class SQLiteCopy(Copy):
    def __init__(self, connection) -> None:
        super().__init__(connection)
        # Nobody needs these rows after a power cut.
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("FULL", "OFF")

    def path(self, name: str) -> Path:
        return FOLDER / f"{name}.sqlite3"

    def names(self) -> list[str]:
        return [path.stem for path in FOLDER.glob("*.sqlite3")]

    def exists(self, name: str) -> bool:
        return self.path(name).exists()

    def make(self, name: str) -> None:
        """SQLite makes a file when it is first opened."""

    def use(self, name: str) -> None:
        self.connection.close()
        self.connection.settings_dict["NAME"] = str(self.path(name))

    def rename(self, old: str, new: str) -> None:
        with closing(sqlite3.connect(self.path(old))) as database:
            database.execute("PRAGMA journal_mode=DELETE")
        self.path(old).rename(self.path(new))

    def restore(self) -> None:
        """Writes the template over the copy, also while a server's threads have it open."""
        self.connection.close()
        with (
            closing(sqlite3.connect(self.path(self.template))) as source,
            closing(sqlite3.connect(self.path(self.name))) as target,
        ):
            target.execute("PRAGMA synchronous=OFF")
            source.backup(target)
        self.use(self.name)

    def drop(self, name: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path(name)}{suffix}").unlink(missing_ok=True)


class PostgreSQLCopy(Copy):
    def __init__(self, connection) -> None:
        super().__init__(connection)
        # A pool would hold on to databases that are dropped.
        connection.settings_dict["OPTIONS"].pop("pool", None)
        # Other checkouts and machines may share the server.
        here = f"{socket.gethostname()}:{settings.BASE_DIR}"
        self.prefix = f"safer_practice_{hashlib.sha256(here.encode()).hexdigest()[:8]}_"

    def execute(self, statement: str, *names: str) -> list[tuple[str]]:
        quoted = [self.connection.ops.quote_name(f"{self.prefix}{name}") for name in names]
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(statement.format(*quoted))
            return cursor.fetchall() if cursor.description else []

    def names(self) -> list[str]:
        rows = self.execute("SELECT datname FROM pg_database")
        found = [name.removeprefix(self.prefix) for (name,) in rows if name.startswith(self.prefix)]
        return [name for name in found if not name.endswith("_half_made")]

    def exists(self, name: str) -> bool:
        return name in self.names()

    def make(self, name: str) -> None:
        self.execute("CREATE DATABASE {}", name)

    def use(self, name: str) -> None:
        self.connection.close()
        self.connection.settings_dict["NAME"] = f"{self.prefix}{name}"

    def rename(self, old: str, new: str) -> None:
        self.execute("ALTER DATABASE {} RENAME TO {}", old, new)

    def restore(self) -> None:
        self.drop(self.name)
        self.execute("CREATE DATABASE {} TEMPLATE {}", self.name, self.template)
        self.use(self.name)

    def drop(self, name: str) -> None:
        self.connection.close()
        self.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def copy_for(connection) -> Copy:
    return (SQLiteCopy if connection.vendor == "sqlite" else PostgreSQLCopy)(connection)


def used_lately(template: str) -> bool:
    with suppress(FileNotFoundError):
        return time.time() - (FOLDER / f"{template}.used").stat().st_mtime < SECONDS_KEPT
    return False


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def kept_for_a_module(blocker: Any) -> Iterator[None]:
    """What is written here several tests can read; it is taken back after the last of them.

    None of them may commit.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
