"""Workers die all the time, and people send twice, late and from two tabs.

Nothing that was acknowledged is lost, and nothing is there twice. What each practitioner does
follows from the seed that is printed (`KILLED_SEED=123` does the same again); when a worker dies,
and what it was doing then, does not.
"""

import datetime as dt
import os
import random
import subprocess
import sys
import threading
import time
import traceback
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Min
from django.test import Client
from django.utils import timezone

from courses.actions.learning import enrol
from courses.models import ActivityDone, Completion, CourseEdition, Enrolment
from quizzes.domain import marking, play
from quizzes.domain.documents import load_quiz, load_scenario
from quizzes.models import Answer, Attempt, Decision
from tests.deep.killing import WebServer, environment, killing_workers, web_server
from tests.deep.practitioner import NEVER, Practitioner, Sent, new_seed
from tests.factories.editions import (
    choice,
    ending,
    make_edition,
    option,
    question,
    quiz_document,
    scenario_document,
    scene,
)
from tests.factories.learning import make_course_edition, make_lesson
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]

PRACTITIONERS = 8
COURSES = 12
FULL = "2"  # SQLite's number for it
SECONDS, MOST_SECONDS = 35, 120  # of killing: longer where a slow machine gets little done
LEAST = {"answer": 60, "decision": 40, "submit": 10, "debrief": 5, "lesson": 10}

QUESTIONS = [
    question("one", "single", option("a"), option("b", right=True), option("c")),
    question("two", "multiple", option("d", right=True), option("e"), option("f", right=True)),
    question("three", "matching", option("g", match="Gee"), option("h", match="Aitch")),
    question("four", "single", option("i", right=True), option("j"), option("k")),
]


def story() -> dict:
    """Four decisions to nine: while there is patience one stays, and decides the same again.

    door ─ knock ─▶ talk ─ ask ─▶ plan ─ agree ─▶ together
     │ ╰ wait         │ ╰ listen    ╰ ring
     ╰── turn ────────┴── leave ─▶ missed
    """
    patient, tired = patience(">=", 1), patience("<=", 3)
    trusting = {"when": [{"counter": "trust", "op": ">=", "value": 1}]}
    tires, trusts = {"counter": "patience", "add": -1}, {"counter": "trust", "add": 1}
    door = scene(
        "door",
        choice("knock", "talk", points=1),
        choice("wait", "door", "partly", effects=[tires], **patient),
        choice("turn", "missed", "unsafe", **tired),
    )
    talk = scene(
        "talk",
        choice("listen", "talk", points=1, effects=[tires, trusts], **patient),
        choice("ask", "plan", points=2, **trusting),
        choice("leave", "missed", "partly", **tired),
    )
    plan = scene(
        "plan",
        choice("agree", "together", points=1, **tired),
        choice("ring", "plan", points=1, effects=[tires], **patient),
    )
    return scenario_document(
        start="door",
        counters=[
            {"key": "patience", "label": "Patience", "start": 6, "min": 0, "max": 6},
            {"key": "trust", "label": "Trust", "start": 0, "min": 0, "max": 3},
        ],
        scenes=[door, talk, plan, ending("together", "good"), ending("missed", "bad")],
    )


def patience(op: str, value: int) -> dict:
    return {"when": [{"counter": "patience", "op": op, "value": value}]}


def make_four_steps() -> CourseEdition:
    return make_course_edition(
        make_lesson(),
        make_edition(quiz_document(questions=QUESTIONS)),
        make_edition(story()),
        make_lesson("Another lesson"),
    )


def test_killed_workers_lose_nothing_acknowledged_and_double_nothing(tmp_path):
    seed = int(os.environ.get("KILLED_SEED") or new_seed())
    courses = [make_four_steps() for _ in range(COURSES)]
    people = [sign_in_and_enrol(courses) for _ in range(PRACTITIONERS)]
    connection.close()

    with web_server(tmp_path) as server:
        practitioners = [
            Practitioner(server.port, session, random.Random(f"{seed} {number}"))
            for number, (session, _) in enumerate(people)
        ]
        enrolments = [keys for _, keys in people]
        problems = learn_while_workers_die(server, practitioners, enrolments, seed)

    ledger = [sent for practitioner in practitioners for sent in practitioner.ledger]
    dead = server.dead()
    print(f"On {connection.vendor}, KILLED_SEED={seed}: {dead} workers died.")  # noqa: T201 -- shown when it fails
    print(f"Acknowledged: {acknowledged(practitioners)}; {told(practitioners)}")  # noqa: T201
    print(*Counter(server.errors()).most_common(5), sep="\n")  # noqa: T201
    problems += [*answers_amiss(ledger), *decisions_amiss(ledger), *attempts_amiss(ledger)]
    problems += completions_amiss(ledger)
    assert problems == []
    assert is_enough(practitioners, dead), "Too little happened for this to prove anything."


def learn_while_workers_die(
    server: WebServer, practitioners: list[Practitioner], enrolments: list[list[str]], seed: int
) -> list[str]:
    """What kept a practitioner from going on."""
    began, enough = time.monotonic(), threading.Event()
    with ThreadPoolExecutor(PRACTITIONERS) as threads:
        with killing_workers(server, random.Random(seed)):
            learning = [
                threads.submit(practitioner.learn, keys, QUESTIONS, enough)
                for practitioner, keys in zip(practitioners, enrolments, strict=True)
            ]
            while not all(one.done() for one in learning) and not enough.wait(0.5):
                seconds = time.monotonic() - began
                if seconds > MOST_SECONDS or (
                    seconds > SECONDS and is_enough(practitioners, server.dead())
                ):
                    enough.set()
        errors = [one.exception() for one in learning]  # Now that nobody dies, all come to an end.
    return ["".join(traceback.format_exception(error)) for error in errors if error]


def is_enough(practitioners: list[Practitioner], dead: int) -> bool:
    done, happened = acknowledged(practitioners), told(practitioners)
    return (
        dead >= 20
        and all(done[kind] >= number for kind, number in LEAST.items())
        and all(happened[what] for what in ("sent late", "answered anew", "decided anew"))
    )


def acknowledged(practitioners: list[Practitioner]) -> Counter[str]:
    ledger = [sent for practitioner in practitioners for sent in list(practitioner.ledger)]
    return Counter(sent.kind for sent in ledger if sent.acknowledged)


def told(practitioners: list[Practitioner]) -> Counter[str]:
    return sum((practitioner.told.copy() for practitioner in practitioners), Counter())


def sign_in_and_enrol(courses: list[CourseEdition]) -> tuple[str, list[str]]:
    """A new person's session, and the keys of their enrolments."""
    person, client = PersonFactory(), Client()
    client.force_login(person)
    enrolments = [
        enrol(person=person, course_key=course.course_key, at=timezone.now()) for course in courses
    ]
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return session, [str(enrolment.key) for enrolment in enrolments]


def test_the_servers_own_connections_wait_for_the_disk():
    """No killed worker can show this: only a power cut would."""
    asked = {
        "sqlite": ["PRAGMA journal_mode", "PRAGMA synchronous"],
        "postgresql": ["SHOW synchronous_commit"],
    }[connection.vendor]
    ask = (
        "import sys, django; django.setup()\n"
        "from django.db import connection\n"
        "with connection.cursor() as cursor:\n"
        "    print(*(cursor.execute(one).fetchone()[0] for one in sys.argv[1:]))"
    )

    answered = subprocess.run(
        [sys.executable, "-c", ask, *asked],
        env=environment() | {"PYTHONPATH": "site"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert answered == {"sqlite": ["wal", FULL], "postgresql": ["on"]}[connection.vendor]


def of_kind(ledger: list[Sent], kind: str) -> list[Sent]:
    return [sent for sent in ledger if sent.kind == kind]


def answers_amiss(ledger: list[Sent]) -> list[str]:
    """Each acknowledged answer is there once, nothing else is, and the latest counts."""
    problems, sent_answers = [], of_kind(ledger, "answer")
    rows: dict[tuple, list] = {}
    for row in Answer.objects.order_by("pk").select_related("attempt"):
        rows.setdefault((str(row.attempt.key), str(row.key)), []).append(
            (row.question_key, row.response)
        )
    known = {}
    for sent in sent_answers:
        place = sent.what["attempt"], sent.what["key"]
        said = sent.what["question"], sent.what["response"]
        known.setdefault(place, []).append(said)
        if sent.acknowledged and rows.get(place) != [said]:
            problems.append(f"Answer acknowledged as {said}, kept as {rows.get(place)}.")
    for place, kept in rows.items():
        if len(kept) != 1 or kept[0] not in known.get(place, []):
            problems.append(f"Answer kept as {kept}, sent as {known.get(place)}.")
    return problems + answers_overtaken(sent_answers)


def answers_overtaken(sent_answers: list[Sent]) -> list[str]:
    """Where the answer that counts was acknowledged before another one was sent, which was too."""
    by_key: dict[tuple[str, str, str], list[Sent]] = {}
    for sent in sent_answers:
        if sent.acknowledged:
            place = sent.what["attempt"], sent.what["question"], sent.what["key"]
            by_key.setdefault(place, []).append(sent)
    acknowledged_by = {place: min(s.acknowledged_by for s in by_key[place]) for place in by_key}
    last_sent: dict[tuple[str, str], float] = {}
    for place, several in by_key.items():
        moment = min(sent.first_sent for sent in several)
        last_sent[place[:2]] = max(last_sent.get(place[:2], 0), moment)
    counts = {
        (str(row.attempt.key), row.question_key): str(row.key)
        for row in Answer.objects.order_by("pk").select_related("attempt")
    }
    return [
        f"{attempt} {asked}: an older answer counts."
        for (attempt, asked), key in counts.items()
        if last_sent.get((attempt, asked), 0) > acknowledged_by.get((attempt, asked, key), NEVER)
    ]


def decisions_amiss(ledger: list[Sent]) -> list[str]:
    """Each acknowledged decision is on its path once, and nothing that was not sent."""
    problems = []
    rows: dict[tuple, list] = {}
    for row in Decision.objects.select_related("attempt"):
        place = str(row.attempt.key), row.number
        rows.setdefault(place, []).append((row.scene_key, row.choice_key))
    known: dict[tuple, list] = {}
    for sent in of_kind(ledger, "decision"):
        place = sent.what["attempt"], sent.what["number"]
        made = sent.what["scene"], sent.what["choice"]
        known.setdefault(place, []).append(made)
        if sent.acknowledged and rows.get(place) != [made]:
            problems.append(f"Decision {place} acknowledged as {made}, kept as {rows.get(place)}.")
    for place, kept in rows.items():
        if len(kept) != 1 or kept[0] not in known.get(place, []):
            problems.append(f"Decision {place} kept as {kept}, sent as {known.get(place)}.")
    return problems


def attempts_amiss(ledger: list[Sent]) -> list[str]:
    """One under way at most; each was begun by somebody; its result follows from what is kept."""
    problems = []
    keys = {sent.what["key"] for sent in of_kind(ledger, "start")}
    under_way = Counter(Attempt.objects.under_way().values_list("person", "activity_key"))
    problems += [f"{n} attempts under way: {whose}" for whose, n in under_way.items() if n > 1]
    attempts = {str(attempt.key): attempt for attempt in Attempt.objects.all()}
    problems += [f"Attempt {key} was begun by nobody." for key in attempts if key not in keys]
    for sent in of_kind(ledger, "start"):
        if lost := {way.split("/")[2] for way in sent.led_to} - set(attempts):
            problems.append(f"The attempts {lost} were acknowledged and are not there.")
    for sent in of_kind(ledger, "submit") + of_kind(ledger, "debrief"):
        if sent.acknowledged and not attempts[sent.what["attempt"]].is_finished:
            problems.append(f"{sent.what['attempt']}: acknowledged as finished, and is not.")
    for attempt in attempts.values():
        problems += quiz_amiss(attempt) if attempt.edition.kind == "quiz" else path_amiss(attempt)
    return problems


def quiz_amiss(attempt: Attempt) -> list[str]:
    if not attempt.is_finished:
        return []
    answers = dict(attempt.answers.order_by("pk").values_list("question_key", "response"))
    marked = marking.mark_quiz(load_quiz(attempt.edition.document("en")), answers)
    result = marked.percent, marked.passed
    if result != (attempt.score, attempt.passed) or len(answers) != len(QUESTIONS):
        return [f"Quiz {attempt}: {result}, stored as {attempt.score}, {attempt.passed}."]
    return []


def path_amiss(attempt: Attempt) -> list[str]:
    document = load_scenario(attempt.edition.document("en"))
    rows = list(attempt.decisions.order_by("number", "pk"))
    if [row.number for row in rows] != list(range(1, len(rows) + 1)):
        return [f"Path {attempt} is numbered {[row.number for row in rows]}."]
    try:
        state = play.replay(document, [(row.scene_key, row.choice_key) for row in rows])
        came_to = play.outcome(document, state) if attempt.is_finished else None
    except play.PlayError as error:
        return [f"Path {attempt} cannot be replayed: {error}"]
    result = came_to and (came_to.score, came_to.passed, came_to.outcome)
    stored = came_to and (attempt.score, attempt.passed, attempt.outcome)
    return [] if result == stored else [f"Path {attempt}: {result}, stored as {stored}."]


def completions_amiss(ledger: list[Sent]) -> list[str]:
    """One completion for whoever was told that all is done, none for anybody else."""
    problems = []
    done = done_by(ledger)
    for enrolment in Enrolment.objects.select_related("edition"):
        steps = {step.activity_key: step.position for step in enrolment.edition.steps.all()}
        rows = ActivityDone.objects.filter(enrolment=enrolment)
        kept = sorted(steps[key] for key in rows.values_list("activity_key", flat=True))
        told = sorted(done.get(enrolment.key, ()))
        if kept != told:
            problems.append(f"{enrolment}: steps {told} acknowledged, {kept} kept.")
        problems += [
            f"{enrolment}: done at {first}, kept as done at {row.done_at} only."
            for row in rows
            if (first := first_that_counts(enrolment, row)) not in (None, row.done_at)
        ]
        completions = Completion.objects.filter(enrolment=enrolment).count()
        if completions != (told == [1, 2, 3, 4]):
            problems.append(f"{enrolment}: {told} of 4 steps done, {completions} completions.")
        if bool(enrolment.completed_at) != bool(completions):
            problems.append(f"{enrolment}: open and completed at once.")
    return problems


def first_that_counts(enrolment: Enrolment, done: ActivityDone) -> dt.datetime | None:
    """When the first attempt that does the step was finished; None for a lesson."""
    finished = Attempt.objects.finished().filter(
        person=enrolment.person_id, activity_key=done.activity_key
    )
    if done.edition.kind == "quiz":
        finished = finished.filter(passed=True)
    return finished.aggregate(first=Min("finished_at"))["first"]


def done_by(ledger: list[Sent]) -> dict[uuid.UUID, set[int]]:
    """The steps, by position, that were acknowledged as done in each enrolment."""
    done: dict[uuid.UUID, set[int]] = {}
    for sent in of_kind(ledger, "lesson"):
        if sent.acknowledged:
            key = uuid.UUID(sent.what["enrolment"])
            done.setdefault(key, set()).add(sent.what["position"])
    finished = {
        sent.what["attempt"]
        for sent in of_kind(ledger, "submit") + of_kind(ledger, "debrief")
        if sent.acknowledged
    }
    for attempt in Attempt.objects.filter(key__in=finished).select_related("edition"):
        if attempt.edition.kind == "scenario" or attempt.passed:
            step = attempt.edition.steps.get()
            enrolment = Enrolment.objects.get(
                person=attempt.person_id, edition=step.course_edition_id
            )
            done.setdefault(enrolment.key, set()).add(step.position)
    return done
