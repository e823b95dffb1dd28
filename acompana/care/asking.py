"""Which items of an instrument to ask, and whether a set of answers is one the instrument can take.

Clauses B (branching) and A (answers) of spec/RULES.md.
"""

from collections.abc import Iterable, Mapping
from typing import get_args

from msgspec import Struct

from acompana.care.facts import Unanswered
from acompana.care.instruments import Answers, Condition, Instrument, Item

UNANSWERED: tuple[Unanswered, ...] = get_args(Unanswered)
Applicable = Mapping[str, bool | None]
"""Item code to whether the item is to be asked: yes, no, or not known while a gate has no answer."""


class Problem(Struct, frozen=True):
    """One thing wrong with a set of answers."""

    code: str
    item: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.item}: expected {self.expected}, found {self.found}"


def holds(condition: Condition, answers: Answers, applicable: Applicable) -> bool | None:
    """Whether `condition` is met; None when its item should have an answer and has none (B3)."""
    answer = answers.get(condition.item, "not_asked")
    if answer in condition.values:
        return True
    if isinstance(answer, int):
        return condition.at_least is not None and answer >= condition.at_least
    return False if applicable.get(condition.item) is False else None


def any_holds(conditions: Iterable[Condition], answers: Answers, applicable: Applicable) -> bool | None:
    """True when one condition is met; None when none is but one might have been; otherwise False."""
    verdict: bool | None = False
    for condition in conditions:
        truth = holds(condition, answers, applicable)
        if truth:
            return True
        if truth is None:
            verdict = None
    return verdict


def all_hold(conditions: Iterable[Condition], answers: Answers, applicable: Applicable) -> bool | None:
    """False when one condition is not met; None when all might have been; otherwise True."""
    verdict: bool | None = True
    for condition in conditions:
        truth = holds(condition, answers, applicable)
        if truth is False:
            return False
        if truth is None:
            verdict = None
    return verdict


def applicability(instrument: Instrument, answers: Answers) -> Applicable:
    """For each item code whether it is to be asked; None while a gate has no answer (B1 to B4)."""
    if not instrument.is_branching:
        return instrument.all_applicable
    applicable: dict[str, bool | None] = dict(instrument.all_applicable)
    for item in instrument.gated_items:
        every = all_hold(item.asked_if_all, answers, applicable)
        some = any_holds(item.asked_if_any, answers, applicable) if item.asked_if_any else True
        applicable[item.code] = False if False in (every, some) else None if None in (every, some) else True
    return applicable


def applicable_items(instrument: Instrument, answers: Answers) -> tuple[Item, ...]:
    """The items that are to be asked given `answers`, in order."""
    applicable = applicability(instrument, answers)
    return tuple(item for item in instrument.items if applicable[item.code])


def next_item(instrument: Instrument, answers: Answers) -> Item | None:
    """The first item to be asked that `answers` says nothing about; None when there is no more (B5).

    An item marked refused, dont_know or not_asked has been passed and is not offered again.
    """
    applicable = applicability(instrument, answers)
    return next((i for i in instrument.items if applicable[i.code] and i.code not in answers), None)


def check_answers(instrument: Instrument, answers: Answers) -> list[Problem]:
    """Every reason why `answers` cannot be taken; empty when they can (A1-A3)."""
    return [
        _problem(instrument, code, answer) for code, answer in answers.items() if not _fits(instrument, code, answer)
    ]


def _fits(instrument: Instrument, code: str, answer: object) -> bool:
    kind = type(answer)
    if kind is str:
        return answer in UNANSWERED and code in instrument.items_by_code
    return kind is int and answer in instrument.values.get(code, ())


def _problem(instrument: Instrument, code: str, answer: object) -> Problem:
    item = instrument.items_by_code.get(code)
    if item is None:
        expected = f"an item of {instrument.id} {instrument.version}: {', '.join(instrument.items_by_code)}"
        return Problem("unknown_item", _shown(code).strip("'"), expected, "no item with this code")
    if type(answer) in (int, str):
        return Problem("not_an_option", code, _allowed(instrument, item), _shown(answer))
    found = f"{_shown(answer)} of type {type(answer).__name__}"
    return Problem("wrong_type", code, _allowed(instrument, item), found)


def _allowed(instrument: Instrument, item: Item) -> str:
    if item.number:
        values = f"a whole number from {item.number.at_least} to {item.number.at_most}"
    else:
        values = "one of " + ", ".join(str(option.value) for option in instrument.options(item))
    return f"{values}, or refused, dont_know, not_asked"


def _shown(value: object) -> str:
    """A short, printable form: whatever was sent, a message stays one line."""
    shown = ascii(value)
    return shown if len(shown) <= 40 else f"{shown[:37]}..."
