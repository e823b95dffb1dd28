"""Bulk facts through the one write door, beside COPY of the same rows into one bare table."""

import random
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median
from typing import Any

from bench.result import Result
from bench.world import life, sectors

PEOPLE, WRITERS, ROUNDS, BATCH = 2000, 2, 7, 4000
COLUMNS = "person, id, kind, happened_at, recorded_at, received_at, author, role, device, place, body"


def measure() -> list[Result]:
    from django.db import connection

    connection.close()
    with ProcessPoolExecutor(WRITERS, mp_context=get_context("spawn"), initializer=_begin) as writers:
        list(writers.map(_write, [50] * WRITERS * 2))  # each writer has its content and its plans ready
        tidy()
        rates = [(_through_the_door(writers), _copied()) for _ in range(ROUNDS)]
    door, floor = median(d for d, _ in rates), median(c for _, c in rates)
    return [
        Result(
            "bulk facts through the door",
            round(door),
            "facts/s",
            "COPY of the same rows into one bare table",
            round(floor),
            round(median(d / c for d, c in rates), 3),
            "at least 0.2",
            "CPU: a fact is parsed, checked and folded in Python; card, tasks and rungs are five rows more",
            f"parsed, checked, stored, folded into cards, tasks and rungs; {WRITERS} writers, as there are cores",
        )
    ]


def _begin() -> None:
    import django

    django.setup()


def _through_the_door(writers: ProcessPoolExecutor) -> float:
    written = list(writers.map(_write, [PEOPLE // WRITERS] * WRITERS))
    return sum(count for count, _, _ in written) / (max(w[2] for w in written) - min(w[1] for w in written))


def _write(people: int) -> tuple[int, float, float]:
    """Record the lives of so many new people: how many facts, from when until when."""
    first = random.SystemRandom().randrange(10**12)
    facts = submissions(range(first, first + people))
    started = time.time()
    put(facts)
    return len(facts), started, time.time()


def put(facts: list[Any]) -> None:
    """Record many facts, and see that none is refused."""
    from acompana.caseload.record import record

    for start in range(0, len(facts), BATCH):
        receipts = record(facts[start : start + BATCH])
        assert not any(receipt.refusal for receipt in receipts), next(r.refusal for r in receipts if r.refusal)


def submissions(seeds: Iterable[int], contacts: int = 26) -> list[Any]:
    """The lives of the people of these numbers, as they are sent."""
    from acompana.ledger.parsing import Submission
    from acompana.people.access import viewer_for
    from acompana.people.models import User
    from acompana.people.rota import with_paths

    viewers = {user.username: viewer_for(user) for user in with_paths(User.objects.all())}
    homes = sectors()
    found = []
    for seed in seeds:
        home = homes[seed % len(homes)]
        for role, at, raw in life(seed, home, contacts):
            author = viewers[f"{role}-{home if role == 'agent' else home[:5]}"]
            found.append(Submission(raw=raw, author=author, received_at=at))
    return found


def tidy() -> None:
    """Tidy up what has been filled, which the database would do by itself while it is measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def _copied() -> float:
    """COPY of the newest facts into a table without indexes, kept on disk like them: rows a second."""
    from django.db import transaction

    from acompana.ledger.reading import raw_cursor

    cursor = raw_cursor()
    cursor.execute("DROP TABLE IF EXISTS bare")
    cursor.execute(
        "CREATE TABLE bare (person uuid, id uuid, kind text, happened_at timestamptz, recorded_at timestamptz,"
        " received_at timestamptz, author uuid, role text, device uuid, place text, body jsonb)"
    )
    columns = COLUMNS.replace("body", "body::text")
    cursor.execute(f"SELECT {columns} FROM ledger_fact ORDER BY txid DESC, received_no DESC LIMIT {PEOPLE * 13}")
    rows = cursor.fetchall()
    started = time.perf_counter()
    with transaction.atomic(), cursor.copy(f"COPY bare ({COLUMNS}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    return len(rows) / (time.perf_counter() - started)
