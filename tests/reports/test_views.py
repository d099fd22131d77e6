"""Who enters, what each sees, and that downloads say the same as the page."""

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from people.models import Posting, Unit
from people.permissions import NATIONAL_LEADS, TRAINERS
from reports.files import file_of, neutralised
from tests.factories.people import OversightFactory, PersonFactory, PostingFactory, UnitFactory
from tests.reports.course import ask, complete, decide, make_course, settle, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def regions(course):
    """North East (23 of 51 up to date) with small units, South West (43 of 91), and Wales."""
    nation = UnitFactory(code="ENG", name="England", kind=Unit.Kind.NATION)
    wales = UnitFactory(code="WAL", name="Wales", kind=Unit.Kind.NATION)
    north = UnitFactory(code="N54", name="North East", kind=Unit.Kind.REGION, below=nation)
    south = UnitFactory(code="N58", name="South West", kind=Unit.Kind.REGION, below=nation)
    UnitFactory(code="N03", name="Wales", kind=Unit.Kind.REGION, below=wales)
    staff(UnitFactory(code="N54A", below=north), course, up_to_date=11, not_started=11)
    staff(UnitFactory(code="N54B", below=north), course, up_to_date=1, in_progress=1, not_started=1)
    staff(UnitFactory(code="N54C", below=north), course, up_to_date=1, not_started=5)
    staff(UnitFactory(code="N54D", below=north), course, up_to_date=10, not_started=10)
    staff(UnitFactory(code="N58A", below=south), course, up_to_date=43, not_started=48)
    ask(course, nation, wales)
    return {"north": north, "south": south, "nation": nation}


@pytest.fixture
def manager(regions):
    return OversightFactory(unit=regions["south"]).person


@pytest.fixture
def lead():
    lead = PersonFactory()
    lead.groups.add(Group.objects.get_or_create(name=NATIONAL_LEADS)[0])
    return lead


def practitioner():
    return PostingFactory().person


def trainer():
    person = PersonFactory()
    person.groups.add(Group.objects.get_or_create(name=TRAINERS)[0])
    return person


def former_manager():
    return OversightFactory(last_day=timezone.localdate() - dt.timedelta(days=1)).person


def page_of(client, person, code=None, **query):
    client.force_login(person)
    args = ["asking", code] if code else ["asking"]
    name = "reports:completion_of_unit" if code else "reports:completion"
    return client.get(reverse(name, args=args), query)


def table_of(response) -> list[list[str]]:
    """The lines of the table of completion, as a reader sees them: name, people, up to date, in
    progress, not started, overdue, and at the end the share in percent."""
    html = response.content.decode()
    table = html[html.index('<table class="govuk-table app-figures-table" id="completion"') :]
    table = table[: table.index("</table>")]
    table = re.sub(r'<div class="app-share__text">.*?</div>', "", table, flags=re.DOTALL)
    table = re.sub(r'<strong class="govuk-tag app-yours".*?</strong>', "", table, flags=re.DOTALL)
    lines = re.findall(r"<tr.*?</tr>", table, flags=re.DOTALL)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", line, flags=re.DOTALL) for line in lines]
    shown = [[" ".join(re.sub(r"<[^>]*>", "", cell).split()) for cell in line] for line in cells]
    return [[name, *counts[:5], share] for name, share, *counts in shown]


ADDRESSES = [
    ("overview", []),
    ("completion", ["asking"]),
    ("completion_of_unit", ["asking", "N54"]),
    ("download", ["asking", "csv"]),
    ("download", ["asking", "xlsx"]),
    ("download_of_unit", ["asking", "N54", "csv"]),
    ("download_of_unit", ["asking", "N54", "xlsx"]),
]


@pytest.mark.parametrize(("name", "args"), ADDRESSES)
@pytest.mark.parametrize("persona", [practitioner, trainer, former_manager])
def test_who_oversees_nobody_may_not_enter(client, regions, name, args, persona):
    client.force_login(persona())

    response = client.get(reverse(f"reports:{name}", args=args))

    assert response.status_code == 403
    assert b"North East" not in response.content


@pytest.mark.parametrize(("name", "args"), ADDRESSES)
def test_a_stranger_goes_to_sign_in(client, regions, name, args):
    response = client.get(reverse(f"reports:{name}", args=args))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(("name", "args"), ADDRESSES)
def test_nothing_can_be_posted(client, manager, name, args):
    client.force_login(manager)

    assert client.post(reverse(f"reports:{name}", args=args)).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/completion/nothing/",
        "/completion/asking/NOWHERE/",
        "/completion/asking/table.pdf",
        "/completion/asking/NOWHERE/table.csv",
        "/completion/?unit=a/b",
    ],
)
def test_what_is_not_there_is_not_found(client, manager, address):
    client.force_login(manager)

    assert client.get(address).status_code == 404


def test_overview_leads_to_the_chosen_course_and_unit(client, manager):
    make_course("zebra")
    client.force_login(manager)

    first = client.get(reverse("reports:overview"))
    chosen = client.get(reverse("reports:overview"), {"course": "zebra", "unit": "N58"})

    assert first["Location"] == "/completion/asking/"
    assert chosen["Location"] == "/completion/zebra/N58/"


def test_without_a_course_the_page_says_so(client, lead):
    client.force_login(lead)

    assert b"No course is published yet" in client.get(reverse("reports:overview")).content


def test_without_people_the_page_says_so(client, lead, course):
    assert "Nobody is asked to take this yet" in page_of(client, lead).content.decode()


def test_a_manager_sees_their_region_exactly_and_others_rounded(client, manager):
    response = page_of(client, manager)

    assert table_of(response)[1:] == [
        ["North East", "50", "25", "hidden", "hidden", "hidden", "50%"],
        ["South West exact", "91", "43", "0", "48", "0", "47%"],
        ["Wales", "0", "0", "0", "0", "0", "nobody"],
        ["England and Wales", "140", "65", "hidden", "hidden", "hidden", "46%"],
    ]
    html = " ".join(response.content.decode().split())
    assert "43 of 91 people are up to date: 47%" in html
    assert "About 65 of about 140 people are up to date: 46%" in html
    assert "rounded to the nearest 5" in html
    assert "fewer than 10 people" in html


def test_elsewhere_a_small_unit_is_hidden_with_another(client, manager):
    """B and C are nine people together, so the smallest of the others is hidden with them."""
    assert table_of(page_of(client, manager, "N54"))[1:] == [
        ["Unit N54A", "20", "10", "hidden", "hidden", "hidden", "50%"],
        ["Unit N54B", *["hidden"] * 6],
        ["Unit N54C", *["hidden"] * 6],
        ["Unit N54D", *["hidden"] * 6],
        ["North East", "50", "25", "hidden", "hidden", "hidden", "50%"],
    ]


def test_hidden_rows_come_last_whatever_the_order(client, manager):
    for sort in ("people", "-people", "share", "-share"):
        lines = table_of(page_of(client, manager, "N54", sort=sort))[1:-1]
        is_hidden = [line[1] == "hidden" for line in lines]
        names = [line[0] for line in lines if line[1] == "hidden"]

        assert is_hidden == sorted(is_hidden)
        assert names == sorted(names)


def test_a_national_lead_sees_everything_exactly(client, lead, regions):
    response = page_of(client, lead)

    assert table_of(response)[1:] == [
        ["North East", "51", "23", "1", "27", "0", "45%"],
        ["South West", "91", "43", "0", "48", "0", "47%"],
        ["Wales", "0", "0", "0", "0", "0", "nobody"],
        ["England and Wales", "142", "66", "1", "75", "0", "46%"],
    ]
    assert "46% of people in England and Wales are up to date" in response.content.decode()
    assert "rounded to the nearest 5, so" not in response.content.decode()


def test_a_page_never_names_people(client, lead, regions):
    names = Posting.objects.values_list("person__name", flat=True)
    for code in (None, "N54", "N54B"):
        html = page_of(client, lead, code).content.decode()
        assert not [name for name in names if name in html]


def test_a_team_shows_its_count(client, lead, regions):
    response = page_of(client, lead, "N54B")

    assert table_of(response)[1:] == [["Unit N54B", "3", "1", "1", "1", "0", "33%"]]


def test_breadcrumbs_lead_up(client, lead, regions):
    html = page_of(client, lead, "N54B").content.decode()
    crumbs = html[html.index("govuk-breadcrumbs") : html.index("<main")]

    links = re.findall(r'href="(.*?)"\s*>([^<]*)<', crumbs)
    assert links == [
        ("/completion/asking/", "England and Wales"),
        ("/completion/asking/ENG/", "England"),
        ("/completion/asking/N54/", "North East"),
    ]


def test_a_completion_raises_the_figure_by_exactly_one(client, manager, regions, course):
    person = PostingFactory(unit=Unit.objects.get(code="N58A")).person
    settle()
    before = table_of(page_of(client, manager))[2]
    complete(person, course)
    after = table_of(page_of(client, manager))[2]

    assert before == ["South West exact", "92", "43", "0", "49", "0", "46%"]
    assert after == ["South West exact", "92", "44", "0", "48", "0", "47%"]


def test_rows_sort_by_a_column_and_back(client, lead, regions):
    rising = page_of(client, lead, sort="share")
    falling = page_of(client, lead, sort="-share")
    nonsense = page_of(client, lead, sort="shoe-size")

    assert [line[0] for line in table_of(rising)[1:-1]] == ["North East", "South West", "Wales"]
    assert [line[0] for line in table_of(falling)[1:-1]] == ["South West", "North East", "Wales"]
    assert table_of(nonsense)[1:] == table_of(page_of(client, lead))[1:]
    assert 'aria-sort="ascending"' in rising.content.decode()
    assert 'href="?sort=-share#completion"' in rising.content.decode()


def test_the_map_shows_the_rows_of_the_table(client, manager):
    html = page_of(client, manager).content.decode()
    drawn = html[html.index('<svg class="app-map__svg"') : html.index("</svg>")]

    assert re.findall(r'class="app-tile__value".*?>(.*?)<', drawn) == ["50%", "47%", "–"]
    assert re.findall(r"app-tile--(\d)", drawn) == ["2", "2", "0"]
    assert "style=" not in html


def test_decisions_stand_beside_completion_down_to_the_region_only(client, lead, course, regions):
    people = staff(Unit.objects.get(code="N58A"), course, not_started=10)
    for person in people:
        decide(person, course, "office/listen", "talk/leave")

    region = " ".join(page_of(client, lead, "N58").content.decode().split())
    unit = page_of(client, lead, "N58A").content.decode()

    assert "50% were partly helpful and 0% risk harm" in region
    assert "risk harm" not in unit
    assert "decided in scenarios" not in unit


# Downloads


@pytest.mark.parametrize("code", [None, "N54"])
@pytest.mark.parametrize("sort", ["", "-people"])
def test_csv_says_what_the_page_says(client, manager, code, sort):
    page = table_of(page_of(client, manager, code, sort=sort))
    args = ["asking", code, "csv"] if code else ["asking", "csv"]
    address = reverse("reports:download_of_unit" if code else "reports:download", args=args)
    response = client.get(address, {"sort": sort})
    lines = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))

    assert response["Content-Type"] == "text/csv"
    assert "attachment" in response["Content-Disposition"]
    assert [in_short(line) for line in lines[1:]] == as_in_files(page)
    assert address in page_of(client, manager, code).content.decode()


def test_xlsx_says_what_the_page_says(client, manager):
    page = table_of(page_of(client, manager))
    response = client.get(reverse("reports:download", args=["asking", "xlsx"]))
    sheet = openpyxl.load_workbook(io.BytesIO(response.getvalue())).active
    lines = [in_short([str(cell) for cell in line]) for line in sheet.values]

    assert lines[1:] == as_in_files(page)


def in_short(line: list[str]) -> list[str]:
    """Of a line of a file what `table_of` has of the page: name, five counts, share."""
    return [*line[1:7], line[12]]


def as_in_files(page: list[list[str]]) -> list[list[str]]:
    return [[cell.removesuffix("%").removesuffix(" exact") for cell in line] for line in page[1:]]


def test_a_name_that_looks_like_a_formula_is_only_text(client, lead, regions):
    regions["north"].name = '=HYPERLINK("http://example.org")'
    regions["north"].save()
    client.force_login(lead)

    text = client.get(reverse("reports:download", args=["asking", "csv"])).getvalue().decode()
    book = client.get(reverse("reports:download", args=["asking", "xlsx"])).getvalue()
    cells = [cell for line in openpyxl.load_workbook(io.BytesIO(book)).active for cell in line]

    assert "'=HYPERLINK" in text
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_cells_that_start_a_formula_are_neutralised(start):
    assert neutralised(f"{start}1+1") == f"'{start}1+1"
    assert neutralised("1+1") == "1+1"
    assert neutralised(-5) == -5


def test_a_name_with_letters_that_no_workbook_can_hold_can_be_downloaded():
    assert neutralised("\x0b=1+1") == "'=1+1"
    assert b"".join(file_of([["No\x0bor"]], "xlsx").content).startswith(b"PK")


@pytest.mark.parametrize("size", [1, 3, 50])
def test_a_page_costs_ten_queries_for_any_number_of_units_and_people(
    client, course, size, django_assert_num_queries
):
    nation = UnitFactory(kind=Unit.Kind.NATION)
    for unit in UnitFactory.create_batch(size, kind=Unit.Kind.REGION, below=nation):
        staff(unit, course, up_to_date=1, not_started=1)
    ask(course, nation)
    manager = OversightFactory(unit=nation).person
    page_of(client, manager)

    with django_assert_num_queries(10):
        response = client.get("/completion/asking/")

    assert table_of(response)[-1][1] == str(2 * size)


def test_a_manager_is_told_what_they_oversee_with_a_link(client, course, regions, manager):
    html = page_of(client, manager).content.decode()

    address = reverse("reports:completion_of_unit", args=["asking", "N58"])
    assert f'You oversee: <a class="govuk-link" href="{address}">South West</a>' in html
    assert html.count("app-yours") == 1


def test_who_oversees_a_unit_below_finds_it_from_its_region(client, course, regions):
    person = OversightFactory(unit=Unit.objects.get(code="N54A")).person

    html = page_of(client, person).content.decode()

    assert html.count("yours is in it") == 1


def test_who_sees_everything_is_told_of_no_unit(client, course, regions, lead):
    assert "You oversee" not in page_of(client, lead).content.decode()
