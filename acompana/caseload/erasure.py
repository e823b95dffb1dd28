"""Erasing who somebody is, here and in the ledger, in one transaction."""

import json
from datetime import datetime
from gettext import gettext as _
from uuid import UUID

from msgspec import Struct

from acompana.bundle import current
from acompana.care.identity import is_dni
from acompana.caseload.record import record
from acompana.ledger.door import lock
from acompana.ledger.erasure import Forgotten, forget, is_erased
from acompana.ledger.parsing import Submission
from acompana.ledger.reading import facts_of, raw_cursor
from acompana.people.access import Viewer, as_door
from acompana.people.ids import new_id


class UnknownPersonError(LookupError):
    """No fact is about this person."""


class RefusedError(Exception):
    """The door refused the erasure; the message says why."""


class Erasable(Struct, frozen=True):
    """What there is of somebody, told without naming them."""

    person: UUID
    facts: int
    registered_on: str
    place: str
    is_at_risk: bool
    is_erased: bool


def erasable(person: UUID) -> Erasable:
    """What an erasure would concern. Raises `UnknownPersonError`."""
    with as_door():
        facts = facts_of(person)
        if not facts:
            raise UnknownPersonError(_("Expected the id of a person; no fact is about this one."))
        cursor = raw_cursor()
        cursor.execute("SELECT registered_at, place, risk FROM caseload_card WHERE person = %s", [person])
        registered_at, place, risk = cursor.fetchone() or (None, None, "none")
    return Erasable(
        person=person,
        facts=len(facts),
        registered_on=f"{registered_at:%Y-%m-%d}" if registered_at else "",
        place=place or "",
        is_at_risk=risk != "none",
        is_erased=is_erased(facts),
    )


def with_document(typed: str) -> list[UUID]:
    """The persons who have this document, of whatever type, its number as typed."""
    number = "".join(typed.split()).upper()
    written = [number, number[:8]] if is_dni(number) else [number]
    cursor = raw_cursor()
    cursor.execute("SELECT person FROM caseload_identity WHERE document_number = ANY(%s)", [written])
    return [person for (person,) in cursor.fetchall()]


def erase(person: UUID, reason: str, author: Viewer, now: datetime) -> Forgotten:
    """Record that the person's identity is erased, and erase it. Done again, it finishes what was left.

    Raises `UnknownPersonError`, or `RefusedError` if this author may not.
    """
    with as_door():
        lock(raw_cursor(), [person])
        facts = facts_of(person)
        if not facts:
            raise UnknownPersonError(_("Expected the id of a person; no fact is about this one."))
        if not is_erased(facts):
            (receipt,) = record([_tombstone(person, reason, author, now)])
            if receipt.refusal:
                raise RefusedError(str(receipt.refusal))
        forgotten = forget(person, current())
        for table in ("caseload_identity", "caseload_word"):
            raw_cursor().execute(f"DELETE FROM {table} WHERE person = %s", [person])  # noqa: S608
    return forgotten


def _tombstone(person: UUID, reason: str, author: Viewer, now: datetime) -> Submission:
    sent = {
        "id": str(new_id()),
        "person": str(person),
        "kind": "identity_erased",
        "happened_at": now.isoformat(),
        "recorded_at": now.isoformat(),
        "body": {"reason": reason},
    }
    return Submission(raw=json.dumps(sent).encode(), author=author, received_at=now)
