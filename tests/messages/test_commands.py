"""The commands as people run them: several watches at once, one killed in the middle, a check, an erasure."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from acompana.people.ids import new_id
from acompana.people.models import Place, Shift, User
from tests.messages.conftest import PostOffice
from tests.rig.sending import phq9, send, wire
from tests.rig.server import Server, environment, run_acompana

pytestmark = pytest.mark.xdist_group("messages_commands")
PATIENCE_SECONDS = 40


@pytest.fixture(scope="module")
def organization(cluster, worker_name, tmp_path_factory, django_db_blocker) -> Server:
    """A founded organization with a psychologist on call and an agent, and no web server."""
    owner = make_conninfo(cluster, dbname=f"watched_{worker_name}")
    with psycopg.connect(cluster, autocommit=True) as opened:
        opened.execute(f"create database watched_{worker_name}")
    data_dir = tmp_path_factory.mktemp("watched")
    founded = run_acompana("init", "--json", "--data-dir", str(data_dir), database=owner)
    assert founded.returncode == 0, founded.stderr
    made = Server("", owner, data_dir, "", django_db_blocker)
    with made.records():
        district = Place.objects.get(pk="150106")
        on_call = User.objects.create_user(
            "psi", name="psi", role="clinician", places=[district], email="psi@example.org"
        )
        User.objects.create_user("ana", name="ana", role="agent", places=[district])
        User.objects.create_user("coco", name="coco", role="coordinator", places=[district], email="coco@example.org")
        now = datetime.now(UTC)
        span = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=8)}
        Shift.objects.create(duty="clinician_on_call", place=district, user=on_call, **span)
    return made


def people_at_risk(organization: Server, count: int) -> set[UUID]:
    with organization.records():
        agent, now = User.objects.get(username="ana"), datetime.now(UTC)
        persons = [new_id() for _ in range(count)]
        facts = [wire(p, "person_registered", {"home": "150106-01"}, at=now) for p in persons]
        facts += [wire(p, "answers_given", phq9(self_harm=1), at=now) for p in persons]
        assert all(receipt.refusal is None for receipt in send(agent, *facts, at=now))
    return set(persons)


def told(organization: Server, persons: set[UUID]) -> Counter[UUID]:
    """How often it was recorded of each of these persons that somebody was told."""
    with organization.records(), connection.cursor() as cursor:
        cursor.execute("SELECT person FROM ledger_fact WHERE kind = 'message_sent'")
        return Counter(person for (person,) in cursor.fetchall() if person in persons)


@pytest.fixture
def start(organization: Server, post_office: PostOffice) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """`start()` begins an `acompana watch` that sends through the post office."""
    running: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "acompana", "watch", "--every", "1", "--data-dir", str(organization.data_dir)]
        env = environment(organization.owner) | {"ACOMPANA_SMTP_URL": post_office.url}
        pipe = subprocess.PIPE
        running.append(subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe, text=True))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def once(organization: Server, post_office: PostOffice) -> subprocess.CompletedProcess[str]:
    return organization.run("watch", "--once", "--json", "--smtp-url", post_office.url)


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_two_watches_at_once_send_each_message_once(organization, post_office, start):
    persons = people_at_risk(organization, 20)
    post_office.takes_seconds = 0.05
    processes = [start(), start()]
    wait_for(lambda: len(told(organization, persons)) == 20)
    for process in processes:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert len(post_office.raw) == 20
    assert len({letter["Message-ID"] for letter in post_office.letters}) == 20
    assert set(told(organization, persons).values()) == {1}


def test_a_watch_killed_in_the_middle_loses_no_message_and_records_each_once(organization, post_office, start):
    persons = people_at_risk(organization, 20)
    post_office.takes_seconds = 0.05
    victim = start()
    wait_for(lambda: len(post_office.raw) >= 5)
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait(20)
    assert len(post_office.raw) < 20
    post_office.takes_seconds = 0
    with organization.records(), connection.cursor() as cursor:  # the claim of the dead is over
        cursor.execute("UPDATE messages_outbox SET try_at = now() WHERE sent_at IS NULL")
    assert once(organization, post_office).returncode == 0
    sent = Counter(letter["Message-ID"] for letter in post_office.letters)
    assert len(sent) == 20, "every message went out"
    assert sum(sent.values()) <= 21, "at most the one that was on its way went out twice"
    assert told(organization, persons) == dict.fromkeys(persons, 1)


def test_a_server_that_is_down_is_told_by_the_exit_code(organization, post_office):
    post_office.close()
    (person,) = people_at_risk(organization, 1)
    result = once(organization, post_office)
    assert result.returncode == 1
    assert json.loads(result.stdout)["troubled"] == 1
    post_office.open()
    with organization.records(), connection.cursor() as cursor:
        cursor.execute("UPDATE messages_outbox SET try_at = now() WHERE sent_at IS NULL")
    assert once(organization, post_office).returncode == 0
    assert told(organization, {person}) == {person: 1}


def test_check_tells_what_does_not_hold_and_by_its_exit_code(organization):
    (person,) = people_at_risk(organization, 1)
    with organization.records(), connection.cursor() as cursor:
        cursor.execute("UPDATE caseload_alert SET level = 'low' WHERE person = %s", [person])
    result = organization.run("check", "--all", "--json")
    assert result.returncode == 1
    breaches = [b for invariant in json.loads(result.stdout)["invariants"] for b in invariant["breaches"]]
    assert [breach["id"] for breach in breaches] == [str(person)]
    with organization.records(), connection.cursor() as cursor:
        cursor.execute("UPDATE caseload_alert SET level = 'unassessed' WHERE person = %s", [person])
    result = organization.run("check")
    assert result.returncode == 0
    assert "All of it holds" in result.stdout


def test_check_finds_a_damaged_bundle(organization):
    assert organization.run("bundle").returncode == 0
    path = organization.data_dir / "bundle.json"
    sound = path.read_bytes()
    path.write_bytes(sound.replace(b'"1h"', b'"9h"', 1))
    result = organization.run("check")
    path.write_bytes(sound)
    assert result.returncode == 1
    assert "no   The content in force" in result.stdout


def test_erase_asks_first_and_then_forgets(organization):
    (person,) = people_at_risk(organization, 1)
    with organization.records():
        identity = {"given_names": "Wayra", "document": {"type": "dni", "number": "10117410"}}
        send(User.objects.get(username="ana"), wire(person, "details_given", {"identity": identity}))
    command = [sys.executable, "-m", "acompana", "erase", "--reason", "person_asked", "--by", "admin"]
    command += ["--data-dir", str(organization.data_dir), str(person)]
    env = environment(organization.owner)
    asked = subprocess.run(command, env=env, input="no\n", capture_output=True, text=True, timeout=60)
    assert asked.returncode == 1
    assert "The open risk stays open" in asked.stdout
    assert "Nothing was erased." in asked.stderr
    done = subprocess.run(command, env=env, input="erase\n", capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Wayra" not in asked.stdout + done.stdout
    with organization.records(), connection.cursor() as cursor:
        cursor.execute("SELECT author FROM ledger_fact WHERE kind = 'identity_erased' AND person = %s", [person])
        assert cursor.fetchone() == (User.objects.get(username="admin").pk,)
        cursor.execute("SELECT count(*) FROM ledger_identity WHERE person = %s", [person])
        assert cursor.fetchone() == (0,)
