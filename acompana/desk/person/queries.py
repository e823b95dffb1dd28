"""What a person's page asks the database: everything about one person, by that person's id."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from acompana.care.facts import PersonIdentity
from acompana.care.picture import Picture
from acompana.desk.rows import rows, tuples


class Card(Struct, frozen=True, kw_only=True):
    """A person as the card tells, with what the viewer's tier shows of the identity."""

    person: UUID
    place_code: str | None
    place_path: str
    place: str | None
    place_above: str | None
    picture_json: str
    shown: str | None
    identity_json: str | None
    birth_date: date | None

    @property
    def picture(self) -> Picture:
        return msgspec.json.decode(self.picture_json, type=Picture)

    @property
    def identity(self) -> PersonIdentity:
        return msgspec.json.decode(self.identity_json or "{}", type=PersonIdentity)


_CARD = """
SELECT card.person, card.place AS place_code, card.place_path, place.name AS place, above.name AS place_above,
       card.body::text AS picture_json, identity.shown, identity.body::text AS identity_json, identity.birth_date
FROM caseload_card AS card
LEFT JOIN caseload_identity AS identity ON identity.person = card.person
LEFT JOIN people_place AS place ON place.code = card.place
LEFT JOIN people_place AS above ON above.code = place.parent_id AND place.kind = 'sector'
WHERE card.person = %s
"""


def card_of(person: UUID) -> Card | None:
    """The card, or None for nobody and for somebody this viewer may not see."""
    return next(iter(rows(Card, _CARD, [person])), None)


class Worker(Struct, frozen=True):
    id: UUID
    name: str
    role: str
    phone: str


def workers(ids: Iterable[UUID | None]) -> dict[UUID, Worker]:
    """The users with these ids."""
    wanted = [list(set(ids) - {None})]
    found = rows(Worker, "SELECT id, name, role, phone FROM people_user WHERE id = ANY(%s)", wanted)
    return {worker.id: worker for worker in found}


def facilities(codes: Iterable[str]) -> dict[str, str]:
    """The names of these health services, by their RENIPRESS code."""
    return dict(tuples("SELECT code, name FROM people_facility WHERE code = ANY(%s)", [list(set(codes))]))


_LAST_RUNG = """
SELECT step.duty, step.at FROM caseload_rung AS step
JOIN caseload_task AS task ON task.person = step.person AND task.id = step.task AND task.rule = %s
WHERE step.person = %s AND step.at <= %s ORDER BY step.at DESC, step.name DESC LIMIT 1
"""


def last_rung(person: UUID, rule: str, now: datetime) -> tuple[str, datetime] | None:
    """The last step of the ladder of an open risk whose moment has passed: (duty, when)."""
    return next(iter(tuples(_LAST_RUNG, [rule, person, now])), None)
