"""Riesgo."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from msgspec import Struct

from acompana.bundle import current
from acompana.desk import clock, wording
from acompana.desk.person.queries import card_of, workers
from acompana.desk.record.forms import Step, step_of
from acompana.desk.risk.queries import SHOWN, AlertRow, open_risks
from acompana.desk.screen import CARE, screen, show
from acompana.people.access import may_record
from acompana.people.models import User
from acompana.people.reads import leave_trace
from acompana.people.rota import Asked, owners_of


class OpenRisk(Struct, frozen=True):
    """One open risk as the board shows it."""

    row: AlertRow
    age: int | None
    color: str
    owner: str
    signs: list[tuple[datetime, str]]  # when, and what was said, of each sign that no professional has assessed
    due_name: str
    rung: str
    may_take: bool
    step: Step  # what is due next
    assess: Step | None  # assessing again, where something else is due


# What is owed to an open risk, and the form that does it.
FORM_OF = {"risk_contact": "contact", "safety_plan": "safety_plan"}


@screen(CARE)
def board(request: HttpRequest) -> HttpResponse:
    rows = open_risks(request.viewer, request.now)
    owners = _owners(rows, request.now)
    risks = [_shown(row, owners[row.person], request.viewer.role, request.now) for row in rows]
    return show(request, "desk/risk/board.html", {"risks": risks, "is_cut": len(rows) >= SHOWN}, room="risk")


def _owners(rows: list[AlertRow], now: datetime) -> dict[UUID, str]:
    """Who answers for each risk at this moment, by name: the worker named, or whoever has the duty."""
    asked = {row.person: Asked(row.duty, row.place_path, row.owner) for row in rows}
    found = owners_of(asked.values(), now)
    names = dict(User.objects.filter(pk__in=set(found.values())).values_list("pk", "name"))
    return {person: names[found[question]] for person, question in asked.items()}


def _shown(row: AlertRow, owner: str, role: str, now: datetime) -> OpenRisk:
    signs = [
        (flag.at, wording.flag_meaning(flag.instrument, flag.item) or wording.instrument_name(flag.instrument))
        for flag in row.flags
    ]
    assess = step_of("risk", "assess_risk", row.person, role)
    return OpenRisk(
        row=row,
        age=clock.age(row.birth_year, row.birth_month, timezone.localtime(now).date()),
        color=wording.LEVEL_COLORS[row.level],  # type: ignore[index]
        owner=owner,
        signs=signs,
        due_name=wording.task_name(row.due_rule),
        rung=wording.duty_name(row.rung_duty) if row.rung_duty else "",
        may_take=bool(row.flags) and row.acknowledged_at is None and may_record(role, "alert_acknowledged"),
        step=step_of(FORM_OF.get(row.due_rule, "risk"), row.due_rule, row.person, role),
        assess=assess if row.due_rule in FORM_OF and assess.is_record else None,
    )


@screen(CARE)
def protocol(request: HttpRequest, person: UUID) -> HttpResponse:
    """What to do now, for whoever has just heard an answer that raises the alarm. Stands by itself, one thing to do."""
    card = card_of(person)
    if card is None:
        raise Http404
    leave_trace(request.viewer, person, "desk.protocol")
    rules, alert = current().risk, card.picture.alert
    context: dict[str, object] = {
        "card": card,
        "alert": alert,
        "help_lines": rules.lines,
        "may": wording.sentences(rules.agent_may),
        "may_not": wording.sentences(rules.agent_may_not),
    }
    if alert is not None:
        owed = next(task for task in card.picture.tasks if task.rule == alert.due_rule)
        asked = Asked(owed.duty, card.place_path, owed.owner)
        owner = owners_of([asked], request.now)[asked]
        context |= {
            "level_words": wording.level_name(alert.level),
            "steps": wording.protocol(alert.level),
            "owner": workers([owner])[owner],
            "due_name": wording.task_name(alert.due_rule),
            "assess": step_of("risk", alert.due_rule, person, request.viewer.role),
        }
    return show(request, "desk/risk/protocol.html", context, room="risk")
