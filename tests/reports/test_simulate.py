"""The simulated organisation: always the same, plausible, and written as the actions would."""

import datetime as dt
import io
import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from courses.actions.completions import record_completions, withdraw_completion
from courses.actions.learning import begin_attempt, enrol, finish_activity
from courses.domain.completion import LONDON
from courses.models import (
    ActivityDone,
    Completion,
    Course,
    CourseEdition,
    Enrolment,
    Step,
    Withdrawal,
)
from people.actions.starter import load_starter_organisation
from people.demo import DEMO_PEOPLE
from people.models import Oversight, Person, Placement, Posting, Unit, UnitChange
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
from standing.queries import COUNTED, figures

UNTIL = dt.date(2026, 3, 31)
MADE_AT = dt.datetime(2024, 1, 1, 12, tzinfo=LONDON)
PEOPLE = 40

QUIZ = {
    "format": "quiz/1",
    "title": "Check",
    "pass_mark": 60,
    "wait_minutes": 45,
    "draw": 3,
    "questions": [
        {
            "key": "one",
            "kind": "single",
            "text": "?",
            "options": [{"key": key, "text": key, "right": key == "b"} for key in "abcd"],
        },
        {
            "key": "some",
            "kind": "multiple",
            "text": "?",
            "options": [{"key": key, "text": key, "right": key in "ac"} for key in "abcd"],
        },
        {
            "key": "pairs",
            "kind": "matching",
            "text": "?",
            "options": [{"key": key, "text": key, "match": key.upper()} for key in "abc"],
        },
        {
            "key": "order",
            "kind": "ordering",
            "text": "?",
            "options": [{"key": key, "text": key} for key in "abc"],
        },
    ],
}


def choice(key: str, to: str, quality: str, **more: Any) -> dict[str, Any]:
    points = {"safe": 2, "partly": 1, "unsafe": 0}[quality]
    return {"key": key, "text": key, "to": to, "quality": quality, "points": points, **more}


SCENARIO = {
    "format": "scenario/1",
    "title": "A talk",
    "start": "room",
    "counters": [{"key": "trust", "start": 1, "min": 0, "max": 3}],
    "flags": [{"key": "asked"}],
    "pass": {"min_score": 4, "no_unsafe": True},
    "scenes": [
        {
            "key": "room",
            "title": "In the room",
            "text": "…",
            "choices": [
                choice("ask", "answer", "safe", effects=[{"flag": "asked", "set": True}]),
                choice("wait", "room", "partly", effects=[{"counter": "trust", "add": 1}]),
                choice("talk", "answer", "unsafe", effects=[{"counter": "trust", "add": -1}]),
            ],
        },
        {
            "key": "answer",
            "title": "The answer",
            "text": "…",
            "choices": [
                choice("plan", "good", "safe", when=[{"flag": "asked", "is": True}]),
                choice("leave", "bad", "unsafe"),
            ],
        },
        {"key": "good", "title": "Later", "text": "…", "ending": {"outcome": "good"}},
        {"key": "bad", "title": "Later", "text": "…", "ending": {"outcome": "bad"}},
    ],
}


def publish(title: str, steps: list[tuple[str, dict[str, Any], dict[str, Any]]]) -> None:
    """A live course with these steps: kind, document and how the step counts."""
    page = Course(title=title, slug=title.lower(), summary="…", intro="…")
    Page.objects.get(depth=1).add_child(instance=page)
    edition = CourseEdition.objects.create(
        course_key=page.translation_key, number=1, title=title, documents={}, made_at=MADE_AT
    )
    for position, (kind, document, counting) in enumerate(steps, start=1):
        frozen = ActivityEdition.objects.create(
            activity_key=uuid.uuid5(page.translation_key, str(position)),
            kind=kind,
            number=2,
            title=f"{title} {position}",
            documents={"en": document},
            made_at=MADE_AT,
        )
        Step.objects.create(
            course_edition=edition,
            position=position,
            edition=frozen,
            activity_key=frozen.activity_key,
            minutes=8,
            words={},
            counts_from=2,
            **counting,
        )


@pytest.fixture
def service(db: None) -> None:
    """The real organisation, and two small courses with every kind of step there is."""
    load_starter_organisation()
    extra = {"is_required": False}
    publish(
        "First",
        [
            ("lesson", {}, {}),
            ("quiz", QUIZ, {}),
            ("lesson", {}, extra),
            ("scenario", SCENARIO, {"must_pass": True}),
            ("lesson", {}, extra),
        ],
    )
    ungraded = {key: value for key, value in SCENARIO.items() if key != "pass"}
    publish(
        "Second",
        [("quiz", QUIZ, extra), ("scenario", ungraded, {"must_pass": False}), ("lesson", {}, {})],
    )


@pytest.fixture
def world(service: None) -> World:
    add_teams(UNTIL)
    return find_world(UNTIL)


def simulate(people: Any = PEOPLE, seed: int = 7, until: Any = UNTIL) -> str:
    said = io.StringIO()
    arguments = [f"--people={people}", f"--seed={seed}", f"--until={until}"]
    call_command("simulate", *arguments, stdout=said)
    return said.getvalue()


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


def test_figures_of_a_simulated_service_have_everything(service: None) -> None:
    simulate(people=400)
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


def test_completions_have_every_required_activity(service: None) -> None:
    simulate(people=120)

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


def test_postings_follow_one_another(service: None) -> None:
    simulate(people=200)

    moved = 0
    for person in Person.objects.prefetch_related("postings__unit"):
        postings = sorted(person.postings.all(), key=lambda posting: posting.first_day)
        moved += len(postings) > 1
        for before, after in pairwise(postings):
            assert before.last_day is not None
            assert after.first_day == before.last_day + dt.timedelta(days=1)
        assert postings[-1].first_day <= UNTIL
        assert postings[0].first_day >= dt.date(2020, 1, 1)
    assert 20 <= moved <= 80


def test_people_work_in_units_that_were_there(service: None) -> None:
    simulate(people=200)

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


def test_leavers_cannot_sign_in_and_others_can(service: None, client: Any) -> None:
    simulate(people=200)

    leavers = Person.objects.exclude(postings__last_day__isnull=True)
    assert set(leavers) == set(Person.objects.filter(is_active=False))
    assert 5 <= leavers.count() <= 40
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


def test_everybody_has_a_verified_address(service: None) -> None:
    simulate()

    addresses = EmailAddress.objects.filter(verified=True, primary=True)
    emails = set(Person.objects.values_list("email", flat=True))
    assert set(addresses.values_list("email", flat=True)) == emails
    assert len(emails) == PEOPLE
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


def test_people_learn_in_office_hours_while_they_are_there(service: None) -> None:
    simulate(people=120)

    seen = set()
    for person, moment in moments():
        local = moment.astimezone(LONDON)
        assert local.weekday() < 5
        assert dt.time(8, 45) <= local.time() < dt.time(18)
        assert local.date() < UNTIL, "what happens on the day itself depends on the hour"
        assert person.postings.on(local.date()).exists()
        seen.add(local.date())
    assert max(seen) - min(seen) > dt.timedelta(days=365)


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

    assert len(said.splitlines()) == len(again.splitlines()) == 4
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
