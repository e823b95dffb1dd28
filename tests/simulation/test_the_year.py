"""What a simulated year comes to, and that it comes to it by itself."""

import re
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

import acompana.simulation
from acompana.bundle import current
from acompana.simulation.parameters import load_parameters
from tests.simulation.imagined import counted

ROOM = Path(acompana.simulation.__file__).parent


@pytest.fixture(scope="module")
def published() -> dict[str, int]:
    return {number.id: number.published.value for number in current().indicator_set("mental_health").year}


@pytest.mark.xdist_group("ses")
def test_every_published_figure_comes_out_within_two_percent(published):
    districts = range(len(load_parameters("ses").districts))
    with ProcessPoolExecutor(2) as pool:
        year = sum(pool.map(counted, ["ses"] * len(districts), districts), Counter())
    off = {key: year[key] / value - 1 for key, value in published.items()}
    assert {key: f"{share:+.1%}" for key, share in off.items() if abs(share) > 0.02} == {}


def test_no_published_figure_is_written_in_the_room(published):
    """Nor a sum that would be one: the caseloads that districts begin with come nearest to a count."""
    written = {
        int(number.replace("_", "").replace(",", ""))
        for path in ROOM.rglob("*")
        if path.suffix in (".py", ".toml")
        for number in re.findall(r"\d[\d_,]*\d", path.read_text())
    }
    written.add(sum(district.caseload_at_start for district in load_parameters("ses").districts))
    assert written & set(published.values()) == set()
