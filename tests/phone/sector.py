"""A sector of its own for one storm, seen from the server: its agents, what became of facts, and the cards there."""

from __future__ import annotations

import gzip
import json
import urllib.request
from collections import Counter
from collections.abc import Iterable
from itertools import count
from typing import Any
from uuid import UUID

import psycopg

from acompana.people.devices import Device, sign_in_device
from acompana.people.ids import new_id
from acompana.people.models import Place, User
from tests.rig.sending import phq9, send, wire
from tests.rig.server import Server

_numbers = count(1)


class Sector:
    """Two agents and a few people. `url` is where the server answers."""

    def __init__(self, server: Server, url: str, code: str, people: int) -> None:
        self.server = server
        self.url = url
        self.code = code
        self.number = next(_numbers)
        self.records = psycopg.connect(server.owner, autocommit=True)
        with server.records():
            place = Place.objects.get(pk=code)
            self.agents = [self._hire(f"tormenta-{self.number}-{who}", "agent", place) for who in range(2)]
            for _ in range(people):
                identity = {"given_names": "Inventada", "father_surname": "Calma"}
                body = {"home": code, "sex": "female", "birth_year": 1980, "identity": identity}
                send(self.agents[0], wire(new_id(), "person_registered", body))
            self.readers = [sign_in_device(agent, "lector")[1] for agent in self.agents]

    @staticmethod
    def _hire(username: str, role: str, place: Place) -> User:
        return User.objects.create_user(username, name="Agente", role=role, places=[place])

    def session(self, who: int) -> dict[str, Any]:
        """A new device of this agent, as signing in on a phone gives it."""
        agent = self.agents[who]
        with self.server.records():
            device, token = sign_in_device(agent, "celular")
        user = {"id": str(agent.pk), "name": "Agente", "role": "agent", "language": "es", "organization": "Prueba"}
        return {"user": {**user, "timeZone": "America/Lima", "device": str(device.pk)}, "token": token}

    def end_sessions(self, who: int) -> None:
        """No device has the tokens of this agent's phones any more."""
        with self.server.records():
            for device in Device.objects.filter(user=self.agents[who], name="celular"):
                device.token_hash = new_id().bytes + new_id().bytes
                device.save()

    def hand_over(self, person: UUID) -> None:
        with self.server.records():
            there = Place.objects.filter(kind="sector").exclude(pk=self.code).order_by("code")[0]
            other = self._hire(f"tormenta-de-alla-{next(_numbers)}", "agent", there)
            coordinator = self._hire(f"coordina-tormenta-{next(_numbers)}", "coordinator", Place.objects.get(pk="15"))
            send(
                coordinator,
                wire(person, "details_given", {"home": there.pk}),
                wire(person, "assigned", {"to": str(other.pk), "duty": "agent"}),
            )

    @staticmethod
    def alarming() -> dict[str, object]:
        return phq9(self_harm=2)

    def what_became_of(self, facts: Iterable[str], persons: Iterable[str]) -> tuple[Counter[str], set[str], set[str]]:
        """How often each fact is in the ledger, which are in quarantine, and for whom of these persons a risk is
        open."""
        ids = [UUID(id) for id in facts]
        people = [UUID(person) for person in persons]
        ask = self.records.execute
        stored = ask("SELECT id FROM ledger_fact WHERE id = ANY(%s)", [ids]).fetchall()
        confined = ask("SELECT fact FROM ledger_quarantine WHERE fact = ANY(%s)", [ids]).fetchall()
        alerts = ask("SELECT person FROM caseload_alert WHERE person = ANY(%s)", [people]).fetchall()
        return (
            Counter(str(id) for (id,) in stored),
            {str(id) for (id,) in confined},
            {str(person) for (person,) in alerts},
        )

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
        request = urllib.request.Request(f"{self.url}/field/sync", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            packed = answer.read()
            return json.loads(gzip.decompress(packed) if answer.headers["Content-Encoding"] == "gzip" else packed)
