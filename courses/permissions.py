"""Who may answer for courses: yes or no."""

from people.models import Person
from people.permissions import ADMINISTRATORS, REVIEWERS, TRAINERS, in_group


def answers_problems(person: Person) -> bool:
    """Trainers and administrators answer what readers report."""
    return in_group(person, TRAINERS) or in_group(person, ADMINISTRATORS)


def signs_off(person: Person) -> bool:
    """Reviewers answer for the content of courses."""
    return in_group(person, REVIEWERS)
