"""The proof and the player against an independent walker, on random small scenarios."""

from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from quizzes.domain.documents import ScenarioDocument, load_scenario
from quizzes.domain.play import begin, choose, has_ended, open_choices, outcome, replay
from quizzes.domain.recommended import recommended
from quizzes.domain.scenario import Facts, prove
from tests.quizzes.domain.oracle import Walker
from tests.quizzes.domain.stories import add, choice, counter, ending, flag, put, scene, story
from tests.quizzes.domain.stories import when as flag_is
from tests.quizzes.domain.stories import where as counter_is

# The profile decides how many: 100 unless a deep one asks for more, then all of those.
many = settings(max_examples=max(150, settings.default.max_examples), deadline=None)
OPERATORS = ["<", "<=", "==", "!=", ">=", ">"]


@st.composite
def scenarios(draw: st.DrawFn) -> ScenarioDocument:
    keys = "abcde"[: draw(st.integers(1, 5))]
    counters = draw(st.lists(counters_of(), max_size=2, unique_by=lambda one: one["key"]))
    flags = [flag()] if draw(st.booleans()) else []
    points = draw(st.sampled_from([[0], [0, 0, 1], [-1, 0, 1], [0, 1, 2], [-2, 1]]))
    choices = choices_of(keys, [one["key"] for one in counters], bool(flags), points)
    scenes = [draw(scenes_of(key, choices)) for key in keys]
    if draw(st.integers(0, 5)):
        scenes[-1] = ending(keys[-1])
    if draw(st.booleans()):
        _make_loops_even(scenes, draw(st.lists(st.integers(-2, 2), min_size=5, max_size=5)))
    rules = st.fixed_dictionaries(
        {}, optional={"min_score": st.integers(-3, 6), "no_unsafe": st.booleans()}
    )
    passing = {"pass": draw(rules)} if draw(st.booleans()) else {}
    return load_scenario(story(*scenes, counters=counters, flags=flags, **passing))


def _make_loops_even(scenes: list[dict[str, Any]], levels: list[int]) -> None:
    """Give every choice the difference in level of its scenes, so that going round adds nothing."""
    level = dict(zip("abcde", levels, strict=True)) | {"nowhere": 0}
    for one in scenes:
        for way in one.get("choices", []):
            way["points"] = level[way["to"]] - level[one["key"]]


def counters_of() -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(st.sampled_from(["trust", "time"]), st.integers(0, 2)).map(
        lambda drawn: counter(drawn[0], start=drawn[1], low=0, high=2)
    )


def choices_of(
    keys: str, counters: list[str], has_flag: bool, points: list[int]
) -> st.SearchStrategy[dict[str, Any]]:
    effects, conditions = [], []
    if counters:
        named = st.sampled_from(counters)
        effects.append(st.builds(add, named, st.integers(-2, 2)))
        conditions.append(
            st.builds(counter_is, named, st.sampled_from(OPERATORS), st.integers(-1, 3))
        )
    if has_flag:
        effects.append(st.builds(put, st.just("asked"), st.booleans()))
        conditions.append(st.builds(flag_is, st.just("asked"), st.booleans()))
    return st.builds(
        choice,
        st.just("key"),
        st.sampled_from([*keys * 4, *keys[-1] * 8, "nowhere"]),
        st.sampled_from(["safe", "safe", "partly", "unsafe"]),
        st.sampled_from(points),
        effects=st.lists(st.one_of(effects), max_size=2) if effects else st.just([]),
        when=st.just([]) | st.lists(st.one_of(conditions), max_size=1)
        if conditions
        else st.just([]),
    )


@st.composite
def scenes_of(
    draw: st.DrawFn, key: str, choices: st.SearchStrategy[dict[str, Any]]
) -> dict[str, Any]:
    drawn = draw(st.lists(choices, min_size=draw(st.integers(0, 9)) < 9, max_size=3))
    for number, one in enumerate(drawn):
        one["key"] = f"c{number}"
    return (ending if draw(st.integers(0, 11)) == 11 else scene)(key) | {"choices": drawn}


@many
@given(scenarios())
def test_proof_and_walker_find_the_same_problems(document: ScenarioDocument) -> None:
    walker = Walker(document)

    found = [problem for problem in prove(document).problems if problem.blocks]

    located = {(p.code, p.scene, p.choice) for p in found if p.code != "score-loop"}
    assert located == walker.problems()
    uneven = walker.has_uneven_loop(walker.reached)
    assert any(problem.code == "score-loop" for problem in found) == uneven
    for problem in found:
        assert "by +0 each time" not in problem.message
        event(problem.code)


@many
@given(scenarios())
def test_proof_and_walker_know_the_same_facts(document: ScenarioDocument) -> None:
    walker = Walker(document)
    shortest, longest = walker.lengths()
    is_scored = not walker.has_uneven_loop(walker.can_end)
    scores = [score for score, _ in walker.complete()] if is_scored else []
    words = walker.words()

    facts = prove(document).facts

    assert facts == Facts(
        scenes=len(document.scenes),
        states=len(walker.reached),
        min_score=min(scores, default=None),
        max_score=max(scores, default=None),
        shortest=shortest,
        longest=longest,
        words=words,
        minutes=(words + 199) // 200,
    )
    event(f"ends: {shortest is not None}, longest: {longest is not None}, scored: {bool(scores)}")


@many
@given(scenarios())
def test_recommended_play_is_a_best_one(document: ScenarioDocument) -> None:
    walker = Walker(document)
    if walker.has_uneven_loop(walker.can_end) or walker.first not in walker.can_end:
        assert recommended(document) == ()
        return

    decisions = recommended(document)

    state = replay(document, decisions)
    reached = outcome(document, state)
    qualities = [_quality(document, *decision) for decision in decisions]
    assert walker.best() == (
        not reached.passed,
        qualities.count("unsafe"),
        qualities.count("partly"),
        -reached.score,
        len(decisions),
    )
    event(f"passes: {reached.passed}, rule: {document.pass_rule is not None}")


@many
@given(scenarios(), st.data())
def test_player_walks_like_the_walker(document: ScenarioDocument, data: st.DataObject) -> None:
    walker, state = Walker(document), begin(document)
    walked, score = walker.first, 0
    for _ in range(data.draw(st.integers(0, 12))):
        steps = walker.steps(walked)
        assert [c for c in open_choices(document, state) if _leads(document, c)] == [
            taken for taken, _ in steps
        ]
        if not steps:
            break
        taken, walked = data.draw(st.sampled_from(steps))
        score += taken.points

        state = choose(document, state, taken.key)

        values = {("counter", key): value for key, value in state.counters.items()}
        values |= {("flag", key): value for key, value in state.flags.items()}
        assert (state.scene, tuple(sorted(values.items()))) == walked
        assert state.score == score
        assert has_ended(document, state) == (walker.scene(state.scene).ending is not None)
    assert replay(document, state.trail) == state


@many
@given(scenarios(), st.integers(1, 20))
def test_limit_hides_nothing_and_invents_nothing(document: ScenarioDocument, limit: int) -> None:
    whole = prove(document)
    is_too_large = len(Walker(document).reached) > limit

    proof = prove(document, limit=limit)

    if not is_too_large:
        assert proof == whole
        return
    assert proof.facts == Facts(scenes=len(document.scenes))
    located = {(p.code, p.scene, p.choice) for p in proof.problems}
    surely = {(p.code, p.scene, p.choice) for p in whole.problems if p.code != "score-loop"}
    codes = {problem.code for problem in whole.problems}
    assert ("too-large", None, None) in located
    assert {one for one in located if one[0] not in ("too-large", "score-loop")} <= surely
    assert "score-loop" in codes or "score-loop" not in {one[0] for one in located}


@many
@given(scenarios())
def test_proof_does_not_depend_on_what_does_not_matter(document: ScenarioDocument) -> None:
    scenes = {"scenes": tuple(reversed(document.scenes))}
    turned = document.model_copy(update=scenes)

    proof, other = prove(document), prove(turned)

    assert proof.facts == other.facts
    assert {p.code for p in proof.problems} == {p.code for p in other.problems}


def _quality(document: ScenarioDocument, scene_key: str, choice_key: str) -> str:
    at = document.scene(scene_key)
    assert at is not None
    return next(one.quality for one in at.choices if one.key == choice_key)


def _leads(document: ScenarioDocument, taken: Any) -> bool:
    return document.scene(taken.to) is not None
