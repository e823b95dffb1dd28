"""The write door: the only way for a fact into the ledger.

`append` decides about each submission by itself and leaves a receipt for it: accepted, had already, or refused and kept
in quarantine. It works inside the caller's transaction, holds the lock of every person it writes about until that ends,
and returns those persons' facts, so that their cards can be made anew in the same transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection
from msgspec import Struct
from psycopg import Cursor

from acompana.care.facts import Body, Fact
from acompana.care.fold import is_read
from acompana.care.knowing import know
from acompana.ledger.checks import Lists, Reach, check
from acompana.ledger.erasure import is_erased
from acompana.ledger.parsing import Submission, has_parts, parse, take_apart
from acompana.ledger.quarantine import confine, say_who_let_in
from acompana.ledger.reading import array_of, identity_and_note, load, raw_cursor
from acompana.ledger.refusals import Refusal


class Receipt(Struct, frozen=True, gc=False):
    """What became of one submission. A fact the ledger had already is accepted again and changes nothing. `due_at`: by
    when somebody answers for what was refused."""

    id: UUID | None
    refusal: Refusal | None = None
    had_already: bool = False
    due_at: datetime | None = None


ID_REUSED = Refusal(
    "id_reused",
    "an id of its own",
    "the id of another fact",
    "Send it with a new id; to change the other fact, send a correction.",
)


@dataclass(slots=True)
class Appended:
    """Receipts in the order of the submissions, all facts of every person whose card they may change, and those of
    them about whose identity, place or agent something new was said."""

    receipts: list[Receipt]
    persons: dict[UUID, list[Fact]]
    renamed: set[UUID]


@dataclass(slots=True)
class _Desk:
    """What the door knows of one person while it decides."""

    said: dict[UUID, Fact] = field(default_factory=dict)
    fresh: list[Fact] = field(default_factory=list)
    reach: Reach | None = None

    @property
    def changes_card(self) -> bool:
        """Whether something new was said of the person, or somebody was not known at all until now."""
        return any(is_read(fact) for fact in self.fresh) or 0 < len(self.fresh) == len(self.said)


def append(submissions: Sequence[Submission], lists: Lists) -> Appended:
    """Append facts to the ledger.

    Must run inside a transaction, at the door (`people.access.as_door`).

    Args:
        submissions: what was sent, in any order; each is judged by itself.
        lists: the content, places and workers that the facts are held against.
    """
    assert connection.in_atomic_block
    parsed = [parse(submission) for submission in submissions]
    persons = sorted({fact.person for fact in parsed if isinstance(fact, Fact)})
    cursor = raw_cursor()
    desks = {person: _Desk() for person in persons}
    elsewhere: set[UUID] = set()  # ids that belong to facts about others
    for fact in _lock_and_load(persons, (f.id for f in parsed if isinstance(f, Fact))):
        if fact.person in desks:
            desks[fact.person].said[fact.id] = fact
        else:
            elsewhere.add(fact.id)

    receipts: list[Receipt] = []
    refused: list[tuple[Submission, Refusal]] = []
    for submission, found in zip(submissions, parsed, strict=True):
        if isinstance(found, Refusal):
            receipt = Receipt(None, found)
        else:
            receipt = _admit(cursor, found, submission, desks[found.person], elsewhere, lists)
        receipts.append(receipt)
        if receipt.refusal:
            refused.append((submission, receipt.refusal))
    fresh = [fact for desk in desks.values() for fact in desk.fresh]
    erased = {person for person, desk in desks.items() if desk.fresh and is_erased(desk.said.values())}
    if fresh:
        _write(cursor, fresh, erased)
    for submission, receipt in zip(submissions, receipts, strict=True):
        if submission.let_in_by and receipt.id and not receipt.refusal:
            say_who_let_in(cursor, receipt.id, submission.let_in_by.user)
    if refused:
        due = iter(confine(cursor, refused, lists.paths, lists.bundle))
        receipts = [_until(next(due), receipt) if receipt.refusal else receipt for receipt in receipts]
    changed = {
        person: [_nameless(fact) if person in erased else fact for fact in desk.said.values()]
        for person, desk in desks.items()
        if desk.changes_card
    }
    return Appended(receipts, changed, {fact.person for fact in fresh if fact.kind in _TELLS_WHO})


def _until(due_at: datetime | None, receipt: Receipt) -> Receipt:
    return msgspec.structs.replace(receipt, due_at=due_at)


def _nameless(fact: Fact) -> Fact:
    """The fact as it is kept of somebody erased."""
    return msgspec.structs.replace(fact, body=take_apart(fact.body).care)


def lock(cursor: Cursor, persons: Sequence[UUID]) -> None:
    """Wait until nobody else writes about these persons, and keep others waiting until the transaction ends.

    `persons` must be sorted, so that two writers never wait for each other."""
    cursor.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(p::text, 0)) FROM unnest(%s::text::uuid[]) AS p",
        [array_of(persons)],
    )


def _lock_and_load(persons: Sequence[UUID], sent: Iterable[UUID]) -> Iterable[Fact]:
    """Lock the persons, always in the same order; then, with a snapshot taken after the lock, read their facts, and
    those of anybody that have one of the ids sent."""
    if not persons:
        return ()
    lock(raw_cursor(), persons)
    return load(raw_cursor(), persons, sent)


def _admit(
    cursor: Cursor,
    fact: Fact,
    submission: Submission,
    desk: _Desk,
    elsewhere: set[UUID],
    lists: Lists,
) -> Receipt:
    """Decide about one fact; if it is new and fits, put it on the desk to be written."""
    before = desk.said.get(fact.id)
    if before is not None or fact.id in elsewhere:
        if before is not None and _same(cursor, before, fact, desk):
            return Receipt(fact.id, had_already=True)
        return Receipt(fact.id, ID_REUSED)
    if desk.reach is None:
        desk.reach = _reach(desk, lists.paths)
    refusal = submission.doubt or check(fact, submission.let_in_by or submission.author, desk.reach, lists, desk.said)
    if refusal:
        return Receipt(fact.id, refusal)
    desk.said[fact.id] = fact
    desk.fresh.append(fact)
    if fact.kind in _TELLS_WHO or not desk.reach.authors:
        desk.reach = None
    return Receipt(fact.id)


_TELLS_WHO = frozenset(
    {"person_registered", "details_given", "assigned", "identity_erased", "fact_corrected", "fact_withdrawn"}
)


def _reach(desk: _Desk, paths: Mapping[str, str]) -> Reach:
    facts = desk.said.values()
    known = know(facts)
    # Where somebody who is not registered yet was last met: whoever is on call there must be able to answer a risk.
    met = max(((fact.at, fact.id, fact.place) for fact in facts if fact.place), default=None)
    place = known.home or (met and met[2])
    return Reach(known, paths.get(place) if place else None, frozenset(fact.author for fact in facts))


def _same(cursor: Cursor, before: Fact, now: Fact, desk: _Desk) -> bool:
    """Whether the fact sent now says what the fact with its id said before. What was erased is not compared."""
    said, says = take_apart(before.body), take_apart(now.body)
    if said.care != says.care or any(getattr(before, name) != getattr(now, name) for name in _SAID_IN_ENVELOPE):
        return False
    if any(fact is before for fact in desk.fresh):
        return said == says
    if not has_parts(now.kind) or is_erased(desk.said.values()):
        return True
    return identity_and_note(cursor, before) == (says.identity, says.note)


_SAID_IN_ENVELOPE = ("kind", "happened_at", "recorded_at", "place")


class _FactRow(Struct, frozen=True, gc=False):
    """A row of ledger_fact; field names are the columns."""

    person: UUID
    id: UUID
    kind: str
    happened_at: datetime
    recorded_at: datetime
    received_at: datetime
    author: UUID
    role: str
    device: UUID | None
    place: str | None
    body: Body


class _PartRow(Struct, frozen=True, gc=False):
    """A row of ledger_identity or ledger_note."""

    person: UUID
    fact: UUID
    body: Any


def _write(cursor: Cursor, facts: Sequence[Fact], erased: set[UUID]) -> None:
    """Add the rows of new facts. About somebody erased, nothing is kept that could name or was said in private."""
    rows, identities, notes = [], [], []
    for fact in facts:
        parts = take_apart(fact.body)
        rows.append(
            _FactRow(
                fact.person,
                fact.id,
                fact.kind,
                fact.happened_at,
                fact.recorded_at,
                fact.received_at,
                fact.author,
                fact.role,
                fact.device,
                fact.place,
                parts.care,
            )
        )
        if fact.person in erased:
            continue
        if parts.identity is not None:
            identities.append(_PartRow(fact.person, fact.id, parts.identity))
        if parts.note is not None:
            notes.append(_PartRow(fact.person, fact.id, parts.note))
    cursor.execute(_ADD_FACTS, [msgspec.json.encode(rows).decode()])
    for table, parts_of_table in (("ledger_identity", identities), ("ledger_note", notes)):
        if parts_of_table:
            cursor.execute(
                f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s::json)",  # noqa: S608
                [msgspec.json.encode(parts_of_table).decode()],
            )


# Facts, one or thousands, travel as JSON in one statement, which costs less than a parameter each. What they were
# refused as before is settled; an agent settles only what was the agent's own.
_COLUMNS = ", ".join(_FactRow.__struct_fields__)
_ADD_FACTS = f"""
WITH new AS MATERIALIZED (SELECT * FROM json_populate_recordset(NULL::ledger_fact, %s::json)),
settled AS (
    UPDATE ledger_quarantine AS held SET resolved_at = clock_timestamp(), resolution = 'repaired' FROM new
    WHERE held.fact = new.id AND held.resolved_at IS NULL AND (held.author = new.author OR new.role <> 'agent')
)
INSERT INTO ledger_fact ({_COLUMNS}) SELECT {_COLUMNS} FROM new
"""  # noqa: S608
