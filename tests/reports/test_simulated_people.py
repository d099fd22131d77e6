"""What is true of many simulated people."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from courses.domain.completion import LONDON
from courses.models import (
    ActivityDone,
    Completion,
    Course,
    Enrolment,
)
from people.models import Person, Placement, Posting, Unit
from people.queries import organisation
from quizzes.models import Answer, Attempt, Decision
from standing.queries import COUNTED, figures
from tests.database import kept_for_a_module
from tests.reports.simulated import UNTIL, make_service, simulate

pytestmark = pytest.mark.xdist_group("simulated_people")  # They are made once.

MANY = 400


@pytest.fixture(scope="module")
def of_a_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with kept_for_a_module(django_db_blocker):
        make_service()
        simulate(people=MANY)
        yield


@pytest.fixture
def many(of_a_module: None, db: None) -> None:
    """The service with them."""


def test_figures_of_a_simulated_service_have_everything(many: None) -> None:
    nations = Unit.objects.filter(kind="nation").values_list("pk", flat=True)
    course = Course.objects.get(slug="first").translation_key

    found = {
        day: figures(course, nations, day)
        for day in (UNTIL, UNTIL - dt.timedelta(days=300), UNTIL + dt.timedelta(days=90))
    }

    total = Counter()
    for by_unit in found.values():
        for one in by_unit.values():
            total.update({name: getattr(one, name) for name in COUNTED})
    assert [name for name in COUNTED if not total[name]] in ([], ["voluntary"])


def test_completions_have_every_required_activity(many: None) -> None:
    assert Completion.objects.count() > 10
    for enrolment in Enrolment.objects.select_related("completion", "edition"):
        steps = enrolment.edition.steps.filter(is_required=True)
        done = {row.activity_key: row.done_at for row in enrolment.done.all()}
        missing = {step.activity_key for step in steps} - set(done)
        assert bool(missing) is not hasattr(enrolment, "completion")
        if not missing:
            last = max(done[step.activity_key] for step in steps)
            assert enrolment.completed_at == enrolment.completion.at == last
            assert enrolment.completion.day == last.astimezone(LONDON).date()


def test_postings_follow_one_another(many: None) -> None:
    moved = 0
    for person in Person.objects.prefetch_related("postings__unit"):
        postings = sorted(person.postings.all(), key=lambda posting: posting.first_day)
        moved += len(postings) > 1
        for before, after in pairwise(postings):
            assert before.last_day is not None
            assert after.first_day == before.last_day + dt.timedelta(days=1)
        assert postings[-1].first_day <= UNTIL
        assert postings[0].first_day >= dt.date(2020, 1, 1)
    assert 40 <= moved <= 160


def test_people_work_in_units_that_were_there(many: None) -> None:
    posted = Unit.objects.filter(postings__isnull=False).distinct()
    assert set(posted.values_list("kind", flat=True)) >= {"team", "home"}
    tree = organisation(UNTIL)
    regions = {tree.nearest(unit.pk, "region") for unit in posted.filter(kind="team")}
    assert len(regions - {None}) == 12
    teams = Unit.objects.filter(kind="team")
    at_first = Placement.objects.on(UNTIL - dt.timedelta(days=400)).filter(unit__in=teams)
    above = Counter(at_first.values_list("parent_id", flat=True))
    assert len(above) == 109
    assert set(above.values()) == {1, 2, 3}
    for posting in Posting.objects.select_related("unit"):
        placements = posting.unit.placements.on(posting.first_day)
        assert placements.exists() or not posting.unit.placements.exists()


def test_leavers_cannot_sign_in_and_others_can(many: None, client: Any) -> None:
    leavers = Person.objects.exclude(postings__last_day__isnull=True)
    assert set(leavers) == set(Person.objects.filter(is_active=False))
    assert 10 <= leavers.count() <= 80
    assert not Posting.objects.filter(last_day__gte=UNTIL).exists()

    for person, gets_in in [
        (leavers.first(), False),
        (Person.objects.filter(is_active=True).first(), True),
    ]:
        assert person is not None
        assert not person.has_usable_password()
        person.set_password("a password of somebody")
        person.save()
        client.logout()
        client.post(
            reverse("account_login"),
            {"login": person.email, "password": "a password of somebody"},
        )
        assert ("_auth_user_id" in client.session) is gets_in


def test_everybody_has_a_verified_address(many: None) -> None:
    addresses = EmailAddress.objects.filter(verified=True, primary=True)
    emails = set(Person.objects.values_list("email", flat=True))
    assert set(addresses.values_list("email", flat=True)) == emails
    assert len(emails) == MANY
    assert all(email.endswith("@example.org") for email in emails)


def moments() -> Iterator[tuple[Person, dt.datetime]]:
    for enrolment in Enrolment.objects.select_related("person"):
        yield enrolment.person, enrolment.started_at
    for done in ActivityDone.objects.select_related("enrolment__person"):
        yield done.enrolment.person, done.done_at
    for attempt in Attempt.objects.select_related("person"):
        yield attempt.person, attempt.started_at
    for answer in Answer.objects.select_related("attempt__person"):
        yield answer.attempt.person, answer.saved_at
    for decision in Decision.objects.select_related("attempt__person"):
        yield decision.attempt.person, decision.decided_at


def test_people_learn_in_office_hours_while_they_are_there(many: None) -> None:
    seen = set()
    for person, moment in moments():
        local = moment.astimezone(LONDON)
        assert local.weekday() < 5
        assert dt.time(8, 45) <= local.time() < dt.time(18)
        assert local.date() < UNTIL, "what happens on the day itself depends on the hour"
        assert person.postings.on(local.date()).exists()
        seen.add(local.date())
    assert max(seen) - min(seen) > dt.timedelta(days=365)
