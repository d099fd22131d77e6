"""What trainers upload is shown or handed out, and never runs on our own address."""

import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, UploadedFile

from config.pictures import TYPES
from courses.actions.access import give_access
from people.models import Person
from people.permissions import TRAINERS
from tests.factories.courses import editions_of, make_catalogue, make_lesson

pytestmark = [pytest.mark.django_db, pytest.mark.once]

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
RUNS = f"""<svg xmlns="http://www.w3.org/2000/svg" {XLINK} viewBox="0 0 9 9" onload="alert(1)">
<script>alert(2)</script>
<foreignObject><p xmlns="http://www.w3.org/1999/xhtml" onclick="alert(3)">x</p></foreignObject>
<a xlink:href="javascript:alert(4)"><circle r="4" fill="#1f4e5f" onmouseover="alert(5)"/></a>
</svg>""".encode()


@pytest.fixture
def trainer() -> Client:
    give_access(make_catalogue())
    person = Person.objects.create_user("trainer@example.org", name="Terry Trainer")
    person.groups.add(Group.objects.get(name=TRAINERS))
    client = Client()
    client.force_login(person)
    return client


def upload(client: Client, kind: str, name: str, content: bytes, **more: str):
    root = Collection.get_first_root_node().pk
    form = {"title": name, "file": SimpleUploadedFile(name, content), "collection": root, **more}
    return client.post(reverse(f"wagtail{kind}:add"), form)


def content_of(row) -> bytes:
    return Path(row.file.path).read_bytes()


def kept(name: str, content: bytes = b"content") -> str:
    """The address of a file that stands below the uploads, however it came there."""
    return reverse("media", args=[default_storage.save(name, ContentFile(content))])


# Documents


@pytest.mark.parametrize("name", ["x.html", "x.js", "x.svg", "x.xhtml", "x.xml", "x.PDF.htm"])
def test_document_that_a_browser_might_run_is_refused(trainer, name):
    page = upload(trainer, "docs", name, b"<script>alert(1)</script>")

    assert not get_document_model().objects.exists()
    assert "is not allowed" in page.text


@pytest.mark.parametrize("ending", settings.WAGTAILDOCS_EXTENSIONS)
def test_document_is_handed_out_by_its_own_address_and_kind(trainer, ending):
    upload(trainer, "docs", f"plan.{ending}", b"content")
    document = get_document_model().objects.get()

    answer = trainer.get(document.url)

    assert b"".join(answer.streaming_content) == b"content"
    assert answer.headers["Content-Type"] == settings.WAGTAILDOCS_CONTENT_TYPES[ending]
    opened = "inline" if ending == "pdf" else "attachment"
    assert answer.headers["Content-Disposition"].startswith(opened)


def test_document_is_for_whoever_is_signed_in(trainer, client):
    upload(trainer, "docs", "plan.pdf", b"content")
    address = get_document_model().objects.get().url

    answer = client.get(address)

    assert answer.headers["Location"] == f"{reverse('account_login')}?next={address}"


def test_document_has_no_second_address_past_wagtails(trainer):
    upload(trainer, "docs", "plan.pdf", b"content")
    document = get_document_model().objects.get()

    assert trainer.get(f"/media/{document.file.name}").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "documents/x.html",
        "documents/x.svg",
        "images/x.html",
        "images/x.svg.html",
        "import_export/people.csv",
        "x.png",
    ],
)
def test_nothing_but_pictures_is_served(client, name):
    assert client.get(kept(name)).status_code == 404


def test_no_way_leads_out_of_the_folders_of_pictures(client):
    address = kept("documents/secret.png")

    assert client.get(address).status_code == 404
    assert client.get("/media/images/../documents/secret.png").status_code == 404
    assert client.get("/media/images/%2e%2e/documents/secret.png").status_code == 404


# Pictures


def test_every_kind_of_picture_that_may_be_uploaded_is_served():
    assert {ending.lstrip(".") for ending in TYPES} == set(settings.WAGTAILIMAGES_EXTENSIONS)


@pytest.mark.parametrize("ending", TYPES)
def test_picture_is_served_to_a_visitor_and_runs_nothing(client, ending):
    answer = client.get(kept(f"images/picture{ending}"))

    assert b"".join(answer.streaming_content) == b"content"
    assert answer.headers["Content-Type"] == TYPES[ending]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    )
    assert answer.headers["Cache-Control"] == "private, max-age=2592000"


def test_picture_of_a_person_is_for_whoever_is_signed_in(trainer, client):
    address = kept("avatar_images/terry.png")

    assert client.get(address).status_code == 404
    assert b"".join(trainer.get(address).streaming_content) == b"content"


def everything_that_runs(text: str) -> list[str]:
    words = ("script", "foreignobject", "alert", "javascript", "onload", "onmouse", "onclick")
    return [word for word in words if word in text.lower()]


def test_svg_loses_what_it_might_run(trainer):
    upload(trainer, "images", "drawing.svg", RUNS)

    image = get_image_model().objects.get()
    text = content_of(image).decode()
    assert everything_that_runs(text) == []
    assert "<circle" in text
    assert (image.width, image.height, image.file_size) == (9, 9, len(text))


def test_svg_loses_it_also_where_the_form_has_to_be_mended(trainer):
    form = {"title": "t" * 300, "files[]": SimpleUploadedFile("drawing.svg", RUNS)}
    trainer.post(reverse("wagtailimages:add_multiple"), form)

    waiting = UploadedFile.objects.get()
    assert everything_that_runs(content_of(waiting).decode()) == []


def test_svg_that_cannot_be_read_is_refused_in_words(trainer):
    broken = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><x:y/></svg>'

    page = upload(trainer, "images", "drawing.svg", broken)

    assert not get_image_model().objects.exists()
    assert 'class="error-message"' in page.text


def photo(shade: int = 0) -> bytes:
    drawn = io.BytesIO()
    Image.new("L", (9, 9), shade).save(drawn, "PNG")
    return drawn.getvalue()


def test_other_pictures_are_kept_as_they_are(trainer):
    upload(trainer, "images", "photo.png", photo())

    assert content_of(get_image_model().objects.get()) == photo()


def test_pictures_of_the_starter_course_lose_nothing_that_is_drawn(client):
    call_command("load_starter", verbosity=0)

    for image in get_image_model().objects.all():
        answer = client.get(image.file.url)
        assert b"<path" in b"".join(answer.streaming_content)


def lesson_with(picture):
    """A published lesson that shows the picture; returns the address in its edition."""
    block = {"image": picture.pk, "alt": "Two chairs", "caption": ""}
    page = make_lesson(body=[{"type": "image", "value": block}])
    html = editions_of(page)[-1].document("en")["html"]
    return re.search(r'src="([^"]+)"', html).group(1)


def test_picture_of_an_edition_is_still_shown_after_it_was_replaced(
    trainer, client, django_capture_on_commit_callbacks
):
    upload(trainer, "images", "chairs.png", photo())
    picture = get_image_model().objects.get()
    shown = lesson_with(picture)
    before = b"".join(client.get(shown).streaming_content)

    with django_capture_on_commit_callbacks(execute=True):
        trainer.post(
            reverse("wagtailimages:edit", args=[picture.pk]),
            {"title": "Others", "file": SimpleUploadedFile("chairs.png", photo(200))},
        )

    picture.refresh_from_db()
    assert picture.title == "Others"
    assert b"".join(client.get(shown).streaming_content) == before


def test_picture_of_an_edition_is_still_shown_after_it_was_deleted(
    trainer, client, django_capture_on_commit_callbacks
):
    upload(trainer, "images", "chairs.png", photo())
    shown = lesson_with(get_image_model().objects.get())

    with django_capture_on_commit_callbacks(execute=True):
        get_image_model().objects.get().delete()

    answer = client.get(shown)
    assert answer.status_code == 200
    answer.getvalue()


# Audio and video


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_every_kind_of_recording_that_may_be_uploaded_is_served(trainer):
    types = settings.AUDIO_CONTENT_TYPES | settings.VIDEO_CONTENT_TYPES
    offered = settings.WAGTAILMEDIA["AUDIO_EXTENSIONS"] + settings.WAGTAILMEDIA["VIDEO_EXTENSIONS"]

    answers = {ending: trainer.get(kept(f"media/call.{ending}")) for ending in offered}

    assert {name: answer.headers["Content-Type"] for name, answer in answers.items()} == types
    assert {content(answer) for answer in answers.values()} == {b"content"}
    assert {answer.headers["X-Content-Type-Options"] for answer in answers.values()} == {"nosniff"}


def test_captions_are_served_as_captions(trainer):
    answer = trainer.get(kept("captions/call.vtt"))

    assert content(answer) == b"content"
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"


@pytest.mark.parametrize("name", ["media/call.mp3", "captions/call.vtt"])
def test_recording_is_for_whoever_is_signed_in(client, name):
    assert client.get(kept(name)).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["media/call.html", "media/call.svg", "media/call.vtt", "captions/call.mp3", "call.mp3"],
)
def test_nothing_but_recordings_is_served_beside_them(trainer, name):
    assert trainer.get(kept(name)).status_code == 404


@pytest.mark.parametrize(
    ("asked", "given", "told"),
    [
        ("bytes=0-2", b"con", "bytes 0-2/7"),
        ("bytes=3-", b"tent", "bytes 3-6/7"),
        ("bytes=-3", b"ent", "bytes 4-6/7"),
        ("bytes=5-99", b"nt", "bytes 5-6/7"),
        ("bytes=6-6", b"t", "bytes 6-6/7"),
        ("bytes=-99", b"content", "bytes 0-6/7"),
    ],
)
def test_recording_is_served_in_parts(trainer, asked, given, told):
    answer = trainer.get(kept("media/call.mp3"), headers={"range": asked})

    assert answer.status_code == 206
    assert content(answer) == given
    assert answer.headers["Content-Range"] == told
    assert answer.headers["Content-Length"] == str(len(given))
    assert answer.headers["Content-Type"] == "audio/mpeg"


@pytest.mark.parametrize("asked", ["bytes=7-", "bytes=9-12", "bytes=3-2", "bytes=-0"])
def test_part_that_is_not_there_is_refused(trainer, asked):
    answer = trainer.get(kept("media/call.mp3"), headers={"range": asked})

    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */7")


@pytest.mark.parametrize("asked", ["", "bytes=-", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b"])
def test_what_is_no_part_is_answered_with_the_whole(trainer, asked):
    answer = trainer.get(kept("media/call.mp3"), headers={"range": asked})

    assert (answer.status_code, content(answer)) == (200, b"content")
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_part_is_never_packed(trainer):
    address = kept("media/call.mp3", b"sound" * 200)

    answer = trainer.get(address, headers={"range": "bytes=0-499", "accept-encoding": "gzip"})

    assert content(answer) == b"sound" * 100
