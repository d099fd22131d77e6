"""What practitioners do in quizzes and scenarios: once, whatever is sent twice or late."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from people.models import Person
from quizzes.actions import attempts
from quizzes.domain import marking, play
from quizzes.models import ActivityEdition, Answer, Attempt, Decision
from quizzes.queries import latest_answers, quiz_of
from quizzes.signals import attempt_finished
from tests.factories.editions import (
    RIGHT_ANSWERS,
    choice,
    ending,
    make_edition,
    option,
    question,
    quiz_document,
    scenario_document,
    scene,
)

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 2, 2, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("sam@example.org", name="Sam Rees")


@pytest.fixture
def quiz() -> ActivityEdition:
    return make_edition(quiz_document())


@pytest.fixture
def scenario() -> ActivityEdition:
    return make_edition(scenario_document())


@pytest.fixture
def announced():
    heard = []

    def listen(attempt, **kwargs):
        heard.append(attempt)

    attempt_finished.connect(listen)
    yield heard
    attempt_finished.disconnect(listen)


def start(person, edition, **changes) -> Attempt:
    arguments = {"person": person, "edition": edition, "key": uuid.uuid4(), "at": NOW, **changes}
    return attempts.start_attempt(**arguments)


def answer(attempt, question_key, response, key=None) -> Answer:
    return attempts.save_answer(
        attempt=attempt,
        question_key=question_key,
        response=response,
        key=key or uuid.uuid4(),
        at=NOW,
    )


def answer_all(attempt, **others) -> None:
    for question_key, response in {**RIGHT_ANSWERS, **others}.items():
        answer(attempt, question_key, response)


def decide(attempt, number, scene_key, choice_key):
    return attempts.make_decision(
        attempt=attempt, number=number, scene_key=scene_key, choice_key=choice_key, at=NOW
    )


def play_to_the_end(attempt) -> Attempt:
    decide(attempt, 1, "office", "listen")
    decide(attempt, 2, "talk", "ask")
    return attempts.open_debrief(attempt=attempt, at=NOW)


def test_start_attempt_twice_with_one_key_makes_one(person, quiz):
    key = uuid.uuid4()

    assert start(person, quiz, key=key) == start(person, quiz, key=key)
    assert Attempt.objects.count() == 1


def test_start_attempt_refuses_a_key_that_somebody_has_used(person, quiz, scenario):
    key = start(person, quiz).key
    other = Person.objects.create_user("jo@example.org", name="Jo Clarke")

    for whoever in (person, other):
        with pytest.raises(attempts.KeyUsed):
            start(whoever, scenario, key=key)

    assert Attempt.objects.count() == 1


def test_start_attempt_goes_on_with_the_one_under_way(person, quiz):
    first = start(person, quiz)

    assert start(person, quiz) == first


def test_start_attempt_never_makes_two_under_way_even_past_the_action(person, quiz):
    start(person, quiz)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(
            person=person, edition=quiz, activity_key=quiz.activity_key, seed=1, started_at=NOW
        )


def test_no_attempt_under_way_is_counted_even_past_the_action(person, scenario):
    attempt = start(person, scenario)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(counted_in=NOW.date())


def test_start_attempt_does_not_find_somebody_elses(person, quiz):
    other = Person.objects.create_user("jo@example.org", name="Jo Clarke")

    assert start(other, quiz) != start(person, quiz)


def test_start_attempt_again_after_finishing(person, scenario):
    first = play_to_the_end(start(person, scenario))

    again = start(person, scenario)

    assert again != first
    assert not again.is_finished


def test_start_attempt_waits_between_two_attempts_at_a_quiz(person):
    edition = make_edition(quiz_document(wait_minutes=30))
    attempt = start(person, edition)
    answer_all(attempt, one="a", two=["e"], three={"g": "h", "h": "g"})
    attempts.submit_quiz(attempt=attempt, at=NOW)

    with pytest.raises(attempts.NotYetAllowed) as wait:
        start(person, edition, at=NOW + dt.timedelta(minutes=29))

    assert wait.value.until == NOW + dt.timedelta(minutes=30)
    assert start(person, edition, at=NOW + dt.timedelta(minutes=30)).pk


def test_save_answer_twice_with_one_key_changes_nothing(person, quiz):
    attempt, key = start(person, quiz), uuid.uuid4()

    answer(attempt, "one", "a", key)
    answer(attempt, "one", "a", key)

    assert Answer.objects.count() == 1


def test_save_answer_refuses_another_answer_with_a_key_that_was_used(person, quiz):
    attempt, key = start(person, quiz), uuid.uuid4()
    answer(attempt, "one", "a", key)

    with pytest.raises(attempts.KeyUsed):
        answer(attempt, "one", "b", key)

    assert latest_answers(attempt) == {"one": "a"}


def test_save_answer_latest_counts_and_a_late_repeat_does_not(person, quiz):
    attempt, early = start(person, quiz), uuid.uuid4()
    answer(attempt, "one", "a", early)
    answer(attempt, "one", "b")

    answer(attempt, "one", "a", early)

    assert latest_answers(attempt) == {"one": "b"}


@pytest.mark.parametrize(
    ("question_key", "response", "refusal"),
    [
        ("nine", "a", attempts.UnknownQuestion),
        ("one", "z", marking.UnknownOption),
        ("two", ["d", "z"], marking.UnknownOption),
        ("three", {"g": "z"}, marking.UnknownOption),
    ],
)
def test_save_answer_refuses_what_the_quiz_does_not_offer(
    person, quiz, question_key, response, refusal
):
    attempt = start(person, quiz)

    with pytest.raises(refusal):
        answer(attempt, question_key, response)

    assert not Answer.objects.exists()


def test_save_answer_refuses_a_finished_attempt(person, quiz):
    attempt = start(person, quiz)
    answer_all(attempt)
    attempts.submit_quiz(attempt=attempt, at=NOW)

    with pytest.raises(attempts.AlreadyFinished):
        answer(attempt, "one", "b")


def test_submit_quiz_marks_the_latest_answers(person, quiz, announced):
    attempt = start(person, quiz)
    answer(attempt, "one", "a")
    answer_all(attempt)

    done = attempts.submit_quiz(attempt=attempt, at=NOW)

    assert (done.score, done.passed, done.finished_at) == (100, True, NOW)
    assert announced == [done]


def test_submit_quiz_twice_finishes_once(person, quiz, announced):
    attempt = start(person, quiz)
    answer_all(attempt, one="a")
    attempts.submit_quiz(attempt=attempt, at=NOW)

    again = attempts.submit_quiz(attempt=attempt, at=NOW + dt.timedelta(hours=1))

    assert (again.finished_at, again.passed, len(announced)) == (NOW, False, 1)


def test_submit_quiz_refuses_while_a_question_is_open(person, quiz, announced):
    attempt = start(person, quiz)
    answer(attempt, "one", "b")

    with pytest.raises(attempts.Incomplete):
        attempts.submit_quiz(attempt=attempt, at=NOW)

    assert not announced


def test_make_decision_goes_on_and_repeats_change_nothing(person, scenario):
    attempt = start(person, scenario)

    decide(attempt, 1, "office", "listen")
    state = decide(attempt, 1, "office", "listen")

    assert (state.scene, state.counters["trust"], state.score) == ("talk", 2, 1)
    assert Decision.objects.count() == 1


def test_make_decision_refuses_another_choice_where_one_was_made(person, scenario):
    attempt = start(person, scenario)
    decide(attempt, 1, "office", "listen")

    with pytest.raises(attempts.OutOfDate):
        decide(attempt, 1, "office", "hurry")

    assert Decision.objects.get().choice_key == "listen"


@pytest.mark.parametrize(("number", "scene_key"), [(2, "office"), (1, "talk"), (5, "talk")])
def test_make_decision_refuses_what_is_not_the_next(person, scenario, number, scene_key):
    with pytest.raises(attempts.OutOfDate):
        decide(start(person, scenario), number, scene_key, "ask")


def test_make_decision_refuses_a_choice_that_is_not_open(person, scenario):
    attempt = start(person, scenario)
    decide(attempt, 1, "office", "hurry")

    with pytest.raises(play.ChoiceNotOpen):
        decide(attempt, 2, "talk", "ask")

    assert Decision.objects.count() == 1


def test_open_debrief_keeps_what_the_story_came_to(person, scenario, announced):
    done = play_to_the_end(start(person, scenario))

    assert (done.score, done.passed, done.outcome) == (3, True, "good")
    assert announced == [done]
    assert attempts.open_debrief(attempt=done, at=NOW) == done
    assert len(announced) == 1


def test_open_debrief_refuses_before_the_end(person, scenario, announced):
    attempt = start(person, scenario)

    with pytest.raises(play.NotEnded):
        attempts.open_debrief(attempt=attempt, at=NOW)

    assert not announced


def test_make_decision_refuses_after_the_debrief(person, scenario):
    done = play_to_the_end(start(person, scenario))

    with pytest.raises(attempts.OutOfDate):
        decide(done, 3, "together", "ask")


def test_forget_attempt_under_way_takes_those_it_continues(person, scenario):
    begun = start(person, scenario)
    decide(begun, 1, "office", "hurry")
    second = make_edition(scenario_document(), activity_key=scenario.activity_key, number=2)
    attempts.continue_on_replacement(attempt=begun, replacement=second, at=NOW)

    attempts.forget_attempt_under_way(person=person, activity_key=scenario.activity_key)

    assert not Attempt.objects.exists()
    assert not Decision.objects.exists()


def test_what_comes_after_an_attempt_was_forgotten_changes_nothing(person, scenario):
    begun = start(person, scenario)
    attempts.forget_attempt_under_way(person=person, activity_key=scenario.activity_key)

    with pytest.raises(attempts.Gone):
        decide(begun, 1, "office", "hurry")
    with pytest.raises(attempts.Gone):
        attempts.open_debrief(attempt=begun, at=NOW)

    assert not Attempt.objects.exists()
    assert not Decision.objects.exists()


def test_start_attempt_on_an_edition_withdrawn_meanwhile_begins_on_what_replaces_it(
    person, scenario
):
    second = make_edition(scenario_document(), activity_key=scenario.activity_key, number=2)
    withdraw(second)

    assert start(person, second).edition == scenario


def test_start_attempt_waits_where_nothing_stands(person, scenario):
    withdraw(scenario)

    with pytest.raises(attempts.Unavailable):
        start(person, scenario)

    assert not Attempt.objects.exists()


def test_forget_attempt_under_way_leaves_nothing_behind(person, scenario):
    finished = play_to_the_end(start(person, scenario))
    decide(start(person, scenario), 1, "office", "hurry")

    attempts.forget_attempt_under_way(person=person, activity_key=scenario.activity_key)

    assert list(Attempt.objects.all()) == [finished]
    assert Decision.objects.filter(attempt=finished).count() == Decision.objects.count() == 2


def withdraw(edition) -> None:
    ActivityEdition.objects.filter(pk=edition.pk).update(
        withdrawn_at=NOW, withdrawn_because="A sentence could be misread."
    )


def test_continue_on_replacement_keeps_the_answers_that_fit(person, quiz):
    attempt = start(person, quiz)
    answer(attempt, "one", "a")
    answer(attempt, "two", ["d"])
    questions = [q for q in quiz_document()["questions"] if q["key"] != "two"]
    replacement = make_edition(
        quiz_document(questions=questions), activity_key=quiz.activity_key, number=2
    )

    following = attempts.continue_on_replacement(attempt=attempt, replacement=replacement, at=NOW)

    assert latest_answers(following) == {"one": "a"}
    assert attempt.answers.count() == 2
    assert Attempt.objects.under_way().get() == following


def test_continue_on_replacement_draws_again_what_is_still_there_with_its_answers(person):
    asked = [question(f"q{n}", "single", option("a"), option("b", right=True)) for n in range(8)]
    first = make_edition(quiz_document(questions=asked, draw=3))
    attempt = start(person, first)
    drawn = [one.key for one in quiz_of(attempt, "en").questions]
    for key in drawn:
        answer(attempt, key, "b")
    fewer = [one for one in asked if one["key"] in {*drawn, "q0", "q1"}]
    replacement = make_edition(
        quiz_document(questions=fewer, draw=3), activity_key=first.activity_key, number=2
    )

    following = attempts.continue_on_replacement(attempt=attempt, replacement=replacement, at=NOW)

    assert [one.key for one in quiz_of(following, "en").questions] == drawn
    assert attempts.submit_quiz(attempt=following, at=NOW).passed


def test_continue_on_replacement_keeps_the_decisions_up_to_the_first_that_does_not_fit(
    person, scenario
):
    attempt = start(person, scenario)
    decide(attempt, 1, "office", "hurry")
    decide(attempt, 2, "talk", "leave")
    scenes = [
        scene("office", choice("hurry", "talk", "partly"), choice("listen", "talk")),
        scene("talk", choice("ask", "together")),
        ending("together", "good"),
    ]
    replacement = make_edition(
        scenario_document(scenes=scenes), activity_key=scenario.activity_key, number=2
    )

    following = attempts.continue_on_replacement(attempt=attempt, replacement=replacement, at=NOW)

    assert [d.choice_key for d in following.decisions.all()] == ["hurry"]
    assert [d.choice_key for d in attempt.decisions.all()] == ["hurry", "leave"]


def test_a_request_for_an_attempt_that_moved_on_reaches_the_one_that_continues_it(person, scenario):
    attempt = start(person, scenario)
    replacement = make_edition(scenario_document(), activity_key=scenario.activity_key, number=2)
    following = attempts.continue_on_replacement(attempt=attempt, replacement=replacement, at=NOW)

    decide(attempt, 1, "office", "listen")

    assert following.decisions.count() == 1
    assert attempt.decisions.count() == 0


def test_nothing_goes_on_where_an_edition_is_withdrawn_and_not_replaced(person, scenario):
    attempt = start(person, scenario)
    withdraw(scenario)

    with pytest.raises(attempts.Unavailable):
        decide(attempt, 1, "office", "listen")


def test_an_edition_never_changes_even_past_the_actions(scenario):
    documents = {"en": {**scenario.documents["en"], "title": "Another"}}

    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityEdition.objects.filter(pk=scenario.pk).update(documents=documents)

    scenario.refresh_from_db()
    assert scenario.documents["en"]["title"] == "A scenario"
