"""Making cards from facts: of the persons just written about, or of everybody."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Cursor

from acompana.bundle import Bundle
from acompana.care.facts import Fact
from acompana.care.fold import fold_person
from acompana.care.picture import Picture
from acompana.caseload.identity import refresh_identities
from acompana.caseload.rows import Rows, rows_of
from acompana.ledger.reading import array_of, raw_cursor

NOWHERE = "/"
"""Path for a person of whom no place is known: seen by whoever covers the whole organization."""


def refold(
    persons: Mapping[UUID, Sequence[Fact]],
    renamed: Collection[UUID],
    bundle: Bundle,
    paths: Mapping[str, str],
    *,
    told_more: bool = False,
) -> None:
    """Make the cards of these persons from all of their facts. The caller holds their locks.

    `renamed` are those of them whose identity, place or agent may have changed: who they are is made anew too.
    `told_more`: there are new facts about all of them, so their cards go to the phones again even if they look the
    same: a new phone number stands beside the card, not on it.
    """
    if not persons:
        return
    pictures = [fold_person(person, facts, bundle.rulebook) for person, facts in persons.items()]
    rows = [_rows(picture, persons[picture.person], paths) for picture in pictures]
    cursor = raw_cursor()
    write(cursor, rows, told_more)
    refresh_identities(cursor, {p: persons[p] for p in renamed}, {r.card.person: r.card for r in rows})


def _rows(picture: Picture, facts: Iterable[Fact], paths: Mapping[str, str]) -> Rows:
    place = picture.known.home or _last_place(facts)
    return rows_of(picture, place, (paths.get(place) if place else None) or NOWHERE)


def _last_place(facts: Iterable[Fact]) -> str | None:
    """Where somebody who is not registered yet was last met."""
    met = [(fact.at, fact.id, fact.place) for fact in facts if fact.place]
    return max(met)[2] if met else None


# One statement for everything, because each costs a fraction of a millisecond for itself. A row that stays as it was is
# not put at all, because a conflict would lock it, which is a write as well; what a card no longer has is deleted. All
# parts see the rows as they were before.
_WRITE = """
WITH
new_card AS (SELECT * FROM json_populate_recordset(NULL::caseload_card, %(cards)s::json)),
new_task AS (SELECT * FROM json_populate_recordset(NULL::caseload_task, %(tasks)s::json)),
new_rung AS (SELECT * FROM json_populate_recordset(NULL::caseload_rung, %(rungs)s::json)),
new_alert AS (SELECT * FROM json_populate_recordset(NULL::caseload_alert, %(alerts)s::json)),
gone_task AS (
    DELETE FROM caseload_task WHERE person = ANY((SELECT %(persons)s::text::uuid[])::uuid[])
    AND (person, id) NOT IN (SELECT person, id FROM new_task)
),
gone_rung AS (
    DELETE FROM caseload_rung WHERE person = ANY((SELECT %(persons)s::text::uuid[])::uuid[])
    AND (person, task, name) NOT IN (SELECT person, task, name FROM new_rung)
),
gone_alert AS (
    DELETE FROM caseload_alert WHERE person = ANY((SELECT %(persons)s::text::uuid[])::uuid[])
    AND person NOT IN (SELECT person FROM new_alert)
),
put_task AS (
    INSERT INTO caseload_task SELECT * FROM new_task AS new
    WHERE NOT EXISTS (
        SELECT FROM caseload_task AS old
        WHERE old.person = new.person AND old.id = new.id AND (old.*)::text = (new.*)::text
    )
    ON CONFLICT (person, id) DO UPDATE SET
        rule = EXCLUDED.rule, fact = EXCLUDED.fact, opens_at = EXCLUDED.opens_at, due_at = EXCLUDED.due_at,
        late_at = EXCLUDED.late_at, urgency = EXCLUDED.urgency, duty = EXCLUDED.duty, owner = EXCLUDED.owner,
        record = EXCLUDED.record, referral = EXCLUDED.referral, why = EXCLUDED.why,
        place_path = EXCLUDED.place_path, agent = EXCLUDED.agent
),
put_rung AS (
    INSERT INTO caseload_rung SELECT * FROM new_rung AS new
    WHERE NOT EXISTS (
        SELECT FROM caseload_rung AS old
        WHERE old.person = new.person AND old.task = new.task AND old.name = new.name AND (old.*)::text = (new.*)::text
    )
    ON CONFLICT (person, task, name) DO UPDATE SET
        at = EXCLUDED.at, duty = EXCLUDED.duty, owner = EXCLUDED.owner, place_path = EXCLUDED.place_path
),
put_alert AS (
    INSERT INTO caseload_alert SELECT * FROM new_alert AS new
    WHERE NOT EXISTS (
        SELECT FROM caseload_alert AS old WHERE old.person = new.person AND (old.*)::text = (new.*)::text
    )
    ON CONFLICT (person) DO UPDATE SET
        id = EXCLUDED.id, level = EXCLUDED.level, gravity = EXCLUDED.gravity, opened_at = EXCLUDED.opened_at,
        due_at = EXCLUDED.due_at, due_rule = EXCLUDED.due_rule, duty = EXCLUDED.duty, owner = EXCLUDED.owner,
        acknowledged_at = EXCLUDED.acknowledged_at, acknowledged_by = EXCLUDED.acknowledged_by,
        assessed_at = EXCLUDED.assessed_at, place_path = EXCLUDED.place_path, agent = EXCLUDED.agent
)
INSERT INTO caseload_card AS old
    (person, place, place_path, agent, clinician, stage, risk, registered_at, last_contact_at, body)
SELECT person, place, place_path, agent, clinician, stage, risk, registered_at, last_contact_at, body FROM new_card
ON CONFLICT (person) DO UPDATE SET
    place = EXCLUDED.place, place_path = EXCLUDED.place_path, agent = EXCLUDED.agent,
    clinician = EXCLUDED.clinician, stage = EXCLUDED.stage, risk = EXCLUDED.risk,
    registered_at = EXCLUDED.registered_at, last_contact_at = EXCLUDED.last_contact_at, body = EXCLUDED.body,
    changed_txid = pg_current_xact_id()
WHERE %(told_more)s OR old.body::text <> EXCLUDED.body::text OR old.place_path <> EXCLUDED.place_path
"""


def write(cursor: Cursor, rows: Sequence[Rows], told_more: bool) -> None:
    """Put the rows of these cards in the place of the ones before."""
    cursor.execute(
        _WRITE,
        {
            "persons": array_of(r.card.person for r in rows),
            "cards": _json(r.card for r in rows),
            "tasks": _json(task for r in rows for task in r.tasks),
            "rungs": _json(rung for r in rows for rung in r.rungs),
            "alerts": _json(r.alert for r in rows if r.alert),
            "told_more": told_more,
        },
    )


def _json(records: Iterable[Struct]) -> str:
    return msgspec.json.encode(list(records)).decode()
