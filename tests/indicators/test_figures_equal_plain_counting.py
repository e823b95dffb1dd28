"""Every indicator, as the engine counts it from the flat tables, against plain loops over the facts."""

from collections import defaultdict
from datetime import date

import pytest

from acompana.indicators.figures import breakdown, period_table
from tests.indicators.conftest import AS_OF, Count
from tests.indicators.ledgers import ledger
from tests.indicators.reference import Case, by_line, cases, tally

YEAR = date(2026, 1, 1), date(2027, 1, 1)
QUARTER = date(2026, 4, 1), date(2026, 7, 1)


def told(figures) -> dict[str, tuple[int, int]]:
    """(numerator, denominator) by indicator; plain numbers have the denominator 0."""
    numbers = {number.indicator.id: (number.value, 0) for number in figures.year}
    return numbers | {share.indicator.id: (share.numerator, share.denominator) for share in figures.cascade}


def units(figures) -> dict[str, str]:
    return {figure.indicator.id: figure.indicator.unit for figure in (*figures.year, *figures.cascade)}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("period", [YEAR, QUARTER], ids=["year", "quarter"])
def test_every_figure_equals_what_plain_loops_count(count: Count, seed: int, period: tuple[date, date]):
    lives = ledger(seed)
    figures = period_table(*period, folder=count(lives))
    found: dict[str, list[Case]] = defaultdict(list)
    for case in cases(lives, *period, AS_OF):
        found[case.indicator].append(case)
    counted = {id: tally(found[id], unit) for id, unit in units(figures).items()}
    assert told(figures) == counted


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("by", ["place", "sex", "age", "month", "language"])
def test_every_line_of_a_breakdown_equals_what_plain_loops_count(count: Count, seed: int, by: str):
    lives = ledger(seed)
    folder = count(lives)
    unit = units(period_table(*YEAR, folder=folder))
    found = by_line((case for case in cases(lives, *YEAR, AS_OF) if getattr(case, by) is not None), by)
    lines = breakdown(*YEAR, by, folder=folder)
    shown = {(id, line.code): pair for line in lines for id, pair in told(line).items() if any(pair)}
    counted = {(id, code): tally(listed, unit[id]) for (id, code), listed in found.items()}
    assert shown == {key: pair for key, pair in counted.items() if any(pair)}


def test_the_invented_ledgers_reach_every_indicator(count: Count):
    """What no invented life ever does would be proven of nothing."""
    reached = set()
    for seed in range(12):
        reached |= {case.indicator for case in cases(ledger(seed), *YEAR, AS_OF) if case.counts}
    figures = period_table(*YEAR, folder=count(ledger(0)))
    assert {figure.indicator.id for figure in (*figures.year, *figures.cascade)} - reached == set()
