"""All figures of one year, at the size of the demo and at a hundred times it, beside one GROUP BY over the year's rows.

A hundred times: the flat tables copied a hundred times over, each copy with other people in it. The figures of the copy
must be a hundred times the figures of the original, or the time is of something else.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.result import Result

COPIES = 100
ROUNDS = 5
# One GROUP BY over every visit, call and session, by the three columns that any report of them begins with.
FLOOR = "SELECT kind, role, effective, count(*) FROM contact GROUP BY ALL"
GOAL = "at most 25.0"
ODD = 0x9E3779B97F4A7C15


def measure(data_dir: Path) -> list[Result]:
    """Measure on the organization in `data_dir`, in a process of its own: Django opens one organization per process."""
    command = [sys.executable, "-m", "bench.figures", "--json", "--data-dir", str(data_dir)]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [Result(**row) for row in json.loads(ended.stdout)]


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.figures", description=__doc__)
    asked.add_argument("--data-dir", type=Path, default=Path("acompana-data"))
    asked.add_argument("--json", action="store_true")
    options = asked.parse_args()
    from acompana.house.wiring import open_organization

    open_organization(options.data_dir)
    results = _measure()
    if options.json:
        rows = [{name: value for name, value in result.row().items() if name != "reached"} for result in results]
        print(json.dumps(rows))
    else:
        for result in results:
            print(f"{result.name}: {result.value} {result.unit}, {result.ratio} × {result.floor_name}. {result.note}")


def _measure() -> list[Result]:
    from acompana.indicators.figures import flat_folder, years
    from acompana.indicators.writing import bring_up_to_date

    beside = flat_folder().with_name("flat-bench")
    shutil.rmtree(beside, ignore_errors=True)
    one, many = beside / "1", beside / str(COPIES)
    try:
        written = _seconds(lambda: bring_up_to_date(one))
        copied = _seconds(lambda: _copy(one, many))
        year = years(one)[-2:][0]
        _refuse_other_figures(one, many, year)
        return [
            _of(one, year, "1×", f"the tables were written from the ledger in {written:.0f} s"),
            _of(many, year, f"{COPIES}×", f"the tables were copied in {copied:.0f} s"),
        ]
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _of(flat: Path, year: int, size: str, note: str) -> Result:
    from acompana.indicators.figures import year_table
    from acompana.indicators.opened import opened
    from acompana.indicators.writing import manifest

    present = manifest(flat)
    tables = opened(flat / present.generation)
    figures, floors = [], []
    for _ in range(ROUNDS):
        floors.append(_seconds(lambda: tables.execute(FLOOR).fetchall()))
        figures.append(_seconds(lambda: year_table(year, folder=flat)))
    value, floor = statistics.median(figures), statistics.median(floors)
    rows = present.rows
    return Result(
        f"all figures of a year at {size}",
        round(value * 1000, 1),
        "ms",
        f"one GROUP BY over {rows['contact']:,} visits, calls and sessions",
        round(floor * 1000, 1),
        round(value / floor, 1),
        GOAL,
        "one statement for each kind of cases, each over all rows of its table, and people told apart in every one",
        f"numbers and shares come from {rows['person_month']:,} person-months, {rows['screening']:,} screenings,"
        f" {rows['episode']:,} episodes and the rest; {note}",
    )


def _seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def _copy(flat: Path, large: Path) -> None:
    """Write the tables many times over, every copy with people of its own."""
    import duckdb
    import msgspec

    from acompana.indicators.tables import TABLES
    from acompana.indicators.writing import MANIFEST, manifest

    present = manifest(flat)
    tables = duckdb.connect()
    tables.execute("SET preserve_insertion_order = false; SET memory_limit = '6GB'")
    for name in TABLES:
        source, target = flat / present.generation / name, large / present.generation / name
        target.mkdir(parents=True)
        # A bijection for each copy: whoever was two people before stays two, and no copy meets another's people.
        tables.execute(
            f"COPY (SELECT t.* REPLACE (xor(t.person, c.key) AS person) FROM"
            f" read_parquet('{source}/*/*.parquet', hive_types = {{year: BIGINT}}) AS t,"
            f" (SELECT unnest(?::BIGINT[]) AS key) AS c)"
            f" TO '{target}' (FORMAT parquet, PARTITION_BY (year), OVERWRITE_OR_IGNORE)",
            [[n * ODD % 2**63 for n in range(COPIES)]],
        )
    many = msgspec.structs.replace(present, rows={name: count * COPIES for name, count in present.rows.items()})
    (large / MANIFEST).write_bytes(msgspec.json.encode(many))


def _refuse_other_figures(flat: Path, large: Path, year: int) -> None:
    from acompana.indicators.figures import year_table

    one, many = _values(year_table(year, folder=flat)), _values(year_table(year, folder=large))
    wrong = {
        id: (one[id], many[id]) for id in one if None not in one[id] and many[id] != tuple(COPIES * n for n in one[id])
    }
    if wrong:
        raise SystemExit(f"expected the figures of the copies to be {COPIES} times the original's, found {wrong}")


def _values(figures: Any) -> dict[str, tuple[Any, ...]]:
    numbers = {number.indicator.id: (number.value,) for number in figures.year}
    return numbers | {share.indicator.id: (share.numerator, share.denominator) for share in figures.cascade}


if __name__ == "__main__":
    main()
