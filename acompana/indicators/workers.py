"""What a process that helps counting runs. It is started empty: Django is set up before anything of it is imported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from acompana.indicators.life import Frame
    from acompana.indicators.writing import Parts

_FRAME: list[Frame] = []
"""What this process counts with."""


def start(database: dict[str, Any], as_of: date) -> None:
    """Get ready, with a connection of its own to the same database."""
    import django

    django.setup()
    from django.db import connection

    from acompana.indicators.writing import frame

    connection.settings_dict.update(database)
    _FRAME.append(frame(as_of))


def count(persons: Sequence[UUID]) -> Parts:
    """The rows of these people, as columns, by table and year."""
    from acompana.indicators.writing import parts_of

    return parts_of(persons, _FRAME[0])
