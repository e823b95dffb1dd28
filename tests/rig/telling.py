"""What storms tried and found, in a few lines at the end of the run, whichever workers raised them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

TOLD = "storms"
MEASURES = ("storms", "seconds", "facts recorded", "facts refused", "troubles found", "faults planted", "faults found")
_sum: Counter[str] = Counter()


@pytest.fixture
def told(record_property: Callable[[str, object], None]) -> Iterator[Counter[str]]:
    """What this test adds to the block: the measures above, and what was tried, by its name."""
    counted: Counter[str] = Counter()
    yield counted
    record_property(TOLD, dict(counted))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "teardown":
        for name, counted in report.user_properties:
            if name == TOLD:
                _sum.update(counted)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    storms, seconds, recorded, refused, troubles, planted, found = (_sum[name] for name in MEASURES)
    if planted:
        terminalreporter.write_line(f"Faults planted to be found by storms: {planted}, found: {found}.")
    if storms:
        tried = ", ".join(f"{name} {times}" for name, times in _sum.most_common() if name not in MEASURES)
        terminalreporter.write_line(
            f"{storms} storms, {seconds:.0f} s on all workers: {recorded} facts recorded, {refused} of them refused, "
            f"{troubles} troubles found. Tried: {tried}."
        )
