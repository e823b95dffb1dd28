"""The organization whose program this is: one row."""

import secrets
import uuid
from datetime import date

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
    year_begins_in = models.PositiveSmallIntegerField(default=1)  # the month in which the organization's year begins
    secret = models.CharField(max_length=64, default=_secret, editable=False)
    # Renewed when a backup is restored: phones then know that their cursor is void, and begin again.
    ledger_epoch = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="people_organization_one_row"),
            models.CheckConstraint(
                condition=models.Q(year_begins_in__gte=1, year_begins_in__lte=12), name="people_organization_year_month"
            ),
        ]

    def year(self, number: int) -> tuple[date, date]:
        """The first day of the organization's year of that number, and the first day after it.

        The year bears the number of the calendar year in which it ends: with `year_begins_in` 7, the year 2026 is
        July 2025 to June 2026; with 1, it is the calendar year.
        """
        begins = number if self.year_begins_in == 1 else number - 1
        return date(begins, self.year_begins_in, 1), date(begins + 1, self.year_begins_in, 1)

    def year_of(self, day: date) -> int:
        """The number of the organization's year that a day lies in."""
        return day.year + (1 < self.year_begins_in <= day.month)
