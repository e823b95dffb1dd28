"""The same over real connections: bodies that are too large, the same request from several sides at once."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from acompana.people.devices import sign_in_device
from acompana.people.ids import new_id
from acompana.people.models import Place, User
from tests.rig.sending import send, wire


@pytest.fixture(scope="module")
def agent(server) -> User:
    with server.records():
        sector = Place.objects.get(pk="150106-02")
        return User.objects.create_user("agente-en-linea", name="Agente", role="agent", places=[sector])


@pytest.fixture(scope="module")
def token(server, agent) -> str:
    with server.records():
        return sign_in_device(agent, "celular")[1]


@pytest.fixture
def post(server, token):
    def post(body: bytes, path: str = "/field/sync", **headers: str) -> tuple[int, dict]:
        address = urlsplit(server.url)
        line = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"} | headers
        try:
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            line.close()

    return post


def test_ten_megabytes_are_refused_with_what_to_do(post):
    status, told = post(b"[" + b" " * 10_000_000 + b"]")
    assert (status, told["error"]) == (413, "too_large")


def test_an_empty_body_is_told(post):
    assert post(b"")[0] == 400


def test_the_same_delivery_from_five_sides_at_once_is_accepted_by_all_and_there_once(server, agent, post):
    person = new_id()
    with server.records():
        send(agent, wire(person, "person_registered", {"home": "150106-02", "sex": "female"}))
    fact = json.loads(wire(person, "visit_made", {"outcome": "seen"}))
    body = json.dumps({"facts": [fact], "cursor": None}).encode()
    with ThreadPoolExecutor(5) as sides:
        answers = list(sides.map(post, [body] * 5))
    assert [(status, told["accepted"]) for status, told in answers] == [(200, [fact["id"]])] * 5
    with server.records(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_fact WHERE person = %s AND kind = 'visit_made'", [person])
        assert cursor.fetchone() == (1,)


def test_a_person_whom_a_job_holds_keeps_nobody_waiting_for_ever(server, agent, post):
    """While a record is locked, the phone that writes about that person is told to come back; others are served."""
    person, other = new_id(), new_id()
    with server.records():
        send(agent, *(wire(p, "person_registered", {"home": "150106-02", "sex": "female"}) for p in (person, other)))
    facts = [json.loads(wire(p, "visit_made", {"outcome": "seen"})) for p in (person, other)]
    with psycopg.connect(server.owner) as job, ThreadPoolExecutor(2) as sides:
        job.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [person])
        waiting, served = sides.map(post, [json.dumps({"facts": [fact], "cards": False}).encode() for fact in facts])
    assert (waiting[0], waiting[1]["error"]) == (503, "unavailable")
    assert (served[0], served[1]["accepted"]) == (200, [facts[1]["id"]])
    assert post(json.dumps({"facts": facts, "cards": False}).encode())[1]["accepted"] == [f["id"] for f in facts]
