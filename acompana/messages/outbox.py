"""The outbox: which steps of an escalation have come and were not told yet, in SQL.

A step is a rung of a task whose moment has passed, or what a refused fact asks for (`messages_step`). Each has one row
here, so it is told once, however many watch. A row goes when its step goes: a risk that was answered and opens again is
told again.

A claim takes rows for one message. It is committed before the message leaves and sets when the next try may be, so that
no transaction waits for a mail server, and whoever dies while sending loses nothing.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from msgspec import Struct

from acompana.ledger.reading import raw_cursor

NOBODY = UUID(int=0)
"""Stands for the person of a refused fact: whom it is about may not be known, and need not be."""

CLAIM_LASTS = timedelta(minutes=2)
"""After this a message whose sender fell silent is sent again."""
_RETRY_FIRST = timedelta(seconds=15)
_RETRY_AT_MOST = timedelta(minutes=5)


class Step(Struct, frozen=True):
    """A waiting row and whom to ask for: `named` if still active, else whoever has the duty there."""

    person: UUID
    about: UUID
    rung: str
    to_owner: bool
    queued_at: datetime
    duty: str
    named: UUID | None
    place_path: str


class Question(Struct, frozen=True):
    """Waiting steps that come to the same recipient, without being pressing."""

    duty: str
    named: UUID | None
    place_path: str


class Told(Struct, frozen=True):
    """A row whose message went out and is not a fact yet."""

    person: UUID
    about: UUID
    rung: str
    to_owner: bool
    queued_at: datetime
    sent_at: datetime
    sent_to: UUID
    channel: str


_SAME = "(step.person, step.about, step.rung, step.to_owner) = (row.person, row.about, row.rung, row.to_owner)"
_READY = "row.sent_at IS NULL AND row.try_at <= %(now)s"
# One probe for each row, whatever the planner believes of how many there are: that changes within a minute.
_ITS_STEP = f"CROSS JOIN LATERAL (SELECT * FROM messages_step AS step WHERE {_SAME} LIMIT 1) AS step"  # noqa: S608
_MANY = 1_000

T = TypeVar("T")


# --- Filling it -------------------------------------------------------------------------------------------------------


def snapshot() -> str:
    """A transaction number: whatever is not visible yet will carry this one or a higher."""
    cursor = raw_cursor()
    cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
    (number,) = cursor.fetchone() or ("0",)
    return str(number)


def changed_since(number: str, at_most: int) -> list[UUID]:
    """The persons whose card changed in this transaction or later: `at_most`, and one more where there are more."""
    cursor = raw_cursor()
    cursor.execute(
        "SELECT person FROM caseload_card WHERE changed_txid >= %s::text::xid8 LIMIT %s", [number, at_most + 1]
    )
    return [person for (person,) in cursor]


# Whatever no program's rule owes, the rules of risk do. What stands there already is left to the key to find: an
# anti-join would be planned for the rows of yesterday, and while the table fills become a loop within a loop.
_QUEUE = """
INSERT INTO messages_outbox (person, about, rung, to_owner, pressing, queued_at, try_at)
SELECT step.person, step.about, step.rung, step.to_owner, coalesce(task.rule <> ALL(%(routine)s), step.urgent),
       %(now)s, %(now)s
FROM messages_step AS step LEFT JOIN caseload_task AS task ON task.person = step.person AND task.id = step.about
WHERE step.at <= %(now)s AND {which}
ON CONFLICT DO NOTHING
"""
_FORGET = f"""
DELETE FROM messages_outbox AS row WHERE {{which}} AND ({_READY} OR row.recorded)
AND NOT EXISTS (SELECT FROM messages_step AS step WHERE {_SAME} AND step.at <= %(now)s)
"""  # noqa: S608

_ALL, _REFUSED, _CHANGED = "true", f"person = '{NOBODY}'", "person = ANY(%(persons)s)"
_COME = f"step.at > %(before)s AND step.person <> '{NOBODY}'"


def queue_all(now: datetime, routine: Sequence[str]) -> int:
    """Hold every step that has come against the outbox; returns how many were added. Reads all steps that are past.

    `routine` are the rules of the programs; whatever is owed by another rule is owed by a risk, and pressing.
    """
    asked = {"now": now, "routine": list(routine)}
    with transaction.atomic():
        _change(_FORGET.format(which=_ALL), asked)
        return _counted(_change(_QUEUE.format(which=_ALL), asked))


def queue_new(before: datetime, changed: Sequence[UUID], now: datetime, routine: Sequence[str]) -> int:
    """Add the steps that came after `before`, those of the persons whose card has changed, and those of refused facts,
    which are few: what is new, and no more."""
    asked = {"now": now, "routine": list(routine), "before": before, "persons": list(changed)}
    with transaction.atomic():
        added = _change(_QUEUE.format(which=_COME), asked)
        for which in (_CHANGED, _REFUSED):
            _change(_FORGET.format(which=f"row.{which}"), asked)
            added += _change(_QUEUE.format(which=f"step.{which}"), asked)
        return _counted(added)


def _counted(added: int) -> int:
    """A table that was empty a moment ago is still planned for as one; nobody would wait for the claims to end."""
    if added >= _MANY:
        _change("ANALYZE messages_outbox", {})
    return added


# --- Emptying it ------------------------------------------------------------------------------------------------------


def pressing(now: datetime, limit: int) -> list[Step]:
    """Pressing steps that may be tried now; those that came last stand first, for an old one has waited already."""
    return _found(
        Step,
        "SELECT row.person, row.about, row.rung, row.to_owner, row.queued_at, step.duty, step.named, step.place_path"  # noqa: S608
        f" FROM messages_outbox AS row {_ITS_STEP}"
        f" WHERE row.pressing AND {_READY} ORDER BY step.at DESC LIMIT %(limit)s",
        {"now": now, "limit": limit},
    )


def questions(now: datetime) -> list[Question]:
    """Whom the other steps that may be tried now are for."""
    return _found(
        Question,
        "SELECT DISTINCT step.duty, step.named, step.place_path"  # noqa: S608
        f" FROM messages_outbox AS row {_ITS_STEP} WHERE NOT row.pressing AND {_READY}",
        {"now": now},
    )


def claim_steps(steps: Sequence[Step], claim: UUID, now: datetime) -> int:
    """Take these steps for one message; of how many tasks they were still to be had."""
    return _claim(
        claim,
        "unnest(%(persons)s::uuid[], %(abouts)s::uuid[], %(rungs)s::text[], %(to_owners)s::bool[])"
        " AS step(person, about, rung, to_owner)",
        "true",
        now,
        **_arrays(steps),
    )


def claim_gathered(asked: Sequence[Question], claim: UUID, now: datetime) -> int:
    """Take all steps behind these questions for one message; of how many tasks they were still to be had."""
    return _claim(
        claim,
        "messages_step AS step JOIN unnest(%(duties)s::text[], %(named)s::uuid[], %(paths)s::text[])"
        " AS asked(duty, named, path) ON step.duty = asked.duty AND step.place_path = asked.path"
        " AND step.named IS NOT DISTINCT FROM asked.named",
        "NOT row.pressing",
        now,
        duties=[question.duty for question in asked],
        named=[question.named for question in asked],
        paths=[question.place_path for question in asked],
    )


def _claim(claim: UUID, source: str, which: str, now: datetime, **asked: object) -> int:
    with transaction.atomic():
        # One claims at a time: two who updated the same rows in different orders would wait for each other.
        raw_cursor().execute("SELECT pg_advisory_xact_lock(hashtext('messages_outbox'))")
        cursor = raw_cursor()
        cursor.execute(
            "WITH claimed AS ("  # noqa: S608
            " UPDATE messages_outbox AS row SET claim = %(claim)s, tries = tries + 1, try_at = %(until)s"
            f" FROM {source} WHERE {_SAME} AND {which} AND {_READY} RETURNING row.person, row.about"
            ") SELECT count(DISTINCT (person, about)) FROM claimed",
            {"claim": claim, "until": now + CLAIM_LASTS, "now": now, **asked},
        )
        (tasks,) = cursor.fetchone() or (0,)
        return int(tasks)


def mark_sent(claim: UUID, to: UUID, channel: str, now: datetime) -> None:
    """The message of this claim is on its way."""
    raw_cursor().execute(
        "UPDATE messages_outbox SET sent_at = %s, sent_to = %s, channel = %s, trouble = NULL"
        " WHERE claim = %s AND sent_at IS NULL",
        [now, to, channel, claim],
    )


def mark_failed(claim: UUID, trouble: str, now: datetime) -> None:
    """The message of this claim was not taken: to be tried again, later each time."""
    raw_cursor().execute(
        "UPDATE messages_outbox SET trouble = %s, try_at = %s + least(%s * 2 ^ least(tries - 1, 10), %s)"
        " WHERE claim = %s AND sent_at IS NULL",
        [trouble, now, _RETRY_FIRST, _RETRY_AT_MOST, claim],
    )


def gathered_since(moment: datetime, recipients: Iterable[UUID]) -> set[UUID]:
    """Who of these was sent something after that moment that was not pressing."""
    cursor = raw_cursor()
    cursor.execute(
        "SELECT DISTINCT sent_to FROM messages_outbox WHERE NOT pressing AND sent_to = ANY(%s) AND sent_at > %s",
        [list(recipients), moment],
    )
    return {user for (user,) in cursor}


# --- What became of it ------------------------------------------------------------------------------------------------


def take_unrecorded(limit: int) -> list[Told]:
    """What was sent and is not a fact yet, kept from others until the transaction ends."""
    return _found(
        Told,
        "SELECT person, about, rung, to_owner, queued_at, sent_at, sent_to, channel FROM messages_outbox"
        " WHERE sent_at IS NOT NULL AND NOT recorded ORDER BY sent_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED",
        {"limit": limit},
    )


def mark_recorded(told: Collection[Told]) -> None:
    """What was told of these steps is a fact."""
    _change(
        "UPDATE messages_outbox AS row SET recorded = true FROM unnest(%(persons)s::uuid[], %(abouts)s::uuid[],"  # noqa: S608
        f" %(rungs)s::text[], %(to_owners)s::bool[]) AS step(person, about, rung, to_owner) WHERE {_SAME}",
        _arrays(told),
    )


class Waiting(Struct, frozen=True):
    """What has not gone out: how much, how much of it in vain so far, and since when the oldest pressing step waits."""

    waiting: int
    troubled: int
    oldest_pressing: datetime | None


def waiting() -> Waiting:
    """What waits at this moment, whenever it may be tried."""
    (found,) = _found(
        Waiting,
        "SELECT count(*), count(trouble), min(queued_at) FILTER (WHERE pressing)"
        " FROM messages_outbox WHERE sent_at IS NULL",
        {},
    )
    return found


class Due(Struct, frozen=True):
    """A task of risk of which somebody was to be told, and whether somebody was, of every step of it."""

    person: UUID
    about: UUID
    told: bool


def due_risks(before: datetime, routine: Sequence[str]) -> list[Due]:
    """The tasks of risk of which somebody was to be told by that moment."""
    return _found(
        Due,
        "SELECT step.person, step.about, bool_and(EXISTS"  # noqa: S608
        f" (SELECT FROM messages_outbox AS row WHERE {_SAME} AND row.sent_at IS NOT NULL))"
        " FROM messages_step AS step"
        " JOIN caseload_task AS task ON task.person = step.person AND task.id = step.about"
        " WHERE step.at <= %(before)s AND NOT step.to_owner AND task.rule <> ALL(%(routine)s)"
        " GROUP BY step.person, step.about",
        {"before": before, "routine": list(routine)},
    )


def _arrays(steps: Collection[Step | Told]) -> dict[str, list[object]]:
    return {
        "persons": [step.person for step in steps],
        "abouts": [step.about for step in steps],
        "rungs": [step.rung for step in steps],
        "to_owners": [step.to_owner for step in steps],
    }


def _found(kind: Callable[..., T], query: str, asked: Mapping[str, object]) -> list[T]:
    cursor = raw_cursor()
    cursor.execute(query, asked)
    return [kind(*row) for row in cursor.fetchall()]


def _change(statement: str, asked: Mapping[str, object]) -> int:
    cursor = raw_cursor()
    cursor.execute(statement, asked)
    return cursor.rowcount
