"""What changed between two scores of one instrument, by the rules the instrument's content gives.

Clauses C of spec/RULES.md. A score that could not be made is compared with nothing; a new answer about
suicide is a change for the worse whatever the totals.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from acompana.care.instruments import ChangeRules, Crossing, Instrument
from acompana.care.reading import Reading
from acompana.care.scoring import Score

ChangeName = Literal[
    "better",  # by at least the smallest difference that matters
    "worse",  # by at least the program's line for deterioration, or a new answer about suicide
    "reliably_better",  # by more than chance would explain
    "reliably_worse",
    "response",  # the symptoms fell by half or more
    "remission",  # almost none are left
    "recovery",  # below the cut-off now, and reliably better
    "relapse",  # the symptoms had gone and are back
    "recurrence",  # the same, after a long time
]
Returned = Literal["relapse", "recurrence"]
_SINCE_FIRST = ("response", "remission", "recovery")

#: From the mildest, to tell a step up. What nobody could assess is not compared.
_STEPS = ("none", "low", "moderate", "high")


class DifferentForms(ValueError):
    """Scores of two forms were to be compared; a programming error, for forms are never mixed."""

    code = "different_forms"


class Change(Struct, frozen=True, gc=False):
    """`points` is later minus earlier, absent when one of the two has no total; `found` is what it amounts to."""

    points: int | None
    found: tuple[ChangeName, ...] = ()


class Trend(Struct, frozen=True):
    """A series of scores: the totals by day, and what changed since the first and since the one before."""

    totals: tuple[tuple[date, int], ...]
    since_first: Change | None = None
    since_last: Change | None = None
    returned: Returned | None = None


def compare(instrument: Instrument, earlier: Score, later: Score, *, days: int | None = None) -> Change:
    """Compare two scores of `instrument`; `days` between them tells a relapse from a recurrence (C6).

    Raises DifferentForms when the two are not scores of the same version of `instrument` (C1).
    """
    if (earlier.instrument, earlier.version) != (later.instrument, later.version):
        raise DifferentForms(
            f"expected two scores of one form, found {earlier.instrument} {earlier.version} and "
            f"{later.instrument} {later.version}: compare only what was asked with the same questions"
        )
    alarm = _alarm(earlier, later)
    rules = instrument.change
    before, after = (_total(rules, score) for score in (earlier, later))
    if rules is None or before is None or after is None:
        return Change(None, ("worse",) if alarm else ())
    found = _found(rules, before, after, days)
    if alarm and "worse" not in found:
        found.append("worse")
    return Change(after - before, tuple(found))


def changes(before: Reading, after: Reading, first: Reading | None = None) -> tuple[ChangeName, ...]:
    """What changed from one reading of an instrument to the next; nothing when the form changed between them.

    Response, remission and recovery are measured from where the care began: from `first`, where it is given.
    """
    if before.score.version != after.score.version:
        return ()
    found = compare(after.instrument, before.score, after.score).found
    if first is None or first.score.version != after.score.version:
        return found
    since_first = compare(after.instrument, first.score, after.score).found
    lasting = tuple(name for name in since_first if name in _SINCE_FIRST and name not in found)
    return found + lasting


def trend(instrument: Instrument, scores: Sequence[tuple[date, Score]]) -> Trend:
    """The course of one instrument. `scores` may come in any order; those without a total are left out."""
    rules = instrument.change
    if rules is None:
        return Trend(())
    by_day = sorted(scores, key=lambda dated: dated[0])
    course = [(day, score, total) for day, score in by_day if (total := _total(rules, score)) is not None]
    totals = tuple((day, total) for day, _, total in course)
    if len(course) < 2:
        return Trend(totals)
    last = course[-1][1]
    return Trend(
        totals,
        since_first=compare(instrument, course[0][1], last),
        since_last=compare(instrument, course[-2][1], last),
        returned=_returned(rules, totals),
    )


def came_back(instrument: Instrument, totals: Sequence[tuple[date, int]]) -> Returned | None:
    """Whether the last of these totals, in order, is the one with which an episode returned (C7): however slowly the
    symptoms came back, and whatever was measured in between."""
    rules = instrument.change
    if rules is None or _returned(rules, totals[:-1]):
        return None
    return _returned(rules, totals)


def total_of(instrument: Instrument, score: Score) -> int | None:
    """The total that changes of this instrument are told by."""
    return _total(instrument.change, score)


def _total(rules: ChangeRules | None, score: Score) -> int | None:
    """The total of the scale the rules are about."""
    if rules is None:
        return None
    return next((scale.total for scale in score.scales if scale.scale == rules.scale), None)


def _alarm(earlier: Score, later: Score) -> bool:
    """A new answer about suicide, or a level of risk above the earlier one (C2)."""
    if later.level in _STEPS and earlier.level in _STEPS:
        return _STEPS.index(later.level) > _STEPS.index(earlier.level)
    return later.suicide == "flagged" and earlier.suicide != "flagged"


def _found(rules: ChangeRules, before: int, after: int, days: int | None) -> list[ChangeName]:
    rise = after - before
    reliable = rules.reliable is not None and abs(rise) >= rules.reliable.points
    holds: dict[ChangeName, bool] = {
        "better": rules.important is not None and -rise >= rules.important.points,
        "worse": rules.deterioration is not None and rise >= rules.deterioration.points,
        "reliably_better": reliable and rise < 0,
        "reliably_worse": reliable and rise > 0,
        "response": _responded(rules, before, after),
        "remission": _crossed(rules.remission, before, after),
        "recovery": reliable and _crossed(rules.recovery, before, after),
    }
    found = [name for name, is_so in holds.items() if is_so]
    if rules.relapse and before < rules.relapse.from_below and after >= rules.relapse.to_at_least:
        late = days is not None and days >= rules.relapse.recurrence_after_days
        found.append("recurrence" if late else "relapse")
    return found


def _responded(rules: ChangeRules, before: int, after: int) -> bool:
    rule = rules.response
    if rule is None or before < rule.from_at_least:
        return False
    return (before - after) * 100 >= rule.fall_percent * before


def _crossed(rule: Crossing | None, before: int, after: int) -> bool:
    return rule is not None and before >= rule.from_at_least and after < rule.to_below


def _returned(rules: ChangeRules, totals: Sequence[tuple[date, int]]) -> Returned | None:
    """Whether the present episode is one that came back after totals that had shown it gone (C7)."""
    rule = rules.relapse
    if rule is None:
        return None
    had_episode = False
    gone_since: date | None = None
    returned: Returned | None = None
    for day, total in totals:
        if total < rule.from_below:
            gone_since, returned = gone_since or day, None
        elif total >= rule.to_at_least:
            if had_episode and gone_since:
                late = (day - gone_since).days >= rule.recurrence_after_days
                returned = "recurrence" if late else "relapse"
            had_episode, gone_since = True, None
    return returned
