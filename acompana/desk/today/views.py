"""Hoy."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import Struct

from acompana.desk import clock, wording
from acompana.desk.record.forms import Step, step_of
from acompana.desk.risk.queries import count_open_risks
from acompana.desk.screen import ADMINISTRATION, CARE, EVERYBODY, screen, show, window_of
from acompana.desk.today.duties import answers_of
from acompana.desk.today.queries import (
    HANDED_ON,
    MINE,
    MOST,
    OLD,
    SHOWN,
    ConfinedRow,
    Mark,
    TaskRow,
    confined,
    my_marks,
    place_names,
    tasks_of,
)

FEW = 20
"""Up to so many people a list is read as it stands; beyond, one wants to choose from it."""


@screen(EVERYBODY)
def start(request: HttpRequest) -> HttpResponse:
    """The first page of each role."""
    role = request.viewer.role
    return redirect("desk:today" if role in CARE else "desk:staff" if role in ADMINISTRATION else "desk:figures")


@screen(CARE)
def today(request: HttpRequest) -> HttpResponse:
    answers, now = answers_of(request), request.now
    marks = _by_person(my_marks(request.viewer, answers, now), now)
    sieve = _sieve(request, marks)
    chosen = {person: tasks for person, tasks in marks.items() if any(map(sieve.lets_through, tasks))}
    shown = dict(list(chosen.items())[: sieve.window])
    kept = confined(answers)
    tasks = [mark for found in chosen.values() for mark in found]
    return show(
        request,
        "desk/today/today.html",
        {
            "groups": _groups(shown, chosen, sieve, request.viewer.role, now),
            "sieve": sieve if sieve.is_chosen or len(marks) > FEW else None,
            "confined": kept,
            "confined_urgent": [row for row in kept if row.urgent],
            "counts": _counts(request, marks),
            "count": sum(map(sieve.lets_through, tasks)),
            "people": len(chosen),
            "is_capped": sum(map(len, marks.values())) >= MOST,
            "next": sieve.further(len(chosen)),
            "first_late": _first_due(kept),
            "today_in_words": clock.long_day(timezone.localtime(now).date()),
        },
        room="today",
    )


# --- Choosing from a long list ---------------------------------------------------------------------------------------


class Choice(Struct, frozen=True):
    """Something to choose by, with how many tasks it means."""

    value: str
    name: str
    count: int


class Sieve(Struct, frozen=True):
    """Which tasks were asked for: one kind of them, those of one place, and how many people at once."""

    rule: str
    path: str
    place: str
    window: int
    rules: list[Choice]
    places: list[Choice]
    total: int

    @property
    def is_chosen(self) -> bool:
        return bool(self.rule or self.path)

    def lets_through(self, mark: Mark) -> bool:
        return self.rule in ("", mark.rule) and self.path in ("", mark.place_path)

    def further(self, people: int) -> tuple[int, str] | None:
        """How many more people there are to show, and the address that shows them."""
        left = people - self.window
        asked = {"que": self.rule, "lugar": self.place, "ver": self.window + SHOWN}
        return (min(left, SHOWN), urlencode({k: v for k, v in asked.items() if v})) if left > 0 else None


def _sieve(request: HttpRequest, marks: Mapping[UUID, list[Mark]]) -> Sieve:
    """What the address asks for, as far as there is such a thing."""
    tasks = [mark for found in marks.values() for mark in found]
    kinds, paths = Counter(mark.rule for mark in tasks), Counter(mark.place_path for mark in tasks)
    named = place_names(paths)
    rule, place = request.GET.get("que", ""), request.GET.get("lugar", "")
    path = next((path for path, (code, _name) in named.items() if code == place), "")
    return Sieve(
        rule=rule if rule in kinds else "",
        path=path,
        place=place if path else "",
        window=window_of(request, SHOWN),
        rules=[Choice(kind, wording.task_name(kind), n) for kind, n in kinds.most_common()],
        places=[Choice(*named[path], paths[path]) for path in sorted(named)],
        total=len(tasks),
    )


# --- Lines -----------------------------------------------------------------------------------------------------------


class Due(Struct, frozen=True):
    """One task of a line."""

    title: str
    why: str
    due_at: datetime
    notice: str
    dangers: list[wording.Danger]  # what to do at the signs it is about
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
    """Those who belong together by their most urgent task; `count` of them, the first ones shown."""

    name: str
    title: str
    lines: list[Line]
    count: int


GROUPS = ("now", "today", "week", "later", "old")
RANKS = {"now": 0, "today": 1, "week": 2, "routine": 3}


def _titles() -> dict[str, str]:
    return {
        "now": _("No puede esperar"),
        "today": _("Para hoy"),
        "week": _("Esta semana"),
        "later": _("Más adelante"),
        "old": _("Atrasadas hace más de un mes"),
    }


def _by_person(marks: Iterable[Mark], now: datetime) -> dict[UUID, list[Mark]]:
    """Everybody's tasks, the most urgent first, and the people in the order of those."""
    found: dict[UUID, list[Mark]] = {}
    for mark in sorted(marks, key=lambda mark: (GROUPS.index(_group_of(mark, now)), RANKS[mark.urgency], mark.due_at)):
        found.setdefault(mark.person, []).append(mark)
    return found


def _groups(
    shown: Mapping[UUID, list[Mark]], chosen: Mapping[UUID, list[Mark]], sieve: Sieve, role: str, now: datetime
) -> list[Group]:
    """The people whose tasks these are, each where their most urgent task belongs."""
    rows = {(mark.person, mark.id): row for mark, row in tasks_of([m for tasks in shown.values() for m in tasks])}
    lines: dict[str, list[Line]] = {name: [] for name in GROUPS}
    for tasks in shown.values():
        told = [(mark, rows[mark.person, mark.id]) for mark in tasks if (mark.person, mark.id) in rows]
        if told:
            # What was asked for stands first; what else there is to do for them, beside it.
            told.sort(key=lambda pair: not sieve.lets_through(pair[0]))
            name = _group_of(tasks[0], now)
            lines[name].append(_line(told, name, role, now))
    counts = Counter(_group_of(tasks[0], now) for tasks in chosen.values())
    return [Group(name, _titles()[name], found, counts[name]) for name, found in lines.items() if found]


def _group_of(mark: Mark, now: datetime) -> str:
    """By the clock of the task. Only a risk cannot wait."""
    midnight = _midnight(now)
    if mark.urgency == "now" or (
        mark.urgency == "today" and mark.late_at < now and mark.risk in ("high", "unassessed")
    ):
        return "now"
    if mark.risk == "none" and mark.due_at < now - OLD:
        return "old"
    if mark.urgency == "today" or mark.due_at < midnight:
        return "today"
    return "week" if mark.due_at < midnight + timedelta(days=6) else "later"


@lru_cache(maxsize=8)
def _midnight(now: datetime) -> datetime:
    """When the day of this moment ends, for the organization. Asked of each task of a page, of the same moment."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


COLORS = {"now": "red", "today": "orange", "week": "yellow", "later": "sky", "old": "sky"}


def _line(tasks: Sequence[tuple[Mark, TaskRow]], group: str, role: str, now: datetime) -> Line:
    mark, row = tasks[0]
    first, *others = [_due(mark, row, role, now) for mark, row in tasks]
    return Line(
        person=row.person,
        shown=row.shown,
        age=clock.age(row.birth_year, row.birth_month, timezone.localtime(now).date()),
        place=row.place,
        wishes=row.wishes,
        risk=mark.risk,
        color=COLORS[group],
        first=first,
        others=others,
    )


def _due(mark: Mark, row: TaskRow, role: str, now: datetime) -> Due:
    return Due(
        title=wording.task_name(row.rule),
        why=wording.task_why(row.rule, row.reason, now),
        due_at=row.due_at,
        notice=_notice(mark, row),
        dangers=wording.dangers(row.reason.signs),
        step=step_of(row.record, row.rule, row.person, role, row.referral, row.reason),
    )


def _notice(mark: Mark, row: TaskRow) -> str:
    """Why this viewer has it, when it is not simply theirs."""
    if mark.way == MINE:
        return ""
    if not row.owner_name:
        return _("Le llega porque nadie de turno respondió a tiempo.")
    if not row.owner_is_here:
        return _("Le llega porque {worker} ya no trabaja aquí.").format(worker=row.owner_name)
    if mark.way == HANDED_ON:
        return _("Le llega porque {worker} ya no atiende en este lugar.").format(worker=row.owner_name)
    return _("Le llega porque {worker} no lo hizo a tiempo.").format(worker=row.owner_name)


def _counts(request: HttpRequest, marks: Mapping[UUID, list[Mark]]) -> dict[str, int]:
    """Of everything there is, whatever of it was asked for."""
    groups = Counter(_group_of(tasks[0], request.now) for tasks in marks.values())
    return {
        "risks": count_open_risks(request.viewer),
        "now": groups["now"],
        "today": groups["today"],
        "late": sum(mark.due_at < request.now for tasks in marks.values() for mark in tasks),
    }


def _first_due(kept: Iterable[ConfinedRow]) -> datetime | None:
    return min((row.due_at for row in kept), default=None)
