"""Stories in files: out of a page and into one, without loss, and without what could do harm."""

import json

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from courses.actions.access import give_access
from courses.models import CourseIndex
from people.permissions import REVIEWERS, TRAINERS
from quizzes.actions.importing import add_draft, draft_of
from quizzes.compiling import compile_scenario
from quizzes.domain.documents import canonical, dump, load_scenario
from quizzes.domain.files import read_file
from quizzes.models import ActivityEdition, Scenario
from tests.factories.courses import fresh, make_draft_course, publish
from tests.factories.people import PersonFactory
from tests.factories.quizzes import make_scenario
from tests.quizzes.domain.stories import (
    add,
    choice,
    counter,
    ending,
    flag,
    put,
    scene,
    story,
    when,
    where,
)

pytestmark = pytest.mark.django_db

FULL = story(
    scene(
        "office",
        choice(
            "ask",
            "quiet",
            points=2,
            effects=[add("trust", 1), put("asked")],
            when=[where("trust", ">=", 1), when("asked", False)],
            findings=[],
        ),
        choice("wait", "left", "partly", points=-1, findings=[]),
        note="Somebody speaks of a loss.",
        danger=True,
        text="<p>He says: <b>“not now”</b> &amp; looks away.</p><ul><li>One</li></ul>",
    ),
    scene("quiet", choice("listen", "good", findings=[])),
    ending("good"),
    ending("left", "bad"),
    counters=[counter(start=1)],
    flags=[flag()],
    alternative='<h3>In words</h3><p>He said <a href="https://example.org/?a=1">it</a>.</p>',
    **{"pass": {"min_score": 1, "no_unsafe": True}},
)
TWEE = """:: StoryTitle
A late call

:: Start {"position":"100,100"}
(set: $trust to 1)He rings late.

[[Listen->Quiet]]
[[Put him off->Left]]

:: Quiet
You listen.

[[Ask plainly|Good]]

:: Good [good]
He stays on the line.

:: Left
He hangs up.
"""


@pytest.fixture
def course():
    return make_draft_course()


@pytest.fixture
def desk(course) -> Client:
    give_access(CourseIndex.objects.get())
    return signed_in(TRAINERS)


def signed_in(*groups: str) -> Client:
    person = PersonFactory()
    person.groups.set(Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(person)
    return client


def imported(source: dict, course) -> Scenario:
    file = read_file(json.dumps(source))
    return add_draft(
        page=draft_of(file, locale=course.locale).page, parent=course, by=PersonFactory()
    )


def exported(client: Client, page: Scenario, form: str = "json"):
    return client.get(reverse("scenarios:export_draft", args=[page.pk, form]))


def meaning(source: dict) -> str:
    return canonical(load_scenario(source))


def address(course) -> str:
    return reverse("scenarios:import", args=[course.pk])


# Round trips


def test_what_goes_out_comes_in_and_goes_out_the_same(desk, course):
    first = exported(desk, imported(FULL, course)).text
    again = exported(desk, imported(json.loads(first), course)).text

    assert again == first
    assert meaning(json.loads(first)) == meaning(FULL)


def test_the_starter_stories_come_through_exactly(course):
    call_command("load_starter", verbosity=0)
    editions = ActivityEdition.objects.filter(kind="scenario")
    assert editions.count() == 4

    for edition in editions:
        document = edition.documents["en"]
        page = fresh(imported(document, course))
        assert dump(load_scenario(compile_scenario(page).document)) == document


def test_an_imported_story_can_be_edited_published_and_taken_out_of_its_edition(desk, course):
    page = imported(FULL, course)
    assert desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200

    publish(fresh(page))

    answer = desk.get(reverse("scenarios:export", args=[page.pk, 1, "json"]))
    assert meaning(answer.json()) == meaning(FULL)
    assert answer["Content-Disposition"] == 'attachment; filename="a-missed-appointment-1.json"'


def test_a_story_goes_out_as_twee_and_comes_back_with_its_shape(desk, course):
    answer = exported(desk, imported(FULL, course), "twee")

    assert answer["Content-Disposition"].endswith('a-missed-appointment-draft.twee"')
    back = read_file(answer.content, "story.twee").document
    assert [one.key for one in back.scenes] == ["office", "quiet", "good", "left"]
    assert [one.to for one in back.scenes[0].choices] == ["quiet", "left"]


# Coming in


def test_a_file_is_shown_first_and_then_becomes_a_draft(desk, course):
    file = SimpleUploadedFile("story.json", json.dumps(FULL).encode())
    shown = desk.post(address(course), {"file": file})
    assert "Make a draft of it" in shown.text
    assert "Nothing forbids publishing it." in shown.text
    assert not Scenario.objects.exists()

    sent = {"text": shown.context["form"].initial["text"], "name": "story.json", "confirm": "1"}
    made = desk.post(address(course), sent)

    page = Scenario.objects.get()
    assert made.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.live, page.get_parent().pk) == (False, course.pk)
    assert page.latest_revision is not None
    assert not ActivityEdition.objects.filter(activity_key=page.translation_key).exists()


def test_twee_says_by_line_what_stays_behind_and_what_is_to_be_completed(desk, course):
    shown = desk.post(address(course), {"text": TWEE, "name": ""})

    assert "Line 5:" in shown.text
    assert "(set: $trust to 1)" in shown.text
    assert shown.text.count("does not say how helpful it is") == 3
    assert "The ending “Left” has no outcome." in shown.text
    assert "The ending “Good” has no outcome." not in shown.text
    assert shown.text.count("has no debrief") == 2

    desk.post(address(course), {"text": TWEE, "confirm": "1"})
    page = Scenario.objects.get()
    assert [block.value["title"] for block in page.scenes] == ["Start", "Quiet", "Good", "Left"]


def test_every_problem_of_the_proof_is_told_before_anything_is_made(desk, course):
    broken = story(
        scene("office", choice("ask", "nowhere"), choice("wait", "alone")),
        scene("alone"),
        ending("far"),
        ending("far"),
    )
    shown = desk.post(address(course), {"text": json.dumps(broken)})

    found = {problem.code for problem in shown.context["blocking"]}
    assert {"missing-target", "dead-end", "unreachable"} <= found
    assert [problem.code for problem in shown.context["mended"]] == ["duplicate-key"]
    assert "unknown-finding" in found
    assert "To be mended before it can be published" in shown.text


def test_a_start_further_down_comes_first_and_that_is_told(desk, course):
    turned = {**FULL, "scenes": FULL["scenes"][::-1]}
    shown = desk.post(address(course), {"text": json.dumps(turned)})

    assert "comes first now" in shown.text
    assert meaning(exported(desk, imported(turned, course)).json()) == meaning(
        {**FULL, "scenes": [FULL["scenes"][0], *FULL["scenes"][:0:-1]]}
    )


# What could do harm


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>Words</p><script>alert(1)</script>", "Words"),
        ('<p onclick="x()">Words</p>', "Words"),
        ('<p>Words</p><img src="x" onerror="x()">', "Words"),
        ("<!--><img src=x onerror=x()>-->Words", "Words"),
        ('<a href="javascript:x()">Words</a>', "Words"),
        ("<svg/onload=x()>Words", "Words"),
        ("<iframe srcdoc='<script>x()</script>'>Words</iframe>", ""),
    ],
)
def test_markup_that_the_editor_does_not_keep_is_taken_out_and_told(desk, course, html, kept):
    hostile = {**FULL, "alternative": html}
    hostile["scenes"] = [{**FULL["scenes"][0], "text": html}, *FULL["scenes"][1:]]
    shown = desk.post(address(course), {"text": json.dumps(hostile)})

    assert "markup that the editor does not keep" in shown.text
    document = exported(desk, imported(hostile, course)).json()
    for text in (document["alternative"], document["scenes"][0]["text"]):
        assert kept in text
        for forbidden in ("<script", "onclick", "<img", "onerror=x()>", "href", "<svg", "<iframe"):
            assert forbidden not in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Choose a file, or paste the story."),
        ("{", "This is not valid JSON"),
        ('{"format": "scenario/9"}', "format"),
        ("[" * 100_000, "too large"),
        ('{"format": "scenario/1", "scenes": []}', "title"),
        (":: \n", "cannot be read"),
        ("just words", "not valid JSON"),
    ],
)
def test_what_cannot_be_read_says_why_and_stays_typed(desk, course, text, reason):
    answer = desk.post(address(course), {"text": text})

    assert answer.status_code == 422
    assert reason in answer.text
    if 0 < len(text) < 100:
        assert text.strip() in answer.context["form"]["text"].value()


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"\xff\xfe\x00", "not text in UTF-8"), (b"x" * 2_000_001, "too long")],
)
def test_files_that_are_no_text_or_too_long_are_refused(desk, course, content, reason):
    answer = desk.post(address(course), {"file": SimpleUploadedFile("story.json", content)})

    assert answer.status_code == 422
    assert reason in answer.text


def test_a_title_that_no_page_can_have_is_refused_and_nothing_is_made(desk, course):
    long = {**FULL, "title": "x" * 300}
    answer = desk.post(address(course), {"text": json.dumps(long), "confirm": "1"})

    assert "at most 255 characters" in answer.text
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": "A\u0000title"}, "control characters"),
        ({"title": "A \ud800 title"}, "control characters"),
        ({"pass": {"min_score": 10**12}}, "more than nine digits"),
        ({"alternative": "x" * 50_001}, "more than 50,000 characters"),
        ({"scenes": [FULL["scenes"][0]] * 2_001}, "2,001 scenes"),
        ({"scenes": [*FULL["scenes"], scene("x" * 81)]}, "a key of more than 80 characters"),
        ({"scenes": [scene("a", choice("x" * 81, "a"))]}, "a key of more than 80 characters"),
    ],
)
def test_what_no_page_can_hold_is_refused_in_words(desk, course, change, reason):
    answer = desk.post(address(course), {"text": json.dumps({**FULL, **change}), "confirm": "1"})

    assert answer.status_code == 422
    assert reason in answer.text
    assert not Scenario.objects.exists()


def test_a_name_that_stands_twice_in_one_object_is_refused(desk, course):
    text = json.dumps(FULL).replace('"language": "en"', '"language": "en", "title": "Another"')

    answer = desk.post(address(course), {"text": text})

    assert "named twice in one object: title" in answer.text


def test_a_hundred_thousand_passages_are_refused_at_once(desk, course):
    text = "".join(f":: P{number}\nx\n" for number in range(100_000))

    answer = desk.post(address(course), {"text": text})

    assert "more than 2,000 passages" in answer.text


@pytest.mark.parametrize(
    "html",
    [
        "<p><b>Words</p></b>",
        "<p>Words",
        "Words</p></p>",
        "<ul><p>Words</ul>",
        "<b>" * 5_000 + "Words",
        "<li>Words</li>",
    ],
)
def test_no_import_makes_a_page_that_the_editor_cannot_open(desk, course, html):
    torn = {**FULL, "alternative": html}
    torn["scenes"] = [{**FULL["scenes"][0], "text": html}, *FULL["scenes"][1:]]

    page = imported(torn, course)

    answer = desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code == 200
    assert "Words" in exported(desk, page).json()["scenes"][0]["text"]


def test_a_link_within_the_service_comes_through(desk, course):
    linked = {**FULL, "alternative": '<p><a href="/courses/x/">Words</a></p>'}

    assert exported(desk, imported(linked, course)).json()["alternative"] == linked["alternative"]


def test_html_in_twee_is_taken_out_and_told(desk, course):
    twee = TWEE.replace("You listen.", "You <b>listen</b>.<script>alert(1)</script>")

    shown = desk.post(address(course), {"text": twee})

    told = "&lt;script&gt;alert(1)&lt;/script&gt;</code> – HTML: its words stay"
    assert told in " ".join(shown.text.split())
    document = shown.context["file"].document
    assert document.scenes[1].text == "<p>You listen.</p>"


def test_what_an_ending_and_the_editor_cannot_hold_is_told(desk, course):
    odd = json.loads(json.dumps(FULL))
    odd["scenes"][2]["choices"] = odd["scenes"][1]["choices"]
    odd["scenes"][0]["choices"][0]["effects"] = [{"counter": "Trust!", "add": 1}]
    odd["scenes"][0]["findings"] = ["s1"]

    shown = desk.post(address(course), {"text": json.dumps(odd)})

    assert "an ending keeps none" in shown.text
    assert "the editor cannot write" in shown.text
    assert "once each, in capitals" in shown.text
    assert [problem.code for problem in shown.context["mended"]] == ["ending-with-choices"]


def test_confirming_twice_makes_one_draft(desk, course):
    shown = desk.post(address(course), {"text": json.dumps(FULL)})
    initial = shown.context["form"].initial
    sent = {"text": initial["text"], "key": str(initial["key"]), "confirm": "1"}

    first, again = desk.post(address(course), sent), desk.post(address(course), sent)

    assert first.url == again.url
    assert Scenario.objects.count() == 1


def test_a_draft_that_leaves_something_unsaid_is_not_written_as_if_it_said_it(desk, course):
    desk.post(address(course), {"text": TWEE, "confirm": "1"})
    page = Scenario.objects.get()

    answer = exported(desk, page)

    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    told = desk.get(answer.url).text
    assert "A file has no place for what is not said yet." in told
    assert "does not say how helpful it is" in told
    assert exported(desk, page, "twee").text.startswith(":: StoryTitle")


# Who may


def test_only_who_writes_courses_takes_stories_in_and_out(desk, course):
    page = make_scenario(course)
    addresses = [address(course), reverse("scenarios:export_draft", args=[page.pk, "json"])]
    for client in (signed_in(REVIEWERS), signed_in()):
        for one in addresses[:1]:
            assert client.get(one).status_code in (302, 403)
    assert signed_in().get(addresses[1]).status_code in (302, 403)
    assert desk.get(addresses[0]).status_code == 200


def test_there_are_two_notations_and_only_scenarios_have_them(desk, course):
    page = make_scenario(course)

    assert desk.get(reverse("scenarios:export_draft", args=[page.pk, "exe"])).status_code == 404
    assert desk.get(reverse("scenarios:export_draft", args=[course.pk, "json"])).status_code == 404
    assert desk.get(reverse("scenarios:export", args=[page.pk, 99, "json"])).status_code == 404


def test_the_editor_and_the_course_offer_files(desk, course):
    page = make_scenario(course)
    edit = desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    explore = desk.get(reverse("wagtailadmin_explore", args=[course.pk])).text

    assert reverse("scenarios:export_draft", args=[page.pk, "json"]) in edit
    assert address(course) in explore
