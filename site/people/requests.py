"""A request of somebody who is signed in, for the types of views behind a sign-in."""

from django.http import HttpRequest

from people.models import Person


class PersonRequest(HttpRequest):
    """Passed to a view by whatever made sure that somebody is signed in."""

    user: Person
