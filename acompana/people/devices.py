"""The phones and tablets that send facts."""

import hashlib

from django.db import models

from acompana.people.ids import new_id
from acompana.people.users import User


class Device(models.Model):
    """A phone that one user signed in. Only the hash of its token is kept: a stolen copy of the database opens nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=80)
    token_hash = models.BinaryField(max_length=32, unique=True)
    app_version = models.CharField(max_length=40, blank=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


def hash_token(token: str) -> bytes:
    """SHA-256 is enough, and fast: a token is 256 random bits, not a password somebody chose."""
    return hashlib.sha256(token.encode()).digest()
