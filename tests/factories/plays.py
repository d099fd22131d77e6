"""Attempts at a scenario, made as a browser makes them: one action after another."""

import datetime as dt
import uuid

from django.utils import timezone

from quizzes.actions import attempts
from quizzes.domain import play
from quizzes.domain.documents import load_scenario
from quizzes.models import Attempt
from tests.factories.people import PersonFactory


def begin(edition, person=None, at=None) -> Attempt:
    return attempts.start_attempt(
        person=person or PersonFactory(), edition=edition, key=uuid.uuid4(), at=at or timezone.now()
    )


def decide(attempt, number: int, choice: int, at) -> play.PlayState:
    """The open choice with that number, counted round."""
    story = load_scenario(attempt.edition.document("en"))
    made = [(d.scene_key, d.choice_key) for d in attempt.decisions.order_by("number")]
    state = play.replay(story, made)
    opened = play.open_choices(story, state)
    key = opened[choice % len(opened)].key
    return attempts.make_decision(
        attempt=attempt, number=number, scene_key=state.scene, choice_key=key, at=at
    )


def finish(edition, choices: list[int], *, person=None, at=None, seconds: int = 12) -> Attempt:
    """A whole attempt that makes these choices, and then the first ones."""
    at = at or timezone.now()
    attempt = begin(edition, person, at)
    story = load_scenario(edition.document("en"))
    state, number = play.begin(story), 0
    while not play.has_ended(story, state):
        at += dt.timedelta(seconds=seconds)
        choice = choices[number] if number < len(choices) else 0
        number += 1
        state = decide(attempt, number, choice, at)
    return attempts.open_debrief(attempt=attempt, at=at)
