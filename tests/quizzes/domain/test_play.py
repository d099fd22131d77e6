import pytest

from quizzes.domain.documents import ScenarioDocument, load_scenario
from quizzes.domain.play import (
    AlreadyEnded,
    ChoiceNotOpen,
    NotEnded,
    OutOfPlace,
    PlayError,
    UnknownChoice,
    Unplayable,
    begin,
    choose,
    has_ended,
    longest_valid_prefix,
    open_choices,
    outcome,
    replay,
    retrace,
)
from quizzes.domain.recommended import recommended
from tests.quizzes.domain.stories import (
    Json,
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

#            ask +2            plan +3, once asked and trusted
#   office ─────────▶ answer ──────────────────────────────────▶ good
#     │ ▲               │  ▲
#     │ └── wait -2 ────┘  └── (office: smalltalk, partly +2)
#     └── hurry, unsafe -1 ─────────────────────────────────────▶ missed
OFFICE = story(
    scene(
        "office",
        choice("ask", "answer", points=2, effects=[put("asked"), add("trust", 1)]),
        choice("smalltalk", "answer", "partly", points=2),
        choice("hurry", "missed", "unsafe", points=-1, effects=[add("trust", -5)]),
    ),
    scene(
        "answer",
        choice("plan", "good", points=3, when=[when("asked"), where("trust", ">=", 2)]),
        choice("wait", "office", points=-2, effects=[put("asked", False)]),
    ),
    ending("good"),
    ending("missed", "bad"),
    counters=[counter(start=1, high=3)],
    flags=[flag()],
    **{"pass": {"min_score": 5, "no_unsafe": True}},
)


@pytest.fixture
def office() -> ScenarioDocument:
    return load_scenario(OFFICE)


def test_play_begins_at_the_start(office: ScenarioDocument) -> None:
    state = begin(office)

    assert (state.scene, state.counters, state.flags) == ("office", {"trust": 1}, {"asked": False})
    assert (state.score, state.unsafe, state.trail) == (0, 0, ())
    assert [choice.key for choice in open_choices(office, state)] == ["ask", "smalltalk", "hurry"]


def test_choice_leads_on_with_points_effects_and_trail(office: ScenarioDocument) -> None:
    state = choose(office, begin(office), "ask")

    assert (state.scene, state.counters, state.flags) == ("answer", {"trust": 2}, {"asked": True})
    assert (state.score, state.unsafe, state.trail) == (2, 0, (("office", "ask"),))
    assert [choice.key for choice in open_choices(office, state)] == ["plan", "wait"]


def test_state_that_was_left_is_not_changed(office: ScenarioDocument) -> None:
    before = begin(office)

    choose(office, before, "ask")

    assert before == begin(office)


@pytest.mark.parametrize(
    ("effects", "start", "trust"),
    [
        ([add("trust", 9)], 1, 3),
        ([add("trust", -9)], 1, 0),
        ([add("trust", 9), add("trust", -1)], 1, 2),
        ([add("trust", -1), add("trust", 9)], 1, 3),
        ([add("trust", -2), add("trust", 2)], 1, 2),
        ([], 2, 2),
    ],
)
def test_effects_apply_in_order_each_clamped(effects: list[Json], start: int, trust: int) -> None:
    document = load_scenario(
        story(
            scene("a", choice("go", "b", effects=effects)),
            ending("b"),
            counters=[counter(start=start, high=3)],
        )
    )

    assert choose(document, begin(document), "go").counters == {"trust": trust}


@pytest.mark.parametrize(
    ("conditions", "is_open"),
    [
        ([], True),
        ([where("trust", "<", 2)], True),
        ([where("trust", "<", 1)], False),
        ([where("trust", "<=", 1)], True),
        ([where("trust", "<=", 0)], False),
        ([where("trust", "==", 1)], True),
        ([where("trust", "==", 2)], False),
        ([where("trust", "!=", 2)], True),
        ([where("trust", "!=", 1)], False),
        ([where("trust", ">=", 1)], True),
        ([where("trust", ">=", 2)], False),
        ([where("trust", ">", 0)], True),
        ([where("trust", ">", 1)], False),
        ([when("asked", False)], True),
        ([when("asked")], False),
        ([where("trust", ">", 0), when("asked")], False),
        ([where("trust", ">", 0), when("asked", False)], True),
    ],
)
def test_choice_is_open_where_all_conditions_hold(conditions: list[Json], is_open: bool) -> None:
    document = load_scenario(
        story(
            scene("a", choice("go", "b", when=conditions)),
            ending("b"),
            counters=[counter(start=1)],
            flags=[flag()],
        )
    )

    assert bool(open_choices(document, begin(document))) == is_open


def test_unsafe_decisions_are_counted_and_fail(office: ScenarioDocument) -> None:
    state = replay(office, [("office", "hurry")])

    reached = outcome(office, state)

    assert state.counters == {"trust": 0}
    assert (reached.ending, reached.outcome) == ("missed", "bad")
    assert (reached.score, reached.unsafe, reached.passed) == (-1, 1, False)


def test_complete_play_passes(office: ScenarioDocument) -> None:
    state = replay(office, [("office", "ask"), ("answer", "plan")])

    reached = outcome(office, state)

    assert has_ended(office, state)
    assert open_choices(office, state) == ()
    assert (reached.ending, reached.score, reached.passed) == ("good", 5, True)


@pytest.mark.parametrize(
    ("rule", "passed"),
    [
        (None, True),
        ({}, True),
        ({"min_score": -1}, True),
        ({"min_score": 0}, False),
        ({"no_unsafe": True}, False),
        ({"no_unsafe": False}, True),
        ({"min_score": -1, "no_unsafe": True}, False),
    ],
)
def test_pass_rule_asks_for_points_and_no_unsafe_choice(rule: Json | None, passed: bool) -> None:
    document = load_scenario({**OFFICE, "pass": rule})

    assert outcome(document, replay(document, [("office", "hurry")])).passed == passed


@pytest.mark.parametrize(
    ("decisions", "choice_key", "error", "message"),
    [
        ([], "plan", UnknownChoice, "There is no choice “plan” at “Scene office”."),
        (
            [("office", "smalltalk")],
            "plan",
            ChoiceNotOpen,
            "The choice “plan” is not open at “Scene answer” now.",
        ),
        (
            [("office", "hurry")],
            "ask",
            AlreadyEnded,
            "The play has ended at “Scene missed”: nothing is left to choose.",
        ),
    ],
)
def test_what_cannot_be_chosen_says_why(
    office: ScenarioDocument,
    decisions: list[tuple[str, str]],
    choice_key: str,
    error: type[PlayError],
    message: str,
) -> None:
    state = replay(office, decisions)

    with pytest.raises(error) as caught:
        choose(office, state, choice_key)

    assert str(caught.value) == message


def test_decision_of_another_scene_is_out_of_place(office: ScenarioDocument) -> None:
    with pytest.raises(OutOfPlace, match="The play is at “answer”, not at “office”"):
        replay(office, [("office", "ask"), ("office", "ask")])


def test_retrace_gives_every_state_of_a_play(office: ScenarioDocument) -> None:
    decisions = [("office", "ask"), ("answer", "plan")]

    states = retrace(office, decisions)

    assert states == tuple(replay(office, decisions[:number]) for number in range(3))


def test_outcome_before_an_ending_is_refused(office: ScenarioDocument) -> None:
    with pytest.raises(NotEnded, match="still at “office”"):
        outcome(office, begin(office))


GOOD_PLAY = [("office", "smalltalk"), ("answer", "wait"), ("office", "ask"), ("answer", "plan")]


@pytest.mark.parametrize(
    ("decisions", "kept"),
    [
        ([], 0),
        (GOOD_PLAY, 4),
        ([*GOOD_PLAY, ("good", "more")], 4),
        ([*GOOD_PLAY[:2], ("answer", "wait")], 2),
        ([*GOOD_PLAY[:1], ("answer", "plan"), *GOOD_PLAY[2:]], 1),
        ([("office", "gone"), *GOOD_PLAY], 0),
        ([("gone", "ask"), *GOOD_PLAY], 0),
    ],
)
def test_longest_valid_prefix_keeps_what_can_be_replayed(
    office: ScenarioDocument, decisions: list[tuple[str, str]], kept: int
) -> None:
    prefix = longest_valid_prefix(office, iter(decisions))

    assert prefix == tuple(decisions[:kept])
    assert replay(office, prefix).trail == prefix


def test_draft_is_played_from_any_scene_with_any_counters(office: ScenarioDocument) -> None:
    state = begin(office, scene="answer", counters={"trust": 99}, flags={"asked": True})

    assert state.counters == {"trust": 3}
    assert outcome(office, choose(office, state, "plan")).score == 3


@pytest.mark.parametrize(
    ("document", "options", "message"),
    [
        (OFFICE, {"scene": "gone"}, "There is no scene “gone”"),
        (OFFICE, {"counters": {"hope": 1}}, "There is no counter or flag “hope”"),
        (OFFICE, {"flags": {"trust": True}}, "There is no counter or flag “trust”"),
        (story(), {}, "There is no scene “”"),
    ],
)
def test_play_cannot_begin_where_nothing_is(document: Json, options: Json, message: str) -> None:
    with pytest.raises(Unplayable, match=message):
        begin(load_scenario(document), **options)


def test_broken_draft_says_where_it_is_broken() -> None:
    lost = load_scenario(story(scene("a", choice("go", "nowhere"))))
    strange = load_scenario(story(scene("a", choice("go", "b", when=[when("ghost")])), ending("b")))

    with pytest.raises(Unplayable, match="There is no scene “nowhere”"):
        choose(lost, begin(lost), "go")
    with pytest.raises(Unplayable, match="The flag “ghost” is not declared"):
        open_choices(strange, begin(strange))
    assert longest_valid_prefix(lost, [("a", "go")]) == ()
    assert longest_valid_prefix(load_scenario(story()), [("a", "go")]) == ()


def test_recommended_play_passes_safely(office: ScenarioDocument) -> None:
    assert recommended(office) == (("office", "ask"), ("answer", "plan"))


#          ┌── quick: safe +1 ──────────────┐
#   start ─┤                                ├─▶ middle ── on +0 ──▶ end
#          ├── long: partly +3 ─────────────┤
#          └── risky: unsafe +9 ────────────┘
def _three_ways(**more: Json | None) -> ScenarioDocument:
    return load_scenario(
        story(
            scene(
                "start",
                choice("quick", "middle", points=1),
                choice("long", "middle", "partly", points=3),
                choice("risky", "middle", "unsafe", points=9),
            ),
            scene("middle", choice("on", "end")),
            ending("end"),
            **more,
        )
    )


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        (None, "quick"),
        ({"min_score": 1}, "quick"),
        ({"min_score": 2}, "long"),
        ({"min_score": 4}, "risky"),
        ({"min_score": 4, "no_unsafe": True}, "quick"),
        ({"min_score": 3, "no_unsafe": True}, "long"),
        ({"min_score": 99}, "quick"),
    ],
)
def test_recommended_play_passes_first_and_then_is_as_safe_as_it_can(
    rule: Json | None, first: str
) -> None:
    document = _three_ways(**{"pass": rule})

    assert recommended(document) == (("start", first), ("middle", "on"))


#   start ── quick +1, long (partly) +3 ──▶ middle ── on +0, push (unsafe) +1 ──▶ end
def test_recommended_play_may_lose_early_what_keeps_it_safe_later() -> None:
    document = load_scenario(
        story(
            scene(
                "start",
                choice("quick", "middle", points=1),
                choice("long", "middle", "partly", points=3),
            ),
            scene("middle", choice("on", "end"), choice("push", "end", "unsafe", points=1)),
            ending("end"),
            **{"pass": {"min_score": 2}},
        )
    )

    assert recommended(document) == (("start", "long"), ("middle", "on"))


#   a ── round ──▶ b ── on ──▶ c ── on ──▶ end       c ── risk, unsafe +1 ──▶ end
#   a ── straight ──▶ d ── on ──▶ end
def test_recommended_play_is_the_shorter_of_two_equals() -> None:
    document = load_scenario(
        story(
            scene("a", choice("round", "b"), choice("straight", "d")),
            scene("b", choice("on", "c")),
            scene("c", choice("on", "end"), choice("risk", "end", "unsafe", points=1)),
            scene("d", choice("on", "end")),
            ending("end"),
        )
    )

    assert recommended(document) == (("a", "straight"), ("d", "on"))


#   a ── up +1 ──▶ b ── back -1 ──▶ a        a ── out ──▶ end
#                  └── out +1 ──▶ end
def test_recommended_play_prefers_points_to_a_shorter_way() -> None:
    document = load_scenario(
        story(
            scene("a", choice("out", "end"), choice("up", "b", points=1)),
            scene("b", choice("back", "a", points=-1), choice("out", "end", points=1)),
            ending("end"),
        )
    )

    assert recommended(document) == (("a", "up"), ("b", "out"))


@pytest.mark.parametrize(
    "document",
    [
        story(),
        story(ending("a")),
        story(scene("a", choice("go", "a"))),
        story(scene("a", choice("more", "a", points=1), choice("go", "b")), ending("b")),
    ],
)
def test_nothing_is_recommended_without_a_best_play(document: Json) -> None:
    assert recommended(load_scenario(document)) == ()


def test_nothing_is_recommended_beyond_the_limit(office: ScenarioDocument) -> None:
    assert recommended(office, limit=3) == ()
