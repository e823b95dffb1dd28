from datetime import date

import pytest

from acompana.people.models import Organization


@pytest.mark.parametrize(
    ("begins_in", "start", "end"),
    [
        (1, date(2026, 1, 1), date(2027, 1, 1)),
        (7, date(2025, 7, 1), date(2026, 7, 1)),
        (12, date(2025, 12, 1), date(2026, 12, 1)),
    ],
)
def test_a_year_bears_the_number_of_the_calendar_year_in_which_it_ends(begins_in, start, end):
    assert Organization(year_begins_in=begins_in).year(2026) == (start, end)


@pytest.mark.parametrize("begins_in", range(1, 13))
@pytest.mark.parametrize("month", range(1, 13))
def test_every_day_lies_in_its_year(begins_in, month):
    organization = Organization(year_begins_in=begins_in)
    day = date(2026, month, 15)
    start, end = organization.year(organization.year_of(day))
    assert start <= day < end
