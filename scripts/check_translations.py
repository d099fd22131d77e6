"""Says which visible strings lack a Welsh translation, and which translations nobody confirmed.

Strings are found as Django's own makemessages finds them, with Babel in place of GNU gettext, which
a bare machine lacks. `--write` adds new strings to the catalogue and takes out those that are gone.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="bring the catalogue up to date")
    options = parser.parse_args()

    settings.configure(USE_I18N=True)
    if not CATALOGUE.exists():
        print("There is no Welsh catalogue yet.")
        return
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
    """What templatize makes of a template is no Python: its indentation must not be read as such."""
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
    translated = read()
    translated.update(wanted, no_fuzzy_matching=True)
    translated.obsolete.clear()
    with CATALOGUE.open("wb") as file:
        write_po(file, translated, width=100, omit_header=False, sort_output=True)


def problems_of(translated: Catalog, wanted: Catalog) -> Iterator[str]:
    for message in wanted:
        if not message.id:
            continue
        text = message.id if isinstance(message.id, str) else message.id[0]
        place = ":".join(map(str, message.locations[0]))
        translation = translated.get(message.id, message.context)
        if translation is None:
            yield f"{place}: not in the Welsh catalogue: {text!r}"
        elif not all(translation.string and forms_of(translation.string)):
            yield f"{place}: not translated: {text!r}"
        elif translation.fuzzy:
            yield f"{place}: its translation is marked fuzzy: {text!r}"


def forms_of(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    main()
