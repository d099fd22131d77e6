import time

import pytest

from quizzes.domain.documents import load_scenario
from quizzes.domain.problems import Problem
from quizzes.domain.scenario import Facts, problems, prove
from quizzes.domain.shape import in_quotes
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

Located = tuple[str, str | None, str | None]


def located(found: list[Problem]) -> list[Located]:
    return sorted(
        ((problem.code, problem.scene, problem.choice) for problem in found),
        key=lambda place: tuple(str(part) for part in place),
    )


#            ask, asked := yes          plan, if asked
#   office ───────────────────▶ answer ───────────────▶ good
#     │                           │
#     │                           └── rush, unsafe ───▶ missed
#     └── note +1 ──────────────────────────────────────▲
OFFICE = story(
    scene(
        "office",
        choice("ask", "answer", points=2, effects=[put("asked")]),
        choice("note", "missed", "partly", points=1),
    ),
    scene(
        "answer",
        choice("plan", "good", points=2, when=[when("asked")]),
        choice("rush", "missed", "unsafe"),
    ),
    ending("good"),
    ending("missed", "bad"),
    flags=[flag()],
    **{"pass": {"min_score": 2, "no_unsafe": True}},
)


def test_sound_scenario_can_be_published_as_it_is() -> None:
    proof = prove(load_scenario(OFFICE))

    assert proof.problems == ()
    assert proof.publishable
    assert proof.facts == Facts(
        scenes=4,
        states=5,  # "missed" is met with and without having asked
        min_score=1,
        max_score=4,
        shortest=2,
        longest=3,
        words=36,
        minutes=1,
    )


BROKEN_SHAPES: list[tuple[Json, list[Located]]] = [
    #   ? ──▶ (no such scene)
    ({**story(ending("a")), "start": "gone"}, [("missing-start", None, None)]),
    (story(), [("missing-start", None, None), ("no-ending", None, None)]),
    #   a, and another a
    (story(ending("a"), ending("a")), [("duplicate-key", "a", None)]),
    #   a ══ go, go ══▶ [b]      [c]      (still explored)
    (
        story(scene("a", choice("go", "b"), choice("go", "b")), ending("b"), ending("c")),
        [("duplicate-key", "a", "go"), ("unreachable", "c", None)],
    ),
    (story(ending("a"), counters=[counter(), counter()]), [("duplicate-key", None, None)]),
    (story(ending("a"), flags=[flag(), flag()]), [("duplicate-key", None, None)]),
    #   a ── go ──▶ b,  a ── lost ──▶ (no such scene)
    (
        story(scene("a", choice("go", "b"), choice("lost", "gone")), ending("b")),
        [("missing-target", "a", "lost")],
    ),
    (
        story(scene("a", choice("go", "b"), choice("lost", "")), ending("b")),
        [("missing-target", "a", "lost")],
    ),
    #   a ── go, ghost +1, if ghost > 0 ──▶ b      (one report for one choice and variable)
    (
        story(
            scene("a", choice("go", "b", effects=[add("x", 1)], when=[where("x", ">", 0)])),
            ending("b"),
        ),
        [("unknown-variable", "a", "go")],
    ),
    (
        story(
            scene("a", choice("go", "b", effects=[put("trust")], when=[where("asked", ">", 0)])),
            ending("b"),
            counters=[counter("trust")],
            flags=[flag("asked")],
        ),
        [("unknown-variable", "a", "go"), ("unknown-variable", "a", "go")],
    ),
    (story(ending("a"), counters=[counter(start=3)]), [("bad-counter", None, None)]),
    (story(ending("a"), counters=[counter(start=-1)]), [("bad-counter", None, None)]),
    (story(ending("a"), counters=[counter(low=2, high=0)]), [("bad-counter", None, None)]),
    #   [a] ── go ──▶ [b]      (a is an ending: it ends, so b is not reached)
    (
        story(ending("a", choices=[choice("go", "b")]), ending("b")),
        [("ending-with-choices", "a", None), ("unreachable", "b", None)],
    ),
    #   a ── go ──▶ [b],  a ── stop ──▶ c
    (
        story(scene("a", choice("go", "b"), choice("stop", "c")), ending("b"), scene("c")),
        [("dead-end", "c", None), ("no-escape", "c", None)],
    ),
    #   a ── go ──▶ a
    (
        story(scene("a", choice("go", "a"))),
        [("no-ending", None, None), ("no-escape", "a", None)],
    ),
]

BROKEN_STATES: list[tuple[Json, list[Located]]] = [
    #   a ── go ──▶ [b]        c ── back ──▶ a
    (
        story(scene("a", choice("go", "b")), ending("b"), scene("c", choice("back", "a"))),
        [("unreachable", "c", None)],
    ),
    #   a ── go, if asked ──▶ [b]
    (
        story(scene("a", choice("go", "b", when=[when("asked")])), ending("b"), flags=[flag()]),
        [
            ("never-open", "a", "go"),
            ("no-escape", "a", None),
            ("stuck", "a", None),
            ("unreachable", "b", None),
        ],
    ),
    #   a ── ask, asked ──▶ b ── go, if asked ──▶ [c]
    #   a ── wait ────────▶ b                              (stuck only by the second way)
    (
        story(
            scene("a", choice("ask", "b", effects=[put("asked")]), choice("wait", "b")),
            scene("b", choice("go", "c", when=[when("asked")])),
            ending("c"),
            flags=[flag()],
        ),
        [("no-escape", "b", None), ("stuck", "b", None)],
    ),
    #   a ── go ──▶ [b],  a ── more, if trust > 2 ──▶ [b]      (trust never passes its bound 2)
    (
        story(
            scene(
                "a",
                choice("go", "b"),
                choice("more", "b", when=[where("trust", ">", 2)]),
                choice("up", "a", effects=[add("trust", 5)]),
            ),
            ending("b"),
            counters=[counter()],
        ),
        [("never-open", "a", "more")],
    ),
    #   a ── go ──▶ [b],  a ── down ──▶ c ⇄ d      (a way in, none out)
    (
        story(
            scene("a", choice("go", "b"), choice("down", "c")),
            ending("b"),
            scene("c", choice("there", "d")),
            scene("d", choice("back", "c")),
        ),
        [("no-escape", "c", None), ("no-escape", "d", None)],
    ),
    #   a ── lost ──▶ (no such scene)      (open, so not stuck; but no way out)
    (
        story(scene("a", choice("lost", "gone")), ending("b")),
        [
            ("missing-target", "a", "lost"),
            ("no-escape", "a", None),
            ("unreachable", "b", None),
        ],
    ),
    #   a ── more +1 ──▶ a,  a ── go ──▶ [b]
    (
        story(scene("a", choice("more", "a", points=1), choice("go", "b")), ending("b")),
        [("score-loop", "a", "more")],
    ),
    #   a ── there +1 ──▶ b ── back -1 ──▶ a,  b ── twice -2 ──▶ a      (one round is uneven)
    (
        story(
            scene("a", choice("there", "b", points=1), choice("go", "c")),
            scene("b", choice("back", "a", points=-1), choice("twice", "a", points=-2)),
            ending("c"),
        ),
        [("score-loop", "a", "there")],
    ),
    #   a ══ plus +1, nought +0 ══▶ b ── back +0 ──▶ a      (the round by nought is even)
    (
        story(
            scene("a", choice("nought", "b"), choice("plus", "b", points=1), choice("go", "c")),
            scene("b", choice("back", "a")),
            ending("c"),
        ),
        [("score-loop", "a", "plus")],
    ),
    (
        story(
            scene("a", choice("plus", "b", points=1), choice("nought", "b"), choice("go", "c")),
            scene("b", choice("back", "a")),
            ending("c"),
        ),
        [("score-loop", "a", "plus")],
    ),
    #   a ── up +1 ──▶ a ── down -1 ──▶ a      (two uneven rounds, though together they are even)
    (
        story(
            scene("a", choice("up", "a", points=1), choice("down", "a", points=-1)),
            ending("b"),
        ),
        [
            ("no-escape", "a", None),
            ("score-loop", "a", "down"),
            ("score-loop", "a", "up"),
            ("unreachable", "b", None),
        ],
    ),
    #   a ── once +1, asked := yes, if not asked ──▶ a,  a ── go ──▶ [b]      (no loop of states)
    (
        story(
            scene(
                "a",
                choice("once", "a", points=1, effects=[put("asked")], when=[when("asked", False)]),
                choice("go", "b"),
            ),
            ending("b"),
            flags=[flag()],
        ),
        [],
    ),
    #   a ── there +1 ──▶ b ── back -1 ──▶ a,  a ── go ──▶ [c]      (even)
    (
        story(
            scene("a", choice("there", "b", points=1), choice("go", "c")),
            scene("b", choice("back", "a", points=-1)),
            ending("c"),
        ),
        [],
    ),
]

#   a ── good +2 ──▶ [c],  a ── poor, unsafe +0 ──▶ [c]
TWO_WAYS = story(
    scene("a", choice("good", "c", points=2), choice("poor", "c", "unsafe")), ending("c")
)

PASS_RULES: list[tuple[Json | None, list[Located]]] = [
    (None, []),
    ({"min_score": 1}, []),
    ({"min_score": 2}, []),
    ({"no_unsafe": True}, []),
    ({"min_score": 0, "no_unsafe": True}, []),
    ({"min_score": 3}, [("pass-impossible", None, None)]),
    ({"min_score": 3, "no_unsafe": True}, [("pass-impossible", None, None)]),
    ({}, [("pass-inevitable", None, None)]),
    ({"min_score": 0}, [("pass-inevitable", None, None)]),
    ({"min_score": -5, "no_unsafe": False}, [("pass-inevitable", None, None)]),
]


@pytest.mark.parametrize(("document", "expected"), BROKEN_SHAPES + BROKEN_STATES)
def test_problems_are_found_all_and_only(document: Json, expected: list[Located]) -> None:
    proof = prove(load_scenario(document))

    assert located(list(proof.problems)) == sorted(expected, key=str)
    assert proof.publishable == (not expected)


@pytest.mark.parametrize(("rule", "expected"), PASS_RULES)
def test_pass_rule_must_be_possible_but_not_inevitable(
    rule: Json | None, expected: list[Located]
) -> None:
    assert located(problems(load_scenario({**TWO_WAYS, "pass": rule}))) == expected


#   a ── best +5, unsafe ──▶ b ── on +0 ──▶ [c]
#   └── fair +1 ───────────▶ b                        (5 points and nothing unsafe: not together)
def test_points_and_no_unsafe_choice_must_be_possible_in_one_play() -> None:
    document = story(
        scene("a", choice("best", "b", "unsafe", points=5), choice("fair", "b", points=1)),
        scene("b", choice("on", "c")),
        ending("c"),
    )

    codes = {
        (points, no_unsafe): [
            problem.code
            for problem in problems(
                load_scenario({**document, "pass": {"min_score": points, "no_unsafe": no_unsafe}})
            )
        ]
        for points in (1, 5)
        for no_unsafe in (True, False)
    }

    assert codes == {
        (1, True): [],
        (1, False): ["pass-inevitable"],
        (5, True): ["pass-impossible"],
        (5, False): [],
    }


#   a ── in, unsafe ──▶ b ⇄ b       a ── go ──▶ [c]      (what is unsafe never comes to an ending)
def test_unsafe_choice_off_every_complete_play_fails_nobody() -> None:
    document = story(
        scene("a", choice("in", "b", "unsafe"), choice("go", "c")),
        scene("b", choice("on", "b")),
        ending("c"),
        **{"pass": {"no_unsafe": True}},
    )

    assert located(problems(load_scenario(document))) == [
        ("no-escape", "b", None),
        ("pass-inevitable", None, None),
    ]


def test_pass_rule_is_not_judged_without_a_complete_play_or_with_a_score_loop() -> None:
    endless = story(scene("a", choice("go", "a")), ending("b"), **{"pass": {"min_score": 9}})
    looped = story(
        scene("a", choice("more", "a", points=1), choice("go", "b")),
        ending("b"),
        **{"pass": {"min_score": 9}},
    )

    #   a ── go ──▶ [b],  a ── in ──▶ c ── more +1 ──▶ c
    aside = story(
        scene("a", choice("go", "b"), choice("in", "c")),
        ending("b"),
        scene("c", choice("more", "c", points=1)),
        **{"pass": {"min_score": 9}},
    )

    for document in (endless, looped, aside):
        assert not any(p.code.startswith("pass") for p in problems(load_scenario(document)))


@pytest.mark.parametrize(
    "spoiler",
    [
        {"start": "gone"},
        {"counters": [counter(start=9)]},
        {"counters": [counter(), counter()]},
        {"flags": [flag(), flag()]},
    ],
)
def test_states_are_not_explored_where_they_are_not_defined(spoiler: Json) -> None:
    document = story(scene("a", choice("go", "a", points=1)), ending("b"), scene("c")) | spoiler

    proof = prove(load_scenario(document))

    [undefined, dead_end] = proof.problems
    assert undefined.code in {"missing-start", "bad-counter", "duplicate-key"}
    assert (dead_end.code, dead_end.scene) == ("dead-end", "c")
    assert proof.facts == Facts(scenes=3)


#   a ── up: one +1 ──▶ a,  a ── on: two +1 ──▶ a,  a ── go ──▶ [b]      (states: 100 × 100 × 2)
def _wide(**more: Json) -> Json:
    return story(
        scene(
            "a",
            choice("up", "a", effects=[add("one", 1)]),
            choice("on", "a", effects=[add("two", 1)]),
            choice("go", "b"),
        ),
        ending("b"),
        counters=[counter("one", high=99), counter("two", high=99)],
        **more,
    )


def test_too_large_scenario_is_refused_and_what_is_sure_is_still_told() -> None:
    document = _wide()
    document["scenes"][1]["choices"] = [choice("after", "c")]
    document["scenes"] += [scene("c", choice("on", "d")), scene("d")]

    proof = prove(load_scenario(document), limit=19_999)

    assert located(list(proof.problems)) == [
        ("dead-end", "d", None),
        ("ending-with-choices", "b", None),
        ("too-large", None, None),
        ("unreachable", "c", None),
        ("unreachable", "d", None),
    ]
    assert "19,999" in next(p.message for p in proof.problems if p.code == "too-large")
    assert proof.facts == Facts(scenes=4)


def test_scenario_as_large_as_allowed_is_explored() -> None:
    assert prove(load_scenario(_wide()), limit=20_000).facts.states == 20_000


@pytest.mark.parametrize(
    ("document", "facts"),
    [
        #   [a]
        (story(ending("a")), {"shortest": 1, "longest": 1, "min_score": 0, "max_score": 0}),
        #   a ── there +1 ──▶ b ── back -1 ──▶ a,  b ── go +3 ──▶ [c]
        (
            story(
                scene("a", choice("there", "b", points=1)),
                scene("b", choice("back", "a", points=-1), choice("go", "c", points=3)),
                ending("c"),
            ),
            {"shortest": 3, "longest": None, "min_score": 4, "max_score": 4},
        ),
        #   a ── more +1 ──▶ a,  a ── go ──▶ [b]
        (
            story(scene("a", choice("more", "a", points=1), choice("go", "b")), ending("b")),
            {"shortest": 2, "longest": None, "min_score": None, "max_score": None},
        ),
        #   a ── go +2 ──▶ [b],  a ── in ──▶ c ── more +1 ──▶ c      (no complete play goes round)
        (
            story(
                scene("a", choice("go", "b", points=2), choice("in", "c")),
                ending("b"),
                scene("c", choice("more", "c", points=1)),
            ),
            {"shortest": 2, "longest": 2, "min_score": 2, "max_score": 2},
        ),
        #   a ── again, asked := yes, if not asked ──▶ a ── go ──▶ [b]      (a scene met twice)
        (
            story(
                scene(
                    "a",
                    choice("again", "a", effects=[put("asked")], when=[when("asked", False)]),
                    choice("go", "b"),
                ),
                ending("b"),
                flags=[flag()],
            ),
            {"shortest": 2, "longest": 3, "min_score": 0, "max_score": 0},
        ),
        #   a ── go ──▶ a
        (
            story(scene("a", choice("go", "a"))),
            {"shortest": None, "longest": None, "min_score": None, "max_score": None},
        ),
    ],
)
def test_facts_are_of_complete_plays(document: Json, facts: Json) -> None:
    found = prove(load_scenario(document)).facts

    assert {name: getattr(found, name) for name in facts} == facts


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", 0),
        ("two words", 2),
        ("<p>One.</p><p>Two.</p>", 2),
        ("<p>one<b>word</b></p>", 1),
        ("<ul><li>one</li><li>two</li></ul>three<br>four", 4),
        ("bread &amp; butter", 3),
        ("one&nbsp;two", 2),
        ("3 < 4", 3),
        ('<img alt="not counted" src="a.png">', 0),
        ("<!-- no word --> one", 1),
        ("it’s well-known", 2),
    ],
)
def test_words_are_counted_between_the_tags(html: str, words: int) -> None:
    document = story({"key": "a", "title": "", "text": html, "ending": {"outcome": "good"}})

    assert prove(load_scenario(document)).facts.words == words


def test_words_are_those_of_all_that_can_be_read() -> None:
    #   a (1+1+1) ── go (1+1) ──▶ [b] (1+1, 1)      a ── shut ──▶ b      c
    go = choice("go", "b", text="word", feedback="word")
    shut = choice("shut", "b", text="many more words", when=[when("asked")])
    document = story(
        scene("a", go, shut, title="word", text="word", note="word"),
        {
            **ending("b", title="word", text="word"),
            "ending": {"outcome": "good", "debrief": "word"},
        },
        ending("c", title="words that nobody meets"),
        flags=[flag()],
        alternative="words of another kind",
    )

    assert prove(load_scenario(document)).facts.words == 8


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (200, 1), (201, 2), (400, 2)])
def test_minutes_are_rounded_up(words: int, minutes: int) -> None:
    document = story(
        {"key": "a", "title": "", "text": "word " * words, "ending": {"outcome": "good"}}
    )

    assert prove(load_scenario(document)).facts.minutes == minutes


#   a ── go ──▶ [b]
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"choice": {"feedback": ""}}, [("missing-feedback", "a", "go")]),
        ({"choice": {"feedback": "<p> </p>"}}, [("missing-feedback", "a", "go")]),
        ({"choice": {"findings": []}}, [("missing-finding", "a", "go")]),
        ({"choice": {"findings": []}, "scene": {"findings": ["S1"]}}, []),
        ({"scene": {"text": '<img src="a.png">'}}, [("missing-alt-text", "a", None)]),
        ({"scene": {"note": '<img src="a.png">'}}, [("missing-alt-text", "a", None)]),
        ({"scene": {"text": '<img src="a.png" alt="An office">'}}, []),
        ({"scene": {"text": '<img src="a.png" alt="">'}}, []),
        ({"choice": {"feedback": '<img src="a.png">'}}, [("missing-alt-text", "a", "go")]),
        ({"story": {"alternative": '<img src="a.png">'}}, [("missing-alt-text", None, None)]),
    ],
)
def test_warnings_do_not_forbid_publishing(changes: Json, expected: list[Located]) -> None:
    document = story(
        scene("a", choice("go", "b", **changes.get("choice", {})), **changes.get("scene", {})),
        ending("b"),
        **changes.get("story", {}),
    )

    proof = prove(load_scenario(document))

    assert located(list(proof.problems)) == expected
    assert proof.publishable
    assert not any(problem.blocks for problem in proof.problems)


def test_what_is_spoken_in_a_choice_is_quoted_once() -> None:
    assert in_quotes("“How are you?” Then wait.") == "“‘How are you?’ Then wait.”"


def test_messages_name_scenes_by_title_and_say_when() -> None:
    #   office ── ask, asked ──▶ desk ── go, if asked and trust > 0 ──▶ [end]
    #      └──── wait ─────────▶ desk
    document = story(
        scene(
            "office",
            choice("ask", "desk", effects=[put("asked")]),
            choice("wait", "desk"),
            title="In the office",
        ),
        scene(
            "desk",
            choice("go", "end", when=[when("asked"), where("trust", ">", 0)]),
            title="At the desk",
        ),
        ending("end"),
        counters=[counter(start=1)],
        flags=[{"key": "asked", "label": "Asked directly"}],
    )

    messages = {problem.code: problem.message for problem in problems(load_scenario(document))}

    example = "(for instance with “Trust” at 1, “Asked directly” not set)"
    assert messages == {
        "stuck": f"At “At the desk” no choice is open {example}: the learner could not go on.",
        "no-escape": f"From “At the desk” no ending can be reached {example}.",
    }


#   r ── +1 ──▶ x ── +0 ──▶ r        (uneven; all else is even or goes round by this)
#   r ────────▶ t ────────▶ x ──▶ s ──▶ t
@pytest.mark.parametrize("start", "rxst")
def test_score_loop_is_told_of_a_round_that_is_uneven_itself(start: str) -> None:
    document = story(
        scene("r", choice("plus", "x", points=1), choice("over", "t"), choice("out", "end")),
        scene("x", choice("home", "r"), choice("side", "s")),
        scene("s", choice("on", "t")),
        scene("t", choice("in", "x")),
        ending("end"),
    )

    found = problems(load_scenario({**document, "start": start}))

    assert {problem.code for problem in found} == {"score-loop"}
    assert all("“Scene r”" in problem.message for problem in found)
    assert not any("by +0" in problem.message for problem in found)


def test_score_loop_is_told_as_a_round_trip_with_its_points() -> None:
    #   a ──▶ b ──▶ c ──▶ d ──▶ e ── +1 ──▶ a,  a ── out ──▶ [end]
    ring = [scene(key, choice("on", to, points=int(to == "a"))) for key, to in ("bc", "cd", "de")]
    document = story(
        scene("a", choice("on", "b"), choice("out", "end")),
        *ring,
        scene("e", choice("on", "a", points=1)),
        ending("end"),
    )

    [problem] = problems(load_scenario(document))

    assert problem.message == (
        "Going round “Scene a”, “Scene b”, 2 more scenes and “Scene e” by “Say on” changes the "
        "score by +1 each time, so a learner could go round to collect or lose points. "
        "Let the points of the round add up to zero."
    )


def _long(scenes: int) -> Json:
    """A ladder with three choices a rung, two counters that go up and down, and ways back."""
    rungs = [
        scene(
            f"s{at}",
            choice("on", f"s{at + 1}", effects=[add("trust", 1)]),
            choice("skip", f"s{min(at + 2, scenes)}", effects=[add("time", 1)]),
            choice("back", f"s{at // 2}", effects=[add("trust", -1), add("time", -1)]),
            text="<p>" + "word " * 80 + "</p>",
        )
        for at in range(scenes - 1)
    ]
    top = [ending(f"s{scenes - 1}"), ending(f"s{scenes}")]
    return story(*rungs, *top, counters=[counter("trust", high=5), counter("time", high=5)])


def test_300_scenes_with_900_choices_and_two_counters_take_less_than_a_second() -> None:
    document = load_scenario(_long(300))
    begun = time.process_time()

    proof = prove(document)

    taken = time.process_time() - begun
    assert proof.facts.states is not None
    assert proof.facts.states > 5_000
    assert taken < 1


def test_story_of_thousands_of_scenes_is_no_deeper_than_a_short_one() -> None:
    #   s0 ──▶ s1 ──▶ … ──▶ s4999 ──▶ [end], and from each back to s0
    scenes = [
        scene(f"s{at}", choice("on", f"s{at + 1}"), choice("back", "s0")) for at in range(5_000)
    ]
    proof = prove(load_scenario(story(*scenes, ending("s5000"))))

    assert proof.publishable
    assert (proof.facts.shortest, proof.facts.longest) == (5_001, None)
