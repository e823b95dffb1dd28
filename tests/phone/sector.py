"""A sector of its own for one storm, seen from the server: its agents, what became of facts, and the cards there."""

from __future__ import annotations

import gzip
import json
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from django.db import connection

from acompana.bundle import current, use
from acompana.ledger.quarantine import waiting
from acompana.people.access import seeing, viewer_for
from acompana.people.devices import Device, sign_in_device
from acompana.people.ids import new_id
from acompana.people.models import Place, User
from tests.phone.brittle import BrittleServer
from tests.rig.sending import phq9, send, wire

_numbers = count(1)


class Stored(NamedTuple):
    """A fact as the ledger has it, with what names somebody."""

    person: str
    kind: str
    body: dict[str, Any]


class Refused(NamedTuple):
    """A fact as quarantine has it."""

    codes: set[str]
    urgent: bool
    waits: bool
    """For the coordination to decide."""


class Fates(NamedTuple):
    """What the server knows of everything that a sector's agents recorded, by the facts' ids."""

    stored: dict[str, list[Stored]]
    refused: dict[str, Refused]
    shown: set[str]
    """Those in quarantine that a coordinator is shown."""


class Sector:
    """Two agents and a few people."""

    def __init__(self, server: BrittleServer, code: str, people: int) -> None:
        self.server = server
        self.code = code
        self.number = next(_numbers)
        self.records = psycopg.connect(server.organization.owner, autocommit=True)
        self.revoked: set[str] = set()
        """The devices that the coordination revoked."""
        with self._working() as place:
            self.agents = [self._hire("tormenta", "agent", place) for _ in range(2)]
            for _ in range(people):
                identity = {"given_names": "Inventada", "father_surname": "Calma"}
                body = {"home": code, "sex": "female", "birth_year": 1980, "identity": identity}
                send(self.agents[0], wire(new_id(), "person_registered", body))
            self.readers = [sign_in_device(agent, "lector")[1] for agent in self.agents]
        self.own = set(self.fates().stored)
        """What was recorded before the storm."""

    @contextmanager
    def _working(self) -> Iterator[Place]:
        """Inside, this test works in the storms' records, by the content in force there."""
        before = current()
        use(self.server.content)
        try:
            with self.server.organization.records():
                yield Place.objects.get(pk=self.code)
        finally:
            use(before)

    @staticmethod
    def _hire(what: str, role: str, place: Place) -> User:
        return User.objects.create_user(f"{what}-{next(_numbers)}", name="Agente", role=role, places=[place])

    # --- Devices ------------------------------------------------------------------------------------------------------

    def session(self, who: int) -> dict[str, Any]:
        """A new device of this agent, as signing in on a phone gives it."""
        agent = self.agents[who]
        with self._working():
            device, token = sign_in_device(agent, "celular")
        user = {"id": str(agent.pk), "name": "Agente", "role": "agent", "language": "es", "organization": "Prueba"}
        whose = {**user, "timeZone": "America/Lima", "device": str(device.pk)}
        return {"user": whose, "token": token, "publicKey": self.server.public_key}

    def end_session(self, device: str) -> None:
        """The device's token is nobody's any more."""
        with self._working():
            Device.objects.filter(pk=device).update(token_hash=new_id().bytes + new_id().bytes)

    def revoke(self, device: str) -> None:
        with self._working():
            Device.objects.get(pk=device).revoke(self.coordinator.pk, "lost")
        self.revoked.add(device)

    # --- The coordination ---------------------------------------------------------------------------------------------

    @cached_property
    def coordinator(self) -> User:
        return self._hire("coordina-tormenta", "coordinator", Place.objects.get(pk="15"))

    @cached_property
    def _agent_elsewhere(self) -> User:
        there = Place.objects.filter(kind="sector").exclude(pk=self.code).order_by("code")[0]
        return self._hire("tormenta-de-alla", "agent", there)

    def hand_over(self, person: UUID) -> None:
        """The person moves to another district, and another agent accompanies them from now on."""
        with self._working():
            there = self._agent_elsewhere.places.get()
            send(
                self.coordinator,
                wire(person, "details_given", {"home": there.pk}),
                wire(person, "assigned", {"to": str(self._agent_elsewhere.pk), "duty": "agent"}),
            )

    @staticmethod
    def alarming() -> dict[str, Any]:
        return phq9(self_harm=2)

    # --- What became of it all ----------------------------------------------------------------------------------------

    def fates(self) -> Fates:
        authors = [agent.pk for agent in self.agents]
        stored: dict[str, list[Stored]] = defaultdict(list)
        for id, person, kind, body, identity in self.records.execute(_STORED, [authors]):
            stored[str(id)].append(Stored(str(person), kind, body | ({"identity": identity} if identity else {})))
        refused: dict[str, Refused] = {}
        for id, code, urgent, waits in self.records.execute(_REFUSED, [authors]):
            before = refused.get(str(id), Refused(set(), False, False))
            refused[str(id)] = Refused({code, *before.codes}, urgent or before.urgent, waits or before.waits)
        return Fates(stored, refused, self._shown_to_the_coordinator() if refused else set())

    def _shown_to_the_coordinator(self) -> set[str]:
        with self._working(), seeing(viewer_for(self.coordinator)), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {self.server.web_role}")
            return {str(confined.fact) for confined in waiting(limit=100_000)}

    def alerts(self, persons: Iterable[str]) -> set[str]:
        """For whom of these persons a risk is open."""
        people = [UUID(person) for person in persons]
        found = self.records.execute("SELECT person FROM caseload_alert WHERE person = ANY(%s)", [people])
        return {str(person) for (person,) in found}

    def cards(self, who: int) -> dict[str, Any]:
        """All cards of an agent, as the server gives them to a phone that has none."""
        cards: dict[str, Any] = {}
        cursor, more = None, True
        while more:
            answer = self._post({"cursor": cursor}, self.readers[who])
            cards |= {card["person"]: card for card in answer["cards"]}
            cursor, more = answer["cursor"], answer["more"]
        return cards

    def _post(self, body: object, token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Accept-Encoding": "gzip"}
        request = urllib.request.Request(f"{self.server.url}/field/sync", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            packed = answer.read()
            return json.loads(gzip.decompress(packed) if answer.headers["Content-Encoding"] == "gzip" else packed)


_STORED = """
SELECT f.id, f.person, f.kind, f.body::jsonb, i.body::jsonb
FROM ledger_fact AS f LEFT JOIN ledger_identity AS i ON i.person = f.person AND i.fact = f.id WHERE f.author = ANY(%s)
"""
_REFUSED = "SELECT fact, code, urgent, resolved_at IS NULL FROM ledger_quarantine WHERE author = ANY(%s)"
