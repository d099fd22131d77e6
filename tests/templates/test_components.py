"""Our components write the markup of govuk-frontend's fixtures, for the options that they have."""

import json
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

Options = Mapping[str, Any]

FIXTURES = Path(__file__).parents[2] / "node_modules/govuk-frontend/dist/govuk/components"
VOID = {"input", "br", "hr", "img", "path"}


class UnsupportedError(Exception):
    """The fixture uses an option that our component does not have."""


class Normaliser(HTMLParser):
    """Tags with sorted attributes and text with single spaces, one token each."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pairs = sorted((name, " ".join((value or "").split())) for name, value in attrs)
        self.tokens.append(f"<{tag} {pairs}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.tokens.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not text:
            return
        if self.tokens and not self.tokens[-1].startswith("<"):
            text = f"{self.tokens.pop()} {text}"
        self.tokens.append(text)


def normalised(html: str) -> list[str]:
    parser = Normaliser()
    parser.feed(html)
    parser.close()
    return parser.tokens


def text_of(options: Options, text: str = "text", html: str = "html") -> Any:
    """GOV.UK's text and html options are one parameter of ours: marked safe or escaped."""
    if options.get(html):
        return mark_safe(options[html])
    return options.get(text, "")


def take(options: Options, **names: str | Callable[[Any], Options]) -> dict[str, Any]:
    """Our parameters for GOV.UK's options; an option without a name raises UnsupportedError."""
    parameters: dict[str, Any] = {}
    for option, value in options.items():
        match names.get(option):
            case None:
                raise UnsupportedError(option)
            case str(name):
                parameters[name] = value
            case convert:
                parameters.update(convert(value))
    return parameters


def text_only(options: Options, name: str) -> dict[str, Any]:
    take({key: value for key, value in options.items() if key not in {"text", "html"}})
    return {name: text_of(options)}


def named(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def with_text(options: Options, **names: str | Callable[[Any], Options]) -> dict[str, Any]:
    rest = {key: value for key, value in options.items() if key not in {"text", "html"}}
    return take(rest, **names) | {"text": text_of(options)}


def label(options: Options) -> dict[str, Any]:
    found = with_text(options, classes="label_classes", isPageHeading="label_is_page_heading")
    return {"label": found.pop("text"), **found}


def legend(options: Options) -> dict[str, Any]:
    found = with_text(options, classes="legend_classes", isPageHeading="legend_is_page_heading")
    return {"legend": found.pop("text"), **found}


def fieldset(options: Options) -> dict[str, Any]:
    if not options.get("legend"):
        raise UnsupportedError("fieldset without a legend")
    return take(options, legend=legend, describedBy="described_by")


def choices(options: list[Options]) -> dict[str, Any]:
    if not all(options):
        raise UnsupportedError("empty items")
    return {"items": [choice(item) for item in options]}


def choice(options: Options) -> dict[str, Any]:
    if options.get("value") is False:
        raise UnsupportedError("a boolean value, which Python writes otherwise")
    return with_text(
        options,
        **named(
            "value",
            "checked",
            "disabled",
            "selected",
            "id",
            "name",
            "behaviour",
            "divider",
            "attributes",
        ),
        hint=lambda hint: text_only(hint, "hint"),
        conditional=lambda conditional: {"conditional": mark_safe(conditional.get("html") or "")},
    )


FIELD: dict[str, Any] = {
    **named(
        "id", "name", "value", "disabled", "classes", "attributes", "autocomplete", "spellcheck"
    ),
    "describedBy": "described_by",
    "label": label,
    "hint": lambda hint: text_only(hint, "hint"),
    "errorMessage": lambda error: text_only(error, "error"),
    "formGroup": lambda group: take(group, classes="form_group_classes"),
}


def button(options: Options) -> dict[str, Any]:
    parameters = with_text(
        options,
        **named("href", "type", "name", "value", "id", "disabled", "classes", "attributes"),
        isStartButton="start",
        preventDoubleClick="prevent_double_click",
    )
    if options.get("isStartButton") and options.get("html"):
        parameters["text"] = format_html("<span>{}</span>", parameters["text"])
    return parameters


def back_link(options: Options) -> dict[str, Any]:
    return with_text(options, **named("href", "classes", "attributes"))


def breadcrumbs(options: Options) -> dict[str, Any]:
    return take(
        options,
        items=lambda items: {
            "items": [with_text(item, **named("href", "attributes")) for item in items]
        },
        labelText="label",
        collapseOnMobile="collapse_on_mobile",
        **named("classes", "attributes"),
    )


def error_summary(options: Options) -> dict[str, Any]:
    return take(
        options,
        titleText="title",
        titleHtml=lambda html: {"title": mark_safe(html)},
        descriptionText="description",
        descriptionHtml=lambda html: {"description": mark_safe(html)},
        errorList=lambda errors: {
            "errors": [with_text(error, **named("href", "attributes")) for error in errors]
        },
        disableAutoFocus="disable_auto_focus",
        **named("classes", "attributes"),
    )


def notification_banner(options: Options) -> dict[str, Any]:
    return take(
        options,
        titleText="title",
        titleHtml=lambda html: {"title": mark_safe(html)},
        titleId="title_id",
        titleHeadingLevel="title_level",
        html=lambda html: {"html": mark_safe(html)},
        disableAutoFocus="disable_auto_focus",
        **named("text", "type", "role", "classes", "attributes"),
    )


def panel(options: Options) -> dict[str, Any]:
    if "govuk-panel--interruption" in options.get("classes", ""):
        raise UnsupportedError("interruption")
    rest = {key: value for key, value in options.items() if key not in {"titleText", "titleHtml"}}
    return with_text(rest, headingLevel="heading_level", **named("classes", "attributes")) | {
        "title": text_of(options, "titleText", "titleHtml")
    }


def inset_text(options: Options) -> dict[str, Any]:
    return with_text(options, **named("id", "classes", "attributes"))


def details(options: Options) -> dict[str, Any]:
    rest = {
        key: value for key, value in options.items() if key not in {"summaryText", "summaryHtml"}
    }
    return with_text(rest, **named("id", "open", "classes", "attributes")) | {
        "summary": text_of(options, "summaryText", "summaryHtml")
    }


def tag(options: Options) -> dict[str, Any]:
    return with_text(options, **named("classes", "attributes"))


def radios(options: Options) -> dict[str, Any]:
    return take(
        options, **FIELD | {"items": choices, "fieldset": fieldset, "idPrefix": "id_prefix"}
    )


def checkboxes(options: Options) -> dict[str, Any]:
    return take(
        options,
        **FIELD
        | {"items": choices, "fieldset": fieldset, "idPrefix": "id_prefix", "values": "values"},
    )


def select(options: Options) -> dict[str, Any]:
    return take(options, **FIELD | {"items": choices})


def text_input(options: Options) -> dict[str, Any]:
    affixes = {
        name: lambda affix, name=name: text_only(affix, name) for name in ("prefix", "suffix")
    }
    return take(
        options, **FIELD | named("type", "autocapitalize", "inputmode", "pattern") | affixes
    )


def textarea(options: Options) -> dict[str, Any]:
    return take(options, **FIELD | named("rows"))


def summary_list(options: Options) -> dict[str, Any]:
    return take(
        options,
        rows=lambda rows: {"rows": [summary_row(row) for row in rows if row]},
        **named("classes", "attributes"),
    )


def summary_row(options: Options) -> dict[str, Any]:
    return take(
        options,
        key=lambda key: text_only(key, "key"),
        value=lambda value: text_only(value, "value"),
        actions=lambda actions: take(
            actions, items=lambda items: {"actions": [summary_action(item) for item in items]}
        ),
        classes="classes",
    )


def summary_action(options: Options) -> dict[str, Any]:
    return with_text(
        options, visuallyHiddenText="visually_hidden_text", **named("href", "classes", "attributes")
    )


def task_list(options: Options) -> dict[str, Any]:
    return take(
        options,
        items=tasks,
        idPrefix="id_prefix",
        **named("classes", "attributes"),
    )


def tasks(options: list[Options]) -> dict[str, Any]:
    if not all(options):
        raise UnsupportedError("empty items")
    return {"items": [task(item) for item in options]}


def task(options: Options) -> dict[str, Any]:
    return take(
        options,
        title=lambda title: text_only(title, "title"),
        hint=lambda hint: text_only(hint, "hint"),
        status=task_status,
        **named("href", "classes"),
    )


def task_status(options: Options) -> dict[str, Any]:
    if "tag" in options:
        found = with_text(options["tag"], classes="tag_classes")
        return {"status": found.pop("text"), "tag_classes": found.get("tag_classes") or " "}
    found = with_text(options, classes="status_classes")
    return {"status": found.pop("text"), **found}


def table(options: Options) -> dict[str, Any]:
    cell = named("format", "classes", "colspan", "rowspan", "attributes")
    return take(
        options,
        head=lambda head: {"head": [with_text(item, **cell) for item in head]},
        rows=lambda rows: {
            "rows": [[with_text(item, **cell) for item in row] for row in rows if row]
        },
        captionClasses="caption_classes",
        firstCellIsHeader="first_cell_is_header",
        **named("caption", "classes", "attributes"),
    )


def warning_text(options: Options) -> dict[str, Any]:
    return with_text(options, iconFallbackText="icon_text", **named("classes", "attributes"))


def pagination(options: Options) -> dict[str, Any]:
    links = {
        name: lambda link, name=name: {
            name: with_text(link, labelText="label", **named("href", "attributes"))
        }
        for name in ("previous", "next")
    }
    return take(options, landmarkLabel="landmark_label", **named("classes", "attributes"), **links)


COMPONENTS: dict[str, tuple[Callable[[Options], dict[str, Any]], int]] = {
    # How many fixtures are supported at least: an adapter that supports none would prove nothing.
    "button": (button, 38),
    "back-link": (back_link, 7),
    "breadcrumbs": (breadcrumbs, 12),
    "error-summary": (error_summary, 19),
    "notification-banner": (notification_banner, 21),
    "panel": (panel, 9),
    "inset-text": (inset_text, 6),
    "details": (details, 10),
    "tag": (tag, 12),
    "radios": (radios, 38),
    "checkboxes": (checkboxes, 37),
    "select": (select, 17),
    "input": (text_input, 40),
    "textarea": (textarea, 18),
    "summary-list": (summary_list, 18),
    "task-list": (task_list, 8),
    "table": (table, 21),
    "warning-text": (warning_text, 8),
    "pagination": (pagination, 5),
}


def fixtures_of(component: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    path = FIXTURES / component / "fixtures.json"
    if not path.exists():
        return
    adapt, _ = COMPONENTS[component]
    for fixture in json.loads(path.read_text())["fixtures"]:
        try:
            yield fixture["name"], adapt(fixture["options"]), fixture["html"]
        except UnsupportedError:
            continue


def all_fixtures() -> list[Any]:
    return [
        pytest.param(component, parameters, html, id=f"{component}: {name}")
        for component in COMPONENTS
        for name, parameters, html in fixtures_of(component)
    ]


pytestmark = pytest.mark.skipif(
    not FIXTURES.exists(), reason="node_modules is absent: run `npm ci`"
)


@pytest.mark.parametrize(("component", "parameters", "html"), all_fixtures())
def test_component_equals_fixture_of_govuk_frontend(
    component: str, parameters: dict[str, Any], html: str
) -> None:
    rendered = render_to_string(f"components/{component.replace('-', '_')}.html", parameters)

    assert normalised(rendered) == normalised(html)


@pytest.mark.parametrize("component", COMPONENTS)
def test_component_supports_enough_fixtures(component: str) -> None:
    _, least = COMPONENTS[component]

    assert len(list(fixtures_of(component))) >= least
