"""Worked examples: what a clinician wrote down as right, held against what the engine makes of it."""

from collections.abc import Iterator, Mapping
from datetime import date
from gettext import gettext as _
from typing import Literal

from msgspec import Struct, field

from acompana.bundle.shape import Misfit
from acompana.care.asking import check_answers, next_item
from acompana.care.change import ChangeName, compare
from acompana.care.facts import Answer, Unanswered
from acompana.care.instruments import Answers, Instrument
from acompana.care.programs import Level
from acompana.care.scoring import ReasonCode, ScaleScore, Score, Suicide, score_answers

NONE = "none"
_SIGNS: Mapping[str, Unanswered] = {"r": "refused", "?": "dont_know", "-": "not_asked"}


class ScaleExpectation(Struct, frozen=True, forbid_unknown_fields=True):
    """What one scale comes to. "none" is no total or no band; "undecided" is neither positive nor not."""

    total: int | Literal["none"] | None = None
    band: str | None = None
    prorated: bool | None = None
    positive: bool | Literal["undecided"] | None = None


class Expectation(Struct, frozen=True, forbid_unknown_fields=True):
    """What an answer set comes to; what is not written is not checked. `total`, `band` and `prorated` are
    those of the first scale, `positive` is the whole instrument's."""

    total: int | Literal["none"] | None = None
    band: str | None = None
    prorated: bool | None = None
    positive: bool | Literal["undecided"] | None = None
    scales: Mapping[str, ScaleExpectation] = {}
    level: Level | None = None
    flags: tuple[str, ...] | None = None
    unasked: tuple[str, ...] | None = None
    suicide: Suicide | None = None
    complete: bool | None = None
    next: str | None = None
    reasons: tuple[ReasonCode, ...] = ()  # these among others
    problems: tuple[str, ...] | None = None


class Example(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Answers and what they come to. Without `version` it holds for every version there is.

    `answers` is a table, or a line with the scored items in order: a value, r refused, ? does not know,
    - not asked.
    """

    name: str
    version: str | None = None
    answers: str | Mapping[str, Answer]
    age: int | None = None
    sex: str | None = None
    population: str | None = None
    on: date | None = None
    expect: Expectation


class ChangeExample(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Two totals, the days between them, and what the change amounts to."""

    name: str
    version: str | None = None
    before: int = field(name="from")
    after: int = field(name="to")
    days: int | None = None
    expect: tuple[ChangeName, ...]


class Examples(Struct, frozen=True, forbid_unknown_fields=True):
    """The examples of one instrument."""

    examples: tuple[Example, ...]
    changes: tuple[ChangeExample, ...] = ()

    def of(self, instrument: Instrument) -> "Examples":
        """Those that speak of this version."""
        return Examples(
            tuple(e for e in self.examples if e.version in (None, instrument.version)),
            tuple(e for e in self.changes if e.version in (None, instrument.version)),
        )


def answers_of(example: Example, instrument: Instrument) -> Answers:
    """The answers of an example. Raises ValueError when the line does not fit the items."""
    if not isinstance(example.answers, str):
        return example.answers
    codes = [item.code for item in instrument.items if item.scored]
    signs = example.answers.split()
    if len(signs) != len(codes):
        raise ValueError(_("{number} for {items} scored items").format(number=len(signs), items=len(codes)))
    return {code: _SIGNS[sign] if sign in _SIGNS else int(sign) for code, sign in zip(codes, signs, strict=True)}


def failures(instrument: Instrument, examples: Examples) -> Iterator[Misfit]:
    """Where the instrument does not do what its examples say."""
    for number, example in enumerate(examples.examples):
        if example.version in (None, instrument.version):
            for expected, found in _differences(instrument, example):
                yield Misfit("example_fails", ("examples", number), f"“{example.name}”: {expected}", found)
    for number, change in enumerate(examples.changes):
        if change.version in (None, instrument.version):
            became = _change(instrument, change)
            if set(became) != set(change.expect):
                said = f"“{change.name}”: {', '.join(change.expect) or _('nothing')}"
                yield Misfit("example_fails", ("changes", number), said, ", ".join(became) or _("nothing"))


def _differences(instrument: Instrument, example: Example) -> Iterator[tuple[str, str]]:
    try:
        answers = answers_of(example, instrument)
    except ValueError as error:
        yield _("one answer for each scored item"), str(error)
        return
    problems = check_answers(instrument, answers)
    said = example.expect.problems or ()
    if [problem.code for problem in problems] != list(said):
        wanted = _("problems {names}").format(names=", ".join(said) or _("none"))
        yield wanted, "; ".join(map(str, problems)) or _("none")
        return
    if problems:
        return
    score = score_answers(
        instrument,
        answers,
        age=example.age,
        sex=example.sex,
        population=example.population,
        on=example.on,
    )
    for what, expected, found in _compared(instrument, example.expect, answers, score):
        if expected is not None and expected != found:
            yield f"{what} {_said(expected)}", _said(found)


def _compared(
    instrument: Instrument, expect: Expectation, answers: Answers, score: Score
) -> Iterator[tuple[str, object, object]]:
    """Each thing that may be expected of a score: its name, what was expected, what was found."""
    if score.main:
        yield from _of_scale("", expect, score.main)
    by_code = {scale.scale: scale for scale in score.scales}
    for code, scale in expect.scales.items():
        if code in by_code:
            yield from _of_scale(f"{code}: ", scale, by_code[code])
        else:
            yield "scale", code, tuple(by_code)
    yield "positive", expect.positive, "undecided" if score.positive is None else score.positive
    yield "level", expect.level, score.level
    yield "flags", expect.flags, tuple(flag.code for flag in score.flags)
    yield "unasked", expect.unasked, tuple(unasked.item for unasked in score.unasked)
    yield "suicide", expect.suicide, score.suicide
    yield "complete", expect.complete, score.complete
    asked = next_item(instrument, answers)
    yield "next", expect.next, asked.code if asked else NONE
    found = {reason.code for scale in score.scales for reason in scale.reasons}
    found.update(reason.code for reason in score.reasons)
    missing = tuple(code for code in expect.reasons if code not in found)
    yield "reasons", expect.reasons if missing else None, tuple(sorted(found))


def _of_scale(
    name: str, expect: Expectation | ScaleExpectation, scale: ScaleScore
) -> Iterator[tuple[str, object, object]]:
    yield f"{name}total", expect.total, NONE if scale.total is None else scale.total
    yield f"{name}band", expect.band, scale.band or NONE
    yield f"{name}prorated", expect.prorated, scale.prorated
    if isinstance(expect, ScaleExpectation):
        yield f"{name}positive", expect.positive, "undecided" if scale.positive is None else scale.positive


def _change(instrument: Instrument, example: ChangeExample) -> tuple[str, ...]:
    if instrument.change is None:
        return ("no rules of change",)
    before, after = (_total(instrument, instrument.change.scale, n) for n in (example.before, example.after))
    return compare(instrument, before, after, days=example.days).found


def _total(instrument: Instrument, scale: str, total: int) -> Score:
    """A score that says nothing but its total."""
    scored = ScaleScore(scale=scale, answered=0, missing=0, total=total)
    return Score(
        instrument=instrument.id,
        version=instrument.version,
        answered=0,
        applicable=0,
        suicide="no_item",
        scales=(scored,),
    )


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or NONE
    return str(value).lower() if isinstance(value, bool) else str(value)
