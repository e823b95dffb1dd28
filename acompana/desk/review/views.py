"""Revisar: refused facts of the coordinator's places, each with its reason and its deadline."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from msgspec import Struct

from acompana.bundle import current
from acompana.caseload.record import record
from acompana.desk import wording
from acompana.desk.person.queries import workers
from acompana.desk.record.refusal import Told, told
from acompana.desk.review.queries import names_of
from acompana.desk.screen import SUPERVISION, screen, show, window_of
from acompana.ledger.parsing import Submission
from acompana.ledger.quarantine import Confined, settle, waiting
from acompana.people.access import Viewer

SHOWN = 50
"""How many records the page shows at first: those that may speak of a risk, and what is due first."""

DATED = ("in_the_future", "before_birth", "too_long_ago")
HOPELESS = ("malformed", "id_reused", "too_large", "unfit_text", "unknown_kind", "role_may_not")
"""Refusals that sending the same again can never mend: it stays its author's, with the author's role."""


class Kept(Struct, frozen=True):
    """A refused fact as the page shows it. What it says of a person beyond signs of risk is not shown."""

    confined: Confined
    kind: str
    author: str
    told: Told
    person_name: str | None
    is_visible: bool
    signs: list[str]
    happened: datetime | None
    may_enter: bool
    may_date: bool


@screen(SUPERVISION)
def quarantine(request: HttpRequest) -> HttpResponse:
    window = window_of(request, SHOWN)
    waits = waiting(window + 1)
    found = waits[:window]
    authors = workers(one.author for one in found)
    names = names_of(one.person for one in found)
    kept = [_kept(one, authors[one.author].name if one.author in authors else "", names) for one in found]
    further = window + SHOWN if len(waits) > window else None
    return show(request, "desk/review/review.html", {"kept": kept, "further": further}, room="review")


@sensitive_post_parameters()
@require_POST
@screen(SUPERVISION)
def decide(request: HttpRequest, no: int) -> HttpResponse:
    """Let one in as it came, let it in with another date, or settle it without its becoming a fact."""
    confined = next((one for one in waiting() if one.no == no), None)
    if confined is None:
        raise Http404
    choice = request.POST.get("choice")
    if choice == "settle":
        return _settle(request, confined)
    raw = confined.raw if choice == "enter" else _dated(confined.raw, _moment(request))
    if raw is None:
        messages.error(request, _("Falta la fecha en que ocurrió."))
        return redirect("desk:review")
    (receipt,) = record([_let_in(raw, confined, request.viewer)])
    if receipt.refusal:
        again = told(receipt.refusal)
        messages.error(
            request, _("Tampoco entró ahora. {words} {remedy}").format(words=again.words, remedy=again.remedy)
        )
        return redirect("desk:review")
    messages.success(
        request, _("El registro entró. Sigue siendo de quien lo anotó; queda escrito que usted lo dejó entrar.")
    )
    return redirect("desk:person", confined.person) if confined.person else redirect("desk:review")


def _settle(request: HttpRequest, confined: Confined) -> HttpResponse:
    why = request.POST.get("why", "").strip()
    if not why:
        messages.error(request, _("Anote qué se hizo con el registro antes de cerrarlo."))
    else:
        settle(confined.no, why, request.viewer.user)
        messages.success(request, _("Quedó cerrado, con lo que usted anotó."))
    return redirect("desk:review")


def _let_in(raw: bytes, confined: Confined, by: Viewer) -> Submission:
    """What was refused, as its author's still: who lets it in lends it their reach, and is written beside it."""
    author = Viewer(confined.author, confined.role, (), frozenset())
    return Submission(raw=raw, author=author, received_at=datetime.now(UTC), device=confined.device, let_in_by=by)


def _kept(one: Confined, author: str, names: dict[UUID, str]) -> Kept:
    loose = _loose(one.raw)
    code = one.refusal.code
    return Kept(
        confined=one,
        kind=wording.kind_name(one.kind or ""),
        author=author,
        told=told(one.refusal),
        person_name=names.get(one.person) if one.person else None,
        is_visible=one.person in names,
        signs=_signs(loose),
        happened=_happened(loose),
        may_enter=code not in HOPELESS and code not in DATED,
        may_date=code in DATED,
    )


def _loose(raw: bytes) -> dict[str, Any]:
    try:
        said = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _signs(loose: dict[str, Any]) -> list[str]:
    """What the answers in it mean, where they raise an alarm: reason enough to look at it now."""
    body = loose.get("body")
    answers = body.get("answers") if isinstance(body, dict) else None
    if not isinstance(answers, dict):
        return []
    found = [
        wording.said(flag.meaning)
        for instrument in current().instruments
        for flag in instrument.flags
        if flag.kind == "suicide" and flag.item in answers and answers[flag.item] in flag.values
    ]
    return list(dict.fromkeys(found))[:3]


def _happened(loose: dict[str, Any]) -> datetime | None:
    try:
        said = datetime.fromisoformat(str(loose.get("happened_at")))
    except ValueError:
        return None
    return said if said.tzinfo and 1000 < said.year < 9000 else None


def _moment(request: HttpRequest) -> datetime | None:
    try:
        day, hour = parse_date(request.POST.get("day", "")), parse_time(request.POST.get("hour", "") or "12:00")
    except ValueError:
        return None
    return datetime.combine(day, hour, timezone.get_current_timezone()) if day and hour else None


def _dated(raw: bytes, at: datetime | None) -> bytes | None:
    """The same fact, happened at another moment. Its own id stays, so that it is the repair of what was refused."""
    loose = _loose(raw)
    if at is None or not loose:
        return None
    return msgspec.json.encode({**loose, "happened_at": at.isoformat(), "recorded_at": at.isoformat()})
