"""What is asked of whom: assignments, looked at before they are saved, and exemptions."""

import datetime as dt
import io
from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from courses.models import CourseEdition, SignOff
from people.models import Person, Unit
from people.permissions import ADMINISTRATORS
from people.queries import organisation
from standing.actions.assignments import (
    NotSignedOff,
    OutOfRange,
    change_assignment,
    end_assignment,
    make_assignment,
)
from standing.actions.exemptions import Overlaps, exempt, withdraw_exemption
from standing.domain.drafts import with_last_day, with_version
from standing.impact_queries import NEW, covered, impact
from standing.models import Assignment, AssignmentVersion, Exemption, Recalculation
from standing.queries import figures
from standing.requirement_queries import Terms, assignments
from tests.factories.people import (
    JobRoleFactory,
    OversightFactory,
    PersonFactory,
    PostingFactory,
    UnitFactory,
)
from tests.reports.course import make_course

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 6, 1)
ONE = dt.timedelta(days=1)


@pytest.fixture
def course():
    return make_course("asking")


@pytest.fixture
def signed_off(course):
    edition = CourseEdition.objects.get(course_key=course.translation_key)
    SignOff.objects.create(course_edition=edition, name="A", role="Lead", day=DAY, scope="All")
    return course


@pytest.fixture
def tree():
    """England over a region over a team and another team; Wales beside it."""
    england = UnitFactory(code="ENG", name="England", kind=Unit.Kind.NATION)
    region = UnitFactory(code="R", name="North", kind=Unit.Kind.REGION, below=england)
    return {
        "england": england,
        "region": region,
        "team": UnitFactory(code="T", name="Team", below=region),
        "other": UnitFactory(code="O", name="Other team", below=region),
        "wales": UnitFactory(code="WAL", name="Wales", kind=Unit.Kind.NATION),
    }


@pytest.fixture
def administrator(client) -> Person:
    one = PersonFactory(name="Ada Ministrator")
    one.groups.add(Group.objects.get_or_create(name=ADMINISTRATORS)[0])
    client.force_login(one)
    return one


def assign(course, by, *units, first_day=DAY, **terms) -> Assignment:
    wanted = Terms(units=frozenset(unit.pk for unit in units), **{"due_days": 28, **terms})
    return make_assignment(
        course_key=course.translation_key,
        first_day=first_day,
        last_day=None,
        terms=wanted,
        by=by,
        at=NOW,
    )


# Actions


def test_a_change_is_another_version_and_the_first_stays(signed_off, tree, administrator):
    made = assign(signed_off, administrator, tree["england"])

    terms = Terms(units=frozenset([tree["wales"].pk]), due_day=DAY, renewal_months=12)
    change_assignment(assignment=made, from_day=DAY + ONE, terms=terms, by=administrator, at=NOW)

    (view,) = assignments("en")
    assert [(v.number, v.due_days, v.renewal_months) for v in view.versions] == [
        (1, 28, None),
        (2, None, 12),
    ]
    assert view.governing(DAY).number == 1
    assert view.governing(DAY + ONE).number == 2
    assert view.governing(DAY - ONE) is None


def test_of_two_versions_that_have_begun_the_one_added_last_holds(signed_off, tree, administrator):
    made = assign(signed_off, administrator, tree["england"])
    for days in (5, 2):
        change_assignment(
            assignment=made,
            from_day=DAY + days * ONE,
            terms=Terms(units=frozenset([tree["wales"].pk]), due_days=days),
            by=administrator,
            at=NOW,
        )

    (view,) = assignments("en")
    governing = [view.governing(DAY + days * ONE).number for days in (1, 2, 5, 9)]
    assert governing == [1, 3, 3, 3]


def test_a_change_lies_within_the_days_of_the_assignment(signed_off, tree, administrator):
    made = assign(signed_off, administrator, tree["england"])
    end_assignment(assignment=made, last_day=DAY + ONE, by=administrator, at=NOW)

    for day in (DAY - ONE, DAY + 2 * ONE):
        with pytest.raises(OutOfRange):
            change_assignment(
                assignment=made,
                from_day=day,
                terms=Terms(units=frozenset([tree["wales"].pk]), due_days=1),
                by=administrator,
                at=NOW,
            )
    with pytest.raises(OutOfRange):
        end_assignment(assignment=made, last_day=DAY - ONE, by=administrator, at=NOW)
    made.refresh_from_db()
    assert (made.last_day, made.ended_by) == (DAY + ONE, administrator)


def test_what_nobody_signed_off_is_asked_of_nobody_outside_the_demo(
    course, tree, administrator, settings
):
    with pytest.raises(NotSignedOff):
        assign(course, administrator, tree["england"])

    settings.DEMO = True
    assert assign(course, administrator, tree["england"])


@pytest.mark.parametrize("wrong", [{"due_day": DAY}, {"due_days": None}, {"renewal_months": 0}])
def test_terms_that_say_two_things_are_refused_by_the_database(
    signed_off, tree, administrator, wrong
):
    assign(signed_off, administrator, tree["england"])

    with pytest.raises(IntegrityError), transaction.atomic():
        AssignmentVersion.objects.update(**wrong)


# Whom it covers


def test_a_rule_covers_units_with_all_below_without_exclusions_and_by_job_role(tree):
    spo = JobRoleFactory(code="SPO", name="Senior")
    team, other, region = (PostingFactory(unit=tree[name]) for name in ("team", "other", "region"))
    senior = PostingFactory(unit=tree["team"], job_role=spo)
    PostingFactory(unit=tree["wales"])
    PostingFactory(unit=tree["team"], last_day=DAY - ONE)
    today = organisation(DAY)

    def who(excluded=(), job_roles=()) -> set[int]:
        terms = Terms(
            frozenset([tree["england"].pk]),
            frozenset(unit.pk for unit in excluded),
            frozenset(role.pk for role in job_roles),
            due_days=1,
        )
        return set(covered([terms.as_requirement(1, DAY, None, DAY)], today, day=DAY))

    assert who() == {one.person_id for one in (team, other, region, senior)}
    assert who(excluded=[tree["team"]]) == {other.person_id, region.person_id}
    assert who(job_roles=[spo]) == {senior.person_id}
    assert covered([], today, day=DAY) == frozenset()


@pytest.fixture
def asked(signed_off, tree, administrator):
    """One person in each of three units; the course is asked of two of them, in time of one."""
    for name in ("team", "other", "wales"):
        PostingFactory(unit=tree[name])
    mine = assign(signed_off, administrator, tree["team"], due_days=0)
    assign(signed_off, administrator, tree["wales"], due_days=500)
    call_command("check_standing", "--repair", stdout=io.StringIO())
    return mine


def would(course, assignment, draft, day):
    found = impact(course.translation_key, assignment=assignment, draft=draft, day=day)
    return {name: getattr(found, name) for name in found.__dataclass_fields__ if name != "day"}


def test_what_a_change_would_do(signed_off, tree, asked):
    units = frozenset([tree["other"].pk, tree["wales"].pk])
    day = DAY + 9 * ONE
    added = Terms(units, due_days=3).as_requirement(asked.pk, day, None, DAY)

    assert would(signed_off, asked.pk, lambda known: with_version(known, added), day) == {
        "touched": 3,
        "covered_before": 2,
        "covered_after": 2,
        "joining": 1,
        "leaving": 1,
        "overdue_before": 1,
        "overdue_after": 1,  # now whoever is in Wales, earlier than asked before
    }


def test_what_a_new_assignment_and_an_end_would_do(signed_off, tree, asked):
    day = DAY + 9 * ONE
    added = Terms(frozenset([tree["region"].pk]), due_days=1).as_requirement(NEW, DAY, None, DAY)

    made = would(signed_off, NEW, lambda known: with_version(known, added), day)
    ended = would(signed_off, asked.pk, lambda known: with_last_day(known, asked.pk, DAY), day)

    assert (made["touched"], made["joining"], made["leaving"]) == (2, 1, 0)
    assert (made["overdue_before"], made["overdue_after"]) == (1, 2)
    assert (ended["touched"], ended["joining"], ended["leaving"]) == (1, 0, 1)
    assert (ended["overdue_before"], ended["overdue_after"]) == (1, 0)


@pytest.mark.parametrize("kind", ["version", "new", "end"])
def test_what_a_change_would_do_is_what_it_does(
    signed_off, tree, asked, administrator, kind, django_capture_on_commit_callbacks
):
    day = DAY + 30 * ONE
    terms = Terms(frozenset([tree["region"].pk, tree["wales"].pk]), due_days=5)
    if kind == "end":
        draft = partial(with_last_day, assignment=asked.pk, last_day=day - ONE)
    else:
        number = asked.pk if kind == "version" else NEW
        added = terms.as_requirement(number, day, None, DAY if kind == "version" else day)
        draft = partial(with_version, added=added)
    told = would(signed_off, NEW if kind == "new" else asked.pk, draft, day)

    with django_capture_on_commit_callbacks(execute=True):
        done = {"by": administrator, "at": NOW}
        if kind == "end":
            end_assignment(assignment=asked, last_day=day - ONE, **done)
        elif kind == "version":
            change_assignment(assignment=asked, from_day=day, terms=terms, **done)
        else:
            assign(
                signed_off, administrator, tree["region"], tree["wales"], first_day=day, due_days=5
            )

    tops = [tree["england"].pk, tree["wales"].pk]
    found = figures(signed_off.translation_key, tops, day).values()
    assert told["covered_after"] == sum(one.people for one in found)
    assert told["overdue_after"] == sum(one.overdue for one in found)


def test_an_assignment_says_how_far_figures_have_followed(
    client, administrator, signed_off, asked, django_capture_on_commit_callbacks
):
    address = reverse("standing:assignment", args=[asked.key])
    Recalculation.objects.all().delete()
    assert "Figures are catching up" not in client.get(address).text

    with django_capture_on_commit_callbacks(execute=False):
        end_assignment(assignment=asked, last_day=timezone.localdate(), by=administrator, at=NOW)
    Recalculation.objects.update(total=20_000, done=1_200)

    page = client.get(address).text
    assert "1,200 of 20,000 people are done." in page
    assert 'max="20000" value="1200"' in page


# Pages


def sent(course, tree, **changes):
    return {
        "course": str(course.translation_key),
        "units": [tree["england"].pk],
        "excluded": [tree["other"].pk],
        "due_days": "28",
        "grace_days": "14",
        "renewal_months": "12",
        "first_day": "1/6/2026",
        **changes,
    }


def test_an_assignment_is_looked_at_and_then_saved(client, administrator, signed_off, tree):
    PostingFactory(unit=tree["team"])
    PostingFactory(unit=tree["other"])
    address = reverse("standing:make_assignment")

    shown = client.post(address, sent(signed_off, tree))
    assert "It touches 1 person" in shown.text
    assert not Assignment.objects.exists()
    back = client.post(address, {**dict(shown.context["sent"]), "mend": "1"})
    assert 'name="grace_days" type="number" value="14"' in back.text
    saved = client.post(address, {**sent(signed_off, tree), "save": "1"}, follow=True)

    made = Assignment.objects.get()
    assert (made.first_day, made.last_day, made.made_by) == (DAY, None, administrator)
    version = made.versions.get()
    assert [unit.code for unit in version.units.all()] == ["ENG"]
    assert [unit.code for unit in version.excluded_units.all()] == ["O"]
    assert (version.due_days, version.grace_days, version.renewal_months) == (28, 14, 12)
    assert "England without Other team: everybody" in saved.text
    assert "Due 28 days after entry. 14 days of grace. Renewed every 12 months." in saved.text


def test_what_the_preview_sends_again_is_all_that_was_sent(client, administrator, signed_off, tree):
    everything = sent(signed_off, tree, units=[tree["england"].pk, tree["wales"].pk])

    shown = client.post(reverse("standing:make_assignment"), everything)

    again = shown.context["sent"]
    assert [value for name, value in again if name == "units"] == [
        str(tree["england"].pk),
        str(tree["wales"].pk),
    ]
    assert {name for name, _value in again} == set(everything)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"units": []}, "Choose at least one unit."),
        ({"due_day": "1/7/2026"}, "Give either days after entry or a day."),
        ({"due_days": ""}, "Give either days after entry or a day."),
        ({"first_day": ""}, "Give the first day."),
        ({"last_day": "31/5/2026"}, "The last day is before the first."),
        ({"last_day": "31/12/9999"}, "Choose a day from 1900 to 2099."),
        ({"first_day": "1/1/0001"}, "Choose a day from 1900 to 2099."),
        ({"course": ""}, "Choose a course."),
        ({"renewal_months": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(
    client, administrator, signed_off, tree, changes, problem
):
    wrong = {**sent(signed_off, tree), "save": "1", **changes}

    page = client.post(reverse("standing:make_assignment"), wrong)

    assert page.status_code == 422
    assert problem in page.text
    assert not Assignment.objects.exists()


def test_a_course_that_nobody_signed_off_is_refused_in_words(client, administrator, course, tree):
    page = client.post(reverse("standing:make_assignment"), sent(course, tree, save="1"))

    assert page.status_code == 422
    assert "Nobody has signed this course off" in page.text


def test_a_change_and_an_end_through_their_pages(client, administrator, signed_off, tree):
    made = assign(signed_off, administrator, tree["england"])
    tomorrow = f"{timezone.localdate() + ONE:%d/%m/%Y}"
    change = reverse("standing:change_assignment", args=[made.key])
    end = reverse("standing:end_assignment", args=[made.key])
    assert "checked" in client.get(change).text

    asked = sent(signed_off, tree, from_day=tomorrow, units=[tree["wales"].pk], excluded=[])
    assert "What it changes" in client.post(change, asked).text
    client.post(change, {**asked, "save": "1"})
    assert "What it changes" in client.post(end, {"last_day": tomorrow}).text
    client.post(end, {"last_day": tomorrow, "save": "1"})

    made.refresh_from_db()
    assert made.versions.count() == 2
    assert made.last_day == timezone.localdate() + ONE


@pytest.mark.parametrize("page", ["change_assignment", "end_assignment"])
def test_what_was_asked_before_today_stays(client, administrator, signed_off, tree, page):
    made = assign(signed_off, administrator, tree["england"])
    yesterday = f"{timezone.localdate() - ONE:%d/%m/%Y}"

    days = {"from_day": yesterday, "last_day": yesterday}
    answer = client.post(
        reverse(f"standing:{page}", args=[made.key]), {**sent(signed_off, tree), **days}
    )

    assert answer.status_code == 422
    assert "Choose today or a later day." in answer.text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_assignment_and_for_three(
    client, administrator, signed_off, tree, number, django_assert_num_queries
):
    for _ in range(number):
        assign(signed_off, administrator, tree["england"])
    address = reverse("standing:requirements")
    client.get(address)

    with django_assert_num_queries(9):
        assert client.get(address).text.count("Due 28 days after entry.") == number


# Exemptions


def test_an_exemption_overlaps_no_other_that_stands(course):
    person, by = PersonFactory(), PersonFactory()

    def add(first, last):
        return exempt(
            person=person,
            course_key=course.translation_key,
            category="long_leave",
            from_day=first,
            until_day=last,
            by=by,
            at=NOW,
        )

    first = add(DAY, DAY + 5 * ONE)
    for days in ((DAY + 5 * ONE, None), (DAY - ONE, DAY), (DAY - ONE, None)):
        with pytest.raises(Overlaps):
            add(*days)
    add(DAY + 6 * ONE, None)
    withdraw_exemption(exemption=first, by=by, at=NOW)
    add(DAY - ONE, DAY)

    assert Exemption.objects.standing().count() == 2


def test_a_manager_exempts_whom_they_oversee_and_nobody_else(client, course, tree):
    manager = PersonFactory()
    OversightFactory(person=manager, unit=tree["region"])
    mine, elsewhere = PostingFactory(unit=tree["team"]), PostingFactory(unit=tree["wales"])
    PostingFactory(person=manager, unit=tree["region"])
    client.force_login(manager)
    asked = {
        "course": str(course.translation_key),
        "category": "long_leave",
        "from_day": "1/6/2026",
        "until_day": "30/6/2026",
    }

    page = client.post(reverse("standing:exemptions", args=[mine.person.key]), asked, follow=True)
    assert "From 1 June 2026 until 30 June 2026: long leave." in page.text
    for other in (elsewhere.person, manager):
        answer = client.post(reverse("standing:exemptions", args=[other.key]), asked)
        assert answer.status_code == 404
    assert Exemption.objects.get().made_by == manager

    row = Exemption.objects.get()
    answer = client.post(
        reverse("standing:withdraw_exemption", args=[mine.person.key, row.key]), follow=True
    )
    assert "Withdrawn" in answer.text
    row.refresh_from_db()
    assert row.withdrawn_by == manager


def test_an_exemption_that_overlaps_says_so_and_keeps_what_was_typed(client, administrator, course):
    person = PersonFactory()
    asked = {
        "course": str(course.translation_key),
        "category": "other",
        "from_day": "1/6/2026",
        "until_day": "",
    }
    address = reverse("standing:exemptions", args=[person.key])

    client.post(address, asked)
    page = client.post(address, asked)

    assert page.status_code == 422
    assert "on some of these days already" in page.text
    assert 'value="1/6/2026"' in page.text


def test_a_key_that_no_database_can_take_is_no_choice(client, administrator, signed_off, tree):
    for name in ("units", "excluded", "job_roles"):
        for key in ("9" * 25, "9" * 5_000, "\0"):
            wrong = {**sent(signed_off, tree), "save": "1", name: [key]}

            page = client.post(reverse("standing:make_assignment"), wrong)

            assert (page.status_code, list(page.context["form"].errors)) == (422, [name])
