"""Local pathways: kept by units, inherited downwards, and met in lessons without a new edition."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from people.models import JobRole, Oversight, Person, Placement, Posting, Unit
from wellbeing.actions import drop_pathway, keep_pathway
from wellbeing.models import LocalPathway
from wellbeing.pathway_queries import pathways_of, units_to_keep
from wellbeing.templatetags.care import with_local_pathways

pytestmark = pytest.mark.django_db
DAY = dt.date(2020, 1, 1)
KIND = LocalPathway.Kind


@pytest.fixture
def region():
    return Unit.objects.create(code="R1", name="North", kind=Unit.Kind.REGION)


@pytest.fixture
def team(region):
    unit = Unit.objects.create(code="T1", name="Northtown", kind=Unit.Kind.DELIVERY_UNIT)
    Placement.objects.create(unit=unit, parent=region, first_day=DAY)
    return unit


@pytest.fixture
def practitioner(team):
    person = Person.objects.create_user("sam@example.org", name="Sam Rees")
    role = JobRole.objects.create(code="X", name="Officer")
    Posting.objects.create(person=person, unit=team, job_role=role, first_day=DAY)
    return person


@pytest.fixture
def overseer(region):
    person = Person.objects.create_user("kim@example.org", name="Kim Price")
    Oversight.objects.create(person=person, unit=region, first_day=DAY)
    return person


def keep(unit, by, name="The desk", kind=KIND.SOCIAL_CARE, checked_on=None):
    return keep_pathway(
        unit=unit,
        kind=kind,
        name=name,
        contact="",
        notes="",
        checked_on=checked_on,
        by=by,
        at=timezone.now(),
    )


def names(person):
    _unit, pathways = pathways_of(person, timezone.localdate())
    return {p.kind: p.kept.name for p in pathways if p.kept}


def test_a_unit_has_what_the_one_above_keeps_until_it_keeps_its_own(
    practitioner, overseer, region, team
):
    keep(region, overseer, "Of the region")
    keep(region, overseer, "Its coordinator", KIND.COORDINATOR)
    keep(team, overseer, "Of the unit")

    assert names(practitioner) == {
        KIND.SOCIAL_CARE: "Of the unit",
        KIND.COORDINATOR: "Its coordinator",
    }

    drop_pathway(unit=team, kind=KIND.SOCIAL_CARE)

    assert names(practitioner)[KIND.SOCIAL_CARE] == "Of the region"


def test_what_is_read_costs_the_same_for_any_number_of_pathways(
    practitioner, overseer, region, team, django_assert_num_queries
):
    for kind in KIND:
        keep(region, overseer, kind=kind)
        keep(team, overseer, kind=kind)

    with django_assert_num_queries(3):
        pathways_of(practitioner, timezone.localdate())


def test_an_edition_keeps_a_place_that_is_filled_for_the_reader(
    practitioner, overseer, team, django_assert_num_queries
):
    html = '<p>Before</p><div data-local-pathway="mental-health"></div><p>After</p>'
    keep(team, overseer, "The <team>", KIND.MENTAL_HEALTH)
    keep(team, overseer, "Another desk")

    shown = with_local_pathways(html, practitioner)

    assert "The &lt;team&gt;" in shown
    assert "Another desk" not in shown
    assert "data-local-pathway" not in shown
    with django_assert_num_queries(0):
        assert with_local_pathways("<p>None here</p>", practitioner) == "<p>None here</p>"


def test_an_overseer_changes_a_pathway_and_readers_see_it(client, practitioner, overseer, team):
    client.force_login(overseer)
    place = reverse("wellbeing:change_pathway", args=["T1", KIND.ESCALATION])

    client.post(place, {"name": "Duty manager", "contact": "Extension 1", "checked_on": "1/2/2026"})

    client.force_login(practitioner)
    page = client.get(reverse("wellbeing:local_pathways")).text
    assert "Duty manager" in page
    assert "1 February 2026" in page
    assert client.get(place).status_code == 404


def test_notes_that_grade_a_risk_are_refused_with_the_reason(client, overseer, team):
    client.force_login(overseer)
    place = reverse("wellbeing:change_pathway", args=[team.code, "mental-health"])

    refused = client.post(
        place, {"name": "Crisis team", "notes": "Takes people at high risk of suicide."}
    )

    assert refused.status_code == 422
    assert "Grades the risk of suicide" in refused.text
    assert "Takes people at high risk of suicide." in refused.text
    assert not LocalPathway.objects.exists()


def test_a_day_to_come_is_refused_and_the_words_are_kept(client, overseer, team):
    client.force_login(overseer)
    place = reverse("wellbeing:change_pathway", args=["T1", KIND.ESCALATION])

    answer = client.post(place, {"name": "Duty manager", "checked_on": "1/2/2999"})

    assert answer.status_code == 422
    assert "This day has not come yet." in answer.text
    assert 'value="Duty manager"' in answer.text
    assert 'href="#id_checked_on"' in answer.text
    assert not LocalPathway.objects.exists()


@pytest.mark.parametrize("days", [366, None])
def test_what_was_not_checked_for_a_year_says_so(client, practitioner, overseer, team, days):
    day = timezone.localdate() - dt.timedelta(days=days) if days else None
    keep(team, overseer, checked_on=day)
    client.force_login(practitioner)

    page = client.get(reverse("wellbeing:local_pathways")).text

    assert "check locally" in page


def test_an_overseer_sees_which_units_need_a_check_or_an_entry(overseer, region, team):
    today = timezone.localdate()
    keep(region, overseer, checked_on=today)
    keep(team, overseer, kind=KIND.ESCALATION, checked_on=today - dt.timedelta(days=366))

    found = {one.unit.code: (one.stale, one.missing) for one in units_to_keep(overseer, today)}

    assert found == {"R1": (0, 3), "T1": (1, 2)}


def test_the_units_to_keep_cost_the_same_for_any_number(
    overseer, region, team, django_assert_num_queries
):
    for kind in KIND:
        keep(team, overseer, kind=kind)

    with django_assert_num_queries(5):
        units_to_keep(overseer, timezone.localdate())
