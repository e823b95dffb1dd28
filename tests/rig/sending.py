"""Sending facts as a phone or a form does: JSON in, receipts out."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from acompana.caseload.record import record
from acompana.ledger.door import Receipt
from acompana.ledger.parsing import Submission
from acompana.people.access import viewer_for
from acompana.people.ids import new_id
from acompana.people.models import User

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def wire(
    person: UUID,
    kind: str,
    body: dict[str, object],
    *,
    at: datetime = NOW,
    id: UUID | None = None,
    place: str | None = None,
    **more: object,
) -> bytes:
    """One fact as it travels."""
    sent = {
        "id": str(id or new_id()),
        "person": str(person),
        "kind": kind,
        "happened_at": at.isoformat(),
        "recorded_at": at.isoformat(),
        "body": body,
        **more,
    }
    if place:
        sent["place"] = place
    return json.dumps(sent).encode()


def send(user: User, *facts: bytes, at: datetime = NOW) -> list[Receipt]:
    """Send facts as this user, arriving at that moment."""
    viewer = viewer_for(user)
    return record([Submission(raw=raw, author=viewer, received_at=at) for raw in facts])


def open_risk(person: UUID) -> str:
    """The id of the person's open risk, as whoever takes it names it; one that nobody has where none is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM caseload_alert WHERE person = %s", [person])
        row = cursor.fetchone()
    return str(row[0] if row else new_id())


Registered = Callable[..., UUID]


@pytest.fixture
def registered() -> Registered:
    """`registered(agent, home="150106-01")`: a person whom this user registered."""

    def register(user: User, home: str = "150106-01", **identity: object) -> UUID:
        person = new_id()
        body: dict[str, object] = {"home": home, "sex": "female", "birth_year": 1990}
        if identity:
            body["identity"] = identity
        (receipt,) = send(user, wire(person, "person_registered", body, at=NOW - timedelta(days=1)))
        assert receipt.refusal is None, receipt.refusal
        return person

    return register


def phq9(**items: int | str) -> dict[str, object]:
    """The body of PHQ-9 answers; whatever is not said is answered 0."""
    codes = ["interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration", "movement", "self_harm"]
    return {"instrument": "phq9", "version": "1", "answers": dict.fromkeys(codes, 0) | items}
