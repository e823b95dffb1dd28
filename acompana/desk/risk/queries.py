"""What the risk board asks the database: the open risks of one viewer's places and people."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from acompana.care.picture import Flagged, Followed
from acompana.desk.rows import rows, tuples
from acompana.desk.today.duties import ranges
from acompana.people.access import Viewer

SHOWN = 50
"""How many the board shows at first: the gravest, and what is due first."""
COUNTED = 99
"""Counts stop here; what is more is said as "99+"."""

_MINE = """
mine AS (
    SELECT alert.* FROM unnest(%(lows)s::text[], %(highs)s::text[]) AS place(low, high)
    JOIN caseload_alert AS alert ON alert.place_path >= place.low AND alert.place_path < place.high
    UNION
    SELECT alert.* FROM caseload_card AS card JOIN caseload_alert AS alert ON alert.person = card.person
    WHERE card.agent = %(user)s AND card.risk <> 'none'
)
"""


class AlertRow(Struct, frozen=True, kw_only=True):
    """One open risk with whom it is about. `rung` is the last step of the ladder whose moment has passed."""

    person: UUID
    id: UUID
    level: str
    opened_at: datetime
    due_at: datetime
    due_rule: str
    duty: str
    owner: UUID | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    assessed_at: datetime | None
    place_path: str
    shown: str | None
    place: str | None
    birth_year: int | None
    birth_month: int | None
    flags_json: str | None
    followed_json: str | None
    rung_duty: str | None
    rung_at: datetime | None
    agent_name: str | None
    agent_phone: str | None

    @property
    def flags(self) -> tuple[Flagged, ...]:
        return msgspec.json.decode(self.flags_json, type=tuple[Flagged, ...]) if self.flags_json else ()

    @property
    def followed(self) -> tuple[Followed, ...]:
        return msgspec.json.decode(self.followed_json, type=tuple[Followed, ...]) if self.followed_json else ()


_OPEN_RISKS = f"""
WITH {_MINE}
SELECT alert.person, alert.id, alert.level, alert.opened_at, alert.due_at, alert.due_rule, alert.duty, alert.owner,
       alert.acknowledged_at, answering.name AS acknowledged_by, alert.assessed_at, alert.place_path,
       identity.shown, place.name AS place,
       (card.body->'known'->>'birth_year')::int AS birth_year,
       (card.body->'known'->>'birth_month')::int AS birth_month,
       (card.body->'alert'->'flags')::text AS flags_json, (card.body->'alert'->'followed')::text AS followed_json,
       rung.duty AS rung_duty, rung.at AS rung_at, agent.name AS agent_name, agent.phone AS agent_phone
FROM (SELECT * FROM mine ORDER BY gravity DESC, due_at LIMIT %(limit)s) AS alert
JOIN caseload_card AS card ON card.person = alert.person
LEFT JOIN caseload_identity AS identity ON identity.person = alert.person
LEFT JOIN people_place AS place ON place.code = card.place
LEFT JOIN people_user AS answering ON answering.id = alert.acknowledged_by
LEFT JOIN people_user AS agent ON agent.id = alert.agent
LEFT JOIN LATERAL (
    SELECT step.duty, step.at FROM caseload_rung AS step
    JOIN caseload_task AS task ON task.person = step.person AND task.id = step.task AND task.rule = alert.due_rule
    WHERE step.person = alert.person AND step.at <= %(now)s ORDER BY step.at DESC, step.name DESC LIMIT 1
) AS rung ON true
ORDER BY alert.gravity DESC, alert.due_at
"""  # noqa: S608

_COUNT = f"WITH {_MINE} SELECT count(*) FROM (SELECT FROM mine LIMIT %(limit)s) AS open"  # noqa: S608


def open_risks(viewer: Viewer, now: datetime, limit: int) -> list[AlertRow]:
    """The open risks this viewer may see, up to so many: gravest first, then by what is due first."""
    return rows(AlertRow, _OPEN_RISKS, {**_asking(viewer, limit), "now": now})


def count_open_risks(viewer: Viewer) -> int:
    """How many there are, up to `COUNTED` + 1."""
    ((found,),) = tuples(_COUNT, _asking(viewer, COUNTED + 1))
    return int(found)


def _asking(viewer: Viewer, limit: int) -> dict[str, object]:
    lows, highs = ranges(viewer.places)
    return {"user": viewer.user, "lows": lows, "highs": highs, "limit": limit}
