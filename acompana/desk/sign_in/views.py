"""Signing in and out, the first password, the language."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from acompana.desk.sign_in.typed import Typed, door, is_of_another, send_again, unpacked
from acompana.people.models import Language, Organization, User


@never_cache
@sensitive_post_parameters("password", "typed")
def sign_in(request: HttpRequest) -> HttpResponse:
    typed = unpacked(request.POST.get("typed", ""))
    if request.user.is_authenticated:
        return _inside(request, typed)
    is_wrong = False
    if request.method == "POST":
        name, password = request.POST.get("username", ""), request.POST.get("password", "")
        user = authenticate(request, username=name, password=password)
        if user is not None:
            login(request, user)
            return _inside(request, typed)
        is_wrong = True
    organization = Organization.objects.values_list("name", flat=True).first()
    username = request.POST.get("username", "")
    around = {"is_wrong": is_wrong, "username": username, "next": _next(request), "organization": organization}
    return door(request, typed, 403 if is_wrong else 200, **around)


def _inside(request: HttpRequest, typed: Typed | None) -> HttpResponse:
    """On to where this user was going, or to what waits to be sent; what somebody else typed goes on waiting."""
    if typed is None:
        return redirect(_next(request))
    if is_of_another(request, typed):
        logout(request)
        return door(request, typed, 403, is_anothers=True)
    return send_again(request, typed)


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any) -> HttpResponse:
    """What is shown once too many wrong passwords were tried, also to whoever has the right one by now."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "desk/sign_in/locked_out.html", {"minutes": minutes}, status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("desk:sign_in")


@never_cache
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Choosing a password: at the first sign-in, because the first one was told by somebody; later, at will."""
    if request.viewer is None:
        return redirect("desk:sign_in")
    troubles: list[str] = []
    if request.method == "POST":
        troubles = _change_password(request)
        if not troubles:
            messages.success(request, _("Su contraseña cambió."))
            return redirect("desk:start")
    context = {
        "troubles": troubles,
        "advice": password_validators_help_texts(),
        "is_first": request.user.must_change_password,
    }
    return render(request, "desk/sign_in/password.html", context, status=422 if troubles else 200)


def _change_password(request: HttpRequest) -> list[str]:
    """Change it, or say everything that stands against it."""
    user = cast(User, request.user)
    old, new, again = (request.POST.get(name, "") for name in ("old", "new", "again"))
    troubles = []
    if not user.check_password(old):
        troubles.append(_("La contraseña actual no es esa. Escríbala de nuevo."))
    if new != again:
        troubles.append(_("Las dos contraseñas nuevas no son iguales. Escríbalas de nuevo."))
    if new == old:
        troubles.append(_("La contraseña nueva es la misma que la actual. Elija otra."))
    try:
        validate_password(new, user)
    except ValidationError as error:
        troubles += error.messages
    if troubles:
        return troubles
    user.set_password(new)
    user.must_change_password = False
    user.save()
    update_session_auth_hash(request, user)
    return []


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language: to this user from now on, or to this browser before signing in."""
    wanted = request.POST.get("language", "")
    response = redirect(_next(request))
    if wanted not in Language.values:
        return response
    if request.viewer is not None:
        User.objects.filter(pk=request.viewer.user).update(language=wanted)
    translation.activate(wanted)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def hidden(request: HttpRequest) -> HttpResponse:
    """A page that shows nothing: where the screen is hidden when the browser runs no scripts."""
    return render(request, "desk/sign_in/hidden.html")


def _next(request: HttpRequest) -> str:
    """Where to go on: an address of this program, or else its first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours and wanted.startswith("/") else "/"
