"""The starter courses: from the files beside the code to published pages."""

import json
import uuid
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site

from courses.actions.access import give_access
from courses.models import Course, CourseIndex, Lesson
from findings.models import Finding
from quizzes.domain.editing import scene_blocks, variable_blocks
from quizzes.models import Option, Question, Quiz, QuizQuestion, Scenario

STARTER = Path(__file__).parents[1] / "starter"
NAMES = uuid.UUID("6f0d7c1e-8a1c-5d0e-9f0e-5afe9ac71ce5")  # the namespace of the starter's keys


@transaction.atomic
def load_starter_courses(only: Collection[str] = ()) -> int:
    """Make and publish the starter courses that have never been made; returns how many.

    With `only`, no others than those of these folders' names.

    Makes the catalogue and the groups of people who write, too, where they are missing.

    A course that somebody changed, renamed, moved or unpublished is left alone.
    """
    index = _catalogue()
    Site.objects.filter(is_default_site=True, site_name="").update(
        site_name=settings.WAGTAIL_SITE_NAME  # else the admin greets people with a host's name
    )
    give_access(index)
    names = [name for name in starter_course_names() if not only or name in only]
    return sum(StarterCourse(STARTER / name).load(index) for name in names)


def starter_course_names() -> list[str]:
    """The folders of the starter courses, by name."""
    return sorted(path.parent.name for path in STARTER.glob("*/course.json"))


def _catalogue() -> CourseIndex:
    found: CourseIndex | None = CourseIndex.objects.first()
    if found:
        return found
    top = Site.objects.get(is_default_site=True).root_page
    Page.objects.filter(pk=top.pk).update(title="Safer Practice", draft_title="Safer Practice")
    index: CourseIndex = top.add_child(instance=CourseIndex(title="Courses", slug="courses"))
    return index


class StarterCourse:
    """One folder of files. Keys follow from the folder's and the files' names, so that loading
    again finds what was made before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings = {finding.ref: finding for finding in Finding.objects.all()}
        self.locale = Locale.get_default()

    def key(self, *path: str) -> uuid.UUID:
        return uuid.uuid5(NAMES, "/".join((self.folder.name, *path)))

    def read(self, stem: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / f"{stem}.json").read_text())
        return found

    def load(self, index: CourseIndex) -> bool:
        """Whether the course was made now."""
        if Course.objects.filter(translation_key=self.key()).exists():
            return False
        words = self.read("course")
        course = index.add_child(
            instance=Course(
                translation_key=self.key(),
                live=False,
                **{name: words[name] for name in ("slug", "title", "summary", "intro")},
            )
        )
        for module in words["modules"]:
            for stem in module["activities"]:
                page = self.activity(course, stem, self.read(stem))
                page.module = module.get("title", "")
                page.save_revision().publish()
        course.save_revision().publish()
        return True

    def activity(self, course: Course, stem: str, words: dict[str, Any]) -> Page:
        if "pass_mark" in words:
            return self.quiz(course, stem, words)
        if "scenes" in words:
            return self.scenario(course, stem, words)
        return self.lesson(course, stem, words)

    def lesson(self, course: Course, stem: str, words: dict[str, Any]) -> Lesson:
        lesson = Lesson(
            **self.shared(stem, words),
            body=[self.block(block) for block in words["body"]],
            alternative=words.get("alternative", ""),
        )
        lesson.findings.set([self.findings[ref] for ref in words["findings"]])
        course.add_child(instance=lesson)
        return lesson

    def quiz(self, course: Course, stem: str, words: dict[str, Any]) -> Quiz:
        quiz = Quiz(
            **self.shared(stem, words),
            intro=words["intro"],
            pass_mark=words["pass_mark"],
            draw=words.get("draw", 0),
        )
        quiz.quiz_questions.set(
            [
                QuizQuestion(question=self.question(home, row), sort_order=order)
                for order, (home, row) in enumerate(self.asked(stem, words))
            ]
        )
        course.add_child(instance=quiz)
        return quiz

    def asked(self, stem: str, words: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """The questions of a quiz, each with the file it stands in: its own, or those it names."""
        homes = {stem: words} | {home: self.read(home) for home in words.get("from", [])}
        return [(home, row) for home, file in homes.items() for row in file.get("questions", [])]

    def question(self, stem: str, row: dict[str, Any]) -> Question:
        """The question of the bank, made if it is missing: it outlives its quiz."""
        kept = Question.objects.filter(translation_key=self.key(stem, row["key"])).first()
        return kept or self.new_question(stem, row)

    def new_question(self, stem: str, row: dict[str, Any]) -> Question:
        question = Question(
            kind=row["kind"],
            text=row["text"],
            feedback=row["feedback"],
            read_again=Lesson.objects.get(translation_key=self.key(row["read_again"])),
            translation_key=self.key(stem, row["key"]),
            locale=self.locale,
        )
        question.findings.set([self.findings[ref] for ref in row["findings"]])
        question.options.set(
            [
                Option(
                    text=option["text"],
                    is_right=option.get("right", False),
                    match=option.get("match", ""),
                    feedback=option["feedback"],
                    translation_key=self.key(stem, row["key"], option["key"]),
                    locale=self.locale,
                    sort_order=order,
                )
                for order, option in enumerate(row["options"])
            ]
        )
        question.save()
        return question

    def scenario(self, course: Course, stem: str, words: dict[str, Any]) -> Scenario:
        rule = words.get("pass")
        scenario = Scenario(
            **self.shared(stem, words),
            scenes=scene_blocks(words["scenes"], lambda key: str(self.key(stem, key))),
            variables=variable_blocks(words),
            has_pass_rule=rule is not None,
            pass_score=(rule or {}).get("min_score"),
            pass_without_unsafe=(rule or {}).get("no_unsafe", False),
            alternative=words.get("alternative", ""),
        )
        course.add_child(instance=scenario)
        return scenario

    def shared(self, stem: str, words: dict[str, Any]) -> dict[str, Any]:
        about = self.read("course").get("about", {}).get(stem, {})
        return {
            "title": words["title"],
            "slug": words.get("slug", stem),
            "summary": words.get("summary") or about.get("summary", ""),
            "note": words.get("note") or about.get("note", ""),
            "minutes": words.get("minutes") or about.get("minutes", 5),
            "is_required": words.get("is_required", True),
            "translation_key": self.key(stem),
            "live": False,
        }

    def block(self, block: dict[str, Any]) -> dict[str, Any]:
        value = block["value"]
        if block["type"] == "finding":
            value = {**value, "finding": self.findings[value["finding"]].pk}
        elif block["type"] == "table":
            value = {**value, "rows": [{"cells": row} for row in value["rows"]]}
        elif block["type"] == "image":
            picture = self.image(value["file"], value["caption"] or value["alt"])
            value = {"image": picture, "alt": value["alt"], "caption": value["caption"]}
        return {"type": block["type"], "value": value}

    def image(self, name: str, title: str) -> int:
        path = self.folder / name
        with path.open("rb") as file:
            made = get_image_model().objects.create(
                title=title[:255], file=ImageFile(file, name=f"{self.folder.name}-{name}")
            )
        return int(made.pk)
