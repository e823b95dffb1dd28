"""What a form held when the session it was typed in had ended.

It waits in the page, never on the server, until whoever typed it has signed in again; then it is sent once more as it
was. Nobody else is shown it.
"""

from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from msgspec import Struct

SECRETS = {"password", "old", "new", "again"}
MARK = "csrfmiddlewaretoken"


class Typed(Struct, frozen=True):
    """A form that was sent: where to, and its fields in their order."""

    address: str
    fields: list[tuple[str, str]]

    @property
    def author(self) -> str:
        """The user whose page it was typed into; none for forms that hold nothing of their own."""
        return dict(self.fields).get("by", "")

    @property
    def is_record(self) -> bool:
        return any(name == "fact" for name, _value in self.fields)

    @property
    def packed(self) -> str:
        return msgspec.json.encode(self).decode()


def typed_in(request: HttpRequest) -> Typed | None:
    """The form of this request, but for the mark that belonged to the session. Never one with a password."""
    if request.method != "POST" or SECRETS & set(request.POST):
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != MARK]
    return Typed(request.get_full_path(), fields)


def unpacked(packed: str) -> Typed | None:
    """What came back with the sign-in page. Its address is one of this program, or it is nothing."""
    try:
        typed = msgspec.json.decode(packed, type=Typed)
    except (msgspec.MsgspecError, UnicodeEncodeError):
        return None
    parts = urlsplit(typed.address)
    is_ours = (
        typed.address.startswith("/") and not typed.address.startswith("//") and not (parts.scheme or parts.netloc)
    )
    return typed if is_ours else None


def door(request: HttpRequest, typed: Typed | None, status: int, **more: Any) -> HttpResponse:
    """The sign-in page, with what is to be sent once somebody has come in."""
    return render(request, "desk/sign_in/sign_in.html", {"next": "/", "typed": typed, **more}, status=status)


def send_again(request: HttpRequest, typed: Typed, status: int = 200) -> HttpResponse:
    """A page from which what was typed is sent as it was."""
    response = render(request, "desk/sign_in/typed.html", {"typed": typed}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def is_of_another(request: HttpRequest, typed: Typed) -> bool:
    return typed.author not in ("", str(request.user.pk))


def ended(request: HttpRequest) -> HttpResponse:
    """A form was sent and nobody is signed in."""
    return door(request, typed_in(request), 403)


def unproven(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the mark of this session: from before it began, in another tab, or forged by another site."""
    if request.path == reverse("desk:sign_in"):
        return redirect("desk:start")
    typed = typed_in(request) if _is_from_here(request) else None
    if typed is None:
        return render(request, "desk/sign_in/unproven.html", status=403)
    if request.viewer is None or is_of_another(request, typed):
        return ended(request)
    return send_again(request, typed, 403)


def _is_from_here(request: HttpRequest) -> bool:
    """Browsers say from which site a form was sent, and no page can make them say otherwise."""
    here = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("origin") in (here, *settings.CSRF_TRUSTED_ORIGINS)
