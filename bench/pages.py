"""Hoy, the risk board and a person's page at 23,000 and at 1,000,000 people, as staff of the same reach see them."""

import os
import random
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median
from uuid import UUID

from acompana.house.database import Database
from acompana.house.wiring import gather_static_files
from bench.bulk import tidy
from bench.load import get, press
from bench.result import Result
from bench.world import sectors
from bench.write import server

FEW = 23_000
CHUNK = 5_000
OF_A_SECTOR = 300


def fill(people: int) -> None:
    """Bring the organization to so many people, through the door, on all cores."""
    from django.db import connection

    connection.close()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn"), initializer=begin) as writers:
        list(writers.map(_fill, range(0, people, CHUNK)))


def begin() -> None:
    import django

    django.setup()


def _fill(first: int) -> None:
    from bench.bulk import put, submissions

    homes = len(sectors())
    # One sector after another, so that whoever works in the first ones has as many people among few as among many.
    seeds = [n * homes + n // OF_A_SECTOR % homes for n in range(first, first + CHUNK)]
    put(submissions(seeds, contacts=4))


def times(database: Database, requests: int = 150) -> dict[str, float]:
    """p95 in milliseconds of each page, over four connections, asked by several workers."""
    tidy()
    gather_static_files()
    cookies = _sessions()
    with server(None, database.web) as port:
        found = {}
        for page, addresses in _pages(cookies).items():
            press(port, lambda n, a=addresses: a[n % len(a)], connections=4, requests=60)
            rounds = [
                press(port, lambda n, a=addresses: a[n % len(a)], connections=4, requests=requests) for _ in range(3)
            ]
            assert not any(load.failed for load in rounds), page
            found[page] = median(load.percentile(0.95) for load in rounds)
        return found


def _pages(sessions: dict[str, tuple[str, list[UUID]]]) -> dict[str, list[bytes]]:
    pages: dict[str, list[bytes]] = {"Hoy": [], "risk board": [], "a person's page": []}
    for cookie, persons in sessions.values():
        headers = {"Cookie": f"sessionid={cookie}"}
        pages["Hoy"].append(get("/hoy/", headers))
        pages["risk board"].append(get("/riesgo/", headers))
        pages["a person's page"] += [get(f"/personas/{person}/", headers) for person in persons]
    return pages


def _sessions() -> dict[str, tuple[str, list[UUID]]]:
    """A signed-in session for each of twenty coordinators, clinicians and agents, and people each may see."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.db import connection

    from acompana.people.models import User

    store = import_module(settings.SESSION_ENGINE).SessionStore
    chance = random.Random(1)
    full = [f"-b{n:04d}" for n in range(FEW // (10 * OF_A_SECTOR))]
    workers = [user for user in User.objects.exclude(role="administrator") if any(d in user.username for d in full)]
    sessions = {}
    for user in chance.sample(workers, 20):
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        place = user.username.split("-", 1)[1]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT person FROM caseload_card WHERE place_path >= %s AND place_path < %s LIMIT 5",
                [f"/15/1501/{place[:5]}/{place + '/' if '-' in place else ''}", f"/15/1501/{place[:5]}/{place}0"],
            )
            sessions[user.username] = (session.session_key, [person for (person,) in cursor.fetchall()])
    return sessions


def compare(small: dict[str, float], large: dict[str, float], people: int) -> list[Result]:
    return [
        Result(
            f"{page} at {people:,} people",
            round(large[page], 1),
            "ms (p95)",
            "the same page at 23,000 people",
            round(small[page], 1),
            round(large[page] / small[page], 2),
            "at most 1.5",
            "what no longer fits into memory: a page reads the same number of rows, from indexes fifty times the size",
            "four connections, the same number of people for each worker",
        )
        for page in small
    ]
