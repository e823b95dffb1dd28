"""What Hoy asks the database. Every query names one user, or the places that user answers for."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.utils import timezone
from msgspec import Struct

from acompana.care.picture import Reason
from acompana.desk.rows import rows, tuples
from acompana.desk.today.duties import Answers
from acompana.people.access import Viewer
from acompana.people.rota import ancestry
from acompana.people.users import CARING

SHOWN = 50
"""How many people Hoy shows at once: nobody does more in a day, and the most urgent come first."""
MOST = 2000
"""How many it knows of: what is more than that is counted as "2000+"."""
OLD = timedelta(days=30)
"""Overdue for longer than this, a task of somebody who is not at risk comes after all others."""
COUNTED = 99
"""Counts stop here; what is more is said as "99+"."""

_RANK = "CASE {t}.urgency WHEN 'now' THEN 0 WHEN 'today' THEN 1 WHEN 'week' THEN 2 ELSE 3 END"
# What has waited for a month makes room for what is due now, unless the person is at risk.
# The limits of one row, here and below, make the planner ask the index for each task: it would rather read everybody's
# alerts at once, and a page would grow with the organization.
_IS_OLD = """({t}.urgency <> 'now' AND {t}.due_at < %(old)s
    AND (SELECT alert.person FROM caseload_alert AS alert WHERE alert.person = {t}.person LIMIT 1) IS NULL)"""
_ORDER = f"{_IS_OLD}, {_RANK}, {{t}}.due_at"

MINE, HANDED_ON, LATE = range(3)
"""How a task came to the viewer: as theirs; because whoever is named no longer can; because nobody did it in time."""

# Five ways for a task to be mine: by name; because nobody is named and I have the duty; because whoever is named cannot
# open the person any more, or left, and I answer for the place, as `rota.owners_of` decides; because nobody answered in
# time and the next step of the ladder is mine. An agent is named by accompanying the person, and opens them anywhere.
_MINE = f"""
answers AS (SELECT * FROM unnest(%(duties)s::text[], %(paths)s::text[]) AS asked(duty, path)),
able AS (SELECT id FROM people_user WHERE is_active AND role = ANY(%(caring)s)),
reach AS MATERIALIZED (
    SELECT coverage.user_id AS worker, place.path FROM people_place AS place
    JOIN people_coverage AS coverage ON coverage.place_id = place.code
    JOIN able ON able.id = coverage.user_id WHERE place.path = ANY(%(above)s)
    UNION
    SELECT shift.user_id, place.path FROM people_place AS place
    JOIN people_shift AS shift ON shift.place_id = place.code AND shift.starts_at <= %(now)s AND shift.ends_at > %(now)s
    JOIN able ON able.id = shift.user_id WHERE place.path = ANY(%(above)s)
),
mine AS (
    SELECT person, id, {MINE} AS way FROM caseload_task WHERE owner = %(user)s AND opens_at <= %(now)s
    UNION
    SELECT found.person, found.id, {MINE} FROM answers CROSS JOIN LATERAL (
        SELECT task.person, task.id FROM caseload_task AS task
        WHERE task.owner IS NULL AND task.duty = answers.duty AND task.place_path = answers.path
          AND task.opens_at <= %(now)s
        ORDER BY {_ORDER.format(t="task")} LIMIT %(limit)s
    ) AS found
    UNION
    SELECT task.person, task.id, {HANDED_ON} FROM people_user AS gone
    CROSS JOIN LATERAL (SELECT * FROM caseload_task WHERE owner = gone.id AND duty = 'agent' OFFSET 0) AS task
    JOIN answers ON answers.duty = task.duty AND answers.path = task.place_path
    WHERE task.opens_at <= %(now)s AND NOT (gone.is_active AND gone.role = ANY(%(caring)s))
    UNION
    SELECT task.person, task.id, {HANDED_ON} FROM answers
    JOIN caseload_task AS task ON task.duty = answers.duty AND task.place_path = answers.path
    WHERE task.owner IS NOT NULL AND task.duty <> 'agent' AND task.opens_at <= %(now)s
      AND NOT EXISTS (SELECT FROM reach WHERE reach.worker = task.owner AND task.place_path ^@ reach.path)
    UNION
    SELECT found.person, found.task, {LATE} FROM answers CROSS JOIN LATERAL (
        SELECT rung.person, rung.task FROM caseload_rung AS rung
        WHERE rung.duty = answers.duty AND rung.place_path = answers.path AND rung.at <= %(now)s
        ORDER BY rung.at DESC LIMIT %(limit)s
    ) AS found
)
"""  # noqa: S608


class Mark(Struct, frozen=True, kw_only=True):
    """One of the viewer's tasks, with what tells where on the page it belongs. `risk`: the level of the open risk.

    `way`: how it came to this viewer, `MINE`, `HANDED_ON` or `LATE`.
    """

    person: UUID
    id: UUID
    rule: str
    place_path: str
    due_at: datetime
    late_at: datetime
    urgency: str
    risk: str
    way: int


_MARKS = f"""
WITH {_MINE}, found AS (SELECT person, id, min(way) AS way FROM mine GROUP BY person, id)
SELECT task.person, task.id, task.rule, task.place_path, task.due_at, task.late_at, task.urgency,
       coalesce(alert.level, 'none') AS risk,
       CASE WHEN task.owner = %(user)s THEN {MINE} ELSE found.way END AS way
FROM found JOIN caseload_task AS task ON task.person = found.person AND task.id = found.id
LEFT JOIN LATERAL (
    SELECT known.level FROM caseload_alert AS known WHERE known.person = task.person LIMIT 1
) AS alert ON true
ORDER BY {_ORDER.format(t="task")} LIMIT %(limit)s
"""  # noqa: S608


class TaskRow(Struct, frozen=True, kw_only=True):
    """One task with whom it is about."""

    person: UUID
    id: UUID
    rule: str
    due_at: datetime
    owner_name: str | None
    owner_is_here: bool | None
    record: str
    referral: UUID | None
    why: str
    shown: str | None
    wishes: str | None
    place: str | None
    birth_year: int | None
    birth_month: int | None

    @property
    def reason(self) -> Reason:
        return msgspec.json.decode(self.why, type=Reason)


_TASKS = """
SELECT task.person, task.id, task.rule, task.due_at, worker.name AS owner_name, worker.is_active AS owner_is_here,
       task.record, task.referral, task.why::text AS why,
       identity.shown, identity.body->>'contact_wishes' AS wishes, place.name AS place,
       (card.body->'known'->>'birth_year')::int AS birth_year, (card.body->'known'->>'birth_month')::int AS birth_month
FROM unnest(%(persons)s::uuid[], %(ids)s::uuid[]) AS chosen(person, id)
JOIN caseload_task AS task ON task.person = chosen.person AND task.id = chosen.id
JOIN caseload_card AS card ON card.person = task.person
LEFT JOIN caseload_identity AS identity ON identity.person = task.person
LEFT JOIN people_place AS place ON place.code = card.place
LEFT JOIN people_user AS worker ON worker.id = task.owner
"""

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


def my_marks(viewer: Viewer, answers: Answers, now: datetime) -> list[Mark]:
    """The tasks of this viewer that are open now, most urgent first, up to `MOST`."""
    return rows(Mark, _MARKS, _asking(viewer, answers, now, MOST))


def tasks_of(marks: Sequence[Mark]) -> list[tuple[Mark, TaskRow]]:
    """These tasks with whom they are about, in the same order."""
    asked = {"persons": [mark.person for mark in marks], "ids": [mark.id for mark in marks]}
    found = {(row.person, row.id): row for row in rows(TaskRow, _TASKS, asked)}
    return [(mark, found[mark.person, mark.id]) for mark in marks if (mark.person, mark.id) in found]


def place_names(paths: Iterable[str]) -> dict[str, tuple[str, str]]:
    """(code, name) of the places at these paths."""
    query = "SELECT path, code, name FROM people_place WHERE path = ANY(%s)"
    return {path: (code, name) for path, code, name in tuples(query, [sorted(set(paths))])}


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
    return {
        "user": viewer.user,
        "now": now,
        "old": now - OLD,
        "duties": duties,
        "paths": paths,
        "above": sorted({place for path in set(paths) for place in ancestry(path)}),
        "caring": list(CARING),
        "limit": limit,
    }
