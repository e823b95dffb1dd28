"""Importing answers: rows become ordinary facts, once, or are refused beside the file with a reason."""

import csv
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection
from openpyxl import Workbook

from acompana.care.facts import AnswersGiven, PersonRegistered
from acompana.exchange.answers import Interrupted, importing
from acompana.exchange.answers.rows import person_of
from acompana.exchange.tables import UnfitFile
from acompana.ledger.reading import facts_of
from tests.exchange.conftest import HEADER, ITEMS, MAP, csv_text, row

pytestmark = pytest.mark.django_db
PERSON = person_of("a secret of tests", "prueba")


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def counts(report) -> tuple[int, int, int, int]:
    return report.rows, report.accepted, report.already, report.refused


@pytest.fixture
def refused(tmp_path):
    def read() -> list[dict[str, str]]:
        with (tmp_path / "t.csv.refused.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return read


def test_a_row_becomes_a_person_and_the_answers_that_stand_in_it(run_import):
    report = run_import(csv_text(row("k1", "012301230")))
    assert counts(report) == (1, 1, 0, 0)
    registered, answered = sorted(facts_of(PERSON("k1")), key=lambda fact: fact.kind, reverse=True)
    assert registered.body == PersonRegistered(sex="female", birth_year=1995, home="150106-01")
    assert answered.body == AnswersGiven(
        instrument="phq9",
        version="1",
        answers=dict(zip(ITEMS, [0, 1, 2, 3, 0, 1, 2, 3, 0], strict=True)),
        mode="imported",
        language="es",
    )
    assert answered.happened_at == datetime(2025, 3, 5, 17, tzinfo=UTC)  # noon in Lima
    assert (answered.role, answered.place) == ("system", "150106-01")


def test_refused_not_known_and_not_asked_stay_three_things(run_import):
    table = csv_text(row("k1")).replace("0,0,0,0,0,0,0,0,0", "NR,ns,,Ningún  DÍA,1.0,01,0,0,0")
    assert run_import(table).accepted == 1
    answers = next(f for f in facts_of(PERSON("k1")) if f.kind == "answers_given").body.answers
    assert [answers[code] for code in ITEMS] == ["refused", "dont_know", "not_asked", 0, 1, 1, 0, 0, 0]


def test_importing_twice_adds_nothing_and_says_the_same_of_the_answers(run_import):
    table = csv_text(row("k1", "222222222"), row("k2", "-" * 9), row("k3", "000000001"))
    first, facts = run_import(table), count("ledger_fact")
    second = run_import(table)
    assert counts(second) == (3, 0, 3, 0)
    assert count("ledger_fact") == facts
    for key in ("people", "scored", "unscorable", "positive", "suicide_flagged", "suicide_unasked"):
        assert getattr(second, key) == getattr(first, key)


def test_the_report_counts_what_the_answers_show(run_import):
    report = run_import(csv_text(row("k1", "222222222"), row("k2", "-" * 9), row("k3", "000000001"), row("k4")))
    shown = (report.scored, report.unscorable, report.positive, report.suicide_flagged, report.suicide_unasked)
    assert shown == (3, 1, 1, 2, 1)


def test_one_person_in_several_rows_is_registered_once(run_import, small_batches):
    days = [f"{day:02d}/03/2025" for day in range(1, 6)]
    report = run_import(csv_text(*(row("k1", date=day) for day in days)))
    assert (report.people, report.accepted) == (1, 5)
    assert sorted(fact.kind for fact in facts_of(PERSON("k1"))) == ["answers_given"] * 5 + ["person_registered"]


def test_two_different_questionnaires_of_one_day_are_two_and_a_repeated_row_is_one(run_import):
    report = run_import(csv_text(row("k1", "000000000"), row("k1", "111111110"), row("k1", "000000000")))
    assert counts(report) == (3, 2, 1, 0)


def test_two_tables_of_one_register_meet_in_the_same_person(run_import):
    run_import(csv_text(row("k1")))
    other = run_import(csv_text(row("k1", "111111110", date="06/04/2025")))
    assert (other.accepted, other.people) == (1, 1)
    assert sorted(f.kind for f in facts_of(PERSON("k1"))) == ["answers_given", "answers_given", "person_registered"]


def test_keys_of_another_register_are_other_people(run_import):
    run_import(csv_text(row("k1")))
    run_import(csv_text(row("k1")), MAP.replace('"prueba"', '"otra"'))
    assert len({*_persons()}) == 2


def _persons():
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT person FROM ledger_fact")
        return [person for (person,) in cursor.fetchall()]


def test_other_answers_under_the_same_moment_are_refused_and_the_first_ones_stay(run_import, refused):
    run_import(csv_text(row("k1", "000000000")))
    report = run_import(csv_text(row("k1", "333333333")))
    assert counts(report) == (1, 0, 0, 1)
    assert "another fact" in refused()[0]["refused_found"]
    assert report.positive == 0


@pytest.mark.parametrize(
    ("cells", "column", "found"),
    [
        (row("k1", "000000004"), "p9", '"4"'),
        (row("k1", "00000000x"), "p9", '"x"'),
        (row(""), "clave", "an empty cell"),
        (row("k" * 300), "clave", "300"),
        (row("a\x00b"), "clave", "a NUL character"),
        (row("k1", date=""), "fecha", "an empty cell"),
        (row("k1", date="2025-03-05"), "fecha", '"2025-03-05"'),
        (row("k1", date="05/03/2205"), "fecha", "2205-03-05"),
        (row("k1", date="05/03/1825"), "fecha", "1825-03-05"),
        (row("k1", place="999999"), "ubigeo", '"999999"'),
        (["k1", "x", *row("k1")[2:]], "sexo", '"x"'),
        (["k1", "f", "treinta", *row("k1")[3:]], "edad", '"treinta"'),
        (["k1", "f", "300", *row("k1")[3:]], "edad", '"300"'),
        (row("k1")[:-2], "", "12"),
        ([*row("k1"), "7"], "", "15"),
    ],
)
def test_a_row_that_cannot_be_used_is_written_beside_the_file_and_leaves_no_trace(
    run_import, refused, cells, column, found
):
    report = run_import(csv_text(cells, row("k2")))
    assert counts(report) == (2, 1, 0, 1)
    (told,) = refused()
    assert (told["refused_row"], told["refused_column"], told["refused_found"]) == ("2", column, found)
    assert told["refused_expected"]
    assert told["refused_remedy"]
    assert len(_persons()) == 1
    assert count("ledger_quarantine") == 0


def test_the_refused_rows_can_be_corrected_and_imported_by_the_same_map(run_import, tmp_path):
    run_import(csv_text(row("k1", "00000000x"), row("k2")))
    beside = tmp_path / "t.csv.refused.csv"
    beside.write_text(beside.read_text("utf-8-sig").replace(",x", ",1"), encoding="utf-8")
    report = run_import(beside)
    assert (report.accepted, report.suicide_flagged) == (1, 1)


def test_the_refused_rows_are_for_whoever_ran_the_import_alone(run_import, tmp_path):
    run_import(csv_text(row("")))
    assert (tmp_path / "t.csv.refused.csv").stat().st_mode & 0o077 == 0


def test_when_nothing_is_refused_any_more_the_old_list_is_gone(run_import, tmp_path):
    run_import(csv_text(row("k1", "00000000x")))
    run_import(csv_text(row("k1")))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.toml", "t.csv"]


def test_a_workbook_gives_the_same_facts_as_the_csv_that_was_made_from_it(run_import, tmp_path):
    run_import(csv_text(row("7", "012301230", place="150106")))
    opened = Workbook()
    opened.active.append(["Registro de tamizajes 2025"])
    opened.active.merge_cells("A1:D1")
    opened.active.append(HEADER)
    cells = [7.0, "F", 30, datetime(2025, 3, 5), 150106, *map(int, "012301230")]
    opened.active.append(cells)
    opened.save(tmp_path / "t.xlsx")
    report = run_import(tmp_path / "t.xlsx")
    assert counts(report) == (1, 0, 1, 0)


def test_lost_zeros_come_back_where_the_map_says_how_long_a_code_is(run_import):
    with_digits = MAP.replace('register = "prueba"', 'register = "prueba"\ndigits = 8')
    run_import(csv_text(row("00004217")), with_digits)
    assert counts(run_import(csv_text(row("4217")), with_digits)) == (1, 0, 1, 0)


def test_a_file_that_breaks_off_in_the_middle_leaves_nothing(run_import, small_batches, tmp_path):
    table = csv_text(*(row(f"k{n}") for n in range(6))) + '"open,f,30\n'
    with pytest.raises(UnfitFile, match="line 8"):
        run_import(table)
    assert count("ledger_fact") == 0
    assert not list(tmp_path.glob("*.refused*"))


def test_every_flag_opens_its_alert_however_long_ago_it_was(run_import):
    run_import(csv_text(row("k1", "000000002", date="05/03/2015")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, due_at FROM caseload_alert WHERE person = %s", [PERSON("k1")])
        assert cursor.fetchall() == [("unassessed", datetime(2015, 3, 5, 18, tzinfo=UTC))]


def test_anonymous_answers_are_counted_and_nobody_is_recorded(run_import):
    report = run_import(
        csv_text(row("k1", "222222222"), row("k2"), row("k2"), row("")),
        MAP.replace('version = "1"', 'version = "1"\nfollow_up = "anonymous"'),
    )
    assert counts(report) == (4, 2, 1, 1)
    assert (report.recorded, report.people, report.suicide_flagged) == (False, 2, 1)
    assert count("ledger_fact") == count("caseload_alert") == 0


def test_an_import_cut_short_keeps_whole_batches_and_goes_on_when_run_again(run_import, small_batches, monkeypatch):
    table = csv_text(*(row(f"k{n}") for n in range(6)))
    record, calls = importing.record, []

    def dies_at_the_third(submissions):
        calls.append(1)
        if len(calls) == 3:
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        return record(submissions)

    monkeypatch.setattr(importing, "record", dies_at_the_third)
    with pytest.raises(Interrupted) as interrupted:
        run_import(table)
    assert interrupted.value.rows == 4
    assert count("ledger_fact") == 8
    monkeypatch.undo()
    assert counts(run_import(table)) == (6, 2, 4, 0)
