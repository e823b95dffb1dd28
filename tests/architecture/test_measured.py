"""What is published about speed is honest: a figure that falls short says what bounds it."""

import json
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "bench"


def test_every_figure_that_falls_short_says_what_bounds_it():
    shown = (BENCH / "results.md").read_text()
    for row in json.loads((BENCH / "results.json").read_text()):
        assert row["bounded_by"], row["name"]
        assert row["reached"] or (row["name"] in shown and row["bounded_by"] in shown), row["name"]
