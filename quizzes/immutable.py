"""Rows that are added and then never change: the database itself refuses, whoever asks.

A model says so with `never_changes`. After every `migrate` its table gets its triggers anew, for
the columns that it then has: SQLite drops them whenever a migration remakes the table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import AppConfig
from django.core import checks
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

M = TypeVar("M", bound=type[Model])

REFUSAL = "An edition never changes."


@dataclass(frozen=True)
class Frozen:
    """A table whose rows are only added. What is in `once` may be filled in later, once."""

    model: type[Model]
    once: tuple[str, ...]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def triggers(self) -> tuple[str, str]:
        return f"{self.table}_frozen", f"{self.table}_kept"


_frozen: list[Frozen] = []


def never_changes(*, once: Sequence[str] = ()) -> Callable[[M], M]:
    """Rows of the decorated model can be added, and neither rewritten nor deleted.

    The columns in `once` may go from empty to a value; what they say then stays as well.
    """

    def register(model: M) -> M:
        _frozen.append(Frozen(model, tuple(once)))
        return model

    return register


def make_way(app_config: AppConfig, using: str, plan: Sequence[Any], **kwargs: Any) -> None:
    """Listens to `pre_migrate`. On SQLite no column goes away that a trigger names."""
    connection = connections[using]
    changing = any(migration.app_label == app_config.label for migration, _backwards in plan)
    if connection.vendor != "sqlite" or not changing:
        return
    with connection.cursor() as cursor:
        for frozen in _tables(connection, {app_config.label}):
            for trigger in frozen.triggers:
                cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger}"')


def make_triggers(app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Listens to `post_migrate`. Making triggers that are there already changes nothing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for frozen in _tables(connection, {app_config.label}):
            columns = connection.introspection.get_table_description(cursor, frozen.table)
            make = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
            for statement in make(frozen, [column.name for column in columns]):
                cursor.execute(statement)


def triggers_are_there(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """A system check. No error: `migrate`, which mends it, would refuse to begin."""
    return [
        checks.Warning(
            f"Nothing keeps the rows of {frozen.table} from being changed.",
            hint="Run `manage.py migrate`, which makes the triggers again.",
            obj=frozen.model,
            id="quizzes.W001",
        )
        for alias in databases or ()
        for frozen in _tables(connections[alias])
        if not _triggers(connections[alias], frozen).issuperset(frozen.triggers)
    ]


def _tables(connection: BaseDatabaseWrapper, labels: set[str] | None = None) -> list[Frozen]:
    """Those that there are: a migration may stop half-way."""
    there = connection.introspection.table_names()
    return [
        frozen
        for frozen in _frozen
        if frozen.table in there
        and (labels is None or frozen.model._meta.app_label in labels)
        and router.allow_migrate_model(connection.alias, frozen.model)
    ]


def _triggers(connection: BaseDatabaseWrapper, frozen: Frozen) -> set[str]:
    """Those of the table that are switched on."""
    statement = (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [frozen.table])
        return {name for (name,) in cursor.fetchall()}


def _on_sqlite(frozen: Frozen, columns: list[str]) -> list[str]:
    changed = " OR ".join(_changed_on_sqlite(name, frozen.once) for name in columns)
    update, delete = frozen.triggers
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return [
        f'DROP TRIGGER IF EXISTS "{update}"',
        f'CREATE TRIGGER "{update}" BEFORE UPDATE ON "{frozen.table}" WHEN {changed} {refuse}',
        f'DROP TRIGGER IF EXISTS "{delete}"',
        f'CREATE TRIGGER "{delete}" BEFORE DELETE ON "{frozen.table}" {refuse}',
    ]


def _changed_on_sqlite(name: str, once: Sequence[str]) -> str:
    changed = f'OLD."{name}" IS NOT NEW."{name}"'
    return f"""({changed} AND COALESCE(OLD."{name}", '') <> '')""" if name in once else changed


def _on_postgresql(frozen: Frozen, columns: list[str]) -> list[str]:
    """A function for each table: it names no column that a migration might take away."""
    update, delete = frozen.triggers
    once = ", ".join(f"'{name}'" for name in frozen.once)
    return [
        f"""
        CREATE OR REPLACE FUNCTION "{update}"() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            name text;
            old_row jsonb := to_jsonb(OLD);
            new_row jsonb;
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                new_row := to_jsonb(NEW);
                FOREACH name IN ARRAY ARRAY[{once}]::text[] LOOP
                    IF COALESCE(old_row ->> name, '') = '' THEN
                        old_row := old_row - name;
                        new_row := new_row - name;
                    END IF;
                END LOOP;
                IF old_row = new_row THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        f'CREATE OR REPLACE TRIGGER "{update}" BEFORE UPDATE OR DELETE ON "{frozen.table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{update}"()',
        f'CREATE OR REPLACE TRIGGER "{delete}" BEFORE TRUNCATE ON "{frozen.table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{update}"()',
    ]
