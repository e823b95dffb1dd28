"""Programs and the rules of risk, as records: what `content/programs/` and `content/risk/` are compiled into.

A program is flat lists of rules over a closed set of verbs (`EventName`). Nothing in it is an expression, so a
clinician can read all of it, and a misspelled verb is found when the content is compiled, never at the bedside.
"""

from datetime import timedelta
from functools import cache
from typing import Annotated, Literal

from msgspec import Meta, Struct

from acompana.care.content import SignOff, Tag, Texts

Span = Annotated[str, Meta(pattern=r"^\d{1,4}(m|h|d)$")]
"""A length of time as a clinician writes it: minutes, hours or days: "15m", "24h", "7d"."""
Duty = Literal["agent", "clinician", "clinician_on_call", "coordinator", "administrator"]
"""Whom a task falls to: the agent or clinician assigned to the person, or whoever has the duty in the rota then."""
Level = Literal["none", "low", "moderate", "high", "unassessed"]
Urgency = Literal["now", "today", "week", "routine"]

EventName = Literal[
    "registered",
    "screening",
    "risk_flag",
    "risk_assessment",
    "safety_plan",
    "diagnosis",
    "entered",
    "left",
    "session",
    "contact",
    "missed_contact",
    "unasked_contact",  # an agent met or reached the person and left the visit form unasked
    "agreed_date",  # a day was agreed for the next visit or contact; the event stands on that day
    "referral",
    "referral_answer",
    "attendance",
    "counter_referral",
    "assigned",
    "handover",
    "protocol",
    "unconfirmed_withdrawal",
]

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@cache
def length(span: Span) -> timedelta:
    """How long a span is."""
    return timedelta(**{_UNITS[span[-1]]: int(span[:-1])})


class Trigger(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of a rule: it matches an event of this name for which all that is written here holds."""

    on: EventName
    instrument: tuple[str, ...] = ()
    positive: bool | None = None
    flag: tuple[str, ...] = ()  # kinds of flags raised, any of them
    sign: tuple[str, ...] = ()  # codes of flags raised, any of them
    suicide_asked: bool | None = None  # whether the suicide item of the instrument was answered
    change: tuple[str, ...] = ()  # against the last time: "worse", "relapse", "response", "remission"
    at_least: int | None = None  # the score, or for missed contacts how many in a row
    below: int | None = None  # the score
    level: tuple[Level, ...] = ()
    role: tuple[str, ...] = ()
    by: tuple[str, ...] = ()  # how a contact was made: "visit", "call", "session"
    # To a referral; the exit of a program; the duty assigned; whether the alarm of a protocol is known.
    answer: tuple[str, ...] = ()
    definitive: bool | None = None


class Rung(Struct, frozen=True, forbid_unknown_fields=True):
    """A step of an escalation: when it is reached, this duty is told."""

    after: Span
    duty: Duty


class TaskRule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that has to be done, from what opens it to what closes it."""

    id: str
    name: Texts
    why: Texts  # may name {instrument}, {score}, {band}, {date}, {times}
    opens: tuple[Trigger, ...]
    closes: tuple[Trigger, ...]
    each: Literal["person", "referral"] = "person"
    clock: Literal["first", "latest"] = "first"  # which opening event the deadline counts from
    shown_after: Span = "0d"
    due: Span
    late: Span
    duty: Duty
    ladder: tuple[Rung, ...] = ()  # counted from the deadline
    urgency: Urgency
    record: str  # the form that does it
    while_risk: tuple[Level, ...] = ()
    while_stage: tuple[str, ...] = ()
    source: str
    tag: Tag
    sign_off: SignOff


class Named(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of a closed list: a stage, an exit, an intervention, a reason."""

    id: str
    name: Texts


class Move(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An event that matches `when` takes a person who stands in one of `after` to the stage `to`. Who is not in the
    program yet stands in "none"."""

    to: str
    after: tuple[str, ...]
    when: tuple[Trigger, ...]


class Program(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One program's content. Moves are tried in the order in which they are written; the first that fits counts."""

    id: str
    version: str
    name: Texts
    source: str
    license: str
    sign_off: SignOff
    stages: tuple[Named, ...]
    moves: tuple[Move, ...]
    tasks: tuple[TaskRule, ...]
    exits: tuple[Named, ...]
    interventions: tuple[Named, ...]
    referral_services: tuple[Named, ...]
    referral_reasons: tuple[Named, ...]


# --- Risk of suicide: above all programs, for everybody --------------------------------------------------------------


class ProtocolStep(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to do now. `code` is what is recorded when it was done."""

    code: str
    say: Texts


class DangerProtocol(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an agent does, and does not do, at a sign of danger other than suicide. What is done about suicide stands
    in the levels of risk below, and no protocol of danger takes its place."""

    id: str
    version: str
    name: Texts
    title: Texts  # the first thing to know, for whoever stands beside the person
    signs: tuple[str, ...]  # codes of the flags that it answers, in whatever instrument
    duties: tuple[Duty, ...]  # whom of the rota to call, the first to call first
    lines: tuple[str, ...]  # numbers of the help lines to call, in the same way
    steps: tuple[ProtocolStep, ...]
    avoid: tuple[Texts, ...]
    source: str
    tag: Tag
    sign_off: SignOff


class RiskLevel(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The clocks of one level. `unassessed` is a flag that no professional has assessed yet."""

    level: Level
    name: Texts
    protocol: tuple[ProtocolStep, ...]  # what to do now, shown to whoever is with the person
    assess: Span  # to a professional's assessment
    plan: Span | None  # to a safety plan; absent: none is asked for
    reassess: Span  # to the next assessment while the risk lasts
    contacts: str | None  # template of follow-up contacts
    contact_duty: Duty  # who makes them
    ladder: tuple[Rung, ...]  # who is told while nobody has acknowledged
    late_ladder: tuple[Rung, ...]  # who is told once a deadline has passed, counted from it
    urgency: Urgency
    source: str
    tag: Tag
    sign_off: SignOff


class ContactStep(Struct, frozen=True, forbid_unknown_fields=True):
    """One scheduled contact. A contact made at `opens` or later, counted from the assessment, fulfils it."""

    opens: Span
    due: Span


class ContactTemplate(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A schedule of follow-up contacts. With `then_every` it goes on for as long as the risk lasts."""

    id: str
    name: Texts
    steps: tuple[ContactStep, ...]
    then_every: Span | None = None
    source: str
    tag: Tag
    sign_off: SignOff


class HelpLine(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: Texts
    number: str
    hours: Texts
    last_checked: str
    source: str


class RiskRules(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a risk of suicide is answered, whatever program the person is in, or in none."""

    version: str
    source: str
    sign_off: SignOff
    levels: tuple[RiskLevel, ...]
    templates: tuple[ContactTemplate, ...]
    lines: tuple[HelpLine, ...]
    agent_may: tuple[Texts, ...]
    agent_may_not: tuple[Texts, ...]

    def level(self, level: Level) -> RiskLevel:
        """The clocks of a level. Raises KeyError for a level the content does not have."""
        for found in self.levels:
            if found.level == level:
                return found
        raise KeyError(level)

    def template(self, id: str) -> ContactTemplate | None:
        return next((t for t in self.templates if t.id == id), None)
