"""The rota: who is on duty where, and who therefore answers for something."""

from django.db import models

from acompana.people.ids import new_id
from acompana.people.places import Place
from acompana.people.users import User


class Duty(models.TextChoices):
    CLINICIAN_ON_CALL = "clinician_on_call"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Shift(models.Model):
    """From `starts_at` until just before `ends_at`, this user has this duty in this place and all below it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    duty = models.CharField(max_length=20, choices=Duty.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="shifts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["duty", "ends_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="people_shift_ends_after_start"
            ),
        ]
