"""Quarantine: refused facts, as they were sent, each with a reason and a deadline.

What is refused may still say that somebody is at risk. So a refused fact that carries a flagged answer, as far as it
can be read, is urgent: a coordinator owes it an answer within the hour, as for any other risk.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Cursor

from acompana.bundle import Bundle
from acompana.care.facts import KINDS
from acompana.ledger.erasure import WITHHELD, erased_among, nameless
from acompana.ledger.parsing import Submission, peek
from acompana.ledger.reading import raw_cursor
from acompana.ledger.refusals import Refusal

ANSWER_URGENT_WITHIN = timedelta(hours=1)
ANSWER_WITHIN = timedelta(days=3)


class Confined(Struct, frozen=True):
    """A refused fact as the people who repair it see it."""

    no: int
    fact: UUID | None
    person: UUID | None
    kind: str | None
    raw: bytes
    refusal: Refusal
    author: UUID
    role: str
    device: UUID | None
    received_at: datetime
    due_at: datetime
    urgent: bool


_CONFINE = """
INSERT INTO ledger_quarantine
    (fact, person, kind, raw, digest, code, expected, found, remedy, author, role, device, received_at, place_path,
     urgent, due_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (digest) DO NOTHING
"""
_DUE = "SELECT digest, due_at FROM ledger_quarantine WHERE digest = ANY(%s) AND resolved_at IS NULL"


def confine(
    cursor: Cursor, refused: Sequence[tuple[Submission, Refusal]], paths: Mapping[str, str], bundle: Bundle
) -> list[datetime | None]:
    """Keep what was refused; until when each is to be answered, or null where it was settled already. Refusing the same
    submission of the same author again adds nothing, and gives nobody more time."""
    rows, digests = [], []
    peeked = [peek(submission.raw) for submission, _ in refused]
    erased = erased_among({person for _, person, _ in peeked if person})
    for (submission, refusal), (fact, person, kind) in zip(refused, peeked, strict=True):
        raw, found = submission.raw, _storable(refusal.found)
        if person in erased:
            raw, found, kind = nameless(raw, bundle), WITHHELD, kind if kind in KINDS else None
        urgent = may_tell_of_risk(submission.raw, bundle)
        digests.append(hashlib.blake2b(submission.author.user.bytes + submission.raw, digest_size=16).digest())
        rows.append(
            (
                fact,
                person,
                kind and _storable(kind),
                raw,
                digests[-1],
                refusal.code,
                refusal.expected,
                found,
                refusal.remedy,
                submission.author.user,
                submission.author.role,
                submission.device,
                submission.received_at,
                _where(submission, paths),
                urgent,
                submission.received_at + (ANSWER_URGENT_WITHIN if urgent else ANSWER_WITHIN),
            )
        )
    cursor.executemany(_CONFINE, rows)
    due = {bytes(digest): due_at for digest, due_at in cursor.execute(_DUE, [digests])}
    return [due.get(digest) for digest in digests]


def may_tell_of_risk(raw: bytes, bundle: Bundle) -> bool:
    """Whether a refused fact may carry a flagged answer. In doubt, yes: what cannot be read is not thereby harmless."""
    try:
        loose = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return b"answers" in raw
    body = loose.get("body") if isinstance(loose, dict) else None
    if not isinstance(body, dict):
        return False
    if loose.get("kind") in ("risk_assessed", "protocol_followed"):
        return True
    instead = body.get("instead")
    answers = body.get("answers") or (instead.get("answers") if isinstance(instead, dict) else None)
    if not isinstance(answers, dict):
        return False
    suicide_items = {
        flag.item for instrument in bundle.instruments for flag in instrument.flags if flag.kind == "suicide"
    }
    return any(answers.get(item) not in (None, 0, "not_asked", "refused", "dont_know") for item in suicide_items)


def _where(submission: Submission, paths: Mapping[str, str]) -> str:
    """The place whose coordinator answers for it: where it was sent from, or else the author's own."""
    try:
        place = msgspec.json.decode(submission.raw).get("place")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, AttributeError):
        place = None
    if isinstance(place, str) and place in paths:
        return paths[place]
    return min(submission.author.places, key=len, default="/")


def _storable(text: str) -> str:
    return text.replace("\x00", "")[:300]


def waiting(limit: int | None = None) -> list[Confined]:
    """What waits in quarantine and the viewer may see, up to so many if said: urgent first, then by deadline."""
    cursor = raw_cursor()
    cursor.execute(
        "SELECT no, fact, person, kind, raw, code, expected, found, remedy, author, role, device, received_at,"
        " due_at, urgent FROM ledger_quarantine WHERE resolved_at IS NULL ORDER BY urgent DESC, due_at, no LIMIT %s",
        [limit],
    )
    return [
        Confined(no, fact, person, kind, raw, Refusal(code, expected, found, remedy), *rest)
        for no, fact, person, kind, raw, code, expected, found, remedy, *rest in cursor
    ]


def say_who_let_in(cursor: Cursor, fact: UUID, user: UUID) -> None:
    """Keep beside what was refused who let it in after all. The fact itself names its author."""
    cursor.execute(
        "UPDATE ledger_quarantine SET resolved_by = %s"
        " WHERE fact = %s AND resolution = 'repaired' AND resolved_by IS NULL AND resolved_at >= now()",
        [user, fact],
    )


def who_let_in(facts: Iterable[UUID]) -> dict[UUID, UUID]:
    """Of these facts, those that were refused at first and let in by somebody: that somebody."""
    cursor = raw_cursor()
    cursor.execute(
        "SELECT fact, resolved_by FROM ledger_quarantine"
        " WHERE fact = ANY(%s) AND resolution = 'repaired' AND resolved_by IS NOT NULL",
        [list(facts)],
    )
    return dict(cursor.fetchall())


def settle(no: int, resolution: str, user: UUID) -> bool:
    """Take something out of quarantine without its having become a fact; the reason stays beside it. False if it was
    settled before, or is not the viewer's to settle."""
    cursor = raw_cursor()
    cursor.execute(
        "UPDATE ledger_quarantine SET resolved_at = clock_timestamp(), resolution = %s, resolved_by = %s"
        " WHERE no = %s AND resolved_at IS NULL",
        [resolution[:300], user, no],
    )
    return cursor.rowcount == 1
