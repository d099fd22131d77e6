"""The safe-wording reviewer at work on what is about to be published: its remarks as problems."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.html import linebreaks

from quizzes.domain.documents import QuizDocument, ScenarioDocument
from quizzes.domain.problems import Problem
from wellbeing.domain.wording import remarks


def wording_problems(texts: Iterable[str]) -> list[Problem]:
    """What the reviewer says about texts, plain or HTML."""
    return [
        Problem(
            f"wording-{remark.code}",
            f"“{remark.found}”: {remark.why} It stands in: “{remark.where}”.",
            blocks=remark.blocks,
        )
        for text in texts
        for remark in remarks(text)
    ]


def quiz_wording(document: QuizDocument) -> Iterator[Problem]:
    """A wrong option is read beside its feedback, so grading there is no more than noted."""
    yield from wording_problems([document.title, document.intro])
    for question in document.questions:
        for problem in wording_problems([question.text, question.feedback]):
            yield replace(problem, question=question.key)
        for option in question.options:
            said = wording_problems([option.text])
            noted = [replace(p, blocks=p.blocks and _counts(p, option.right)) for p in said]
            for problem in (*noted, *wording_problems([option.feedback, option.match])):
                yield replace(problem, question=question.key, option=option.key)


def scenario_wording(document: ScenarioDocument) -> Iterator[Problem]:
    """The same of a choice that is not the helpful one."""
    yield from _at_field("title", document.title)
    yield from _at_field("alternative", document.alternative)
    for scene in document.scenes:
        debrief = scene.ending.debrief if scene.ending else ""
        told = {"title": scene.title, "text": scene.text, "note": scene.note, "debrief": debrief}
        if scene.media:
            told["media"] = paragraphs(f"{scene.media.title}\n\n{scene.media.transcript}")
        for field, text in told.items():
            for problem in _at_field(field, text):
                yield replace(problem, scene=scene.key)
        for choice in scene.choices:
            for problem in _at_field("text", choice.text):
                blocks = problem.blocks and _counts(problem, choice.quality == "safe")
                yield replace(problem, scene=scene.key, choice=choice.key, blocks=blocks)
            for problem in _at_field("feedback", choice.feedback):
                yield replace(problem, scene=scene.key, choice=choice.key)


def paragraphs(text: str) -> str:
    """Plain text as HTML, so that nothing is read across what stands between its paragraphs."""
    return str(linebreaks(text, autoescape=True))


def _at_field(field: str, text: str) -> list[Problem]:
    return [replace(problem, field=field) for problem in wording_problems([text])]


def _counts(problem: Problem, is_right: bool) -> bool:
    """Methods are never an example; how somebody wrongly grades or judges may be one."""
    return is_right or problem.code == "wording-method"
