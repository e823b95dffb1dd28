"""Cells: what stands in one, read as text, as a whole number or as a moment."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from acompana.exchange.tables.errors import Unfit

Cell = str | int | float | bool | datetime | time | timedelta | None
"""CSV has text only. A workbook keeps numbers and dates as such, unless somebody stored them as text."""

SPACES = re.compile(r"\s+")
_WHOLE = re.compile(r"([+-]?)0*(\d{1,18})(?:[.,]0*)?")
EXCEL_BEGINS = datetime(1899, 12, 30)  # noqa: DTZ001 (a calendar day, in no zone)
_LAST_SERIAL = 2_950_000  # the year 9976
EXCEL = "excel"
"""The format of dates that are written as Excel counts them: days since 1899-12-30."""


class Line(Struct, frozen=True, gc=False):
    """One row: its number as an editor or a spreadsheet shows it, and its cells; or why it cannot be read."""

    number: int
    cells: tuple[Cell, ...]
    unfit: Unfit | None = None


def text_of(cell: Cell) -> str:
    """A cell as text on one line: 1.0 is "1", true is "true", spaces at the ends and doubled ones are gone."""
    match cell:
        case None:
            return ""
        case str():
            return SPACES.sub(" ", unicodedata.normalize("NFC", cell)).strip()
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case _:
            return str(cell)


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def whole_number(text: str) -> int | None:
    """The whole number that a text writes, in any of "1", "01", "1.0", "1,00"; None where it is none."""
    written = _WHOLE.fullmatch(text)
    return int(written[1] + written[2]) if written else None


def moment_in(cell: Cell, format: str, serials_begin: datetime = EXCEL_BEGINS) -> datetime | date | None:
    """The date or moment in a cell, None where there is none.

    Args:
        cell: one that the workbook itself keeps as a date needs no format.
        format: as strptime reads it, or "excel" for days since `serials_begin`. A number in a workbook that does not
            fit the format is read so too. A moment carries no time zone unless its text does.
        serials_begin: day 0 of the workbook.
    """
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    text = text_of(cell)
    if format != EXCEL:
        try:
            read = datetime.strptime(text, format)  # noqa: DTZ007 (the table tells no zone)
        except (ValueError, re.error):
            if isinstance(cell, (str, bool)):
                return None
        else:
            return read if _tells_time(format) else read.date()
    return _from_serial(text, serials_begin)


def _tells_time(format: str) -> bool:
    return any(sign in format for sign in ("%H", "%I", "%c", "%X"))


def _from_serial(text: str, begin: datetime) -> datetime | date | None:
    try:
        days = float(text.replace(",", "."))
    except ValueError:
        return None
    if not 1 <= days <= _LAST_SERIAL:
        return None
    moment = begin + timedelta(seconds=round(days * 86400))
    return moment.date() if days == int(days) else moment


def shown(text: str) -> str:
    """A text as it may stand in a message: in quotes, on one line, and short."""
    line = "".join(sign if sign.isprintable() else "·" for sign in text)
    return f'"{line}"' if len(line) <= 40 else f'"{line[:37]}…"'
