"""The outline of a story: its scenes, where choices lead, and where each problem is mended."""

import pytest

from quizzes.domain.documents import load_scenario
from quizzes.domain.outline import FIELDS, PAGE_FIELDS, UNSAID, outline
from quizzes.domain.problems import Problem
from quizzes.domain.scenario import problems
from tests.quizzes.broken import BROKEN
from tests.quizzes.domain.stories import choice, ending, scene, story

SCENES = story(
    scene("office", choice("ask", "good"), choice("wait", "gone", "unsafe")), ending("good")
)["scenes"]


def of(*found: Problem):
    return outline(SCENES, ["b1", "b2"], found)


def test_scenes_and_choices_stand_in_order_with_their_numbers():
    office, good = of().scenes

    assert (office.number, office.block, office.title, office.outcome) == (
        1,
        "b1",
        "Scene office",
        "",
    )
    assert (good.number, good.block, good.outcome) == (2, "b2", "good")
    assert [(c.number, c.to, c.target, c.quality) for c in office.choices] == [
        (1, "good", "Scene good", "safe"),
        (2, "", "", "unsafe"),
    ]


def test_what_is_still_to_be_chosen_is_not_told_as_if_it_were():
    found = of(
        Problem("unfinished", "", scene="office", choice="wait", field="quality"),
        Problem("unfinished", "", scene="office", choice="ask", field="effects"),
        Problem("unfinished", "", scene="good", field="outcome"),
    )

    office, good = found.scenes
    assert [line.quality for line in office.choices] == ["safe", UNSAID]
    assert (office.outcome, good.outcome) == ("", UNSAID)


def test_what_forbids_publishing_is_apart_from_what_is_worth_a_look():
    hard, soft = Problem("stuck", "No."), Problem("missing-feedback", "Hm.", blocks=False)

    found = of(soft, hard)

    assert [place.problem for place in found.blocking] == [hard]
    assert [place.problem for place in found.warnings] == [soft]


def test_a_scene_counts_what_is_wrong_at_its_choices_too_and_no_warnings():
    found = of(
        Problem("stuck", "a", scene="office"),
        Problem("missing-target", "b", scene="office", choice="wait"),
        Problem("missing-feedback", "c", scene="office", choice="wait", blocks=False),
    )

    assert [line.blocking for line in found.scenes] == [2, 0]
    assert [len(line.problems) for line in found.scenes[0].choices] == [0, 2]


@pytest.mark.parametrize(
    ("problem", "place"),
    [
        (Problem("stuck", "", scene="office"), ("b1", 0, "choices")),
        (Problem("unreachable", "", scene="good"), ("b2", 0, "title")),
        (Problem("missing-target", "", scene="office", choice="wait"), ("b1", 2, "to")),
        (Problem("unfinished", "", scene="good", field="debrief"), ("b2", 0, "debrief")),
        (Problem("stuck", "", scene="not-there"), ("", 0, "")),
        (Problem("pass-impossible", ""), ("", 0, "pass_score")),
        (Problem("nobody-knows", ""), ("", 0, "")),
    ],
)
def test_a_problem_leads_to_what_mends_it(problem, place):
    (found,) = of(problem).places

    assert (found.block, found.choice, found.field) == place


@pytest.mark.parametrize("code", sorted(set(BROKEN) - {"unreadable"}))
def test_every_problem_of_a_proof_leads_somewhere(code):
    document = load_scenario(BROKEN[code]())
    source = document.model_dump(by_alias=True)["scenes"]

    found = outline(source, [scene["key"] for scene in source], problems(document))

    assert code in [place.problem.code for place in found.places]
    assert all(place.field for place in found.places)


def test_no_code_is_mended_nowhere():
    assert all([*FIELDS.values(), *PAGE_FIELDS.values()])
