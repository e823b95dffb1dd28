"""Whatever is thrown at the import: never a traceback, never half a row, and every row is accounted for."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from acompana.bundle import current
from acompana.exchange.answers import UnfitMap, read_map
from acompana.exchange.tables import UnfitFile, find_columns, open_table
from tests.exchange.conftest import HEADER, MAP

WILD = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
WANTED = ["clave", "p1", "p9"]

texts = st.text(st.characters(codec="utf-8"), max_size=12)
keys = st.sampled_from(["k1", "k2", "007", "7", " 7 ", "", "a\nb", "=1+1", "\x00", "ñ"]) | texts
answers = st.sampled_from(["0", "1", "2", "3", "3.0", "NR", "ns", "", "9", "1.5", '"', "uno"]) | texts
dates = st.dates(date(1850, 1, 1), date(2230, 1, 1)).map(lambda day: day.strftime("%d/%m/%Y")) | texts
cells = st.tuples(
    keys,
    st.sampled_from(["f", "M", "", "x"]),
    st.sampled_from(["30", "80+", "", "-1", "999"]),
    dates,
    st.sampled_from(["150106-01", "150106", "", "1"]),
    *[answers] * 9,
).map(list)
ragged = st.lists(texts, max_size=20)


def written(rows: list[list[str]], delimiter: str, quoted: bool) -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "".join(delimiter.join(map(cell, row)) + "\n" for row in [HEADER, *rows])


def one(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.django_db
@settings(WILD, max_examples=60)
@given(
    st.lists(cells | ragged, max_size=12),
    st.sampled_from([",", ";", "\t"]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_every_row_of_a_wild_table_is_accepted_already_there_or_refused(
    run_import, tmp_path, rows, delimiter, quoted, encoding
):
    path = tmp_path / "wild.csv"
    path.write_bytes(written(rows, delimiter, quoted).encode(encoding))
    with transaction.atomic():
        for _ in range(2):  # the second time nothing may be added
            before = one("SELECT count(*) FROM ledger_fact")
            try:
                report = run_import(path)
            except UnfitFile:
                assert one("SELECT count(*) FROM ledger_fact") == before
                break
            assert report.accepted + report.already + report.refused == report.rows
            assert report.scored + report.unscorable == report.accepted + report.already
            assert one("SELECT count(*) FROM ledger_fact WHERE kind = 'answers_given'") <= report.rows
        else:
            assert report.accepted == 0
            assert one("SELECT count(*) FROM ledger_fact") == before
        alone = (
            "SELECT count(*) FROM (SELECT person FROM ledger_fact GROUP BY person"
            " HAVING array_agg(DISTINCT kind ORDER BY kind) <> '{answers_given,person_registered}') AS half"
        )
        assert one(alone) == 0
        transaction.set_rollback(True)


def read_all(path: Path) -> None:
    try:
        table = open_table(path, WANTED)
        find_columns(table.lines(), WANTED)
        for line in table.lines():
            assert line.unfit or line.cells
    except UnfitFile as unfit:
        told = (unfit.expected, unfit.found, unfit.remedy)
    else:
        told = ("a table",)
    assert all(told)


@WILD
@given(st.binary(max_size=400))
@example(b"PK\x05\x06" + bytes(18))
@example(b"clave,p1,p9\n" + b"\xff" * 10)
def test_any_bytes_are_read_or_refused(tmp_path, content):
    (tmp_path / "t.csv").write_bytes(content)
    read_all(tmp_path / "t.csv")


def _workbook() -> bytes:
    opened = Workbook()
    opened.active.append(HEADER)
    for n in range(5):
        opened.active.append([f"k{n}", "f", 30, date(2025, 3, 5), "150106", *range(9)])
    stream = io.BytesIO()
    opened.save(stream)
    return stream.getvalue()


WORKBOOK = _workbook()
places_in_it = st.integers(0, len(WORKBOOK) - 1)


@WILD
@given(st.lists(st.tuples(places_in_it, st.integers(0, 255)), max_size=6), st.none() | places_in_it)
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(tmp_path, changes, end):
    content = bytearray(WORKBOOK)
    for position, byte in changes:
        content[position] = byte
    (tmp_path / "t.xlsx").write_bytes(content[:end])
    read_all(tmp_path / "t.xlsx")


LINES = MAP.splitlines()
values = st.sampled_from(["1", "-1", '""', '"x"', "[]", "{}", "true", "2025-01-01", "1.5", '["a"]', "{ a = 1 }", "nan"])
edits = st.lists(
    st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(["drop", "twice", "value"]), values), max_size=6
)


@WILD
@given(edits)
def test_any_map_is_read_or_told_what_is_wrong_with_it(tmp_path, edits):
    lines = list(LINES)
    for position, edit, value in edits:
        line = lines[position]
        changed = {"drop": "", "twice": f"{line}\n{line}", "value": line.split("=")[0] + f"= {value}"}
        lines[position] = changed[edit]
    path = tmp_path / "map.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        read_map(path, current(), "phq9", {"150106": "/15/1501/150106/"})
    except UnfitMap as unfit:
        told = [breach.remedy for breach in unfit.breaches]
    else:
        told = ["a map"]
    assert told
    assert all(told)


@WILD
@given(st.binary(max_size=200))
def test_any_bytes_as_a_map_are_told_to_be_none(tmp_path, content):
    (tmp_path / "map.toml").write_bytes(content)
    with pytest.raises(UnfitMap):
        read_map(tmp_path / "map.toml", current(), "phq9", {})
