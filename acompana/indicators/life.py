"""One person's life while it is being counted: what several tables ask of it. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Struct

from acompana.bundle.indicators import AgeGroup, Counting
from acompana.care.facts import AnswersGiven, DiagnosisMade, Fact, RiskAssessed, SessionHeld
from acompana.care.fold import Course
from acompana.care.picture import Contact
from acompana.care.rulebook import Rulebook
from acompana.care.standing import PROFESSIONAL
from acompana.indicators.tables import UNKNOWN, PersonMonth

HOUR = timedelta(hours=1)


class Frame(Struct, frozen=True, kw_only=True):
    """What the lives of one organization are counted with."""

    rulebook: Rulebook
    counting: Counting
    zone: tzinfo
    secret: bytes  # makes pseudonyms; at most 64 bytes
    districts: Mapping[str, str]  # the district of every place, by code
    as_of: date  # what would have been due on this day or later is not counted yet


class Stay(Struct, frozen=True):
    """A stay in care: from the move into it until the move out of it."""

    began: datetime
    ended: datetime | None = None
    exit: str | None = None

    def holds(self, at: datetime) -> bool:
        return self.began <= at and (self.ended is None or at <= self.ended)


class Held(NamedTuple):
    """A session that the person attended, and of how many agreed on."""

    at: datetime
    of: int | None


class Life:
    """A person's course, seen through the organization's frame."""

    def __init__(self, person: UUID, course: Course, frame: Frame) -> None:
        self.course = course
        self.frame = frame
        self.known = course.picture.known
        self.months: dict[date, PersonMonth] = {}
        self._days: dict[datetime, date] = {}
        self._ages: dict[tuple[int, int], str] = {}  # by year and month: nobody's age is known closer than that
        place = self.known.home or _last_place(course.facts) or UNKNOWN
        self._who = {
            "person": pseudonym(person, frame.secret),
            "sex": self.known.sex,
            "place": place,
            "district": frame.districts.get(place, place),
            "mother_tongue": self.known.mother_tongue or UNKNOWN,
        }

    def who(self, on: date) -> dict[str, Any]:
        """The columns that every row has, for a row of this day."""
        key = on.year, on.month
        if key not in self._ages:
            self._ages[key] = self._age_group(on)
        return {**self._who, "on": on, "age_group": self._ages[key]}

    def month(self, on: date) -> PersonMonth:
        """The row of the month of this day, to count in."""
        first = on.replace(day=1)
        if first not in self.months:
            self.months[first] = PersonMonth(**self.who(first))
        return self.months[first]

    def day(self, at: datetime) -> date:
        """The local day. Each moment is asked for several times."""
        day = self._days.get(at)
        if day is None:
            day = self._days[at] = at.astimezone(self.frame.zone).date()
        return day

    def days(self, start: datetime, end: datetime | None) -> int | None:
        """Calendar days from one moment to another, never fewer than none."""
        return None if end is None else max((self.day(end) - self.day(start)).days, 0)

    def _age_group(self, on: date) -> str:
        if self.known.birth_year is None:
            return UNKNOWN
        before_birthday = self.known.birth_month is not None and on.month < self.known.birth_month
        return age_group(on.year - self.known.birth_year - before_birthday, self.frame.counting.age_groups)

    @cached_property
    def stays(self) -> tuple[Stay, ...]:
        """Every stay in care, follow-up included."""
        stays: list[Stay] = []
        for move in self.course.moves:
            if move.program != self.frame.counting.program:
                continue
            is_inside = bool(stays) and stays[-1].ended is None
            if move.stage in self.frame.counting.care_stages:
                if not is_inside:
                    stays.append(Stay(move.since))
            elif is_inside:
                stays[-1] = Stay(stays[-1].began, move.since, move.exit)
        return tuple(stays)

    @cached_property
    def sessions_held(self) -> list[Held]:
        """The sessions with a professional that the person attended, in order."""
        of = {fact.id: fact.body.of for fact in self.course.facts if isinstance(fact.body, SessionHeld)}
        return [Held(contact.at, of.get(contact.fact)) for contact in self.course.contacts if is_session(contact)]

    @cached_property
    def sessions(self) -> list[datetime]:
        """When they were."""
        return [session.at for session in self.sessions_held]

    def to_professional(self, at: datetime) -> datetime | None:
        """When a professional first reached the person, whatever for, from this moment on."""
        return first_from(self._professional_moments, at)

    @cached_property
    def _professional_moments(self) -> list[datetime]:
        met = (AnswersGiven, DiagnosisMade, RiskAssessed)
        reached = [c.at for c in self.course.contacts if c.effective and c.role == PROFESSIONAL]
        reached += [f.at for f in self.course.facts if f.role == PROFESSIONAL and isinstance(f.body, met)]
        return sorted(reached)


def pseudonym(person: UUID, secret: bytes) -> int:
    """The number that stands for a person in the flat tables: 64 bits that nobody without the secret can retrace."""
    return int.from_bytes(blake2b(person.bytes, digest_size=8, key=secret).digest(), "big", signed=True)


def is_session(contact: Contact) -> bool:
    """Whether it is a session with a professional that the person attended."""
    return contact.by == "session" and contact.effective and contact.role == PROFESSIONAL


def age_group(age: int, groups: Sequence[AgeGroup]) -> str:
    """The code of the group of an age in completed years; unknown where no group has it."""
    fitting = (g.code for g in groups if g.at_least <= max(age, 0) and (g.at_most is None or age <= g.at_most))
    return next(fitting, UNKNOWN)


def first_from(moments: Sequence[datetime], at: datetime) -> datetime | None:
    """The first of these moments, which are in order, that is not before `at`."""
    place = bisect_left(moments, at)
    return moments[place] if place < len(moments) else None


def first_after(moments: Sequence[datetime], at: datetime) -> datetime | None:
    """The first of these moments, which are in order, that is after `at`."""
    place = bisect_right(moments, at)
    return moments[place] if place < len(moments) else None


def hours(start: datetime, end: datetime | None) -> float | None:
    """Hours from one moment to another, never fewer than none."""
    return None if end is None else max((end - start) / HOUR, 0.0)


def _last_place(facts: Sequence[Fact]) -> str | None:
    """Where somebody who is not registered yet was last met."""
    return next((fact.place for fact in reversed(facts) if fact.place), None)
