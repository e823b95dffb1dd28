"""The first command anybody runs."""

from __future__ import annotations

import json

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.rig.server import run_acompana


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

    made = init("--name", "Prueba", "--administrator", "directora", "--json")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert (told["organization"], told["administrator"]) == ("Prueba", "directora")
    assert len(told["one_time_password"]) == 19

    again = init("--name", "Otra")
    assert again.returncode == 1
    assert "Prueba" in again.stderr
    assert again.stdout == ""
