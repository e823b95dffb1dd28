"""Reading the ledger: a person's facts to fold, and what came after a cursor."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection
from msgspec import Struct
from psycopg import Cursor
from psycopg.pq import Format, PipelineStatus

from acompana.care.facts import KINDS, Fact
from acompana.ledger.parsing import decode_body

_FACT = (
    "SELECT person, id, kind, happened_at, recorded_at, received_at, author, role, device, place, body::text"
    " FROM ledger_fact"
)


def raw_cursor() -> Cursor:
    """A cursor of the driver itself, on Django's connection and in its transaction: prepared on the server, read in
    binary, without Django's layers."""
    connection.ensure_connection()
    cursor = Cursor(connection.connection)
    cursor.format = Format.BINARY
    return cursor


def traveling_together() -> AbstractContextManager[object]:
    """Within this block statements travel to the database without waiting for each other's answers, unless they do
    already: a pipeline inside another one waits where it begins and where it ends."""
    raw = raw_cursor().connection
    return nullcontext() if raw.info.pipeline_status is PipelineStatus.ON else raw.pipeline()


def array_of(ids: Iterable[UUID]) -> str:
    """Ids as PostgreSQL writes an array, for `%s::text::uuid[]`: for thousands, ten times faster than a list."""
    return "{" + msgspec.json.encode(list(ids)).decode()[1:-1] + "}"


def load(cursor: Cursor, persons: Sequence[UUID], ids: Iterable[UUID] = ()) -> list[Fact]:
    """All facts about these persons, and those with one of these ids; care tier only, in no particular order."""
    cursor.execute(
        f"{_FACT} WHERE person = ANY((SELECT %s::text::uuid[])::uuid[]) OR id = ANY((SELECT %s::text::uuid[])::uuid[])",
        [array_of(persons), array_of(ids)],
    )
    return [_fact(row) for row in cursor.fetchall()]


def facts_of(person: UUID) -> list[Fact]:
    """All facts about a person that the viewer may see, care tier only."""
    return load(raw_cursor(), [person])


def _fact(row: tuple) -> Fact:  # type: ignore[type-arg]
    person, id, kind, happened_at, recorded_at, received_at, author, role, device, place, body = row
    return Fact(
        person=person,
        id=id,
        kind=kind,
        happened_at=happened_at,
        recorded_at=recorded_at,
        received_at=received_at,
        author=author,
        role=role,
        device=device,
        place=place,
        body=decode_body(kind, body),
    )


# --- What names somebody, and private notes -----------------------------------------------------------------------


class Beside(Struct, frozen=True):
    """What stands beside a fact in its own tier: absent where there is none, or the viewer may not see it."""

    identity: msgspec.Raw | None
    note: str | None


def beside(person: UUID) -> dict[UUID, Beside]:
    """Identity and notes of a person's facts, by fact, as far as the viewer may see them."""
    cursor = raw_cursor()
    cursor.execute("SELECT fact, body::text FROM ledger_identity WHERE person = %s", [person])
    identities: dict[UUID, str] = dict(cursor.fetchall())
    cursor.execute("SELECT fact, body::text FROM ledger_note WHERE person = %s", [person])
    notes: dict[UUID, str] = dict(cursor.fetchall())
    return {
        fact: Beside(
            msgspec.Raw(identities[fact].encode()) if fact in identities else None,
            msgspec.json.decode(notes[fact]) if fact in notes else None,
        )
        for fact in identities.keys() | notes.keys()
    }


def identity_and_note(cursor: Cursor, fact: Fact) -> tuple[Any, str | None]:
    """What stands beside one fact: its identity, in the type of its kind, and its note."""
    cursor.execute(
        "SELECT (SELECT body::text FROM ledger_identity WHERE person = %(person)s AND fact = %(fact)s),"
        " (SELECT body::text FROM ledger_note WHERE person = %(person)s AND fact = %(fact)s)",
        {"person": fact.person, "fact": fact.id},
    )
    identity, note = cursor.fetchone() or (None, None)
    return (
        None if identity is None else msgspec.json.decode(identity, type=_identity_type(fact.kind)),
        None if note is None else msgspec.json.decode(note, type=str),
    )


def _identity_type(kind: str) -> Any:
    return next(field.type for field in msgspec.structs.fields(KINDS[kind]) if field.name == "identity")


# --- The cursor ----------------------------------------------------------------------------------------------------


class Position(Struct, frozen=True, order=True):
    """A place in the ledger: every fact before it has been seen, and none before it can still appear."""

    txid: int = 0
    no: int = 0


_AFTER = """
SELECT txid::text::bigint, received_no, person, id FROM ledger_fact
WHERE (txid, received_no) > (%s::text::xid8, %s) AND txid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY txid, received_no LIMIT %s
"""


def after(position: Position, limit: int = 1000) -> Iterator[tuple[Position, UUID, UUID]]:
    """(position, person, fact id) of what came after a position, in order.

    PostgreSQL hands out numbers before transactions end, so a lower number can become visible after a higher one. A
    reader that went by number alone would skip it for good. Facts are therefore ordered by (transaction, number), and
    none is shown whose transaction is not older than every transaction still open: what may still appear lies ahead.
    """
    cursor = raw_cursor()
    cursor.execute(_AFTER, [str(position.txid), position.no, limit])
    for txid, no, person, id in cursor.fetchall():
        yield Position(txid, no), person, id


_FIRST_PERSON, _NO_PERSON_AFTER = UUID(int=0), UUID(int=2**128 - 1)

# One index probe per person, however many facts each has.
_PERSONS = """
WITH RECURSIVE next(person, n) AS (
    (SELECT person, 1 FROM ledger_fact WHERE person > %(last)s ORDER BY person LIMIT 1)
    UNION ALL
    SELECT (SELECT f.person FROM ledger_fact AS f WHERE f.person > next.person ORDER BY f.person LIMIT 1), n + 1
    FROM next WHERE next.person IS NOT NULL AND n < %(limit)s
)
SELECT person FROM next WHERE person < %(before)s
"""


def latest() -> Position:
    """The furthest position that `after` could have led to by now: what has been seen of the ledger as it stands."""
    cursor = raw_cursor()
    cursor.execute(
        "SELECT txid::text::bigint, received_no FROM ledger_fact"
        " WHERE txid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY txid DESC, received_no DESC LIMIT 1"
    )
    row = cursor.fetchone()
    return Position(*row) if row else Position()


def last_arrival() -> datetime | None:
    """When the newest fact arrived; None in an empty ledger."""
    cursor = raw_cursor()
    cursor.execute("SELECT max(received_at) FROM ledger_fact")
    row = cursor.fetchone()
    return row[0] if row else None


def persons_after(last: UUID | None, limit: int, before: UUID | None = None) -> list[UUID]:
    """The next persons who have facts, in order of their id; for going through the whole ledger."""
    cursor = raw_cursor()
    bounds = {"last": last or _FIRST_PERSON, "before": before or _NO_PERSON_AFTER, "limit": limit}
    cursor.execute(_PERSONS, bounds)
    return [person for (person,) in cursor.fetchall()]


def by_person(persons: Sequence[UUID]) -> dict[UUID, list[Fact]]:
    """The facts of these persons, gathered."""
    gathered: dict[UUID, list[Fact]] = {person: [] for person in persons}
    for fact in load(raw_cursor(), persons):
        gathered[fact.person].append(fact)
    return gathered
