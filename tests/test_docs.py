"""The words that the documents tell people to look for are the words that they find."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from courses.models import Course
from people.models import Person
from quizzes.models import Quiz, Scenario

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def words(client, db) -> str:
    """Everything that is on the pages of somebody who writes and sees figures."""
    call_command("load_starter", courses=["asking-directly"], verbosity=0)
    client.force_login(Person.objects.create_superuser("root@example.org", name="Root"))
    scenario = Scenario.objects.get()
    addresses = [
        reverse("courses:my_learning"),
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[Course.objects.get().pk]),
        reverse("wagtailadmin_pages:edit", args=[scenario.pk]),
        reverse("wagtailadmin_pages:edit", args=[Quiz.objects.get().pk]),
        reverse("editions:list", args=[scenario.pk]),
        reverse("wagtailmedia:add", args=["video"]),
    ]
    return unescape(" ".join(client.get(address).text for address in addresses))


def test_trainers_find_what_their_page_names(words):
    named = re.findall(r"\*\*(.+?)\*\*", (ROOT / "docs/trainers.md").read_text(), flags=re.DOTALL)

    missing = [name for name in (" ".join(name.split()) for name in named) if name not in words]

    assert len(named) > 5
    assert missing == []


def test_whoever_starts_the_demo_finds_what_it_names(words):
    named = re.findall(r"open ([A-Z]\w+)", (ROOT / "scripts/serve.py").read_text())

    assert named == ["Completion"]
    assert "Completion" in words
