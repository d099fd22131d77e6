"""The first course as it is written: whole, in its order, and tied to what inspectors found."""

import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from courses.content_queries import course_figures, coverage
from courses.models import Course, CourseEdition
from findings.models import Finding
from quizzes.domain import scenario
from quizzes.domain.documents import load_quiz, load_scenario
from quizzes.models import ActivityEdition, EditionFinding
from tests.database import kept_for_a_module

pytestmark = [
    pytest.mark.once,  # What is read from its files is the same on any database,
    pytest.mark.xdist_group("first_course"),  # and it is loaded once.
]

FOLDER = Path(settings.BASE_DIR) / "courses/starter/suicide-self-harm-prevention"
COURSE = json.loads((FOLDER / "course.json").read_text())
STEMS = [stem for module in COURSE["modules"] for stem in module["activities"]]
KIND = ActivityEdition.Kind


def read(stem: str) -> dict:
    return json.loads((FOLDER / f"{stem}.json").read_text())


QUESTIONS = [
    row for path in sorted(FOLDER.glob("*.json")) for row in read(path.stem).get("questions", [])
]


def test_every_file_of_the_folder_is_used():
    files = {path.stem for path in FOLDER.glob("*.json")} - {"course"}

    assert files == {*STEMS, *read("final")["from"]}


def test_every_drawing_is_shown_and_described():
    shown = [
        block["value"] for stem in STEMS for block in read(stem).get("body", []) if is_image(block)
    ]

    assert {value["file"] for value in shown} == {path.name for path in FOLDER.glob("*.svg")}
    assert len(shown) >= 10
    assert all(value["alt"] for value in shown)


def is_image(block: dict) -> bool:
    return block["type"] == "image"


def test_eight_modules_have_two_to_four_lessons_a_check_and_something_for_monday():
    *modules, last = COURSE["modules"]

    assert len(modules) == 8
    assert last["activities"] == ["final"]
    for number, module in enumerate(modules, start=1):
        lessons = [stem for stem in module["activities"] if stem.startswith("lesson")]
        assert 2 <= len(lessons) <= 4
        assert "<h2>On Monday</h2>" in json.dumps(read(lessons[-1]))
        assert f"check-{number}" in module["activities"]
        assert 2 <= len(read(f"check-{number}")["questions"]) <= 4


def test_bank_has_forty_questions_of_four_kinds_and_every_option_teaches():
    kinds = {question["kind"] for question in QUESTIONS}

    assert len(QUESTIONS) >= 40
    assert kinds == {"single", "multiple", "matching", "ordering"}
    assert all(option["feedback"] for question in QUESTIONS for option in question["options"])
    assert all(question["findings"] and question["read_again"] for question in QUESTIONS)


def single_questions():
    return [question for question in QUESTIONS if question["kind"] == "single"]


def test_right_answer_is_neither_the_longest_nor_the_first():
    for question in single_questions():
        options = question["options"]
        right = next(option for option in options if option.get("right"))
        assert right != options[0], question["key"]
        assert right != max(options, key=lambda option: len(option["text"])), question["key"]


def test_printable_sheets_are_extras():
    sheets = [stem for stem in STEMS if stem.startswith("aid-")]

    assert len(sheets) == 3
    assert not any(read(stem)["is_required"] for stem in sheets)


def test_registers_periods_and_sections_are_to_be_checked_locally():
    for stem in STEMS:
        told = json.dumps(read(stem), ensure_ascii=False)
        if re.search(r"RVAD|REG22|ALSH|R8|every six months|seven working days", told):
            assert "check locally" in told.lower(), stem


def test_links_lead_to_those_who_published_the_facts():
    told = json.dumps([read(stem) for stem in ("course", *STEMS)], ensure_ascii=False)
    links = set(re.findall(r'href=\\"([^"\\]+)', told))

    assert all(link.startswith("https://") for link in links)
    assert {link.split("/")[2] for link in links} == {
        "hmiprobation.justiceinspectorates.gov.uk",
        "www.england.nhs.uk",
        "www.gov.uk",
        "www.legislation.gov.uk",
        "www.nice.org.uk",
        "www.samaritans.org",
    }


def test_every_step_says_first_what_may_be_hard_about_it():
    assert [stem for stem in STEMS if not read(stem).get("note")] == []


LESSONS = [stem for stem in STEMS if stem.startswith("lesson")]


def test_every_lesson_can_be_read_in_short_without_what_may_be_hard():
    for stem in LESSONS:
        short, whole = read(stem)["alternative"], json.dumps(read(stem)["body"])
        assert 30 <= len(re.sub("<[^>]+>", " ", short).split()) <= 90, stem
        assert len(short) < len(whole) / 3, stem


def test_modules_that_lead_to_others_say_whom_to_call_and_leave_room_to_think():
    for number in range(4, 9):
        kinds = {
            block["type"]
            for stem in LESSONS
            if stem.startswith(f"lesson-{number}")
            for block in read(stem)["body"]
        }
        assert {"reflection", "local_pathway"} <= kinds, number


@pytest.fixture(scope="module")
def starter(django_db_setup, django_db_blocker):
    with kept_for_a_module(django_db_blocker):
        call_command("load_starter", verbosity=0)
        yield


@pytest.fixture
def loaded(starter, db):
    return Course.objects.get(slug="suicide-self-harm-prevention")


def test_course_is_published_in_its_modules_and_without_a_warning(loaded):
    edition = CourseEdition.objects.get(course_key=loaded.translation_key)
    steps = list(edition.steps.select_related("edition").order_by("position"))

    assert Course.objects.count() == 2
    assert len(steps) == len(STEMS)
    modules = [module["title"] for module in COURSE["modules"] for _stem in module["activities"]]
    assert [step.words_in("en")["module"] for step in steps] == modules
    for step in steps:
        document = step.edition.document("en")
        if step.edition.kind == KIND.SCENARIO:
            assert scenario.problems(load_scenario(document)) == []
    final = load_quiz(steps[-1].edition.document("en"))
    assert (final.draw, len(final.questions)) == (16, len(QUESTIONS))


def test_each_module_takes_five_to_eight_minutes_to_read(loaded):
    (figures,) = [course for course in course_figures("en") if course.title == loaded.title]
    minutes = {module.title: float(module.lessons.minutes) for module in figures.modules[:-1]}

    assert len(minutes) == 8
    assert {title: took for title, took in minutes.items() if not 5 <= took <= 8} == {}


def test_every_concern_is_met_and_the_table_in_the_documents_says_so(loaded):
    rows = {row.finding.ref: row for row in coverage()}
    concerns = {ref for ref, row in rows.items() if row.finding.kind == Finding.Kind.CONCERN}
    out = io.StringIO()

    call_command("coverage", stdout=out)

    assert len(concerns) == 13
    assert all(rows[ref].is_met for ref in concerns)
    assert every_concern_is_met()
    assert (Path(settings.BASE_DIR) / "docs/coverage.md").read_text() == out.getvalue()


def test_coverage_names_a_concern_that_nothing_answers(loaded):
    finding = Finding.objects.get(ref="S1")
    finding.pk, finding.ref = None, "S9"
    finding.save()

    with pytest.raises(CommandError, match=r"Not met: S9\."):
        call_command("coverage", stdout=io.StringIO())


def test_reading_figures_are_those_of_the_modules_and_of_an_age_that_most_can_read(loaded):
    out = io.StringIO()

    call_command("reading_figures", stdout=out)

    figures = {course.title: course for course in course_figures("en")}[loaded.title]
    assert [module.title for module in figures.modules] == [m["title"] for m in COURSE["modules"]]
    assert figures.lessons.words == sum(module.lessons.words for module in figures.modules)
    assert all(module["title"][:46] in out.getvalue() for module in COURSE["modules"])
    assert figures.lessons.age < 14
    assert figures.lessons.median <= 15


def every_concern_is_met() -> bool:
    ties = EditionFinding.objects.filter(finding__kind=Finding.Kind.CONCERN)
    lessons = set(ties.filter(edition__kind=KIND.LESSON).values_list("finding__ref", flat=True))
    items = ties.exclude(edition__kind=KIND.LESSON).values_list("finding__ref", "item").distinct()
    met = [ref for ref, item in items if item]
    concerns = set(Finding.objects.filter(kind="concern").values_list("ref", flat=True))
    return concerns == lessons and all(met.count(ref) >= 2 for ref in concerns)


PALETTE = {"#f6efe4", "#e3c9a4", "#a9744f", "#1f4e5f", "#c8694f", "#5b8a72", "#c9dccf", "#ffffff"}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.svg")), ids=lambda path: path.stem)
def test_a_drawing_is_of_the_one_style_and_says_what_it_shows(path):
    drawing = path.read_text()

    assert 'viewBox="0 0 640 360"' in drawing
    assert f'aria-labelledby="{path.stem}-title {path.stem}-desc"' in drawing
    assert f'<title id="{path.stem}-title">' in drawing
    assert f'<desc id="{path.stem}-desc">' in drawing
    assert set(re.findall(r"#[0-9a-f]{6}", drawing)) <= PALETTE
    assert not re.search(r"<(script|style|text|image|use|linearGradient|filter)\b", drawing)
    assert len(drawing) < 8_000
