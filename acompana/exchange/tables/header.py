"""Which column is which: by name, never by position."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from gettext import gettext as _

from msgspec import Struct

from acompana.exchange.tables.cells import SPACES, Cell, Line, text_of
from acompana.exchange.tables.errors import UnfitFile

HEADER_WITHIN = 20
"""Titles and notes may stand above the names of the columns, in so many rows at most."""


class Columns(Struct, frozen=True):
    """The row with the names, and where each column stands in it."""

    number: int
    names: tuple[str, ...]
    positions: dict[str, int]


def same_name(name: str) -> str:
    """Names of columns are the same whatever their capitals, accents' encoding and spaces."""
    return SPACES.sub(" ", unicodedata.normalize("NFKC", name)).strip().casefold()


def find_columns(lines: Iterable[Line], wanted: Sequence[str]) -> Columns:
    """Find the wanted columns in the first row that has all of them. Raises UnfitFile where none has.

    A name that two columns bear means neither: "name#2" is the second of them.
    """
    best: tuple[int, Line] | None = None
    for line in _first(lines):
        names = [text_of(cell) for cell in line.cells]
        here = _positions(names)
        missing = [name for name in wanted if same_name(name) not in here]
        if not missing:
            positions = {name: here[same_name(name)] for name in wanted}
            _refuse_ambiguous(names, wanted)
            return Columns(line.number, tuple(names), positions)
        if best is None or len(missing) < best[0]:
            best = len(missing), line
    raise _none_has_all(best[1] if best else None, wanted)


def _first(lines: Iterable[Line]) -> Iterator[Line]:
    for count, line in enumerate(lines):
        if count == HEADER_WITHIN:
            return
        if not line.unfit:
            yield line


def _positions(names: Sequence[str]) -> dict[str, int]:
    positions: dict[str, int] = {}
    seen: dict[str, int] = {}
    for position, name in enumerate(map(same_name, names)):
        seen[name] = seen.get(name, 0) + 1
        positions.setdefault(name, position)
        positions.setdefault(f"{name}#{seen[name]}", position)
    return positions


def _refuse_ambiguous(names: Sequence[str], wanted: Sequence[str]) -> None:
    borne = [same_name(name) for name in names]
    for name in wanted:
        if borne.count(same_name(name)) > 1:
            raise UnfitFile(
                _('one column named "{name}"').format(name=name),
                _("{number} of them").format(number=borne.count(same_name(name))),
                _('Write "{name}#1" or "{name}#2" in the map, for the first or the second of them.').format(name=name),
            )


def _none_has_all(line: Line | None, wanted: Sequence[str]) -> UnfitFile:
    names = [text_of(cell) for cell in line.cells] if line else []
    here = _positions(names)
    missing = [name for name in wanted if same_name(name) not in here]
    listed = ", ".join(f'"{name[:40]}"' for name in names[:30] if name) or _("no names")
    return UnfitFile(
        _("columns named {names}").format(names=", ".join(missing)),
        _("{names} in row {number}").format(names=listed, number=line.number if line else 1),
        _("Correct the names in the map, or in the file."),
    )


def cell_at(cells: Sequence[Cell], position: int) -> Cell:
    """The cell in that place; rows of a workbook end where their last cell does."""
    return cells[position] if position < len(cells) else None
