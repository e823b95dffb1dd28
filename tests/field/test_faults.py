"""A fact over which the program stumbles waits with the coordination, and holds back nothing else of its phone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from django.db import connection

from acompana.caseload import refold
from acompana.caseload.rows import Rows
from acompana.field.seal import public_key
from acompana.people.models import User
from tests.field.conftest import Phone, visit
from tests.field.seals import seal_facts
from tests.rig.sending import NOW, Registered, phq9, wire

pytestmark = pytest.mark.django_db(transaction=True)

AGENTS_SAY = "El programa falló con este registro; no es culpa suya."


def raise_an_error(rows: Rows) -> Rows:
    raise ZeroDivisionError


def write_a_row_twice(rows: Rows) -> Rows:
    return msgspec.structs.replace(rows, tasks=rows.tasks * 2)


@pytest.fixture(params=[raise_an_error, write_a_row_twice], ids=["python", "postgresql"])
def stumbling(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program cannot take in that anybody is at risk."""
    sound: Callable[..., Rows] = refold.rows_of

    def rows_of(picture, place, path):
        rows = sound(picture, place, path)
        return request.param(rows) if picture.alert else rows

    monkeypatch.setattr(refold, "rows_of", rows_of)


def waiting() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fact::text, code, urgent, due_at - received_at FROM ledger_quarantine")
        return cursor.fetchall()


@pytest.fixture
def facts(agent: User, registered: Registered, stumbling: None) -> tuple[bytes, bytes, bytes]:
    """Two visits, and between them an answer that tells of suicide."""
    ana, bea = registered(agent), registered(agent)
    return visit(ana), wire(bea, "answers_given", phq9(self_harm=1)), visit(bea, at=NOW + timedelta(minutes=1))


def id_of(fact: bytes) -> str:
    return str(json.loads(fact)["id"])


def test_a_sync_takes_in_all_others_and_says_what_waits(agent: User, phone: Callable[[User], Phone], facts) -> None:
    own = phone(agent)
    first, alarm, last = facts
    answer = own.sync(*facts)
    assert answer["accepted"] == [id_of(first), id_of(last)]
    (refused,) = answer["refused"]
    assert (refused["n"], refused["id"], refused["code"]) == (1, id_of(alarm), "fault")
    assert refused["message"].startswith(AGENTS_SAY)
    assert refused["due_at"], "somebody answers for it, and the agent is told by when"
    assert waiting() == [(id_of(alarm), "fault", True, timedelta(hours=1))]
    own.sync()
    assert len(own.people) == 2, "the phone is given its people all the same"


def test_once_it_is_mended_the_same_fact_is_taken_in(agent, phone, facts, monkeypatch) -> None:
    own = phone(agent)
    own.sync(*facts)
    monkeypatch.undo()
    assert own.sync(*facts)["accepted"] == [id_of(fact) for fact in facts]
    own.sync()
    assert any(card["picture"].get("alert") for card in own.cards.values())


def test_a_sealed_delivery_takes_in_all_others_too(agent, phone, facts) -> None:
    own = phone(agent)
    sealed = seal_facts(public_key(), own.token, *facts)
    answer = own.post({"device": str(own.device.pk), "sealed": sealed}, "/field/sealed", authorization="").json()
    assert answer == {
        "accepted": [id_of(facts[0]), id_of(facts[2])],
        "refused": [{"id": id_of(facts[1]), "code": "fault"}],
    }
    assert waiting() == [(id_of(facts[1]), "fault", True, timedelta(hours=1))]


def test_a_fault_in_what_is_told_holds_back_nothing_of_what_was_sent(agent, registered, phone, monkeypatch) -> None:
    own, fact = phone(agent), visit(registered(agent))
    monkeypatch.setattr("acompana.field.sync.changes", raise_an_error)
    answer = own.post({"cursor": None, "facts": [json.loads(fact)]}).json()
    assert (answer["accepted"], answer["cards"], answer["more"]) == ([id_of(fact)], [], True)
    again = own.post({"cursor": None, "facts": []})
    assert (again.status_code, again.json()["error"]) == (500, "bug")
