"""The first command anybody runs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

import acompana
from acompana.bundle import content_root
from tests.rig.server import environment, run_acompana


@pytest.fixture
def empty_database(cluster: str, worker_name: str) -> str:
    name = f"founded_{worker_name}"
    with psycopg.connect(cluster, autocommit=True) as opened:
        opened.execute(f"create database {name}")
    return make_conninfo(cluster, dbname=name)


def test_init_makes_an_organization_once_and_tells_one_password(empty_database, tmp_path):
    def init(*arguments: str):
        return run_acompana("init", "--data-dir", str(tmp_path), *arguments, database=empty_database)

    wrong = init("--time-zone", "America/Comas")
    assert wrong.returncode == 2
    assert "America/Lima" in wrong.stderr

    for option, name in (("--administrator", ""), ("--administrator", " "), ("--name", "A" * 161)):
        nameless = init(option, name)
        assert (nameless.returncode, nameless.stdout) == (2, ""), option
        assert "expected a name" in nameless.stderr
    ours = init("--administrator", "Acompana")
    assert (ours.returncode, "Traceback" in ours.stderr) == (1, False)

    made = init("--name", "Prueba", "--administrator", "directora", "--json")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert (told["organization"], told["administrator"]) == ("Prueba", "directora")
    assert len(told["one_time_password"]) == 19

    again = init("--name", "Otra")
    assert again.returncode == 1
    assert "Prueba" in again.stderr
    assert again.stdout == ""


def test_init_says_how_to_open_what_it_made(cluster, worker_name, tmp_path):
    name = f"opened_{worker_name}"
    with psycopg.connect(cluster, autocommit=True) as opened:
        opened.execute(f"create database {name}")
    folder = tmp_path / "with a space"
    made = run_acompana("init", "--data-dir", str(folder), database=make_conninfo(cluster, dbname=name))
    assert f"acompana serve --data-dir '{folder}'" in made.stdout


@pytest.mark.parametrize("command", [["init"], ["demo", "--no-serve"]])
def test_a_folder_that_cannot_be_made_is_told_without_a_traceback(command, tmp_path):
    (tmp_path / "file").write_text("")
    refused = run_acompana(*command, "--data-dir", str(tmp_path / "file" / "folder"), database="postgresql://nowhere")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--data-dir" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_installed_program_finds_what_came_with_it(cluster, worker_name, tmp_path):
    """Installed, the content lies inside the package; nothing may look for it beside the source."""
    name = f"installed_{worker_name}"
    with psycopg.connect(cluster, autocommit=True) as opened:
        opened.execute(f"create database {name}")
    package = Path(acompana.__file__).parent
    installed = Path(shutil.copytree(package, tmp_path / "site" / "acompana"))
    shutil.copytree(content_root(), installed / "content")
    made = subprocess.run(
        [sys.executable, "-m", "acompana", "init", "--data-dir", str(tmp_path / "organization")],
        env=environment(make_conninfo(cluster, dbname=name)) | {"PYTHONPATH": str(tmp_path / "site")},
        cwd=tmp_path / "site",
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert made.returncode == 0, made.stderr
