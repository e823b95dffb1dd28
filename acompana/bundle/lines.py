"""On which line of a TOML file a value stands.

The standard parser keeps no positions. This reads the file a second time, only well enough to remember the
lines of tables, keys and the elements of lists that have a line of their own; for anything finer it answers
with the nearest line around it that it is sure of.
"""

import re

from msgspec import Struct

Path = tuple[str | int, ...]
"""Where a value stands in the parsed file: ("items", 3, "choices")."""

_STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*')
_HEADER = re.compile(r"^(\[\[?)\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"^([A-Za-z0-9_.\"'-]+)\s*=")


class Lines:
    """The lines of one file."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        _Scan(self._lines).read(text)

    def line_of(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it; 1 when nothing of it was seen."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1


class _Scan(Struct):
    """One reading of a file, line by line."""

    lines: dict[Path, int]
    table: Path = ()
    counts: dict[Path, int] = {}
    open_list: Path | None = None
    element: int = 0
    depth: int = 0
    quote: str | None = None

    def read(self, text: str) -> None:
        for number, line in enumerate(text.splitlines(), start=1):
            self._read_line(number, line.strip())

    def _read_line(self, number: int, line: str) -> None:
        if self.quote:
            if self.quote in line:
                self.quote = None
            return
        if self.depth:
            self._continue_list(number, line)
        elif header := _HEADER.match(line):
            self._open_table(number, header[2], is_list=header[1] == "[[")
        elif key := _KEY.match(line):
            self._open_value(number, (*self.table, *_parts(key[1])), line[key.end() :])

    def _open_table(self, number: int, name: str, *, is_list: bool) -> None:
        path: Path = ()
        parts = _parts(name)
        for part in parts[:-1]:
            path = (*path, part)
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        path = (*path, parts[-1])
        if is_list:
            self.lines.setdefault(path, number)
            self.counts[path] = self.counts.get(path, 0) + 1
            path = (*path, self.counts[path] - 1)
        self.lines[path] = number
        self.table = path

    def _open_value(self, number: int, path: Path, value: str) -> None:
        self.lines[path] = number
        for quote in ('"""', "'''"):
            if value.count(quote) % 2:
                self.quote = quote
                return
        self.depth = _opened(value)
        self.open_list, self.element = path, 0

    def _continue_list(self, number: int, line: str) -> None:
        if self.depth == 1 and self.open_list and line and line[0] not in "]#":
            self.lines[(*self.open_list, self.element)] = number
            self.element += 1
        self.depth += _opened(line)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in name.split("."))


def _opened(text: str) -> int:
    """How many brackets `text` opens and does not close."""
    bare = _STRING_OR_COMMENT.sub("", text)
    return sum(bare.count(sign) for sign in "[{") - sum(bare.count(sign) for sign in "]}")
