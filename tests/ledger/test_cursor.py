"""The cursor never skips a fact, though transactions end in another order than they began."""

import time

import psycopg
import pytest
from django.db import connection

from acompana.ledger.reading import Position, after
from acompana.people.ids import new_id

INSERT = (
    "INSERT INTO ledger_fact (person, id, kind, happened_at, recorded_at, received_at, author, role, body)"
    " VALUES (%s, %s, 'visit_made', now(), now(), now(), %s, 'agent', '{\"outcome\": \"seen\"}')"
)


@pytest.fixture
def connect(transactional_db):
    """More logins to the same database, each with a transaction of its own."""
    opened = []

    def connect():
        settings = connection.get_connection_params()
        settings.pop("cursor_factory", None)
        settings.pop("context", None)
        opened.append(psycopg.connect(**settings))
        return opened[-1]

    yield connect
    for one in opened:
        one.close()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_fact DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM ledger_fact")
        cursor.execute("ALTER TABLE ledger_fact ENABLE TRIGGER USER")


def add(login):
    fact = new_id()
    login.execute(INSERT, [new_id(), fact, new_id()])
    return fact


def read(position):
    seen = list(after(position))
    return [fact for _, _, fact in seen], seen[-1][0] if seen else position


def read_all(position, count):
    """Read on until so many facts were seen. Transactions of other tests, in the same cluster, may delay it."""
    seen, until = [], time.monotonic() + 120
    while len(seen) < count and time.monotonic() < until:
        found, position = read(position)
        seen += found
        if not found:
            time.sleep(0.05)
    return seen, position


def test_a_lower_number_that_becomes_visible_later_is_not_skipped(connect):
    slow, fast = connect(), connect()
    first = add(slow)
    second = add(fast)
    fast.commit()
    seen, position = read(Position())
    assert seen == [], "nothing is shown past a transaction that is still open"
    slow.commit()
    seen, position = read_all(position, 2)
    assert seen == [first, second]
    assert read(position) == ([], position)


def test_a_transaction_rolled_back_holds_nothing_back_for_good(connect):
    slow, fast = connect(), connect()
    add(slow)
    kept = add(fast)
    fast.commit()
    slow.rollback()
    assert read_all(Position(), 1)[0] == [kept]


def test_every_fact_is_read_exactly_once_while_writers_come_and_go(connect):
    writers = [connect() for _ in range(4)]
    written, seen, position = [], [], Position()
    for step in range(60):
        writer = writers[(step * 7) % 4]
        written.append(add(writer))
        if step % 3 == 0:
            writers[(step * 5) % 4].commit()
        found, position = read(position)
        seen += found
    for writer in writers:
        writer.commit()
    found, position = read_all(position, len(written) - len(seen))
    seen += found
    assert sorted(seen) == sorted(written)
    assert len(seen) == len(set(seen))
