"""A small country: Lima, its north, two districts with two sectors each; and ways to put people to work in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from acompana.people.models import Place, Role, Shift, User

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

_TREE = [
    ("PE", None, "country"),
    ("15", "PE", "department"),
    ("1501", "15", "province"),
    ("150106", "1501", "district"),
    ("150106-01", "150106", "sector"),
    ("150106-02", "150106", "sector"),
    ("150110", "1501", "district"),
    ("150110-01", "150110", "sector"),
]
CARABAYLLO = "/15/1501/150106/"
CARABAYLLO_1 = "/15/1501/150106/150106-01/"
CARABAYLLO_2 = "/15/1501/150106/150106-02/"
COMAS = "/15/1501/150110/"
PATHS = ["/", "/15/", "/15/1501/", CARABAYLLO, CARABAYLLO_1, CARABAYLLO_2, COMAS, "/15/1501/150110/150110-01/"]

_numbers = count(1)


@pytest.fixture
def places(db: None) -> dict[str, Place]:
    made: dict[str, Place] = {}
    for code, parent, kind in _TREE:
        made[code] = Place.objects.create(code=code, name=code, parent=made.get(parent or ""), kind=kind)
    return made


Hire = Callable[..., User]


@pytest.fixture
def hire(places: dict[str, Place]) -> Hire:
    """`hire("agent", "150106")`: a new active user of this role who covers these places."""

    def hire(role: str, *codes: str, **fields: object) -> User:
        username = str(fields.pop("username", f"{role}{next(_numbers)}"))
        return User.objects.create_user(
            username, name=username, role=Role(role), places=[places[code] for code in codes], **fields
        )

    return hire


@pytest.fixture
def on_call(places: dict[str, Place]) -> Callable[..., Shift]:
    """`on_call(user, "150106")`: that user is on duty there from an hour before noon to an hour after."""

    def on_call(user: User, code: str, duty: str = "clinician_on_call", start: datetime | None = None) -> Shift:
        starts_at = start or NOON - timedelta(hours=1)
        return Shift.objects.create(
            duty=duty, user=user, place=places[code], starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
        )

    return on_call
