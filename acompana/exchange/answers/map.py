"""The map: what the columns and the codes of somebody's table mean. A TOML file that its author can read aloud.

Everything wrong with a map is reported at once, each with its line, before the table is opened.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cached_property, lru_cache
from gettext import gettext as _
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from acompana.bundle import Breach, Bundle, UnfitContent
from acompana.bundle.lines import Lines
from acompana.bundle.lines import Path as Place
from acompana.bundle.shape import Misfit, misfits, one_of
from acompana.care.asking import check_answers
from acompana.care.facts import Answer, Code
from acompana.care.facts import Sex as SexCode
from acompana.care.instruments import Instrument
from acompana.exchange.tables import EXCEL, same_name, whole_number
from acompana.ledger.checks import populations_of

Name = Annotated[str, Meta(min_length=1, max_length=200)]
"""Of a column, as the table writes it."""
Raw = Annotated[str, Meta(max_length=200)]
"""What a cell may hold."""
Digits = Annotated[int, Meta(ge=1, le=20)]
LARGEST_MAP = 1 << 20


class UnfitMap(UnfitContent):
    """The map cannot be used. `breaches` holds everything wrong with it."""


class _Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of the tables below: a misspelled key is an error."""


class Person(_Part, frozen=True, kw_only=True):
    """Who answered: a key that stands for the person. `register` names whose numbering the keys are: two tables whose
    keys mean the same people name the same register, and meet. `digits` gives a key its lost zeros back."""

    column: Name
    register: Code
    digits: Digits | None = None


class Sex(_Part, frozen=True, kw_only=True):
    column: Name
    codes: Mapping[Raw, SexCode]


class Column(_Part, frozen=True, kw_only=True):
    column: Name


class When(_Part, frozen=True, kw_only=True):
    """The day, or the day and the hour. `format` is as Python's strptime reads it, or "excel" for Excel's numbers."""

    column: Name | None = None
    format: str = "%Y-%m-%d"
    default: date | None = None


class Where(_Part, frozen=True, kw_only=True):
    """The code of the place where the person lives; `codes` translates what the table writes instead."""

    column: Name | None = None
    digits: Digits | None = None
    codes: Mapping[Raw, Code] = {}
    default: Code | None = None


class AnswersMap(_Part, frozen=True, kw_only=True, dict=True):
    """How to read one table of answers to one instrument.

    `follow_up` says who follows what the answers show. "here": each suicide flag opens an alert, as any other would.
    "anonymous": the answers name nobody whom anybody could call, so they are scored and counted, and not recorded.
    """

    instrument: Code
    version: Code
    population: Code | None = None
    language: Code = "es"
    follow_up: Literal["here", "anonymous"] = "here"
    sheet: str | None = None
    encoding: str | None = None
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    person: Person
    sex: Sex | None = None
    age: Column | None = None
    birth_year: Column | None = None
    date: When
    place: Where
    items: Mapping[str, Name]
    not_in_file: tuple[str, ...] = ()
    answers: Mapping[Raw, Answer] = {}
    answers_of: Mapping[str, Mapping[Raw, Answer]] = {}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column that the map names, once."""
        parts = (self.person, self.sex, self.age, self.birth_year, self.date, self.place)
        named = [part.column for part in parts if part and part.column]
        return tuple(dict.fromkeys([*named, *self.items.values()]))

    def meanings(self, item: str) -> Mapping[Raw, Answer]:
        """What the cells of an item's column mean."""
        return self.answers_of.get(item, self.answers)


@lru_cache(maxsize=4096)  # a table of answers has few different cells
def normal(raw: str) -> str:
    """Codes are the same whatever their capitals and spaces, and however a number is written: "1", "01", "1.0"."""
    text = same_name(raw)
    number = whole_number(text)
    return text if number is None else str(number)


def read_map(path: Path, bundle: Bundle, instrument: str, places: Mapping[str, str]) -> AnswersMap:
    """Read a map and check it against the content and the places there are. Raises UnfitMap.

    Args:
        path: the TOML file.
        bundle: the content in force.
        instrument: the one that the answers are to be imported as; the map must be for it.
        places: the path of every place, by code.
    """
    text = _text(path)
    try:
        parsed = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnfitMap([Breach("not_toml", path.name, 0, "", "TOML", str(error)[:200])]) from error
    lines = Lines(text)

    def refuse(found: list[Misfit]) -> None:
        if found:
            raise UnfitMap(
                Breach(m.code, path.name, lines.line_of(m.path), ".".join(map(str, m.path)), m.expected, m.found)
                for m in found
            )

    refuse(list(misfits(AnswersMap, parsed)))
    read = msgspec.convert(parsed, AnswersMap)
    refuse([*_of_instrument(read, bundle, instrument), *_of_place(read, places), *_of_parts(read)])
    return read


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_MAP:
            raise UnfitMap(
                [
                    Breach(
                        "wrong_value",
                        path.name,
                        0,
                        "",
                        _("at most {number} bytes").format(number=LARGEST_MAP),
                        _("more"),
                    )
                ]
            )
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnfitMap([Breach("not_toml", path.name, 0, "", _("text in UTF-8"), _("other bytes"))]) from error
    except OSError as error:
        found = _(error.strerror or "none")
        raise UnfitMap([Breach("wrong_place", path.name, 0, "", _("a file that can be read"), found)]) from error


def _of_instrument(map: AnswersMap, bundle: Bundle, wanted: str) -> Iterator[Misfit]:
    if map.instrument != wanted:
        expected = _("{name}, as --instrument says").format(name=wanted)
        yield Misfit("wrong_value", ("instrument",), expected, map.instrument)
        return
    instrument = bundle.instrument(map.instrument, map.version)
    if instrument is None:
        known = sorted({f"{i.id} {i.version}" for i in bundle.instruments})
        found = f"{map.instrument} {map.version}"
        yield Misfit("unknown_reference", ("version",), one_of(known), found)
        return
    populations = populations_of(instrument)
    if map.population is not None and map.population not in populations:
        yield Misfit("unknown_reference", ("population",), one_of(populations), map.population)
    yield from _of_items(map, instrument)
    yield from _of_answers(map, instrument)


def _of_items(map: AnswersMap, instrument: Instrument) -> Iterator[Misfit]:
    """Each item is either in the table or said not to be: nothing is missing by an oversight."""
    codes = list(instrument.items_by_code)
    named: list[tuple[Place, str]] = [(("items", code), code) for code in map.items]
    named += [(("not_in_file", n), code) for n, code in enumerate(map.not_in_file)]
    named += [(("answers_of", code), code) for code in map.answers_of]
    for path, code in named:
        if code not in codes:
            yield Misfit("unknown_reference", path, one_of(codes), code[:60])
    for code in codes:
        if code not in map.items and code not in map.not_in_file:
            expected = _("the column of {item}, or {item} in not_in_file").format(item=code)
            yield Misfit("missing_key", ("items",), expected, _("neither"))
        if code in map.items and code in map.not_in_file:
            expected = _("{item} in one place").format(item=code)
            yield Misfit("duplicate", ("not_in_file",), expected, _("it in items too"))
    taken: dict[str, str] = {}
    for code, column in map.items.items():
        other = taken.setdefault(same_name(column), code)
        if other != code:
            found = _("that of {item}").format(item=other)
            yield Misfit("duplicate", ("items", code), _("a column of its own"), found)


def _of_answers(map: AnswersMap, instrument: Instrument) -> Iterator[Misfit]:
    tables: list[tuple[Place, Mapping[str, Answer], list[str]]] = [
        (("answers_of", item), meanings, [item]) for item, meanings in map.answers_of.items()
    ]
    rest = [item for item in map.items if item not in map.answers_of]
    if rest:
        tables.append((("answers",), map.answers, rest))
    for path, meanings, items in tables:
        if not meanings:
            yield Misfit("missing_key", path, _("what the cells mean, one line each"), _("nothing"))
        known: dict[str, Answer] = {}
        for raw, answer in meanings.items():
            if known.setdefault(normal(raw), answer) != answer:
                yield Misfit("duplicate", (*path, raw), _("one meaning for it"), _("another, written differently"))
            if not any(_can_answer(instrument, item, answer) for item in items):
                expected = _("an answer to {item}").format(item=items[0][:60])
                yield Misfit("impossible_answer", (*path, raw), expected, str(answer)[:60])


def _can_answer(instrument: Instrument, item: str, answer: Answer) -> bool:
    return item not in instrument.items_by_code or not check_answers(instrument, {item: answer})


def _of_place(map: AnswersMap, places: Mapping[str, str]) -> Iterator[Misfit]:
    named: list[tuple[Place, str]] = [(("place", "codes", raw), code) for raw, code in map.place.codes.items()]
    if map.place.default:
        named.append((("place", "default"), map.place.default))
    for path, code in named:
        if code not in places:
            yield Misfit("unknown_reference", path, _("the code of a place of this organization"), code)


def _of_parts(map: AnswersMap) -> Iterator[Misfit]:
    if not map.items:
        yield Misfit("missing_key", ("items",), _("at least one column of answers"), _("none"))
    for name, part in (("date", map.date), ("place", map.place)):
        if part.column is None and part.default is None:
            yield Misfit("missing_key", (name,), _("column, default, or both"), _("neither"))
    if map.age and map.birth_year:
        yield Misfit("unknown_key", ("age",), _("age or birth_year"), _("both"))
    if map.date.column and not _tells_the_day(map.date.format):
        expected = _('day, month and year, such as "%d/%m/%Y"')
        yield Misfit("wrong_value", ("date", "format"), expected, map.date.format[:60])


def _tells_the_day(format: str) -> bool:
    """Whether dates written in a format can be read back from it."""
    if format == EXCEL:
        return True
    day = datetime(2023, 11, 26, 13, 5)  # noqa: DTZ001 (a calendar day, in no zone)
    try:
        return datetime.strptime(day.strftime(format), format).date() == day.date()  # noqa: DTZ007
    except (ValueError, UnicodeError):
        return False
