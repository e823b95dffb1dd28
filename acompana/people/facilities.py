"""The health services people are referred to."""

from django.core.validators import RegexValidator
from django.db import models

from acompana.people.places import Place


class Facility(models.Model):
    """A health service. `code` is its RENIPRESS code: eight digits, as text, so that its zeros stay."""

    code = models.CharField(
        primary_key=True,
        max_length=8,
        validators=[RegexValidator(r"^\d{8}$", "RENIPRESS: 8 dígitos, con sus ceros.")],
    )
    name = models.CharField(max_length=160)
    level = models.CharField(max_length=8, blank=True)  # I-1 … III-2
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="facilities")
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^\d{8}$"), name="people_facility_code_8_digits"),
        ]
