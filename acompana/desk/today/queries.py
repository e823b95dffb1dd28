"""What Hoy asks the database. Every query names one user, or the places that user answers for."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.utils import timezone
from msgspec import Struct

from acompana.care.picture import Reason
from acompana.desk.rows import rows, tuples
from acompana.desk.today.duties import Answers
from acompana.people.access import Viewer

SHOWN = 100
"""How many tasks Hoy shows: nobody does more in a day, and the most urgent come first."""
OLD = timedelta(days=30)
"""Overdue for longer than this, a task of somebody who is not at risk comes after all others."""
COUNTED = 99
"""Counts stop here; what is more is said as "99+"."""

_RANK = "CASE {t}.urgency WHEN 'now' THEN 0 WHEN 'today' THEN 1 WHEN 'week' THEN 2 ELSE 3 END"
# What has waited for a month makes room for what is due now, unless the person is at risk.
_IS_OLD = """({t}.urgency <> 'now' AND {t}.due_at < %(old)s
    AND NOT EXISTS (SELECT FROM caseload_alert AS alert WHERE alert.person = {t}.person))"""
_ORDER = f"{_IS_OLD}, {_RANK}, {{t}}.due_at"

# Four ways for a task to be mine: by name; because nobody is named and I have the duty; because whoever is named left
# and I answer for the place; because nobody answered in time and the next step of the ladder is mine.
_MINE = f"""
answers AS (SELECT * FROM unnest(%(duties)s::text[], %(paths)s::text[]) AS asked(duty, path)),
mine AS (
    SELECT person, id, false AS is_passed_on FROM caseload_task WHERE owner = %(user)s AND opens_at <= %(now)s
    UNION
    SELECT found.person, found.id, false FROM answers CROSS JOIN LATERAL (
        SELECT task.person, task.id FROM caseload_task AS task
        WHERE task.owner IS NULL AND task.duty = answers.duty AND task.place_path = answers.path
          AND task.opens_at <= %(now)s
        ORDER BY {_ORDER.format(t="task")} LIMIT %(limit)s
    ) AS found
    UNION
    SELECT task.person, task.id, true FROM people_user AS gone
    JOIN caseload_task AS task ON task.owner = gone.id AND task.opens_at <= %(now)s
    JOIN answers ON answers.duty = task.duty AND answers.path = task.place_path
    WHERE NOT gone.is_active
    UNION
    SELECT found.person, found.task, true FROM answers CROSS JOIN LATERAL (
        SELECT rung.person, rung.task FROM caseload_rung AS rung
        WHERE rung.duty = answers.duty AND rung.place_path = answers.path AND rung.at <= %(now)s
        ORDER BY rung.at DESC LIMIT %(limit)s
    ) AS found
)
"""  # noqa: S608


class TaskRow(Struct, frozen=True, kw_only=True):
    """One task with whom it is about. `is_passed_on`: it came to this viewer because nobody else answered."""

    person: UUID
    id: UUID
    rule: str
    opens_at: datetime
    due_at: datetime
    late_at: datetime
    urgency: str
    duty: str
    owner: UUID | None
    owner_name: str | None
    record: str
    referral: UUID | None
    why: str
    is_passed_on: bool
    shown: str | None
    wishes: str | None
    place: str | None
    risk: str
    birth_year: int | None
    birth_month: int | None

    @property
    def reason(self) -> Reason:
        return msgspec.json.decode(self.why, type=Reason)


_TASKS = f"""
WITH {_MINE}, chosen AS (
    SELECT task.*, bool_and(mine.is_passed_on) OVER (PARTITION BY task.person, task.id) AS is_passed_on,
           row_number() OVER (PARTITION BY task.person, task.id) AS n
    FROM mine JOIN caseload_task AS task ON task.person = mine.person AND task.id = mine.id
)
SELECT chosen.person, chosen.id, chosen.rule, chosen.opens_at, chosen.due_at, chosen.late_at, chosen.urgency,
       chosen.duty, chosen.owner, worker.name AS owner_name, chosen.record, chosen.referral, chosen.why::text AS why,
       chosen.is_passed_on AND chosen.owner IS DISTINCT FROM %(user)s AS is_passed_on,
       identity.shown, identity.body->>'contact_wishes' AS wishes, place.name AS place, card.risk,
       (card.body->'known'->>'birth_year')::int AS birth_year, (card.body->'known'->>'birth_month')::int AS birth_month
FROM (
    SELECT * FROM chosen WHERE n = 1 ORDER BY {_ORDER.format(t="chosen")} LIMIT %(limit)s
) AS chosen
JOIN caseload_card AS card ON card.person = chosen.person
LEFT JOIN caseload_identity AS identity ON identity.person = chosen.person
LEFT JOIN people_place AS place ON place.code = card.place
LEFT JOIN people_user AS worker ON worker.id = chosen.owner
ORDER BY {_ORDER.format(t="chosen")}
"""  # noqa: S608

_COUNT = f"""
WITH {_MINE}
SELECT count(*) FROM (
    SELECT DISTINCT task.person, task.id FROM mine
    JOIN caseload_task AS task ON task.person = mine.person AND task.id = mine.id
    WHERE task.due_at < %(tomorrow)s OR task.urgency IN ('now', 'today') LIMIT %(limit)s
) AS due
"""  # noqa: S608

_CONFINED = """
SELECT found.no, found.received_at, found.due_at, found.urgent FROM unnest(%(paths)s::text[]) AS mine(path)
CROSS JOIN LATERAL (
    SELECT * FROM ledger_quarantine AS kept
    WHERE kept.place_path = mine.path AND kept.resolved_at IS NULL
    ORDER BY kept.urgent DESC, kept.due_at LIMIT %(limit)s
) AS found
ORDER BY found.urgent DESC, found.due_at LIMIT %(limit)s
"""


class ConfinedRow(Struct, frozen=True):
    """A refused fact that waits for a coordinator."""

    no: int
    received_at: datetime
    due_at: datetime
    urgent: bool


def my_tasks(viewer: Viewer, answers: Answers, now: datetime) -> list[TaskRow]:
    """The tasks of this viewer that are open now, most urgent first."""
    return rows(TaskRow, _TASKS, _asking(viewer, answers, now, SHOWN))


def confined(answers: Answers) -> list[ConfinedRow]:
    """Refused facts of the places this viewer coordinates, those that may speak of a risk first."""
    paths = [path for duty, path in answers if duty == "coordinator"]
    if not paths:
        return []
    return rows(ConfinedRow, _CONFINED, {"paths": paths, "limit": COUNTED})


def count_due(viewer: Viewer, answers: Answers, now: datetime) -> int:
    """How many tasks are for today or late already, up to `COUNTED` + 1."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    asking = _asking(viewer, answers, now, COUNTED + 1)
    ((found,),) = tuples(_COUNT, {**asking, "tomorrow": midnight + timedelta(days=1)})
    return int(found)


def _asking(viewer: Viewer, answers: Answers, now: datetime, limit: int) -> dict[str, object]:
    duties, paths = [duty for duty, _ in answers], [path for _, path in answers]
    return {"user": viewer.user, "now": now, "old": now - OLD, "duties": duties, "paths": paths, "limit": limit}
