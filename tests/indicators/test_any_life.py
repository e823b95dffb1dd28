"""Whatever was recorded about somebody comes to rows, and the same whatever the order in which it arrived."""

import random
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acompana.bundle import current
from acompana.care.facts import Fact
from acompana.indicators.life import Frame
from acompana.indicators.rows import rows_of
from acompana.indicators.tables import Row
from acompana.indicators.writing import in_columns
from tests.care.diary import PERSON
from tests.properties.lives import lives


def frame(zone: str = "America/Lima") -> Frame:
    return Frame(
        rulebook=current().rulebook,
        counting=current().indicator_set("mental_health").counting,
        zone=ZoneInfo(zone),
        secret=b"secret",
        districts={},
        as_of=date(2026, 12, 31),
    )


def sorted_rows(facts: list[Fact]) -> list[Row]:
    return sorted(rows_of(PERSON, facts, frame()), key=repr)


@settings(max_examples=200, deadline=None)
@given(lives(), st.randoms(use_true_random=False))
def test_order_and_repetition_change_no_row(facts: list[Fact], chance: random.Random):
    again = facts + chance.choices(facts, k=len(facts))
    chance.shuffle(again)
    assert sorted_rows(again) == sorted_rows(facts)


@settings(max_examples=200, deadline=None)
@given(lives())
def test_every_life_fits_the_columns(facts: list[Fact]):
    rows = rows_of(PERSON, facts, frame())
    assert sum(batch.num_rows for batch in in_columns(rows).values()) == len(rows)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Lima", "Pacific/Pago_Pago"])
@settings(max_examples=50, deadline=None)
@given(facts=lives(at_most=6))
def test_the_months_hold_what_the_events_hold_in_every_zone(zone: str, facts: list[Fact]):
    rows = rows_of(PERSON, facts, frame(zone))
    months = [row for row in rows if type(row).__name__ == "PersonMonth"]
    contacts = [row for row in rows if type(row).__name__ == "Contact"]
    seen = [row for row in contacts if row.kind == "visit" and row.effective]
    assert sum(month.agent_visits + month.staff_visits for month in months) == len(seen)
    assert {row.on.replace(day=1) for row in contacts} <= {month.on for month in months}
