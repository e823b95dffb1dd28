"""An organization to import into, a map that fits a small table, and the table."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from acompana.bundle import current
from acompana.exchange.answers import Report, import_answers, read_map
from acompana.people.models import Organization, Place
from acompana.people.users import SYSTEM, Role, User

ITEMS = ["interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration", "movement", "self_harm"]
MAP = """
instrument = "phq9"
version = "1"
not_in_file = ["difficulty"]
[person]
column = "clave"
register = "prueba"
[sex]
column = "sexo"
codes = { f = "female", m = "male" }
[age]
column = "edad"
[date]
column = "fecha"
format = "%d/%m/%Y"
[place]
column = "ubigeo"
default = "150106"
digits = 6
[items]
interest = "p1"
mood = "p2"
sleep = "p3"
energy = "p4"
appetite = "p5"
self_worth = "p6"
concentration = "p7"
movement = "p8"
self_harm = "p9"
[answers]
"Ningún día" = 0
"0" = 0
"1" = 1
"2" = 2
"3" = 3
"NR" = "refused"
"NS" = "dont_know"
"" = "not_asked"
"""
assert tomllib.loads(MAP)
HEADER = ["clave", "sexo", "edad", "fecha", "ubigeo", *(f"p{n}" for n in range(1, 10))]


def row(key: str, answers: str = "000000000", date: str = "05/03/2025", place: str = "150106-01") -> list[str]:
    """A row of the table: a letter or digit for each answer, "-" for an empty cell."""
    return [key, "f", "30", date, place, *("" if sign == "-" else sign for sign in answers)]


def csv_text(*rows: list[str], delimiter: str = ",") -> str:
    return "".join(delimiter.join(cells) + "\n" for cells in (HEADER, *rows))


@pytest.fixture
def organization(places: dict[str, Place]) -> Organization:
    User.objects.create_user("acompana", id=SYSTEM, name="Acompaña", role=Role.SYSTEM)
    return Organization.objects.create(name="Prueba", secret="a secret of tests")


Import = Callable[..., Report]


@pytest.fixture
def run_import(organization: Organization, tmp_path: Path) -> Import:
    """`run_import(text)`: import a table, given as text or as a file, by the map above or another."""

    def run(table: str | Path, map_text: str = MAP) -> Report:
        if isinstance(table, str):
            (tmp_path / "t.csv").write_text(table, encoding="utf-8")
            table = tmp_path / "t.csv"
        (tmp_path / "map.toml").write_text(map_text, encoding="utf-8")
        places = dict(Place.objects.values_list("code", "path"))
        answers_map = read_map(tmp_path / "map.toml", current(), "phq9", places)
        return import_answers(table, answers_map, current(), places)

    return run


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acompana.exchange.answers.importing.BATCH", 2)
