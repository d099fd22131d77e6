"""The simulated organisation: always the same, plausible, and written as the actions would."""

import datetime as dt
import io
from collections import Counter
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from courses.actions.completions import record_completions, withdraw_completion
from courses.actions.learning import begin_attempt, enrol, finish_activity
from courses.models import (
    Completion,
    Course,
    Enrolment,
    Withdrawal,
)
from people.demo import DEMO_PEOPLE
from people.models import Oversight, Person, Posting, Unit, UnitChange
from people.permissions import TRAINERS, sees_reports
from people.queries import organisation, overseen_units
from quizzes.actions.attempts import (
    make_decision,
    open_debrief,
    save_answer,
    submit_quiz,
)
from quizzes.actions.counting import count_plays
from quizzes.actions.stopping import count_stops
from quizzes.models import ActivityEdition, Answer, Attempt, Decision, PlayCount
from reports.simulation import organisation as simulated
from reports.simulation import sittings
from reports.simulation.lives import Life, live
from reports.simulation.passes import Read
from reports.simulation.reading import find_world
from reports.simulation.sittings import Sitting
from reports.simulation.teams import add_teams
from reports.simulation.world import World
from reports.simulation.writing import (
    EVIDENCE,
    WITHDRAWN_BECAUSE,
    Codes,
    find_codes,
    morning_of,
    write_lives,
    write_people,
)
from standing.actions.checking import check_standing
from standing.actions.exemptions import exempt
from standing.actions.folding import fold
from standing.models import Assignment, AssignmentVersion, Exemption
from tests.reports.simulated import (
    PEOPLE,
    UNTIL,
    make_service,
    simulate,
)


@pytest.fixture
def service(db: None) -> None:
    make_service()


@pytest.fixture
def world(service: None) -> World:
    add_teams(UNTIL)
    return find_world(UNTIL)


# What there is, but for primary keys and what is drawn in the action itself.

NAMES: dict[type, Any] = {
    Person: lambda person: person.email,
    Unit: lambda unit: unit.code,
    Enrolment: lambda enrolment: (enrolment.person.email, enrolment.course_key),
    Attempt: lambda attempt: attempt.key,
    Completion: lambda completion: (completion.person.email, completion.at),
}
DRAWN = {(Person, "password"), (Enrolment, "key")}


def table(model: type) -> list[dict[str, Any]]:
    fields = [f for f in model._meta.concrete_fields if not f.primary_key]
    rows = [
        {f.name: in_words(f, row) for f in fields if (model, f.name) not in DRAWN}
        for row in model._base_manager.order_by("pk")
    ]
    # A count is made when it is first added to, in whatever order attempts are counted.
    return sorted(rows, key=str) if model is PlayCount else rows


def in_words(field: Any, row: Any) -> Any:
    name = NAMES.get(field.related_model)
    value = getattr(row, field.name if name else field.attname)
    return name(value) if name and value is not None else value


def everything() -> dict[str, Any]:
    """Every row of our apps in order, and how many rows every other table has.

    What was appended to figures, and what was played, is counted first: it is the same however it
    came about.
    """
    fold()
    count_plays()
    count_stops(at=timezone.now())
    told = {"people", "courses", "quizzes", "account"}
    return {
        model._meta.label: table(model)
        if model._meta.app_label in told
        else model._base_manager.count()
        for model in apps.get_models()
    }


def undone(run: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Everything there is after the run, which is then taken back."""
    with transaction.atomic():
        run(*args, **kwargs)
        found = everything()
        transaction.set_rollback(True)
    return found


# The same by hand, one request after another.


def act_out(lives: list[Life], codes: Codes) -> None:
    people = write_people(lives, codes)
    for person, life in zip(people, lives, strict=True):
        for taken in life.passes:
            enrolment = enrol(person=person, course_key=taken.course.key, at=taken.at, renews=True)
            for act in taken.acts:
                edition = ActivityEdition.objects.get(pk=act.step.edition)
                if isinstance(act, Read):
                    finish_activity(enrolment=enrolment, edition=edition, at=act.at)
                else:
                    sit_out(enrolment, edition, act)

    write_down(list(zip(people, lives, strict=True)))


def write_down(lives: list[tuple[Person, Life]]) -> None:
    office = lives[0][0]
    for person, life in lives:
        for one in life.records.exemptions:
            exempt(
                person=person,
                course_key=one.course,
                category=one.category,
                from_day=one.first_day,
                until_day=one.last_day,
                by=office,
                at=morning_of(one.first_day),
            )
    for person, life in lives:
        for one in life.records.elsewhere:
            row = Completion(person=person, course_key=one.course, day=one.day, evidence=EVIDENCE)
            record_completions(completions=[row], by=office, at=morning_of(one.day))
    for person, life in lives:
        for one in life.records.withdrawals:
            at = life.passes[one.number].completed_at
            withdraw_completion(
                completion=Completion.objects.get(person=person, at=at),
                reason=WITHDRAWN_BECAUSE,
                by=office,
                at=morning_of(one.day),
            )


def sit_out(enrolment: Enrolment, edition: ActivityEdition, sitting: Sitting) -> None:
    attempt = begin_attempt(enrolment=enrolment, edition=edition, key=sitting.key, at=sitting.at)
    for said in sitting.answers:
        save_answer(
            attempt=attempt,
            question_key=said.question,
            response=said.response,
            key=said.key,
            at=said.at,
        )
    for number, made in enumerate(sitting.decisions, start=1):
        make_decision(
            attempt=attempt,
            number=number,
            scene_key=made.scene,
            choice_key=made.choice,
            at=made.at,
        )
    if sitting.finish:
        finish = submit_quiz if edition.kind == "quiz" else open_debrief
        finish(attempt=attempt, at=sitting.finish.at)


@pytest.mark.parametrize("most_decisions", [60, 2])
def test_bulk_writes_what_the_actions_write(
    world: World, monkeypatch: pytest.MonkeyPatch, most_decisions: int
) -> None:
    monkeypatch.setattr(sittings, "MOST_DECISIONS", most_decisions)
    lives = [live(7, number, world) for number in range(1, PEOPLE + 1)]
    codes = find_codes()

    by_hand = undone(act_out, lives, codes)
    write_lives(lives, codes)

    assert everything() == by_hand
    assert check_standing() == []
    # … and there was something of every kind to write.
    tries = Attempt.objects.values_list("person", "activity_key")
    changed = Answer.objects.values_list("attempt", "question_key")
    assert max(Counter(tries).values()) > 1, "nobody tried again"
    assert max(Counter(changed).values()) > 1, "nobody changed an answer"
    assert Attempt.objects.under_way().exists(), "nobody stopped half-way"
    assert Attempt.objects.filter(edition__kind="scenario", passed=False).exists()
    assert Decision.objects.exists()
    assert Completion.objects.exists()
    assert Enrolment.objects.open().exists()
    takes = Enrolment.objects.values_list("person", "course_key")
    assert max(Counter(takes).values()) > 1, "nobody renewed"
    assert Exemption.objects.exists()
    assert Completion.objects.filter(source="elsewhere").exists()
    assert Withdrawal.objects.exists()


def test_something_is_asked_of_everybody_once(service: None) -> None:
    simulate(people=20)
    simulate(people=40)

    assert Assignment.objects.count() == 3
    assert Assignment.objects.get(last_day__isnull=False).versions.count() == 1
    assert UnitChange.objects.filter(kind=UnitChange.Kind.MOVED).count() == 3
    asked = AssignmentVersion.objects.filter(job_roles__isnull=False).distinct()
    assert asked.count() == 2
    assert check_standing() == []


def test_same_seed_gives_the_same_people(service: None) -> None:
    first = undone(simulate)
    again = undone(simulate)

    assert len(first["people.Person"]) == PEOPLE
    assert first == again


def test_another_seed_gives_others(service: None) -> None:
    simulate(seed=7)
    simulate(seed=8)

    sevens, eights = (
        list(
            Person.objects.filter(email__startswith=f"person-{seed}-")
            .order_by("email")
            .values_list("name", "postings__unit__code", "postings__first_day")
        )
        for seed in (7, 8)
    )
    assert len({name for name, *_ in sevens}) > PEOPLE / 2
    assert sevens != eights


@pytest.mark.once
def test_another_day_gives_another_history(service: None) -> None:
    assert (
        undone(simulate)["people.Posting"]
        != undone(simulate, until=UNTIL - dt.timedelta(days=90))["people.Posting"]
    )


def test_again_adds_nothing_and_says_so(service: None) -> None:
    assert f"{PEOPLE} people of seed 7 added" in simulate()
    before = everything()

    assert "nothing was added" in simulate()
    assert everything() == before


def test_more_people_are_added_to_the_same_ones(service: None) -> None:
    at_once = undone(simulate, people=30)
    simulate(people=10)

    assert "20 people of seed 7 added" in simulate(people=30)
    assert everything() == at_once


def test_whatever_stops_it_leaves_whole_people_and_the_rest_follows(
    service: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = undone(simulate, people=30)
    monkeypatch.setattr(simulated, "CHUNK", 10)
    chunks = simulated.simulate(list(range(1, 31)), seed=7, until=UNTIL)
    next(chunks)

    def write_half(lives: list[Life], codes: Codes) -> None:
        with transaction.atomic():
            write_lives(lives, codes)
            raise KeyboardInterrupt

    with monkeypatch.context() as stopping:
        stopping.setattr(simulated, "write_lives", write_half)
        with pytest.raises(KeyboardInterrupt):
            next(chunks)

    assert Person.objects.count() == 10
    simulate(people=30)
    assert everything() == at_once


@pytest.mark.once
def test_shares_are_plausible(world: World) -> None:
    lives = [live(1, number, world) for number in range(1, 1001)]

    passes = [taken for life in lives for taken in life.passes]
    assert 780 <= sum(bool(life.passes) for life in lives) <= 900
    assert 0.7 <= sum(taken.completed_at is not None for taken in passes) / len(passes) <= 0.9
    roles = Counter(life.postings[-1].job_role for life in lives)
    assert {role for role, _ in roles.most_common(2)} == {"PO", "PSO"}
    assert roles["PO"] + roles["PSO"] > 500


@pytest.mark.parametrize("command", ["simulate", "prepare_demo"])
def test_a_real_service_refuses(service: None, settings: Any, command: str) -> None:
    settings.SIMULATION = False
    options = {"seed": 1} if command == "simulate" else {}

    with pytest.raises(CommandError, match="one's own machine"):
        call_command(command, people=3, **options)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("until", "reason"),
    [(dt.date(2999, 1, 1), "has not come yet"), (dt.date(2005, 1, 1), "No unit was there")],
)
def test_impossible_days_add_nothing(service: None, until: dt.date, reason: str) -> None:
    before = everything()

    with pytest.raises(CommandError, match=reason):
        simulate(until=until)
    assert everything() == before


def test_nothing_to_learn_adds_nothing(service: None) -> None:
    Course.objects.update(live=False)
    before = everything()

    with pytest.raises(CommandError, match="No live course"):
        simulate()
    assert everything() == before


def test_no_organisation_adds_nothing(db: None) -> None:
    with pytest.raises(CommandError, match="Run load_starter first"):
        simulate()
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"people": 0}, {"people": "many"}, {"until": "31.3.2026"}, {"until": "2026-02-30"}]
)
def test_wrong_arguments_are_refused(service: None, wrong: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="is not a"):
        simulate(**wrong)
    assert not Person.objects.exists()


@pytest.mark.parametrize(("people", "rows"), [(1, 1), (40, 40)])
def test_a_chunk_costs_the_same_queries(
    world: World, people: int, rows: int, django_assert_max_num_queries: Any
) -> None:
    lives = [live(7, number, world) for number in range(1, people + 1)]
    codes = find_codes()
    with django_assert_max_num_queries(36):
        write_lives(lives, codes)
    assert Person.objects.count() == rows


# The demo


def prepare(**options: Any) -> str:
    said = io.StringIO()
    call_command("prepare_demo", stdout=said, **options)
    return said.getvalue()


@pytest.mark.deep
@pytest.mark.once
def test_demo_is_ready_and_stays_as_it_is(db: None) -> None:
    said = prepare(people=40)
    before = everything()
    again = prepare(people=40)

    assert len(said.splitlines()) == len(again.splitlines()) == 5
    assert "40 people" in said
    assert everything() == before
    assert check_standing() == []


@pytest.mark.once
def test_demo_people_are_what_their_buttons_say(db: None) -> None:
    prepare(people=40)
    today = timezone.localdate()
    tree = organisation(today)
    practitioner, trainer, manager = (
        Person.objects.get(email=email) for email, _label in DEMO_PEOPLE.values()
    )

    posting = practitioner.postings.on(today).get()
    assert posting.unit.kind == "team"
    assert posting.job_role.code in {"PO", "PSO"}
    assert tree.nearest(posting.unit_id, "delivery_unit") is not None
    assert not practitioner.enrolments.exists()

    assert trainer.groups.get() == Group.objects.get(name=TRAINERS)
    assert trainer.has_perm("wagtailadmin.access_admin")

    assert sees_reports(manager, day=today)
    assert Oversight.objects.get().unit.name == "Greater Manchester"
    seen = overseen_units(manager, tree, day=today)
    assert {posting.unit_id, manager.postings.on(today).get().unit_id} <= seen
    for person in (practitioner, trainer, manager):
        assert not person.has_usable_password()
        assert EmailAddress.objects.filter(user=person, verified=True, primary=True).exists()


@pytest.mark.deep
@pytest.mark.once
def test_demo_region_has_enough_people_to_show_figures(db: None) -> None:
    prepare(people=300)
    today = timezone.localdate()
    manager = Person.objects.get(email=DEMO_PEOPLE["manager"][0])

    units = overseen_units(manager, organisation(today), day=today)
    there = Person.objects.filter(
        postings__in=Posting.objects.on(today).filter(unit__in=units), is_active=True
    )
    assert there.count() >= 2 * settings.DISCLOSURE_MINIMUM_PEOPLE
    tried = there.filter(attempts__finished_at__isnull=False).distinct()
    assert tried.count() >= settings.DISCLOSURE_MINIMUM_PEOPLE


@pytest.mark.once
def test_demo_leaves_people_as_somebody_changed_them(db: None) -> None:
    prepare(people=10)
    Person.objects.filter(email=DEMO_PEOPLE["trainer"][0]).update(name="Somebody Else")

    prepare(people=10)

    assert Person.objects.get(email=DEMO_PEOPLE["trainer"][0]).name == "Somebody Else"
