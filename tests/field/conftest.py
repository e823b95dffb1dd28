"""Phones in the hands of agents, speaking to the server as it serves: under the web login, each request committed."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from acompana.caseload.rebuild import TABLES
from acompana.house.database import WEB_ROLE
from acompana.people.devices import sign_in_device
from acompana.people.models import Organization, User
from tests.rig.sending import send, wire

EMPTIED = ("ledger_fact", "ledger_identity", "ledger_note", "ledger_quarantine", "field_departure", *TABLES)


@contextmanager
def web_login() -> Iterator[None]:
    """Queries inside run as the web server's do, under row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {WEB_ROLE}")
    try:
        yield
    finally:
        if not connection.needs_rollback and connection.connection and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """What a test writes is committed, and gone after it."""
    yield
    with transaction.atomic(), connection.cursor() as cursor:
        for table in EMPTIED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def organization(committed: None) -> Organization:
    cache.clear()
    return Organization.objects.create(name="Prueba")


class Phone:
    """A phone that keeps what the server gives it, as the app does."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.device, self.token = sign_in_device(user, "celular")
        self.cursor: str | None = None
        self.cards: dict[str, dict] = {}
        self.client = Client(raise_request_exception=False)

    def post(self, body: object, path: str = "/field/sync", *, raw: bytes | None = None, **headers: str):
        """Any request with this phone's token."""
        content = json.dumps(body).encode() if raw is None else raw
        headers = {"authorization": f"Bearer {self.token}", **headers}
        kind = headers.pop("content_type", "application/json")
        with web_login():
            return self.client.post(path, content, content_type=kind, headers=headers)

    def get(self, path: str, **headers: str):
        with web_login():
            return self.client.get(path, headers={"authorization": f"Bearer {self.token}", **headers})

    def deliver(self, *facts: bytes) -> dict:
        """Facts up, and nothing asked for."""
        answer = self.post({"facts": [json.loads(fact) for fact in facts], "cards": False})
        assert answer.status_code == 200, answer.content
        return answer.json()

    def sync(self, *facts: bytes, patient: bool = True) -> dict:
        """One whole sync: facts up, then every page of cards down; the first answer, with all cards and gone of it.

        Cards wait for every older transaction of the cluster to end, those of tests in other processes among them: a
        `patient` phone syncs once they have.
        """
        if patient:
            wait_until_all_may_be_seen()
        sent = [json.loads(fact) for fact in facts]
        cards, gone, first = [], [], None
        while True:
            response = self.post({"cursor": self.cursor, "facts": sent})
            assert response.status_code == 200, response.content
            answer = response.json()
            first = first or answer
            if answer["from_start"]:
                self.cards = {}
            self.cards |= {card["person"]: card for card in answer["cards"]}
            for person in answer["gone"]:
                self.cards.pop(person, None)
            cards, gone = cards + answer["cards"], gone + answer["gone"]
            self.cursor, sent = answer["cursor"], []
            if not answer["more"]:
                return first | {"cards": cards, "gone": gone, "more": False}

    @property
    def people(self) -> set[str]:
        return set(self.cards)


def wait_until_all_may_be_seen() -> None:
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(max(changed_txid) < pg_snapshot_xmin(pg_current_snapshot()), true)"
                " AND (SELECT coalesce(max(txid) < pg_snapshot_xmin(pg_current_snapshot()), true) FROM field_departure)"
                " FROM caseload_card"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    pytest.fail("Expected older transactions to end within 30 seconds; one is still open.")


@pytest.fixture
def phone(organization: Organization) -> Callable[[User], Phone]:
    return Phone


@pytest.fixture
def agent(organization: Organization, hire) -> User:
    return hire("agent", "150106-01")


@pytest.fixture
def coordinator(organization: Organization, hire) -> User:
    return hire("coordinator", "150106")


def visit(person: UUID, **more: object) -> bytes:
    return wire(person, "visit_made", {"outcome": "seen"}, **more)


def assign(coordinator: User, person: UUID, to: User) -> None:
    (receipt,) = send(coordinator, wire(person, "assigned", {"to": str(to.pk), "duty": "agent"}))
    assert receipt.refusal is None, receipt.refusal


def unpacked(response) -> bytes:
    return gzip.decompress(response.content)
