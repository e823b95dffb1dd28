"""Storms: random mixtures of everything that can go wrong, in real pages against the real server.

`make storm` raises as many as one likes; `STORMS=1000 SEED=17` says how many and from which seed.
"""

from __future__ import annotations

import os
import time

import pytest

from tests.phone.sector import Sector
from tests.phone.steps import drawn
from tests.phone.storm import PERSONS_AT_START, Storm

STORMS = int(os.environ.get("STORMS", "200"))
FIRST_SEED = int(os.environ.get("SEED", "1"))
IN_A_ROW = 8
"""Storms over the same two phones; a seed is for all of them."""
STEPS_OF_A_STORM = 8
SEEDS_OF_A_TEST = 3
SEEDS = range(FIRST_SEED, FIRST_SEED + STORMS // IN_A_ROW)


@pytest.mark.parametrize("first", SEEDS[::SEEDS_OF_A_TEST])
def test_after_any_storm_every_fact_is_there_once_and_every_phone_shows_what_the_server_knows(
    first, browser, brittle, sectors, rig, told
):
    troubles = []
    for seed in range(first, min(first + SEEDS_OF_A_TEST, SEEDS.stop)):
        started = time.monotonic()
        brittle.wait_until_alive()
        storm = Storm(seed, browser, brittle, rig, Sector(brittle, sectors[seed % len(sectors)], PERSONS_AT_START))
        try:
            for n in range(IN_A_ROW):
                storm.rage(drawn(storm.chance, STEPS_OF_A_STORM, crash=n == 1 and seed % 10 == 3))
                storm.settle()
                troubles += storm.troubles()
        finally:
            storm.close()
        told.update(storm.told)
        told.update(
            {"storms": IN_A_ROW, "facts recorded": len(storm.recorded), "facts refused": len(storm.fates.refused)}
        )
        told["seconds"] += time.monotonic() - started
    told["troubles found"] = len(troubles)
    assert troubles == []
