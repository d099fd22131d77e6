"""The short way to write effects and conditions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.domain.shorthand import (
    UnreadableShorthand,
    read_conditions,
    read_effects,
    write_conditions,
    write_effects,
)


@pytest.mark.parametrize(
    ("text", "effects"),
    [
        ("", []),
        ("trust +1", [{"counter": "trust", "add": 1}]),
        ("trust + 1, Asked", [{"counter": "trust", "add": 1}, {"flag": "asked", "set": True}]),
        ("trust −2\nnot told", [{"counter": "trust", "add": -2}, {"flag": "told", "set": False}]),
        (" ; asked ;", [{"flag": "asked", "set": True}]),
    ],
)
def test_read_effects(text, effects):
    assert read_effects(text) == effects


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("trust >= 2", [{"counter": "trust", "op": ">=", "value": 2}]),
        ("trust=2", [{"counter": "trust", "op": "==", "value": 2}]),
        (
            "trust < -1, not asked",
            [
                {"counter": "trust", "op": "<", "value": -1},
                {"flag": "asked", "is": False},
            ],
        ),
    ],
)
def test_read_conditions(text, conditions):
    assert read_conditions(text) == conditions


@pytest.mark.parametrize("text", ["trust +", "trust >", "trust += 1", "asked?", "trust +1 asked"])
def test_unreadable_parts_are_named(text):
    with pytest.raises(UnreadableShorthand) as refusal:
        read_effects(f"told, {text}")

    assert refusal.value.parts == [text]


def test_every_unreadable_part_is_named():
    with pytest.raises(UnreadableShorthand) as refusal:
        read_conditions("trust >, asked, ???")

    assert refusal.value.parts == ["trust >", "???"]


keys = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True).filter(lambda key: key != "not")
effects = st.lists(
    st.one_of(
        st.fixed_dictionaries({"counter": keys, "add": st.integers(-20, 20)}),
        st.fixed_dictionaries({"flag": keys, "set": st.booleans()}),
    )
)
conditions = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {
                "counter": keys,
                "op": st.sampled_from(["<", "<=", "==", "!=", ">=", ">"]),
                "value": st.integers(-20, 20),
            }
        ),
        st.fixed_dictionaries({"flag": keys, "is": st.booleans()}),
    )
)


@given(effects)
def test_effects_survive_being_written_and_read(value):
    assert read_effects(write_effects(value)) == value


@given(conditions)
def test_conditions_survive_being_written_and_read(value):
    assert read_conditions(write_conditions(value)) == value
