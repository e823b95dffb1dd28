"""From a row of the table to what it says: who answered what, when and where. Pure."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import partial
from gettext import gettext as _
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from msgspec import Struct

from acompana.care.asking import check_answers
from acompana.care.facts import Answer, Answers, AnswersGiven
from acompana.care.facts import Sex as SexCode
from acompana.care.instruments import Instrument
from acompana.exchange.answers.map import AnswersMap, normal
from acompana.exchange.tables import (
    EXCEL,
    Cell,
    Columns,
    Line,
    Table,
    Unfit,
    cell_at,
    is_blank,
    moment_in,
    shown,
    text_of,
    whole_number,
)

OLDEST_YEAR, LONGEST_LIFE, LONGEST_KEY = 1890, 130, 200


class Row(Struct, frozen=True, gc=False):
    """One answered questionnaire. `birth_year` is the table's, or made from the age at that date."""

    number: int
    person: UUID
    happened_at: datetime
    place: str
    sex: SexCode
    birth_year: int | None
    answers: AnswersGiven


class _UnfitCell(Exception):
    def __init__(self, column: str, expected: str, found: str, remedy: str = "") -> None:
        self.unfit = Unfit(column, expected, found, remedy or _("Correct it."))


def person_of(secret: str, register: str) -> Callable[[str], UUID]:
    """A function from the keys of a register to persons: the same key is the same person in every import of this
    organization, and nobody without its secret finds the key from the person."""
    digest = hmac.new(secret.encode(), f"people of {register}".encode(), hashlib.sha256).digest()
    return partial(uuid5, UUID(bytes=digest[:16]))


class RowReader:
    """Reads the rows of one table by one map."""

    def __init__(
        self,
        map: AnswersMap,
        instrument: Instrument,
        table: Table,
        columns: Columns,
        person: Callable[[str], UUID],
        places: Mapping[str, str],
        zone: ZoneInfo,
        today: date,
    ) -> None:
        self._map = map
        self._instrument = instrument
        self._columns = columns
        self._ends_early = table.rows_may_end_early
        self._serials_begin = table.serials_begin
        self._person = person
        self._places = places
        self._zone = zone
        self._today = today
        self._width = 1 + max(columns.positions.values())
        self._meanings: dict[str, dict[str, Answer]] = {
            item: {normal(raw): answer for raw, answer in map.meanings(item).items()} for item in map.items
        }
        self._sexes = {normal(raw): sex for raw, sex in map.sex.codes.items()} if map.sex else {}
        self._place_codes = {normal(raw): code for raw, code in map.place.codes.items()}

    def read(self, line: Line) -> Row | Unfit:
        """What a row says, or the first reason why it cannot be used."""
        if line.unfit:
            return line.unfit
        try:
            self._refuse_ragged(line)
            moment = self._moment(line)
            return Row(
                number=line.number,
                person=self._person(self._key(line)),
                happened_at=moment,
                place=self._place(line),
                sex=self._sex(line),
                birth_year=self._birth_year(line, moment),
                answers=AnswersGiven(
                    instrument=self._instrument.id,
                    version=self._instrument.version,
                    answers=self._answers(line),
                    mode="imported",
                    language=self._map.language,
                    population=self._map.population,
                ),
            )
        except _UnfitCell as error:
            return error.unfit

    def _refuse_ragged(self, line: Line) -> None:
        """A row of another length has its cells in other columns: a sign that parts cells stands inside one."""
        names = len(self._columns.names)
        too_long = any(not is_blank(cell) for cell in line.cells[names:])
        if not self._ends_early and (len(line.cells) < self._width or too_long):
            remedy = _("Put quotes around cells that hold the sign that parts them; add the cells that are missing.")
            raise _UnfitCell("", _("{number} cells").format(number=names), f"{len(line.cells)}", remedy)

    def _cell(self, line: Line, column: str) -> Cell:
        return cell_at(line.cells, self._columns.positions[column])

    def _text(self, line: Line, column: str) -> str:
        text = text_of(self._cell(line, column))
        if "\x00" in text:
            raise _UnfitCell(column, _("text"), _("a NUL character"), _("Remove it."))
        return text

    def _key(self, line: Line) -> str:
        person = self._map.person
        key = self._text(line, person.column)
        if not key:
            remedy = _("Write the key in each row; where cells are merged, part them first.")
            raise _UnfitCell(person.column, _("the key of a person"), _("an empty cell"), remedy)
        if len(key) > LONGEST_KEY:
            expected = _("a key of at most {number} characters").format(number=LONGEST_KEY)
            raise _UnfitCell(person.column, expected, f"{len(key)}")
        return _padded(key, person.digits)

    def _moment(self, line: Line) -> datetime:
        when = self._map.date
        cell = self._cell(line, when.column) if when.column else None
        said = when.default if is_blank(cell) else moment_in(cell, when.format, self._serials_begin)
        column = when.column or "date"
        if said is None:
            expected = (
                _("a date like {example}") if when.default else _("a date like {example}, as there is no default")
            )
            found = shown(text_of(cell)) if not is_blank(cell) else _("an empty cell")
            raise _UnfitCell(column, expected.format(example=_example(when.format)), found)
        day = said.date() if isinstance(said, datetime) else said
        if day.year < OLDEST_YEAR or day > self._today:
            expected = _("a day from {year} until today").format(year=OLDEST_YEAR)
            raise _UnfitCell(column, expected, day.isoformat())
        # Noon stands for a day alone: in UTC it is the same day, from twelve hours west of it to twelve east.
        local = said if isinstance(said, datetime) else datetime.combine(said, time(12))
        return (local if local.tzinfo else local.replace(tzinfo=self._zone)).astimezone(UTC)

    def _place(self, line: Line) -> str:
        where = self._map.place
        text = self._text(line, where.column) if where.column else ""
        if not text and where.default:
            return where.default
        code = self._place_codes.get(normal(text)) or _padded(text, where.digits)
        if code in self._places:
            return code
        raise _UnfitCell(
            where.column or "place",
            _("the code of a place of this organization"),
            shown(text) if text else _("none"),
            _("Correct it; or say in the map what it means (place.codes), or how long codes are (place.digits)."),
        )

    def _sex(self, line: Line) -> SexCode:
        sex = self._map.sex
        text = self._text(line, sex.column) if sex else ""
        if sex is None or (not text and "" not in self._sexes):
            return "unknown"
        found = self._sexes.get(normal(text))
        if found is None:
            raise _UnfitCell(sex.column, _one_of(sex.codes), shown(text))
        return found

    def _birth_year(self, line: Line, moment: datetime) -> int | None:
        year = moment.astimezone(self._zone).year
        if self._map.birth_year:
            column = self._map.birth_year.column
            return self._number(line, column, _year_of_birth, OLDEST_YEAR, year)
        if self._map.age:
            age = self._number(line, self._map.age.column, _age, 0, LONGEST_LIFE)
            return None if age is None else max(year - age, OLDEST_YEAR)
        return None

    def _number(self, line: Line, column: str, expected: Callable[[], str], low: int, high: int) -> int | None:
        text = self._text(line, column)
        if not text:
            return None
        number = whole_number(text.rstrip("+"))
        if number is None or not low <= number <= high:
            raise _UnfitCell(column, expected().format(low=low, high=high), shown(text))
        return number

    def _answers(self, line: Line) -> Answers:
        answers: Answers = {}
        for item, column in self._map.items.items():
            text = self._text(line, column)
            answer = self._meanings[item].get(normal(text))
            if answer is None:
                meanings = self._map.meanings(item)
                remedy = _("Correct it, or say in the map what it means.")
                raise _UnfitCell(column, _one_of(meanings), shown(text) if text else _("an empty cell"), remedy)
            answers[item] = answer
        if problems := check_answers(self._instrument, answers):
            first = problems[0]
            expected = _("an answer to {item}").format(item=first.item)
            raise _UnfitCell(self._map.items[first.item], expected, first.found)
        return answers


def _example(format: str) -> str:
    """The last day of 2025, written so."""
    return "46022" if format == EXCEL else date(2025, 12, 31).strftime(format)


def _padded(text: str, digits: int | None) -> str:
    return text.zfill(digits) if digits and text.isdecimal() else text


def _one_of(codes: Mapping[str, object]) -> str:
    written = [raw if raw else _("nothing") for raw in codes]
    return _("one of {names}").format(names=", ".join(written[:20]) + (" …" if len(written) > 20 else ""))


def _year_of_birth() -> str:
    return _("a year of birth from {low} to {high}, or nothing")


def _age() -> str:
    return _("an age in years from {low} to {high}, or nothing")
