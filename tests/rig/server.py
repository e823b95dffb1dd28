"""The real server, as `acompana serve` starts it, on a free port, with a database of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo
from pytest_django import DjangoDbBlocker

from acompana.house.database import django_database

STARTS_WITHIN_SECONDS = 180


@dataclass(frozen=True)
class Server:
    """A running organization: `url` without a final slash, `owner` its database login, `data_dir` its folder.

    It was founded as a real one is: places of Lima, one administrator `admin` with a password that works once.
    """

    url: str
    owner: str
    data_dir: Path
    one_time_password: str
    blocker: DjangoDbBlocker = field(repr=False)

    @contextmanager
    def records(self) -> Iterator[None]:
        """Inside, Django in the test works in the server's database, as its owner."""
        outside = connections["default"]
        inside = outside.copy()
        inside.settings_dict = {**outside.settings_dict, **django_database(self.owner)}
        connections["default"] = inside
        try:
            with self.blocker.unblock():
                yield
        finally:
            inside.close()
            connections["default"] = outside

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command of the program on this organization."""
        return run_acompana(*arguments, "--data-dir", str(self.data_dir), database=self.owner)


def run_acompana(*arguments: str, database: str) -> subprocess.CompletedProcess[str]:
    """`acompana ARGUMENTS` against a database login; its output and exit code are in the result."""
    command = [sys.executable, "-m", "acompana", *arguments]
    return subprocess.run(command, env=environment(database), capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="session")
def server(
    cluster: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Server]:
    """The server of this worker's tests, shared by all of them: each makes people of its own."""
    founded = found_organization(cluster, f"served_{worker_name}", tmp_path_factory, django_db_blocker)
    port = free_port()
    command = [sys.executable, "-m", "acompana", "serve", "--data-dir", str(founded.data_dir), "--port", str(port)]
    log = (founded.data_dir / "server.log").open("w")
    running = subprocess.Popen(command, env=environment(founded.owner), stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_alive(url, running, founded.data_dir / "server.log")
        yield replace(founded, url=url)
    finally:
        running.terminate()
        running.wait(20)


def found_organization(cluster: str, name: str, folders: pytest.TempPathFactory, blocker: DjangoDbBlocker) -> Server:
    """An organization with a database of this name, which nothing serves yet."""
    owner = make_conninfo(cluster, dbname=name)
    with psycopg.connect(cluster, autocommit=True) as opened:
        opened.execute(f"create database {name}")
    data_dir = folders.mktemp(name)
    founded = run_acompana("init", "--json", "--data-dir", str(data_dir), database=owner)
    assert founded.returncode == 0, founded.stderr
    return Server("", owner, data_dir, json.loads(founded.stdout)["one_time_password"], blocker)


def environment(owner: str | None = None) -> dict[str, str]:
    """What a user's shell would give the program: nothing of this test's own; `owner` in place of embedding.

    In English, whatever the terminal speaks: these tests quote it.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ACOMPANA_", "DJANGO_"))}
    named = {"ACOMPANA_DATABASE_URL": owner} if owner else {}
    return {**inherited, "ACOMPANA_LANGUAGE": "en", **named}


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait_until_alive(url: str, running: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline and running.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/alive", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The server did not answer within {STARTS_WITHIN_SECONDS} s. It said:\n{log.read_text()}")
