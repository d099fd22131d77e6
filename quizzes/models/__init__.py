"""How practice is tested and rehearsed: the bank, the pages, their editions, the attempts."""

from quizzes.models.attempts import Answer, Attempt, Decision
from quizzes.models.bank import Option, Question
from quizzes.models.counting import PlayCount, StopCount
from quizzes.models.editions import (
    ActivityEdition,
    ChosenChange,
    EditionChange,
    EditionFinding,
    Retake,
)
from quizzes.models.forgetting import ChoiceCount
from quizzes.models.next_edition import NextEdition, next_edition
from quizzes.models.pages import Activity, EditionedPage, Quiz, QuizQuestion, Scenario
from quizzes.models.recordings import Recording

__all__ = [
    "Activity",
    "ActivityEdition",
    "Answer",
    "Attempt",
    "ChoiceCount",
    "ChosenChange",
    "Decision",
    "EditionChange",
    "EditionFinding",
    "EditionedPage",
    "NextEdition",
    "Option",
    "PlayCount",
    "Question",
    "Quiz",
    "QuizQuestion",
    "Recording",
    "Retake",
    "Scenario",
    "StopCount",
    "next_edition",
]
