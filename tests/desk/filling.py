"""Filling in the forms of a person as a browser does, and what the ledger and the card say afterwards."""

from __future__ import annotations

from uuid import UUID

import msgspec
from django.db import connection
from django.urls import reverse

from acompana.care.picture import Picture
from tests.desk.conftest import SYMPTOMS
from tests.desk.reading import form, words


def facts(person: UUID) -> list[tuple[str, dict[str, object]]]:
    """(kind, body) of the person's facts in the order in which they arrived, all tiers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, fact.body || coalesce(jsonb_build_object('identity', i.body), '{}')"
            " || coalesce(jsonb_build_object('note', n.body), '{}') FROM ledger_fact AS fact"
            " LEFT JOIN ledger_identity AS i ON i.fact = fact.id LEFT JOIN ledger_note AS n ON n.fact = fact.id"
            " WHERE fact.person = %s ORDER BY received_no",
            [person],
        )
        found = [
            (kind, msgspec.json.decode(body) if isinstance(body, str) else body) for kind, body in cursor.fetchall()
        ]
    return [(kind, {k: v for k, v in body.items() if v is not None}) for kind, body in found]


def picture(person: UUID) -> Picture:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body::text FROM caseload_card WHERE person = %s", [person])
        return msgspec.json.decode(cursor.fetchone()[0], type=Picture)


def fill(client, address: str, **said: object):
    """Open a form, say these things, send it back; an item of an instrument is `a_mood=1`."""
    sheet = form(client.get(address).text)
    return client.post(address, {**sheet, **{name.replace("a_", "a.", 1): value for name, value in said.items()}})


def answers(default: object = 0, **said: object) -> dict[str, object]:
    return {f"a_{symptom}": default for symptom in SYMPTOMS} | {f"a_{name}": value for name, value in said.items()}


def at(person: UUID, form: str, *more: str) -> str:
    return (
        reverse("desk:record_screening", args=[person, *more]) if more else reverse("desk:record", args=[person, form])
    )


def history(client, person: UUID) -> str:
    page = client.get(reverse("desk:person", args=[person])).text
    return words(page[page.index('id="history"') :])
