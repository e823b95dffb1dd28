"""`acompana figures`: the year for people, for programs and for spreadsheets."""

import csv
import json
from pathlib import Path

import pytest

from acompana.people.ids import new_id
from acompana.people.models import Place, User
from acompana.people.users import Role
from tests.rig.sending import phq9, send, wire
from tests.rig.server import Server

KEYS = [
    "people_screened",
    "people_diagnosed",
    "people_with_depression_signs",
    "people_with_anxiety_signs",
    "people_with_suicidal_ideation",
    "people_referred",
    "psychological_sessions",
    "people_in_psychological_care",
    "people_accompanied",
    "agent_visits",
    "staff_visits",
]


@pytest.fixture(scope="module")
def recorded(server: Server) -> Server:
    """An organization in which six people were screened in March 2026."""
    with server.records():
        place = Place.objects.get(pk="150106-01")
        agent = User.objects.create_user(f"agent-{new_id()}", name="Agente", role=Role.AGENT, places=[place])
        for _ in range(6):
            person = new_id()
            send(
                agent,
                wire(person, "person_registered", {"home": "150106-01", "sex": "female", "birth_year": 1990}),
                wire(person, "answers_given", phq9(mood=3, sleep=3, energy=3, interest=3)),
            )
    return server


def test_the_year_as_json_has_the_eleven_keys_with_unit_definition_and_published(recorded: Server):
    printed = recorded.run("figures", "--year", "2026", "--json")
    assert printed.returncode == 0, printed.stderr
    told = json.loads(printed.stdout)
    assert [row["key"] for row in told["table"]] == KEYS
    assert {row["unit"] for row in told["table"]} == {"people", "events"}
    assert [row["published"] for row in told["table"]][:3] == [22940, 11737, 7123]
    assert {row["published_by"] for row in told["table"]} == {"Socios En Salud"}
    assert [row["key"] for row in told["table"] if row["ambiguity"]] == ["people_diagnosed", "people_referred"]
    assert all(row["definition"] for row in told["table"])
    assert told["table"][0]["value"] >= 6
    assert all({"numerator", "denominator", "unit", "definition"} <= share.keys() for share in told["cascade"])
    assert "{" not in json.dumps([share["definition"] for share in told["cascade"]])


def test_months_and_lines_are_told_apart(recorded: Server):
    printed = recorded.run("figures", "--from", "2026-03", "--to", "2026-03", "--by", "place", "--json")
    told = json.loads(printed.stdout)
    assert (told["year"], told["from"], told["to"], told["by"]) == (None, "2026-03", "2026-03", "place")
    assert "Carabayllo" in {line["name"] for line in told["lines"]}
    assert set(told["lines"][0]["table"]) == set(KEYS)


def test_for_people_the_year_is_printed_in_the_language_asked_for(recorded: Server):
    spanish = recorded.run("figures", "--year", "2026").stdout
    english = recorded.run("figures", "--year", "2026", "--language", "en", "--by", "sex").stdout
    assert "Personas tamizadas" in spanish
    assert "La cascada de atención" in spanish
    assert "People screened" in english
    assert "Women" in english
    assert "22,940" not in spanish, "published figures stand beside an invented program's only"


def test_a_spreadsheet_has_one_row_per_figure_and_line(recorded: Server, tmp_path: Path):
    file = tmp_path / "figures.csv"
    assert recorded.run("figures", "--year", "2026", "--by", "month", "--csv", str(file)).returncode == 0
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    whole = {row["key"]: row for row in rows if not row["line"]}
    assert set(KEYS) < set(whole)
    assert int(whole["people_screened"]["value"]) >= 6
    assert {(row["by"], row["line"]) for row in rows} >= {("", ""), ("month", "2026-03")}


def test_a_year_of_which_nothing_was_recorded_says_so(recorded: Server):
    printed = recorded.run("figures", "--year", "2010", "--language", "en")
    assert printed.returncode == 0
    assert "Nothing was recorded from 2010-01 to 2010-12. There are figures of the years" in printed.stderr
    assert json.loads(recorded.run("figures", "--year", "2010", "--json").stdout)["is_empty"] is True
    assert json.loads(recorded.run("figures", "--year", "2026", "--json").stdout)["is_empty"] is False


def test_a_file_that_cannot_be_written_is_told_without_a_traceback(recorded: Server, tmp_path: Path):
    refused = recorded.run("figures", "--year", "2026", "--csv", str(tmp_path / "nowhere" / "figures.csv"))
    assert refused.returncode == 1
    assert "--csv" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--year", "2026", "--from", "2026-01"], "--from"),
        (["--to", "2026-01"], "--to"),
        (["--from", "2026-05", "--to", "2026-01"], "--to"),
        (["--by", "shoe-size"], "shoe-size"),
        (["--from", "yesterday"], "yesterday"),
        (["--year", "20260"], "--year"),
    ],
)
def test_what_cannot_be_asked_is_a_misuse(server: Server, arguments: list[str], words: str):
    refused = server.run("figures", *arguments)
    assert refused.returncode == 2
    assert words in refused.stderr
