"""Stays in care as rows: the sessions in them, what came of them, and where somebody was lost on the way. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from acompana.bundle.indicators import Outcome
from acompana.care.change import ChangeName, changes
from acompana.care.picture import Scored
from acompana.care.reading import Reading
from acompana.indicators.life import Life, Stay
from acompana.indicators.tables import Episode, Silence


class Measured(Struct, frozen=True):
    """One scored measurement with the instrument of outcomes."""

    at: datetime
    reading: Reading
    scored: Scored

    def against(self, before: "Measured | None") -> tuple[ChangeName, ...]:
        return changes(before.reading, self.reading) if before else ()


def episodes(life: Life) -> Iterator[Episode]:
    for stay, until, after in _with_neighbors(life.stays):
        sessions = [at for at in life.sessions if stay.holds(at)]
        agreed, complete = _package(life, stay)
        enough = sessions[life.frame.counting.enough_sessions - 1 :][:1]
        measured = _measured(life, until, after)
        baseline = _baseline(measured, stay.began)
        later = [m for m in measured if baseline and m.at > baseline.at]
        remitted = next((m for m in later if "remission" in m.against(baseline)), None)
        yield Episode(
            **life.who(life.day(stay.began)),
            ended_on=life.day(stay.ended) if stay.ended else None,
            exit=stay.exit,
            sessions=len(sessions),
            first_session_on=life.day(sessions[0]) if sessions else None,
            days_to_enough_sessions=life.days(sessions[0], enough[0]) if enough else None,
            sessions_agreed=agreed,
            days_to_package=life.days(sessions[0], complete) if complete else None,
            baseline_on=life.day(baseline.at) if baseline else None,
            baseline_total=baseline.scored.total if baseline else None,
            baseline_positive=bool(baseline and baseline.scored.positive),
            **_outcomes(life, baseline, later),
            remitted_on=life.day(remitted.at) if remitted else None,
            days_to_relapse=_days_to_relapse(life, remitted, later),
        )


def _package(life: Life, stay: Stay) -> tuple[int | None, datetime | None]:
    """How many sessions were agreed on, as said last in this stay, and when as many as agreed on by then were held."""
    agreed: int | None = None
    complete: datetime | None = None
    held = 0
    for session in life.sessions_held:
        if not stay.holds(session.at):
            continue
        held += 1
        agreed = session.of or agreed
        if complete is None and agreed is not None and held >= agreed:
            complete = session.at
    return agreed, complete


def _measured(life: Life, after: datetime | None, before: datetime | None) -> list[Measured]:
    """The measurements between the end of one stay and the beginning of another."""
    return [
        Measured(fact.at, reading, scored)
        for fact, reading, scored in life.course.answered
        if scored.instrument == life.frame.counting.outcome_instrument
        and scored.total is not None
        and (after is None or fact.at > after)
        and (before is None or fact.at < before)
    ]


def _baseline(measured: Sequence[Measured], began: datetime) -> Measured | None:
    """What the outcome is compared with: the last measurement before care began, or else the first in care."""
    before = [m for m in measured if m.at <= began]
    return before[-1] if before else next(iter(measured), None)


def _outcomes(life: Life, baseline: Measured | None, later: Sequence[Measured]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for outcome in life.frame.counting.outcomes:
        found = _at_outcome(life, outcome, baseline, later) if baseline else None
        change = found.against(baseline) if found else ()
        columns |= {
            f"{outcome.id}_measured": found is not None,
            f"{outcome.id}_response": "response" in change,
            f"{outcome.id}_remission": "remission" in change,
            f"{outcome.id}_worse": "worse" in change,
        }
    return columns


def _at_outcome(life: Life, outcome: Outcome, baseline: Measured, later: Sequence[Measured]) -> Measured | None:
    """The measurement nearest to the day of the outcome; of two as near, the later one."""
    dated = [(life.days(baseline.at, m.at) or 0, m) for m in later]
    fitting = [(abs(days - outcome.days), -days, m) for days, m in dated if outcome.earliest <= days <= outcome.latest]
    return min(fitting, key=lambda found: found[:2])[2] if fitting else None


def _days_to_relapse(life: Life, remitted: Measured | None, later: Sequence[Measured]) -> int | None:
    if remitted is None:
        return None
    returned = (m.at for m in later if m.at > remitted.at and {"relapse", "recurrence"} & set(m.against(remitted)))
    return life.days(remitted.at, next(returned, None))


def silences(life: Life) -> Iterator[Silence]:
    reached = [contact.at for contact in life.course.contacts if contact.effective]
    for stay in life.stays:
        last = stay.began
        for at in [*(at for at in reached if stay.began < at and stay.holds(at)), stay.ended]:
            lost = life.day(last) + timedelta(days=_patience(life, last))
            if at is None or lost < life.day(at):
                is_reached = at is not None and at != stay.ended
                days = (life.day(at) - lost).days if at and is_reached else None
                yield Silence(**life.who(lost), days_to_contact=days)
            last = at or last


def _patience(life: Life, last: datetime) -> int:
    """Days without contact after which somebody counts as lost: fewer with an open risk."""
    silence = life.frame.counting.silence
    for spell in life.course.picture.risks:
        is_open = spell.opened_at <= last and (spell.closed_at is None or last < spell.closed_at)
        if is_open and spell.level in silence.at_risk_levels:
            return silence.days_at_risk
    return silence.days


def _with_neighbors(stays: Sequence[Stay]) -> Iterator[tuple[Stay, datetime | None, datetime | None]]:
    """Each stay, with the end of the one before and the beginning of the one after."""
    for n, stay in enumerate(stays):
        yield stay, stays[n - 1].ended if n else None, stays[n + 1].began if n + 1 < len(stays) else None
