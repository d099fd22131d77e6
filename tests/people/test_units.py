"""Units change from a day on: what follows, and what is refused, in words."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from people.actions.units import (
    close_unit,
    merge_unit,
    move_unit,
    open_unit,
    rename_unit,
    reopen_unit,
)
from people.models import FormerName, Oversight, Person, Placement, Posting, Unit, UnitChange
from people.queries import organisation
from people.signals import postings_changed
from tests.factories.people import (
    OversightFactory,
    PersonFactory,
    PostingFactory,
    UnitFactory,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db
START = dt.date(2026, 3, 1)
Kind = Unit.Kind


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


@pytest.fixture
def by() -> Person:
    return PersonFactory(name="An Administrator")


@pytest.fixture
def announced():
    heard = []

    def hear(sender, persons, from_day, **kwargs):
        heard.append((persons, from_day))

    postings_changed.connect(hear)
    yield heard
    postings_changed.disconnect(hear)


@pytest.fixture
def tree(db) -> dict[str, Unit]:
    """
    nation ── north ── derby ── one
           └─ south ── kent  ── two
    """
    units = {"nation": UnitFactory(kind=Kind.NATION, name="nation", nation="england")}
    for name, kind, below in (
        ("north", Kind.REGION, "nation"),
        ("south", Kind.REGION, "nation"),
        ("derby", Kind.DELIVERY_UNIT, "north"),
        ("kent", Kind.DELIVERY_UNIT, "south"),
        ("one", Kind.TEAM, "derby"),
        ("two", Kind.TEAM, "kent"),
    ):
        units[name] = UnitFactory(name=name, kind=kind, nation="england", below=units[below])
    return units


def done(by) -> dict:
    return {"by": by, "at": timezone.now()}


def parent(unit: Unit, number: int) -> str | None:
    tree = organisation(day(number))
    above = tree.parents.get(unit.pk)
    return tree.units[above].name if above else None


# Moving


def test_moved_unit_stands_elsewhere_from_the_day_on(tree, by, announced):
    inside = PostingFactory(unit=tree["one"])
    PostingFactory(unit=tree["two"])

    move_unit(unit=tree["derby"], below=tree["south"], from_day=day(5), **done(by))

    assert [parent(tree["derby"], number) for number in (4, 5)] == ["north", "south"]
    assert announced == [([inside.person_id], day(5))]
    change = UnitChange.objects.get()
    assert (change.kind, change.from_day, change.before, change.after, change.made_by) == (
        "moved",
        day(5),
        "north",
        "south",
        by,
    )


def test_move_of_the_past_holds_until_the_move_that_is_known(tree, by):
    move_unit(unit=tree["derby"], below=tree["south"], from_day=day(10), **done(by))
    third = UnitFactory(name="third", kind=Kind.REGION, below=tree["nation"])

    move_unit(unit=tree["derby"], below=third, from_day=day(5), **done(by))

    assert [parent(tree["derby"], n) for n in (4, 5, 9, 10)] == ["north", "third", "third", "south"]


def test_move_on_the_day_of_a_move_replaces_it(tree, by):
    move_unit(unit=tree["derby"], below=tree["south"], from_day=day(10), **done(by))

    move_unit(unit=tree["derby"], below=tree["north"], from_day=day(10), **done(by))

    assert parent(tree["derby"], 10) == "north"
    assert Placement.objects.filter(unit=tree["derby"]).count() == 2


def test_home_that_stood_nowhere_gets_a_place(tree, by):
    home = UnitFactory(kind=Kind.HOME, name="a division")

    move_unit(unit=home, below=tree["nation"], from_day=day(1), **done(by))

    assert [parent(home, number) for number in (0, 1)] == [None, "nation"]


@pytest.mark.parametrize(
    ("unit", "below", "number", "words"),
    [
        ("derby", "north", 5, "derby stands below north already"),
        ("north", "derby", 5, "north is a region and cannot stand below derby, a delivery unit"),
        ("derby", "kent", 5, "cannot stand below kent"),
        ("derby", "wales", 5, "different nations"),
        ("derby", "south", -3000, "derby is there from 1 January 2020 on"),
        ("derby", "late", 5, "late is there from 1 May 2026 on"),
        ("derby", "closed", 5, "last day of closed is 10 March 2026"),
        ("closed", "nation", 30, "last day of closed is 10 March 2026"),
    ],
)
def test_move_that_makes_no_sense_is_refused(tree, by, unit, below, number, words):
    tree["wales"] = UnitFactory(name="wales", kind=Kind.REGION, nation="wales")
    tree["closed"] = UnitFactory(name="closed", kind=Kind.REGION, closed_on=day(9))
    tree["late"] = UnitFactory(name="late", kind=Kind.REGION)
    Placement.objects.create(
        unit=tree["late"], parent=tree["nation"], first_day=dt.date(2026, 5, 1)
    )

    with pytest.raises(ValidationError, match=words):
        move_unit(unit=tree[unit], below=tree[below], from_day=day(number), **done(by))

    assert not UnitChange.objects.exists()


def test_circle_is_refused(tree, by):
    # Kinds forbid circles too; here they already are out of order.
    region = UnitFactory(name="upper", kind=Kind.REGION, below=tree["derby"])

    with pytest.raises(ValidationError, match="upper stands below derby on 6 March 2026"):
        move_unit(unit=tree["derby"], below=region, from_day=day(5), **done(by))


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_leave_one_place_a_day():
    by = PersonFactory()
    nation = UnitFactory(kind=Kind.NATION)
    regions = [UnitFactory(kind=Kind.REGION, below=nation) for _ in range(5)]
    team = UnitFactory(kind=Kind.DELIVERY_UNIT, below=regions[0])

    def move(number):
        return lambda: move_unit(unit=team, below=regions[number], from_day=day(number), **done(by))

    errors = at_once(*(move(number) for number in range(1, 5)))

    assert errors == []
    assert [
        Placement.objects.on(day(number)).get(unit=team).parent for number in range(5)
    ] == regions


# Names


def test_new_name_from_a_day_on_leaves_the_old_one_before(tree, by):
    rename_unit(
        unit=tree["derby"], name="Derbyshire", name_cy="Swydd Derby", from_day=day(5), **done(by)
    )

    names = [organisation(day(number)).units[tree["derby"].pk].name for number in (4, 5)]
    assert names == ["derby", "Derbyshire"]
    tree["derby"].refresh_from_db()
    assert tree["derby"].name_in("cy") == "Swydd Derby"
    assert UnitChange.objects.get().after == "Derbyshire / Swydd Derby"


def test_name_is_put_right_on_its_day(tree, by):
    for name in ("Derbishire", "Derbyshire"):
        rename_unit(unit=tree["derby"], name=name, name_cy="", from_day=day(5), **done(by))

    assert FormerName.objects.get().name == "derby"
    assert Unit.objects.get(pk=tree["derby"].pk).name == "Derbyshire"


@pytest.mark.parametrize(
    ("number", "name", "words"),
    [
        (9000, "Later", "today or earlier"),
        (4, "Earlier", "got its name on 6 March 2026"),
        (-3000, "Before", "there from 1 January 2020 on"),
        (7, "  ", "Give the unit a name"),
    ],
)
def test_name_that_makes_no_sense_is_refused(tree, by, number, name, words):
    rename_unit(unit=tree["derby"], name="Derbyshire", name_cy="", from_day=day(5), **done(by))

    with pytest.raises(ValidationError, match=words):
        rename_unit(unit=tree["derby"], name=name, name_cy="", from_day=day(number), **done(by))


# Merging, closing, opening


def test_merged_unit_hands_over_people_and_units_and_closes(tree, by, announced):
    posted = PostingFactory(unit=tree["derby"])
    coming = PostingFactory(unit=tree["derby"], first_day=day(8), last_day=day(9))
    gone = PostingFactory(unit=tree["derby"], last_day=day(4))
    below = PostingFactory(unit=tree["one"])
    over = OversightFactory(unit=tree["derby"])

    merge_unit(unit=tree["derby"], into=tree["kent"], from_day=day(5), **done(by))

    rows = Posting.objects.filter(person=posted.person).order_by("first_day")
    assert [(row.unit, row.last_day) for row in rows] == [
        (tree["derby"], day(4)),
        (tree["kent"], None),
    ]
    assert Posting.objects.get(person=coming.person).unit == tree["kent"]
    assert Posting.objects.get(person=gone.person).unit == tree["derby"]
    assert [parent(tree["one"], number) for number in (4, 5)] == ["derby", "kent"]
    tree["derby"].refresh_from_db()
    assert tree["derby"].closed_on == day(4)
    assert [parent(tree["derby"], number) for number in (4, 5)] == ["north", None]
    over.refresh_from_db()
    assert (over.last_day, over.ended_by) == (day(4), by)
    people = sorted([posted.person_id, coming.person_id, below.person_id])
    assert announced == [(people, day(5))]


@pytest.mark.parametrize(
    ("unit", "into", "number", "words"),
    [
        ("derby", "derby", 5, "another unit than derby itself"),
        ("derby", "one", 5, "merge units of one kind"),
        ("derby", "wales", 5, "different nations"),
        ("derby", "closed", 5, "last day of closed"),
        ("closed", "derby", 5, "closed closed on 10 March 2026"),
        ("derby", "kent", -3000, "there from"),
    ],
)
def test_merge_that_makes_no_sense_is_refused(tree, by, unit, into, number, words):
    more = {"kind": Kind.DELIVERY_UNIT, "below": tree["south"]}
    tree["wales"] = UnitFactory(name="wales", nation="wales", **more)
    tree["closed"] = UnitFactory(name="closed", nation="england", closed_on=day(9), **more)

    with pytest.raises(ValidationError, match=words):
        merge_unit(unit=tree[unit], into=tree[into], from_day=day(number), **done(by))


def test_unit_is_not_merged_into_one_below_it(tree, by):
    lower = UnitFactory(name="lower", kind=Kind.REGION, nation="england", below=tree["north"])

    with pytest.raises(ValidationError, match="lower stands below north"):
        merge_unit(unit=tree["north"], into=lower, from_day=day(5), **done(by))


def test_closed_unit_has_a_last_day_and_may_open_again(tree, by):
    OversightFactory(unit=tree["one"], first_day=day(20))

    close_unit(unit=tree["one"], last_day=day(5), **done(by))

    assert [parent(tree["one"], number) for number in (5, 6)] == ["derby", None]
    assert Unit.objects.get(pk=tree["one"].pk).closed_on == day(5)
    assert not Oversight.objects.exists()

    reopen_unit(unit=tree["one"], **done(by))

    assert parent(tree["one"], 6) == "derby"
    assert list(UnitChange.objects.values_list("kind", flat=True)) == ["reopened", "closed"]


def test_unit_with_people_or_units_does_not_close(tree, by):
    PostingFactory(unit=tree["one"], last_day=day(6))

    with pytest.raises(ValidationError, match="1 person is posted in one after that day"):
        close_unit(unit=tree["one"], last_day=day(5), **done(by))
    with pytest.raises(ValidationError, match="These stand below derby after that day: one"):
        close_unit(unit=tree["derby"], last_day=day(5), **done(by))

    assert not Unit.objects.filter(closed_on__isnull=False).exists()
    close_unit(unit=tree["one"], last_day=day(6), **done(by))


def test_new_unit_opens_below_another(tree, by):
    unit = open_unit(
        code="new-1",
        name="New team",
        name_cy="",
        kind=Kind.TEAM,
        nation="",
        below=tree["derby"],
        first_day=day(5),
        **done(by),
    )

    assert (unit.code, unit.nation) == ("NEW-1", "england")
    assert [parent(unit, number) for number in (4, 5)] == [None, "derby"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "u-taken"}, "There is a unit with the code U-TAKEN"),
        ({"below": None}, "Choose the unit that it stands below"),
        ({"kind": Kind.REGION}, "cannot stand below derby"),
        ({"nation": "wales"}, "different nations"),
        ({"name": " "}, "Give the unit a name"),
        ({"first_day": dt.date(2019, 1, 1)}, "derby is there from 1 January 2020"),
    ],
)
def test_new_unit_that_makes_no_sense_is_refused(tree, by, changes, words):
    UnitFactory(code="U-TAKEN")
    form = {
        "code": "N1",
        "name": "New",
        "name_cy": "",
        "kind": Kind.TEAM,
        "nation": "",
        "below": tree["derby"],
        "first_day": day(5),
    }

    with pytest.raises(ValidationError, match=words):
        open_unit(**{**form, **changes}, **done(by))
