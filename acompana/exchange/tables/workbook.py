"""XLSX: a sheet of a workbook, read as a stream, with what is wrong with it found before a row of it is used."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from acompana.exchange.tables.cells import Cell, Line, is_blank
from acompana.exchange.tables.errors import UnfitFile

LARGEST_SHEET = 4 << 30
LARGEST_PART = 256 << 20
"""Bytes, unpacked. Sheets are read as a stream; the other parts of a workbook, its texts among them, are kept in
memory."""


class Workbook:
    """One sheet of an XLSX file. Raises UnfitFile where the file is broken or the sheet is not to be told."""

    delimiter = None
    encoding = None
    rows_may_end_early = True  # empty cells at the end of a row are not written

    def __init__(self, path: Path, sheet: str | None) -> None:
        self.path = path
        _refuse_broken(path)
        opened = self._open()
        try:
            self.sheet = _choose(opened, sheet)
            self.serials_begin: datetime = opened.epoch
        finally:
            opened.close()

    def lines(self) -> Iterator[Line]:
        """Every row that is not empty, with the number that the sheet shows."""
        opened = self._open()
        try:
            for number, cells in _rows(opened, self.sheet):
                if not all(map(is_blank, cells)):
                    yield Line(number, cells)
        except UnfitFile:
            raise
        except Exception as error:  # whatever openpyxl stumbles on in a sheet that is not one
            raise _broken(_("a sheet that breaks off or is not well formed")) from error
        finally:
            opened.close()

    def _open(self) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of charts and styles that it leaves out
                return load_workbook(self.path, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl has no error of its own for a workbook that is none
            raise _broken(_("a file with other parts, or broken ones")) from error


def _rows(opened: Any, sheet: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    worksheet = opened[sheet]
    with opened._archive.open(worksheet._worksheet_path) as source, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser = _Parser(
            source,
            worksheet._shared_strings,
            data_only=True,
            epoch=opened.epoch,
            date_formats=opened._date_formats,
            timedelta_formats=opened._timedelta_formats,
        )
        for number, cells in parser.parse():
            yield number, _in_columns(cells)


class _Parser(WorkSheetParser):  # type: ignore[misc]
    """openpyxl's own reader of a sheet, which takes a formula without a result for an empty cell."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        is_formula = element.find(FORMULA_TAG) is not None
        if is_formula and cell["value"] is None and element.get("t") != "str":  # "str" is a result, of no letters
            cell["value"] = _("a formula that was never calculated")
        return cell


def _in_columns(cells: list[dict[str, Any]]) -> tuple[Cell, ...]:
    row: list[Cell] = [None] * max((cell["column"] for cell in cells), default=0)
    for cell in cells:
        row[cell["column"] - 1] = cell["value"]
    return tuple(row)


def _choose(opened: Any, sheet: str | None) -> str:
    states: dict[str, str] = {worksheet.title: worksheet.sheet_state for worksheet in opened.worksheets}
    visible = [name for name, state in states.items() if state == "visible"]
    if sheet is None and len(visible) == 1:
        return visible[0]
    if sheet in states:
        assert sheet is not None
        return sheet
    hidden = [name for name in states if name not in visible]
    names = {"visible": ", ".join(visible) or _("none"), "hidden": ", ".join(hidden)}
    found = _("the visible {visible} and the hidden {hidden}") if hidden else _("the visible {visible}")
    expected = _('a sheet named "{name}"').format(name=sheet) if sheet else _("one visible sheet")
    raise UnfitFile(expected, found.format(**names), _('Name one in the map: sheet = "…".'))


def _refuse_broken(path: Path) -> None:
    """Read every part once: what was cut off, altered, locked or made to burst memory is found now."""
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                _refuse_bursting(archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise _broken(_("a file that breaks off, was altered, or is locked")) from error


def _refuse_bursting(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    largest = LARGEST_SHEET if part.filename.startswith("xl/worksheets/") else LARGEST_PART
    size = 0
    with archive.open(part) as stream:
        while chunk := stream.read(1 << 20):
            size += len(chunk)
            if size > largest:
                raise UnfitFile(
                    _("parts of at most {number} MB").format(number=largest >> 20),
                    _("{part}, which is larger").format(part=part.filename[:60]),
                    _("Save it as CSV."),
                )


def _broken(found: str) -> UnfitFile:
    remedy = _("Open it in a spreadsheet program and save it again, or as CSV.")
    return UnfitFile(_("a whole XLSX workbook"), found, remedy)
