"""An imagined year goes through the ordinary door: each district is simulated and recorded by one process, all cores at
work.

A transaction holds whole persons. So whoever is in the ledger is there with all facts, and a run that was cut short is
taken up by leaving those persons out: the same seed and the same last moment give the same facts again.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from datetime import datetime
from multiprocessing.queues import Queue
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from acompana.simulation.notebook import Told
from acompana.simulation.parameters import Parameters, Size, load_names, load_parameters
from acompana.simulation.year import simulate

if TYPE_CHECKING:
    from acompana.people.access import Viewer

FACTS_PER_TRANSACTION = 4000
Progress = Literal["day", "told", "recorded"]
"""One simulated day of one district; facts that are to be recorded; facts that have been."""


def record_year(size: Size, until: datetime, on_progress: Callable[[Progress, int], None]) -> None:
    """Simulate the program of this size until that moment and record it, in the organization that Django is set up for.

    The staff must have been hired (`settling.settle`). Raises RuntimeError if the door refuses a fact.
    """
    parameters = load_parameters(size)
    spawning = multiprocessing.get_context("spawn")  # a fork would share this process's database connection
    steps: Queue[tuple[Progress, int]] = spawning.Queue()
    cores = min(os.cpu_count() or 1, len(parameters.districts))
    with ProcessPoolExecutor(cores, spawning, _open, (steps,)) as pool:
        waiting = {pool.submit(_record_district, size, number, until) for number in _largest_first(parameters)}
        try:
            while waiting:
                done, waiting = wait(waiting, timeout=0.1, return_when=FIRST_COMPLETED)
                _tell(steps, on_progress)
                for future in done:
                    future.result()
        except BaseException:
            _stop(waiting)
            raise


def _stop(waiting: Iterable[Future[None]]) -> None:
    for future in waiting:
        future.cancel()


def _tell(steps: Queue[tuple[Progress, int]], on_progress: Callable[[Progress, int], None]) -> None:
    try:
        while True:
            on_progress(*steps.get_nowait())
    except queue.Empty:
        return


def _largest_first(parameters: Parameters) -> list[int]:
    """The districts in the order in which the cores are free soonest: the most work first."""
    return sorted(range(len(parameters.districts)), key=lambda n: -parameters.districts[n].caseload_at_start)


# --- In a process of its own -----------------------------------------------------------------------------------------

_steps: Queue[tuple[Progress, int]] | None = None


def _open(steps: Queue[tuple[Progress, int]]) -> None:
    """Prepare the process: the settings are in the environment it was given."""
    global _steps
    _steps = steps
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    import django

    django.setup()


def _end_with_the_parent() -> None:
    """A run that is killed leaves nobody behind who goes on recording."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _step(kind: Progress, many: int) -> None:
    if _steps is not None:
        _steps.put((kind, many))


def _record_district(size: Size, number: int, until: datetime) -> None:
    pages = simulate(load_parameters(size), load_names(), number, until, lambda: _step("day", 1))
    record_pages(left_out(list(pages)), _step)


def record_pages(pages: Sequence[tuple[UUID, list[Told]]], on_progress: Callable[[Progress, int], None]) -> None:
    """Record people's facts, whole persons at a time."""
    from acompana.caseload.record import record
    from acompana.ledger.parsing import Submission

    on_progress("told", sum(len(told) for _, told in pages))
    viewers = _viewers()
    for batch in _batches(told for _, told in pages):
        submissions = [Submission(raw=t.raw, author=viewers[t.author], received_at=t.received_at) for t in batch]
        receipts = record(submissions)
        refused = {receipt.refusal.code for receipt in receipts if receipt.refusal}
        if refused:
            raise RuntimeError(f"expected every invented fact to be accepted; found refusals: {sorted(refused)}")
        on_progress("recorded", len(batch))


def _batches(pages: Iterable[list[Told]]) -> Iterator[list[Told]]:
    batch: list[Told] = []
    for told in pages:
        batch += told
        if len(batch) >= FACTS_PER_TRANSACTION:
            yield batch
            batch = []
    if batch:
        yield batch


def left_out(pages: Sequence[tuple[UUID, list[Told]]]) -> list[tuple[UUID, list[Told]]]:
    """The people whom an earlier run has not recorded."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT person FROM caseload_card WHERE person = ANY(%s)", [[person for person, _ in pages]])
        known = {person for (person,) in cursor.fetchall()}
    return [(person, told) for person, told in pages if person not in known]


def _viewers() -> dict[UUID, Viewer]:
    """Everybody of the staff as an author, by id; and the program itself."""
    from acompana.people.access import viewer_for
    from acompana.people.models import User
    from acompana.people.rota import with_paths
    from acompana.people.users import SYSTEM
    from acompana.simulation.roster import THE_PROGRAM

    viewers: dict[UUID, Viewer] = {user.pk: viewer_for(user) for user in with_paths(User.objects.all())}
    return {**viewers, THE_PROGRAM: viewers[SYSTEM]}
