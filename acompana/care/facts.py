"""Facts: what somebody observed, agreed, decided or did. The index of all kinds is `KINDS` at the end.

A fact is an envelope (who, when, where, about whom) around a body (what was said). Bodies are small frozen records.
Two field names carry a tier of confidentiality in every body:

* `identity` holds whatever could name or locate somebody; it is kept apart, and erased when a person asks for it;
* `note` holds a professional's private words; nobody else is ever shown them.

Everything else is the care tier. Times are aware datetimes in UTC. A phone must be able to record any of these kinds
while offline, except those that only the program itself records (`message_sent`, `identity_erased`).
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

Words = Annotated[str, Meta(max_length=4000)]
"""Free text, in the language of whoever wrote it."""
Label = Annotated[str, Meta(min_length=1, max_length=200)]
"""A short piece of text: a name, a relation, a phone number."""
Code = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.\-/]+$")]
"""A code of some list of the content or of the places: text, never a number, so that zeros stay."""
SmsCode = Annotated[str, Meta(pattern=r"^[0-9A-HJKMNP-TV-Z]{6}$")]
"""Six letters that stand for a fact in a message that may say nothing: see `care.sms`."""
Year = Annotated[int, Meta(ge=1890, le=2200)]
Month = Annotated[int, Meta(ge=1, le=12)]

Role = Literal["agent", "clinician", "coordinator", "analyst", "administrator", "system"]
Scope = Literal["care", "messages", "research", "sharing"]
"""What somebody consents to."""
Sex = Literal["female", "male", "intersex", "unknown"]
Unanswered = Literal["refused", "dont_know", "not_asked"]
Answer = int | Unanswered
"""What was answered to one item: the value of an option (or a count, where the item asks for one), or why there is no
answer. Three different ways of not answering, and none of them is zero. Free words never travel among the answers."""
Answers = dict[Annotated[str, Meta(min_length=1, max_length=64)], Answer]


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """What a fact says. Each kind below adds its fields; none has more than it needs."""


# --- Who the person is ---------------------------------------------------------------------------------------------


class Document(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """An identity document. Never required: whoever has none is registered all the same."""

    type: Literal["dni", "ce", "passport", "cpp", "ptp", "foreign", "birth_certificate"]
    number: Annotated[str, Meta(min_length=1, max_length=20)]


class PersonIdentity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Who the person is and where they are found. Absent means not given; it never clears what was given before."""

    given_names: Label | None = None
    father_surname: Label | None = None
    mother_surname: Label | None = None
    social_name: Label | None = None  # how the person asks to be called; shown first, everywhere
    document: Document | None = None
    birth_date: date | None = None
    phone: Label | None = None
    address: Annotated[str, Meta(max_length=400)] | None = None
    address_hint: Annotated[str, Meta(max_length=400)] | None = None  # "frente al parque": how an agent finds the door
    contact_wishes: Annotated[str, Meta(max_length=400)] | None = None  # "llamar, nunca mensaje, después de las 4"


class PersonRegistered(Body, frozen=True, kw_only=True):
    """Somebody became known to the program."""

    identity: PersonIdentity | None = None
    sex: Sex = "unknown"
    birth_year: Year | None = None
    birth_month: Month | None = None
    home: Code  # code of the place where the person lives
    mother_tongue: Code | None = None  # ISO 639-3, with the variety for Quechua: quy, quz, qxn …


class DetailsGiven(Body, frozen=True, kw_only=True):
    """Something about the person was learned or has changed. Only what is present replaces what was known."""

    identity: PersonIdentity | None = None
    sex: Sex | None = None
    birth_year: Year | None = None
    birth_month: Month | None = None
    home: Code | None = None
    mother_tongue: Code | None = None


class ConsentGiven(Body, frozen=True, kw_only=True):
    """The person (or a guardian) said yes or no to one purpose."""

    scope: Scope
    given: bool
    by: Literal["self", "guardian"] = "self"
    assent: bool | None = None  # the child's own yes, where a guardian consented
    how: Literal["written", "electronic", "spoken"]
    text_version: Code  # of the words that were read, which the content has for this scope


class ContactIdentity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    name: Label
    phone: Label | None = None


class ContactNamed(Body, frozen=True, kw_only=True):
    """Somebody of the person's network, and what that somebody may know."""

    contact: UUID  # the same contact named again replaces what was said of it
    identity: ContactIdentity | None = None
    relation: Label
    may_know: Literal["may_know", "errands_only", "must_not_know"]
    lives_near: bool | None = None


# --- What was found ------------------------------------------------------------------------------------------------


class AnswersGiven(Body, frozen=True, kw_only=True):
    """The person answered an instrument. Never a diagnosis."""

    instrument: Code
    version: Code
    answers: Answers
    mode: Literal["interviewer", "self", "imported"] = "interviewer"
    language: Code = "es"
    population: Code | None = None  # for cut-offs that differ, e.g. "perinatal"


class DiagnosisMade(Body, frozen=True, kw_only=True):
    """A professional's diagnosis, coded in CIE-10 (ICD-10 of the WHO)."""

    code: Code
    certainty: Literal["definitive", "presumptive", "repeated"]  # D, P and R of the HIS
    note: Words | None = None


class RiskAssessed(Body, frozen=True, kw_only=True):
    """A professional's judgment of the risk of suicide. Level `none` closes an open risk."""

    level: Literal["none", "low", "moderate", "high"]
    reason: Literal[
        "structured_assessment",
        "clinical_judgment",
        "recovered",
        "assessed_without_risk",
        "recorded_for_another",
        "died",
    ]
    instrument_version: Code | None = None  # of `suicide_risk`, when its questions were asked
    answers: Answers | None = None
    contacts: Code | None = None  # template of follow-up contacts; absent: the program's own
    next_contact_on: date | None = None  # the day agreed for the next contact, above all of a risk that is closed
    note: Words | None = None


class SafetyPlanWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """The six steps, in the person's own words. Each step is a short list."""

    warning_signs: tuple[Words, ...] = ()
    coping: tuple[Words, ...] = ()
    distractions: tuple[Words, ...] = ()
    people_to_ask: tuple[Words, ...] = ()
    professionals: tuple[Words, ...] = ()
    safe_surroundings: tuple[Words, ...] = ()


class SafetyPlanWritten(Body, frozen=True, kw_only=True):
    """A safety plan was written or renewed together with the person."""

    identity: SafetyPlanWords | None = None
    means_made_safe: Literal["yes", "partly", "no", "unknown"]
    shared_with: tuple[UUID, ...] = ()  # contacts who hold a copy


# --- What was done -------------------------------------------------------------------------------------------------


class ProgramEntered(Body, frozen=True, kw_only=True):
    program: Code


class ProgramLeft(Body, frozen=True, kw_only=True):
    program: Code
    exit: Code  # one of the program's exits
    note: Words | None = None


class SessionHeld(Body, frozen=True, kw_only=True):
    """A session of a professional with the person, or the person's absence from it."""

    intervention: Code
    number: Annotated[int, Meta(ge=1, le=200)] | None = None
    of: Annotated[int, Meta(ge=1, le=200)] | None = None
    minutes: Annotated[int, Meta(ge=1, le=600)] | None = None
    modality: Literal["in_person", "phone", "video", "group"] = "in_person"
    attended: bool = True
    note: Words | None = None


class AgreedWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    agreed: Words


class VisitMade(Body, frozen=True, kw_only=True):
    """A visit to the person's home. One that found nobody is a fact too."""

    outcome: Literal["seen", "not_home", "moved", "refused"]
    form_version: Code | None = None  # of the home visit form, when it was filled
    answers: Answers | None = None
    next_visit_on: date | None = None
    identity: AgreedWords | None = None


class CallMade(Body, frozen=True, kw_only=True):
    """A phone call to the person."""

    outcome: Literal["reached", "no_answer", "wrong_number", "refused"]
    answers: Answers | None = None  # of the home visit form, as far as it was asked
    form_version: Code | None = None
    identity: AgreedWords | None = None


class ReferralMade(Body, frozen=True, kw_only=True):
    """The person was referred to a service. The fact's own id is the referral's id."""

    facility: Code  # RENIPRESS code: 8 digits, as text
    service: Code
    reason: Code
    urgent: bool = False
    identity: AgreedWords | None = None


class ReferralAnswered(Body, frozen=True, kw_only=True):
    referral: UUID
    answer: Literal["accepted", "observed", "rejected"]
    appointment_at: datetime | None = None


class AppointmentAttended(Body, frozen=True, kw_only=True):
    referral: UUID
    attended: bool


class CounterReferralReceived(Body, frozen=True, kw_only=True):
    referral: UUID
    outcome: Literal["treated", "continues_there", "returns_to_program", "not_needed"]
    note: Words | None = None


# --- Who answers for it --------------------------------------------------------------------------------------------


class Assigned(Body, frozen=True, kw_only=True):
    """From now on this worker accompanies (agent) or treats (clinician) the person."""

    to: UUID
    duty: Literal["agent", "clinician"]


class AlertAcknowledged(Body, frozen=True, kw_only=True):
    """Somebody answered for an open risk: "I have it". It does not lower the risk."""

    alert: UUID
    reached: Literal["person", "family", "agent", "nobody"] | None = None


class ProtocolFollowed(Body, frozen=True, kw_only=True):
    """Whoever heard an answer that raises the alarm was shown the protocol: what they did, and whom they reached. It
    takes nothing up, lowers nothing and stops no ladder (clause K7)."""

    about: UUID  # the fact whose answer raised the alarm; it may arrive later
    level: Literal["low", "moderate", "high", "unassessed"]  # whose protocol was shown
    signs: tuple[Code, ...] = ()  # codes of the flags it was about; absent in what older phones send
    done: tuple[Code, ...] = ()  # the steps that were done
    reached: tuple[
        Literal["duty_clinician", "coordinator", "family", "help_line", "ambulance", "nobody"],
        ...,
    ] = ()
    left_because: (
        Literal["person_left", "person_refused", "unsafe_for_me", "somebody_else_took_over", "other"] | None
    ) = None  # why the protocol was left before its end
    sms_code: SmsCode | None = None  # of the message prepared, where there was no network


class HandoverProposed(Body, frozen=True, kw_only=True):
    """An agent proposes that somebody else accompany the person. The coordination decides."""

    to: UUID | None = None  # a worker; absent: whoever the coordination finds
    reason: Literal["too_far", "moved", "person_asked", "too_many", "leaving", "other"]


class MessageSent(Body, frozen=True, kw_only=True):
    """The program told somebody that something is due. Recorded by the program itself."""

    about: UUID  # the task or alert
    rung: Code
    to: UUID
    channel: Code


# --- What was wrong ------------------------------------------------------------------------------------------------


class FactCorrected(Body, frozen=True, kw_only=True):
    """The fact `target` should have said this instead. The body is whole, in the shape of the target's kind; its
    `identity` and `note` stand beside it, so that they stay in their tiers."""

    target: UUID
    of: Code  # kind of the target
    instead: dict[str, Any]
    identity: dict[str, Any] | None = None
    note: Words | None = None
    happened_at: datetime | None = None


class FactWithdrawn(Body, frozen=True, kw_only=True):
    """The fact `target` should never have been recorded."""

    target: UUID
    reason: Literal["wrong_person", "recorded_twice", "mistake"]


class IdentityErased(Body, frozen=True, kw_only=True):
    """The person's identity and all free words about them were erased; what remains names nobody."""

    reason: Literal["person_asked", "guardian_asked", "retention_ended", "court_order"]


class Fact(Struct, frozen=True, kw_only=True, gc=False):
    """One fact as `care` reads it. `author`, `role`, `device` and `received_at` are stamped by the server, so nobody
    can write in another's name and no phone's clock can move a deadline later than the fact's arrival."""

    id: UUID  # version 7, made by whoever records it; sending it again changes nothing
    person: UUID
    kind: str
    happened_at: datetime  # said by a human
    recorded_at: datetime  # the device's clock
    received_at: datetime  # the server's clock
    author: UUID
    role: Role
    place: str | None = None  # code of the place where it happened
    device: UUID | None = None
    body: Body

    @property
    def at(self) -> datetime:
        """When it counts from: never later than it arrived, for a phone's clock may run days ahead (clause T1)."""
        return min(self.happened_at, self.received_at)


KINDS: dict[str, type[Body]] = {
    "person_registered": PersonRegistered,
    "details_given": DetailsGiven,
    "consent_given": ConsentGiven,
    "contact_named": ContactNamed,
    "answers_given": AnswersGiven,
    "diagnosis_made": DiagnosisMade,
    "risk_assessed": RiskAssessed,
    "safety_plan_written": SafetyPlanWritten,
    "program_entered": ProgramEntered,
    "program_left": ProgramLeft,
    "session_held": SessionHeld,
    "visit_made": VisitMade,
    "call_made": CallMade,
    "referral_made": ReferralMade,
    "referral_answered": ReferralAnswered,
    "appointment_attended": AppointmentAttended,
    "counter_referral_received": CounterReferralReceived,
    "assigned": Assigned,
    "alert_acknowledged": AlertAcknowledged,
    "protocol_followed": ProtocolFollowed,
    "handover_proposed": HandoverProposed,
    "message_sent": MessageSent,
    "fact_corrected": FactCorrected,
    "fact_withdrawn": FactWithdrawn,
    "identity_erased": IdentityErased,
}
"""Every kind of fact there is."""
