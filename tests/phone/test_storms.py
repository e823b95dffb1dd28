"""Storms: random mixtures of everything that can go wrong, in real pages against the real server.

`make storm` raises as many as one likes; `STORMS=1000 SEED=17` says how many and from which seed.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from acompana.people.models import Place
from tests.phone.brittle import BrittleServer
from tests.phone.rig import build
from tests.phone.sector import Sector
from tests.phone.storm import PERSONS_AT_START, Storm

STORMS = int(os.environ.get("STORMS", "200"))
FIRST_SEED = int(os.environ.get("SEED", "1"))
IN_A_ROW = 5
"""Storms over the same two phones; a seed is for all of them."""
STEPS = 6


@pytest.fixture(scope="module")
def rig() -> str:
    return build()


@pytest.fixture(scope="module")
def brittle(server) -> Iterator[BrittleServer]:
    brittle = BrittleServer(server)
    yield brittle
    brittle.stop()


def test_after_any_storm_every_fact_is_there_once_and_every_phone_shows_what_the_server_knows(
    server, browser, campo, brittle, rig, capsys
):
    with server.records():
        sectors = list(Place.objects.filter(kind="sector", code__gt="150120").values_list("code", flat=True))
    told: Counter[str] = Counter()
    recorded, troubles = 0, []
    started = time.monotonic()
    for seed in range(FIRST_SEED, FIRST_SEED + STORMS // IN_A_ROW):
        brittle.wait_until_alive()
        sector = Sector(server, brittle.url, sectors[seed % len(sectors)], PERSONS_AT_START)
        storm = Storm(seed, browser, brittle, rig, sector)
        try:
            for n in range(IN_A_ROW):
                storm.rage(STEPS, crash=n == 1 and seed % 10 == 3)
                storm.settle()
                troubles += storm.troubles()
        finally:
            storm.close()
        recorded += len(storm.facts)
        told += storm.told
    took = time.monotonic() - started
    with capsys.disabled():
        sys.stdout.write(f"\n{STORMS} storms in {took:.0f} s: {recorded} facts recorded, {len(troubles)} troubles\n")
        tried = (f"{name.replace('_', ' ')} {times}" for name, times in told.most_common())
        sys.stdout.write(f"  {', '.join(tried)}\n")
    assert troubles == []
