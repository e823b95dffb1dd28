"""The phones and tablets that send facts."""

import hashlib
import secrets

from django.db import models

from acompana.people.ids import new_id
from acompana.people.rota import with_paths
from acompana.people.users import User


class Device(models.Model):
    """A phone that a user signed in. Only its token's hash is kept: a stolen database opens nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=80)
    token_hash = models.BinaryField(max_length=32, unique=True)
    app_version = models.CharField(max_length=40, blank=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


def sign_in_device(user: User, name: str, app_version: str = "") -> tuple[Device, str]:
    """A new device of this user, and the token it must show from now on. The token is told once, here."""
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(user=user, name=name, token_hash=_hash(token), app_version=app_version)
    return device, token


def device_of(token: str) -> Device | None:
    """The device of this token, with its user; None if it was revoked or the user is inactive. One query."""
    devices = Device.objects.filter(token_hash=_hash(token), revoked_at=None, user__is_active=True)
    device = with_paths(devices.select_related("user"), user="user").first()
    if device:
        device.user.paths = device.paths
    return device


def _hash(token: str) -> bytes:
    # SHA-256 is enough, and fast: a token is 256 random bits, not a word that somebody chose.
    return hashlib.sha256(token.encode()).digest()
