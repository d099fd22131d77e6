"""What the care bar shows on every page."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db.models import F
from wagtail.rich_text import expand_db_html

from people.queries import in_full
from wellbeing.models import ApprovedText, SupportContact

CACHE_KEY = "wellbeing.care"


@dataclass(frozen=True)
class Contact:
    """A support contact as a page shows it."""

    name: str
    phone: str
    hours: str
    cost: str
    about: str
    for_staff: bool
    place: str
    region: str
    checked_on: dt.date | None
    is_stale: bool


@dataclass(frozen=True)
class Words:
    """An approved text: title and HTML, empty where nobody has written it yet."""

    title: str = ""
    html: str = ""
    signed_off: str = ""


@dataclass(frozen=True)
class Care:
    """Contacts and approved texts, the same for everybody: nothing here depends on who asks."""

    contacts: tuple[Contact, ...]
    danger: Words
    worried: Words
    pause: Words


def care(today: dt.date) -> Care:
    """Two queries at most once in `CARE_CACHE_SECONDS` for each process; otherwise none."""
    key = f"{CACHE_KEY}.{today.isoformat()}"
    found: Care | None = cache.get(key)
    if found is None:
        found = read_care(today)
        cache.set(key, found, settings.CARE_CACHE_SECONDS)
    return found


def read_care(today: dt.date) -> Care:
    """The same, straight from the database."""
    texts = {
        text.key: Words(text.title, expand_db_html(text.html), _signed_off(text))
        for text in ApprovedText.objects.all()
    }
    contacts = tuple(
        Contact(
            name=contact.name,
            phone=contact.phone,
            hours=contact.hours,
            cost=contact.cost,
            about=contact.about,
            for_staff=contact.audience == SupportContact.Audience.STAFF,
            place=_place(contact),
            region=contact.region.name if contact.region else "",
            checked_on=contact.checked_on,
            is_stale=contact.is_stale(today),
        )
        for contact in SupportContact.objects.select_related("region")
    )
    key = ApprovedText.Key
    return Care(
        contacts=contacts,
        danger=texts.get(key.DANGER, Words()),
        worried=texts.get(key.WORRIED, Words()),
        pause=texts.get(key.PAUSE, Words()),
    )


def _signed_off(text: ApprovedText) -> str:
    """Who answers for the words and since when, as data: name, role and day."""
    if text.signed_off_on is None:
        return ""
    return f"{text.signed_off_by}, {text.signed_off_role}, {in_full(text.signed_off_on)}"


def _place(contact: SupportContact) -> str:
    """The nation that it is for, where it is not for both."""
    if contact.for_england == contact.for_wales:
        return ""
    return "england" if contact.for_england else "wales"


def unchecked_contacts(today: dt.date) -> list[SupportContact]:
    """The contacts whose number nobody has checked for a year, oldest first. One query."""
    contacts = SupportContact.objects.exclude(phone="999").order_by(
        F("checked_on").asc(nulls_first=True)
    )
    return [contact for contact in contacts if contact.is_stale(today)]
