"""An edition never changes: the database itself refuses to rewrite what was published."""

from django.db import migrations

TABLE = "quizzes_activityedition"
FROZEN = [
    "activity_key",
    "kind",
    "number",
    "title",
    "documents",
    "digest",
    "change",
    "retake",
    "retake_by",
    "made_at",
]
COLUMNS = ", ".join(f'"{name}"' for name in FROZEN)

SQLITE = f"""
CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OF {COLUMNS} ON {TABLE}
BEGIN SELECT RAISE(ABORT, 'An edition never changes.'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION quizzes_edition_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'An edition never changes.' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRESQL_TRIGGER = f"""
CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OF {COLUMNS} ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION quizzes_edition_never_changes()
"""


def freeze(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
        schema_editor.execute(POSTGRESQL_TRIGGER)
    else:
        schema_editor.execute(SQLITE)


def thaw(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_frozen ON {TABLE}")
        schema_editor.execute("DROP FUNCTION quizzes_edition_never_changes()")
    else:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_frozen")


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0001_initial")]

    operations = [migrations.RunPython(freeze, thaw)]
