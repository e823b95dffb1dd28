"""A storm that reports nothing says something only if it would have reported a fault: each of these it does."""

from __future__ import annotations

import pytest

from tests.phone.faults import FAULTS, Fault
from tests.phone.sector import Sector
from tests.phone.steps import drawn
from tests.phone.storm import PERSONS_AT_START, Storm

MOST_SEEDS, STORMS_OF_A_SEED, STEPS_OF_A_STORM = 20, 3, 24
"""Most faults show in the first storms, but one that shows in a handover waits for one; a run has 200 storms."""
PATIENCE_SECONDS = 2
"""Less than storms have otherwise: what is sought does not go away."""


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_storms_find_a_planted_fault(fault: Fault, browser, brittle, sectors, rig, told):
    told["faults planted"] += 1
    for seed in range(1, MOST_SEEDS + 1):
        sector = Sector(brittle, sectors[seed % len(sectors)], PERSONS_AT_START)
        storm = Storm(seed, browser, brittle, rig, sector, fault.in_phone, fault.on_the_way)
        storm.patience = PATIENCE_SECONDS
        try:
            for _ in range(STORMS_OF_A_SEED):
                storm.rage(drawn(storm.chance, STEPS_OF_A_STORM))
                storm.settle()
                fault.at_the_server(storm)
                if any(fault.shows_as in trouble for trouble in storm.troubles()):
                    told["faults found"] += 1
                    return
        finally:
            storm.close()
    pytest.fail(
        f"Expected a storm to report: {fault.shows_as}; {MOST_SEEDS * STORMS_OF_A_SEED} storms reported nothing of it."
    )
