"""Audio and video: how they come in, and how scenes and their editions keep them."""

import json
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission

from courses.actions.access import give_access
from people.models import Person
from people.permissions import REVIEWERS, TRAINERS
from quizzes.actions.importing import draft_of
from quizzes.compiling import compile_scenario
from quizzes.domain.comparison import compare
from quizzes.domain.documents import Recording as RecordingPart
from quizzes.domain.documents import load_scenario
from quizzes.domain.files import read_file
from quizzes.models import Recording
from tests.factories.courses import (
    editions_of,
    english_locale,
    fresh,
    make_catalogue,
    make_draft_course,
    publish,
)
from tests.factories.quizzes import make_scenario, small_story
from tests.factories.recordings import BEGINNINGS, CAPTIONS, TRANSCRIPT, content_of, make_recording

pytestmark = pytest.mark.django_db

# As made by the code that knew no recordings.
DIGEST_OF_THE_SMALL_STORY = "3a96614ecd80d1a91406424a258760589ddf16b7a38d911053f267c3c3c3226d"


def person_of(group: str) -> Client:
    give_access(make_catalogue())
    person = Person.objects.create_user("terry@example.org", name="Terry")
    person.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def trainer() -> Client:
    return person_of(TRAINERS)


def form_of(ending: str = "mp3", vtt: bytes | None = None, **more) -> dict:
    files = {"file": SimpleUploadedFile(f"call.{ending}", content_of(ending))}
    if vtt is not None:
        files["captions"] = SimpleUploadedFile("call.vtt", vtt)
    root = Collection.get_first_root_node().pk
    words = {"title": "A call", "language": "en", "transcript": TRANSCRIPT, "duration": "125"}
    return {**words, "collection": root, **files, **more}


def upload(client: Client, kind: str, form: dict) -> str:
    return client.post(reverse("wagtailmedia:add", args=[kind]), form, follow=True).text


def errors_in(page: str) -> str:
    return " ".join(re.findall(r'class="error-message"[^>]*>(.*?)</p>', page, re.DOTALL))


# How they come in


@pytest.mark.parametrize("ending", BEGINNINGS)
def test_trainer_adds_every_kind_that_is_taken(trainer, ending):
    kind = "video" if ending in ("mp4", "webm") else "audio"

    upload(trainer, kind, form_of(ending, CAPTIONS if kind == "video" else None))

    made = Recording.objects.get()
    assert (made.type, made.transcript, made.duration) == (kind, TRANSCRIPT, 125)
    with made.file.open() as file:
        assert file.read() == content_of(ending)


def test_the_kind_follows_from_the_file_where_nobody_chose_one(trainer):
    upload(trainer, "media", form_of("webm", CAPTIONS))

    assert Recording.objects.get().type == "video"


def test_reviewer_adds_none():
    client = person_of(REVIEWERS)

    client.post(reverse("wagtailmedia:add", args=["audio"]), form_of())

    assert not Recording.objects.exists()


@pytest.mark.parametrize(
    ("kind", "changes", "told"),
    [
        ("audio", {"transcript": " "}, "This field is required."),
        ("video", {"transcript": ""}, "This field is required."),
        ("video", {}, "A video needs captions: choose a WebVTT file."),
        ("audio", {"duration": "86401"}, "less than or equal to 86400"),
        ("audio", {"transcript": "x" * 50_001}, "at most 50000 characters"),
        (
            "audio",
            {"file": SimpleUploadedFile("call.exe", b"MZ")},
            "Files of this kind are not taken. Use one of: m4a, mp3, ogg, wav.",
        ),
        (
            "audio",
            {"file": SimpleUploadedFile("call.mp4", BEGINNINGS["mp4"])},
            "This is a video. Add it as a video.",
        ),
        (
            "audio",
            {"file": SimpleUploadedFile("call.mp3", b"<script>alert(1)</script>")},
            "This is no mp3 file, whatever its name says.",
        ),
        (
            "audio",
            {"captions": SimpleUploadedFile("call.srt", CAPTIONS)},
            "Captions are a WebVTT file; its name ends with .vtt.",
        ),
        (
            "audio",
            {"captions": SimpleUploadedFile("call.vtt", b"WEBVTT\n\n00:02,000 --> 00:03,000\nA\n")},
            "Line 3: A timing is written like 00:01.000 --&gt; 00:04.500, with points.",
        ),
    ],
    ids=[
        *("no transcript", "video without words", "no captions", "long", "long transcript"),
        *("another kind", "a video as audio", "in disguise", "not WebVTT", "bad timing"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(trainer, kind, changes, told):
    page = upload(trainer, kind, form_of("mp4" if kind == "video" else "mp3", **changes))

    assert not Recording.objects.exists()
    assert told in errors_in(page)


def test_a_file_that_is_too_large_is_refused_with_the_limit(trainer, settings):
    settings.LARGEST_MEDIA_MEGABYTES = 0

    page = upload(trainer, "audio", form_of())

    assert not Recording.objects.exists()
    assert "This file is too large: at most 0 MB are taken." in errors_in(page)


def test_every_fault_of_captions_is_told_up_to_ten(trainer):
    captions = b"WEBVTT\n" + b"\n00:02.000 --> 00:01.000\nA\n" * 12

    page = upload(trainer, "video", form_of("mp4", captions))

    assert errors_in(page).count("This caption ends before it begins.") == 10


@pytest.mark.parametrize("where", ["title", "transcript", "captions"])
def test_what_no_lesson_may_say_no_recording_says(trainer, where):
    words = "He was at high risk of suicide."
    changes = {where: words} if where != "captions" else {}
    captions = CAPTIONS + f"\n00:03.000 --> 00:04.000\n{words}\n".encode()

    page = upload(
        trainer, "audio", form_of("mp3", captions if where == "captions" else None, **changes)
    )

    assert not Recording.objects.exists()
    assert "Grades the risk of suicide" in errors_in(page)


def test_transcript_is_kept_as_a_file_would_have_it(trainer):
    upload(trainer, "audio", form_of(transcript="One.\r\n\r\nTwo.\x07\tThree."))

    assert Recording.objects.get().transcript == "One.\n\nTwo.\tThree."


def test_chooser_offers_what_there_is_and_takes_an_upload(trainer):
    made = make_recording()

    offered = trainer.get(reverse("wagtailmedia:chooser")).json()
    form = {f"media-chooser-upload-{name}": value for name, value in form_of(title="New").items()}
    sent = trainer.post(reverse("wagtailmedia:chooser_upload", args=["audio"]), form).json()

    assert made.title in offered["html"]
    assert sent["step"] == "media_chosen"
    assert Recording.objects.get(pk=sent["result"]["id"]).title == "New"


@pytest.mark.parametrize(
    "fields",
    [{"type": "media"}, {"type": "video", "captions": ""}, {"transcript": ""}],
    ids=["another type", "video without captions", "no transcript"],
)
def test_the_database_holds_what_must_hold(fields):
    made = make_recording()

    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.filter(pk=made.pk).update(**fields)


def test_groups_from_before_get_the_right_to_add_and_change():
    give_access(make_catalogue())
    rights = GroupCollectionPermission.objects.filter(
        permission__content_type__app_label="wagtailmedia", group__name=TRAINERS
    )
    rights.delete()

    migration = import_module("courses.migrations.0011_rights_to_audio_and_video")
    migration.give_rights(apps, None)
    migration.give_rights(apps, None)

    codenames = rights.values_list("permission__codename", flat=True)
    assert sorted(codenames) == ["add_media", "change_media"]


# Scenes


def story_with(recording: Recording, where: str = "desk") -> list[dict]:
    scenes = small_story()
    for block in scenes:
        if block["value"]["title"] == where.capitalize():
            block["value"]["media"] = recording.pk
    return scenes


def test_an_edition_without_recordings_is_what_it_was_before_there_were_any():
    page = make_scenario()

    document = editions_of(page)[0].document("en")

    assert all("media" not in scene for scene in document["scenes"])
    assert editions_of(page)[0].digest == DIGEST_OF_THE_SMALL_STORY


def test_publishing_again_without_a_change_makes_no_edition():
    page = make_scenario(scenes=story_with(make_recording()))

    publish(page)

    assert len(editions_of(page)) == 1


@pytest.mark.parametrize("where", ["desk", "plan"])
def test_edition_keeps_what_a_scene_or_an_ending_shows(where):
    made = make_recording("video", duration=65.4)

    page = make_scenario(scenes=story_with(made, where))

    kept = {s["key"]: s.get("media") for s in editions_of(page)[0].document("en")["scenes"]}
    assert kept[where] == {
        "key": str(made.key),
        "kind": "video",
        "title": "A call",
        "url": made.file.url,
        "captions": made.captions.url,
        "language": "en",
        "transcript": TRANSCRIPT,
        "seconds": 65,
    }
    assert [key for key, media in kept.items() if media] == [where]


def test_edition_stays_as_it_was_when_its_recording_is_changed(
    trainer, django_capture_on_commit_callbacks
):
    made = make_recording("video")
    page = make_scenario(scenes=story_with(made))
    before = editions_of(page)[0].document("en")["scenes"][0]["media"]

    with django_capture_on_commit_callbacks(execute=True):
        changes = {"title": "Another", "transcript": "Other words."}
        form = {**form_of("mp4", CAPTIONS + b"\n"), **changes}
        trainer.post(reverse("wagtailmedia:edit", args=[made.pk]), form)

    made.refresh_from_db()
    assert editions_of(fresh(page))[0].document("en")["scenes"][0]["media"] == before
    assert made.title == "Another"
    assert {made.file.url, made.captions.url}.isdisjoint({before["url"], before["captions"]})
    for address in (before["url"], before["captions"]):
        answer = trainer.get(address)
        assert answer.status_code == 200
        answer.getvalue()


def delete(client: Client, recording: Recording) -> str:
    address = reverse("wagtailmedia:delete", args=[recording.pk])
    return client.post(address, follow=True).text


def test_what_a_page_has_cannot_be_deleted(trainer):
    made = make_recording()
    make_scenario(scenes=story_with(made))

    page = delete(trainer, made)

    assert Recording.objects.filter(pk=made.pk).exists()
    assert "cannot be deleted: a lesson or a scenario has it." in page


def test_whoever_may_not_delete_is_not_told_of_what_a_page_has():
    made = make_recording()
    make_scenario(scenes=story_with(made))

    page = delete(person_of(REVIEWERS), made)

    assert Recording.objects.filter(pk=made.pk).exists()
    assert made.title not in page


def test_what_only_a_draft_of_a_live_page_has_cannot_be_deleted(trainer):
    made, other = make_recording(), make_recording(title="Another")
    page = make_scenario()
    page.scenes = story_with(made)
    page.save_revision()

    delete(trainer, made)
    delete(trainer, other)

    assert list(Recording.objects.all()) == [made]


def test_files_of_what_was_deleted_stay(trainer, django_capture_on_commit_callbacks):
    made = make_recording()
    address = made.file.url

    with django_capture_on_commit_callbacks(execute=True):
        delete(trainer, made)

    assert not Recording.objects.exists()
    answer = trainer.get(address)
    assert b"".join(answer.streaming_content) == content_of("mp3")


def test_reviewer_reads_what_is_said_before_a_scene_is_published():
    made = make_recording(transcript="Sam: Fine.\n\nDee: He is at high risk of suicide.")
    page = make_scenario(scenes=story_with(made), live=False)

    found = [p for p in page.compile().blocking if p.field == "media"]

    assert [(p.code, p.scene) for p in found] == [("wording-grading", "desk")]


def test_words_that_are_heard_are_not_counted_as_read():
    plain = make_scenario(live=False).compile().facts
    heard = make_scenario(scenes=story_with(make_recording()), live=False).compile().facts

    assert heard == plain


def test_a_draft_is_played_with_its_recording(trainer):
    page = make_scenario(scenes=story_with(make_recording("video", duration=65)), live=False)

    shown = trainer.get(reverse("scenarios:play", args=[page.pk])).text

    assert re.search(r"<video[^>]* controls preload=\"none\" playsinline>", shown)
    assert 'kind="captions"' in shown
    assert "1 minute 5 seconds" in shown
    assert "<p>Sam: Not so good.</p>" in shown
    assert "autoplay" not in shown


def test_what_changed_names_another_recording():
    first = make_scenario(scenes=story_with(make_recording()), live=False)
    second = make_scenario(scenes=story_with(make_recording(title="Another")), live=False)

    changed = compare(*(load_scenario(compile_scenario(page).document) for page in (first, second)))

    assert [d.field for s in changed.scenes for d in s.differences] == ["media"]


# Files


def as_file(page) -> dict:
    return compile_scenario(page).document


def test_a_story_with_a_recording_goes_out_and_comes_in_exactly():
    made = make_recording("video", duration=12)
    source = as_file(make_scenario(scenes=story_with(made), live=False))

    draft = draft_of(read_file(json.dumps(source), "a.json"), locale=english_locale())

    assert draft.left_behind == ()
    assert compile_scenario(draft.page).document == source


def test_a_recording_that_is_not_here_is_told_and_left_out():
    made = make_recording()
    source = as_file(make_scenario(scenes=story_with(made), live=False))
    source["scenes"][0]["media"]["key"] = "6f0d7c1e-8a1c-4d0e-9f0e-5afe9ac71ce5"

    draft = draft_of(read_file(json.dumps(source), "a.json"), locale=english_locale())

    assert [words for words in draft.left_behind if "“A call” is left out: it is not here" in words]
    assert "media" not in compile_scenario(draft.page).document["scenes"][0]


def test_a_recording_that_is_another_here_is_told_and_taken_from_here():
    made = make_recording()
    source = as_file(make_scenario(scenes=story_with(made), live=False))
    source["scenes"][0]["media"]["url"] = "https://elsewhere.example/call.mp3"

    draft = draft_of(read_file(json.dumps(source), "a.json"), locale=english_locale())

    assert [words for words in draft.left_behind if "is as it is here" in words]
    assert compile_scenario(draft.page).document["scenes"][0]["media"]["url"] == made.file.url


def test_preview_of_a_file_says_what_is_left_out(trainer):
    source = as_file(make_scenario(scenes=story_with(make_recording()), live=False))
    Recording.objects.all().delete()
    course = make_draft_course()

    page = trainer.post(reverse("scenarios:import", args=[course.pk]), {"text": json.dumps(source)})

    assert "the audio or video “A call” is left out: it is not here." in page.text


def test_a_file_with_a_recording_that_is_none_is_refused_in_words():
    source = {
        "format": "scenario/1",
        "title": "Bare",
        "start": "a",
        "scenes": [{"key": "a", "title": "A", "text": "<p>a</p>", "media": {"key": "x"}}],
    }

    told = [problem.message for problem in read_file(json.dumps(source), "a.json").problems]

    assert "Scene “a”: “key” must be the identifier of an audio or video (a UUID)." in told
    assert "Scene “a”: “transcript” is missing." in told


def test_the_document_of_a_recording_is_one_that_can_be_read():
    part = RecordingPart(**make_recording("video", duration=3).document)

    assert (part.kind, part.seconds) == ("video", 3)
