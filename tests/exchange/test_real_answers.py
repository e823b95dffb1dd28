"""The PHQ-9 of 5,735 real, anonymous people, imported whole and counted a second time by plain arithmetic."""

import csv
from pathlib import Path
from shutil import copy

import pytest
from django.db import connection

from acompana.bundle import content_root
from acompana.people.models import Place

SURVEY = Path(__file__).parents[3] / "shared" / "data" / "nhanes-2015-2016-phq9.csv"
MAP = content_root().parent / "docs" / "guides" / "maps" / "nhanes-2015-2016-phq9.toml"
ITEMS = [f"dpq0{n}0" for n in range(1, 10)]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SURVEY.exists(), reason="the survey's file is not part of the project"),
]


def straight_counts() -> dict[str, int]:
    """The report's figures by counting alone: nine columns, 0 to 3 is an answer, anything else is none."""
    with SURVEY.open(newline="") as file:
        people = list(csv.DictReader(file))
    scored = unscorable = positive = flagged = unasked = 0
    for person in people:
        given = [int(person[item]) for item in ITEMS if person[item] in ("0", "1", "2", "3")]
        total = sum(given)
        if len(given) >= 7:
            total = int(sum(given) * 9 / len(given) + 0.5)
            scored += 1
        else:
            unscorable += 1
        positive += total >= 10
        flagged += person["dpq090"] in ("1", "2", "3")
        unasked += person["dpq090"] not in ("0", "1", "2", "3")
    return {
        "rows": len(people),
        "people": len({person["seqn"] for person in people}),
        "accepted": len(people),
        "already": 0,
        "refused": 0,
        "scored": scored,
        "unscorable": unscorable,
        "positive": positive,
        "suicide_flagged": flagged,
        "suicide_unasked": unasked,
    }


def first_column(statement: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]


def test_all_of_them_are_imported_and_every_figure_of_the_report_is_right(run_import, places, tmp_path):
    assert Place.objects.filter(code="PE").exists()
    table = Path(copy(SURVEY, tmp_path))
    expected = straight_counts()
    report = run_import(table, MAP.read_text())
    assert {key: getattr(report, key) for key in expected} == expected
    assert first_column("SELECT count(*) FROM ledger_fact GROUP BY kind") == [expected["rows"], expected["people"]]
    assert first_column("SELECT count(*) FROM caseload_alert") == [expected["suicide_flagged"]]
    unasked = "SELECT count(DISTINCT person) FROM caseload_task WHERE rule = 'ask_suicide_item'"
    assert first_column(unasked) == [expected["suicide_unasked"]]

    again = run_import(table, MAP.read_text())
    changed = {"accepted": 0, "already": expected["rows"]}
    assert {key: getattr(again, key) for key in expected} == expected | changed
    assert first_column("SELECT count(*) FROM ledger_fact") == [expected["rows"] + expected["people"]]
