"""A person's life as a diary, for tests that a nurse can read.

diary = Diary()
diary.day(1).answers("phq9", "2 2 1 2 1 1 1 1 0")
diary.day(3).by(CLINICIAN).assesses("moderate")
picture = diary.picture()
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from acompana.bundle import current
from acompana.care.facts import (
    KINDS,
    AlertAcknowledged,
    AnswersGiven,
    Assigned,
    Body,
    CallMade,
    DiagnosisMade,
    Fact,
    FactCorrected,
    FactWithdrawn,
    HandoverProposed,
    PersonRegistered,
    ProgramEntered,
    ProgramLeft,
    ProtocolFollowed,
    ReferralAnswered,
    ReferralMade,
    RiskAssessed,
    SafetyPlanWritten,
    SessionHeld,
    VisitMade,
)
from acompana.care.fold import fold_person
from acompana.care.picture import Picture, Task

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
PERSON = UUID("00000000-0000-7000-8000-00000000000a")


@dataclass(frozen=True)
class Worker:
    id: UUID
    role: str


AGENT = Worker(UUID("00000000-0000-7000-8000-0000000000a1"), "agent")
OTHER_AGENT = Worker(UUID("00000000-0000-7000-8000-0000000000a2"), "agent")
CLINICIAN = Worker(UUID("00000000-0000-7000-8000-0000000000c1"), "clinician")
COORDINATOR = Worker(UUID("00000000-0000-7000-8000-0000000000c2"), "coordinator")

_NAMES = {body: kind for kind, body in KINDS.items()}
PHQ9 = ["interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration", "movement", "self_harm"]
GAD7 = ["nervous", "control", "worry", "relaxing", "restless", "irritable", "afraid"]
_ITEMS = {"phq9": PHQ9, "phq2": PHQ9[:2]}


def moment(day: float, minute: float = 0) -> datetime:
    """Day 1 is the first, at nine in the morning."""
    return START + timedelta(days=day - 1, minutes=minute)


@dataclass
class Diary:
    person: UUID = PERSON
    facts: list[Fact] = field(default_factory=list)
    now: datetime = START
    worker: Worker = AGENT
    arrives: timedelta = timedelta(0)

    def day(self, day: float, minute: float = 0) -> "Diary":
        self.now, self.arrives, self.worker = moment(day, minute), timedelta(0), AGENT
        return self

    def by(self, worker: Worker) -> "Diary":
        self.worker = worker
        return self

    def arriving(self, days: float) -> "Diary":
        """Recorded without signal: the fact reaches the program so many days later."""
        self.arrives = timedelta(days=days)
        return self

    def says(self, body: Body) -> Fact:
        fact = Fact(
            id=UUID(int=(0x7 << 76) | (0x8 << 60) | len(self.facts) + 1),
            person=self.person,
            kind=_NAMES[type(body)],
            happened_at=self.now,
            recorded_at=self.now,
            received_at=self.now + self.arrives,
            author=self.worker.id,
            role=self.worker.role,
            body=body,
        )
        self.facts.append(fact)
        return fact

    # --- What happens in a life -------------------------------------------------------------------------------------

    def registers(self, home: str = "150106-01", birth_year: int = 1990, sex: str = "female") -> Fact:
        return self.says(PersonRegistered(home=home, birth_year=birth_year, sex=sex))

    def answers(self, instrument: str, given: str, version: str = "1") -> Fact:
        """Answers as a nurse writes them: "2 2 1 2 1 1 1 1 0"; "-" for an item that was not asked."""
        pairs = zip(_ITEMS[instrument], given.split(), strict=True)
        return self.says(
            AnswersGiven(
                instrument=instrument,
                version=version,
                answers={item: "not_asked" if value == "-" else int(value) for item, value in pairs},
            )
        )

    def answers_items(self, instrument: str, version: str = "1", **items: int | str) -> Fact:
        return self.says(AnswersGiven(instrument=instrument, version=version, answers=items))

    def visits(self, outcome: str = "seen") -> Fact:
        return self.says(VisitMade(outcome=outcome))

    def calls(self, outcome: str = "reached") -> Fact:
        return self.says(CallMade(outcome=outcome))

    def holds_session(self, attended: bool = True) -> Fact:
        return self.says(SessionHeld(intervention="psychological_care", attended=attended))

    def diagnoses(self, code: str = "F32.1", certainty: str = "definitive") -> Fact:
        return self.says(DiagnosisMade(code=code, certainty=certainty))

    def assesses(self, level: str, reason: str = "structured_assessment", contacts: str | None = None) -> Fact:
        return self.says(RiskAssessed(level=level, reason=reason, contacts=contacts))

    def writes_plan(self) -> Fact:
        return self.says(SafetyPlanWritten(means_made_safe="yes"))

    def acknowledges(self, alert: UUID | None = None) -> Fact:
        """Takes the risk that is open now, unless another is named."""
        open_now = self.picture().alert
        assert alert or open_now
        return self.says(AlertAcknowledged(alert=alert or open_now.id))

    def follows_protocol(self, about: UUID, level: str = "unassessed", **said: object) -> Fact:
        return self.says(ProtocolFollowed(about=about, level=level, **said))

    def proposes_handover(self, to: Worker | None = None, reason: str = "too_far") -> Fact:
        return self.says(HandoverProposed(to=to and to.id, reason=reason))

    def assigns(self, worker: Worker) -> Fact:
        return self.says(Assigned(to=worker.id, duty=worker.role))

    def enters(self) -> Fact:
        return self.says(ProgramEntered(program="mental_health"))

    def leaves(self, exit: str = "discharged") -> Fact:
        return self.says(ProgramLeft(program="mental_health", exit=exit))

    def refers(self) -> Fact:
        return self.says(ReferralMade(facility="00005788", service="csmc", reason="positive_screening"))

    def is_answered(self, referral: Fact, answer: str = "accepted") -> Fact:
        return self.says(ReferralAnswered(referral=referral.id, answer=answer))

    def withdraws(self, fact: Fact) -> Fact:
        return self.says(FactWithdrawn(target=fact.id, reason="mistake"))

    def corrects(self, fact: Fact, **instead: object) -> Fact:
        return self.says(FactCorrected(target=fact.id, of=fact.kind, instead=instead))

    # --- What the facts come to -------------------------------------------------------------------------------------

    def picture(self) -> Picture:
        return fold_person(self.person, self.facts, current().rulebook)

    def task(self, rule: str) -> Task | None:
        return next((task for task in self.picture().tasks if task.rule == rule), None)
