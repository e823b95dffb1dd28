"""Riesgo."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from msgspec import Struct

from acompana.bundle import current
from acompana.care.sms import sms_code
from acompana.desk import clock, wording
from acompana.desk.person.queries import Worker, card_of, workers
from acompana.desk.record.forms import Step, step_of
from acompana.desk.risk.queries import SHOWN, AlertRow, open_risks
from acompana.desk.screen import CARE, screen, show, window_of
from acompana.people.access import may_record
from acompana.people.models import User
from acompana.people.reads import leave_trace
from acompana.people.rota import Asked, next_on_duty, on_duty, owners_of


class OpenRisk(Struct, frozen=True):
    """One open risk as the board shows it."""

    row: AlertRow
    age: int | None
    color: str
    owner: str
    # When, what was said, and the code for messages, of each sign that no professional has assessed.
    signs: list[tuple[datetime, str, str]]
    followed: list[tuple[datetime, str, str]]  # when, by whom, and what came of it, of each protocol followed
    due_name: str
    rung: str
    may_take: bool
    step: Step  # what is due next
    assess: Step | None  # assessing again, where something else is due


# What is owed to an open risk, and the form that does it.
FORM_OF = {"risk_contact": "contact", "safety_plan": "safety_plan"}


@screen(CARE)
def board(request: HttpRequest) -> HttpResponse:
    window = window_of(request, SHOWN)
    found = open_risks(request.viewer, request.now, window + 1)
    rows = found[:window]
    owners = _owners(rows, request.now)
    staff = workers(followed.author for row in rows for followed in row.followed)
    risks = [_shown(row, owners[row.person], staff, request.viewer.role, request.now) for row in rows]
    further = window + SHOWN if len(found) > window else None
    return show(request, "desk/risk/board.html", {"risks": risks, "further": further}, room="risk")


def _owners(rows: list[AlertRow], now: datetime) -> dict[UUID, str]:
    """Who answers for each risk at this moment, by name: the worker named, or whoever has the duty."""
    asked = {row.person: Asked(row.duty, row.place_path, row.owner) for row in rows}
    found = owners_of(asked.values(), now)
    names = dict(User.objects.filter(pk__in=set(found.values())).values_list("pk", "name"))
    return {person: names[found[question]] for person, question in asked.items()}


def _shown(row: AlertRow, owner: str, staff: Mapping[UUID, Worker], role: str, now: datetime) -> OpenRisk:
    signs = [
        (f.at, wording.flag_meaning(f.instrument, f.item) or wording.instrument_name(f.instrument), sms_code(f.fact))
        for f in row.flags
    ]
    followed = [
        (f.at, staff[f.author].name if f.author in staff else "", wording.followed_words(f.reached, f.left_because))
        for f in row.followed
    ]
    assess = step_of("risk", "assess_risk", row.person, role)
    return OpenRisk(
        row=row,
        age=clock.age(row.birth_year, row.birth_month, timezone.localtime(now).date()),
        color=wording.LEVEL_COLORS[row.level],  # type: ignore[index]
        owner=owner,
        signs=signs,
        followed=followed,
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
        on_call = [user.pk for user in on_duty(owed.duty, card.place_path, request.now)]
        is_on_call = owner == request.viewer.user and owner in on_call
        context |= {
            "level_words": wording.level_name(alert.level),
            "steps": wording.protocol(alert.level),
            "owner": workers([owner])[owner],
            "is_on_call": is_on_call,
            "next_on_call": next_on_duty(owed.duty, card.place_path, request.now, owner) if is_on_call else None,
            "due_name": wording.task_name(alert.due_rule),
            "assess": step_of("risk", alert.due_rule, person, request.viewer.role),
        }
    return show(request, "desk/risk/protocol.html", context, room="risk")
