"""One person's page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from msgspec import Struct

from acompana.bundle import current
from acompana.care.facts import (
    ConsentGiven,
    ContactIdentity,
    ContactNamed,
    Fact,
    ProgramEntered,
    ProgramLeft,
    SafetyPlanWords,
    SessionHeld,
)
from acompana.care.picture import Alert, Picture, Task
from acompana.care.sms import sms_code
from acompana.desk import clock, wording
from acompana.desk.person.chart import charts
from acompana.desk.person.history import (
    Told,
    entries,
    may_know_name,
    parts_now,
    resolve,
    scope_name,
    service_name,
)
from acompana.desk.person.queries import Card, Worker, card_of, facilities, last_rung, workers
from acompana.desk.record.forms import NAMES, Step, offered, step_of
from acompana.desk.record.refusal import told
from acompana.desk.record.risk import STEPS
from acompana.desk.record.slip import new_slip, write
from acompana.desk.screen import CARE, screen, show, window_of
from acompana.ledger.quarantine import who_let_in
from acompana.ledger.reading import Beside, beside, facts_of
from acompana.people.access import Viewer, may_record
from acompana.people.reads import leave_trace
from acompana.people.rota import Asked, owners_of

SHOWN = 30
"""How many facts of the history are shown at once."""


def found(person: UUID) -> Card:
    """The card of a person of this viewer; otherwise not found, whether there is nobody or somebody else's."""
    card = card_of(person)
    if card is None:
        raise Http404
    return card


@screen(CARE)
def page(request: HttpRequest, person: UUID) -> HttpResponse:
    card = found(person)
    picture = card.picture
    facts = facts_of(person)
    stands = resolve(facts)
    parts = parts_now(facts, stands, beside(person))
    let_in = who_let_in(fact.id for fact in facts)
    staff = workers([*(fact.author for fact in facts), *let_in.values(), *_named(picture, facts)])
    where = facilities(referral.facility for referral in picture.referrals)
    words = Told({s.fact: s for s in picture.scores}, {w.id: w.name for w in staff.values()}, where, parts, let_in)
    history = entries(facts, stands, words)
    tasks = _tasks(picture, staff, request.viewer, request.now)
    shown = min(window_of(request, SHOWN), max(len(history), SHOWN))
    leave_trace(
        request.viewer, person, "desk.person", "note" if any(part.note for part in parts.values()) else "identity"
    )
    context = {
        "card": card,
        "picture": picture,
        "identity": card.identity,
        "age": clock.age(picture.known.birth_year, picture.known.birth_month, timezone.localtime(request.now).date()),
        "risk": _open_risk(card, picture, staff, request.viewer, request.now),
        "programs": [
            (wording.program_name(e.program), wording.stage_name(e.program, e.stage), e) for e in picture.enrolments
        ],
        "agent": staff.get(picture.known.agent) if picture.known.agent else None,
        "clinician": staff.get(picture.known.clinician) if picture.known.clinician else None,
        "charts": charts(picture, _events(stands.facts), request.now),
        "history": history[:shown],
        "authors": staff,
        "hidden_count": max(len(history) - shown, 0),
        "next_window": shown + SHOWN,
        "tasks": [owed for owed in tasks if owed.is_open],
        "tasks_later": [owed for owed in tasks if not owed.is_open],
        "help_lines": current().risk.lines,
        "network": network(stands.facts, parts),
        "referrals": [(service_name(r.service), where.get(r.facility, r.facility), r) for r in picture.referrals][::-1],
        "consents": _consents(stands.facts),
        "findings": len(picture.findings),
        "correctable": {kind for kind in NAMES if may_record(request.viewer.role, kind)},
        "has_plan": any(fact.kind == "safety_plan_written" for fact in stands.facts),
        "offered": offered(request.viewer.role, picture),
    }
    return show(request, "desk/person/person.html", context, room="people")


@screen(CARE)
def plan(request: HttpRequest, person: UUID) -> HttpResponse:
    """The last safety plan, as the person keeps it: made to be printed."""
    card = found(person)
    facts = facts_of(person)
    stands = resolve(facts)
    parts = parts_now(facts, stands, beside(person))
    written = [fact for fact in stands.facts if fact.kind == "safety_plan_written"]
    leave_trace(request.viewer, person, "desk.plan")
    context: dict[str, object] = {
        "card": card,
        "help_lines": current().risk.lines,
        "may_write": may_record(request.viewer.role, "safety_plan_written"),
    }
    if written:
        part = parts.get(written[-1].id)
        words = (
            msgspec.json.decode(bytes(part.identity), type=SafetyPlanWords)
            if part and part.identity
            else SafetyPlanWords()
        )
        context["written_at"] = timezone.localtime(written[-1].at)
        context["steps"] = [(title, getattr(words, name)) for name, title in zip(STEPS, _plan_titles(), strict=True)]
    return show(request, "desk/person/plan.html", context, room="people")


def _plan_titles() -> list[str]:
    """The six steps as the person reads them."""
    return [
        _("1. Mis señales de aviso"),
        _("2. Lo que puedo hacer por mi cuenta"),
        _("3. Personas y lugares que me distraen"),
        _("4. A quién puedo pedir ayuda"),
        _("5. Profesionales y servicios"),
        _("6. Para que mi lugar sea seguro"),
    ]


@require_POST
@screen(CARE)
def take(request: HttpRequest, person: UUID) -> HttpResponse:
    """ "I have it": answering for an open risk. It stops the ladder and moves no deadline."""
    alert = found(person).picture.alert
    if alert is None or str(alert.id) != request.POST.get("alert"):
        messages.info(request, _("Ese riesgo ya no está abierto."))
        return redirect("desk:person", person)
    has_taken = alert.acknowledged is not None and alert.acknowledged.by == request.viewer.user
    slip, body = new_slip(request.now), {"alert": alert.id}
    refusal = None if has_taken else write(slip, request.viewer, person, "alert_acknowledged", body)
    if refusal:
        messages.error(request, told(refusal).words, "red")
    else:
        messages.success(request, _("Usted responde ahora por este riesgo. El plazo sigue corriendo."))
    return redirect("desk:person", person)


def _named(picture: Picture, facts: Sequence[Fact]) -> list[UUID | None]:
    """The workers a person's page names, beside the authors of facts."""
    named: list[UUID | None] = [picture.known.agent, picture.known.clinician]
    named += [task.owner for task in picture.tasks]
    named += [fact.body.to for fact in facts if fact.kind in ("assigned", "handover_proposed")]  # type: ignore[attr-defined]
    if picture.alert:
        named += [picture.alert.assessed_by, picture.alert.acknowledged.by if picture.alert.acknowledged else None]
    return named


# --- Risk -----------------------------------------------------------------------------------------------------------


class OpenRisk(Struct, frozen=True):
    """The open risk with what whoever is with the person needs now."""

    alert: Alert
    color: str
    protocol: str
    signs: list[tuple[datetime, str, str]]  # when, what it means, and its code for messages
    followed: list[tuple[datetime, str, str]]  # when, by whom, and what came of it
    owner: str
    due_name: str
    rung: str
    rung_at: datetime | None
    taken_by: str
    may_take: bool
    assess: Step
    is_pressing: bool  # nobody has assessed it yet, or it is high: what to do now is shown
    assessed_by: str


def _open_risk(
    card: Card, picture: Picture, staff: Mapping[UUID, Worker], viewer: Viewer, now: datetime
) -> OpenRisk | None:
    alert = picture.alert
    if alert is None:
        return None
    owed = next(task for task in picture.tasks if task.rule == alert.due_rule)
    asked = Asked(owed.duty, card.place_path, owed.owner)
    owner = owners_of([asked], now)[asked]
    answering = workers([owner])[owner]
    rung = last_rung(card.person, alert.due_rule, now)
    taken = alert.acknowledged
    return OpenRisk(
        alert=alert,
        color=wording.LEVEL_COLORS[alert.level],
        protocol=" ".join(wording.protocol(alert.level)),
        signs=[(f.at, wording.flag_meaning(f.instrument, f.item), sms_code(f.fact)) for f in alert.flags],
        followed=[
            (f.at, staff[f.author].name if f.author in staff else "", wording.followed_words(f.reached, f.left_because))
            for f in alert.followed
        ],
        owner=answering.name,
        due_name=wording.task_name(alert.due_rule),
        rung=wording.duty_name(rung[0]) if rung else "",
        rung_at=rung[1] if rung else None,  # type: ignore[arg-type]
        taken_by=staff[taken.by].name if taken and taken.by in staff else "",
        may_take=bool(alert.flags) and taken is None and may_record(viewer.role, "alert_acknowledged"),
        assess=step_of("risk", alert.due_rule, card.person, viewer.role),
        is_pressing=bool(alert.flags) or alert.level == "high",
        assessed_by=staff[alert.assessed_by].name if alert.assessed_by and alert.assessed_by in staff else "",
    )


# --- What is owed ---------------------------------------------------------------------------------------------------


URGENCIES = ("now", "today", "week", "routine")


class Owed(Struct, frozen=True):
    task: Task
    name: str
    why: str
    whose: str
    source: wording.RuleSource
    dangers: list[wording.Danger]  # what to do at the signs it is about
    is_open: bool
    step: Step


def _tasks(picture: Picture, staff: Mapping[UUID, Worker], viewer: Viewer, now: datetime) -> list[Owed]:
    level = picture.alert.level if picture.alert else "high"
    return [
        Owed(
            task=task,
            name=wording.task_name(task.rule),
            why=wording.task_why(task.rule, task.why, now),
            whose=staff[task.owner].name if task.owner and task.owner in staff else wording.duty_name(task.duty),
            source=wording.rule_source(task.rule, level),
            dangers=wording.dangers(task.why.signs),
            is_open=task.opens_at <= now,
            step=step_of(task.record, task.rule, picture.person, viewer.role, task.referral, task.why),
        )
        for task in sorted(picture.tasks, key=lambda task: (URGENCIES.index(task.urgency), task.due_at))
    ]


# --- Network, consents, events --------------------------------------------------------------------------------------


class Contact(Struct, frozen=True):
    """Somebody of the person's network."""

    contact: UUID
    name: str
    phone: str
    relation: str
    may_know: str
    may_know_name: str
    lives_near: bool


def network(facts: Sequence[Fact], parts: Mapping[UUID, Beside]) -> list[Contact]:
    """The network as it was last told, contact by contact."""
    last: dict[UUID, Fact] = {fact.body.contact: fact for fact in facts if isinstance(fact.body, ContactNamed)}
    return [_contact(fact, parts.get(fact.id)) for fact in last.values()]


def _contact(fact: Fact, part: Beside | None) -> Contact:
    body = fact.body
    assert isinstance(body, ContactNamed)
    said = msgspec.json.decode(bytes(part.identity), type=ContactIdentity) if part and part.identity else None
    return Contact(
        contact=body.contact,
        name=said.name if said else "",
        phone=(said.phone or "") if said else "",
        relation=body.relation,
        may_know=body.may_know,
        may_know_name=may_know_name(body.may_know),
        lives_near=bool(body.lives_near),
    )


def _consents(facts: Sequence[Fact]) -> list[tuple[str, bool, datetime, str]]:
    last = {fact.body.scope: fact for fact in facts if isinstance(fact.body, ConsentGiven)}
    how = {"written": _("por escrito"), "electronic": _("con firma electrónica"), "spoken": _("de palabra")}
    return [(scope_name(scope), fact.body.given, fact.at, how[fact.body.how]) for scope, fact in last.items()]  # type: ignore[attr-defined]


def _events(facts: Sequence[Fact]) -> list[tuple[datetime, str]]:
    """What the chart shows as upright lines: the program's beginning and end, and those of the sessions."""
    found = []
    sessions = [fact for fact in facts if isinstance(fact.body, SessionHeld) and fact.body.attended]
    if sessions:
        found.append((sessions[0].at, _("primera sesión")))
        if len(sessions) > 1:
            found.append((sessions[-1].at, _("última sesión")))
    for fact in facts:
        if isinstance(fact.body, ProgramEntered):
            found.append((fact.at, _("entró al programa")))
        elif isinstance(fact.body, ProgramLeft):
            found.append((fact.at, _("salió del programa")))
    return sorted(found)
