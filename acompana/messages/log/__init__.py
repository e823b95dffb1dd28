"""The channel of whoever has no other: one line per message, for a terminal or the system's journal."""

from typing import TextIO

from acompana.messages.channels import Letter


class Log:
    """Writes to whom (an opaque id), that something waits, and where to look."""

    name = "log"

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def send(self, letter: Letter) -> None:
        print(
            f"{letter.at:%Y-%m-%dT%H:%M:%SZ} {letter.to} {letter.subject} {letter.link}", file=self._stream, flush=True
        )

    def close(self) -> None: ...
