"""An instrument as a record: its items, how they branch, what they score, which answers raise a flag.

Nothing here is about one instrument in particular; those are files under content/instruments/.
"""

from collections.abc import Container, Mapping
from datetime import date
from functools import cached_property
from typing import Literal

from msgspec import Struct, field

from acompana.care.content import SignOff, Sourced, Texts
from acompana.care.facts import Answer, Unanswered

Answers = Mapping[str, Answer]
"""Item code to answer. A code that is absent counts as "not_asked"."""
FlagKind = Literal["suicide", "psychosis", "danger", "violence"]
Clock = Literal["high", "unassessed", "moderate", "low"]
"""The level of risk whose deadlines run; `unassessed` until a professional has looked."""


class Record(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of the records below: immutable, and a misspelled key is an error."""


class License(Sourced, frozen=True, kw_only=True):
    """On what terms the instrument may be used, and whether its text may travel with the software."""

    holder: str
    terms: str
    ships_text: bool


class Wording(Record, frozen=True):
    """How far the words in one language can be trusted to be the instrument's own.

    `official`: compared with the official file. `copy`: taken from copies of the official form, not yet
    compared. `translation`: ours, not validated. `own`: the instrument is ours. `awaiting`: the text is
    not here until the official one or a permission arrives.
    """

    language: str
    status: Literal["official", "copy", "translation", "own", "awaiting"]
    source: str
    sign_off: SignOff = "awaiting"


class Ages(Record, frozen=True):
    """Ages in completed years the instrument is meant for, both ends included."""

    at_least: int
    at_most: int | None = None

    def include(self, age: int) -> bool:
        return self.at_least <= age and (self.at_most is None or age <= self.at_most)


class Option(Record, frozen=True):
    """One possible answer. Its value is what it scores."""

    value: int
    label: Texts
    loinc: str | None = None


class Choices(Record, frozen=True):
    """A list of options several items share."""

    code: str
    options: tuple[Option, ...]


class Number(Record, frozen=True):
    """Limits of an item answered with a count, both ends included."""

    at_least: int
    at_most: int
    unit: Texts


class Condition(Record, frozen=True):
    """True when the item's answer is one of the values, or a number not below `at_least`."""

    item: str
    values: tuple[int | Unanswered, ...] = field(default=(), name="is")
    at_least: int | None = None


class Item(Record, frozen=True):
    """One question. Answered from `choices` or, for counts, with a `number`.

    Asked when every condition of `asked_if_all` holds and one of `asked_if_any`; an empty list demands
    nothing. Conditions may only name items that come before. `text` is absent where the words may not be
    shipped.
    """

    code: str
    text: Texts | None = None
    choices: str | None = None
    number: Number | None = None
    asked_if_all: tuple[Condition, ...] = ()
    asked_if_any: tuple[Condition, ...] = ()
    scored: bool = True
    loinc: str | None = None


class MissingRule(Sourced, frozen=True, kw_only=True):
    """How many of a scale's items may lack a value for the total still to be given, prorated. 0: none."""

    prorate_up_to: int


class Band(Sourced, frozen=True, kw_only=True):
    """A named stretch of a scale, both ends included."""

    code: str
    low: int = field(name="from")
    high: int = field(name="to")
    label: Texts


class Cutoff(Sourced, frozen=True, kw_only=True):
    """The total from which a scale is positive, for whom, and from which day it is in force."""

    at_least: int
    since: date
    population: str = "general"
    sex: Literal["female", "male"] | None = None
    ages: Ages | None = None


class Scale(Record, frozen=True):
    """A sum over named items."""

    code: str
    name: Texts
    items: tuple[str, ...]
    missing: MissingRule
    bands: tuple[Band, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    loinc: str | None = None


class Flag(Sourced, frozen=True, kw_only=True):
    """An answer that is acted on whatever the total.

    `clock` is the level whose deadlines run until a professional has assessed the person: `unassessed` for
    an answer that must be looked into, `high` for one that leaves no doubt.
    """

    code: str
    kind: FlagKind
    item: str
    values: tuple[int, ...] = field(name="is")
    clock: Clock
    meaning: Texts


class Positive(Sourced, frozen=True, kw_only=True):
    """One way for the instrument to come out positive: a scale at its cut-off, or any of some answers."""

    code: str
    meaning: Texts
    scale: str | None = None
    any_of: tuple[Condition, ...] = ()


class Level(Sourced, frozen=True, kw_only=True):
    """A risk level and the answers that give it. Levels are listed from the most severe."""

    level: Literal["high", "moderate", "low"]
    label: Texts
    any_of: tuple[Condition, ...]


class Validity(Sourced, frozen=True, kw_only=True):
    """What a study found about the instrument in a population: for the reader, never computed with."""

    population: str
    finding: Texts


class Points(Sourced, frozen=True, kw_only=True):
    """A difference between two totals that counts."""

    points: int


class Response(Sourced, frozen=True, kw_only=True):
    """A fall of at least `fall_percent` from a baseline of at least `from_at_least`."""

    fall_percent: int
    from_at_least: int


class Crossing(Sourced, frozen=True, kw_only=True):
    """From a total of at least `from_at_least` to one below `to_below`."""

    from_at_least: int
    to_below: int


class Return(Sourced, frozen=True, kw_only=True):
    """From a total below `from_below` back to one of at least `to_at_least`.

    A relapse when fewer than `recurrence_after_days` lie between the two, otherwise a recurrence.
    """

    from_below: int
    to_at_least: int
    recurrence_after_days: int


class ChangeRules(Record, frozen=True):
    """What counts as a change on one scale. A rule that is not known for the instrument is absent."""

    scale: str
    important: Points | None = None
    reliable: Points | None = None
    response: Response | None = None
    remission: Crossing | None = None
    recovery: Crossing | None = None
    deterioration: Points | None = None
    relapse: Return | None = None


class Instrument(Sourced, frozen=True, kw_only=True, dict=True):
    """A versioned questionnaire. Old versions stay: an answer set names the version it was given in."""

    id: str
    version: str
    name: Texts
    purpose: Texts
    kind: Literal["screening", "assessment", "visit", "notice"]
    asked_by: tuple[Literal["agent", "clinician", "self"], ...]
    ages: Ages
    recall_days: int | None = None
    intro: Texts | None = None
    loinc: str | None = None
    license: License
    wording: tuple[Wording, ...]
    choices: tuple[Choices, ...] = ()
    items: tuple[Item, ...]
    scales: tuple[Scale, ...] = ()
    positive: tuple[Positive, ...] = ()
    flags: tuple[Flag, ...] = ()
    levels: tuple[Level, ...] = ()
    change: ChangeRules | None = None
    leads_to: tuple[str, ...] = ()
    validity: tuple[Validity, ...] = ()

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    @cached_property
    def items_by_code(self) -> Mapping[str, Item]:
        return {item.code: item for item in self.items}

    @cached_property
    def values(self) -> Mapping[str, Container[int]]:
        """What each item can be answered with, by its code, beside the ways of not answering."""
        return {
            item.code: range(item.number.at_least, item.number.at_most + 1)
            if item.number
            else frozenset(option.value for option in self.options(item))
            for item in self.items
        }

    @cached_property
    def gated_items(self) -> tuple[Item, ...]:
        """The items that are asked only if something was answered before."""
        return tuple(item for item in self.items if item.asked_if_all or item.asked_if_any)

    @property
    def is_branching(self) -> bool:
        return bool(self.gated_items)

    @cached_property
    def all_applicable(self) -> Mapping[str, bool]:
        return {item.code: True for item in self.items}

    @cached_property
    def options_by_choices(self) -> Mapping[str, tuple[Option, ...]]:
        return {choices.code: choices.options for choices in self.choices}

    @cached_property
    def suicide_items(self) -> tuple[str, ...]:
        """Codes of the items that ask about suicide: each must be asked, and a missing answer is a task."""
        named = {flag.item for flag in self.flags if flag.kind == "suicide"}
        named.update(condition.item for level in self.levels for condition in level.any_of)
        return tuple(item.code for item in self.items if item.code in named)

    def options(self, item: Item) -> tuple[Option, ...]:
        """The possible answers of `item`, in the order they are shown; empty for a number."""
        return self.options_by_choices[item.choices] if item.choices else ()

    def lowest_value(self, item: Item) -> int:
        """The smallest value `item` can take."""
        if item.number:
            return item.number.at_least
        return min(option.value for option in self.options(item))

    def highest_value(self, item: Item) -> int:
        """The largest value `item` can take."""
        if item.number:
            return item.number.at_most
        return max(option.value for option in self.options(item))
