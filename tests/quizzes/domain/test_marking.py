from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.domain.documents import Question, QuizDocument, load_quiz
from quizzes.domain.marking import (
    UnknownOption,
    UnknownQuestion,
    drawn,
    mark,
    mark_quiz,
    option_order,
    problems,
)
from tests.quizzes.domain.stories import Json, option, question, quiz

many = settings(max_examples=max(150, settings.default.max_examples), deadline=None)

SINGLE = question("s", "single", option("a"), option("b", right=True), option("c"))
MULTIPLE = question(
    "m", "multiple", *(option(key, right=True) for key in "abc"), option("d"), option("e")
)
MATCHING = question(
    "p", "matching", option("a", match="A"), option("b", match="B"), option("c", match="C")
)
ORDERING = question("o", "ordering", option("a"), option("b"), option("c"))


def loaded(source: Json) -> Question:
    return load_quiz(quiz(source)).questions[0]


@pytest.mark.parametrize(
    ("source", "response", "fraction"),
    [
        (SINGLE, "b", Fraction(1)),
        (SINGLE, "a", Fraction(0)),
        (SINGLE, None, Fraction(0)),
        (MULTIPLE, {"a", "b", "c"}, Fraction(1)),
        (MULTIPLE, ["c", "a"], Fraction(2, 3)),
        (MULTIPLE, ["a", "a"], Fraction(1, 3)),
        (MULTIPLE, {"a", "b", "c", "d"}, Fraction(2, 3)),
        (MULTIPLE, {"a", "d"}, Fraction(0)),
        (MULTIPLE, {"a", "d", "e"}, Fraction(0)),
        (MULTIPLE, {"a", "b", "c", "d", "e"}, Fraction(1, 3)),
        (MULTIPLE, set(), Fraction(0)),
        (MULTIPLE, None, Fraction(0)),
        (MATCHING, {"a": "a", "b": "b", "c": "c"}, Fraction(1)),
        (MATCHING, {"a": "a", "b": "c", "c": "b"}, Fraction(1, 3)),
        (MATCHING, {"a": "b", "b": "b"}, Fraction(1, 3)),
        (MATCHING, {"a": "a", "b": None}, Fraction(1, 3)),
        (MATCHING, {}, Fraction(0)),
        (MATCHING, None, Fraction(0)),
        (ORDERING, ["a", "b", "c"], Fraction(1)),
        (ORDERING, ["a", "c", "b"], Fraction(1, 3)),
        (ORDERING, ["c", "a", "b"], Fraction(0)),
        (ORDERING, None, Fraction(0)),
    ],
)
def test_response_is_marked_exactly(source: Json, response: Any, fraction: Fraction) -> None:
    assert mark(loaded(source), response).fraction == fraction


def test_every_option_has_a_verdict_with_its_feedback() -> None:
    asked = question("q", "multiple", option("a", True, feedback="Yes."), option("b"), option("c"))

    marked = mark(loaded(asked), ["b", "a"])

    told = [(v.option, v.chosen, v.right, v.feedback, v.matched) for v in marked.verdicts]
    assert told == [
        ("a", True, True, "Yes.", None),
        ("b", True, False, "Because.", None),
        ("c", False, False, "Because.", None),
    ]
    assert marked.question == "q"


def test_verdicts_of_a_matching_question_say_what_was_matched() -> None:
    marked = mark(loaded(MATCHING), {"a": "a", "b": "c"})

    told = [(v.option, v.chosen, v.matched, v.right) for v in marked.verdicts]
    assert told == [
        ("a", True, "a", True),
        ("b", True, "c", False),
        ("c", False, None, False),
    ]


@pytest.mark.parametrize(
    ("source", "response"),
    [
        (SINGLE, "z"),
        (SINGLE, ""),
        (SINGLE, ["b"]),
        (SINGLE, {"b": "b"}),
        (MULTIPLE, ["a", "z"]),
        (MULTIPLE, "a"),
        (MULTIPLE, {"a": "a"}),
        (MULTIPLE, [["a"]]),
        (MULTIPLE, [None]),
        (MATCHING, {"a": "z"}),
        (MATCHING, {"z": "a"}),
        (MATCHING, {"a": ["a"]}),
        (MATCHING, "a"),
        (MATCHING, ["a"]),
    ],
)
def test_what_a_question_does_not_offer_is_refused(source: Json, response: Any) -> None:
    with pytest.raises(UnknownOption):
        mark(loaded(source), response)


def test_unknown_option_is_named() -> None:
    with pytest.raises(UnknownOption, match="There is no option “z” in the question “s”"):
        mark(loaded(SINGLE), "z")


def test_quiz_mark_adds_up_exactly() -> None:
    document = load_quiz(quiz(SINGLE, MULTIPLE, MATCHING))

    marked = mark_quiz(document, {"s": "b", "m": {"a", "b"}, "p": {"a": "a"}})

    assert (marked.score, marked.out_of, marked.percent) == (Fraction(2), 3, 66)
    assert [each.fraction for each in marked.marks] == [1, Fraction(2, 3), Fraction(1, 3)]
    assert not marked.passed


def test_questions_without_a_response_count_nothing() -> None:
    marked = mark_quiz(load_quiz(quiz(SINGLE, MULTIPLE)), {"s": "b", "m": None})

    assert (marked.score, marked.out_of, marked.percent) == (Fraction(1), 2, 50)


@pytest.mark.parametrize(
    ("right", "out_of", "pass_mark", "percent", "passed"),
    [
        (2, 3, 66, 66, True),
        (2, 3, 67, 66, False),
        (1, 3, 33, 33, True),
        (1, 3, 34, 33, False),
        (199, 200, 100, 99, False),
        (200, 200, 100, 100, True),
        (159, 200, 80, 79, False),
        (160, 200, 80, 80, True),
        (0, 3, 0, 0, True),
        (0, 0, 0, 0, False),
    ],
)
def test_quiz_is_passed_by_its_exact_share(
    right: int, out_of: int, pass_mark: int, percent: int, passed: bool
) -> None:
    asked = [{**SINGLE, "key": f"q{number}"} for number in range(out_of)]
    document = load_quiz(quiz(*asked, pass_mark=pass_mark))

    marked = mark_quiz(document, {f"q{number}": "b" for number in range(right)})

    assert (marked.percent, marked.passed) == (percent, passed)


def test_response_to_no_question_is_refused() -> None:
    with pytest.raises(UnknownQuestion, match="There is no question “z”"):
        mark_quiz(load_quiz(quiz(SINGLE)), {"z": "a"})


PROBLEMS: list[tuple[Json, list[tuple[str, str | None, str | None]]]] = [
    (quiz(SINGLE, MULTIPLE, MATCHING), []),
    (quiz(), [("no-questions", None, None)]),
    (quiz(SINGLE, {**MULTIPLE, "key": "s"}), [("duplicate-key", "s", None)]),
    (
        quiz(question("q", "single", option("a"), option("a", True))),
        [("duplicate-key", "q", "a")],
    ),
    (quiz(question("q", "single", option("a"), option("b"))), [("not-one-right", "q", None)]),
    (
        quiz(question("q", "single", option("a", True), option("b", True))),
        [("not-one-right", "q", None)],
    ),
    (quiz(question("q", "multiple", option("a"), option("b"))), [("no-right", "q", None)]),
    (
        quiz(question("q", "multiple", option("a", True), option("b", True))),
        [("no-wrong", "q", None)],
    ),
    (
        quiz(question("q", "multiple")),
        [("too-few-options", "q", None), ("no-right", "q", None), ("no-wrong", "q", None)],
    ),
    (quiz(question("q", "single", option("a", True))), [("too-few-options", "q", None)]),
    (
        quiz(question("q", "matching", option("a", match="A"))),
        [("too-few-options", "q", None)],
    ),
    (
        quiz(SINGLE, draw=2),
        [("draw-too-many", None, None)],
    ),
    (quiz(ORDERING, draw=1), []),
    (
        quiz(question("q", "ordering", option("a"))),
        [("too-few-options", "q", None)],
    ),
    (
        quiz(question("q", "matching", option("a", match="A"), option("b", match=" "))),
        [("empty-match", "q", "b")],
    ),
    (
        quiz(question("q", "matching", option("a", match="A"), option("b", match=" a "))),
        [("duplicate-match", "q", None)],
    ),
    (
        quiz(question("q", "matching", option("a"), option("b"))),
        [("empty-match", "q", "a"), ("empty-match", "q", "b")],
    ),
    (quiz({**SINGLE, "text": "<p> </p>"}), [("empty-text", "s", None)]),
    (quiz({**SINGLE, "text": '<img src="a.png" alt="A plan">'}), []),
    (
        quiz(question("q", "single", option("a", True, text=""), option("b"))),
        [("empty-text", "q", "a")],
    ),
]


@pytest.mark.parametrize(("document", "expected"), PROBLEMS)
def test_problems_of_a_quiz_are_found_all_and_only(document: Json, expected: list[Any]) -> None:
    found = problems(load_quiz(document))

    assert [(p.code, p.question, p.option) for p in found] == expected
    assert all(problem.blocks for problem in found)


def test_all_problems_are_told_at_once_with_the_number_of_the_question() -> None:
    document = load_quiz(
        quiz(SINGLE, question("q", "single", option("a", text=" "), option("b"), text=""))
    )

    assert [problem.message for problem in problems(document)] == [
        "Question 2 has no text.",
        "Question 2 has no text for its option 1.",
        "Question 2 needs exactly one right option, and has 0.",
    ]


def test_warnings_of_a_quiz_do_not_forbid_publishing() -> None:
    document = load_quiz(
        quiz(question("q", "single", option("a", True, feedback=""), option("b"), findings=[]))
    )

    found = [(p.code, p.question, p.option, p.blocks) for p in problems(document)]

    assert found == [
        ("missing-finding", "q", None, False),
        ("missing-feedback", "q", "a", False),
    ]


@pytest.mark.parametrize(
    "response", ["a", ["a", "b"], ["a", "b", "b"], ["a", "b", "z"], {"a": "a", "b": "b", "c": "c"}]
)
def test_an_order_names_each_option_once(response: Any) -> None:
    with pytest.raises(UnknownOption):
        mark(loaded(ORDERING), response)


def test_an_order_says_of_each_option_whose_place_it_was_given() -> None:
    verdicts = mark(loaded(ORDERING), ["b", "a", "c"]).verdicts

    assert [(v.option, v.matched, v.right) for v in verdicts] == [
        ("a", "b", False),
        ("b", "a", False),
        ("c", "c", True),
    ]


def bank(size: int, draw: int) -> QuizDocument:
    asked = [{**SINGLE, "key": f"q{number}"} for number in range(size)]
    return load_quiz(quiz(*asked, draw=draw))


def keys_of(document: QuizDocument) -> list[str]:
    return [asked.key for asked in document.questions]


def test_a_quiz_without_a_draw_asks_everything_in_its_own_order() -> None:
    assert drawn(bank(5, 0), 3) == bank(5, 0)


@given(st.integers(0, 2**31), st.integers(1, 12))
def test_a_draw_is_so_many_different_questions_and_always_the_same(seed: int, draw: int) -> None:
    found = keys_of(drawn(bank(12, draw), seed))

    assert len(found) == len(set(found)) == draw
    assert set(found) <= set(keys_of(bank(12, draw)))
    assert found == keys_of(drawn(bank(12, draw), seed))


def test_a_draw_stays_the_same_for_ever() -> None:
    assert [" ".join(keys_of(drawn(bank(6, 3), seed))) for seed in range(3)] == [
        "q2 q5 q4",
        "q2 q0 q5",
        "q0 q1 q4",
    ]


def test_every_question_is_drawn_about_as_often() -> None:
    found = [key for seed in range(2_000) for key in keys_of(drawn(bank(8, 2), seed))]

    assert all(400 < found.count(key) < 600 for key in keys_of(bank(8, 2)))


def test_what_was_drawn_from_a_bank_is_drawn_again_when_others_leave_it() -> None:
    before = drawn(bank(10, 4), 7)
    left = load_quiz(quiz(*[{**SINGLE, "key": key} for key in keys_of(before)], draw=4))

    assert keys_of(drawn(left, 7)) == keys_of(before)


def test_the_pass_mark_holds_for_what_was_drawn() -> None:
    asked = drawn(bank(10, 4), 7)
    answers = dict.fromkeys(keys_of(asked), "b")

    assert mark_quiz(asked, answers).passed
    assert mark_quiz(asked, {**answers, keys_of(asked)[0]: "a"}).percent == 75


def test_order_of_options_stays_the_same_for_ever() -> None:
    orders = [
        "".join(option.key for option in option_order(loaded(MULTIPLE), seed)) for seed in range(4)
    ]

    assert orders == ["cdbae", "baedc", "caedb", "aedcb"]


@given(st.integers(), st.lists(st.text("abcdefgh", min_size=1), unique=True))
def test_order_of_options_is_a_reordering(seed: int, keys: list[str]) -> None:
    asked = loaded(question("q", "multiple", *(option(key) for key in keys)))

    first, second = option_order(asked, seed), option_order(asked, seed)

    assert first == second
    assert sorted(one.key for one in first) == sorted(keys)


def test_every_option_comes_first_about_as_often() -> None:
    firsts = [option_order(loaded(SINGLE), seed)[0].key for seed in range(3_000)]

    assert all(900 < firsts.count(key) < 1_100 for key in "abc")


def test_questions_with_the_same_options_are_ordered_apart() -> None:
    one, other = loaded({**SINGLE, "key": "x"}), loaded({**SINGLE, "key": "y"})

    assert any(
        [o.key for o in option_order(one, seed)] != [o.key for o in option_order(other, seed)]
        for seed in range(10)
    )


@st.composite
def sittings(draw: st.DrawFn) -> tuple[QuizDocument, dict[str, Any]]:
    """A quiz of some questions of all kinds, and responses to some of them."""
    asked, responses = [], {}
    for number in range(draw(st.integers(1, 4))):
        keys = "abcde"[: draw(st.integers(2, 5))]
        kind = draw(st.sampled_from(["single", "multiple", "matching", "ordering"]))
        right = draw(st.sets(st.sampled_from(keys), min_size=1))
        right = {min(right)} if kind == "single" else right
        options = [option(key, key in right, match=f"text {key}") for key in keys]
        asked.append(question(f"q{number}", kind, *options))
        response = {
            "single": st.sampled_from(keys),
            "multiple": st.sets(st.sampled_from(keys)),
            "matching": st.dictionaries(st.sampled_from(keys), st.sampled_from(keys)),
            "ordering": st.permutations(keys),
        }[kind]
        responses[f"q{number}"] = draw(st.none() | response)
    return load_quiz(quiz(*asked, pass_mark=draw(st.integers(0, 100)))), responses


def points_by_hand(asked: Question, response: Any) -> tuple[int, int]:
    """Points and their number, counted one by one."""
    points, out_of = 0, 0
    for one in asked.options:
        if asked.kind == "matching":
            out_of += 1
            points += (response or {}).get(one.key) == one.key
        elif asked.kind == "ordering":
            out_of += 1
            points += bool(response) and response.index(one.key) == asked.options.index(one)
        else:
            chosen = [response] if asked.kind == "single" else response or []
            is_chosen = one.key in chosen
            out_of += one.right
            points += is_chosen if one.right else -is_chosen
    return max(points, 0), out_of


@many
@given(sittings())
def test_marks_agree_with_counting_by_hand(sitting: tuple[QuizDocument, dict[str, Any]]) -> None:
    document, responses = sitting
    by_hand = [points_by_hand(asked, responses[asked.key]) for asked in document.questions]
    common = 60  # divided by every number of options up to five
    sixtieths = sum(points * common // out_of for points, out_of in by_hand)
    whole = common * len(by_hand)

    marked = mark_quiz(document, responses)

    assert [each.fraction for each in marked.marks] == [Fraction(*pair) for pair in by_hand]
    assert marked.score * common == sixtieths
    assert marked.percent * whole <= 100 * sixtieths < (marked.percent + 1) * whole
    assert marked.passed == (100 * sixtieths >= document.pass_mark * whole)
    assert all(0 <= each.fraction <= 1 for each in marked.marks)
