"""Rebuilding every card: both cores used, and as fast for each person among a million as among 23,000."""

import time
from uuid import UUID

from bench.result import Result


def both_cores() -> Result:
    from acompana.caseload.rebuild import rebuild

    alone, count = _timed(lambda: rebuild(workers=1))
    both, _ = _timed(lambda: rebuild(workers=2))
    return Result(
        "rebuild with two processes",
        round(count / both),
        "people/s",
        "rebuild with one process",
        round(count / alone),
        round(alone / both, 2),
        "at least 1.5",
        "two folding processes and PostgreSQL share two cores, and the writing of each batch waits for the disk; while"
        " other work keeps both cores busy, how much of it is ours is not known",
        f"{count} people",
    )


def rate() -> float:
    """People rebuilt in a second by one process, over a thirty-second part of them all."""
    from acompana.caseload.rebuild import rebuild_range

    seconds, count = _timed(lambda: sum(rebuild_range(None, UUID(int=2**128 // 32))))
    return count / seconds


def linear(small: float, large: float, people: int) -> Result:
    return Result(
        f"rebuild among {people:,} people",
        round(large),
        "people/s",
        "rebuild among 23,000 people",
        round(small),
        round(large / small, 2),
        "at least 0.67",
        "what no longer fits into memory: cards and indexes of a million people are read from the disk",
        "one process; linear means that the rate does not fall",
    )


def _timed(act) -> tuple[float, int]:
    started = time.perf_counter()
    count = act()
    return time.perf_counter() - started, count
