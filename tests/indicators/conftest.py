from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from acompana.bundle import current
from acompana.care.facts import Fact
from acompana.indicators.life import Frame
from acompana.indicators.rows import rows_of
from acompana.indicators.writing import Basis, in_columns, publish
from acompana.ledger.reading import Position
from acompana.people.models import Organization

AS_OF = date(2026, 12, 15)
Count = Callable[..., Path]


@pytest.fixture
def organization(db: None) -> Organization:
    return Organization.objects.create(name="Ensayo", smallest_cell=1)


@pytest.fixture
def count(organization: Organization, tmp_path: Path) -> Count:
    """`count(lives)` is a folder with the flat tables of these people, as of the middle of December 2026."""

    def count(lives: dict[UUID, list[Fact]], as_of: date = AS_OF, zone: str = "America/Lima") -> Path:
        counting = current().indicator_set("mental_health").counting
        frame = Frame(
            rulebook=current().rulebook,
            counting=counting,
            zone=ZoneInfo(zone),
            secret=bytes.fromhex(organization.secret),
            districts={"150106": "150106", "150106-01": "150106", "150106-02": "150106", "150110-01": "150110"},
            as_of=as_of,
        )
        folder = tmp_path / "flat"
        folder.mkdir(exist_ok=True)
        basis = Basis(Position(), as_of, current().hash, zone, "test")
        rows = (row for person, facts in lives.items() for row in rows_of(person, facts, frame))
        publish(folder, basis, [(len(lives), in_columns(rows))])
        return folder

    return count
