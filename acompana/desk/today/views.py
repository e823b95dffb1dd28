"""Hoy."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import Struct

from acompana.desk import clock, wording
from acompana.desk.record.forms import Step, step_of
from acompana.desk.risk.queries import count_open_risks
from acompana.desk.screen import CARE, EVERYBODY, screen, show
from acompana.desk.today.duties import answers_of
from acompana.desk.today.queries import OLD, SHOWN, ConfinedRow, TaskRow, confined, my_tasks


@screen(EVERYBODY)
def start(request: HttpRequest) -> HttpResponse:
    """The first page of each role."""
    return redirect("desk:today" if request.viewer.role in CARE else "desk:figures")


@screen(CARE)
def today(request: HttpRequest) -> HttpResponse:
    answers = answers_of(request)
    rows = my_tasks(request.viewer, answers, request.now)
    kept = confined(answers)
    groups = _groups(rows, request.viewer.role, request.now)
    return show(
        request,
        "desk/today/today.html",
        {
            "groups": groups,
            "confined": kept,
            "confined_urgent": [row for row in kept if row.urgent],
            "counts": _counts(request, groups, rows),
            "count": len(rows),
            "people": sum(len(group.lines) for group in groups),
            "is_cut": len(rows) >= SHOWN,
            "is_today_cut": len(rows) >= SHOWN and groups[-1].name == "today",
            "first_late": _first_due(kept),
            "today_in_words": clock.long_day(timezone.localtime(request.now).date()),
        },
        room="today",
    )


class Due(Struct, frozen=True):
    """One task of a line."""

    title: str
    why: str
    due_at: datetime
    notice: str
    step: Step


class Line(Struct, frozen=True):
    """One person as a line of the page: what is most urgent, and what else there is to do for them."""

    person: UUID
    shown: str | None
    age: int | None
    place: str | None
    wishes: str | None
    risk: str
    color: str
    first: Due
    others: list[Due]


class Group(Struct, frozen=True):
    name: str
    title: str
    lines: list[Line]


RANKS = {"now": 0, "today": 1, "week": 2, "routine": 3}


def _groups(rows: Iterable[TaskRow], role: str, now: datetime) -> list[Group]:
    """The people whose tasks these are, each where their most urgent task belongs."""
    titles = {
        "now": _("No puede esperar"),
        "today": _("Para hoy"),
        "week": _("Esta semana"),
        "later": _("Más adelante"),
        "old": _("Atrasadas hace más de un mes"),
    }
    order = list(titles)
    by_person: dict[UUID, list[TaskRow]] = {}
    for row in sorted(rows, key=lambda row: (order.index(_group_of(row, now)), RANKS[row.urgency], row.due_at)):
        by_person.setdefault(row.person, []).append(row)
    lines: dict[str, list[Line]] = {name: [] for name in titles}
    for tasks in by_person.values():
        name = _group_of(tasks[0], now)
        lines[name].append(_line(tasks, name, role, now))
    return [Group(name, titles[name], found) for name, found in lines.items() if found]


def _group_of(row: TaskRow, now: datetime) -> str:
    """By the clock of the task. Only a risk cannot wait."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if row.urgency == "now" or (row.urgency == "today" and row.late_at < now and row.risk in ("high", "unassessed")):
        return "now"
    if row.risk == "none" and row.due_at < now - OLD:
        return "old"
    if row.urgency == "today" or row.due_at < midnight:
        return "today"
    return "week" if row.due_at < midnight + timedelta(days=6) else "later"


COLORS = {"now": "red", "today": "orange", "week": "yellow", "later": "sky", "old": "sky"}


def _line(tasks: list[TaskRow], group: str, role: str, now: datetime) -> Line:
    row = tasks[0]
    first, *others = [_due(task, role, now) for task in tasks]
    return Line(
        person=row.person,
        shown=row.shown,
        age=clock.age(row.birth_year, row.birth_month, timezone.localtime(now).date()),
        place=row.place,
        wishes=row.wishes,
        risk=row.risk,
        color=COLORS[group],
        first=first,
        others=others,
    )


def _due(row: TaskRow, role: str, now: datetime) -> Due:
    return Due(
        title=wording.task_name(row.rule),
        why=wording.task_why(row.rule, row.reason, now),
        due_at=row.due_at,
        notice=_notice(row),
        step=step_of(row.record, row.rule, row.person, role, row.referral, row.reason),
    )


def _notice(row: TaskRow) -> str:
    """Why this viewer has it, when it is not simply theirs."""
    if not row.is_passed_on:
        return ""
    if row.owner_name:
        return _("Le llega porque {worker} no ha respondido o ya no está.").format(worker=row.owner_name)
    return _("Le llega porque nadie de turno respondió a tiempo.")


def _counts(request: HttpRequest, groups: Iterable[Group], rows: Iterable[TaskRow]) -> dict[str, int]:
    by_name = {group.name: len(group.lines) for group in groups}
    return {
        "risks": count_open_risks(request.viewer),
        "now": by_name.get("now", 0),
        "today": by_name.get("today", 0),
        "late": sum(row.due_at < request.now for row in rows),
    }


def _first_due(kept: Iterable[ConfinedRow]) -> datetime | None:
    return min((row.due_at for row in kept), default=None)
