"""Making every card anew from the facts, on all cores, while people go on working.

Each batch locks its persons as the write door does, so a fact that arrives meanwhile waits or is already read. Nothing
is emptied first: a card that comes out as it was is not touched, and a card without any fact behind it goes.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from uuid import UUID

import django
from django.db import connection, transaction

from acompana.bundle import current
from acompana.caseload.record import PATHS
from acompana.caseload.refold import refold
from acompana.caseload.unread import refuse_unreadable
from acompana.ledger.door import lock
from acompana.ledger.reading import by_person, persons_after, raw_cursor
from acompana.people.access import as_door

BATCH = 500
TABLES = ("caseload_alert", "caseload_card", "caseload_identity", "caseload_rung", "caseload_task", "caseload_word")


def rebuild(workers: int | None = None, told: Callable[[int], None] = lambda _: None) -> int:
    """Rebuild all cards; returns how many people there are. Raises UnreadableFacts before anything is changed.

    Args:
        workers: processes to use; as many as there are cores if not said. With one, everything happens in this process.
        told: called now and then with the number of people finished since the last call.
    """
    count = workers or os.cpu_count() or 1
    refuse_unreadable(current())
    _forget_cards_without_facts()
    if count == 1:
        return _told(rebuild_range(None, None), told)
    bounds = [None, *_parting(count * 8), None]
    ranges = list(pairwise(bounds))
    connection.close()  # a connection does not survive being shared with another process
    # Named by itself: a function of this module could not be found before Django is ready.
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=django.setup) as pool:
        return _told(pool.map(_rebuild_range, ranges), told)


def _told(finished: Iterable[int], told: Callable[[int], None]) -> int:
    total = 0
    for count in finished:
        total += count
        told(count)
    return total


def _parting(parts: int) -> list[UUID]:
    """Persons who part the others into ranges of like size. Ids begin with the time they were made, so an even division
    of all possible ids would put everybody into one range."""
    with as_door(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(person::text)::uuid FROM"
            " (SELECT person, ntile(%s) OVER (ORDER BY person) AS part FROM caseload_card) AS cards"
            " GROUP BY part ORDER BY part",
            [parts],
        )
        return [person for (person,) in cursor.fetchall()][:-1]


def _rebuild_range(bounds: tuple[UUID | None, UUID | None]) -> int:
    return sum(rebuild_range(*bounds))


def rebuild_range(first: UUID | None, end: UUID | None) -> Iterator[int]:
    """Rebuild the cards of persons from `first` until before `end`, a batch at a time; yields each batch's size."""
    last = UUID(int=first.int - 1) if first and first.int else None
    while True:
        with as_door():
            persons = persons_after(last, BATCH, before=end)
            if not persons:
                return
            lock(raw_cursor(), persons)
            refold(by_person(persons), persons, current(), PATHS)
        last = persons[-1]
        yield len(persons)


def _forget_cards_without_facts() -> None:
    with as_door(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"DELETE FROM {table} AS row WHERE NOT EXISTS"  # noqa: S608
                " (SELECT FROM ledger_fact WHERE ledger_fact.person = row.person)"
            )


def fingerprint() -> str:
    """SHA-256 over all rows of the caseload in order, without the mark of when a card last changed.

    Two caseloads with the same fingerprint hold the same bytes.
    """
    digest = hashlib.sha256()
    with transaction.atomic():
        for table in TABLES:
            cursor = connection.cursor()
            cursor.execute(
                "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)"
                " FROM information_schema.columns WHERE table_name = %s AND column_name <> 'changed_txid'",
                [table],
            )
            columns = cursor.fetchone()[0]
            cursor.execute(f"SELECT row({columns})::text FROM {table} ORDER BY 1")  # noqa: S608
            for (row,) in cursor:
                digest.update(row.encode())
    return digest.hexdigest()
