"""One embedded PostgreSQL for the whole run, started by the first test that needs it; a database per worker."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings
from django.db import connection

from acompana.house.database import WEB_ROLE, create_web_role, django_database, start_embedded

CLUSTER = "ACOMPANA_TEST_CLUSTER"
# Nothing here outlives the run, so nothing waits for the disk.
FORGETFUL = [
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    "shared_buffers = 128MB",
    "max_connections = 200",
]


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[CLUSTER] = tempfile.mkdtemp(prefix="acompana-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        folder = Path(os.environ.pop(CLUSTER))
        _stop(folder / "postgres" / "postmaster.pid")
        shutil.rmtree(folder, ignore_errors=True)


def _stop(pid_file: Path) -> None:
    """A worker that was cut short leaves the server running."""
    if pid_file.exists():
        server = psutil.Process(int(pid_file.read_text().splitlines()[0]))
        server.send_signal(signal.SIGINT)
        server.wait(20)


@pytest.fixture(scope="session")
def cluster() -> str:
    """The owner's login to the run's PostgreSQL, with the web role made."""
    owner = start_embedded(Path(os.environ[CLUSTER]) / "postgres", "postgres", FORGETFUL)
    with psycopg.connect(owner) as opened:
        create_web_role(opened, WEB_ROLE, "only for tests")
    return owner


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """A folder for an embedded database of the test's own.

    Not `tmp_path`: run by root, PostgreSQL is another user, whom pytest's folders do not let in.
    """
    with tempfile.TemporaryDirectory(prefix="acompana-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def worker_name(request: pytest.FixtureRequest) -> str:
    workerinput = getattr(request.config, "workerinput", {"workerid": "alone"})
    return str(workerinput["workerid"])


@pytest.fixture(scope="session")
def django_db_modify_db_settings(cluster: str, worker_name: str) -> None:
    settings.DATABASES["default"].update(django_database(cluster))
    settings.DATABASES["default"]["TEST"]["NAME"] = f"test_{worker_name}"


AsWeb = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def as_web(db: None) -> AsWeb:
    """`with as_web(user=…, places=[…], tiers=[…]):` the queries inside run as the web login, under row-level security.

    What is not given stays unset, and unset means that nothing is visible.
    """
    return _as_web


@contextmanager
def _as_web(user: object = None, places: Sequence[str] = (), tiers: Sequence[str] = ()) -> Iterator[None]:
    wanted = {"user": str(user or ""), "places": ",".join(places), "tiers": ",".join(tiers)}
    with connection.cursor() as cursor:
        for name, value in wanted.items():
            cursor.execute("select set_config(%s, %s, false)", [f"acompana.{name}", value])
        cursor.execute(f"set role {WEB_ROLE}")
    try:
        yield
    finally:
        _leave_web(wanted)


def _leave_web(settings_made: dict[str, str]) -> None:
    """A transaction that failed takes the role with it when it is rolled back."""
    if connection.connection.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
        return
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        for name in settings_made:
            cursor.execute("select set_config(%s, '', false)", [f"acompana.{name}"])
