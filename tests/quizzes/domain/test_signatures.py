"""A file is what its name says, or is refused."""

import pytest

from quizzes.domain.signatures import LONGEST, begins_as
from tests.factories.recordings import BEGINNINGS


@pytest.mark.parametrize("ending", BEGINNINGS)
def test_a_file_begins_as_its_own_kind_only(ending):
    start = BEGINNINGS[ending][:LONGEST]
    alike = {"m4a": {"m4a", "mp4"}, "mp4": {"m4a", "mp4"}}.get(ending, {ending})

    assert {other for other in BEGINNINGS if begins_as(other, start)} == alike


@pytest.mark.parametrize("start", [b"", b"<html>", b"<svg onload=alert(1)>", b"MZ\x90"])
@pytest.mark.parametrize("ending", BEGINNINGS)
def test_something_else_is_no_recording(ending, start):
    assert not begins_as(ending, start)


def test_a_track_without_tags_is_an_mp3():
    assert begins_as("mp3", b"\xff\xfb\x90\x64")
