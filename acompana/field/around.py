"""What stands around a person and not on the card: the support network and the safety plan, as they stand today."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from acompana.bundle import current
from acompana.care.facts import KINDS, Body, ContactNamed, Fact, SafetyPlanWritten
from acompana.care.fold import signs_of
from acompana.care.standing import standing
from acompana.field.wire import Named, Plan
from acompana.ledger.parsing import decode_body
from acompana.ledger.reading import array_of, raw_cursor


class Around(Struct, frozen=True):
    network: tuple[Named, ...] = ()
    plan: Plan | None = None


# The kinds that tell of it, and those that may take back or correct what was told. Person by person, so that row-level
# security asks for the card of each once, and does not gather all cards that the viewer may see.
_TOLD = """
SELECT asked.person, f.*
FROM unnest(%s::text::uuid[]) AS asked(person),
LATERAL (
    SELECT f.id, f.kind, f.happened_at, f.recorded_at, f.received_at, f.author, f.role, f.body::text, i.body::text
    FROM ledger_fact AS f LEFT JOIN ledger_identity AS i ON i.person = f.person AND i.fact = f.id
    WHERE f.person = asked.person
      AND f.kind = ANY('{contact_named,safety_plan_written,fact_corrected,fact_withdrawn}')
    OFFSET 0
) AS f
"""


def people_around(persons: Sequence[UUID]) -> dict[UUID, Around]:
    """The network and the plan of each of these persons, as far as the viewer may see them."""
    if not persons:
        return {}
    driver = raw_cursor()
    driver.execute(_TOLD, [array_of(persons)])
    told: dict[UUID, list[Fact]] = {person: [] for person in persons}
    for person, *row in driver.fetchall():
        told[person].append(_fact(person, row))
    return {person: _around(facts) for person, facts in told.items()}


def _around(facts: Sequence[Fact]) -> Around:
    if not facts:
        return Around()
    rulebook = current().rulebook
    network: dict[UUID, Named] = {}
    plan = None
    for fact in standing(facts, lambda fact: signs_of(fact, rulebook)).facts:
        if isinstance(fact.body, ContactNamed):
            network[fact.body.contact] = Named(fact=fact.id, named=fact.body)
        elif isinstance(fact.body, SafetyPlanWritten):
            plan = Plan(fact=fact.id, at=fact.at, plan=fact.body)
    return Around(tuple(network.values()), plan)


def _fact(person: UUID, row: Sequence[Any]) -> Fact:
    id, kind, happened_at, recorded_at, received_at, author, role, body, identity = row
    return Fact(
        id=id,
        person=person,
        kind=kind,
        happened_at=happened_at,
        recorded_at=recorded_at,
        received_at=received_at,
        author=author,
        role=role,
        body=_whole(kind, body, identity),
    )


def _whole(kind: str, body: str, identity: str | None) -> Body:
    """The body with what names somebody put back."""
    decoded = decode_body(kind, body)
    if identity is None:
        return decoded
    return replace(decoded, identity=msgspec.json.decode(identity, type=_IDENTITIES[kind]))


_IDENTITIES = {
    kind: next((field.type for field in msgspec.structs.fields(body) if field.name == "identity"), None)
    for kind, body in KINDS.items()
}
