"""Demo mode: three buttons on this machine, and nowhere else."""

import pytest
from django.urls import reverse

from config.checks import demo_stays_at_home
from people.demo import DEMO_PEOPLE
from people.models import Person
from tests.production import run


@pytest.mark.parametrize("command", [("manage.py", "check"), ("-c", "import config.wsgi")])
def test_demo_is_refused_with_production_settings(command):
    refused = run(*command, DEMO="1")

    assert refused.returncode != 0
    assert "Demo mode cannot be used with production settings." in refused.stderr


@pytest.mark.parametrize("command", [("manage.py", "check"), ("-c", "import config.wsgi")])
def test_production_settings_start_without_it(command):
    started = run(*command)

    assert started.returncode == 0, started.stderr


def test_demo_is_refused_where_others_can_reach_it(settings):
    settings.DEMO, settings.ALLOWED_HOSTS = True, ["127.0.0.1", "training.example.org"]

    assert [problem.id for problem in demo_stays_at_home(None)] == ["config.E002"]


@pytest.fixture
def demo(settings, db):
    settings.DEMO = True
    for email, _label in DEMO_PEOPLE.values():
        Person.objects.create_user(email, name=email.split("@")[0].capitalize())


def test_visitors_are_led_to_three_buttons(client, demo):
    page = client.get("/", follow=True)

    assert page.redirect_chain[-1][0].startswith(reverse("account_login"))
    for role in ("practitioner", "trainer", "manager"):
        assert f"Sign in as a {role}" in page.text


def test_without_demo_there_are_no_buttons_and_no_door(client, db):
    assert "Sign in as a" not in client.get(reverse("account_login")).text
    assert client.post(reverse("people:demo_sign_in"), {"role": "trainer"}).status_code == 404


def test_a_button_signs_in(client, demo):
    client.post(reverse("people:demo_sign_in"), {"role": "practitioner"})

    assert client.session["_auth_user_id"] == str(
        Person.objects.get(email="practitioner@example.org").pk
    )


@pytest.mark.parametrize(
    ("following", "to"),
    [
        ("/my-learning/", "/my-learning/"),
        ("", "/"),
        ("//elsewhere.example", "/"),
        ("https://x.example/", "/"),
    ],
)
def test_a_button_leads_back_to_where_somebody_wanted_to_go(client, demo, following, to):
    fields = {"role": "practitioner", "next": following}

    assert client.post(reverse("people:demo_sign_in"), fields).headers["Location"] == to


@pytest.mark.parametrize("role", ["", "administrator", "../trainer"])
def test_other_roles_do_not_exist(client, demo, role):
    assert client.post(reverse("people:demo_sign_in"), {"role": role}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_another_machine_is_offered_nobody(client, demo):
    page = client.get(reverse("account_login"), REMOTE_ADDR="192.0.2.7")
    asked = client.post(
        reverse("people:demo_sign_in"), {"role": "trainer"}, REMOTE_ADDR="192.0.2.7"
    )

    assert "Sign in as a" not in page.text
    assert asked.status_code == 404


def test_a_get_signs_nobody_in(client, demo):
    assert client.get(reverse("people:demo_sign_in"), {"role": "trainer"}).status_code == 405
