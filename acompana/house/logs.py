"""What a log may keep: where a fault is, never what it was about."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

_Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Tells a fault by its kind and its lines of code; its message may quote a document or an answer."""

    def formatException(self, ei: _Caught) -> str:  # noqa: N802
        lines: list[str] = []
        fault = ei[1]
        while fault is not None:
            lines += traceback.format_tb(fault.__traceback__)
            lines.append(f"{type(fault).__module__}.{type(fault).__qualname__}\n")
            fault = fault.__cause__ or fault.__context__
        return "".join(lines).rstrip()
