"""Events: what a fact means for the rules. A fact gives none, one or several; the rules match on nothing else."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from acompana.care.programs import EventName, Level, Trigger


class Event(Struct, frozen=True, kw_only=True, gc=False):
    """Something that happened, in the words the content's triggers use."""

    on: EventName
    at: datetime
    fact: UUID
    author: UUID
    role: str
    instrument: str | None = None
    score: float | None = None
    band: str | None = None
    positive: bool | None = None
    flags: tuple[str, ...] = ()  # kinds of flags
    signs: tuple[str, ...] = ()  # codes of flags
    suicide_asked: bool | None = None
    change: tuple[str, ...] = ()
    times: int = 0
    level: Level | None = None
    by: str | None = None
    answer: str | None = None
    definitive: bool | None = None
    referral: UUID | None = None


def matches(trigger: Trigger, event: Event) -> bool:
    """Whether everything written in the trigger holds for the event (clause R1). What is not written is not asked."""
    return matches_kind(trigger, event) and matches_measure(trigger, event)


def kind_of(event: Event) -> tuple[object, ...]:
    """All that triggers ask about but the score: events of one kind meet the same triggers but for their measure."""
    return (
        event.on,
        event.instrument,
        event.positive,
        event.flags,
        event.signs,
        event.suicide_asked,
        event.change,
        event.level,
        event.role,
        event.by,
        event.answer,
        event.definitive,
    )


def matches_measure(trigger: Trigger, event: Event) -> bool:
    """Whether the event's score, or its count, lies where the trigger wants it."""
    return (trigger.at_least is None or _measure(event) >= trigger.at_least) and (
        trigger.below is None or (event.score is not None and event.score < trigger.below)
    )


def matches_kind(trigger: Trigger, event: Event) -> bool:
    """Whether everything but the measure holds."""
    t = trigger
    return (
        t.on == event.on
        and (not t.instrument or event.instrument in t.instrument)
        and (t.positive is None or t.positive is event.positive)
        and (not t.flag or any(flag in t.flag for flag in event.flags))
        and (not t.sign or any(sign in t.sign for sign in event.signs))
        and (t.suicide_asked is None or t.suicide_asked is event.suicide_asked)
        and (not t.change or any(change in t.change for change in event.change))
        and (not t.level or event.level in t.level)
        and (not t.role or event.role in t.role)
        and (not t.by or event.by in t.by)
        and (not t.answer or event.answer in t.answer)
        and (t.definitive is None or t.definitive is event.definitive)
    )


def _measure(event: Event) -> float:
    """What `at_least` is held against. A score that could not be made reaches nothing."""
    if event.on == "missed_contact":
        return event.times
    return event.score if event.score is not None else float("-inf")
