"""Wagtail's people pages, for a person with one name and an e-mail address."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.users.forms import UserForm
from wagtail.users.views import users

from people.models import Person


class PersonForm(UserForm):
    """Somebody's account. A password need not be given: the person can choose one by e-mail."""

    email = None
    first_name = None
    last_name = None
    is_superuser = None
    password_required = False
    error_messages = {
        **UserForm.error_messages,
        "duplicate_username": _("Somebody with this e-mail address has an account already."),
    }

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]
        self.fields["groups"].help_text = _("What the person may do in this editor.")

    class Meta:
        model = Person
        fields = ["email", "name", "is_active", "groups"]
        widgets = {"groups": CheckboxSelectMultiple}

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.strip().lower()


class PersonCreationForm(PersonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "Leave it empty, and the person chooses one with “Forgotten your password?”."
        )

    def save(self, commit: bool = True) -> Person:
        self.instance.set_unusable_password()
        person: Person = super().save(commit=commit)
        return person


class PersonIndexView(users.IndexView):
    page_title = _("People")
    add_item_label = _("Add a person")
    search_fields = ["name", "email"]

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(users.UserColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="user"),
            title("name", label=_("Name"), sort_key="name", get_url=self.get_edit_url),
            Column("email", label=_("E-mail address"), sort_key="email"),
            Column("groups", label=_("Groups"), accessor=_groups),
            BooleanColumn("is_active", label=_("Can sign in"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last signed in"), sort_key="last_login"),
        ]

    def get_base_queryset(self) -> QuerySet[Person]:
        return Person.objects.select_related("wagtail_userprofile").prefetch_related("groups")

    def order_queryset(self, queryset: QuerySet[Person]) -> QuerySet[Person]:
        if self.ordering in ("name", "-name"):
            return queryset.order_by(self.ordering, "pk")
        ordered: QuerySet[Person] = super().order_queryset(queryset)
        return ordered


def _groups(person: Person) -> str:
    return ", ".join(sorted(group.name for group in person.groups.all()))


class PersonCreateView(users.CreateView):
    page_title = _("Add a person")
    success_message = _("The account of %(object)s was made.")


class PersonEditView(users.EditView):
    """Nobody but a superuser changes a superuser: an e-mail address is a way to a password."""

    success_message = _("The account of %(object)s was changed.")
    error_message = _("Nothing was changed yet: see below.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied


class PersonViewSet(users.UserViewSet):
    model = Person
    menu_label = _("People")
    ordering = "name"
    index_view_class = PersonIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView

    def get_form_class(self, for_update: bool = False) -> type:
        return PersonForm if for_update else PersonCreationForm
