"""Making cards from facts: of the persons just written about, or of everybody."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Cursor

from acompana.bundle import Bundle
from acompana.care.facts import DetailsGiven, Fact, FactCorrected, FactWithdrawn, IdentityErased, PersonRegistered
from acompana.care.fold import fold_person
from acompana.care.picture import Picture
from acompana.caseload.identity import refresh_identities
from acompana.caseload.rows import Rows, rows_of
from acompana.ledger.reading import raw_cursor

NOWHERE = "/"
"""Path for a person of whom no place is known: seen by whoever covers the whole organization."""


def refold(persons: Mapping[UUID, Sequence[Fact]], bundle: Bundle, paths: Mapping[str, str]) -> None:
    """Make the cards of these persons from all of their facts. The caller holds their locks."""
    if not persons:
        return
    pictures = [fold_person(person, facts, bundle.rulebook) for person, facts in persons.items()]
    rows = [_rows(picture, persons[picture.person], paths) for picture in pictures]
    cursor = raw_cursor()
    write(cursor, rows)
    named = [person for person, facts in persons.items() if any(_names(fact) for fact in facts)]
    refresh_identities(cursor, {person: persons[person] for person in named}, {r.card.person: r.card for r in rows})


def _rows(picture: Picture, facts: Iterable[Fact], paths: Mapping[str, str]) -> Rows:
    place = picture.known.home or _last_place(facts)
    return rows_of(picture, place, (paths.get(place) if place else None) or NOWHERE)


def _last_place(facts: Iterable[Fact]) -> str | None:
    """Where somebody who is not registered yet was last met."""
    met = [(fact.at, fact.id, fact.place) for fact in facts if fact.place]
    return max(met)[2] if met else None


def _names(fact: Fact) -> bool:
    return isinstance(fact.body, (PersonRegistered, DetailsGiven, FactCorrected, FactWithdrawn, IdentityErased))


_CARD = """
INSERT INTO caseload_card AS old
    (person, place, place_path, agent, clinician, stage, risk, registered_at, last_contact_at, body)
SELECT person, place, place_path, agent, clinician, stage, risk, registered_at, last_contact_at, body
FROM json_populate_recordset(NULL::caseload_card, %s::json)
ON CONFLICT (person) DO UPDATE SET
    place = EXCLUDED.place, place_path = EXCLUDED.place_path, agent = EXCLUDED.agent,
    clinician = EXCLUDED.clinician, stage = EXCLUDED.stage, risk = EXCLUDED.risk,
    registered_at = EXCLUDED.registered_at, last_contact_at = EXCLUDED.last_contact_at, body = EXCLUDED.body,
    changed_txid = pg_current_xact_id()
WHERE old.body::text <> EXCLUDED.body::text OR old.place_path <> EXCLUDED.place_path
"""

# What is gone is deleted, what is new is added; a task that stays as it was is not touched.
_STALE_TASKS = """
DELETE FROM caseload_task WHERE person = ANY(%s) AND (person, id) NOT IN (
    SELECT person, id FROM json_populate_recordset(NULL::caseload_task, %s::json)
)
"""
_TASKS = """
INSERT INTO caseload_task AS old SELECT * FROM json_populate_recordset(NULL::caseload_task, %s::json)
ON CONFLICT (person, id) DO UPDATE SET
    opens_at = EXCLUDED.opens_at, due_at = EXCLUDED.due_at, late_at = EXCLUDED.late_at, urgency = EXCLUDED.urgency,
    duty = EXCLUDED.duty, owner = EXCLUDED.owner, record = EXCLUDED.record, referral = EXCLUDED.referral,
    why = EXCLUDED.why, place_path = EXCLUDED.place_path, agent = EXCLUDED.agent
WHERE (old.due_at, old.urgency, old.duty, old.owner, old.why::text, old.place_path, old.agent)
    IS DISTINCT FROM
    (EXCLUDED.due_at, EXCLUDED.urgency, EXCLUDED.duty, EXCLUDED.owner, EXCLUDED.why::text, EXCLUDED.place_path,
     EXCLUDED.agent)
"""
_RUNGS = "INSERT INTO caseload_rung SELECT * FROM json_populate_recordset(NULL::caseload_rung, %s::json)"
_ALERTS = "INSERT INTO caseload_alert SELECT * FROM json_populate_recordset(NULL::caseload_alert, %s::json)"


def write(cursor: Cursor, rows: Sequence[Rows]) -> None:
    """Put the rows of these cards in the place of the ones before."""
    persons = [r.card.person for r in rows]
    tasks = _json(task for r in rows for task in r.tasks)
    with cursor.connection.pipeline():
        cursor.execute(_CARD, [_json(r.card for r in rows)])
        cursor.execute(_STALE_TASKS, [persons, tasks])
        cursor.execute(_TASKS, [tasks])
        cursor.execute("DELETE FROM caseload_rung WHERE person = ANY(%s)", [persons])
        cursor.execute(_RUNGS, [_json(rung for r in rows for rung in r.rungs)])
        cursor.execute("DELETE FROM caseload_alert WHERE person = ANY(%s)", [persons])
        cursor.execute(_ALERTS, [_json(r.alert for r in rows if r.alert)])


def _json(records: Iterable[Struct]) -> str:
    return msgspec.json.encode(list(records)).decode()
