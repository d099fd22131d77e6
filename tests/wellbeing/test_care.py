"""Support, worry and pause are on every page, open in the page, and leave nothing behind."""

import datetime as dt

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from people.models import Person, Unit
from quizzes.models import Answer, Attempt, Decision
from tests.factories.people import UnitFactory
from wellbeing.actions import load_starter_care
from wellbeing.models import TEXT_FEATURES, ApprovedText, SupportContact
from wellbeing.queries import care, read_care

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def no_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize(
    ("checked_on", "stale"),
    [
        (None, True),
        (dt.date(2025, 6, 1), False),
        (dt.date(2025, 5, 31), True),
        (TODAY, False),
    ],
)
def test_a_number_unchecked_for_a_year_says_so(checked_on, stale):
    SupportContact.objects.create(key="a", name="A line", phone="1", checked_on=checked_on)

    assert read_care(TODAY).contacts[0].is_stale is stale


def test_care_is_read_once_for_many_pages(django_assert_num_queries):
    load_starter_care()

    with django_assert_num_queries(2):
        care(TODAY)
    with django_assert_num_queries(0):
        care(TODAY)


def test_care_without_any_texts_still_has_a_page(client):
    page = client.get(reverse("account_login"))

    assert 'id="care"' in page.text


@pytest.mark.parametrize("name", ["account_login", "courses:my_learning"])
def test_support_and_pause_are_in_the_page_and_ask_for_nothing(client, name):
    load_starter_care()
    client.force_login(Person.objects.create_user("sam@example.org", name="Sam Rees"))
    if name == "account_login":
        client.logout()

    page = client.get(reverse(name)).text
    bar = page[page.index('id="care"') : page.index("<main")]

    assert "116 123" in bar
    assert "<form" not in bar
    assert bar.count("<details") == 3


def test_load_starter_care_changes_nothing_that_somebody_edited():
    load_starter_care()
    SupportContact.objects.filter(key="samaritans").update(hours="Ask locally")
    ApprovedText.objects.filter(key="pause").update(title="Take a breath")

    assert load_starter_care() == 0
    assert SupportContact.objects.get(key="samaritans").hours == "Ask locally"
    assert ApprovedText.objects.get(key="pause").title == "Take a breath"


@pytest.fixture
def editor(client):
    person = Person.objects.create_superuser("jo@example.org", name="Jo Hale")
    client.force_login(person)
    return person


def test_editors_see_which_contacts_nobody_checked_for_a_year(client, editor):
    SupportContact.objects.create(key="a", name="Line A", phone="1", checked_on=dt.date(2020, 1, 2))
    SupportContact.objects.create(key="b", name="Line B", phone="2")
    SupportContact.objects.create(
        key="c", name="Line C", phone="3", checked_on=timezone.localdate()
    )

    page = client.get(reverse("wagtailadmin_home")).text
    listed = page[page.index("Support contacts to check") :]

    assert listed.index("Line B") < listed.index("Line A")
    assert "last checked on 2 January 2020" in listed
    assert "Line C" not in listed


def test_support_is_near_in_the_admin_too(client, editor):
    page = client.get(reverse("wagtailadmin_home")).text

    assert "/my-learning/#care" in page


def test_what_to_do_when_worried_is_edited_and_says_who_signed_it_off(client, editor):
    load_starter_care()
    text = ApprovedText.objects.get(key="worried-about-somebody")
    assert "These words have not been signed off yet." in bar_of(client)

    ApprovedText.objects.filter(pk=text.pk).update(
        html="<p>Ask, stay, tell.</p>",
        signed_off_by="Jo Hale",
        signed_off_role="Head of safeguarding",
        signed_off_on=dt.date(2026, 1, 5),
    )
    cache.clear()

    bar = bar_of(client)
    assert "Ask, stay, tell." in bar
    assert "These words were signed off by Jo Hale, Head of safeguarding, 5 January 2026." in bar
    form = client.get(reverse("wagtailsnippets_wellbeing_approvedtext:edit", args=[text.pk])).text
    assert 'name="signed_off_by"' in form


def test_words_that_nobody_signed_off_do_not_go_out_under_a_name():
    load_starter_care()
    text = ApprovedText.objects.get(key="pause")
    text.signed_off_by, text.signed_off_role = "Jo Hale", "Head of safeguarding"
    text.signed_off_on = dt.date(2026, 1, 5)
    text.full_clean()
    text.save()

    text.html = f'<p data-block-key="a">{text.html[3:]}'
    text.full_clean()
    text.html += "<p>And one thing more.</p>"
    with pytest.raises(ValidationError, match="not those that were signed off"):
        text.full_clean()

    text.signed_off_on = dt.date(2026, 1, 6)
    text.full_clean()
    text.signed_off_by, text.signed_off_role, text.signed_off_on = "", "", None
    text.full_clean()


def test_a_day_to_come_checks_and_signs_off_nothing():
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    contact = SupportContact(key="a", name="A line", phone="1", checked_on=tomorrow)
    text = ApprovedText(
        key="pause",
        title="Pause",
        html="<p>Rest.</p>",
        signed_off_by="Jo Hale",
        signed_off_role="Head of safeguarding",
        signed_off_on=tomorrow,
    )

    for said in (contact, text):
        with pytest.raises(ValidationError, match="has not come yet"):
            said.full_clean()


def test_what_stands_on_every_page_is_as_careful_as_a_lesson():
    contact = SupportContact(key="a", name="A line", about="For those at high risk of suicide.")
    text = ApprovedText(key="pause", title="Pause", html="<p>Has he committed suicide?</p>")

    for said, why in ((contact, "Grades the risk"), (text, "Adds blame")):
        with pytest.raises(ValidationError, match=why):
            said.full_clean()
    load_starter_care()
    for said in (*SupportContact.objects.all(), *ApprovedText.objects.all()):
        said.full_clean()


@pytest.mark.parametrize("key", ApprovedText.Key.values)
def test_an_editor_that_saves_an_approved_text_keeps_its_headings_and_links(key):
    load_starter_care()
    text = ApprovedText.objects.get(key=key)
    editor = ContentstateConverter(TEXT_FEATURES)

    saved = editor.to_database_format(editor.from_database_format(text.html))

    for tag in ("<h2", "<p", "<a", "<b>"):
        assert (tag in saved) == (tag in text.html)


def test_contacts_of_a_region_are_shown_where_there_are_no_others(client):
    region = UnitFactory(kind=Unit.Kind.REGION)
    SupportContact.objects.create(key="a", name="A regional line", phone="1", region=region)

    page = client.get(reverse("account_login")).text

    assert "A regional line" in page
    assert "116 123" in page


def bar_of(client):
    page = client.get(reverse("courses:my_learning")).text
    return page[page.index('id="care"') : page.index("<main")]


# What is kept about one person, and the words that tell them.
TOLD = {
    "courses.ActivityDone": "Which steps of a course you have done",
    "courses.Completion": "Which courses you began and completed",
    "courses.Enrolment": "Which courses you began and completed",
    "courses.Problem": "A problem that you report",
    "people.Correction": "A correction that you ask for",
    "people.Oversight": "That you oversee a unit",
    "people.Posting": "unit and job role, now and before",
    "people.PostingChange": "unit and job role, now and before",
    "quizzes.Answer": "Your answers in quizzes",
    "quizzes.Attempt": "When you began and finished each attempt",
    "quizzes.Decision": "your decisions in scenarios",
    "standing.Exemption": "An exemption, by one of four reasons",
    "standing.StandingInterval": "whether one is overdue",
}
OURS = {"courses", "findings", "people", "quizzes", "standing", "reports", "wellbeing"}


def rows_about_a_person() -> set[str]:
    """Our tables with a `person`, and those whose rows go with a row of such a table."""
    ours = [model for model in apps.get_models() if model._meta.app_label in OURS]
    about = {model for model in ours if "person" in names(model)}
    about |= {
        model
        for model in ours
        for field in model._meta.fields
        if field.related_model in about and field.name in {"attempt", "enrolment"}
    }
    return {model._meta.label for model in about}


def names(model) -> set[str]:
    return {field.name for field in model._meta.fields}


def test_who_sees_what_tells_of_everything_that_is_kept_about_a_person(client):
    page = client.get(reverse("wellbeing:who_sees_what")).text

    assert rows_about_a_person() == TOLD.keys()
    assert [words for words in TOLD.values() if words not in page] == []
    assert {"name", "email", "password", "last_login"} == names(Person) - {
        *("id", "key", "is_active", "is_superuser", "date_joined"),
    }


def test_who_sees_what_says_what_attempts_keep_and_for_how_long(client):
    page = client.get(reverse("wellbeing:who_sees_what")).text
    moments = {field.name for field in Attempt._meta.get_fields() if field.name.endswith("_at")}

    assert f"{settings.KEEP_DECISIONS_MONTHS} months after you finished" in page
    assert f"{settings.KEEP_PROBLEM_REPORTS_MONTHS} months after that" in page
    # A moment that is new here has to be told there first.
    assert moments == {"started_at", "finished_at", "moved_on_at", "forgotten_at"}
    assert "When you began and finished each attempt" in page
    assert {"saved_at", "decided_at"} <= names(Answer) | names(Decision)
    assert "and your decisions in scenarios, and when you made each." in page
    assert "It has no end here yet" in page
