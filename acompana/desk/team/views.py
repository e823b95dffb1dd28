"""Equipo: each phone of the team, taking one out of use, and handing people over."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acompana.caseload.record import record, submission
from acompana.desk.people.queries import places_of
from acompana.desk.person.queries import card_of
from acompana.desk.record.slip import Slip, new_slip, sent_slip
from acompana.desk.screen import SUPERVISION, TEAM, screen, show, window_of
from acompana.desk.team.forms import HandoverForm, RevokeForm
from acompana.desk.team.phones import Line, lines
from acompana.desk.team.queries import (
    MOST_MOVED,
    SHOWN,
    HandoverRow,
    Moving,
    accompanying,
    agents_here,
    handover_of,
    last_handovers,
    moving,
    phone,
    phones,
    phones_in_use,
)
from acompana.people.access import Viewer
from acompana.people.devices import Device
from acompana.people.ids import new_id
from acompana.people.models import Handover, User

RECENT = timedelta(days=30)


@screen(TEAM)
def team(request: HttpRequest) -> HttpResponse:
    found = lines(phones(request.viewer), request.now)
    in_use = [line for line in found if line.phone.revoked_at is None]
    revoked = [line for line in found if line.phone.revoked_at]
    window = window_of(request, SHOWN)
    context = {
        "in_use": in_use[:window],
        "revoked": revoked[:window],
        "counts": {"in_use": len(in_use), "revoked": len(revoked)},
        "further": window + SHOWN if max(len(in_use), len(revoked)) > window else None,
        "silent": sum(line.is_silent for line in in_use),
        "waiting": sum(bool(line.phone.pending) for line in in_use),
        "apart": sum(not line.is_matching for line in in_use),
        "handovers": last_handovers(request.now - RECENT),
        "may_hand_over": request.viewer.role in SUPERVISION,
    }
    return show(request, "desk/team/team.html", context, room="team")


@screen(TEAM)
def revoke(request: HttpRequest, device: UUID) -> HttpResponse:
    """Asks once more, and why. The phone destroys what it holds the next time it is heard from."""
    found = phone(request.viewer, device)
    if found is None:
        raise Http404
    if found.revoked_at is not None:
        messages.info(request, _("Ese teléfono ya estaba revocado."))
        return redirect("desk:team")
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        (line,) = lines([found], request.now)
        context = {"line": line, "form": form}
        return show(request, "desk/team/revoke.html", context, room="team", status=422 if form.is_bound else 200)
    Device(pk=device).revoke(request.viewer.user, form.cleaned_data["reason"])
    messages.success(request, _("El teléfono quedó revocado. Borrará lo que guarda apenas se conecte."))
    return redirect("desk:team")


# --- Handing over ---------------------------------------------------------------------------------------------------


@screen(SUPERVISION)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Choose who goes to whom; see how many that are; confirm."""
    sent = request.POST if request.method == "POST" else None
    asked = {"person": request.GET.get("persona", ""), "agent": request.GET.get("de", "")}
    form = HandoverForm(
        sent,
        initial={name: value for name, value in asked.items() if _is_id(value)},
        accompanying=accompanying(request.viewer),
        agents=agents_here(request.viewer),
        places=places_of(request.viewer),
    )
    slip = sent_slip(sent, request.now) if sent else new_slip(request.now)
    if sent and handover_of(slip.fact):  # sent twice
        return redirect("desk:handed_over", slip.fact)
    context: dict[str, Any] = {"form": form, "slip": slip, "card": _card(form)}
    if sent is None:
        return show(request, "desk/team/handover.html", context, room="team")
    if not form.is_valid():
        return show(request, "desk/team/handover.html", context, room="team", status=422)
    to = UUID(form.cleaned_data["to"])
    people = moving(form.chosen_agent, form.chosen_place, form.cleaned_data.get("person"), to)
    if "sure" in sent and 0 < len(people) <= MOST_MOVED:
        return _done(request, slip, people, form.chosen_agent, to)
    context |= _preview(request, people, form.chosen_agent, to)
    return show(request, "desk/team/handover.html", context, room="team")


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _card(form: HandoverForm) -> object:
    """The person whom the form is about, where it is about one."""
    person = str(form["person"].value() or "")
    return card_of(UUID(person)) if _is_id(person) else None


def _preview(request: HttpRequest, people: list[Moving], agent: UUID | None, to: UUID) -> dict[str, Any]:
    names = dict(User.objects.filter(pk__in=[to, *([agent] if agent else [])]).values_list("pk", "name"))
    both = lines(phones_in_use(request.viewer, [user for user in (agent, to) if user]), request.now)
    return {
        "people": people[:MOST_MOVED],
        "is_too_many": len(people) > MOST_MOVED,
        "most": MOST_MOVED,
        "at_risk": sum(one.risk != "none" for one in people),
        "from_name": names.get(agent) if agent else "",
        "to_name": names[to],
        "old_phones": [line for line in both if line.phone.user == agent],
        "new_phones": [line for line in both if line.phone.user == to],
    }


def _done(request: HttpRequest, slip: Slip, people: list[Moving], agent: UUID | None, to: UUID) -> HttpResponse:
    """Record it, once however often it is sent, and go to the page that compares the phones."""
    said = {"at": request.now, "by_id": request.viewer.user, "from_user_id": agent, "to_user_id": to}
    made, is_new = Handover.objects.get_or_create(pk=slip.fact, defaults={**said, "count": len(people)})
    left = len(people) - _assign(request.viewer, slip, people, to) if is_new else 0
    if left:
        Handover.objects.filter(pk=made.pk).update(count=len(people) - left)
        words = ngettext("{n} persona no se pudo traspasar.", "{n} personas no se pudieron traspasar.", left)
        messages.error(request, words.format(n=left))
    return redirect("desk:handed_over", slip.fact)


def _assign(viewer: Viewer, slip: Slip, people: list[Moving], to: UUID) -> int:
    """One fact a person, through the ordinary door; how many were accepted."""
    moment = slip.opened
    sent = [
        {
            "id": new_id(),
            "person": one.person,
            "kind": "assigned",
            "happened_at": moment,
            "recorded_at": moment,
            "body": {"to": to, "duty": "agent"},
        }
        for one in people
    ]
    receipts = record([submission(msgspec.json.encode(fact), viewer) for fact in sent])
    return sum(receipt.refusal is None for receipt in receipts)


@screen(TEAM)
def handed_over(request: HttpRequest, handover: UUID) -> HttpResponse:
    """How many went, and whether the phones have followed: it says so when they have not, and why."""
    found = handover_of(handover)
    if found is None:
        raise Http404
    old, new = _sides(request, found)
    context = {
        "handover": found,
        "old_phones": old,
        "new_phones": new,
        "is_matching": all(line.is_matching and not line.phone.pending for line in [*old, *new]),
    }
    return show(request, "desk/team/handed_over.html", context, room="team")


def _sides(request: HttpRequest, handover: HandoverRow) -> tuple[list[Line], list[Line]]:
    users = [user for user in (handover.from_user, handover.to_user) if user]
    both = lines(phones_in_use(request.viewer, users), request.now)
    old = [line for line in both if line.phone.user == handover.from_user]
    return old, [line for line in both if line.phone.user == handover.to_user]
