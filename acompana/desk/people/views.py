"""Personas: finding somebody, and registering who is not there yet."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from acompana.desk import clock
from acompana.desk.people.forms import RegistrationForm
from acompana.desk.people.queries import SHOWN, Found, found_people, in_charge, likely_same, places_of
from acompana.desk.person.queries import card_of
from acompana.desk.record.refusal import told
from acompana.desk.record.slip import new_slip, sent_slip, write
from acompana.desk.screen import CARE, screen, show, window_of
from acompana.people.ids import new_id
from acompana.people.reads import leave_trace

TYPED = "people.typed"
"""What was typed last waits in the session, so that no name or document stands in an address or a log, and going back
to the list finds it again. It goes with the session."""


@sensitive_post_parameters()
@screen(CARE)
def people(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        request.session[TYPED] = request.POST.get("q", "").replace("\x00", "").strip()[:80]
        return redirect("desk:people")
    typed = request.session.get(TYPED, "")
    found = found_people(typed)
    window = window_of(request, SHOWN)
    mine, total = ([], 0) if typed else in_charge(request.viewer, window)
    context = {
        "typed": typed,
        "found": _lines(request, found),
        "mine": _lines(request, mine),
        "is_cut": len(found) >= SHOWN,
        "total": total,
        "left": min(total - len(mine), SHOWN),
        "next_window": window + SHOWN,
    }
    return show(request, "desk/people/people.html", context, room="people")


@sensitive_post_parameters()
@screen(CARE)
def register(request: HttpRequest) -> HttpResponse:
    """A new person. Likely duplicates are shown before anything is saved; whoever types decides."""
    today = timezone.localtime(request.now).date()
    places = places_of(request.viewer)
    if request.method != "POST":
        form = RegistrationForm(places=places, today=today)
        return _form(request, form, {"slip": new_slip(request.now), "person": new_id()})
    form = RegistrationForm(request.POST, places=places, today=today)
    slip, person = sent_slip(request.POST, request.now), _sent_person(request)
    context: dict[str, Any] = {"slip": slip, "person": person}
    if not form.is_valid():
        return _form(request, form, context, 422)
    if "sure" not in request.POST:
        names = [form.cleaned_data[name] for name in ("given_names", "father_surname", "mother_surname")]
        found = likely_same(names, form.document(), form.cleaned_data.get("birth_year"))
        likely = [line for line in found if line.person != person]
        if likely or form.remarks():
            return _form(request, form, {**context, "likely": _lines(request, likely), "remarks": form.remarks()})
    refusal = write(slip, request.viewer, person, "person_registered", form.body())
    if refusal:
        return _form(request, form, {**context, "refusal": told(refusal)}, 422)
    messages.success(request, _("La persona quedó registrada."))
    return redirect("desk:person", person)


@sensitive_post_parameters()
@screen(CARE)
def details(request: HttpRequest, person: UUID) -> HttpResponse:
    """What is known of a person, to be completed. Only what changed is recorded; nothing that was known is lost."""
    card = card_of(person)
    if card is None:
        raise Http404
    leave_trace(request.viewer, person, "desk.details")
    today = timezone.localtime(request.now).date()
    before = RegistrationForm.filled(card.identity, card.picture.known)
    sent = request.POST if request.method == "POST" else None
    form = RegistrationForm(sent, initial=before, places=places_of(request.viewer), today=today, home=card.place_code)
    slip = sent_slip(sent, request.now) if sent else new_slip(request.now)
    context: dict[str, Any] = {"slip": slip, "person": person, "card": card}
    if sent is None:
        return _form(request, form, context)
    if not form.is_valid():
        return _form(request, form, context, 422)
    changed = form.changed_body()
    refusal = write(slip, request.viewer, person, "details_given", changed) if changed else None
    if refusal:
        return _form(request, form, {**context, "refusal": told(refusal)}, 422)
    messages.success(request, _("Los datos quedaron guardados."))
    return redirect("desk:person", person)


def _form(request: HttpRequest, form: RegistrationForm, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return show(request, "desk/people/register.html", {"form": form, **context}, room="people", status=status)


def _sent_person(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("person", ""))
    except ValueError:
        return new_id()


def _lines(request: HttpRequest, found: list[Found]) -> list[tuple[Found, int | None]]:
    today = timezone.localtime(request.now).date()
    return [(line, clock.age(line.birth_year, line.birth_month, today)) for line in found]
