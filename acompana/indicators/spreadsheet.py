"""Figures as the rows of a spreadsheet: one per figure, for the whole and for each line of the breakdowns."""

from collections.abc import Iterator, Mapping, Sequence

from acompana.indicators.expressions import By
from acompana.indicators.figures import Figures, Line, Number, Share

COLUMNS = ("key", "name", "by", "line", "value", "of", "rate", "median", "hidden", "unit", "definition")
"""`by` and `line` are empty for the whole. `value` and `of` are empty where they are hidden."""

Cells = tuple[str | int | float | bool | None, ...]


def rows(figures: Figures, breakdowns: Mapping[By, Sequence[Line]], language: str) -> Iterator[Cells]:
    """The rows below `COLUMNS`, with names and definitions in a language."""
    yield from _rows(figures, "", "", language)
    for by, lines in breakdowns.items():
        for line in lines:
            yield from _rows(line, by, line.name[language], language)


def _rows(told: Figures | Line, by: str, line: str, language: str) -> Iterator[Cells]:
    for number in told.year:
        yield _row(number, by, line, language)
    for share in told.cascade:
        yield _row(share, by, line, language)


def _row(told: Number | Share, by: str, line: str, language: str) -> Cells:
    indicator = told.indicator
    if isinstance(told, Share):
        rate = None if told.rate is None else round(told.rate, 4)
        numbers: Cells = (told.numerator, told.denominator, rate, told.median, told.numerator is None)
    else:
        numbers = (told.value, None, None, None, told.value is None)
    said = indicator.name[language], by, line
    return indicator.id, *said, *numbers, indicator.unit, indicator.definition[language]
