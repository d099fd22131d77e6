"""An edition of a course never changes, nor do its steps: the database itself refuses."""

import pytest
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from courses.models import CourseEdition, Step
from tests.factories.editions import make_edition, quiz_document
from tests.factories.learning import make_course_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> CourseEdition:
    return make_course_edition(make_edition(quiz_document()))


def refuses(act) -> bool:
    def rows() -> list[dict]:
        return [*CourseEdition.objects.values(), *Step.objects.values()]

    before = rows()
    with pytest.raises(DatabaseError, match="An edition never changes"), transaction.atomic():
        act()
    return rows() == before


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another"},
        {"documents": {}},
        {"number": 7},
        {"change": "material"},
        {"made_at": timezone.now()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_course_edition_is_not_rewritten(edition, change):
    assert refuses(lambda: CourseEdition.objects.update(**change))


@pytest.mark.parametrize(
    "change",
    [
        {"is_required": False},
        {"must_pass": True},
        {"counts_from": 9},
        {"position": 9},
        {"words": {}},
        {"edition": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_step_is_not_rewritten(edition, change):
    if "edition" in change:
        change = {"edition": make_edition(quiz_document(title="Another"))}

    assert refuses(lambda: Step.objects.update(**change))


def test_step_is_not_deleted(edition):
    assert refuses(lambda: Step.objects.all().delete())


def test_course_edition_is_not_deleted(edition):
    with pytest.raises(ProtectedError):
        edition.delete()
    empty = CourseEdition.objects.create(
        course_key=edition.course_key, number=2, title="", documents={}, made_at=timezone.now()
    )
    assert refuses(empty.delete)
