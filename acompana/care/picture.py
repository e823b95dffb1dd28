"""The picture of a person: what `fold_person` makes of the facts. All of it can be thrown away and made again.

Nothing here depends on the moment of reading. A task that is late is one whose `late_at` has passed for whoever reads.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from acompana.care.programs import Duty, Level, Urgency
from acompana.care.standing import Finding


class Rung(Struct, frozen=True, gc=False):
    """When this moment passes, whoever has the duty is told. `name` makes the telling happen once."""

    name: str
    at: datetime
    duty: Duty


class Reason(Struct, frozen=True, gc=False, omit_defaults=True):
    """What a sentence that says *why* is filled with: the values that the content's text names."""

    instrument: str | None = None
    score: float | None = None
    band: str | None = None
    at: datetime | None = None
    times: int | None = None
    place: str | None = None
    signs: tuple[str, ...] = ()  # codes of the signs of danger that it is about


class Task(Struct, frozen=True, gc=False, omit_defaults=True):
    """Something that has to be done. Its id comes from person, rule and triggering fact: made again, it is the same."""

    id: UUID
    rule: str
    fact: UUID  # what opened it
    opens_at: datetime
    due_at: datetime
    late_at: datetime
    duty: Duty
    urgency: Urgency
    record: str  # the form that does it
    owner: UUID | None = None  # the worker assigned; absent: whoever has the duty
    referral: UUID | None = None
    rungs: tuple[Rung, ...] = ()
    why: Reason = Reason()


class Flagged(Struct, frozen=True, gc=False, omit_defaults=True):
    """An answer that raised the alarm."""

    fact: UUID
    at: datetime
    received_at: datetime
    instrument: str
    item: str
    author: UUID
    level: Level = "unassessed"


class Acknowledgment(Struct, frozen=True, gc=False):
    by: UUID
    at: datetime


class Followed(Struct, frozen=True, gc=False, omit_defaults=True):
    """A protocol that somebody followed, or left, beside a person at risk."""

    fact: UUID
    about: UUID  # the fact that raised the alarm
    at: datetime
    author: UUID
    level: Level
    reached: tuple[str, ...] = ()
    left_because: str | None = None


class Alert(Struct, frozen=True, gc=False, omit_defaults=True):
    """An open risk of suicide. It always has a next deadline; only a professional closes it."""

    id: UUID
    level: Level
    opened_at: datetime
    due_at: datetime  # of the next thing owed to the person
    due_rule: str
    flags: tuple[Flagged, ...] = ()  # those that no professional has assessed yet
    assessed_at: datetime | None = None
    assessed_by: UUID | None = None
    acknowledged: Acknowledgment | None = None
    plan_at: datetime | None = None  # of the safety plan that counts for this risk
    contacted_at: datetime | None = None  # the first time anybody of the program reached the person after it opened
    followed: tuple[Followed, ...] = ()  # protocols followed since it opened, the last ones; they lower nothing (K7)


class RiskSpell(Struct, frozen=True, gc=False, omit_defaults=True):
    """A risk from its first sign until a professional closed it."""

    opened_at: datetime
    level: Level  # the highest it reached
    closed_at: datetime | None = None
    assessed_at: datetime | None = None
    contacted_at: datetime | None = None  # the first time anybody of the program reached the person after it opened
    plan_at: datetime | None = None


class Scored(Struct, frozen=True, gc=False, omit_defaults=True):
    """One answered instrument, scored. `total` absent means it could not be scored, never zero."""

    fact: UUID
    at: datetime
    instrument: str
    version: str
    total: float | None = None
    band: str | None = None
    band_level: int | None = None
    positive: bool | None = None
    prorated: bool = False
    flags: tuple[str, ...] = ()
    suicide: Literal["flagged", "clear", "not_asked", "no_item"] = "no_item"
    change: tuple[str, ...] = ()


ContactKind = Literal["visit", "call", "session"]


class Contact(Struct, frozen=True, gc=False, omit_defaults=True):
    """A visit, call or session, done or attempted."""

    fact: UUID
    at: datetime
    by: ContactKind
    role: str
    author: UUID
    effective: bool
    outcome: str | None = None


class ReferralState(Struct, frozen=True, gc=False, omit_defaults=True):
    """How far a referral has come. Each step keeps its own date."""

    id: UUID
    at: datetime
    facility: str
    service: str
    state: Literal["sent", "accepted", "observed", "rejected", "attended", "missed", "answered"]
    answered_at: datetime | None = None
    appointment_at: datetime | None = None
    attended_at: datetime | None = None
    counter_referral_at: datetime | None = None


class Enrolment(Struct, frozen=True, gc=False, omit_defaults=True):
    """The person in one program."""

    program: str
    stage: str
    since: datetime
    exit: str | None = None


class Diagnosis(Struct, frozen=True, gc=False):
    fact: UUID
    at: datetime
    code: str
    certainty: str


class Known(Struct, frozen=True, gc=False, omit_defaults=True):
    """Who the person is, as far as the care tier may know."""

    sex: str = "unknown"
    birth_year: int | None = None
    birth_month: int | None = None
    home: str | None = None
    mother_tongue: str | None = None
    agent: UUID | None = None
    clinician: UUID | None = None
    registered_at: datetime | None = None
    erased: bool = False


class Picture(Struct, frozen=True, omit_defaults=True):
    """All that is known of one person today."""

    person: UUID
    known: Known
    enrolments: tuple[Enrolment, ...] = ()
    alert: Alert | None = None
    risks: tuple[RiskSpell, ...] = ()
    tasks: tuple[Task, ...] = ()
    scores: tuple[Scored, ...] = ()
    contacts: tuple[Contact, ...] = ()  # the last ones; the rest is one request away
    contact_count: int = 0
    last_contact_at: datetime | None = None
    missed_in_a_row: int = 0
    diagnoses: tuple[Diagnosis, ...] = ()
    referrals: tuple[ReferralState, ...] = ()
    consents: tuple[tuple[str, bool], ...] = ()
    findings: tuple[Finding, ...] = ()
