"""Simulated years for tests, without a database."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from acompana.simulation.days import first_of_year
from acompana.simulation.notebook import Told
from acompana.simulation.parameters import Size, load_names, load_parameters
from acompana.simulation.roster import THE_PROGRAM, staff_of
from acompana.simulation.year import simulate
from tests.simulation.tally import Tally

UNTIL = datetime(2026, 11, 18, 20, 30, tzinfo=UTC)


def pages(size: Size, district: int = 0, *, seed: int | None = None, until: datetime = UNTIL) -> dict[UUID, list[Told]]:
    parameters = load_parameters(size)
    if seed is not None:
        parameters = msgspec.structs.replace(parameters, seed=seed)
    return dict(simulate(parameters, load_names(), district, until))


def counted(size: Size, district: int, until: datetime = UNTIL) -> Counter[str]:
    """The year's figures of one district, by the tally."""
    parameters = load_parameters(size)
    staff = staff_of(parameters, parameters.districts[district], load_names())
    roles = {worker.id: worker.role for worker in staff} | {THE_PROGRAM: "system"}
    first = first_of_year(until, parameters.year.zone)
    return Tally(first, first.replace(year=first.year + 1), roles).count(pages(size, district, until=until).items())
