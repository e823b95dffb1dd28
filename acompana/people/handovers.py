"""Handovers: a coordinator gave people of one agent, or of a place, to another agent, all at once."""

from django.db import models

from acompana.people.ids import new_id
from acompana.people.users import User


class Handover(models.Model):
    """That it was done, and for how many, so that the phones can be compared with it afterwards. Who accompanies whom
    is told by the facts alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at"]
