"""What is different in a real service: what it writes down, whom it counts, what it refuses."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from people.models import Person
from tests.production import run

OPERATIONS = Path(settings.BASE_DIR) / "docs" / "operations.md"
WITHOUT_TABLES = {"DATABASE_URL": "sqlite://:memory:"}
SIGN_IN = """
import django; django.setup()
from django.test import Client
client = Client(SERVER_NAME="training.example.org", raise_request_exception=False)
form = {"login": "sam@example.org", "password": "S3cret"}
answer = client.post("/account/login/", form, secure=True)
print(answer.status_code)
"""
LINES = """
import django, logging; django.setup()
logging.getLogger("quizzes.anything").info("An edition was made.")
logging.getLogger("a_library").info("Chatter.")
"""


def test_an_error_is_written_to_standard_error_with_its_cause():
    told = run("-c", SIGN_IN, **WITHOUT_TABLES)

    assert told.stdout == "500\n"
    assert "ERROR django.request: Internal Server Error: /account/login/" in told.stderr
    assert "Traceback (most recent call last)" in told.stderr
    assert "OperationalError: no such table" in told.stderr


def test_what_somebody_sent_is_not_written_down():
    told = run("-c", SIGN_IN, **WITHOUT_TABLES)

    assert "S3cret" not in told.stderr
    assert "sam@example.org" not in told.stderr


def test_our_own_lines_are_written_and_chatter_is_not():
    told = run("-c", LINES, **WITHOUT_TABLES)

    assert re.fullmatch(r"\S+ \S+ INFO quizzes\.anything: An edition was made\.\n", told.stderr)


def test_processes_share_what_they_count(tmp_path):
    database = {"DATABASE_URL": f"sqlite:///{tmp_path}/shared.sqlite3"}
    begin = "import django; django.setup(); from django.core.cache import cache; "
    run("manage.py", "createcachetable", **database)

    run("-c", f"{begin} cache.set('sign-ins', 5)", **database)
    told = run("-c", f"{begin} print(cache.get('sign-ins'))", **database)

    assert told.stdout == "5\n", told.stderr


def test_the_check_after_an_update_finds_nothing(tmp_path):
    database = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/real.sqlite3",
        "SECRET_KEY": "".join(chr(33 + number) for number in range(60)),
    }
    command = re.search(r"python (manage\.py check .+)", OPERATIONS.read_text())[1].split()

    told = run(*command, **database)

    assert told.returncode == 0, told.stderr


def test_one_proxy_is_trusted_unless_told_otherwise():
    ask = "from django.conf import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"

    assert run("-c", ask).stdout == "1\n"
    assert run("-c", ask, TRUSTED_PROXY_COUNT="2").stdout == "2\n"


@pytest.mark.parametrize("command", [["simulate", "--people=1", "--seed=1"], ["prepare_demo"]])
def test_made_up_people_are_refused(command, tmp_path):
    told = run("manage.py", *command, DATABASE_URL=f"sqlite:///{tmp_path}/real.sqlite3")

    assert told.returncode != 0
    assert "one's own machine: nothing was" in told.stderr
    assert not (tmp_path / "real.sqlite3").exists()


# Limits of sign-ins

PASSWORD = "a long enough pass phrase"


@pytest.fixture
def person(db) -> Person:
    cache.clear()
    return Person.objects.create_user("sam@example.org", PASSWORD, name="Sam Rees")


def sign_in(person: Person, forwarded: str) -> int:
    form = {"login": person.email, "password": PASSWORD}
    headers = {"X-Forwarded-For": forwarded}
    return Client().post(reverse("account_login"), form, headers=headers).status_code


def test_people_behind_one_proxy_are_not_locked_out_together(person, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    assert {sign_in(person, f"192.0.2.{number}") for number in range(40)} == {302}


def test_one_of_them_is_locked_out_whatever_they_pretend(person, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    found = [sign_in(person, f"198.51.100.{number}, 192.0.2.7") for number in range(40)]

    assert found[0] == 302
    assert found[-1] == 429
    assert sign_in(person, "192.0.2.8") == 302


def test_settings_for_trying_out_may_simulate_and_others_may_not():
    ask = "from django.conf import settings; print(settings.SIMULATION)"

    assert settings.SIMULATION
    assert run("-c", ask, DJANGO_SETTINGS_MODULE="config.settings.local").stdout == "True\n"
    assert run("-c", ask).stdout == "False\n"
