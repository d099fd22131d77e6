"""How easy a text is to read, against figures counted by hand."""

from fractions import Fraction

import pytest

from courses.domain.readability import count_syllables, readability, texts_of


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("ask", 1),
        ("plan", 1),
        ("made", 1),
        ("asked", 1),
        ("noted", 2),
        ("people", 2),
        ("together", 3),
        ("conversation", 4),
        ("suicide", 3),
        ("you’re", 1),
        ("she", 1),
        ("places", 2),
        ("notes", 1),
    ],
)
def test_syllables_are_counted(word, syllables):
    assert count_syllables(word) == syllables


def test_figures_are_those_counted_by_hand():
    found = readability(["<p>Ask him plainly. Then wait.</p>"])

    assert (found.words, found.sentences, found.median, found.longest) == (5, 2, Fraction(5, 2), 3)
    # ask 1, him 1, plain-ly 2, then 1, wait 1: 6 syllables in 5 words of 2 sentences.
    grade = Fraction("0.39") * Fraction(5, 2) + Fraction("11.8") * Fraction(6, 5)
    assert found.age == grade - Fraction("15.59") + 5


@pytest.mark.parametrize(
    ("html", "lengths"),
    [
        ("<p>“Are you well?” she asks.</p>", [5]),
        ("<p>“How is it?” He shrugs.</p>", [3, 2]),
        ("<p>It is ten to five. 60 cases wait.</p>", [5, 3]),
        ("<ul><li>Wait.</li><li>Thank them.</li></ul>", [1, 2]),
        ("<p>One <b>bold</b> line.</p>", [3]),
        ("<h2>Not a sentence</h2><p>Four words stand here.</p>", [4]),
        ("<table><tr><td><p>In a cell.</p></td></tr></table><p>Beside it.</p>", [2]),
    ],
)
def test_sentences_are_those_of_paragraphs_and_lists(html, lengths):
    found = readability([html])

    assert (found.sentences, found.longest) == (len(lengths), max(lengths))


def test_all_that_is_read_counts_as_words():
    html = "<h2>Two words</h2><table><tr><td>Three more words</td></tr></table><p>One.</p>"

    assert readability([html]).words == 6
    assert readability([html] * 100).minutes == 3


def test_a_text_without_sentences_has_no_age():
    assert readability(["<h2>Only a heading</h2>"]).age is None
    assert readability([]).words == 0


def test_longer_words_and_longer_sentences_need_an_older_reader():
    short, long = "<p>We ask. He tells us.</p>", "<p>Professionals facilitate disclosure.</p>"

    assert readability([short]).age < readability([long]).age


def test_texts_of_a_lesson_are_its_page_and_those_of_a_quiz_and_a_story_all_that_is_said():
    quiz = {
        "title": "A check",
        "questions": [
            {
                "key": "q",
                "kind": "single",
                "text": "<p>What now?</p>",
                "options": [{"key": "a", "text": "Ask.", "feedback": "Yes.", "match": ""}],
                "feedback": "",
            }
        ],
    }
    ending = {"outcome": "good", "debrief": "<p>Well.</p>"}
    story = {"scenes": [{"key": "s", "text": "<p>There.</p>", "ending": ending}]}

    assert texts_of({"html": "<p>Read.</p>", "body": [{"value": "x"}]}) == ["<p>Read.</p>"]
    assert texts_of(quiz) == ["<p>What now?</p>", "<p>Ask.</p>", "<p>Yes.</p>"]
    assert texts_of(story) == ["<p>There.</p>", "<p>Well.</p>"]
