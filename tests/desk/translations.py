"""The desk's sentences, read from its code and templates, and their English.

`python -m tests.desk.translations` brings the English file up to date: new sentences come in with an empty translation,
those no longer said go, and the compiled file, which Django reads, is written again. Needs nothing but Babel.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

DESK = Path(__file__).resolve().parents[2] / "acompana" / "desk"
ENGLISH = DESK / "locale" / "en" / "LC_MESSAGES" / "django.po"
COMPILED = ENGLISH.with_suffix(".mo")
CALLS = {"gettext": None, "_": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2)}

Sentence = str | tuple[str, str]
"""What is said, or the singular and the plural of it, in Spanish."""


def sentences() -> set[Sentence]:
    """Everything the desk says, as its sources write it."""
    found: set[Sentence] = set()
    for source in DESK.rglob("*.py"):
        found |= _in_python(source.read_bytes())
    for template in DESK.rglob("*.html"):
        # Templates become lines of Python whose indentation means nothing.
        code = templatize(template.read_text("utf-8"), origin=template.name)
        found |= _in_python("\n".join(line.strip() for line in code.splitlines()).encode())
    return found


def _in_python(code: bytes) -> set[Sentence]:
    found: set[Sentence] = set()
    for _line, call, said, _comments in extract_python(BytesIO(code), list(CALLS), [], {}):
        if call == "ngettext":
            singular, plural = (said[0], said[1]) if isinstance(said, tuple) else (said, said)
            found.add((singular, plural))
        else:
            first = said[0] if isinstance(said, tuple) else said
            if first:
                found.add(first)
    return found


def english() -> Catalog:
    if not ENGLISH.exists():
        return _empty()
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def _empty() -> Catalog:
    return Catalog(locale="en", fuzzy=False, charset="utf-8")


def renewed() -> Catalog:
    """The English there is, for the sentences there are."""
    known = {_key(message.id): message.string for message in english() if message.id}
    fresh = _empty()
    for said in sorted(sentences(), key=str):
        nothing = ("", "") if isinstance(said, tuple) else ""
        fresh.add(said, known.get(_key(said), nothing))
    return fresh


def _key(said: Sentence) -> Sentence:
    return tuple(said) if isinstance(said, (list, tuple)) else said


def as_text(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalog, width=120, no_location=True, omit_header=False, sort_output=True)
    dated = (
        "Project-Id",
        "Report-Msgid",
        "POT-Creation",
        "PO-Revision",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
    lines = [
        line for line in out.getvalue().decode().splitlines() if not line.startswith(tuple(f'"{d}' for d in dated))
    ]
    kept = [line for line in lines if not line.startswith("#")]
    return ("\n".join(kept).strip() + "\n").encode()


def compiled(catalog: Catalog) -> bytes:
    """The same catalog gives the same bytes on any day."""
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


if __name__ == "__main__":
    ENGLISH.write_bytes(as_text(renewed()))
    COMPILED.write_bytes(compiled(english()))
