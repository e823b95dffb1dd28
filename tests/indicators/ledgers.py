"""Invented ledgers: some people, a year and a half of whatever may be recorded about them, by chance from a seed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import msgspec

from acompana.care.facts import (
    KINDS,
    AnswersGiven,
    AppointmentAttended,
    Body,
    CallMade,
    CounterReferralReceived,
    DetailsGiven,
    DiagnosisMade,
    Fact,
    FactCorrected,
    FactWithdrawn,
    PersonRegistered,
    ProgramEntered,
    ProgramLeft,
    ReferralAnswered,
    ReferralMade,
    RiskAssessed,
    SafetyPlanWritten,
    SessionHeld,
    VisitMade,
)
from tests.care.diary import AGENT, CLINICIAN, COORDINATOR, GAD7, PHQ9, Worker

FIRST, LAST = datetime(2025, 10, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)
KIND_OF = {body: kind for kind, body in KINDS.items()}
HOMES = ["150106-01", "150106-02", "150106", "150110-01"]
Ledger = dict[UUID, list[Fact]]


def ledger(seed: int, people: int = 40) -> Ledger:
    """As many people, each with a life of their own; ids and all follow from the seed."""
    chance = Random(seed)
    return {person: Life(person, chance).facts for person in (UUID(int=chance.getrandbits(128)) for _ in range(people))}


class Life:
    """One person's facts, drawn one after another."""

    def __init__(self, person: UUID, chance: Random) -> None:
        self.person = person
        self.chance = chance
        self.beside = Random(person.int)  # draws what changes nothing else, so that lives stay as rich as they are
        self.facts: list[Fact] = []
        self.severity = chance.choice([0.1, 0.4, 0.7])
        for body, worker in self._beginning():
            self.says(body, worker)
        for _ in range(chance.randint(0, 45)):
            make, workers = chance.choice(self._may_happen)
            self.says(make(self), chance.choice(workers))

    def says(self, body: Body, worker: Worker) -> None:
        at = FIRST + (LAST - FIRST) * self.chance.random()
        at = self.chance.choice([at, at, at.replace(hour=4, minute=59), at.replace(hour=5, minute=0)])
        arrives = timedelta(hours=self.chance.choice([0, 0, 0, 1, 200, -20]))
        self.facts.append(
            Fact(
                id=UUID(int=self.chance.getrandbits(128)),
                person=self.person,
                kind=KIND_OF[type(body)],
                happened_at=at,
                recorded_at=at,
                received_at=at + arrives,
                author=worker.id,
                role=worker.role,
                place=self.chance.choice([None, "150110-01"]),
                body=body,
            )
        )

    def _beginning(self) -> list[tuple[Body, Worker]]:
        if self.chance.random() < 0.1:
            return []
        registered = PersonRegistered(
            home=self.chance.choice(HOMES),
            sex=self.chance.choice(["female", "female", "male", "unknown"]),
            birth_year=self.chance.choice([None, 1950, 1996, 2008, 2014]),
            birth_month=self.chance.choice([None, 1, 7, 12]),
            mother_tongue=self.beside.choice([None, "spa", "spa", "quy", "xyz"]),
        )
        return [(registered, AGENT)]

    # --- What may happen ----------------------------------------------------------------------------------------------

    def answers(self) -> AnswersGiven:
        self.severity = min(max(self.severity + self.chance.uniform(-0.5, 0.4), 0.0), 1.0)
        instrument, items = self.chance.choice([("phq9", PHQ9), ("phq9", PHQ9), ("gad7", GAD7), ("phq2", PHQ9[:2])])
        given = {item: self._answer() for item in items if self.chance.random() < 0.97}
        return AnswersGiven(instrument=instrument, version="1", answers=given)

    def _answer(self) -> int | str:
        if self.chance.random() < 0.03:
            return self.chance.choice(["refused", "dont_know", "not_asked"])
        return sum(self.chance.random() < self.severity for _ in range(3))

    def visit(self) -> VisitMade:
        days = self.chance.choice([None, 7, 21, 40])
        day = date(2025, 10, 1) + timedelta(days=self.chance.randint(0, 480))
        return VisitMade(
            outcome=self.chance.choice(["seen", "seen", "seen", "not_home", "refused"]),
            next_visit_on=day if days else None,
            **self.of_medicines(),
        )

    def of_medicines(self) -> dict[str, object]:
        """What may have been answered about medicines, at a visit or a call."""
        if self.beside.random() < 0.5:
            return {}
        answers = {
            "medicine": self.beside.choice([0, 1, 2, 3, "refused"]),
            "stock_days": self.beside.choice([0, 5, 30]),
        }
        return {"form_version": "1", "answers": answers}

    def call(self) -> CallMade:
        return CallMade(outcome=self.chance.choice(["reached", "no_answer"]), **self.of_medicines())

    def session(self) -> SessionHeld:
        of = self.beside.choice([None, None, 1, 2, 3])
        return SessionHeld(intervention="psychological_care", of=of, attended=self.chance.random() < 0.8)

    def diagnosis(self) -> DiagnosisMade:
        return DiagnosisMade(
            code="F32.1", certainty=self.chance.choice(["definitive", "definitive", "presumptive", "repeated"])
        )

    def assessment(self) -> RiskAssessed:
        return RiskAssessed(level=self.chance.choice(["none", "low", "moderate", "high"]), reason="clinical_judgment")

    def plan(self) -> SafetyPlanWritten:
        return SafetyPlanWritten(means_made_safe="yes")

    def enters(self) -> ProgramEntered:
        return ProgramEntered(program="mental_health")

    def leaves(self) -> ProgramLeft:
        return ProgramLeft(program="mental_health", exit=self.chance.choice(["discharged", "abandoned"]))

    def refers(self) -> ReferralMade:
        return ReferralMade(facility="00005788", service="csmc", reason="positive_screening")

    def a_referral(self) -> UUID:
        made = [fact.id for fact in self.facts if isinstance(fact.body, ReferralMade)]
        return self.chance.choice(made) if made else UUID(int=1)

    def answered(self) -> ReferralAnswered:
        return ReferralAnswered(
            referral=self.a_referral(), answer=self.chance.choice(["accepted", "accepted", "observed"])
        )

    def attended(self) -> AppointmentAttended:
        return AppointmentAttended(referral=self.a_referral(), attended=self.chance.random() < 0.7)

    def counter_referred(self) -> CounterReferralReceived:
        return CounterReferralReceived(referral=self.a_referral(), outcome="treated")

    def details(self) -> DetailsGiven:
        return DetailsGiven(home=self.chance.choice([None, *HOMES]), birth_year=self.chance.choice([None, 1996]))

    def amended(self) -> Body:
        if not self.facts:
            return self.details()
        target = self.chance.choice(self.facts)
        if isinstance(target.body, (AnswersGiven, VisitMade)) and self.chance.random() < 0.6:
            instead = self.answers() if isinstance(target.body, AnswersGiven) else self.visit()
            moved = self.chance.choice([None, target.happened_at - timedelta(days=40)])
            return FactCorrected(
                target=target.id, of=target.kind, instead=msgspec.to_builtins(instead), happened_at=moved
            )
        return FactWithdrawn(target=target.id, reason="mistake")

    _may_happen: tuple[tuple[Callable[["Life"], Body], tuple[Worker, ...]], ...] = (
        *[(answers, (AGENT, AGENT, CLINICIAN))] * 6,
        *[(visit, (AGENT, AGENT, CLINICIAN, COORDINATOR))] * 8,
        *[(session, (CLINICIAN, CLINICIAN, AGENT))] * 5,
        *[(call, (AGENT, CLINICIAN, COORDINATOR))] * 2,
        (diagnosis, (CLINICIAN,)),
        *[(assessment, (CLINICIAN,))] * 2,
        (plan, (CLINICIAN,)),
        (enters, (CLINICIAN,)),
        (leaves, (CLINICIAN,)),
        *[(refers, (AGENT, CLINICIAN))] * 2,
        *[(answered, (COORDINATOR,))] * 2,
        *[(attended, (AGENT,))] * 2,
        *[(counter_referred, (COORDINATOR,))] * 2,
        (details, (AGENT,)),
        *[(amended, (CLINICIAN, AGENT))] * 2,
    )
