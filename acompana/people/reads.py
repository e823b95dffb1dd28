"""The trace of every look at a person's record."""

from django.db import models

from acompana.people.ids import new_id
from acompana.people.users import User


class RecordRead(models.Model):
    """Who read whose record, when, on which page and why. Rows are only ever added; the database sees to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.UUIDField()
    at = models.DateTimeField()
    page = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200, blank=True)
    tier = models.CharField(max_length=8)  # the most confidential tier that was shown

    class Meta:
        indexes = [models.Index(fields=["person", "at"]), models.Index(fields=["user", "at"])]
