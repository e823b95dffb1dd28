"""The trace of every look at a person's record."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection, models
from django.utils import timezone
from psycopg import Cursor

from acompana.people.access import Tier, Viewer
from acompana.people.ids import new_id
from acompana.people.users import User


class RecordRead(models.Model):
    """Who read whose record, when, on which page and why. Rows are only added; the database sees to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.UUIDField()
    at = models.DateTimeField()
    page = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200, blank=True)
    tier = models.CharField(max_length=8)  # the most confidential tier that was shown

    class Meta:
        indexes = [models.Index(fields=["person", "at"]), models.Index(fields=["user", "at"])]


def leave_trace(viewer: Viewer, person: UUID, page: str, tier: Tier = "identity", purpose: str = "") -> None:
    """Record that the viewer was shown this person's record, up to this tier. Every page that shows one calls it."""
    RecordRead.objects.create(
        user_id=viewer.user, person=person, at=timezone.now(), page=page, purpose=purpose, tier=tier
    )


# One statement for a page of cards: as rows of the model they cost a phone's request a tenth of its time.
_LEAVE = """
INSERT INTO people_recordread (id, user_id, person, at, page, purpose, tier)
SELECT id, %s, person, now(), %s, '', %s FROM unnest(%s::uuid[], %s::uuid[]) AS shown(id, person)
"""


def leave_traces(viewer: Viewer, persons: Sequence[UUID], page: str, tier: Tier = "identity") -> None:
    """Record that the viewer was shown the records of these persons at once. Must run in a transaction."""
    if not persons:
        return
    ids = [new_id() for _ in persons]
    Cursor(connection.connection).execute(_LEAVE, [viewer.user, page, tier, ids, list(persons)])
