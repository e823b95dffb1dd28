"""One screening over HTTP, beside a bare Django view that inserts one row: same server, same connections."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from statistics import median
from uuid import UUID

from acompana.house.database import Database
from acompana.house.server import serving
from bench.load import Load, post, press
from bench.result import Result
from bench.world import PHQ9, sectors

REQUESTS, ROUNDS = 600, 3
SYNC = "/field/sync"
BOUNDED_BY = (
    "PostgreSQL, with 2.0 to 2.4 ms of CPU for each screening (row-level security on every statement; card, tasks and"
    " rungs written and put into their indexes again), and Python, with 3.0 to 3.4 ms (the person's facts read, checked"
    " and folded whole), beside 0.3 and 0.6 ms for the bare view; both measured as CPU time of the processes"
)


def measure(database: Database) -> list[Result]:
    people = _people(3000)
    token = _token()
    _bare_table()
    with server("bench.bare:application", database.owner) as bare, server(None, database.web) as ours:
        for port, make in ((bare, _bare_request), (ours, _screening(people, token))):
            press(port, make, connections=8, requests=300)  # every thread has its connection and its plans
        return [_compare(bare, ours, people, token, connections) for connections in (1, 4, 16)]


def _compare(bare: int, ours: int, people: list[UUID], token: str, connections: int) -> Result:
    pairs: list[tuple[Load, Load]] = []
    for _ in range(ROUNDS):
        screening = press(ours, _screening(people, token), connections=connections, requests=REQUESTS)
        row = press(bare, _bare_request, connections=connections, requests=REQUESTS)
        assert screening.failed == row.failed == 0, (screening.failed, row.failed)
        pairs.append((screening, row))
    value, floor = median(s.per_second for s, _ in pairs), median(r.per_second for _, r in pairs)
    return Result(
        f"one screening over HTTP, {connections} connection{'s' if connections > 1 else ''}",
        round(value),
        "requests/s",
        "a bare Django view that inserts one row",
        round(floor),
        round(median(s.per_second / r.per_second for s, r in pairs), 3),
        "at least 0.5",
        BOUNDED_BY,
        f"p95 {_p95(s for s, _ in pairs):.1f} ms beside {_p95(r for _, r in pairs):.1f} ms",
    )


def _p95(loads: Iterable[Load]) -> float:
    return median(load.percentile(0.95) for load in loads)


def _bare_request(n: int) -> bytes:
    return post("/insert", json.dumps({"n": n, "answers": dict.fromkeys(PHQ9, 1)}).encode(), {})


def _screening(people: list[UUID], token: str):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def make(n: int) -> bytes:
        now = datetime.now(UTC).isoformat()
        answers = {item: random.choice((0, 0, 1, 2)) for item in PHQ9[:8]} | {"self_harm": 0}
        fact = {
            "id": str(UUID(int=int(time.time() * 1000) << 80 | 7 << 76 | 2 << 62 | random.getrandbits(60))),
            "person": str(random.choice(people)),
            "kind": "answers_given",
            "happened_at": now,
            "recorded_at": now,
            "body": {"instrument": "phq9", "version": "1", "answers": answers},
        }
        return post(SYNC, json.dumps({"cursor": None, "facts": [fact], "cards": False}).encode(), headers)

    return make


def _people(count: int) -> list[UUID]:
    """So many registered people of the first sector's agent, each with a life of some ten facts."""
    from bench.bulk import put, submissions

    home = len(sectors())
    first = random.SystemRandom().randrange(10**9) * home
    lives = submissions(range(first, first + count * home, home))
    put(lives)
    return sorted({UUID(json.loads(life.raw)["person"]) for life in lives})


def _bare_table() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bare_row (id bigint GENERATED ALWAYS AS IDENTITY, body jsonb)")


def _token() -> str:
    from acompana.people.devices import sign_in_device
    from acompana.people.models import User

    return sign_in_device(User.objects.get(username=f"agent-{sectors()[0]}"), "bench")[1]


@contextmanager
def server(application: str | None, login: str) -> Iterator[int]:
    """A granian as `acompana serve` starts it, on a free port of loopback."""
    port = random.randint(20000, 29999)
    environment = os.environ | {"ACOMPANA_LOGIN": login}
    command = serving("127.0.0.1", port, os.cpu_count() or 1, application or "acompana.house.wsgi:application")
    server = subprocess.Popen([sys.executable if part == sys.executable else part for part in command], env=environment)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    import socket

    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")
