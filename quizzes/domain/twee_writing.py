"""Stories as Twee 3, the text format of Twine, as far as it can carry a scenario.

The notation is that of "Twee 3 Specification" of the Interactive Fiction Technology Foundation.
"""

import json
import re
import uuid

from quizzes.domain.documents import Choice, ScenarioDocument, Scene
from quizzes.domain.reading import plain_text

NAMES = uuid.UUID("9d3c8a52-7f6b-5b1e-8a43-5afe9ac70003")  # the namespace of stories' IFIDs


def write_twee(document: ScenarioDocument) -> str:
    """The story as Twee 3: scenes, choices with their targets, and which endings there are.

    Not carried are counters, flags, effects, conditions, quality, points, feedback, findings,
    notes, debriefs, the pass rule and the alternative. The same document gives the same text.
    """
    names = _unique_names(document)
    start = names.get(document.start, document.start)
    data = {
        "ifid": str(uuid.uuid5(NAMES, document.title)).upper(),
        "format": "Harlowe",
        "format-version": "3.3.9",
        "start": start,
    }
    parts = [
        f":: StoryTitle\n{document.title}",
        f":: StoryData\n{json.dumps(data, ensure_ascii=False, indent=2)}",
        *(_passage_of(scene, at, names) for at, scene in enumerate(document.scenes)),
    ]
    return "\n\n\n".join(parts) + "\n"


def _escape(text: str) -> str:
    return re.sub(r"([\\\[\]{}])", r"\\\1", " ".join(text.split()))


def _unique_names(document: ScenarioDocument) -> dict[str, str]:
    names: dict[str, str] = {}
    taken = {"StoryTitle", "StoryData"}
    for scene in document.scenes:
        title = _linkable(" ".join(scene.title.split())).replace("->", "→")
        name = title if title and title not in taken else f"{title} {scene.key}".strip()
        taken.add(name)
        names.setdefault(scene.key, name)
    return names


def _linkable(words: str) -> str:
    """Twee cannot escape brackets in a link: where they are more than single pairs, round ones."""
    is_paired = re.fullmatch(r"(?:[^\[\]]|\[[^\[\]]*\])*", words)
    return words if is_paired else words.translate(str.maketrans("[]", "()"))


def _passage_of(scene: Scene, at: int, names: dict[str, str]) -> str:
    tags = f" [ending {scene.ending.outcome}]" if scene.ending else ""
    position = f"{100 + at % 6 * 150},{100 + at // 6 * 150}"
    about = json.dumps({"position": position, "key": scene.key}, separators=(",", ":"))
    head = f":: {_escape(names[scene.key])}{tags} {about}"
    links = [] if scene.ending else [_link(choice, names) for choice in scene.choices]
    return "\n\n".join(part for part in (f"{head}\n{_body(scene)}", "\n".join(links)) if part)


def _body(scene: Scene) -> str:
    # A line of text that begins like a heading of a passage would end the passage.
    return re.sub(r"^::", " ::", plain_text(scene.text), flags=re.MULTILINE)


def _link(choice: Choice, names: dict[str, str]) -> str:
    words = _linkable(" ".join(choice.text.split()))
    return f"[[{words}->{names.get(choice.to, choice.to)}]]"
