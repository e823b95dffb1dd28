"""Catalogs of translations, read from the sources that say the sentences, and written the same on any day.

Needs nothing but Babel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

Sentence = str | tuple[str, str]
"""What is said, or the singular and the plural of it."""
BLANKS = re.compile(r"%\(\w+\)s|\{\w*(?:!r)?\}")


def said_in(code: bytes, calls: dict[str, tuple[int, int] | None]) -> set[Sentence]:
    """What Python code says through these calls; for one that counts, which arguments are its singular and plural."""
    found: set[Sentence] = set()
    for _line, call, said, _comments in extract_python(BytesIO(code), list(calls), [], {}):
        arguments = said if isinstance(said, tuple) else (said,)
        if forms := calls[call]:
            one, many = (arguments[place - 1] if len(arguments) >= place else None for place in forms)
            if one and many:
                found.add((one, many))
        elif arguments[0]:
            found.add(arguments[0])
    return found


def forms_of(said: object) -> list[str]:
    return list(said) if isinstance(said, (list, tuple)) else [str(said)]


def _key(said: Sentence) -> Sentence:
    return tuple(said) if isinstance(said, (list, tuple)) else said


@dataclass(frozen=True)
class Translation:
    """One language's file of a catalog, with the compiled one beside it."""

    written: Path
    language: str

    @property
    def compiled(self) -> Path:
        return self.written.with_suffix(".mo")

    def read(self) -> Catalog:
        if not self.written.exists():
            return self._empty()
        with self.written.open("rb") as file:
            return read_po(file, locale=self.language)

    def _empty(self) -> Catalog:
        return Catalog(locale=self.language, fuzzy=False, charset="utf-8")

    def known(self) -> dict[Sentence, list[str]]:
        return {_key(message.id): forms_of(message.string) for message in self.read() if message.id}

    def renewed(self, sentences: Iterable[Sentence]) -> Catalog:
        """The translations there are, for the sentences there are."""
        known = {_key(message.id): message.string for message in self.read() if message.id}
        fresh = self._empty()
        for said in sorted(sentences, key=str):
            nothing = ("", "") if isinstance(said, tuple) else ""
            fresh.add(said, known.get(_key(said), nothing))
        return fresh

    def renew(self, sentences: Iterable[Sentence]) -> None:
        self.written.write_bytes(as_text(self.renewed(sentences)))
        self.compiled.write_bytes(as_bytes(self.read()))

    def unlike(self) -> Iterator[Sentence]:
        """Sentences whose translation has other blanks to be filled in."""
        for said, words in self.known().items():
            wanted = set(BLANKS.findall(forms_of(said)[-1]))
            if any(set(BLANKS.findall(form)) != wanted for form in words):
                yield said


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


def as_bytes(catalog: Catalog) -> bytes:
    """The same catalog gives the same bytes on any day."""
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()
