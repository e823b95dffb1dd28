"""Are the worked examples enough? Every boundary of an instrument wants an example on both sides of it."""

from collections.abc import Iterator
from gettext import gettext as _

from acompana.bundle.examples import NONE, Example, Examples, ScaleExpectation, answers_of
from acompana.bundle.lines import Path
from acompana.bundle.shape import Misfit
from acompana.care.instruments import ChangeRules, Cutoff, Instrument, Scale


def untried(instrument: Instrument, examples: Examples) -> Iterator[Misfit]:
    """The boundaries of `instrument` that no example stands beside."""
    told = examples.of(instrument)
    for number, scale in enumerate(instrument.scales):
        yield from _scale(instrument, scale, told, ("scales", number))
    yield from _flags(instrument, told)
    yield from _levels(instrument, told)
    if instrument.change:
        yield from _changes(instrument.change, told)


def _scale(instrument: Instrument, scale: Scale, told: Examples, path: Path) -> Iterator[Misfit]:
    totals = {total for example in told.examples if (total := _total(instrument, scale, example)) != NONE}
    for place, band in enumerate(scale.bands):
        for total in (band.low, band.high):
            if total not in totals:
                yield _untried((*path, "bands", place), _("an example with total {total}").format(total=total))
    for place, cutoff in enumerate(scale.cutoffs):
        tried = {_total(instrument, scale, e) for e in told.examples if _is_for(cutoff, scale, e)}
        for total in (cutoff.at_least - 1, cutoff.at_least):
            if total not in tried:
                yield _untried((*path, "cutoffs", place), _beside(total, cutoff))
    limit = scale.missing.prorate_up_to
    missing = {
        (_missing(instrument, scale, example), _total(instrument, scale, example) == NONE)
        for example in told.examples
        if _total(instrument, scale, example) is not None
    }
    if (limit, False) not in missing:
        yield _untried((*path, "missing"), _("an example with {number} missing and a total").format(number=limit))
    if (limit + 1, True) not in missing:
        yield _untried((*path, "missing"), _("an example with {number} missing and no total").format(number=limit + 1))


def _beside(total: int, cutoff: Cutoff) -> str:
    if cutoff.population == "general":
        return _("an example with total {total}").format(total=total)
    sentence = _("an example with total {total} in the population {population}")
    return sentence.format(total=total, population=cutoff.population)


def _flags(instrument: Instrument, told: Examples) -> Iterator[Misfit]:
    for number, flag in enumerate(instrument.flags):
        stated = [example for example in told.examples if example.expect.flags is not None]
        raised = [e for e in stated if flag.code in (e.expect.flags or ())]
        silent = [e for e in stated if e not in raised and _is_answered(instrument, e, flag.item)]
        if not raised:
            yield _untried(("flags", number), _("an example that raises {flag}").format(flag=flag.code))
        if not silent:
            expected = _("an example that answers {item} and does not raise {flag}")
            yield _untried(("flags", number), expected.format(item=flag.item, flag=flag.code))


def _levels(instrument: Instrument, told: Examples) -> Iterator[Misfit]:
    if not instrument.levels:
        return
    given = {example.expect.level for example in told.examples}
    for level in (*(level.level for level in instrument.levels), "none", "unassessed"):
        if level not in given:
            yield _untried(("levels",), _("an example whose level is {level}").format(level=level))


def _changes(rules: ChangeRules, told: Examples) -> Iterator[Misfit]:
    found = {name for change in told.changes for name in change.expect}
    names = {"important": "better", "reliable": "reliably_better", "deterioration": "worse"}
    for rule in ("important", "reliable", "response", "remission", "recovery", "deterioration", "relapse"):
        if getattr(rules, rule) and names.get(rule, rule) not in found:
            yield _untried(("change", rule), _("a change that is {change}").format(change=names.get(rule, rule)))


def _untried(path: Path, expected: str) -> Misfit:
    return Misfit("boundary_untried", path, expected, _("none"))


def _total(instrument: Instrument, scale: Scale, example: Example) -> int | str | None:
    """The total the example states for the scale."""
    stated = example.expect.scales.get(scale.code, ScaleExpectation()).total
    if stated is None and scale is instrument.scales[0]:
        return example.expect.total
    return stated


def _is_for(cutoff: Cutoff, scale: Scale, example: Example) -> bool:
    """Whether the example is about the people the cut-off is for."""
    populations = {other.population for other in scale.cutoffs}
    mine = example.population if example.population in populations else "general"
    return mine == cutoff.population and cutoff.sex in (None, example.sex)


def _missing(instrument: Instrument, scale: Scale, example: Example) -> int:
    try:
        answers = answers_of(example, instrument)
    except ValueError:
        return 0
    return sum(not isinstance(answers.get(code), int) for code in scale.items)


def _is_answered(instrument: Instrument, example: Example, item: str) -> bool:
    try:
        return isinstance(answers_of(example, instrument).get(item), int)
    except ValueError:
        return False
