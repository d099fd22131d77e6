"""What is wrong with a scenario as it is written, before any play of it is tried."""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator

from quizzes.domain.documents import (
    Choice,
    CounterCondition,
    CounterEffect,
    ScenarioDocument,
    Scene,
)
from quizzes.domain.problems import Problem
from quizzes.domain.reading import count_undescribed_images, is_blank


def problems_of_shape(document: ScenarioDocument) -> list[Problem]:
    """Everything that forbids publishing and shows without playing."""
    return [
        *_start(document),
        *_variables(document),
        *_scenes(document),
        *_choices(document),
    ]


def is_explorable(document: ScenarioDocument) -> bool:
    """Whether plays are well defined: one start, and every variable known once and in bounds."""
    undefined = {"missing-start", "unknown-variable", "bad-counter"}
    return not any(
        problem.code in undefined or (problem.code == "duplicate-key" and problem.choice is None)
        for problem in problems_of_shape(document)
    )


def warnings(document: ScenarioDocument) -> list[Problem]:
    """What a learner would miss, though the scenario can be played."""
    found = _undescribed("The alternative", [document.alternative])
    for scene in document.scenes:
        ending = scene.ending.debrief if scene.ending else ""
        found += _undescribed(
            f"The scene {quoted(scene)}", [scene.text, scene.note, ending], scene=scene.key
        )
        for choice in scene.choices:
            found += _choice_warnings(scene, choice)
    return found


def quoted(part: Scene | Choice) -> str:
    """What a trainer knows a scene or choice by: its words, in quotation marks; else its key."""
    name = part.title if isinstance(part, Scene) else part.text
    return in_quotes(name.strip() or part.key)


def in_quotes(words: str) -> str:
    """In quotation marks; what is spoken in the words gets single ones."""
    return f"“{words.replace('“', '‘').replace('”', '’')}”"


def _start(document: ScenarioDocument) -> Iterator[Problem]:
    if not document.scenes:
        yield Problem("missing-start", "There is no scene yet. The story starts at the first one.")
    elif document.scene(document.start) is None:
        yield Problem(
            "missing-start",
            f"The story should start at “{document.start}”, but there is no such scene."
            if document.start
            else "No scene has been chosen to start with.",
        )
    if not any(scene.ending for scene in document.scenes):
        yield Problem("no-ending", "No scene is an ending, so the story can never be completed.")


def _variables(document: ScenarioDocument) -> Iterator[Problem]:
    for kind, keys in (
        ("counters", [counter.key for counter in document.counters]),
        ("flags", [flag.key for flag in document.flags]),
    ):
        for key in _repeated(keys):
            yield Problem("duplicate-key", f"Two or more {kind} have the same key, “{key}”.")
    for counter in document.counters:
        if not counter.min <= counter.start <= counter.max:
            yield Problem(
                "bad-counter",
                f"The counter “{counter.label or counter.key}” starts at {counter.start}, "
                f"which is not between its bounds {counter.min} and {counter.max}.",
            )


def _scenes(document: ScenarioDocument) -> Iterator[Problem]:
    for key in _repeated(scene.key for scene in document.scenes):
        yield Problem("duplicate-key", f"Two or more scenes have the same key, “{key}”.", scene=key)
    for scene in document.scenes:
        if scene.ending and scene.choices:
            yield Problem(
                "ending-with-choices",
                f"{quoted(scene)} is an ending but also has choices: the story stops there, "
                "so remove the choices or the ending.",
                scene=scene.key,
            )
        if not scene.ending and not scene.choices:
            yield Problem(
                "dead-end",
                f"{quoted(scene)} has no choices and is not an ending: the learner could not go "
                "on. Add a choice, or make it an ending.",
                scene=scene.key,
            )


def _choices(document: ScenarioDocument) -> Iterator[Problem]:
    scenes = {scene.key for scene in document.scenes}
    counters = {counter.key for counter in document.counters}
    flags = {flag.key for flag in document.flags}
    for scene in document.scenes:
        for key in _repeated(choice.key for choice in scene.choices):
            yield Problem(
                "duplicate-key",
                f"Two or more choices of {quoted(scene)} have the same key, “{key}”.",
                scene=scene.key,
                choice=key,
            )
        for choice in scene.choices:
            if choice.to not in scenes:
                yield _missing_target(scene, choice)
            for kind, key, field in _unknown(choice, counters, flags):
                yield Problem(
                    "unknown-variable",
                    f"The choice {quoted(choice)} at {quoted(scene)} uses the {kind} “{key}”, "
                    f"but the scenario has no {kind} of that key.",
                    scene=scene.key,
                    choice=choice.key,
                    field=field,
                )


def _missing_target(scene: Scene, choice: Choice) -> Problem:
    reason = f"leads to “{choice.to}”, but there is no such scene" if choice.to else "leads nowhere"
    return Problem(
        "missing-target",
        f"The choice {quoted(choice)} at {quoted(scene)} {reason}.",
        scene=scene.key,
        choice=choice.key,
    )


def _unknown(choice: Choice, counters: set[str], flags: set[str]) -> list[tuple[str, str, str]]:
    """Kind and key of each variable that is used but not declared, once each, and where first."""
    used: dict[tuple[str, str], str] = {}
    for field, uses in (("when", choice.when), ("effects", choice.effects)):
        for use in uses:
            if isinstance(use, CounterCondition | CounterEffect):
                used.setdefault(("counter", use.counter), field)
            else:
                used.setdefault(("flag", use.flag), field)
    declared = {"counter": counters, "flag": flags}
    return [(*named, field) for named, field in used.items() if named[1] not in declared[named[0]]]


def _repeated(keys: Iterable[str]) -> list[str]:
    return [key for key, times in Tally(keys).items() if times > 1]


def _choice_warnings(scene: Scene, choice: Choice) -> list[Problem]:
    where = f"The choice {quoted(choice)} at {quoted(scene)}"
    found = []
    if is_blank(choice.feedback):
        found.append(_warning("missing-feedback", f"{where} has no feedback.", scene, choice))
    if not choice.findings and not scene.findings:
        message = f"{where} is tied to no finding, neither itself nor by its scene."
        found.append(_warning("missing-finding", message, scene, choice))
    return found + _undescribed(
        where, [choice.text, choice.feedback], scene=scene.key, choice=choice.key
    )


def _warning(code: str, message: str, scene: Scene, choice: Choice) -> Problem:
    return Problem(code, message, scene=scene.key, choice=choice.key, blocks=False)


def _undescribed(
    where: str, texts: list[str], scene: str | None = None, choice: str | None = None
) -> list[Problem]:
    images = sum(count_undescribed_images(html) for html in texts)
    if not images:
        return []
    what = "an image" if images == 1 else f"{images} images"
    message = f"{where} shows {what} without alternative text for those who cannot see it."
    return [Problem("missing-alt-text", message, scene=scene, choice=choice, blocks=False)]
