"""What every screen shares: who may open it, and the page around it."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import Struct

from acompana.desk.review.queries import count_confined
from acompana.desk.risk.queries import count_open_risks
from acompana.desk.sign_in.typed import ended
from acompana.desk.today.duties import answers_of
from acompana.desk.today.queries import count_due
from acompana.desk.wording import role_name
from acompana.people.models import Organization

CARE = frozenset({"agent", "clinician", "coordinator"})
"""Who looks after people, and so opens their records."""
SUPERVISION = frozenset({"coordinator"})
ADMINISTRATION = frozenset({"administrator"})
TEAM = SUPERVISION | ADMINISTRATION
"""Who answers for the phones of others."""
FIGURES = frozenset({"analyst", "clinician", "coordinator", "administrator"})
EVERYBODY = CARE | FIGURES

View = Callable[..., HttpResponse]


def screen(roles: frozenset[str]) -> Callable[[View], View]:
    """Open a view to these roles only, with the moment of the request as `request.now`.

    Whoever has not signed in is asked to, and what they sent waits in the page until then; whoever holds a one-time
    password is asked for another first. Which people a role then finds on the screen is decided by `people.access` and
    by the database, not here.
    """

    def open_to(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            timezone.activate(organization_zone())
            request.now = timezone.now()
            if request.viewer is None:
                return ended(request) if request.method == "POST" else redirect_to_login(request.path)
            if request.user.must_change_password:
                return redirect("desk:password")
            if request.viewer.role not in roles:
                return refused(request)
            response = view(request, *args, **kwargs)
            # On a shared computer, going back after signing out must show nothing.
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        opened.roles = roles  # for the test that walks all screens with all roles
        return opened

    return open_to


@cache
def organization_zone() -> ZoneInfo:
    """Where the organization's days begin and end. It is set when the organization is founded."""
    named = Organization.objects.values_list("time_zone", flat=True).first()
    return ZoneInfo(named) if named else ZoneInfo(timezone.get_default_timezone_name())


class Room(Struct, frozen=True):
    """One entry of the navigation."""

    name: str
    label: str
    count: int = 0
    is_grave: bool = False


def show(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, room: str = "", status: int = 200
) -> HttpResponse:
    """A screen with the page around it. `room` is the entry of the navigation it belongs to."""
    around = {"now": request.now, "viewer": request.viewer, "rooms": rooms(request), "room": room}
    if request.viewer is not None:
        around["role"] = role_name(request.viewer.role)
    return render(request, template, {**around, **(context or {})}, status=status)


def rooms(request: HttpRequest) -> list[Room]:
    """Where this user may go, with what waits there."""
    viewer = request.viewer
    if viewer is None:
        return []
    found = []
    if viewer.role in CARE:
        found += [
            Room("today", _("Hoy"), count_due(viewer, answers_of(request), request.now)),
            Room("risk", _("Riesgo"), count_open_risks(viewer), is_grave=True),
            Room("people", _("Personas")),
        ]
    if viewer.role in SUPERVISION:
        found.append(Room("review", _("Revisar"), count_confined()))
    if viewer.role in TEAM:
        found.append(Room("team", _("Equipo")))
    if viewer.role in ADMINISTRATION:
        found.append(Room("staff", _("Personal")))
    if viewer.role in FIGURES:
        found.append(Room("figures", _("Cifras")))
    return found


def window_of(request: HttpRequest, shown: int) -> int:
    """How many of a long list the address asks for, `ver=200`: never fewer than are shown at first."""
    wanted = request.GET.get("ver", "")
    return max(int(wanted), shown) if wanted.isdecimal() and len(wanted) < 6 else shown


def refused(request: HttpRequest) -> HttpResponse:
    """What somebody sees whose role does not open a screen."""
    return show(request, "desk/parts/refused.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same words for what does not exist and for whom this viewer may not see: a guess tells nothing."""
    return render(request, "desk/parts/not_found.html", status=404)
