"""Personal: hiring, leaving, a new password, and the rota. Passwords are shown once, to whoever made them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from acompana.caseload.reach import people_of
from acompana.caseload.rota_gaps import gaps
from acompana.desk import wording
from acompana.desk.rows import tuples
from acompana.desk.screen import ADMINISTRATION, screen, show, window_of
from acompana.desk.staff.forms import MemberForm, ShiftForm
from acompana.desk.staff.queries import SHIFTS_SHOWN, Groups, all_places, coming_shifts, shift_of, staff
from acompana.people.access import as_door
from acompana.people.founding import one_time_password
from acompana.people.models import Coverage, Device, Place, Role, Shift, User

GROUPS = [
    (Role.COORDINATOR, gettext_lazy("Coordinación")),
    (Role.CLINICIAN, gettext_lazy("Profesionales")),
    (Role.AGENT, gettext_lazy("Agentes comunitarias")),
    (Role.ANALYST, gettext_lazy("Análisis")),
    (Role.ADMINISTRATOR, gettext_lazy("Administración")),
]
GAPS_SHOWN = 5


@screen(ADMINISTRATION)
def everybody(request: HttpRequest) -> HttpResponse:
    found = staff()
    here = [member for member in found if member.is_active]
    context = {
        "groups": [
            (label, members)
            for role, label in GROUPS
            if (members := [member for member in here if member.role == role])
        ],
        "left": [member for member in found if not member.is_active],
        "is_alone": len(here) == 1,
    }
    return show(request, "desk/staff/everybody.html", context, room="staff")


@screen(ADMINISTRATION)
def hire(request: HttpRequest) -> HttpResponse:
    form = MemberForm(request.POST if request.method == "POST" else None, places=_places())
    if not form.is_valid():
        return _sheet(request, form, None)
    password = one_time_password()
    try:
        with transaction.atomic():
            member = User.objects.create_user(
                password=password, places=form.places, must_change_password=True, **form.said
            )
    except IntegrityError:  # somebody took the name at the same moment
        form.add_error("username", _("Ya hay alguien con ese usuario. Elija otro."))
        return _sheet(request, form, None)
    return _password(request, member, password, is_hired=True)


@screen(ADMINISTRATION)
def member(request: HttpRequest, user: UUID) -> HttpResponse:
    """What is known of somebody, to change it."""
    who = _somebody(user)
    form = MemberForm(request.POST if request.method == "POST" else None, places=_places(), member=who)
    if not form.is_valid():
        return _sheet(request, form, who)
    if who.pk == request.viewer.user and form.cleaned_data["role"] != who.role:
        form.add_error("role", _("Su propio rol lo cambia otra persona de administración."))
        return _sheet(request, form, who)
    if form.cleaned_data["role"] != who.role and _answers_for_somebody(who, request.now):
        form.add_error(
            "role", _("Tiene personas asignadas o turnos por delante. Traspáselas y quite los turnos primero.")
        )
        return _sheet(request, form, who)
    try:
        _change(who, form)
    except IntegrityError:  # the last administrator, of two who changed each other at the same moment
        form.add_error("role", _("Tiene que quedar alguien en administración."))
        return _sheet(request, form, who)
    messages.success(request, _("Los cambios quedaron guardados."))
    return redirect("desk:staff")


@transaction.atomic
def _change(who: User, form: MemberForm) -> None:
    for name, value in form.said.items():
        setattr(who, name, value)
    who.save()
    chosen = {place.pk for place in form.places}
    covered = set(who.coverage.values_list("place_id", flat=True))
    who.coverage.filter(place_id__in=covered - chosen).delete()
    Coverage.objects.bulk_create(Coverage(user=who, place_id=code) for code in sorted(chosen - covered))


@screen(ADMINISTRATION)
def new_password(request: HttpRequest, user: UUID) -> HttpResponse:
    """Asks once more; then ends the sessions of that user and shows the one-time password, once."""
    who = _somebody(user)
    if request.method != "POST":
        return show(request, "desk/staff/new_password.html", {"member": who}, room="staff")
    password = one_time_password()
    who.set_password(password)
    who.must_change_password = True
    who.save()
    return _password(request, who, password)


@screen(ADMINISTRATION)
def leave(request: HttpRequest, user: UUID) -> HttpResponse:
    """Somebody stops working here, or comes back. Asks once more, and says what hangs on them."""
    who = _somebody(user)
    if who.pk == request.viewer.user:
        messages.error(request, _("Su propia salida la anota otra persona de administración."))
        return redirect("desk:staff")
    if request.method != "POST":
        context = {
            "member": who,
            "people": people_of([who.pk]).get(who.pk, 0) if who.role in (Role.AGENT, Role.CLINICIAN) else 0,
            "shifts": Shift.objects.filter(user=who, ends_at__gt=request.now).count(),
            "phones": _phones_of(who),
        }
        return show(request, "desk/staff/leave.html", context, room="staff")
    works_here = request.POST.get("then") == "works_here"  # said by the form: sent twice, it says the same
    try:
        with transaction.atomic():
            User.objects.filter(pk=who.pk).update(is_active=works_here)
    except IntegrityError:
        messages.error(request, _("Tiene que quedar alguien en administración."))
        return redirect("desk:staff")
    said = _("Puede entrar de nuevo.") if works_here else _("Ya no puede entrar. Lo que anotó sigue siendo suyo.")
    messages.success(request, said)
    return redirect("desk:staff")


def _answers_for_somebody(who: User, now: datetime) -> bool:
    """Whether tasks or risks are this user's by name or by the rota: in another role they could not be opened."""
    with as_door():
        assigned = tuples("SELECT 1 FROM caseload_card WHERE %s IN (agent, clinician) LIMIT 1", [who.pk])
    return bool(assigned) or Shift.objects.filter(user=who, ends_at__gt=now).exists()


def _phones_of(who: User) -> int:
    with as_door():
        return Device.objects.filter(user=who, revoked_at=None).count()


def _somebody(user: UUID) -> User:
    who = User.objects.filter(pk=user).exclude(role=Role.SYSTEM).first()
    if who is None:
        raise Http404
    return who


def _places() -> Groups:
    return all_places(_("Con todo lo que contienen"))


def _sheet(request: HttpRequest, form: MemberForm, who: User | None) -> HttpResponse:
    context = {"form": form, "member": who}
    return show(request, "desk/staff/member.html", context, room="staff", status=422 if form.is_bound else 200)


def _password(request: HttpRequest, who: User, password: str, *, is_hired: bool = False) -> HttpResponse:
    context = {"member": who, "password": password, "is_hired": is_hired}
    return show(request, "desk/staff/password.html", context, room="staff")


# --- The rota -------------------------------------------------------------------------------------------------------


@screen(ADMINISTRATION)
def shifts(request: HttpRequest) -> HttpResponse:
    """Who is on duty now and later, where nobody is, and a form for more."""
    form = ShiftForm(
        request.POST if request.method == "POST" else None,
        workers=list(
            User.objects.filter(is_active=True, role__in=[Role.CLINICIAN, Role.COORDINATOR, Role.ADMINISTRATOR])
        ),
        places=_places(),
    )
    if form.is_valid():
        said = form.cleaned_data
        shift = {"duty": said["duty"], "user_id": form.worker, "place_id": said["place"]}
        # Sent twice, it is the same shift.
        made = [Shift.objects.get_or_create(**shift, starts_at=start, ends_at=end) for start, end in form.spans]
        words = ngettext("{n} turno quedó anotado.", "{n} turnos quedaron anotados.", len(made))
        messages.success(request, words.format(n=len(made)))
        return redirect("desk:shifts")
    window = window_of(request, SHIFTS_SHOWN)
    found = coming_shifts(request.now, window)
    context = {"form": form, "shifts": found[:window], "more": window + SHIFTS_SHOWN if len(found) > window else 0}
    context |= _holes(request.now)
    return show(request, "desk/staff/shifts.html", context, room="staff", status=422 if form.is_bound else 200)


def _holes(now: datetime) -> dict[str, Any]:
    """When nobody is on call in the coming days where people live."""
    with as_door():
        found = gaps(now)
    names = dict(Place.objects.filter(path__in={gap.below for gap in found}).values_list("path", "name"))
    shown = [(gap, names[gap.below]) for gap in found[:GAPS_SHOWN]]
    return {"gaps": shown, "more_gaps": len(found) - len(shown)}


@screen(ADMINISTRATION)
def end_shift(request: HttpRequest, shift: UUID) -> HttpResponse:
    """Takes a shift off the rota; one that has begun ends now, for what it was asked until now stays asked."""
    found = shift_of(shift, request.now)
    if found is None and request.method != "POST":
        raise Http404
    if found is None:  # sent twice
        messages.info(request, _("El turno ya no está anotado."))
        return redirect("desk:shifts")
    has_begun = found.starts_at <= request.now
    if request.method != "POST":
        context = {"shift": found, "duty": wording.duty_name(found.duty), "has_begun": has_begun}
        return show(request, "desk/staff/end_shift.html", context, room="staff")
    if has_begun:
        Shift.objects.filter(pk=shift).update(ends_at=request.now)
    else:
        Shift.objects.filter(pk=shift).delete()
    messages.success(request, _("El turno ya no está anotado."))
    return redirect("desk:shifts")
