"""The rows of a card, as records whose field names are the columns. They travel to PostgreSQL as JSON, all at once."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from acompana.care.picture import Picture, Reason, Task
from acompana.care.risk import GRAVITY


class CardRow(Struct, frozen=True, gc=False):
    person: UUID
    place: str | None
    place_path: str
    agent: UUID | None
    clinician: UUID | None
    stage: str
    risk: str
    registered_at: datetime | None
    last_contact_at: datetime | None
    body: Raw


class TaskRow(Struct, frozen=True, gc=False):
    person: UUID
    id: UUID
    rule: str
    fact: UUID
    opens_at: datetime
    due_at: datetime
    late_at: datetime
    urgency: str
    duty: str
    owner: UUID | None
    record: str
    referral: UUID | None
    why: Reason
    place_path: str
    agent: UUID | None


class RungRow(Struct, frozen=True, gc=False):
    person: UUID
    task: UUID
    name: str
    at: datetime
    duty: str
    owner: UUID | None
    place_path: str


class AlertRow(Struct, frozen=True, gc=False):
    person: UUID
    id: UUID
    level: str
    gravity: int
    opened_at: datetime
    due_at: datetime
    due_rule: str
    duty: str
    owner: UUID | None
    acknowledged_at: datetime | None
    acknowledged_by: UUID | None
    assessed_at: datetime | None
    place_path: str
    agent: UUID | None


class Rows(Struct, frozen=True):
    """All rows that one picture comes to."""

    card: CardRow
    tasks: tuple[TaskRow, ...]
    rungs: tuple[RungRow, ...]
    alert: AlertRow | None


MAIN_PROGRAM = "mental_health"


def rows_of(picture: Picture, place: str | None, path: str) -> Rows:
    """The rows of a picture. `place` and its `path` are where the person lives, or was met."""
    known = picture.known
    card = CardRow(
        person=picture.person,
        place=place,
        place_path=path,
        agent=known.agent,
        clinician=known.clinician,
        stage=next((e.stage for e in picture.enrolments if e.program == MAIN_PROGRAM), "none"),
        risk=picture.alert.level if picture.alert else "none",
        registered_at=known.registered_at,
        last_contact_at=picture.last_contact_at,
        body=Raw(msgspec.json.encode(picture)),
    )
    return Rows(
        card,
        tuple(_task_row(task, picture, path) for task in picture.tasks),
        tuple(
            RungRow(picture.person, task.id, rung.name, rung.at, rung.duty, task.owner, path)
            for task in picture.tasks
            for rung in task.rungs
        ),
        _alert_row(picture, path),
    )


def _task_row(task: Task, picture: Picture, path: str) -> TaskRow:
    return TaskRow(
        person=picture.person,
        id=task.id,
        rule=task.rule,
        fact=task.fact,
        opens_at=task.opens_at,
        due_at=task.due_at,
        late_at=task.late_at,
        urgency=task.urgency,
        duty=task.duty,
        owner=task.owner,
        record=task.record,
        referral=task.referral,
        why=task.why,
        place_path=path,
        agent=picture.known.agent,
    )


def _alert_row(picture: Picture, path: str) -> AlertRow | None:
    alert = picture.alert
    if alert is None:
        return None
    owed = next(task for task in picture.tasks if task.rule == alert.due_rule)
    return AlertRow(
        person=picture.person,
        id=alert.id,
        level=alert.level,
        gravity=GRAVITY[alert.level],
        opened_at=alert.opened_at,
        due_at=alert.due_at,
        due_rule=alert.due_rule,
        duty=owed.duty,
        owner=owed.owner,
        acknowledged_at=alert.acknowledged.at if alert.acknowledged else None,
        acknowledged_by=alert.acknowledged.by if alert.acknowledged else None,
        assessed_at=alert.assessed_at,
        place_path=path,
        agent=picture.known.agent,
    )
