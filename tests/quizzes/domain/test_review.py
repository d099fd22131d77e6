"""Looking back on a finished quiz."""

import pytest

from quizzes.domain.documents import load_quiz
from quizzes.domain.marking import mark_quiz, option_order
from quizzes.domain.review import review
from tests.factories.editions import RIGHT_ANSWERS, option, question, quiz_document

QUIZ = load_quiz(quiz_document())


def look_back(answers, seed=1):
    return review(QUIZ, mark_quiz(QUIZ, answers), seed=seed)


def marks(question):
    return {option.text: option.mark for option in question.options}


def test_review_says_what_was_chosen_and_what_was_missed():
    first, second, _third = look_back({"one": "a", "two": ["d", "e"]})

    assert marks(first) == {"Option a": "wrong", "Option b": "missed", "Option c": "other"}
    assert marks(second) == {"Option d": "right", "Option e": "wrong", "Option f": "missed"}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (RIGHT_ANSWERS, ["right", "right", "right"]),
        ({"one": "a", "two": ["d"], "three": {"g": "g", "h": "g"}}, ["wrong", "partly", "partly"]),
        ({}, ["wrong", "wrong", "wrong"]),
    ],
)
def test_review_marks_each_question(answers, expected):
    assert [question.mark for question in look_back(answers)] == expected


def test_review_of_a_matching_question_names_what_was_given_and_what_belongs():
    pairs = {
        option.text: option for option in look_back({"three": {"g": "h", "h": "h"}})[2].options
    }

    wrong, right = pairs["Option g"], pairs["Option h"]
    assert (wrong.mark, wrong.given, wrong.belongs) == ("wrong", "Aitch", "Gee")
    assert (right.mark, right.given, right.belongs) == ("right", "Aitch", "Aitch")


def test_review_of_an_order_shows_the_right_one_with_the_places_that_were_given():
    asked = question("four", "ordering", option("i"), option("j"), option("k"))
    quiz = load_quiz(quiz_document(questions=[asked]))

    (looked,) = review(quiz, mark_quiz(quiz, {"four": ["j", "i", "k"]}), seed=3)

    assert [(one.text, one.mark, one.given, one.belongs) for one in looked.options] == [
        ("Option i", "wrong", "2", "1"),
        ("Option j", "wrong", "1", "2"),
        ("Option k", "right", "3", "3"),
    ]
    assert looked.mark == "partly"


def test_review_shows_options_in_the_order_in_which_they_were_asked():
    for seed in range(5):
        shown = [option.text for option in look_back({}, seed)[0].options]
        assert shown == [option.text for option in option_order(QUIZ.questions[0], seed)]


def test_review_tells_first_what_was_chosen_or_right():
    first = look_back({"one": "a"})[0]

    assert {option.text for option in first.telling} == {"Option a", "Option b"}
    assert {option.text for option in first.others} == {"Option c"}
