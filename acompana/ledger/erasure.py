"""The right to be forgotten: what names somebody goes, what was found and done stays and names nobody.

That somebody's identity was erased is itself a fact, and nobody takes it back. From then on the door keeps no identity
and no private words about that person, whatever a phone sends again or late.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from acompana.bundle import Bundle
from acompana.care.asking import UNANSWERED
from acompana.care.facts import KINDS, Fact
from acompana.ledger.parsing import peek
from acompana.ledger.reading import raw_cursor

WITHHELD = "erased with the person's identity"


class Forgotten(Struct, frozen=True):
    """How many rows went: identity parts, private notes, and refused facts that now say nothing that names."""

    identities: int
    notes: int
    refused: int


def is_erased(facts: Iterable[Fact]) -> bool:
    """Whether one of these facts of one person is the erasure of their identity. Withdrawing it counts for nothing."""
    return any(fact.kind == "identity_erased" for fact in facts)


def erased_among(persons: Iterable[UUID]) -> set[UUID]:
    """Those of the persons whose identity was erased."""
    cursor = raw_cursor()
    cursor.execute(
        "SELECT DISTINCT person FROM ledger_fact WHERE person = ANY(%s) AND kind = 'identity_erased'", [list(persons)]
    )
    return {person for (person,) in cursor.fetchall()}


_REFUSED = """
SELECT no, raw, kind FROM ledger_quarantine
WHERE person = %(person)s OR (person IS NULL AND position(%(written)s IN lower(encode(raw, 'escape'))) > 0)
"""


def forget(person: UUID, bundle: Bundle) -> Forgotten:
    """Delete what names this person and what was said in private. Only once the erasure is a fact: else the database
    refuses. Needs the owner's login, and the caller holds the person's lock.

    A refused fact keeps its row, its deadline and its answers: it may still tell of a risk that somebody has to look
    at, and its fingerprint keeps a phone from bringing back the rest.
    """
    cursor = raw_cursor()
    cursor.execute("DELETE FROM ledger_identity WHERE person = %s", [person])
    identities = cursor.rowcount
    cursor.execute("DELETE FROM ledger_note WHERE person = %s", [person])
    notes = cursor.rowcount
    cursor.execute(_REFUSED, {"person": person, "written": str(person)})
    refused = cursor.fetchall()
    for no, raw, kind in refused:
        cursor.execute(
            "UPDATE ledger_quarantine SET raw = %s, kind = %s, found = %s WHERE no = %s",
            [nameless(raw, bundle), kind if kind in KINDS else None, WITHHELD, no],
        )
    return Forgotten(identities, notes, len(refused))


def nameless(raw: bytes, bundle: Bundle) -> bytes:
    """What may be kept of a refused fact about somebody erased: its envelope, and answers to items that exist. All
    else may name somebody, wherever it stands; of what cannot be read, nothing is kept."""
    id, person, kind = peek(raw)
    if person is None:
        return b""
    loose = msgspec.json.decode(raw)
    kept: dict[str, object] = {"id": id, "person": person}
    if kind in KINDS:
        kept["kind"] = kind
    for name in ("happened_at", "recorded_at"):
        try:
            kept[name] = msgspec.convert(loose.get(name), datetime)
        except msgspec.ValidationError:
            continue
    body = loose.get("body")
    if isinstance(body, dict):
        kept["body"] = _answers_of(body, bundle)
    return msgspec.json.encode(kept)


def _answers_of(body: Mapping[str, Any], bundle: Bundle) -> dict[str, object]:
    ids = [instrument.id for instrument in bundle.instruments]
    versions = [instrument.version for instrument in bundle.instruments]
    items = {item.code for instrument in bundle.instruments for item in instrument.items}
    said = {"instrument": ids, "version": versions, "form_version": versions, "instrument_version": versions}
    kept: dict[str, object] = {name: body[name] for name, known in said.items() if body.get(name) in known}
    answers = body.get("answers")
    if isinstance(answers, dict):
        kept["answers"] = {item: answer for item, answer in answers.items() if item in items and _is_answer(answer)}
    return kept


def _is_answer(answer: object) -> bool:
    return answer in UNANSWERED or (type(answer) is int and 0 <= answer < 1000)
