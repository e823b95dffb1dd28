"""The days of a simulated stretch of time. Within the simulation, time is minutes since its first midnight."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from acompana.simulation.parameters import Year

HOUR = 60.0
DAY = 24 * HOUR
WEEK = 7 * DAY


class Days:
    """From the local midnight that begins `first` until the moment `until`."""

    def __init__(self, first: date, until: datetime, zone: str, holidays: Sequence[str] = ()) -> None:
        self.first = first
        self.until = until
        self.midnight = datetime.combine(first, time(), ZoneInfo(zone)).astimezone(UTC)
        self.end = (until - self.midnight) / timedelta(minutes=1)
        self.count = int(self.end // DAY) + 1
        dates = [first + timedelta(days=n) for n in range(self.count)]
        self.weekday = [day.weekday() for day in dates]
        self.month = [day.month for day in dates]
        self.is_holiday = [f"{day:%m-%d}" in holidays for day in dates]

    @classmethod
    def of(cls, year: Year, until: datetime) -> "Days":
        """The days to simulate: some weeks of warm-up, the year that the figures are about, and what followed it."""
        first = first_of_year(until, year.zone) - timedelta(weeks=year.warm_up_weeks)
        return cls(first, until, year.zone, year.holidays)

    def moment(self, minute: float) -> datetime:
        """A minute of the simulation as a moment, in UTC, to the second."""
        return self.midnight + timedelta(seconds=int(minute * 60))

    def date(self, minute: float) -> date:
        return self.first + timedelta(days=minute // DAY)

    def day(self, minute: float) -> int:
        """Which day a minute lies in, 0 for the first; the last for any minute after the end."""
        return min(int(minute // DAY), self.count - 1)


def first_of_year(until: datetime, zone: str) -> date:
    """The first day of the last twelve whole months before `until`: the year that the figures are about."""
    today = until.astimezone(ZoneInfo(zone)).date()
    return today.replace(year=today.year - 1, day=1)
