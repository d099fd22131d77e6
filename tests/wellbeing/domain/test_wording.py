"""What the safe-wording reviewer finds, and what it leaves alone.

How a method is named is not written out here: every pattern of `METHODS` must at least be one.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellbeing.domain.wording import HINTS, METHODS, Remark, plain_text, remarks


def codes(text: str) -> list[tuple[str, bool]]:
    return [(remark.code, remark.blocks) for remark in remarks(text)]


@pytest.mark.parametrize(
    "text",
    [
        "He committed suicide in May.",
        "She had committed\n self-harm before.",
        "A failed attempt in 2019.",
        "an unsuccessful attempt to end his life",
        "a successful suicide",
        "She completed suicide.",
        "It was only a cry for help.",
        "He is attention-seeking.",
        "a known self-harmer",
        "The suicide victim was 30.",
        "<p>He <b>committed</b> suicide.</p>",
    ],
)
def test_stigma_blocks(text):
    assert codes(text) == [("stigma", True)]


@pytest.mark.parametrize(
    "text",
    [
        "He is at high risk of suicide.",
        "Low risk of self-harm.",
        "Her medium suicide risk is known.",
        "Risk of suicide: low",
        "The risk of suicide is currently low.",
        "Suicide risk level",
        "a score for suicide risk",
        "at very high risk of taking his own life",
        "High-risk of suicide",
        "no risk of suicide",
    ],
)
def test_grading_blocks(text):
    assert [code for code, _blocks in codes(text)] == ["grading"]
    assert remarks(text)[0].blocks


@pytest.mark.parametrize(
    "text",
    [
        "He died by suicide.",
        "She tried to end her life.",
        "high risk of serious harm to others",
        "He poses a high RoSH, and he thinks about suicide.",
        "Medium risk of serious harm. She has talked about self-harm.",
        "a failed attempt to reach him by telephone",
        "a successful attempt at a plan",
        "Hang up only when he does.",
        "Her coat was hanging by the door.",
        "The suicide prevention plan is a high priority.",
        "Ask about suicide at a high point of the week, too.",
        "He was committed to his children.",
        "Commit to one step. Suicide is not a word to fear.",
    ],
)
def test_what_harms_nobody_is_left_alone(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Never write “low risk of suicide”.",
        "Say “died by suicide”, not “committed suicide”.",
        "Do not call it a failed attempt.",
    ],
)
def test_a_sentence_that_warns_of_the_words_is_noted_but_blocks_nothing(text):
    assert [blocks for _code, blocks in codes(text)] == [False]


def test_a_warning_reaches_no_further_than_its_sentence():
    text = "Do not rush. He committed suicide."

    assert codes(text) == [("stigma", True)]


def test_words_to_avoid_are_left_alone_where_they_are_marked():
    table = (
        "<table><tr><th data-words-to-avoid>Failed attempt<br>High <b>risk</b> of suicide</th>"
        "<td>He committed suicide</td></tr></table>"
    )

    assert [remark.found for remark in remarks(table)] == ["committed suicide"]


def test_cells_of_a_table_are_not_read_as_one_sentence():
    assert codes("<tr><td>Risk of suicide</td><td>low</td></tr>") == []


def test_every_method_is_a_rule_of_its_own_and_hints_are_no_more_than_noted():
    assert all(re.compile(rule) for rule in (*METHODS, *HINTS))
    assert codes("Take 2 tablets with food.") == [("method", False)]
    assert codes("It was found to be accidental overdose.") == [("method", False)]


def test_a_method_blocks_even_in_a_sentence_that_warns():
    named = METHODS[3].removesuffix("s?")

    assert codes(f"Never write {named}.") == [("method", True)]


def test_a_remark_says_what_where_and_why():
    remark = remarks("First. " + "x " * 50 + "Then he committed suicide, they said.")[0]

    assert remark == Remark("stigma", "committed suicide", remark.where)
    assert remark.where.startswith("…")
    assert "Then he committed suicide, they said." in remark.where
    assert "died by suicide" in remark.why


@given(st.text())
def test_any_text_can_be_read(text):
    for remark in remarks(text):
        assert remark.found in plain_text(text)
