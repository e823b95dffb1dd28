"""`acompana demo`: what a newcomer sees the first time, the second time, and after a power cut."""

import json
import stat
import subprocess
import sys
import time

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.rig.server import environment, run_acompana
from tests.simulation.imagined import UNTIL, pages

DEMO = ["demo", "--size", "small", "--no-serve", "--until", f"{UNTIL:%Y-%m-%dT%H:%M}"]


@pytest.fixture
def database(cluster, worker_name):
    name = f"demo_{worker_name}_{time.monotonic_ns()}"
    with psycopg.connect(cluster, autocommit=True) as opened:
        opened.execute(f"create database {name}")
    return make_conninfo(cluster, dbname=name)


def facts_in(database):
    with psycopg.connect(database) as opened:
        try:
            return opened.execute("select count(*) from ledger_fact where kind <> 'message_sent'").fetchone()[0]
        except psycopg.errors.UndefinedTable:
            return 0


def test_a_demo_that_was_killed_is_taken_up_and_then_opens_at_once(database, tmp_path):
    folder = tmp_path / "demo"
    begun = subprocess.Popen(
        [sys.executable, "-m", "acompana", *DEMO, "--data-dir", folder],
        env=environment(database),
        stderr=subprocess.PIPE,
    )
    while facts_in(database) == 0 and begun.poll() is None:
        time.sleep(0.02)
    begun.kill()
    begun.wait()

    second = run_acompana("demo", "--no-serve", "--json", "--data-dir", str(folder), database=database)
    assert second.returncode == 0, second.stderr
    assert facts_in(database) == sum(len(told) for told in pages("small").values())
    third = run_acompana("demo", "--no-serve", "--json", "--data-dir", str(folder), database=database)
    assert json.loads(third.stdout) == json.loads(second.stdout)
    assert stat.S_IMODE((folder / "demo.json").stat().st_mode) == 0o600

    shown = json.loads(third.stdout)
    assert {s["role"] for s in shown["sign_ins"]} == {"agent", "clinician", "coordinator", "analyst", "administrator"}
    assert {"key", "value", "unit", "definition", "published"} <= shown["table"][0].keys()
    told = run_acompana("figures", "--year", str(shown["year"]), "--json", "--data-dir", str(folder), database=database)
    assert told.returncode == 0, told.stderr
    assert_all_was_told_by(UNTIL, database)


def assert_all_was_told_by(moment, database):
    """Of every step of every ladder that had come by then somebody was told, and it is recorded."""
    with psycopg.connect(database) as opened:
        come, told = opened.execute(
            "select count(*), count(*) filter (where row.recorded) from messages_step as step"
            " left join messages_outbox as row"
            " on (row.person, row.about, row.rung) = (step.person, step.about, step.rung) where step.at <= %s",
            [moment],
        ).fetchone()
    assert come == told > 0


def test_a_demo_never_moves_into_somebody_elses_organization(database, tmp_path):
    folder = str(tmp_path / "real")
    assert run_acompana("init", "--data-dir", folder, database=database).returncode == 0
    refused = run_acompana(*DEMO, "--data-dir", folder, database=database)
    assert refused.returncode == 1
    assert "--data-dir" in refused.stderr
