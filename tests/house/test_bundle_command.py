"""`acompana bundle`, as whoever owns the content meets it."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from acompana.bundle import content_root, load_bundle
from acompana.house import cli


@pytest.fixture
def run():
    cli.register_commands()

    def invoke(*arguments: object):
        return CliRunner().invoke(cli.app, ["bundle", *map(str, arguments)])

    return invoke


def test_sound_content_is_told_and_put_in_force(run, tmp_path):
    result = run("--data-dir", tmp_path)
    assert result.exit_code == 0
    assert "phq9" in result.output
    assert load_bundle(tmp_path / "bundle.json").hash in result.output


def test_checking_puts_nothing_in_force(run, tmp_path):
    result = run("--check", "--json", "--data-dir", tmp_path)
    told = json.loads(result.output)
    assert (result.exit_code, told["sound"], told["in_force"]) == (0, True, None)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_file_is_told_with_its_line_and_the_exit_code_says_so(run, tmp_path):
    content = Path(shutil.copytree(content_root(), tmp_path / "content"))
    file = content / "instruments/phq9/1.toml"
    file.write_text(file.read_text().replace("from = 10", "from = 11"))
    result = run("--content", content, "--data-dir", tmp_path / "data")
    assert result.exit_code == 1
    assert "expected from = 10, found 11" in result.output
    assert not (tmp_path / "data").exists()
    told = json.loads(run("--content", content, "--json", "--data-dir", tmp_path / "data").output)
    assert told["sound"] is False
    assert told["breaches"][0]["file"] == "instruments/phq9/1.toml"
    assert told["breaches"][0]["remedy"]


def test_what_awaits_a_signature_is_listed_with_its_source(run, tmp_path):
    result = run("--check", "--awaiting", "--data-dir", tmp_path)
    assert "[K] gad7 1 scales total cutoffs general\n      Spitzer et al. 2006" in result.output
