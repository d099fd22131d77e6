"""Audio and video in lessons: shown with captions and what is said, and kept by the edition."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex

from courses.actions.learning import enrol
from courses.models import Enrolment
from people.models import Person
from quizzes.actions import attempts
from quizzes.models import ActivityEdition
from quizzes.templatetags.attempts import length_in_words
from tests.factories.courses import editions_of, make_draft_course, make_lesson, publish
from tests.factories.editions import make_edition, scenario_document
from tests.factories.learning import make_course_edition
from tests.factories.recordings import make_recording

pytestmark = pytest.mark.django_db


def body_with(recording) -> list[dict]:
    return [{"type": "media", "value": {"media": recording.pk if recording else None}}]


def html_of(page) -> str:
    return editions_of(page)[-1].document("en")["html"]


def test_lesson_shows_a_video_with_its_captions_and_what_is_said():
    made = make_recording("video", title="Asking <Sam>", duration=125)

    html = html_of(make_lesson(body=body_with(made)))

    player = re.search(r"<video[^>]*>.*?</video>", html, re.DOTALL).group()
    assert f'src="{made.file.url}"' in player
    assert 'controls preload="none" playsinline' in player
    track = '<track kind="captions" src="{}" srclang="en" label="English" default>'
    assert track.format(made.captions.url) in player
    assert "Asking &lt;Sam&gt;" in html
    assert "Video, 2 minutes 5 seconds" in html
    assert "Read what is said" in html
    assert "<p>Sam: Not so good.</p>" in html


def test_lesson_shows_audio_without_captions_or_length():
    html = html_of(make_lesson(body=body_with(make_recording())))

    player = re.search(r"<audio[^>]*>.*?</audio>", html, re.DOTALL).group()
    assert 'controls preload="none"' in player
    assert "<track" not in player
    assert re.search(r"Audio</figcaption>", html)


def test_nothing_plays_by_itself():
    body = [*body_with(make_recording()), *body_with(make_recording("video"))]

    assert "autoplay" not in html_of(make_lesson(body=body))


def test_edition_of_a_lesson_stays_as_it_was_when_its_recording_is_changed():
    made = make_recording()
    page = make_lesson(body=body_with(made))
    before = html_of(page)

    made.title, made.transcript = "Another", "Other words."
    made.save()
    assert html_of(page) == before

    publish(page)
    assert "Other words." in html_of(page)
    assert [edition.number for edition in editions_of(page)] == [1, 2]


def test_lesson_without_the_recording_it_is_to_show_is_not_published():
    page = make_lesson(body=body_with(None), live=False)

    messages = [problem.message for problem in page.refusals()]

    assert messages == ["Block 1 (Audio or video) is not complete: “Audio or video” is missing."]


def test_reviewer_reads_what_is_said_before_a_lesson_is_published():
    made = make_recording(transcript="He is at high risk of suicide.")
    page = make_lesson(body=body_with(made), live=False)

    assert [p.code for p in page.compile().blocking] == ["wording-grading"]


def test_a_lesson_is_known_to_need_its_recording():
    made = make_recording()

    make_lesson(make_draft_course(), body=body_with(made))

    assert ReferenceIndex.get_references_to(made).exists()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (3725, "62 minutes 5 seconds")],
)
def test_length_is_told_in_words(seconds, words):
    assert length_in_words(seconds) == words


# Whoever plays a story meets it, too


@pytest.fixture
def person(client) -> Person:
    person = Person.objects.create_user("sam@example.org", name="Sam Rees")
    client.force_login(person)
    return person


@pytest.fixture
def edition() -> ActivityEdition:
    document = scenario_document()
    document["scenes"][0]["media"] = make_recording("video", duration=9).document
    return make_edition(document)


@pytest.fixture
def enrolment(person, edition) -> Enrolment:
    course = make_course_edition(edition)
    return enrol(person=person, course_key=course.course_key, at=timezone.now())


def test_scene_shows_it_in_an_attempt_and_in_practice(client, enrolment, edition):
    now = timezone.now()
    attempt = attempts.start_attempt(
        person=enrolment.person, edition=edition, key=uuid.uuid4(), at=now
    )
    played = client.get(reverse("quizzes:scene", args=[attempt.key]), {"seen": "1"})
    for number, (at, key) in enumerate([("office", "listen"), ("talk", "leave")], start=1):
        attempts.make_decision(attempt=attempt, number=number, scene_key=at, choice_key=key, at=now)
    attempts.open_debrief(attempt=attempt, at=now)
    practice = client.get(reverse("courses:practise", args=[enrolment.key, 1]), {"seen": "1"})
    debrief = client.get(reverse("quizzes:debrief", args=[attempt.key]))

    for page in (practice, played):
        assert "<video" in page.text
        assert "9 seconds" in page.text
        assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    assert debrief.status_code == 200
    assert "<video" not in debrief.text
