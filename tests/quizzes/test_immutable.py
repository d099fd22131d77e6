"""An edition never changes: what the database itself refuses, whoever asks."""

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations import Migration
from django.utils import timezone

from people.models import Person
from quizzes.actions.editions import withdraw_edition
from quizzes.models import ActivityEdition
from tests.factories.editions import PUBLISHED, make_edition, quiz_document

CHANGES = {
    "activity_key": "11111111-1111-1111-1111-111111111111",
    "kind": "lesson",
    "number": 7,
    "title": "Another",
    "documents": {"en": {"title": "Another"}},
    "digest": "another",
    "change": "material",
    "made_at": timezone.now(),
    "made_by": None,
}


@pytest.fixture
def trainer(db) -> Person:
    return Person.objects.create_user("trainer@example.org", name="Terry Trainer")


@pytest.fixture
def edition(trainer) -> ActivityEdition:
    return make_edition(quiz_document(), made_by=trainer)


@pytest.fixture
def withdrawn(edition, trainer) -> ActivityEdition:
    withdraw_edition(edition=edition, because="It could be misread.", by=trainer, at=PUBLISHED)
    return ActivityEdition.objects.get()


def refuses(act) -> bool:
    before = list(ActivityEdition.objects.values())
    with pytest.raises(DatabaseError, match="An edition never changes"), transaction.atomic():
        act()
    return list(ActivityEdition.objects.values()) == before


def test_edition_every_column_that_could_be_rewritten_is_tried():
    columns = {field.name for field in ActivityEdition._meta.concrete_fields}
    withdrawal = {"withdrawn_at", "withdrawn_by", "withdrawn_because"}

    # Who must do it again, and by when, can only be changed together with "change".
    assert columns - withdrawal - set(CHANGES) == {"id", "retake", "retake_by"}


@pytest.mark.parametrize("column", CHANGES)
def test_edition_is_not_rewritten(edition, column):
    assert refuses(lambda: ActivityEdition.objects.update(**{column: CHANGES[column]}))


def test_edition_is_not_given_another_retake(trainer):
    make_edition(quiz_document(), change="material", retake="in_progress")

    assert refuses(lambda: ActivityEdition.objects.update(retake="nobody"))


def test_edition_is_not_deleted(edition):
    assert refuses(lambda: ActivityEdition.objects.all().delete())


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no TRUNCATE")
def test_edition_is_not_deleted_with_its_whole_table(edition):
    def truncate() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("TRUNCATE quizzes_activityedition CASCADE")

    assert refuses(truncate)


def test_edition_is_withdrawn_once(withdrawn, trainer):
    assert withdrawn.withdrawn_by == trainer
    assert withdrawn.withdrawn_because == "It could be misread."


@pytest.mark.parametrize(
    "change",
    [
        {"withdrawn_at": None, "withdrawn_by": None, "withdrawn_because": ""},
        {"withdrawn_at": timezone.now()},
        {"withdrawn_by": None},
        {"withdrawn_because": "For another reason."},
    ],
    ids=["undone", "on another day", "by nobody", "for another reason"],
)
def test_withdrawal_stays_as_it_was(withdrawn, change):
    assert refuses(lambda: ActivityEdition.objects.update(**change))


def test_withdrawal_changes_nothing_else_along_with_it(edition):
    change = {"withdrawn_at": PUBLISHED, "withdrawn_because": "Wrong.", "title": "Another"}

    assert refuses(lambda: ActivityEdition.objects.update(**change))


def test_saving_an_edition_as_it_is_changes_nothing(withdrawn):
    withdrawn.save()

    assert ActivityEdition.objects.get() == withdrawn


def migrate_quizzes() -> None:
    """What a later migration may do: a column less, another type of a column, a column more."""
    emit_pre_migrate_signal(0, False, connection.alias, plan=[(Migration("x", "quizzes"), False)])
    with connection.schema_editor() as editor:
        editor.remove_field(ActivityEdition, ActivityEdition._meta.get_field("digest"))
        text = named("title", models.TextField())
        editor.alter_field(ActivityEdition, ActivityEdition._meta.get_field("title"), text)
        editor.add_field(ActivityEdition, named("remark", models.CharField(default="")))
    after_migrating()


def named(name: str, field: models.Field) -> models.Field:
    field.set_attributes_from_name(name)
    return field


def after_migrating() -> None:
    emit_post_migrate_signal(0, False, connection.alias, plan=[], apps=apps)


@pytest.mark.django_db(transaction=True)
def test_edition_is_not_rewritten_after_its_table_was_remade(edition):
    migrate_quizzes()
    after_migrating()

    for change in ("SET title = 'Another'", "SET remark = 'later'"):
        with connection.cursor() as cursor, pytest.raises(DatabaseError, match="never changes"):
            cursor.execute(f"UPDATE quizzes_activityedition {change}")
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="never changes"):
        cursor.execute("DELETE FROM quizzes_activityedition")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE quizzes_activityedition SET withdrawn_because = 'x', withdrawn_at = made_at"
        )


def drop_triggers() -> None:
    on = f" ON {ActivityEdition._meta.db_table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER quizzes_activityedition_frozen{on}")


def problems() -> list[str]:
    found = run_checks(tags=["database"], databases=["default"])
    return [problem.obj.__name__ for problem in found if problem.id == "quizzes.W001"]


def test_check_finds_nothing_where_every_trigger_is_there(db):
    assert problems() == []


def test_check_names_the_table_that_could_be_rewritten(db):
    drop_triggers()

    assert problems() == ["ActivityEdition"]


def test_next_migrate_makes_triggers_that_are_gone(edition):
    drop_triggers()
    after_migrating()

    assert problems() == []
    assert refuses(lambda: ActivityEdition.objects.update(title="Another"))
