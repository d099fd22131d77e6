"""Says which visible strings lack a Welsh translation, and which translations do not fit them.

Strings are found as Django's own makemessages finds them, with Babel in place of GNU gettext, which
a bare machine lacks. `--write` adds new strings to the catalogue and takes out those that are gone.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PLACES = ("courses", "quizzes", "site")
NOT_OURS = {"assets", "locale", "migrations", "static", "__pycache__"}
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
CATALOGUE = ROOT / "site" / "locale" / "cy" / "LC_MESSAGES" / "django.po"
KEPT = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%|%|<[^>]+>")
"""What a translation takes over as it is: placeholders, percent signs and HTML tags."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="bring the catalogue up to date")
    options = parser.parse_args()

    settings.configure(USE_I18N=True)
    if options.write:
        write(in_use())
    elif problems := list(problems_of(read(), in_use())):
        sys.exit("\n".join(problems))


def in_use() -> Catalog:
    """Every string that is marked for translation in our code and templates."""
    catalogue = Catalog(locale="cy", domain="django", project="Safer Practice")
    for path in source_files():
        source = path.read_text()
        if path.suffix != ".py":
            source = flush_left(templatize(source, origin=str(path)))
        code = io.BytesIO(source.encode())
        for line, text, comments, context in extract("python", code, KEYWORDS, ["Translators:"]):
            place = (str(path.relative_to(ROOT)), line)
            catalogue.add(text, locations=[place], auto_comments=comments, context=context)
    return catalogue


def flush_left(source: str) -> str:
    """What templatize makes of a template is no Python: its indentation means nothing."""
    return "\n".join(line.lstrip() for line in source.splitlines())


def source_files() -> Iterator[Path]:
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            ours = not NOT_OURS.intersection(path.relative_to(ROOT).parts)
            if ours and path.suffix in {".py", ".html", ".txt"}:
                yield path


def read() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="cy", domain="django")


def write(wanted: Catalog) -> None:
    """Keeps every translation that is still asked for; without line numbers, which only churn."""
    translated = read()
    translated.update(wanted, no_fuzzy_matching=True)
    translated.obsolete.clear()
    with CATALOGUE.open("wb") as file:
        write_po(file, translated, width=100, sort_output=True, include_lineno=False)


def problems_of(translated: Catalog, wanted: Catalog) -> Iterator[str]:
    for message in wanted:
        if not message.id:
            continue
        problem = problem_of(message, translated.get(message.id, message.context), translated)
        if problem:
            place = ":".join(map(str, message.locations[0]))
            yield f"{place}: {problem}: {forms_of(message.id)[0]!r}"


def problem_of(message: Message, translation: Message | None, catalogue: Catalog) -> str:
    if translation is None:
        return "not in the Welsh catalogue"
    forms = forms_of(translation.string)
    if not all(forms):
        return "not translated"
    if translation.fuzzy:
        return "its translation is marked fuzzy"
    if message.pluralizable and len(forms) != catalogue.num_plurals:
        return f"not translated in all {catalogue.num_plurals} plural forms"
    if not keeps_what_it_must(forms_of(message.id), forms):
        return "its translation has other placeholders or tags"
    return ""


def keeps_what_it_must(originals: tuple[str, ...], forms: tuple[str, ...]) -> bool:
    """The form for most numbers has all that the original has; one for a single number may be
    without the number ("One key is set up"), as the original's singular may be."""
    kept = [set(KEPT.findall(original)) for original in originals]
    *others, last = (set(KEPT.findall(form)) for form in forms)
    least = set.intersection(*kept)
    return last == kept[-1] and all(least <= other <= kept[-1] for other in others)


def forms_of(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    main()
