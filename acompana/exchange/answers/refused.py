"""The refused rows, beside the file they come from: why each was refused, then the row as it stood."""

import csv
import os
from gettext import gettext as _
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from acompana.exchange.tables import Line, Unfit, UnfitFile, text_of

REASON = ("refused_row", "refused_column", "refused_expected", "refused_found", "refused_remedy")


class RefusedRows:
    """Writes FILE.refused.csv, whole or not at all, readable by whoever ran the import alone. Corrected, it can be
    imported by the same map."""

    def __init__(self, file: Path, names: tuple[str, ...]) -> None:
        self.path = file.with_name(f"{file.name}.refused.csv")
        self._part = self.path.with_name(f"{self.path.name}.part")
        self._names = names
        self._stream: IO[str] | None = None
        self._writer: Any = None
        self.count = 0

    def __enter__(self) -> "RefusedRows":
        try:
            descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise UnfitFile(
                _("a folder where {file} can be written").format(file=self._part.name),
                _(error.strerror or "none"),
                _("Copy the file to one."),
            ) from error
        self._stream = os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._stream)
        self._writer.writerow([*REASON, *self._names])
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._stream is not None
        self._stream.close()
        if kind is None and self.count:
            os.replace(self._part, self.path)
            return
        self._part.unlink(missing_ok=True)
        if kind is None:
            self.path.unlink(missing_ok=True)  # of an earlier run: it speaks of rows that are accepted now

    def add(self, line: Line, unfit: Unfit) -> None:
        self.count += 1
        reason = (line.number, unfit.column, unfit.expected, unfit.found, unfit.remedy)
        self._writer.writerow([*reason, *map(text_of, line.cells)])
