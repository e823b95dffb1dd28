"""`fold_person`: from a person's facts to the picture of that person.

Pure, and a function of the *set* of facts: shuffled, repeated, split and joined again they give the same picture, and
withdrawing a fact gives the picture of never having had it.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from acompana.care.events import Event, matches_measure
from acompana.care.facts import (
    AlertAcknowledged,
    AnswersGiven,
    AppointmentAttended,
    Assigned,
    Body,
    CallMade,
    ConsentGiven,
    CounterReferralReceived,
    DiagnosisMade,
    Fact,
    HandoverProposed,
    IdentityErased,
    MessageSent,
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
from acompana.care.knowing import learned, registered
from acompana.care.measured import Measured, scored_of, screening_event
from acompana.care.picture import (
    Contact,
    ContactKind,
    Diagnosis,
    Enrolment,
    Flagged,
    Followed,
    Picture,
    ReferralState,
    Scored,
)
from acompana.care.programs import EventName, Level
from acompana.care.reading import VISIT_FORM, Answered, Reading, read_answers, suicide_flags
from acompana.care.risk import RiskHistory, read_risk
from acompana.care.rulebook import Rulebook
from acompana.care.rules import Open, apply_event, tasks_of
from acompana.care.standing import PROFESSIONAL, Finding, Signs, standing

CONTACTS_KEPT = 10
"""How many of the last contacts a picture holds: some 26 a year pile up, and phones drown in them."""
SCORES_KEPT = 40
MORNING = time(12, tzinfo=UTC)
"""Seven in Lima. `care` knows no time zone: a day that was agreed begins at this hour."""


def fold_person(person: UUID, facts: Iterable[Fact], rulebook: Rulebook) -> Picture:
    """Fold one person's facts, in whatever order and however often they are given.

    Args:
        person: whose facts these are.
        facts: all facts of that person; facts of others must not be among them.
        rulebook: the compiled content.
    """
    return follow(person, facts, rulebook).picture


class Course(Struct, frozen=True):
    """All that happened to a person, in order: the picture keeps the last of it, figures count the whole."""

    picture: Picture
    facts: tuple[Fact, ...]  # those that stand
    answered: tuple[tuple[Fact, Reading, Scored], ...]
    contacts: tuple[Contact, ...]
    moves: tuple[Enrolment, ...]  # every stage as it was entered


def follow(person: UUID, facts: Iterable[Fact], rulebook: Rulebook) -> Course:
    """Fold one person's facts, and keep the whole course beside the picture."""
    stands = standing(filter(is_read, facts), lambda fact: signs_of(fact, rulebook))
    fold = _Fold(person, rulebook, stands.facts)
    for fact in stands.facts:
        fold.read(fact)
    for fact in stands.unconfirmed:
        fold.happen(Event(on="unconfirmed_withdrawal", at=fact.at, fact=fact.id, author=fact.author, role=fact.role))
    picture = fold.picture(stands.findings)
    return Course(picture, stands.facts, tuple(fold.answered), tuple(fold.contacts), tuple(fold.moves))


def is_read(fact: Fact) -> bool:
    """Whether a fact says something of the person. That the program told somebody of a task changes no picture."""
    return not isinstance(fact.body, MessageSent)


def signs_of(fact: Fact, rulebook: Rulebook) -> Signs:
    """What in a fact raised or changed a risk of suicide, so that only a professional may take it back (W4)."""
    body = fact.body
    if isinstance(body, (RiskAssessed, SafetyPlanWritten)):
        return frozenset([f"{fact.kind}: {body}"])
    if isinstance(body, (AnswersGiven, VisitMade, CallMade)):
        instrument = body.instrument if isinstance(body, AnswersGiven) else VISIT_FORM
        return frozenset(f"{instrument}: {flag.code}" for flag in suicide_flags(body, rulebook))
    return frozenset()


def concerns_risk(fact: Fact, rulebook: Rulebook) -> bool:
    """Whether a fact raised or changed a risk of suicide."""
    return bool(signs_of(fact, rulebook))


class _Fold:
    """What is gathered on the way through one person's facts. Lives for one call of `fold_person`."""

    def __init__(self, person: UUID, rulebook: Rulebook, facts: tuple[Fact, ...]) -> None:
        self.person = person
        self.rulebook = rulebook
        self.facts = facts
        self.known = learned(facts)
        self.risk = RiskHistory([], [], [], [], [])
        self.open_rules: Open = {}
        self.scores: list[Scored] = []
        self.measured = Measured()
        self.contacts: list[Contact] = []
        self.missed = 0
        self.stages: dict[str, Enrolment] = {}
        self.moves: list[Enrolment] = []
        self.answered: list[tuple[Fact, Reading, Scored]] = []
        self.referrals: dict[UUID, ReferralState] = {}
        self.diagnoses: list[Diagnosis] = []
        self.consents: dict[str, bool] = {}

    def read(self, fact: Fact) -> None:
        reader = _READERS.get(type(fact.body))
        if reader:
            reader(self, fact, fact.body)

    def happen(self, event: Event) -> None:
        """Let an event move the stages and open and close what the rules say."""
        plan = self.rulebook.plan(event)
        apply_event(event, plan, self.open_rules)
        moved = set()
        for program, move, trigger in plan.moves:
            now = self.stages.get(program)
            stage = now.stage if now else "none"
            if program not in moved and stage in move.after and matches_measure(trigger, event):
                moved.add(program)
                exit = event.answer if event.on == "left" else None
                self.stages[program] = Enrolment(program, move.to, event.at, exit)
                self.moves.append(self.stages[program])

    def picture(self, findings: tuple[Finding, ...]) -> Picture:
        risk = read_risk(self.person, self.known, self.risk, self.contacts, self.rulebook.risk)
        level = risk.alert.level if risk.alert else "none"
        stages = [enrolment.stage for enrolment in self.stages.values()]
        tasks = [*risk.tasks, *tasks_of(self.open_rules, self.person, self.known, level, stages)]
        reached = [contact for contact in self.contacts if contact.effective]
        return Picture(
            person=self.person,
            known=self.known,
            enrolments=tuple(self.stages[id] for id in sorted(self.stages)),
            alert=risk.alert,
            risks=risk.spells,
            tasks=tuple(sorted(tasks, key=lambda task: (task.due_at, task.id))),
            scores=tuple(self.scores[-SCORES_KEPT:]),
            contacts=tuple(self.contacts[-CONTACTS_KEPT:]),
            contact_count=len(reached),
            last_contact_at=reached[-1].at if reached else None,
            missed_in_a_row=self.missed,
            diagnoses=tuple(self.diagnoses),
            referrals=tuple(self.referrals.values()),
            consents=tuple(sorted(self.consents.items())),
            findings=findings,
        )

    # --- One reader per kind of fact; the table of them stands below -------------------------------------------------

    def person_registered(self, fact: Fact, body: PersonRegistered) -> None:
        self.known = registered(self.known, fact)
        self._happen("registered", fact)

    def identity_erased(self, fact: Fact, body: IdentityErased) -> None:
        self.known = replace(self.known, erased=True)

    def assigned(self, fact: Fact, body: Assigned) -> None:
        self.known = replace(self.known, **{body.duty: body.to})
        self._happen("assigned", fact, answer=body.duty)

    def handover_proposed(self, fact: Fact, body: HandoverProposed) -> None:
        self._happen("handover", fact, answer=body.reason)

    def consent_given(self, fact: Fact, body: ConsentGiven) -> None:
        self.consents[body.scope] = body.given

    def answers_given(self, fact: Fact, body: AnswersGiven) -> None:
        reading = read_answers(body, fact, self.known, self.rulebook)
        if reading is None:
            return
        change = self.measured.change(reading, fact.at.date())
        scored = scored_of(fact, reading, change)
        self.scores.append(scored)
        self.answered.append((fact, reading, scored))
        self._raise_flags(fact, body)
        self.happen(screening_event(fact, scored, reading))

    def _raise_flags(self, fact: Fact, body: Answered) -> None:
        for flag in suicide_flags(body, self.rulebook):
            instrument = body.instrument if isinstance(body, AnswersGiven) else VISIT_FORM
            level: Level = "high" if flag.clock == "high" else "unassessed"
            self.risk.flags.append(
                Flagged(fact.id, fact.at, fact.received_at, instrument, flag.item, fact.author, level)
            )
            self._happen("risk_flag", fact, level=level, instrument=instrument)

    def visit_made(self, fact: Fact, body: VisitMade) -> None:
        met = body.outcome == "seen"
        self._read_form(fact, body, "visit" if met else None)
        self._contact(fact, "visit", met, body.outcome)
        self._agree(fact, body.next_visit_on, "visit")

    def call_made(self, fact: Fact, body: CallMade) -> None:
        met = body.outcome == "reached"
        self._read_form(fact, body, "call" if met else None)
        self._contact(fact, "call", met, body.outcome)

    def _read_form(self, fact: Fact, body: VisitMade | CallMade, met_by: ContactKind | None) -> None:
        """The form of a visit or call; that an agent met somebody and asked nothing of it is told too."""
        reading = read_answers(body, fact, self.known, self.rulebook)
        if reading:
            self._raise_flags(fact, body)
            self.happen(screening_event(fact, scored_of(fact, reading, ()), reading))
        elif met_by and fact.role == "agent":
            self._happen("unasked_contact", fact, by=met_by)

    def _agree(self, fact: Fact, day: date | None, by: ContactKind) -> None:
        """A day that was agreed: an event of its own, which stands in the morning of that day."""
        if day is not None:
            at = datetime.combine(day, MORNING)
            self.happen(Event(on="agreed_date", at=at, fact=fact.id, author=fact.author, role=fact.role, by=by))

    def session_held(self, fact: Fact, body: SessionHeld) -> None:
        if body.attended:
            self._happen("session", fact, answer=body.intervention)
        self._contact(fact, "session", body.attended, body.intervention)

    def _contact(self, fact: Fact, by: ContactKind, effective: bool, outcome: str) -> None:
        self.contacts.append(Contact(fact.id, fact.at, by, fact.role, fact.author, effective, outcome))
        self.missed = 0 if effective else self.missed + 1
        self._happen("contact" if effective else "missed_contact", fact, by=by, times=self.missed, answer=outcome)

    def diagnosis_made(self, fact: Fact, body: DiagnosisMade) -> None:
        self.diagnoses.append(Diagnosis(fact.id, fact.at, body.code, body.certainty))
        self._happen("diagnosis", fact, definitive=body.certainty == "definitive", answer=body.code)

    def risk_assessed(self, fact: Fact, body: RiskAssessed) -> None:
        if fact.role == PROFESSIONAL:
            self.risk.assessments.append(fact)
            self._happen("risk_assessment", fact, level=body.level)
            self._agree(fact, body.next_contact_on, "call")

    def safety_plan_written(self, fact: Fact, body: SafetyPlanWritten) -> None:
        self.risk.plans.append(fact.at)
        self._happen("safety_plan", fact)

    def alert_acknowledged(self, fact: Fact, body: AlertAcknowledged) -> None:
        self.risk.acknowledgments.append(fact)

    def protocol_followed(self, fact: Fact, body: ProtocolFollowed) -> None:
        self.risk.followed.append(
            Followed(fact.id, body.about, fact.at, fact.author, body.level, body.reached, body.left_because)
        )
        is_known = any(fact.id == body.about for fact in self.facts)
        self._happen("protocol", fact, level=body.level, answer="alarm_known" if is_known else "alarm_unknown")

    def program_entered(self, fact: Fact, body: ProgramEntered) -> None:
        self._happen("entered", fact, answer=body.program)

    def program_left(self, fact: Fact, body: ProgramLeft) -> None:
        self._happen("left", fact, answer=body.exit)

    def referral_made(self, fact: Fact, body: ReferralMade) -> None:
        self.referrals[fact.id] = ReferralState(fact.id, fact.at, body.facility, body.service, "sent")
        self._happen("referral", fact, referral=fact.id, answer=body.service)

    def referral_answered(self, fact: Fact, body: ReferralAnswered) -> None:
        self._follow(body.referral, state=body.answer, answered_at=fact.at, appointment_at=body.appointment_at)
        self._happen("referral_answer", fact, referral=body.referral, answer=body.answer)

    def appointment_attended(self, fact: Fact, body: AppointmentAttended) -> None:
        if body.attended:
            self._follow(body.referral, state="attended", attended_at=fact.at)
        else:
            self._follow(body.referral, state="missed")
        self._happen("attendance", fact, referral=body.referral, answer="attended" if body.attended else "missed")

    def counter_referral_received(self, fact: Fact, body: CounterReferralReceived) -> None:
        self._follow(body.referral, state="answered", counter_referral_at=fact.at)
        self._happen("counter_referral", fact, referral=body.referral, answer=body.outcome)

    def _follow(self, referral: UUID, **step: object) -> None:
        """Take a referral one step further; a step of a referral that nobody made is left alone."""
        if referral in self.referrals:
            self.referrals[referral] = replace(self.referrals[referral], **step)

    def _happen(self, on: EventName, fact: Fact, **said: Any) -> None:
        self.happen(Event(on=on, at=fact.at, fact=fact.id, author=fact.author, role=fact.role, **said))


_READERS: dict[type[Body], Callable[[Any, Fact, Any], None]] = {
    PersonRegistered: _Fold.person_registered,
    ConsentGiven: _Fold.consent_given,
    AnswersGiven: _Fold.answers_given,
    DiagnosisMade: _Fold.diagnosis_made,
    RiskAssessed: _Fold.risk_assessed,
    SafetyPlanWritten: _Fold.safety_plan_written,
    ProgramEntered: _Fold.program_entered,
    ProgramLeft: _Fold.program_left,
    SessionHeld: _Fold.session_held,
    VisitMade: _Fold.visit_made,
    CallMade: _Fold.call_made,
    ReferralMade: _Fold.referral_made,
    ReferralAnswered: _Fold.referral_answered,
    AppointmentAttended: _Fold.appointment_attended,
    CounterReferralReceived: _Fold.counter_referral_received,
    Assigned: _Fold.assigned,
    AlertAcknowledged: _Fold.alert_acknowledged,
    ProtocolFollowed: _Fold.protocol_followed,
    HandoverProposed: _Fold.handover_proposed,
    IdentityErased: _Fold.identity_erased,
}
