import json
import time

import pytest

from quizzes.domain.documents import dump, load_scenario
from quizzes.domain.files import is_twee, read_file
from quizzes.domain.problems import UnreadableDocument
from quizzes.domain.twee import link_parts, read_twee
from quizzes.domain.twee_writing import write_twee
from tests.quizzes.domain.stories import choice, ending, scene, story

STORY = """:: StoryTitle
A missed appointment

:: StoryData
{"ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC", "format": "Harlowe", "start": "The desk"}

:: The desk [first morning] {"position":"100,200","size":"100,100"}
He did not come.

It is ten & late.

[[Ring him->On the phone]]
[[Later<-Write it down]]
[[Ask a colleague|On the phone]]

:: On the phone
He answers.
[[Later]]

:: Later [good]
You have a plan.
"""


def test_passages_become_scenes_with_choices_in_all_forms_of_links() -> None:
    read = read_twee(STORY)

    desk, phone, later = read.document.scenes
    assert (read.document.title, read.document.start) == ("A missed appointment", "the-desk")
    assert desk.text == "<p>He did not come.</p><p>It is ten &amp; late.</p>"
    assert [(one.text, one.to) for one in desk.choices] == [
        ("Ring him", "on-the-phone"),
        ("Write it down", "later"),
        ("Ask a colleague", "on-the-phone"),
    ]
    assert [(one.text, one.to) for one in phone.choices] == [("Later", "later")]
    assert later.ending is not None
    assert later.ending.outcome == "good"
    assert read.positions == {"the-desk": "100,200"}
    assert read.not_carried == []


def test_what_twee_does_not_know_is_left_to_be_completed() -> None:
    found = {(p.code, p.scene, p.choice) for p in read_twee(STORY).problems}

    assert ("unfinished", "later", None) in found
    assert ("unfinished", "the-desk", "ring-him") in found
    assert len(found) == 5


@pytest.mark.parametrize(
    ("inside", "parts"),
    [
        ("a->b", ("a", "b")),
        ("a -> b -> c", ("a -> b", "c")),
        ("b<-a", ("a", "b")),
        ("c<-b<-a", ("b<-a", "c")),
        ("a|b", ("a", "b")),
        (" b ", ("b", "b")),
        ("->b", ("b", "b")),
    ],
)
def test_link_is_read_as_twine_reads_it(inside: str, parts: tuple[str, str]) -> None:
    assert link_parts(inside) == parts


def test_names_may_hold_escaped_brackets() -> None:
    read = read_twee(":: A \\[quiet\\] \\{day\\} \\\\ [one two]\nText")

    assert read.document.scenes[0].title == "A [quiet] {day} \\"


MACROS = """:: Start
(set: $trust to (max: 1, 2))He waits.
<<if $trust gt 1>>You know him.<</if>>
[a hook]<place|
[if trust > 1]
Hello {name}.
[[Go on->End][$trust to 3]]

:: End
trust: 2
--
The end.

:: Look [stylesheet]
body { color: red }
"""


def test_macros_and_hooks_are_listed_by_line_and_left_out() -> None:
    read = read_twee(MACROS)

    told = [(left.line, left.text) for left in read.not_carried]
    for expected in [
        (2, "(set: $trust to (max: 1, 2))"),
        (3, "<<if $trust gt 1>>"),
        (3, "<</if>>"),
        (4, "<place|"),
        (4, "[a hook]"),
        (5, "[if trust > 1]"),
        (6, "{name}"),
        (7, "[[Go on->End][$trust to 3]]"),
        (10, "trust: 2"),
        (14, ":: Look"),
    ]:
        assert expected in told
    start, end = read.document.scenes
    assert start.text == "<p>He waits.<br/>You know him.<br/>a hook</p><p>Hello .</p>"
    assert end.text == "<p>The end.</p>"


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("<% s.trust = 1; %>So.", ["<% s.trust = 1; %>"]),
        ("<% if (s.trust > 1) { %>So.<% } %>", ["<% if (s.trust > 1) { %>", "<% } %>"]),
        ("<<if $trust < 3>>So.<</if>>", ["<<if $trust < 3>>", "<</if>>"]),
        ('<<set $word to "a>>b">>So.', ['<<set $word to "a>>b">>']),
        ("<<script>>if (a) { b(); }<</script>>So.", ["<<script>>if (a) { b(); }<</script>>"]),
        ('(set: $word to ")")So.', ['(set: $word to ")")']),
        ("(note: it's late)So.", ["(note: it's late)"]),
        ("($greet: 1)So.", ["($greet: 1)"]),
        ("/* [[Away]] */So.", ["/* [[Away]] */"]),
        ("<!-- [[Away]] -->So.", ["<!-- [[Away]] -->"]),
        ("So. <<", []),
    ],
)
def test_macros_and_comments_are_left_out_whole_whatever_they_hold(
    line: str, left: list[str]
) -> None:
    read = read_twee(f":: Start\n{line}\n[[End]]\n\n:: End\nDone.")

    start = read.document.scenes[0]
    assert [(one.line, one.text) for one in read.not_carried] == [(2, text) for text in left]
    assert start.text.replace(" &lt;&lt;", "") == "<p>So.</p>"
    assert [choice.to for choice in start.choices] == ["end"]


def test_braces_over_several_lines_go_and_their_words_stay() -> None:
    read = read_twee(":: Start\n{\nHe waits.\n}\n[[End]]\n\n:: End\nDone.")

    assert read.document.scenes[0].text == "<p>He waits.</p>"
    assert [(one.line, one.text) for one in read.not_carried] == [(2, "{")]


@pytest.mark.parametrize(
    ("line", "text", "target"),
    [
        ("[[Call [back]]]", "Call [back]", "Call [back]"),
        ("[[Ring->Call [back]]]", "Ring", "Call [back]"),
        ("[[[Say nothing]->Call [back]]]", "[Say nothing]", "Call [back]"),
        ("[[Ring|Call [back]][$calls[0] to 1]]", "Ring", "Call [back]"),
        ("(if: $a)[[[Ring->Call [back]]]]", "Ring", "Call [back]"),
    ],
)
def test_names_and_words_of_links_may_hold_brackets(line: str, text: str, target: str) -> None:
    read = read_twee(f":: Start\n{line}\n\n:: Call \\[back\\]\nDone.")

    start, other = read.document.scenes
    assert other.title == target
    assert [(one.text, one.to) for one in start.choices] == [(text, other.key)]


def test_link_inside_a_sentence_leaves_its_words() -> None:
    start = read_twee(":: Start\nYou [[ring him->End]] now.\n\n:: End\nDone.").document.scenes[0]

    assert start.text == "<p>You ring him now.</p>"


@pytest.mark.parametrize(
    ("data", "start"),
    [('{"start":"B"}', "b"), ('{"start":"Gone"}', "gone"), ("{}", "a"), ("not JSON", "a")],
)
def test_start_is_named_or_the_first(data: str, start: str) -> None:
    text = f":: StoryData\n{data}\n:: A\n[[B]]\n:: B\nEnd."

    assert read_twee(text).document.start == start


def test_long_names_get_short_keys_of_their_own() -> None:
    one, other = "In the small office " * 5 + "one", "In the small office " * 5 + "two"
    read = read_twee(f":: {one}\n[[{other}]]\n\n:: {other}\nDone.")

    first, second = read.document.scenes
    assert [len(first.key) <= 50, len(second.key) <= 50] == [True, True]
    assert first.key != second.key
    assert first.choices[0].to == second.key
    assert second.title == other.strip()


def test_link_to_a_passage_that_is_not_there_is_a_missing_target() -> None:
    checked = read_file(":: Start\n[[Go->Nowhere]]\n[[End]]\n:: End\nDone.", "story.twee")

    assert ("missing-target", "go") in [(p.code, p.choice) for p in checked.problems]


def test_link_to_a_name_that_only_resembles_one_is_a_missing_target() -> None:
    checked = read_file(":: Start\n[[end]]\n[[End]]\n:: End\nDone.", "story.twee")

    assert [p.choice for p in checked.problems if p.code == "missing-target"] == ["end"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "no passage"),
        ("Only words", "no passage"),
        (b"\xff\xfe:\x00:\x00", "UTF-8"),
        (":: A\nText \x00", "control characters"),
        ("::\nText", "Line 1"),
        (":: StoryTitle\nAlone", "could be a scene"),
        (":: A\n" + "x" * 2_000_001, "too long"),
        ("\n".join(f":: P{at}" for at in range(2_001)), "2,000 passages"),
    ],
)
def test_what_is_no_story_says_why(source: str | bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words):
        read_twee(source)


@pytest.mark.parametrize(
    "text",
    ["(a:" * 20_000, "[" * 100_000, "<<" * 50_000, "{" * 100_000, "[[" * 50_000, "|a" * 9_999],
)
def test_hostile_text_is_read_in_moments(text: str) -> None:
    began = time.perf_counter()

    read_twee(":: Start\n" + text)

    assert time.perf_counter() - began < 10


@pytest.mark.parametrize("part", ["(a:\n", "[[a]]", "[x]\n", "$a.", "<%", "<!--"])
def test_what_stands_there_very_often_is_read_in_moments(part: str) -> None:
    began = time.perf_counter()

    read_twee(":: Start\n" + part * 150_000)

    assert time.perf_counter() - began < 10


def test_deep_metadata_is_ignored() -> None:
    assert read_twee(":: Start {" + '"a":{' * 50_000 + "}" + "\nHello").document.scenes


WRITTEN = story(
    scene("desk", choice("ring", "phone"), choice("wait", "late", "unsafe"), title="The [desk]"),
    scene("phone", choice("ask", "late"), text="<p>One.</p><p>Two<br/>:: three &lt;4</p>"),
    ending("late", "bad"),
)


def test_what_is_written_is_read_back() -> None:
    document = load_scenario(WRITTEN)

    back = read_twee(write_twee(document)).document

    def shape(one):
        return [
            (s.key, s.title, s.ending and s.ending.outcome, [(c.text, c.to) for c in s.choices])
            for s in one.scenes
        ]

    assert shape(back) == shape(document)
    assert (back.title, back.start) == (document.title, document.start)
    assert back.scenes[1].text == "<p>One.</p><p>Two<br/> :: three &lt;4</p>"
    assert write_twee(document) == write_twee(document)


@pytest.mark.parametrize(
    ("words", "title", "back"),
    [
        ("[Say nothing]", "Call [back]", ("[Say nothing]", "Call [back]")),
        ("Wait -> ring", "Late -> later", ("Wait -> ring", "Late → later")),
        ("a]] b", "c [[d", ("a)) b", "c ((d")),
        ("a <- b | c", "c <- d | e", ("a <- b | c", "c <- d | e")),
    ],
)
def test_signs_of_links_in_words_and_titles_lose_no_choice(
    words: str, title: str, back: tuple[str, str]
) -> None:
    document = load_scenario(
        story(scene("desk", choice("on", "end", text=words)), ending("end", title=title))
    )

    desk, last = read_twee(write_twee(document)).document.scenes

    assert [(one.text, one.to) for one in desk.choices] == [(back[0], "end")]
    assert last.title == back[1]


def test_json_comes_back_exactly() -> None:
    text = json.dumps(WRITTEN)
    checked = read_file(text.encode(), "story.json")

    assert checked.document is not None
    assert dump(checked.document) == WRITTEN
    assert checked.publishable


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (":: A", "", True),
        ('{"a": "\\n:: B"}', "", False),
        ("\ufeff:: A", "", True),
        ("x", "a.TWEE", True),
        (":: A", "a.json", False),
    ],
)
def test_notation_is_told_by_name_or_beginning(content: str, name: str, expected: bool) -> None:
    assert is_twee(content, name) is expected
