"""Invented people: who they are, how they feel, and where they stand with the program."""

from dataclasses import dataclass, field
from datetime import date
from math import exp, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from acompana.care.facts import Document, PersonIdentity, PersonRegistered
from acompana.simulation.chance import Chance, Spread
from acompana.simulation.parameters import Names, Parameters

if TYPE_CHECKING:
    from acompana.simulation.roster import Worker

Source = Literal["door", "campaign", "self", "register"]
Standing = Literal["screened", "waiting", "in_care", "in_follow_up", "gone"]
Gravity = Literal["low", "moderate", "high"]

_NORMAL = NormalDist()
ADULT = 18
MODERATE, SEVERE = 0.8, 1.6
"""Severities, in standard deviations above the average, from which an episode is called moderate or severe."""


@dataclass(slots=True)
class Alarm:
    """An open risk, as the program works on it."""

    opened_by: UUID  # the fact whose answer opened it
    level: Gravity | None = None  # as the last professional judged it
    followed: bool = False


@dataclass(slots=True, eq=False)
class Person:
    id: UUID
    sector: str
    female: bool
    age: int
    depression: float
    anxiety: float
    thoughts: Gravity | None = None  # of death or self-harm, as they are, whoever knows
    attempted: bool = False
    voices: bool = False
    convulsions: bool = False
    drinks: bool = False
    improves: bool = True
    takes_medicine: bool = False

    standing: Standing = "screened"
    is_accompanied: bool = False
    agent: "Worker | None" = None
    visitor: "Worker | None" = None
    psychologist: "Worker | None" = None
    alarm: Alarm | None = None

    first_total: int | None = None  # PHQ-9, where the care began
    last_total: int | None = None
    measured_at: float = 0.0
    felt_at: float = 0.0  # until when the course of the illness has been lived through
    entered_at: float = 0.0
    stable_at: float = 0.0
    next_agent_visit: float = 0.0
    next_staff_visit: float = 0.0
    missed: int = 0
    is_dropping_out: bool = False
    is_searched_for: bool = False
    diagnosis: str | None = None
    is_referred: bool = False
    asked_at: float = 0.0  # for sessions
    session: int = 0
    sessions_planned: int = 0
    intervention: str = ""
    next_session: float = 0.0
    contacts: list[UUID] = field(default_factory=list)

    @property
    def worst(self) -> float:
        """The graver of the two severities."""
        return max(self.depression, self.anxiety)


class Births:
    """Draws people. Their severities are spread evenly over the population (see `Spread`)."""

    def __init__(self, parameters: Parameters, names: Names, district: str, first_number: int) -> None:
        self._p = parameters
        self._names = names
        self._chance = Chance(f"{parameters.seed}/{district}/people")
        self._spread = Spread(self._chance, 2)
        self._number = first_number

    def draw(self, id: UUID, sector: str, source: Source, month: int) -> Person:
        """Somebody who is met in this way in this month."""
        p, chance = self._p.distress, self._chance
        low, high = chance.one_evenly("age", self._p.people.ages).split("-")
        female = chance.evenly("female", self._p.people.female)
        first, second = self._spread.next()
        worse = self._worse(female, source, month)
        sad = _NORMAL.inv_cdf(first)
        apart = _NORMAL.inv_cdf(second)
        together = p.depression_and_anxiety_together
        anxious = together * sad + sqrt(1 - together**2) * apart
        person = Person(
            id=id,
            sector=sector,
            female=female,
            age=chance.randint(int(low), int(high)),
            depression=sad + worse + p.depression_level,
            anxiety=anxious + worse + p.anxiety_level,
            attempted=chance.happens(p.attempted_ever),
            voices=chance.happens(p.voices),
            convulsions=chance.happens(p.convulsions),
            drinks=chance.happens(p.drinks_women if female else p.drinks_men),
            improves=chance.evenly("improves", self._p.care.improves),
            takes_medicine=chance.happens(self._p.visits.takes_medicine),
        )
        odds = exp(log(p.thoughts / (1 - p.thoughts)) + p.thoughts_rise * person.depression)
        if self._chance.evenly("thoughts", odds / (1 + odds)):
            person.thoughts = chance.one_of(self._p.risk.levels)
        return person

    def _worse(self, female: bool, source: Source, month: int) -> float:
        p = self._p.distress
        met = {"door": 0.0, "campaign": p.campaign, "self": p.self_service, "register": p.register}[source]
        return met + self._p.year.mood[month - 1] + (p.women if female else -p.women)

    def registration(self, person: Person, today: date) -> PersonRegistered:
        """What is written down when the program gets to know the person."""
        p, chance = self._p.people, self._chance
        year = today.year - person.age
        month = chance.randint(1, 12)
        names = self._names
        given = chance.choice(names.female if person.female else names.male)
        self._number += 1
        identity = PersonIdentity(
            given_names=given,
            father_surname=chance.choice(names.surnames),
            mother_surname=chance.choice(names.surnames),
            document=self._document(),
            birth_date=date(year, month, chance.randint(1, 28)) if chance.happens(0.7) else None,
            phone=f"9000{self._number:05d}" if chance.happens(p.has_phone) else None,
            address=f"Mz. {chance.choice('ABCDEFGHJKLMNP')} Lt. {chance.randint(1, 40)}",
            address_hint=chance.choice(names.hints) if chance.happens(0.3) else None,
        )
        return PersonRegistered(
            identity=identity,
            sex="female" if person.female else "male",
            birth_year=year,
            birth_month=month,
            home=person.sector,
            mother_tongue=chance.choice(("quy", "quz", "qxn")) if chance.happens(p.speaks_quechua) else "spa",
        )

    def _document(self) -> Document | None:
        p = self._p.people
        kind = self._chance.random()
        if kind < p.has_dni:
            return Document("dni", f"000{self._number:05d}")
        if kind < p.has_dni + p.has_ce:
            return Document("ce", f"000{self._number:06d}")
        return None
