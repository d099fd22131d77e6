"""The pages of an attempt, for whoever may see it and whatever is sent to them."""

import uuid
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions.learning import enrol
from courses.models import Completion
from people.models import Person
from quizzes.actions import attempts
from quizzes.models import Answer, Attempt, Decision
from quizzes.queries import latest_answers, quiz_of
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
from tests.factories.learning import make_course_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("sam@example.org", name="Sam Rees")


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


def begin(person, edition) -> Attempt:
    course_edition = make_course_edition(edition)
    enrol(person=person, course_key=course_edition.course_key, at=timezone.now())
    return attempts.start_attempt(
        person=person, edition=edition, key=uuid.uuid4(), at=timezone.now()
    )


@pytest.fixture
def quiz(person) -> Attempt:
    return begin(person, make_edition(quiz_document()))


@pytest.fixture
def story(person) -> Attempt:
    return begin(person, make_edition(scenario_document()))


def address(name: str, attempt: Attempt, *more: int) -> str:
    return reverse(f"quizzes:{name}", args=[attempt.key, *more])


def send_answer(client, attempt, position=1, key=None, **fields):
    data = {"key": key or uuid.uuid4(), **fields}
    return client.post(address("question", attempt, position), data)


def send_decision(client, attempt, number, scene, choice):
    data = {"number": number, "scene": scene, "choice": choice}
    return client.post(address("decide", attempt), data, follow=True)


def test_answers_lead_through_the_questions_to_the_page_that_checks_them(signed_in, quiz):
    assert send_answer(signed_in, quiz, 1, answer="b").headers["Location"] == address(
        "question", quiz, 2
    )
    send_answer(signed_in, quiz, 2, answer=["d", "f"])
    answer = send_answer(signed_in, quiz, 3, g="g", h="h")

    assert answer.headers["Location"] == address("check", quiz)
    assert latest_answers(quiz) == RIGHT_ANSWERS
    assert "Option b" in signed_in.get(address("check", quiz)).text


@pytest.mark.parametrize(
    ("position", "fields", "message"),
    [
        (1, {}, "Choose an answer."),
        (1, {"answer": "z"}, "Choose one of the answers that are shown."),
        (1, {"answer": "<script>"}, "Choose one of the answers that are shown."),
        (2, {}, "Choose at least one answer."),
        (2, {"answer": ["d", "z"]}, "Choose one of the answers that are shown."),
        (3, {"g": "g"}, "Choose what belongs to “Option h”."),
        (3, {"g": "z", "h": "h"}, "Choose one of the answers that are shown."),
    ],
)
def test_an_answer_that_is_not_offered_gets_a_message_and_is_not_kept(
    signed_in, quiz, position, fields, message
):
    page = send_answer(signed_in, quiz, position, **fields)

    assert page.status_code == 422
    assert message in page.text
    assert "<title>Error: " in page.text
    assert not Answer.objects.exists()


def test_a_forged_key_of_the_form_is_refused_in_words(signed_in, quiz):
    page = send_answer(signed_in, quiz, key="not-a-key", answer="b")

    assert page.status_code == 422
    assert not Answer.objects.exists()


def test_a_form_sent_twice_keeps_one_answer(signed_in, quiz):
    key = uuid.uuid4()

    for _ in range(2):
        send_answer(signed_in, quiz, key=key, answer="b")

    assert Answer.objects.count() == 1


def test_another_answer_from_an_old_page_is_kept_in_the_form_and_asked_for_again(signed_in, quiz):
    key = uuid.uuid4()
    send_answer(signed_in, quiz, 1, key=key, answer="b")

    page = send_answer(signed_in, quiz, 1, key=key, answer="c")

    assert page.status_code == 422
    assert "This page was an old one." in page.text
    checked = page.text[: page.text.index(" checked")]
    assert checked.rindex('value="c"') > checked.rindex("<input")
    assert str(key) not in page.text
    assert latest_answers(quiz) == {"one": "b"}


@pytest.mark.parametrize("position", [0, 4, 99])
def test_a_question_that_is_not_there(signed_in, quiz, position):
    assert signed_in.get(address("question", quiz, position)).status_code == 404


def test_finishing_waits_for_the_last_answer(signed_in, quiz):
    send_answer(signed_in, quiz, 1, answer="b")

    page = signed_in.post(address("submit", quiz), follow=True)

    assert page.redirect_chain[-1][0] == address("question", quiz, 2)
    assert "no answer yet" in page.text
    assert not Attempt.objects.finished().exists()


def finish_quiz(client, quiz, **first):
    send_answer(client, quiz, 1, **(first or {"answer": "b"}))
    send_answer(client, quiz, 2, answer=["d", "f"])
    send_answer(client, quiz, 3, g="g", h="h")
    return client.post(address("submit", quiz), follow=True)


def test_finishing_shows_the_result_with_feedback_and_completes(signed_in, quiz):
    page = finish_quiz(signed_in, quiz)

    assert page.redirect_chain[-1][0] == address("result", quiz)
    assert "About b." in page.text
    assert Completion.objects.count() == 1


def test_finishing_twice_completes_once(signed_in, quiz):
    finish_quiz(signed_in, quiz)
    signed_in.post(address("submit", quiz))

    assert Completion.objects.count() == 1


def test_a_late_answer_after_finishing_changes_nothing_and_shows_the_result(signed_in, quiz):
    finish_quiz(signed_in, quiz)

    answer = send_answer(signed_in, quiz, 1, answer="a")

    assert answer.headers["Location"] == address("result", quiz)
    assert latest_answers(quiz)["one"] == "b"


def test_options_keep_the_order_that_the_attempt_pinned(signed_in, quiz):
    pages = [signed_in.get(address("question", quiz, 1)).text for _ in range(2)]

    orders = [[page.index(f"Option {key}") for key in "abc"] for page in pages]
    assert orders[0] == orders[1]


def test_decisions_lead_through_the_story_to_its_debrief(signed_in, story):
    send_decision(signed_in, story, 1, "office", "listen")
    ended = send_decision(signed_in, story, 2, "talk", "ask")
    assert "The debrief of together." not in ended.text
    assert not Completion.objects.exists()

    page = signed_in.post(address("open_debrief", story), follow=True)

    assert "The debrief of together." in page.text
    assert Completion.objects.count() == 1


def test_opening_the_debrief_with_a_get_finishes_nothing(signed_in, story):
    send_decision(signed_in, story, 1, "office", "listen")
    send_decision(signed_in, story, 2, "talk", "ask")

    assert signed_in.get(address("open_debrief", story)).status_code == 405
    assert signed_in.get(address("debrief", story)).status_code == 302
    assert not Completion.objects.exists()


def test_a_choice_that_is_closed_is_not_shown_and_not_taken(signed_in, story):
    page = send_decision(signed_in, story, 1, "office", "hurry")
    assert "I would leave" in page.text
    assert "I would ask" not in page.text

    page = send_decision(signed_in, story, 2, "talk", "ask")

    assert page.status_code == 422
    assert "Choose one of the ways on that are shown." in page.text
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "scene", "choice"),
    [(1, "office", "hurry"), (1, "talk", "leave"), (3, "talk", "leave"), (2, "office", "listen")],
)
def test_a_stale_tab_is_told_so_and_shown_the_live_scene(signed_in, story, number, scene, choice):
    send_decision(signed_in, story, 1, "office", "listen")

    page = send_decision(signed_in, story, number, scene, choice)

    assert "That page was out of date." in page.text
    assert "I would ask" in page.text
    assert [d.choice_key for d in Decision.objects.all()] == ["listen"]


def test_a_stale_tab_without_a_choice_is_told_so_and_shown_the_note_before_the_text(
    signed_in, person
):
    attempt = begin(person, make_edition(noted()))
    send_decision(signed_in, attempt, 1, "office", "listen")

    page = send_decision(signed_in, attempt, 1, "office", "")

    assert "That page was out of date." in page.text
    assert "A hard question is asked." in page.text
    assert "I would ask" not in page.text


def test_going_back_reads_again_and_rewrites_nothing(signed_in, story):
    send_decision(signed_in, story, 1, "office", "listen")
    kept = list(Decision.objects.values())

    page = signed_in.get(address("scene", story))

    assert "no-store" in page.headers["Cache-Control"]  # so Back asks the server again
    assert "The story so far" in page.text
    assert "I would listen" in page.text
    assert "I would ask" in page.text
    assert list(Decision.objects.values()) == kept


def test_a_story_is_put_down_anywhere_and_taken_up_on_another_device(signed_in, person, story):
    send_decision(signed_in, story, 1, "office", "listen")
    signed_in.logout()
    other_device = Client()
    other_device.force_login(person)

    learning = other_device.get(reverse("courses:my_learning"))
    enrolment = person.enrolments.get()
    door = other_device.get(reverse("courses:step", args=[enrolment.key, 1]))
    start = reverse("courses:start", args=[enrolment.key, 1])
    scene_two = other_device.post(start, {"key": uuid.uuid4()}, follow=True)

    assert reverse("courses:carry_on", args=[enrolment.key]) in learning.text
    assert "Carry on with the story" in door.text
    assert "I would ask" in scene_two.text
    send_decision(other_device, story, 2, "talk", "ask")
    assert [d.choice_key for d in Decision.objects.order_by("number")] == ["listen", "ask"]
    assert Attempt.objects.count() == 1


def noted(**changes) -> dict:
    """A story with a content note at its start and at its second scene."""
    document = scenario_document(**changes)
    document["scenes"][0]["note"] = "Talk about a loss."
    document["scenes"][1]["note"] = "A hard question is asked."
    return document


def test_a_content_note_offers_three_ways_at_the_start_and_at_a_scene(signed_in, person):
    attempt = begin(person, make_edition(noted()))
    door = reverse("courses:step", args=[person.enrolments.get().key, 1])
    in_words = reverse("courses:in_words", args=[person.enrolments.get().key, 1])
    start = signed_in.get(door)
    send_decision(signed_in, attempt, 1, "office", "listen")
    second = signed_in.get(address("scene", attempt))

    assert "Talk about a loss." in start.text
    assert "A hard question is asked." in second.text
    assert "I would ask" not in second.text
    assert in_words in start.text
    assert address_of_words(attempt) in second.text
    for page in (start, second):
        assert "Read the story in words instead" in page.text
        assert "Not now: come back later" in page.text
    assert "Go on with the story" in second.text
    assert 'href="?seen=2"' in second.text
    assert "I would ask" in signed_in.get(address("scene", attempt), {"seen": "2"}).text
    of_another_scene = signed_in.get(address("scene", attempt), {"seen": "1"})
    assert "I would ask" not in of_another_scene.text


def test_a_note_of_the_edition_that_replaces_one_at_its_start_is_shown_first(signed_in, person):
    begun = begin(person, make_edition(scenario_document()))
    second = make_edition(noted(), activity_key=begun.activity_key, number=2)
    attempts.continue_on_replacement(attempt=begun, replacement=second, at=timezone.now())

    page = signed_in.get(address("scene", begun), follow=True)

    assert "Talk about a loss." in page.text
    assert "I would listen" not in page.text


def address_of_words(attempt: Attempt) -> str:
    return reverse("courses:attempt_in_words", args=[attempt.key])


def test_the_alternative_from_the_middle_leaves_nothing_but_done(signed_in, person):
    attempt = begin(person, make_edition(noted()))
    send_decision(signed_in, attempt, 1, "office", "listen")

    page = signed_in.get(address_of_words(attempt), follow=True)
    signed_in.post(page.request["PATH_INFO"] + "done/")

    assert Completion.objects.count() == 1
    assert not Attempt.objects.exists()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"number": "x"}, {"number": "1", "scene": "office"}])
def test_an_incomplete_decision_gets_a_message(signed_in, story, fields):
    page = signed_in.post(address("decide", story), fields)

    assert page.status_code == 422
    assert "Choose what you would do." in page.text
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("attempt", ()),
        ("question", (1,)),
        ("check", ()),
        ("submit", ()),
        ("result", ()),
        ("scene", ()),
        ("decide", ()),
        ("open_debrief", ()),
        ("debrief", ()),
    ],
)
def test_somebody_elses_attempt_does_not_exist(client, quiz, story, name, more):
    client.force_login(Person.objects.create_user("jo@example.org", name="Jo Clarke"))

    for attempt in (quiz, story):
        assert client.get(address(name, attempt, *more)).status_code in (404, 405)
        assert client.post(address(name, attempt, *more)).status_code in (404, 405)
    assert not Attempt.objects.finished().exists()


def test_a_forged_attempt_does_not_exist(signed_in):
    assert signed_in.get(reverse("quizzes:scene", args=[uuid.uuid4()])).status_code == 404


def test_an_answer_sent_after_the_session_ended_is_offered_again(client, person, quiz):
    key = uuid.uuid4()
    answer = send_answer(client, quiz, 1, key=key, answer="c")
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert not Answer.objects.exists()

    client.force_login(person)
    page = client.get(address("question", quiz, 1))

    assert "You had been signed out." in page.text
    checked = page.text[: page.text.index(" checked")]
    assert checked.rindex('value="c"') > checked.rindex("<input")
    assert str(key) in page.text
    assert "You had been signed out." not in client.get(address("question", quiz, 1)).text


def test_a_decision_sent_after_the_session_ended_is_offered_again(client, person, story):
    send_decision(client, story, 1, "office", "listen")
    assert not Decision.objects.exists()

    client.force_login(person)
    page = client.get(address("scene", story))

    assert "You had been signed out." in page.text
    checked = page.text[: page.text.index(" checked")]
    assert checked.rindex('value="listen"') > checked.rindex("<input")


def test_a_decision_sent_after_the_session_ended_is_not_offered_at_a_later_scene(client, person):
    attempt = begin(person, make_edition(noted()))
    send_decision(client, attempt, 1, "office", "listen")
    other_device = Client()
    other_device.force_login(person)
    send_decision(other_device, attempt, 1, "office", "hurry")

    client.force_login(person)
    page = client.get(address("scene", attempt))

    assert "A hard question is asked." in page.text
    assert "I would leave" not in page.text


def test_what_one_person_sent_too_late_is_not_shown_on_another_page(client, person, quiz):
    send_answer(client, quiz, 1, answer="c")
    client.force_login(person)

    assert "You had been signed out." not in client.get(address("question", quiz, 2)).text


def many_questions(count: int) -> dict:
    questions = [
        question(f"q{n}", "single", option("a"), option("b", right=True)) for n in range(count)
    ]
    return quiz_document(questions=questions)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_question_costs_the_same_in_a_quiz_of_one_and_of_thirty(
    signed_in, person, count, django_assert_num_queries
):
    attempt = begin(person, make_edition(many_questions(count)))
    signed_in.get(address("question", attempt, 1))

    with django_assert_num_queries(4):
        signed_in.get(address("question", attempt, 1))


@pytest.mark.parametrize("others", [0, 3])
def test_a_decision_costs_the_same_however_many_others_play(
    signed_in, person, story, others, django_assert_num_queries
):
    for number in range(others):
        other = Person.objects.create_user(f"p{number}@example.org", name="Somebody")
        attempts.start_attempt(
            person=other, edition=story.edition, key=uuid.uuid4(), at=timezone.now()
        )
    signed_in.get(address("scene", story))
    data = {"number": 1, "scene": "office", "choice": "listen"}

    with django_assert_num_queries(8):
        signed_in.post(address("decide", story), data)


def long_story(count: int) -> dict:
    """s1 ─▶ s2 ─▶ … ─▶ together, with as many scenes before the ending as `count` says."""
    keys = [*(f"s{number}" for number in range(1, count + 1)), "together"]
    pairs = pairwise(keys)
    scenes = [scene(key, choice("on", to), choice("wait", to, "partly")) for key, to in pairs]
    return scenario_document(start="s1", scenes=[*scenes, ending("together", "good")])


@pytest.mark.parametrize(("scenes", "before"), [(1, 0), (3, 2), (60, 2)])
def test_a_decision_costs_the_same_in_any_story_after_any_number_of_attempts(
    signed_in, person, scenes, before, django_assert_num_queries
):
    edition = make_edition(long_story(scenes))
    for _ in range(before):
        earlier = begin(person, edition)
        play_up_to(scenes + 1, earlier)
        attempts.open_debrief(attempt=earlier, at=timezone.now())
    attempt = begin(person, edition)
    play_up_to(scenes, attempt)
    signed_in.get(address("scene", attempt))

    with django_assert_num_queries(8):
        signed_in.post(
            address("decide", attempt), {"number": scenes, "scene": f"s{scenes}", "choice": "on"}
        )

    assert attempt.decisions.count() == scenes
    assert Attempt.objects.of(person).count() == before + 1


def play_up_to(number: int, attempt: Attempt) -> None:
    """Makes the decisions before `number`."""
    for made in range(1, number):
        attempts.make_decision(
            attempt=attempt,
            number=made,
            scene_key=f"s{made}",
            choice_key="on",
            at=timezone.now(),
        )


ORDER = question("four", "ordering", option("i"), option("j"), option("k"))


def test_an_order_is_given_by_a_place_for_each_and_shown_again_as_it_was_given(signed_in, person):
    attempt = begin(person, make_edition(quiz_document(questions=[ORDER])))

    send_answer(signed_in, attempt, 1, i="2", j="1", k="3")

    assert latest_answers(attempt) == {"four": ["j", "i", "k"]}
    again = signed_in.get(address("question", attempt, 1)).context["form"]
    assert {key: again[key].value() for key in "ijk"} == {"i": "2", "j": "1", "k": "3"}
    assert "1. Option j" in signed_in.get(address("check", attempt)).text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"i": "1", "j": "2"}, "Choose the place of “Option k”."),
        ({"i": "1", "j": "2", "k": "4"}, "Choose one of the answers that are shown."),
        ({"i": "1", "j": "1", "k": "3"}, "Place 1 is given twice."),
    ],
)
def test_an_order_that_is_none_gets_a_message_and_is_not_kept(signed_in, person, fields, message):
    attempt = begin(person, make_edition(quiz_document(questions=[ORDER])))

    page = send_answer(signed_in, attempt, 1, **fields)

    assert page.status_code == 422
    assert message in page.text
    assert not Answer.objects.exists()


def test_the_result_of_an_order_says_which_place_was_given_and_which_is_right(signed_in, person):
    attempt = begin(person, make_edition(quiz_document(questions=[ORDER])))
    send_answer(signed_in, attempt, 1, i="2", j="1", k="3")

    page = signed_in.post(address("submit", attempt), follow=True).text

    assert "Not right: place 2" in page
    assert "Its place: 1" in page
    assert "Right: place 3" in page


def test_a_quiz_that_draws_asks_what_the_attempt_drew_and_nothing_else(signed_in, person):
    attempt = begin(person, make_edition(quiz_document(draw=1)))
    (asked,) = quiz_of(attempt, "en").questions
    others = set(RIGHT_ANSWERS) - {asked.key}

    assert signed_in.get(address("question", attempt, 2)).status_code == 404
    with pytest.raises(attempts.UnknownQuestion):
        attempts.save_answer(
            attempt=attempt,
            question_key=min(others),
            response=RIGHT_ANSWERS[min(others)],
            key=uuid.uuid4(),
            at=timezone.now(),
        )
    attempts.save_answer(
        attempt=attempt,
        question_key=asked.key,
        response=RIGHT_ANSWERS[asked.key],
        key=uuid.uuid4(),
        at=timezone.now(),
    )
    page = signed_in.post(address("submit", attempt), follow=True)

    assert page.context["result"][1].out_of == 1
    assert page.context["result"][1].passed
