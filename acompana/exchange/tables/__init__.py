"""Tables as people keep them: CSV in any dialect and encoding, or a sheet of an XLSX workbook.

A table gives its lines one at a time, as often as it is asked, in memory that does not grow with the file.
"""

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path

from acompana.exchange.tables.cells import EXCEL, Cell, Line, is_blank, moment_in, shown, text_of, whole_number
from acompana.exchange.tables.delimited import Delimited
from acompana.exchange.tables.errors import Unfit, UnfitFile
from acompana.exchange.tables.header import Columns, cell_at, find_columns, same_name
from acompana.exchange.tables.workbook import Workbook

__all__ = [
    "EXCEL",
    "Cell",
    "Columns",
    "Line",
    "Table",
    "Unfit",
    "UnfitFile",
    "cell_at",
    "find_columns",
    "is_blank",
    "moment_in",
    "open_table",
    "same_name",
    "shown",
    "text_of",
    "whole_number",
]

Table = Delimited | Workbook

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also what Excel makes of a workbook with a password
_ZIP = b"PK"


def open_table(
    path: Path, wanted: Sequence[str], *, sheet: str | None = None, encoding: str | None = None, delimiter: str = ""
) -> Table:
    """The table in a file, whatever its name says it is. Raises UnfitFile for what is none.

    Args:
        path: the file.
        wanted: names of columns that it should have; they tell which sign parts the cells.
        sheet: of a workbook; needed where more than one is visible, or the one is hidden.
        encoding: of a CSV file; found out unless said.
        delimiter: of a CSV file; found out unless said.
    """
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise UnfitFile(
            _("a file that can be read"), _(error.strerror or "none"), _("Check its name and its rights.")
        ) from error
    if not start.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise UnfitFile(_("a table"), _("an empty file"), _("Export it again."))
    if start.startswith(_OLD_EXCEL):
        raise UnfitFile(
            _("CSV or XLSX"),
            _("an old Excel file, or one with a password"),
            _("Save it as .xlsx, without a password."),
        )
    if start.startswith(_ZIP):
        return Workbook(path, sheet)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:6].lower().startswith((b"<html", b"<table", b"<!doc", b"<?xml")):
        raise UnfitFile(_("CSV or XLSX"), _("a web page"), _("Open it in a spreadsheet program and save it as .xlsx."))
    return Delimited(path, wanted, encoding, delimiter)
