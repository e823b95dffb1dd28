"""CSV: text in lines, its cells parted by one sign. Which sign and which encoding, the file itself tells."""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TextIO

from acompana.exchange.tables.cells import EXCEL_BEGINS, Line
from acompana.exchange.tables.errors import Unfit, UnfitFile
from acompana.exchange.tables.header import HEADER_WITHIN, same_name

DELIMITERS = (",", ";", "\t", "|")
LONGEST_LINE = 1 << 20
"""Characters. Beyond it the file is no table, or a quote was never closed."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Delimited:
    """A CSV file. Raises UnfitFile where it is none."""

    sheet = None
    serials_begin = EXCEL_BEGINS
    rows_may_end_early = False

    def __init__(self, path: Path, wanted: Sequence[str], encoding: str | None, delimiter: str) -> None:
        self.path = path
        self.encoding = _known_encoding(encoding) if encoding else _encoding_of(path)
        self._declares_delimiter = False
        self.delimiter = delimiter or self._likeliest_delimiter(wanted)

    def lines(self) -> Iterator[Line]:
        """Every row that is not empty. A row whose quotes do not fit is given as unfit; the next one is whole again."""
        with self._open() as text:
            if self._declares_delimiter:
                text.readline(LONGEST_LINE)
            yield from self._read(text)

    def _read(self, text: TextIO) -> Iterator[Line]:
        reader = csv.reader(_bounded(text), delimiter=self.delimiter, strict=True)
        skipped = int(self._declares_delimiter)
        while True:
            first = reader.line_num + skipped + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                _refuse_unclosed(error, first)
                yield Line(first, (), _unmatched(first, reader.line_num + skipped))
                continue
            except UnicodeError as error:
                found = _("bytes that are none, after line {number}").format(number=reader.line_num + skipped)
                raise self._no_text(found) from error
            if any(cell.strip() for cell in cells):
                yield Line(first, tuple(cells))

    def _no_text(self, found: str) -> UnfitFile:
        expected = _("text in {encoding}").format(encoding=self.encoding)
        return UnfitFile(expected, found, _("Export it again as UTF-8, or name its encoding in the map."))

    def _open(self) -> TextIO:
        return self.path.open(encoding=self.encoding, newline="")

    def _likeliest_delimiter(self, wanted: Sequence[str]) -> str:
        """The sign that finds most of the wanted columns in one of the first lines."""
        try:
            with self._open() as text:
                start = [text.readline(LONGEST_LINE) for _line in range(HEADER_WITHIN)]
        except UnicodeError as error:
            raise self._no_text(_("bytes that are none")) from error
        declared = start[0].rstrip("\r\n").strip('"')
        if declared[:4].lower() == "sep=" and declared[4:] in DELIMITERS:
            self._declares_delimiter = True
            return declared[4:]
        names = {same_name(name) for name in wanted}
        return max(DELIMITERS, key=lambda sign: max(_columns_found(line, sign, names) for line in start))


def _unmatched(first: int, last: int) -> Unfit:
    found = _("others in line {number}") if first == last else _("others in lines {number} to {last}")
    return Unfit(
        "",
        _("cells in matching quotes"),
        found.format(number=first, last=last),
        _("Double the quotes that are part of the text, or remove them."),
    )


def _columns_found(line: str, delimiter: str, names: set[str]) -> int:
    return len({same_name(cell.strip('"')) for cell in line.rstrip("\r\n").split(delimiter)} & names)


def _bounded(text: TextIO) -> Iterable[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            found = _("one of more than {number} characters").format(number=LONGEST_LINE)
            raise UnfitFile(_("lines of a table"), found, _("Export it again."))
        yield line


def _refuse_unclosed(error: csv.Error, line: int) -> None:
    """Where a quote never closes, the rows after it cannot be told from the cell that it opens."""
    if "end of data" in str(error) or "field limit" in str(error):
        raise UnfitFile(
            _("every quote to be closed"),
            _("one opened in line {number} that is not").format(number=line),
            _("Correct that line."),
        ) from error


def _known_encoding(name: str) -> str:
    try:
        if not codecs.lookup(name)._is_text_encoding:
            raise LookupError
    except (LookupError, ValueError):
        raise UnfitFile(
            _("the name of an encoding, such as utf-8, utf-16 or latin-1"), f'"{name}"', _("Correct it in the map.")
        ) from None
    return name


def _encoding_of(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(1 << 16)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if wide := _wide(start):
        return wide
    return next((name for name in ("utf-8", "cp1252") if _decodes(path, name)), "latin-1")


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: most letters of Spanish leave every second byte empty."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) * 5 < len(start) or min(even, odd) * 20 > len(start):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
