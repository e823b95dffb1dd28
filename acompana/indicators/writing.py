"""Writing the flat tables: from the ledger to Parquet files, with every core, whole or not at all.

    DATA_DIR/flat/current.json                             what the present tables were written from
    DATA_DIR/flat/<generation>/<table>/year=2026/rows.parquet

A generation is written beside the present one and becomes it with one renaming. A run that is killed leaves the old
tables as they were; what it had written is cleared away by the next one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from gettext import gettext as _
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection
from django.utils import timezone
from fasteners import InterProcessLock
from msgspec import Struct

from acompana.bundle import current
from acompana.caseload.rows import MAIN_PROGRAM
from acompana.indicators import workers
from acompana.indicators.life import Frame
from acompana.indicators.rows import rows_of
from acompana.indicators.tables import TABLES, Row, columns_of, schema_of
from acompana.ledger.reading import Position, by_person, last_arrival, latest, persons_after, raw_cursor
from acompana.people.access import as_door
from acompana.people.ids import new_id
from acompana.people.models import Organization, Place

PERSONS_AT_ONCE = 400
PEOPLE_PER_PROCESS = 1500
"""Fewer people than this are counted by the time another process has started."""
ROWS_PER_GROUP = 122_880
"""As many as DuckDB gives to one core at a time."""
MANIFEST = "current.json"

Told = Callable[[int], None]
"""Is told how many people more have been counted."""
Part = tuple[str, int]
"""A table and a year: one file."""
Parts = dict[Part, pa.RecordBatch]


class Basis(Struct, frozen=True):
    """What tables are written from. Tables with another basis are of another time."""

    position: Position
    as_of: date  # the day on which the newest fact arrived; today in an empty ledger
    content: str  # hash of the bundle
    zone: str
    program: str  # version of the software, and what the columns are


class Manifest(Struct, frozen=True):
    """What the present tables are."""

    generation: str
    basis: Basis
    rows: dict[str, int]


class NotCounted(Exception):
    """There are no tables yet."""


def manifest(folder: Path) -> Manifest:
    """The present tables. Raises NotCounted where there are none."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (FileNotFoundError, msgspec.MsgspecError) as error:
        raise NotCounted(
            _(
                "Expected flat tables in {folder}; found none of this version. Write them with `acompana figures`."
            ).format(folder=folder)
        ) from error


def is_current(folder: Path) -> bool:
    """Whether the tables hold all that the ledger holds."""
    try:
        return manifest(folder).basis == basis()
    except NotCounted:
        return False


def bring_up_to_date(folder: Path, *, processes: int | None = None, told: Told | None = None) -> Manifest:
    """Write the tables, unless they hold all that the ledger holds already.

    Args:
        folder: where the tables are.
        processes: how many count at the same time; unless said, one per core, if there are people enough to count.
            1 counts in this process.
        told: is told of every batch of people.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with InterProcessLock(folder / "lock"):
        if is_current(folder):
            return manifest(folder)
        written_from = basis()
        counted = _counted(written_from.as_of, processes or _fitting_processes())
        return publish(folder, written_from, _telling(counted, told) if told else counted)


def _fitting_processes() -> int:
    return min(os.cpu_count() or 1, people_to_count() // PEOPLE_PER_PROCESS + 1)


def people_to_count() -> int:
    """About how many people there are: as many as have a card."""
    with as_door():
        cursor = raw_cursor()
        cursor.execute("SELECT count(*) FROM caseload_card")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def basis() -> Basis:
    """What tables written now would be written from."""
    with as_door():
        position = latest()
        arrived = last_arrival()
    organization = Organization.objects.get()
    zone = ZoneInfo(organization.time_zone)
    return Basis(
        position=position,
        as_of=(arrived or timezone.now()).astimezone(zone).date(),
        content=current().hash,
        zone=organization.time_zone,
        program=f"{version('acompana')} {_shape()}",
    )


def _shape() -> str:
    """Changes when a column does."""
    columns = [str(schema_of(table)) for table in TABLES]
    return hashlib.sha256("\n".join(columns).encode()).hexdigest()[:16]


def frame(as_of: date) -> Frame:
    """What the lives of this organization are counted with."""
    organization = Organization.objects.get()
    bundle = current()
    return Frame(
        rulebook=bundle.rulebook,
        counting=bundle.indicator_set(MAIN_PROGRAM).counting,
        zone=ZoneInfo(organization.time_zone),
        secret=bytes.fromhex(organization.secret),
        districts=_districts(),
        as_of=as_of,
    )


def _districts() -> dict[str, str]:
    """The district of every place that lies in one, by code."""
    places = list(Place.objects.values_list("code", "kind", "path"))
    districts = {code for code, kind, _ in places if kind == Place.Kind.DISTRICT}
    above = ((code, next((step for step in path.split("/") if step in districts), None)) for code, _, path in places)
    return {code: district for code, district in above if district}


# --- One generation --------------------------------------------------------------------------------------------------


def publish(folder: Path, written_from: Basis, counted: Iterable[tuple[int, Parts]]) -> Manifest:
    """Write a generation of tables from everybody's rows, batch by batch, and make it the present one."""
    _clear_away(folder, keep={_present_generation(folder)})
    generation = new_id().hex
    with _Writer(folder / generation, written_from.as_of.year) as writer:
        for _, parts in counted:
            writer.add(parts)
    made = Manifest(generation, written_from, writer.rows)
    part = folder / f"{MANIFEST}.part"
    part.write_bytes(msgspec.json.encode(made))
    os.replace(part, folder / MANIFEST)
    return made


def _telling(counted: Iterable[tuple[int, Parts]], told: Told) -> Iterator[tuple[int, Parts]]:
    for people, parts in counted:
        yield people, parts
        told(people)


def _present_generation(folder: Path) -> str | None:
    try:
        return manifest(folder).generation
    except NotCounted:
        return None


def _clear_away(folder: Path, keep: set[str | None]) -> None:
    """Remove older generations, and what a killed run left. The present one stays for whoever is reading it."""
    for path in folder.iterdir():
        if path.is_dir() and path.name not in keep:
            shutil.rmtree(path)


class _Writer:
    """The files of one generation while they are written. Every table has a file for `year`, be it empty."""

    def __init__(self, folder: Path, year: int) -> None:
        self.folder = folder
        self.year = year
        self.rows = dict.fromkeys(TABLES, 0)
        self._waiting: dict[Part, list[pa.RecordBatch]] = {}
        self._files: dict[Part, pq.ParquetWriter] = {}

    def __enter__(self) -> _Writer:
        for table in TABLES:
            self._file((table, self.year))
        return self

    def __exit__(self, *raised: object) -> None:
        for part in self._waiting:
            self._flush(part)
        for file in self._files.values():
            file.close()

    def add(self, parts: Parts) -> None:
        for part, batch in parts.items():
            waiting = self._waiting.setdefault(part, [])
            waiting.append(batch)
            self.rows[part[0]] += batch.num_rows
            if sum(batch.num_rows for batch in waiting) >= ROWS_PER_GROUP:
                self._flush(part)

    def _flush(self, part: Part) -> None:
        batches = self._waiting.get(part)
        if batches:
            self._file(part).write_table(pa.Table.from_batches(batches), row_group_size=ROWS_PER_GROUP)
            self._waiting[part] = []

    def _file(self, part: Part) -> pq.ParquetWriter:
        if part not in self._files:
            table, year = part
            path = self.folder / table / f"year={year}"
            path.mkdir(parents=True)
            self._files[part] = pq.ParquetWriter(path / "rows.parquet", schema_of(table))
        return self._files[part]


# --- Counting people -------------------------------------------------------------------------------------------------


def _counted(as_of: date, processes: int) -> Iterator[tuple[int, Parts]]:
    """Everybody's rows, batch by batch: how many people, and their rows."""
    if processes == 1:
        counting = frame(as_of)
        for persons in _batches():
            yield len(persons), parts_of(persons, counting)
        return
    # Spawned, not forked: a fork would share this process's connection to the database.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), workers.start, (connection.settings_dict, as_of))
    waiting: deque[tuple[int, Future[Parts]]] = deque()
    with pool:
        for persons in _batches():
            waiting.append((len(persons), pool.submit(workers.count, persons)))
            if len(waiting) > 2 * processes:
                count, future = waiting.popleft()
                yield count, future.result()
        for count, future in waiting:
            yield count, future.result()


def _batches() -> Iterator[list[UUID]]:
    last = None
    while True:
        with as_door():
            persons = persons_after(last, PERSONS_AT_ONCE)
        if not persons:
            return
        yield persons
        last = persons[-1]


def parts_of(persons: Sequence[UUID], counting: Frame) -> Parts:
    """The rows of these people, as columns, by table and year."""
    with as_door():
        facts = by_person(persons)
    return in_columns(row for person, said in facts.items() for row in rows_of(person, said, counting))


def in_columns(rows: Iterable[Row]) -> Parts:
    """Rows of any tables, as columns, by table and year."""
    parts: dict[Part, list[Row]] = {}
    for row in rows:
        parts.setdefault((_NAMES[type(row)], row.on.year), []).append(row)
    return {part: columns_of(found, schema_of(part[0])) for part, found in parts.items()}


_NAMES = {kind: name for name, kind in TABLES.items()}
