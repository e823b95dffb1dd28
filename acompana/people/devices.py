"""The phones and tablets that send facts."""

import hashlib
import secrets
from typing import NamedTuple
from uuid import UUID

from django.db import connection, models
from django.utils import timezone
from psycopg import Cursor

from acompana.people.access import TELLS_DOOR, Viewer, tiers_of
from acompana.people.ids import new_id
from acompana.people.users import User


class RevokeReason(models.TextChoices):
    LOST = "lost"
    STOLEN = "stolen"
    REPLACED = "replaced"
    LEFT = "left"
    OTHER = "other"


class Device(models.Model):
    """A phone that a user signed in. Only its token's hash is kept: a stolen database opens nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=80)
    token_hash = models.BinaryField(max_length=32, unique=True)
    app_version = models.CharField(max_length=40, blank=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # As the phone last said: facts that had not arrived, cards that it held, and the content it worked by.
    pending = models.PositiveIntegerField(null=True, blank=True)
    people_held = models.PositiveIntegerField(null=True, blank=True)
    bundle = models.CharField(max_length=64, blank=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoke_reason = models.CharField(max_length=12, blank=True, choices=RevokeReason.choices)

    def revoke(self, by: UUID, reason: str) -> bool:
        """Let the phone destroy what it holds as soon as it is heard from. False if it was revoked before, or is not
        the viewer's to revoke."""
        mine = Device.objects.filter(pk=self.pk, revoked_at=None)
        return mine.update(revoked_at=timezone.now(), revoked_by=by, revoke_reason=reason) == 1


def sign_in_device(user: User, name: str, app_version: str = "") -> tuple[Device, str]:
    """A new device of this user, and the token it must show from now on. The token is told once, here. Must run while
    `seeing` as this user."""
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(user=user, name=name, token_hash=_hash(token), app_version=app_version)
    return device, token


class Report(NamedTuple):
    """How a device was, as it last said itself; the names are the columns."""

    pending: int | None
    people_held: int | None
    app_version: str
    bundle: str


class Bearer(NamedTuple):
    """Who shows a token: the device and its user, and whether they still may."""

    device: UUID
    revoked: bool
    works_here: bool
    contact_is_old: bool
    epoch: UUID  # the ledger's
    horizon: int  # every transaction before this one has ended
    viewer: Viewer
    reported: Report


# The places are those that `rota.with_paths` gives: covered, or on duty in at this moment.
_BEARER = """
SELECT device.id, device.revoked_at IS NOT NULL, person.is_active,
    device.last_contact_at IS NULL OR device.last_contact_at < now() - interval '1 minute',
    (SELECT ledger_epoch FROM people_organization), pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    person.id, person.role, person.language,
    ARRAY(
        SELECT path FROM people_place WHERE code IN (
            SELECT place_id FROM people_coverage WHERE user_id = person.id
            UNION ALL
            SELECT place_id FROM people_shift
            WHERE user_id = person.id AND starts_at <= now() AND ends_at > now()
        ) ORDER BY path
    ),
    device.pending, device.people_held, device.app_version, device.bundle
FROM people_device_of(%s) AS device JOIN people_user AS person ON person.id = device.user_id
"""


_BEARER_AT_DOOR = _BEARER.replace("\nFROM people_device_of", f", {TELLS_DOOR}\nFROM people_device_of")


def bearer_of(token: str, *, at_door: bool = False) -> Bearer | None:
    """The device of this token with its user as a viewer; None if no device has it. One query.

    `at_door` is for whoever goes on to write in the same transaction, inside `access.told_door`.
    """
    connection.ensure_connection()
    cursor = Cursor(connection.connection)
    cursor.execute(_BEARER_AT_DOOR if at_door else _BEARER, [_hash(token)], binary=True)
    row = cursor.fetchone()
    if row is None:
        return None
    device, revoked, works_here, contact_is_old, epoch, horizon, user, role, language, paths = row[:10]
    viewer = Viewer(user, role, tuple(paths), tiers_of(role), language)
    return Bearer(
        device, revoked, works_here, contact_is_old, epoch or UUID(int=0), horizon, viewer, Report(*row[10:14])
    )


def note_contact(device: UUID, report: Report | None = None) -> None:
    """Remember that the device was heard from just now, and how it says it is. Once a minute is enough, or when it has
    something else to say: each time is a write. Must run at the door, or while `seeing` as its user."""
    said = report._asdict() if report else {}
    Device.objects.filter(pk=device).update(last_contact_at=timezone.now(), **said)


def _hash(token: str) -> bytes:
    # SHA-256 is enough, and fast: a token is 256 random bits, not a word that somebody chose.
    return hashlib.sha256(token.encode()).digest()
