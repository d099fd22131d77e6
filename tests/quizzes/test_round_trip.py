"""Whatever the service wrote itself comes in from a file and goes out again exactly as it was."""

import json
import uuid

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from quizzes.actions.importing import add_draft, draft_of
from quizzes.compiling import compile_scenario
from quizzes.domain.documents import canonical, load_scenario
from quizzes.domain.files import read_file
from tests.factories.courses import english_locale, fresh, make_draft_course
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

KEYS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True)
NUMBERS = st.integers(-9, 9)
WORDS = st.text(st.sampled_from("abc é“”’&<>\"'\\/{}[];:,.!?🙂"), min_size=1, max_size=30).filter(
    lambda text: text == text.strip()
)
PROSE = st.builds(
    lambda words, html: html.format(words.replace("&", "&amp;").replace("<", "&lt;")),
    st.text(st.sampled_from("abc é“”’&<>🙂"), min_size=1, max_size=30).filter(str.strip),
    st.sampled_from(["<p>{0}</p>", "<p>a <b>{0}</b><br/>b</p>", "<ul><li>{0}</li></ul>"]),
)
FINDINGS = st.lists(st.sampled_from(["S1", "S2", "S3", "B1"]), unique=True, max_size=3)


@st.composite
def documents(draw) -> dict:
    """Scenarios that can be read, sound or not, each with the start as its first scene."""
    counters = draw(st.lists(KEYS, unique=True, max_size=2))
    flags = draw(st.lists(KEYS, unique=True, max_size=2))
    keys = draw(st.lists(KEYS, unique=True, min_size=1, max_size=4))
    source = {
        "format": "scenario/1",
        "title": draw(WORDS),
        "language": "en",
        "start": keys[0],
        "counters": [
            {"key": key, "label": draw(WORDS), "start": 1, "min": draw(NUMBERS), "max": 3}
            for key in counters
        ],
        "flags": [{"key": key, "label": draw(WORDS)} for key in flags],
        "alternative": draw(st.just("") | PROSE),
        "scenes": [draw(scenes(key, keys, counters, flags)) for key in keys],
    }
    if draw(st.booleans()):
        source["pass"] = {
            "min_score": draw(st.none() | NUMBERS),
            "no_unsafe": draw(st.booleans()),
        }
    return source


@st.composite
def scenes(draw, key, keys, counters, flags) -> dict:
    scene = {
        "key": key,
        "title": draw(WORDS),
        "text": draw(PROSE),
        "note": draw(st.just("") | WORDS),
        "danger": draw(st.booleans()),
        "findings": draw(FINDINGS),
    }
    if draw(st.booleans()):
        outcome = draw(st.sampled_from(["good", "mixed", "bad"]))
        return {**scene, "ending": {"outcome": outcome, "debrief": draw(PROSE)}}
    names = draw(st.lists(KEYS, unique=True, max_size=3))
    return {**scene, "choices": [draw(choices(name, keys, counters, flags)) for name in names]}


@st.composite
def choices(draw, key, keys, counters, flags) -> dict:
    add = st.builds(
        lambda one, number: {"counter": one, "add": number},
        st.sampled_from(counters or ["x"]),
        NUMBERS,
    )
    put = st.builds(
        lambda one, holds: {"flag": one, "set": holds},
        st.sampled_from(flags or ["y"]),
        st.booleans(),
    )
    where = st.builds(
        lambda one, op, number: {"counter": one, "op": op, "value": number},
        st.sampled_from(counters or ["x"]),
        st.sampled_from(["<", "<=", "==", "!=", ">=", ">"]),
        NUMBERS,
    )
    when = st.builds(
        lambda one, holds: {"flag": one, "is": holds},
        st.sampled_from(flags or ["y"]),
        st.booleans(),
    )
    return {
        "key": key,
        "text": draw(WORDS),
        "to": draw(st.sampled_from(keys)),
        "feedback": draw(st.just("") | WORDS),
        "quality": draw(st.sampled_from(["safe", "partly", "unsafe"])),
        "points": draw(NUMBERS),
        "findings": draw(FINDINGS),
        "effects": draw(st.lists(add | put, max_size=3)),
        "when": draw(st.lists(where | when, max_size=3)),
    }


def went_through_a_page(source: dict) -> dict:
    """What a draft of the file exports, read back as its page would be from the database."""
    page = draft_of(read_file(json.dumps(source), "story.json"), locale=english_locale()).page
    field = page._meta.get_field("scenes")
    page.scenes = field.to_python(field.get_prep_value(page.scenes))
    return compile_scenario(page).document


@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(documents())
def test_any_document_comes_through_a_page_unchanged(source):
    file = read_file(json.dumps(source), "story.json")

    draft = draft_of(file, locale=english_locale())
    out = went_through_a_page(source)

    assert draft.left_behind == ()
    assert out == source
    assert list(out["scenes"]) == list(source["scenes"])


def test_what_a_file_leaves_out_means_the_same_when_it_comes_out():
    bare = {
        "format": "scenario/1",
        "title": "Bare",
        "start": "a",
        "scenes": [
            {
                "key": "a",
                "title": "A",
                "text": "<p>a</p>",
                "choices": [{"key": "c", "text": "c", "to": "b", "quality": "safe"}],
            },
            {"key": "b", "title": "B", "text": "<p>b</p>", "ending": {"outcome": "bad"}},
        ],
    }

    assert canonical(load_scenario(went_through_a_page(bare))) == canonical(load_scenario(bare))


def test_a_draft_that_is_sent_twice_is_made_once():
    course, by, key = make_draft_course(), PersonFactory(), uuid.uuid4()
    file = read_file('{"format": "scenario/1", "title": "Bare", "start": "a"}', "a.json")

    first, again = (
        add_draft(page=draft_of(file, locale=course.locale).page, parent=parent, by=by, key=key)
        for parent in (course, fresh(course))
    )

    assert first.pk == again.pk
    assert fresh(course).get_children().count() == 1


def test_the_key_of_another_page_is_not_taken_over():
    other, by = make_draft_course("Another"), PersonFactory()
    course = make_draft_course()
    file = read_file('{"format": "scenario/1", "title": "Bare", "start": "a"}', "a.json")

    made = add_draft(
        page=draft_of(file, locale=course.locale).page,
        parent=course,
        by=by,
        key=other.translation_key,
    )

    assert made.translation_key != other.translation_key
