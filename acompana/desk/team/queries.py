"""What the team's screens ask the database. Row-level security shows the phones of the workers of one's places."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from acompana.desk.rows import rows, tuples
from acompana.desk.today.duties import ranges
from acompana.people.access import Viewer
from acompana.people.rota import ancestry

SHOWN = 100
"""How many phones the page shows at first."""
MOST_MOVED = 1000
"""People handed over at once; whoever has more chooses a place."""


class Phone(Struct, frozen=True, kw_only=True):
    """One phone with what it last said of itself."""

    id: UUID
    name: str
    user: UUID
    user_name: str
    role: str
    is_active: bool
    app_version: str
    last_contact_at: datetime | None
    pending: int | None
    people_held: int | None
    bundle: str
    revoked_at: datetime | None
    revoke_reason: str
    revoked_by: str | None


_PHONES = """
SELECT device.id, device.name, worker.id AS user, worker.name AS user_name, worker.role, worker.is_active,
       device.app_version, device.last_contact_at, device.pending, device.people_held, device.bundle,
       device.revoked_at, device.revoke_reason, revoking.name AS revoked_by
FROM people_device AS device
JOIN people_user AS worker ON worker.id = device.user_id
LEFT JOIN people_user AS revoking ON revoking.id = device.revoked_by_id
WHERE worker.id <> %(viewer)s AND {which}
ORDER BY device.revoked_at IS NOT NULL, worker.name, device.last_contact_at DESC NULLS LAST, device.id
"""


def phones(viewer: Viewer) -> list[Phone]:
    """The phones of the workers of the viewer's places, those in use first."""
    return rows(Phone, _PHONES.format(which="true"), {"viewer": viewer.user})


def phone(viewer: Viewer, device: UUID) -> Phone | None:
    query = _PHONES.format(which="device.id = %(device)s")
    return next(iter(rows(Phone, query, {"viewer": viewer.user, "device": device})), None)


def phones_in_use(viewer: Viewer, users: Sequence[UUID]) -> list[Phone]:
    """The phones of these workers that nobody has revoked."""
    query = _PHONES.format(which="worker.id = ANY(%(users)s) AND device.revoked_at IS NULL")
    return rows(Phone, query, {"viewer": viewer.user, "users": list(users)})


# --- Handing over ---------------------------------------------------------------------------------------------------

_ACCOMPANYING = """
SELECT agent.id, agent.name, count(*) FROM unnest(%(lows)s::text[], %(highs)s::text[]) AS mine(low, high)
JOIN caseload_card AS card ON card.place_path >= mine.low AND card.place_path < mine.high
JOIN people_user AS agent ON agent.id = card.agent
GROUP BY agent.id, agent.name ORDER BY agent.name
"""
_AGENTS = """
SELECT DISTINCT agent.id, agent.name FROM people_user AS agent
JOIN people_coverage AS coverage ON coverage.user_id = agent.id
JOIN people_place AS place ON place.code = coverage.place_id
LEFT JOIN unnest(%(lows)s::text[], %(highs)s::text[]) AS mine(low, high)
    ON place.path >= mine.low AND place.path < mine.high
WHERE agent.is_active AND agent.role = 'agent' AND (mine.low IS NOT NULL OR place.path = ANY(%(above)s))
ORDER BY agent.name
"""
_MOVING = """
SELECT card.person, coalesce(identity.shown, ''), card.risk
FROM caseload_card AS card LEFT JOIN caseload_identity AS identity ON identity.person = card.person
WHERE card.agent IS DISTINCT FROM %(to)s
  AND (%(agent)s::uuid IS NULL OR card.agent = %(agent)s)
  AND (%(person)s::uuid IS NULL OR card.person = %(person)s)
  AND card.place_path >= %(low)s AND card.place_path < %(high)s
ORDER BY identity.sort_name, card.person LIMIT %(limit)s
"""


def accompanying(viewer: Viewer) -> list[tuple[UUID, str, int]]:
    """(id, name, how many) of whoever accompanies people in the viewer's places, those who have left among them."""
    lows, highs = ranges(viewer.places)
    return tuples(_ACCOMPANYING, {"lows": lows, "highs": highs})


def agents_here(viewer: Viewer) -> list[tuple[UUID, str]]:
    """(id, name) of the agents who work in the viewer's places, or around them."""
    lows, highs = ranges(viewer.places)
    above = sorted({path for place in viewer.places for path in ancestry(place)})
    return tuples(_AGENTS, {"lows": lows, "highs": highs, "above": above})


class Moving(Struct, frozen=True):
    """Somebody who would be handed over."""

    person: UUID
    shown: str
    risk: str


def moving(agent: UUID | None, place: tuple[str, str], person: UUID | None, to: UUID) -> list[Moving]:
    """The viewer's people whom these choices mean and who are not yet with `to`. `place` is a range of paths."""
    asked = {"agent": agent, "person": person, "to": to, "low": place[0], "high": place[1], "limit": MOST_MOVED + 1}
    return [Moving(*row) for row in tuples(_MOVING, asked)]


class HandoverRow(Struct, frozen=True, kw_only=True):
    id: UUID
    at: datetime
    count: int
    by: str
    from_user: UUID | None
    from_name: str | None
    to_user: UUID
    to_name: str


_HANDOVERS = """
SELECT handover.id, handover.at, handover.count, by_user.name AS by, handover.from_user_id AS from_user,
       from_user.name AS from_name, handover.to_user_id AS to_user, to_user.name AS to_name
FROM people_handover AS handover
JOIN people_user AS by_user ON by_user.id = handover.by_id
JOIN people_user AS to_user ON to_user.id = handover.to_user_id
LEFT JOIN people_user AS from_user ON from_user.id = handover.from_user_id
WHERE {which} ORDER BY handover.at DESC
"""


def last_handovers(since: datetime) -> list[HandoverRow]:
    return rows(HandoverRow, _HANDOVERS.format(which="handover.at >= %(since)s"), {"since": since})


def handover_of(id: UUID) -> HandoverRow | None:
    return next(iter(rows(HandoverRow, _HANDOVERS.format(which="handover.id = %(id)s"), {"id": id})), None)
