"""The organization whose program this is: one row."""

import secrets
import uuid

from django.db import models


def _secret() -> str:
    return secrets.token_hex(32)


class Organization(models.Model):
    """The settings of the organization. There is one row, made by `acompana init`."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=160)
    time_zone = models.CharField(max_length=60, default="America/Lima")
    language = models.CharField(max_length=2, default="es")
    bundle_hash = models.CharField(max_length=64, blank=True)
    smallest_cell = models.PositiveSmallIntegerField(default=5)  # figures about fewer people are hidden
    secret = models.CharField(max_length=64, default=_secret, editable=False)
    # Renewed when a backup is restored: phones then know that their cursor is void, and begin again.
    ledger_epoch = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="people_organization_one_row")]
