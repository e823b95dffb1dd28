"""The tables are written from the ledger, on one core or several, when it has moved on, and whole or not at all."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from acompana.indicators import writing
from acompana.indicators.figures import year_table
from acompana.indicators.tables import TABLES
from acompana.indicators.writing import bring_up_to_date, is_current, manifest
from acompana.people.ids import new_id
from acompana.people.models import Organization, Place, User
from acompana.people.users import Role
from tests.rig.sending import NOW, phq9, send, wire
from tests.rig.server import Server


@pytest.fixture
def flat(server: Server, tmp_path: Path) -> Iterator[Path]:
    """A folder for the tables of the real organization; inside, Django works in its database and commits."""
    with server.records():
        yield tmp_path / "flat"


@pytest.fixture
def agent(flat: Path) -> User:
    place = Place.objects.get(pk="150106-01")
    return User.objects.create_user(f"agent-{new_id()}", name="Agente", role=Role.AGENT, places=[place])


def screen(agent: User, people: int = 1) -> None:
    for n in range(people):
        person = new_id()
        at = NOW - timedelta(days=n)
        facts = [
            wire(person, "person_registered", {"home": "150106-01", "sex": "female", "birth_year": 1990}, at=at),
            wire(person, "answers_given", phq9(mood=3, sleep=3, energy=3, interest=n % 2), at=at),
            wire(person, "visit_made", {"outcome": "seen"}, at=at),
        ]
        assert [receipt.refusal for receipt in send(agent, *facts)] == [None] * 3


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in an order of its own."""
    generation = folder / manifest(folder).generation
    found = {table: duckdb.sql(f"FROM read_parquet('{generation}/{table}/*/*.parquet')").fetchall() for table in TABLES}
    return {table: sorted(listed, key=repr) for table, listed in found.items()}


def test_two_processes_write_what_one_writes(flat: Path, agent: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writing, "PERSONS_AT_ONCE", 3)
    screen(agent, people=8)
    alone, together = flat / "alone", flat / "together"
    bring_up_to_date(alone, processes=1)
    bring_up_to_date(together, processes=2)
    assert rows(alone) == rows(together)
    assert manifest(alone).rows == {table: len(listed) for table, listed in rows(alone).items()}
    assert manifest(alone).rows["screening"] >= 8


def test_tables_are_written_again_only_when_something_was_recorded(flat: Path, agent: User):
    screen(agent)
    assert not is_current(flat)
    first = bring_up_to_date(flat)
    assert is_current(flat)
    assert bring_up_to_date(flat) == first
    screen(agent)
    assert not is_current(flat)
    second = bring_up_to_date(flat)
    assert second.rows["screening"] == first.rows["screening"] + 1


def test_tables_of_another_time_zone_are_of_another_time(flat: Path, agent: User):
    screen(agent)
    bring_up_to_date(flat)
    organization = Organization.objects.get()
    organization.time_zone, before = "America/Bogota", organization.time_zone
    organization.save()
    try:
        assert not is_current(flat)
    finally:
        organization.time_zone = before
        organization.save()


def test_a_run_that_breaks_leaves_the_old_tables_and_the_next_one_clears_up(
    flat: Path, agent: User, monkeypatch: pytest.MonkeyPatch
):
    screen(agent)
    first = bring_up_to_date(flat, processes=1)
    before = rows(flat)
    screen(agent)

    def breaks(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(writing, "columns_of", breaks)
        with pytest.raises(KeyboardInterrupt):
            bring_up_to_date(flat, processes=1)
    assert (manifest(flat), rows(flat)) == (first, before)
    second = bring_up_to_date(flat, processes=1)
    kept = {path.name for path in flat.iterdir() if path.is_dir()}
    assert kept == {first.generation, second.generation}


def test_figures_follow_the_tables(flat: Path, agent: User):
    screen(agent)
    bring_up_to_date(flat)
    before = next(number.value for number in year_table(2026, folder=flat).year)
    screen(agent, people=6)
    assert next(number.value for number in year_table(2026, folder=flat).year) == before, "until they are counted again"
    bring_up_to_date(flat)
    after = next(number.value for number in year_table(2026, folder=flat).year)
    assert after is not None
    assert after >= (before or 0) + 6


def test_nobody_else_on_the_machine_may_look_into_the_folder(flat: Path, agent: User):
    screen(agent)
    bring_up_to_date(flat)
    assert flat.stat().st_mode & 0o077 == 0
