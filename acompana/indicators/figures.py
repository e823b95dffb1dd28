"""The figures of a period: what the desk and the command line show.

    figures = year_table(2026)
    for number in figures.year:
        print(number.indicator.name["es"], number.value)

A value that is None is hidden because it is about too few people.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis
from django.conf import settings
from msgspec import Struct
from msgspec.structs import replace

from acompana.bundle import current
from acompana.bundle.indicators import Counting, Indicator, IndicatorSet
from acompana.care.content import Texts
from acompana.caseload.rows import MAIN_PROGRAM
from acompana.indicators.expressions import EXPRESSIONS, By, Period, numbers, passes
from acompana.indicators.hiding import hidden, is_small
from acompana.indicators.opened import opened
from acompana.indicators.tables import UNKNOWN
from acompana.indicators.writing import NotCounted as NotCounted
from acompana.indicators.writing import manifest
from acompana.people.models import Organization, Place


class Number(Struct, frozen=True):
    """One number. Its indicator's texts are filled in."""

    indicator: Indicator
    value: int | None


class Share(Struct, frozen=True):
    """One number of how many. The median is absent where none is told, or half were not reached."""

    indicator: Indicator
    numerator: int | None
    denominator: int | None
    median: float | None = None

    @property
    def rate(self) -> float | None:
        """From 0 to 1; None of nobody, or where one of the two is hidden."""
        return self.numerator / self.denominator if self.numerator is not None and self.denominator else None


class Figures(Struct, frozen=True):
    """The figures of one period."""

    start: date
    end: date  # the first day that is not in it
    as_of: date  # the day of the last record in the tables
    smallest_cell: int
    year: tuple[Number, ...]
    cascade: tuple[Share, ...]


class Line(Struct, frozen=True):
    """The figures of one month, place, sex, age group or mother tongue."""

    code: str
    name: Texts
    year: tuple[Number, ...]
    cascade: tuple[Share, ...]  # without those that have no months, by month


def flat_folder() -> Path:
    """Where this organization's flat tables are."""
    return Path(settings.DATA_DIR) / "flat"


def year_table(year: int, *, places: Sequence[str] | None = None, folder: Path | None = None) -> Figures:
    """The figures of one of the organization's years (see `Organization.year`).

    `places` keeps only the people who live in one of these places, given by their codes. Raises NotCounted where the
    flat tables have not been written yet.
    """
    start, end = Organization.objects.get().year(year)
    return period_table(start, end, places=places, folder=folder)


def years(folder: Path | None = None) -> range:
    """The organization's years from which there are records, the running one included."""
    folder = folder or flat_folder()
    present = manifest(folder)
    ((first,),) = opened(folder / present.generation).execute('SELECT min("on") FROM person_month').fetchall()
    year_of = Organization.objects.get().year_of
    last = year_of(present.basis.as_of)
    return range(min(year_of(first), last) if first else last, last + 1)


def period_table(start: date, end: date, *, places: Sequence[str] | None = None, folder: Path | None = None) -> Figures:
    """The figures of whole months, from `start` until before `end`; both are first days of a month."""
    assert start.day == end.day == 1
    as_of, found = _counted(start, end, None, places, folder)
    indicators = _indicators()
    smallest = Organization.objects.get().smallest_cell
    cells = found.get(None, {})
    return Figures(
        start=start,
        end=end,
        as_of=as_of,
        smallest_cell=smallest,
        year=tuple(_number(i, cells, is_hidden=_is_small(i, cells, smallest)) for i in indicators.year),
        cascade=tuple(_share(i, cells, *_small_parts(i, cells, smallest)) for i in indicators.cascade),
    )


def breakdown(
    start: date, end: date, by: By, *, places: Sequence[str] | None = None, folder: Path | None = None
) -> tuple[Line, ...]:
    """The figures of whole months told apart by month, place (district), sex, age group or mother tongue.

    A cell that is shown does not give away one that is hidden."""
    as_of, found = _counted(start, end, by, places, folder)
    indicators = _indicators()
    smallest = Organization.objects.get().smallest_cell
    names = _line_names(by, start, min(end, as_of), found)
    lines = [found.get(code, {}) for code in names]
    told = [i for i in indicators.cascade if by != "month" or not EXPRESSIONS[i.counts].has_no_months]
    year = [_numbers_down(i, lines, smallest) for i in indicators.year]
    cascade = [_shares_down(i, lines, smallest) for i in told]
    return tuple(
        Line(code, name, tuple(down[n] for down in year), tuple(down[n] for down in cascade))
        for n, (code, name) in enumerate(names.items())
    )


# --- Counting --------------------------------------------------------------------------------------------------------

Cells = Mapping[str, Any]
"""By name of the column: how many there are, and of how many people."""


def _indicators() -> IndicatorSet:
    """The indicators of the present content, their texts filled in."""
    return _filled_set(current().hash)


@lru_cache(maxsize=4)
def _filled_set(content: str) -> IndicatorSet:
    written = current().indicator_set(MAIN_PROGRAM)
    return replace(
        written,
        year=tuple(_filled(i, written.counting) for i in written.year),
        cascade=tuple(_filled(i, written.counting) for i in written.cascade),
    )


def _filled(indicator: Indicator, counting: Counting) -> Indicator:
    values = {
        "days": indicator.days,
        "hours": indicator.hours,
        "sessions": counting.enough_sessions,
        "visit_kept": counting.visit_kept_within_days,
        "silence": counting.silence.days,
        "silence_at_risk": counting.silence.days_at_risk,
    }
    texts = {name: getattr(indicator, name) for name in ("name", "definition", "numerator", "denominator")}
    return replace(
        indicator,
        **{
            name: {language: words.format_map(values) for language, words in text.items()}
            for name, text in texts.items()
            if text
        },
    )


def _counted(
    start: date, end: date, by: By | None, places: Sequence[str] | None, folder: Path | None
) -> tuple[date, dict[str | None, dict[str, Any]]]:
    """Until when, and everything that is counted, by the code of the line; the whole has none."""
    folder = folder or flat_folder()
    present = manifest(folder)
    period = Period(start, end, present.basis.as_of)
    tables = opened(folder / present.generation)
    found: dict[str | None, dict[str, Any]] = {}
    for statement in _statements(period, by, None if places is None else tuple(places), current().hash):
        answer = tables.execute(statement)
        columns = [column[0] for column in answer.description]
        for row in answer.fetchall():
            cells = dict(zip(columns, row, strict=True))
            found.setdefault(_code(cells.pop("group", None)), {}).update(cells)
    return present.basis.as_of, found


@lru_cache(maxsize=128)
def _statements(period: Period, by: By | None, places: tuple[str, ...] | None, content: str) -> tuple[str, ...]:
    """The indicators as DuckDB reads them, one statement for each kind of cases."""
    indicators = _filled_set(content)
    gathered = passes((*indicators.year, *indicators.cascade), indicators.counting, period, by)
    return tuple(
        ibis.to_sql(numbers(cases, wanted, those, places), dialect="duckdb")
        for (cases, wanted), those in gathered.items()
    )


def _code(group: object) -> str | None:
    return f"{group:%Y-%m}" if isinstance(group, date) else group if isinstance(group, str) else None


# --- From cells to figures -------------------------------------------------------------------------------------------


def _number(indicator: Indicator, cells: Cells, *, is_hidden: bool) -> Number:
    return Number(indicator, None if is_hidden else _value(indicator, cells, "numerator"))


def _share(indicator: Indicator, cells: Cells, numerator_hidden: bool, denominator_hidden: bool) -> Share:
    median = cells.get(f"{indicator.id}_median")
    is_told = median is not None and indicator.days is not None and median <= indicator.days
    return Share(
        indicator,
        None if numerator_hidden else _value(indicator, cells, "numerator"),
        None if denominator_hidden else _value(indicator, cells, "denominator"),
        median if is_told and not numerator_hidden else None,
    )


def _value(indicator: Indicator, cells: Cells, part: str) -> int:
    column = f"{indicator.id}_{part}"
    return int(cells.get(f"{column}_people" if indicator.unit == "people" else column) or 0)


def _people(indicator: Indicator, cells: Cells, part: str) -> int:
    return int(cells.get(f"{indicator.id}_{part}_people") or 0)


def _is_small(indicator: Indicator, cells: Cells, smallest: int, part: str = "numerator") -> bool:
    return is_small(_people(indicator, cells, part), smallest)


def _small_parts(indicator: Indicator, cells: Cells, smallest: int) -> tuple[bool, bool]:
    """Whether the numerator and the denominator are hidden. Of too few, no number is told at all."""
    denominator = _is_small(indicator, cells, smallest, "denominator")
    return denominator or _is_small(indicator, cells, smallest), denominator


def _numbers_down(indicator: Indicator, lines: Sequence[Cells], smallest: int) -> list[Number]:
    """One indicator in every line."""
    gone = hidden([_people(indicator, cells, "numerator") for cells in lines], smallest)
    return [_number(indicator, cells, is_hidden=n in gone) for n, cells in enumerate(lines)]


def _shares_down(indicator: Indicator, lines: Sequence[Cells], smallest: int) -> list[Share]:
    no_denominator = hidden([_people(indicator, cells, "denominator") for cells in lines], smallest)
    numerators = [_people(indicator, cells, "numerator") for cells in lines]
    no_numerator = hidden(numerators, smallest, also=no_denominator)
    return [_share(indicator, cells, n in no_numerator, n in no_denominator) for n, cells in enumerate(lines)]


# --- What lines are called -------------------------------------------------------------------------------------------


def _line_names(by: By, start: date, until: date, found: Iterable[str | None]) -> dict[str, Texts]:
    """The lines in order, by code. Every month of the period has one, be it empty."""
    codes = {code for code in found if code is not None}
    if by == "month":
        return {month: {"es": month, "en": month} for month in sorted(codes | set(_months(start, until)))}
    words = current().words
    unknown = words["figures.unknown"]
    if by == "place":
        named = dict(Place.objects.filter(code__in=codes).values_list("code", "name"))
        ordered = sorted(codes, key=lambda code: (code not in named, named.get(code, code)))
        return {code: {"es": named[code], "en": named[code]} if code in named else unknown for code in ordered}
    if by == "language":
        return _languages(codes)
    if by == "sex":
        return {sex: words[f"figures.{sex}"] for sex in ("female", "male", "intersex", UNKNOWN) if sex in codes}
    groups = {group.code: group.name for group in _indicators().counting.age_groups} | {UNKNOWN: unknown}
    return {code: name for code, name in groups.items() if code in codes}


def _languages(codes: set[str]) -> dict[str, Texts]:
    """Mother tongues in the order of their codes, the unknown last. One without words is called by its code."""
    words = current().words
    told = sorted(codes - {UNKNOWN})
    names = {code: words.get(f"figures.language_{code}", {"es": code, "en": code}) for code in told}
    return names | ({UNKNOWN: words["figures.unknown"]} if UNKNOWN in codes else {})


def _months(start: date, until: date) -> Iterable[str]:
    year, month = start.year, start.month
    while date(year, month, 1) < until:
        yield f"{year}-{month:02d}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
