"""Scenario files of either notation, read and proved."""

from dataclasses import dataclass

from quizzes.domain.documents import ScenarioDocument, load_scenario
from quizzes.domain.problems import Problem, UnreadableDocument
from quizzes.domain.scenario import Facts, prove
from quizzes.domain.twee import MOST_CHARACTERS, read_twee
from quizzes.domain.twee_macros import NotCarried


@dataclass(frozen=True)
class ScenarioFile:
    """What a file comes to; without a document where it cannot be read.

    Not known of an unreadable file are all facts, the number of scenes too (``facts`` is None).
    ``is_twee``: the notation, which knows no quality of a choice; ``untold``: see TweeStory.
    """

    document: ScenarioDocument | None
    problems: tuple[Problem, ...]
    facts: Facts | None = None
    not_carried: tuple[NotCarried, ...] = ()
    is_twee: bool = False
    untold: frozenset[str] = frozenset()

    @property
    def publishable(self) -> bool:
        return not any(problem.blocks for problem in self.problems)


def read_file(content: str | bytes, name: str = "") -> ScenarioFile:
    """Read a scenario from JSON or Twee and prove it.

    Twee is what is named `.twee` or `.tw`, or holds a line that begins with `::` and is not JSON.
    """
    try:
        if is_twee(content, name):
            story = read_twee(content)
            proof = prove(story.document)
            problems = (*story.problems, *proof.problems)
            left = tuple(story.not_carried)
            return ScenarioFile(
                story.document, problems, proof.facts, left, is_twee=True, untold=story.untold
            )
        document = load_scenario(_small_enough(content))
    except UnreadableDocument as unreadable:
        return ScenarioFile(None, tuple(unreadable.problems))
    proof = prove(document)
    return ScenarioFile(document, proof.problems, proof.facts)


def is_twee(content: str | bytes, name: str = "") -> bool:
    """Whether a file is to be read as Twee: by its name, or else by how it begins."""
    if name.lower().endswith((".twee", ".tw", ".twee3")):
        return True
    if name.lower().endswith(".json"):
        return False
    start = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    start = start.lstrip("\ufeff \t\r\n")
    return not start.startswith(("{", "[")) and (
        start.startswith("::") or "\n::" in start or "\r::" in start
    )


def _small_enough(content: str | bytes) -> str | bytes:
    if len(content) > MOST_CHARACTERS:
        message = "This is too long: at most two million characters can be read."
        raise UnreadableDocument([Problem("unreadable", message)])
    return content
