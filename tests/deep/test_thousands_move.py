"""Two thousand people move from a file, then their delivery unit changes region: figures follow."""

import csv
import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from people.actions.roster import apply_roster, keep_roster
from people.actions.units import move_unit
from people.models import Person, Posting, Unit
from people.queries import organisation
from people.roster import COLUMNS, plan_of
from people.uploads import cells_of
from reports.simulation.demo import add_demo_people
from standing.actions.checking import check_standing
from standing.models import ALL_REQUIRED, Recalculation
from standing.queries import figures

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]

PEOPLE, MOST = 2_500, 2_000
REGION, UNIT = "N50", "N50ROBO"
DAY = dt.timedelta(days=1)


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture
def administrator(today) -> Person:
    call_command("load_starter", courses=["asking-directly"], verbosity=0)
    call_command("simulate", people=PEOPLE, seed=1, verbosity=0)
    add_demo_people(today)
    return Person.objects.create_superuser("root@example.org", name="Root")


def roster_of_movers(to: Unit, today: dt.date) -> bytes:
    """Everybody's posting from today on, for the first so many who work anywhere else."""
    file = io.StringIO()
    table = csv.DictWriter(file, COLUMNS)
    table.writeheader()
    postings = Posting.objects.on(today).exclude(unit=to).filter(first_day__lt=today)
    for posting in postings.select_related("person", "job_role").order_by("pk")[:MOST]:
        table.writerow(
            {
                "email": posting.person.email,
                "name": posting.person.name,
                "unit": to.code,
                "job_role": posting.job_role.code,
                "first_day": today.isoformat(),
                "last_day": "",
            }
        )
    return file.getvalue().encode()


def test_figures_follow_thousands_who_move_and_a_unit_that_changes_region(administrator, today):
    here, region = Unit.objects.get(code=UNIT), Unit.objects.get(code=REGION)
    other = Unit.objects.filter(kind=Unit.Kind.REGION, nation=region.nation).exclude(pk=region.pk)[
        0
    ]
    yesterday = figures(ALL_REQUIRED, [region.pk, other.pk], today - DAY)

    cells = cells_of("roster.csv", roster_of_movers(here, today))
    plan, now = plan_of(cells), timezone.now()
    roster = keep_roster(name="roster.csv", cells=cells, plan=plan, by=administrator, at=now)
    moved = apply_roster(roster=roster, by=administrator, at=now)

    assert plan.problems == []
    assert moved["reposted"] == MOST
    assert check_standing() == []
    move_unit(unit=here, below=other, from_day=today, by=administrator, at=timezone.now())

    assert not Recalculation.objects.unfinished().exists()
    assert check_standing() == []
    assert other.pk in organisation(today).ancestors(here.pk)
    assert figures(ALL_REQUIRED, [region.pk, other.pk], today - DAY) == yesterday
    now_there = figures(ALL_REQUIRED, [other.pk], today)[other.pk]
    assert now_there.people + now_there.exempt >= MOST
