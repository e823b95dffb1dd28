"""What the screens of the staff ask the database."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from acompana.desk.rows import rows, tuples

SHIFTS_SHOWN = 100
Choices = list[tuple[str, str]]
Groups = list[tuple[str, Choices]]


class Member(Struct, frozen=True, kw_only=True):
    """Somebody of the staff."""

    id: UUID
    username: str
    name: str
    role: str
    is_active: bool
    must_change_password: bool
    places: list[str]


_STAFF = """
SELECT member.id, member.username, member.name, member.role, member.is_active, member.must_change_password,
       array_remove(array_agg(place.name ORDER BY place.path), NULL) AS places
FROM people_user AS member
LEFT JOIN people_coverage AS coverage ON coverage.user_id = member.id
LEFT JOIN people_place AS place ON place.code = coverage.place_id
WHERE member.role <> 'system'
GROUP BY member.id ORDER BY member.name, member.username
"""


def staff() -> list[Member]:
    """Everybody who works here or did, by name."""
    return rows(Member, _STAFF)


class ShiftRow(Struct, frozen=True, kw_only=True):
    """A shift that is not over yet."""

    id: UUID
    duty: str
    user_name: str
    is_active: bool
    place: str
    starts_at: datetime
    ends_at: datetime


_SHIFTS = """
SELECT shift.id, shift.duty, person.name AS user_name, person.is_active, place.name AS place,
       shift.starts_at, shift.ends_at
FROM people_shift AS shift
JOIN people_user AS person ON person.id = shift.user_id
JOIN people_place AS place ON place.code = shift.place_id
WHERE {which} ORDER BY shift.starts_at, place.path, person.name LIMIT %(limit)s
"""


def coming_shifts(now: datetime, window: int) -> list[ShiftRow]:
    """The shifts of now and later, those that begin first; one more than the window where there are more."""
    return rows(ShiftRow, _SHIFTS.format(which="shift.ends_at > %(now)s"), {"now": now, "limit": window + 1})


def shift_of(id: UUID, now: datetime) -> ShiftRow | None:
    which = "shift.id = %(id)s AND shift.ends_at > %(now)s"
    return next(iter(rows(ShiftRow, _SHIFTS.format(which=which), {"id": id, "now": now, "limit": 1})), None)


_PLACES = """
SELECT place.code, place.name, district.name FROM people_place AS place
LEFT JOIN people_place AS district ON district.kind = 'district' AND place.path ^@ district.path
ORDER BY place.path
"""


def all_places(wide: str) -> Groups:
    """Every place as choices, those of a district together; what contains districts stands first, under `wide`."""
    groups: dict[str, Choices] = {wide: []}
    for code, name, district in tuples(_PLACES):
        groups.setdefault(district or wide, []).append((code, name))
    return [(group, choices) for group, choices in groups.items() if choices]
