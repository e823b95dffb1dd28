"""What a web worker gets ready before it answers anybody."""

from collections.abc import Iterator
from contextlib import suppress

import msgspec
from django.urls import get_resolver
from msgspec import Struct

from acompana.bundle import current


def get_ready() -> None:
    """Load the pages, the content, and what every record is made of.

    msgspec finds out what a record is made of the first time one is read. When several threads do so at once the
    process dies, and with it every request under way: so it is done here, before there are threads.
    """
    _ = get_resolver().url_patterns
    for record in records(Struct):
        with suppress(TypeError):  # what only travels one way, and holds something that cannot be read
            msgspec.json.Decoder(record)
    current()


def records(base: type[Struct]) -> Iterator[type[Struct]]:
    """Every record there is, in whatever room."""
    for record in base.__subclasses__():
        yield record
        yield from records(record)
