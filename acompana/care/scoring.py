"""What a set of answers amounts to: totals, bands, positive or not, flags, level of risk, and why.

Clauses S (scoring), M (missing), F (flags) and L (levels) of spec/RULES.md. Screening is never a diagnosis.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from acompana.care.asking import Applicable, any_holds, applicability
from acompana.care.facts import Unanswered
from acompana.care.instruments import Answers, Clock, Cutoff, FlagKind, Instrument, Scale
from acompana.care.programs import Level

ReasonCode = Literal[
    "all_answered",
    "prorated",
    "too_many_missing",
    "reaches_cutoff",
    "already_reaches_cutoff",
    "below_cutoff",
    "cannot_reach_cutoff",
    "undecided",
    "no_cutoff",
    "answer_is_positive",
    "answers_missing",
    "outside_ages",
]

Suicide = Literal["flagged", "not_asked", "clear", "no_item"]
"""What an answer set says about suicide: an answer raised the alarm, or an item has no answer, or all were
answered and none did, or the instrument does not ask."""


Values = Mapping[str, int]
"""The answers that are values, by item code; what was refused, not known or not asked is not among them."""


class Reason(Struct, frozen=True, gc=False, omit_defaults=True):
    """Why a score is what it is. The words for each code are in content/words/reasons.toml."""

    code: ReasonCode
    about: str  # the scale, the rule or the instrument
    found: int | None = None
    against: int | None = None


class ScaleScore(Struct, frozen=True, gc=False, omit_defaults=True):
    """One scale of one answer set. `total` is absent when it could not be scored: it is not a zero.

    `band_level` is the band's place in the scale's list, 0 for the first. `positive` is absent when it
    cannot be decided. `cutoff` is the one that was applied; `provisional` says that it still awaits a
    clinician's signature.
    """

    scale: str
    answered: int
    missing: int
    total: int | None = None
    prorated: bool = False
    band: str | None = None
    band_level: int | None = None
    positive: bool | None = None
    cutoff: int | None = None
    provisional: bool = False
    reasons: tuple[Reason, ...] = ()


class RaisedFlag(Struct, frozen=True, gc=False):
    """An answer that is acted on whatever the total."""

    code: str
    kind: FlagKind
    item: str
    answer: int
    clock: Clock


class Unasked(Struct, frozen=True, gc=False):
    """An item about suicide that has no answer, and why. It is a task, never a no."""

    item: str
    why: Unanswered


class Score(Struct, frozen=True, gc=False, omit_defaults=True):
    """All that an answer set amounts to. `positive` and `level` are absent where they do not apply or, for
    `positive`, cannot be decided."""

    instrument: str
    version: str
    answered: int  # items with a value, of those that are to be asked
    applicable: int  # items that are to be asked
    suicide: Suicide
    scales: tuple[ScaleScore, ...] = ()
    positive: bool | None = None
    level: Level | None = None
    flags: tuple[RaisedFlag, ...] = ()
    unasked: tuple[Unasked, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def complete(self) -> bool:
        """Every item that is to be asked has a value."""
        return self.answered == self.applicable

    @property
    def main(self) -> ScaleScore | None:
        """The instrument's first scale, the one people mean by "the score"."""
        return self.scales[0] if self.scales else None


def score_answers(
    instrument: Instrument,
    answers: Answers,
    *,
    age: int | None = None,
    sex: str | None = None,
    population: str | None = None,
    on: date | None = None,
) -> Score:
    """Score `answers`, which must have passed `check_answers`.

    `age` in completed years, `sex`, `population` and the day `on` choose between cut-offs; without `on` the
    newest is applied. Any order of the answers gives the same score.
    """
    applicable = applicability(instrument, answers)
    values = {code: answer for code, answer in answers.items() if isinstance(answer, int)}
    scales = []
    for scale in instrument.scales:
        cutoff = choose_cutoff(scale.cutoffs, age=age, sex=sex, population=population, on=on)
        scales.append(_score_scale(instrument, scale, cutoff, values))
    positive, reasons = _positive(instrument, scales, answers, applicable)
    if age is not None and not instrument.ages.include(age):
        reasons = (*reasons, Reason("outside_ages", instrument.id, age, instrument.ages.at_least))
    flags = tuple(_raised(instrument, values))
    unasked = tuple(_unasked(instrument, answers, applicable))
    level = _level(instrument, answers, applicable)
    return Score(
        instrument=instrument.id,
        version=instrument.version,
        answered=sum(1 for code in values if applicable.get(code)),
        applicable=sum(1 for is_asked in applicable.values() if is_asked),
        scales=tuple(scales),
        positive=positive,
        level=level,
        flags=flags,
        unasked=unasked,
        suicide=_suicide(instrument, level, flags, unasked),
        reasons=reasons,
    )


def choose_cutoff(
    cutoffs: Iterable[Cutoff],
    *,
    age: int | None = None,
    sex: str | None = None,
    population: str | None = None,
    on: date | None = None,
) -> Cutoff | None:
    """The cut-off for this person on this day: the most particular that fits, then the newest (S5)."""
    fitting = [
        cutoff
        for cutoff in cutoffs
        if cutoff.population in ("general", population)
        and cutoff.sex in (None, sex)
        and (cutoff.ages is None or (age is not None and cutoff.ages.include(age)))
        and (on is None or cutoff.since <= on)
    ]
    return max(fitting, key=_particularity, default=None)


def _particularity(cutoff: Cutoff) -> tuple[bool, bool, bool, date]:
    return cutoff.population != "general", cutoff.sex is not None, cutoff.ages is not None, cutoff.since


def _score_scale(instrument: Instrument, scale: Scale, cutoff: Cutoff | None, values: Values) -> ScaleScore:
    counted = [values[code] for code in scale.items if code in values]
    partial, answered, missing = sum(counted), len(counted), len(scale.items) - len(counted)
    total, why = _total(scale, partial, answered, missing)
    level = None
    if total is not None:
        level = next((n for n, band in enumerate(scale.bands) if band.low <= total <= band.high), None)
    positive, decided = _reaches(instrument, scale, cutoff, partial, total, values)
    return ScaleScore(
        scale=scale.code,
        answered=answered,
        missing=missing,
        total=total,
        prorated=total is not None and missing > 0,
        band=scale.bands[level].code if level is not None else None,
        band_level=level,
        positive=positive,
        cutoff=cutoff.at_least if cutoff else None,
        provisional=cutoff is not None and cutoff.sign_off == "awaiting",
        reasons=(why, *decided),
    )


def _total(scale: Scale, partial: int, answered: int, missing: int) -> tuple[int | None, Reason]:
    """The sum, or the prorated sum rounded half up, or no total at all; and why (M1 to M3)."""
    if missing == 0:
        return partial, Reason("all_answered", scale.code)
    if missing > scale.missing.prorate_up_to or answered == 0:
        return None, Reason("too_many_missing", scale.code, missing, scale.missing.prorate_up_to)
    prorated = (2 * partial * len(scale.items) + answered) // (2 * answered)
    return prorated, Reason("prorated", scale.code, answered, len(scale.items))


def _reaches(
    instrument: Instrument,
    scale: Scale,
    cutoff: Cutoff | None,
    partial: int,
    total: int | None,
    values: Values,
) -> tuple[bool | None, tuple[Reason, ...]]:
    """Whether the scale reaches its cut-off, as far as the answers there are decide it (S6, M4, M5)."""
    if not scale.cutoffs:
        return None, ()
    if cutoff is None:
        return None, (Reason("no_cutoff", scale.code),)
    line = cutoff.at_least
    if total is None:
        if partial >= line:
            return True, (Reason("already_reaches_cutoff", scale.code, partial, line),)
        highest = partial + sum(_room(instrument, code) for code in scale.items if code not in values)
        if highest < line:
            return False, (Reason("cannot_reach_cutoff", scale.code, highest, line),)
        return None, (Reason("undecided", scale.code, partial, line),)
    # Prorating never lowers a sum, so a partial sum at the cut-off is positive here too.
    if total >= line:
        return True, (Reason("reaches_cutoff", scale.code, total, line),)
    return False, (Reason("below_cutoff", scale.code, total, line),)


def _room(instrument: Instrument, code: str) -> int:
    """How much an item without a value could still add."""
    return instrument.highest_value(instrument.items_by_code[code])


def _positive(
    instrument: Instrument,
    scales: Iterable[ScaleScore],
    answers: Answers,
    applicable: Applicable,
) -> tuple[bool | None, tuple[Reason, ...]]:
    """Positive when any rule says so; undecided when none does and one cannot tell (S7)."""
    verdicts: list[bool | None] = []
    reasons: list[Reason] = []
    by_code = {scale.scale: scale for scale in scales}
    for rule in instrument.positive:
        if rule.scale is not None:
            verdicts.append(by_code[rule.scale].positive)
            continue
        verdict = any_holds(rule.any_of, answers, applicable)
        verdicts.append(verdict)
        if verdict is not False:
            reasons.append(Reason("answer_is_positive" if verdict else "answers_missing", rule.code))
    if True in verdicts:
        return True, tuple(reasons)
    return (False if verdicts and None not in verdicts else None), tuple(reasons)


def _level(instrument: Instrument, answers: Answers, applicable: Applicable) -> Level | None:
    """The most severe level an answer gives, unless one that could give a worse level is missing (L1)."""
    if not instrument.levels:
        return None
    may_be_worse = False
    for level in instrument.levels:
        verdict = any_holds(level.any_of, answers, applicable)
        if verdict:
            return "unassessed" if may_be_worse else level.level
        may_be_worse = may_be_worse or verdict is None
    return "unassessed" if may_be_worse else "none"


def _raised(instrument: Instrument, values: Values) -> Iterator[RaisedFlag]:
    """Flags look at the answers alone, asked in turn or not, so that nothing missing can hide one (F1)."""
    for flag in instrument.flags:
        if values.get(flag.item) in flag.values:
            yield RaisedFlag(flag.code, flag.kind, flag.item, values[flag.item], flag.clock)


def _unasked(instrument: Instrument, answers: Answers, applicable: Applicable) -> Iterator[Unasked]:
    for code in instrument.suicide_items:
        answer = answers.get(code, "not_asked")
        if not isinstance(answer, int) and applicable[code] is not False:
            yield Unasked(code, answer)


def _suicide(
    instrument: Instrument, level: Level | None, flags: Iterable[RaisedFlag], unasked: Iterable[Unasked]
) -> Suicide:
    if level in ("high", "moderate", "low") or any(flag.kind == "suicide" for flag in flags):
        return "flagged"
    if unasked:
        return "not_asked"
    return "clear" if instrument.suicide_items else "no_item"
