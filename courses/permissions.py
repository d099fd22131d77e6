"""Who may answer for courses: yes or no."""

from people.models import Person
from people.permissions import REVIEWERS, in_group


def signs_off(person: Person) -> bool:
    """Reviewers answer for the content of courses."""
    return in_group(person, REVIEWERS)
