"""Captions are read line by line, and what is wrong is said where it stands."""

import pytest

from quizzes.domain.captions import MOST_BYTES, Fault, read_captions

CUE = "00:01.000 --> 00:02.000\nHow are you?\n"


def faults(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.reason) for fault in read_captions(text.encode()).faults]


def test_words_are_those_of_the_cues_without_their_tags():
    text = (
        "WEBVTT - a call\nKind: captions\n\n"
        "NOTE nobody reads this\n\n"
        "STYLE\n::cue { color: red }\n\n"
        "1\n00:00.000 --> 00:02.000 align:start\n<v Dee>How are <i>you</i>?</v>\n\n"
        "00:02.000 --> 01:00:04.500\nNot so good.\nThank you.\n"
    )

    read = read_captions(text.encode())

    assert read.faults == ()
    assert read.words == "How are you?\nNot so good.\nThank you."


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_end_of_lines_and_a_mark_of_byte_order_are_read(ending):
    text = "\ufeff" + f"WEBVTT\n\n{CUE}".replace("\n", ending)

    assert read_captions(text.encode()).words == "How are you?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "heading")]),
        ("1\n00:01,000 --> 00:02,000\nHello\n", [(1, "heading")]),
        (f"WEBVTTX\n\n{CUE}", [(1, "heading")]),
        ("WEBVTT\n", [(1, "no-cues")]),
        ("WEBVTT\n\nNOTE only this\n", [(1, "no-cues")]),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nHello\n", [(3, "timing")]),
        ("WEBVTT\n\n00:01 --> 00:02\nHello\n", [(3, "timing")]),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nHello\n", [(3, "timing")]),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nHello\n", [(3, "backwards")]),
        ("WEBVTT\n\n01:00.000 --> 00:59.000\nHello\n", [(3, "backwards")]),
        (f"WEBVTT\n\n{CUE}\n00:00.500 --> 00:03.000\nNo\n", [(6, "order")]),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\nHello\n", [(3, "no-words"), (5, "no-timing")]),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n", [(3, "no-words")]),
        (f"WEBVTT\n\n{CUE}00:02.000 --> 00:03.000\nNo\n", [(5, "timing")]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, expected):
    assert faults(text) == expected


def test_every_fault_is_told():
    text = f"WEBVTT\n\n00:02.000 --> 00:01.000\n{'x'}\n\n00:01 --> 00:02\nx\n\nloose\n"

    assert faults(text) == [(3, "backwards"), (6, "timing"), (9, "no-timing")]


def test_other_encodings_are_refused_at_the_line():
    content = f"WEBVTT\n\n{CUE}".encode() + "\n00:03.000 --> 00:04.000\nCaf\xe9\n".encode("latin-1")

    assert read_captions(content).faults == (Fault(7, "encoding"),)


def test_what_is_too_long_is_not_read():
    content = b"WEBVTT\n\n" + CUE.encode() + b"\n" * MOST_BYTES

    assert read_captions(content).faults == (Fault(1, "too-long"),)
