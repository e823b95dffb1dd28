"""`acompana import answers`, as somebody at a keyboard meets it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from acompana.house import cli
from tests.exchange.conftest import MAP, csv_text, row


@pytest.fixture
def files(tmp_path):
    def write(table: str, map_text: str = MAP) -> tuple[Path, Path]:
        (tmp_path / "t.csv").write_text(table, encoding="utf-8")
        (tmp_path / "map.toml").write_text(map_text, encoding="utf-8")
        return tmp_path / "t.csv", tmp_path / "map.toml"

    return write


@pytest.fixture
def run(server, files):
    def run(table: str, *more: str, map_text: str = MAP):
        file, map_file = files(table, map_text)
        return server.run("import", "answers", str(file), "--instrument", "phq9", "--map", str(map_file), *more)

    return run


def test_it_reports_for_people_and_for_programs_and_its_exit_code_tells_the_truth(run, tmp_path):
    table = csv_text(row("orden-1", "000000001", date="01/02/2025"), row("", "000000000"))
    told = run(table, "--json")
    report = json.loads(told.stdout)
    assert told.returncode == 1, told.stderr
    assert (report["rows"], report["accepted"], report["refused"], report["suicide_flagged"]) == (2, 1, 1, 1)
    assert Path(report["refused_file"]).name == "t.csv.refused.csv"
    again = run(csv_text(row("orden-1", "000000001", date="01/02/2025")))
    assert again.returncode == 0
    assert "there already" in again.stdout
    assert "1 row tells of suicide, of 2025-02-01." in again.stdout


def test_a_wrong_map_or_table_is_told_without_a_traceback(run):
    wrong_map = run(csv_text(row("k1")), map_text=MAP.replace('"1" = 1', '"1" = 7'))
    assert wrong_map.returncode == 1
    assert "map.toml:" in wrong_map.stderr
    assert "Nothing was imported." in wrong_map.stderr
    wrong_table = run("a,b\n1,2\n")
    assert wrong_table.returncode == 1
    assert "Expected columns named clave" in wrong_table.stderr
    assert "Traceback" not in wrong_map.stderr + wrong_table.stderr


def test_its_help_says_what_happens_to_what_is_refused_and_what_the_exit_codes_mean():
    cli.register_commands()
    shown = CliRunner().invoke(cli.app, ["import", "answers", "--help"]).output
    assert "FILE.refused.csv" in shown
    assert "Exit code 0" in shown
