"""Wagtail's people pages, for a person with one name and an e-mail address."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleUsersAppConfig(WagtailUsersAppConfig):
    user_viewset = "people.viewsets.PersonViewSet"
