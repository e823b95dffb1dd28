"""`make bench`: measure, print, and write results.md and results.json beside this file.

With names, measure only those: `python -m bench write bulk`. `--people N` is the size of the large organization.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.result import Result

SECTIONS = ("write", "bulk", "pages", "rebuild", "phone", "figures", "demo")
GROUPS = (("demo", "figures"), ("phone",), ("write", "bulk", "pages", "rebuild"))
HERE = Path(__file__).parent
JSON = HERE / "results.json"
say = Console()


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    asked.add_argument("--people", type=int, default=1_000_000)
    options = asked.parse_args()
    unknown = set(options.sections) - set(SECTIONS)
    if unknown:
        asked.error(f"expected some of {', '.join(SECTIONS)}; found {', '.join(sorted(unknown))}")
    wanted = options.sections or SECTIONS
    groups = [[section for section in group if section in wanted] for group in GROUPS]
    if sum(map(bool, groups)) > 1:  # each has an organization of its own, and a process opens one
        for group in filter(None, groups):
            subprocess.run([sys.executable, "-m", "bench", *group, "--people", str(options.people)], check=True)
        return
    folder = Path(tempfile.mkdtemp(prefix="acompana-bench-"))
    try:
        results = list(_measure(wanted, folder, options.people))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _publish(results)


def _measure(wanted: Sequence[str], folder: Path, people: int) -> Iterable[Result]:
    if {"demo", "figures"} & set(wanted):
        yield from _of_the_demo(wanted, folder / "demo")
    if "phone" in wanted:
        yield from _of_the_phone(folder / "phone")
    if {"write", "bulk", "pages", "rebuild"} & set(wanted):
        yield from _of_the_world(wanted, folder / "world", people)


def _of_the_phone(folder: Path) -> Iterable[Result]:
    from acompana.house.database import connect
    from bench.world import open_world

    open_world(folder, 3000)
    from bench import phone

    say.print("the agents' phone …")
    yield from phone.measure(connect(folder))


def _of_the_demo(wanted: Sequence[str], folder: Path) -> Iterable[Result]:
    from bench import demo

    yield demo.measure(folder)
    if "figures" in wanted:
        from bench import figures

        yield from figures.measure(folder)


def _of_the_world(wanted: Sequence[str], folder: Path, people: int) -> Iterable[Result]:
    from acompana.house.database import connect
    from bench import bulk, pages, rebuilding, write
    from bench.world import open_world

    open_world(folder, people)
    database = connect(folder)
    say.print("an organization of 23,000 people …")
    pages.fill(pages.FEW)
    if "write" in wanted:
        yield from write.measure(database)
    if "bulk" in wanted:
        yield from bulk.measure()
    small = pages.times(database) if "pages" in wanted else {}
    rate = rebuilding.rate() if "rebuild" in wanted else 0.0
    if "rebuild" in wanted:
        yield rebuilding.both_cores()
    if not {"pages", "rebuild"} & set(wanted):
        return
    say.print(f"and one of {people:,} …")
    pages.fill(people)
    if "pages" in wanted:
        yield from pages.compare(small, pages.times(database), people)
    if "rebuild" in wanted:
        yield rebuilding.linear(rate, rebuilding.rate(), people)


def _publish(results: Sequence[Result]) -> None:
    """Print what was measured, and put it in the place of what was measured under the same names before."""
    table = Table("figure", "value", "floor", "ratio", "goal", "")
    for r in results:
        reached = "" if not r.goal else "reached" if r.reached else "[bold]not reached[/bold]"
        table.add_row(
            r.name, f"{r.value:,} {r.unit}", f"{r.floor_value:,} {r.floor_name}", f"{r.ratio}", r.goal, reached
        )
    say.print(table)
    kept = {row["name"]: row for row in json.loads(JSON.read_text())} if JSON.exists() else {}
    today = datetime.now(UTC).date().isoformat()
    kept |= {r.name: r.row() | {"measured_on": today} for r in results}
    JSON.write_text(json.dumps(list(kept.values()), indent=1) + "\n")
    (HERE / "results.md").write_text(_markdown(list(kept.values())))


def _markdown(rows: Sequence[dict[str, Any]]) -> str:
    lines = [
        "# Measured",
        "",
        "`make bench`, on two cores; server, load and database on one machine. Each figure stands beside its floor",
        "from the same run; medians of several rounds. A machine busy with other work makes every ratio worse.",
        "",
        "| Figure | Value | Floor | Ratio | Goal | | Measured |",
        "|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        reached = "" if not r["goal"] else "reached" if r["reached"] else "**not reached**"
        lines.append(
            f"| {r['name']} | {r['value']:,} {r['unit']} | {r['floor_value']:,} ({r['floor_name']}) | {r['ratio']} |"
            f" {r['goal']} | {reached} | {r['measured_on']} |"
        )
    notes = [f"* {r['name']}: {r['note']}." for r in rows if r["note"]]
    short: dict[str, list[str]] = {}
    for r in rows:
        if not r["reached"]:
            short.setdefault(r["bounded_by"], []).append(r["name"])
    bounded = [f"* {'; '.join(names)}: {bound}." for bound, names in short.items()]
    bounds = ["", "What bounds the figures that fall short:", "", *bounded] if short else []
    return "\n".join([*lines, "", *notes, *bounds, ""])


if __name__ == "__main__":
    main()
