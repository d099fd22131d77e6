"""PostgreSQL keeps postings of a person, and placements of a unit, from overlapping.

SQLite has no such constraint; there one transaction writes at a time, and the actions look.
"""

from django.db import migrations

RULES = {
    "people_posting": ("posting_no_overlap", "person_id"),
    "people_placement": ("placement_no_overlap", "unit_id"),
}


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for table, (name, whose) in RULES.items():
        schema_editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist "
            f"({whose} WITH =, daterange(first_day, last_day, '[]') WITH &&)"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, (name, _whose) in RULES.items():
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_posting_changes_and_deputies")]

    operations = [migrations.RunPython(add, drop)]
