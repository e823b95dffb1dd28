"""Signing in on a phone: a name and a password once, a token from then on."""

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from msgspec.json import Decoder

from acompana.bundle import current
from acompana.field.body import read_body
from acompana.field.caller import json_answer
from acompana.field.seal import public_key
from acompana.field.trouble import Trouble
from acompana.field.wire import SignedIn, SignIn
from acompana.people.access import seeing, viewer_for
from acompana.people.devices import sign_in_device
from acompana.people.models import Organization
from acompana.people.users import User

FIELD_ROLES = ("agent", "clinician", "coordinator")
_SIGN_IN = Decoder(SignIn)


def sign_in(request: HttpRequest) -> HttpResponse:
    """Give a phone its token. Wrong passwords close the door, as at the desk."""
    asked = read_body(request, _SIGN_IN)
    user = authenticate(request, username=asked.username, password=asked.password)
    if user is None:
        raise _locked_out() if getattr(request, "axes_locked_out", False) else _wrong()
    assert isinstance(user, User)
    _refuse_unready(user)
    organization = Organization.objects.get()
    with transaction.atomic():
        user_logged_in.send(sender=User, request=request, user=user)  # forgets the wrong passwords before
        with seeing(viewer_for(user)):
            device, token = sign_in_device(user, asked.device, asked.app_version)
    return json_answer(
        request,
        SignedIn(
            token=token,
            device=device.pk,
            user=user.pk,
            name=user.name,
            role=user.role,
            language=user.language,
            organization=organization.name,
            time_zone=organization.time_zone,
            bundle=current().hash,
            public_key=public_key(),
        ),
    )


def _wrong() -> Trouble:
    return Trouble(
        401, "wrong_sign_in", "a user's name and password", "another pair", "Check both, or ask the coordination."
    )


def _locked_out() -> Trouble:
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    return Trouble(
        429,
        "locked_out",
        "the right password within a few tries",
        "too many wrong ones",
        f"Wait {seconds // 60} minutes, or ask the coordination for a new password.",
        retry_after=seconds,
    )


def _refuse_unready(user: User) -> None:
    if user.role not in FIELD_ROLES:
        remedy = "Sign in at the desk."
        raise Trouble(403, "role_without_field", f"one of {', '.join(FIELD_ROLES)}", f"the role {user.role}", remedy)
    if user.must_change_password:
        remedy = "Sign in at the desk once and choose a password of your own."
        raise Trouble(403, "password_must_change", "a password of one's own", "one that works once", remedy)
