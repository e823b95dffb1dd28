"""An organization of the storms' own, whose server may be killed at any moment, and comes back with other content."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request

import psycopg
import pytest
from django.test import override_settings
from msgspec.structs import replace

from acompana.bundle import Bundle, write_bundle
from acompana.bundle.bundle import sealed
from acompana.bundle.present import BUNDLE_FILE
from acompana.field.seal import public_key
from acompana.house.database import connect, secret_key
from acompana.house.server import serving
from tests.rig.server import Server, environment, free_port

STARTS_WITHIN_SECONDS = 180
FORM, NEWEST = "phq9", "4"


def three_versions_on(content: Bundle) -> Bundle:
    """The same content, with three newer versions of a form in it."""
    first = content.instrument(FORM, "1")
    assert first
    newer = (replace(first, version=version) for version in ("2", "3", NEWEST))
    return sealed(replace(content, instruments=(*content.instruments, *newer)))


def with_another_word(content: Bundle) -> Bundle:
    """The same content but for one word, and so another bundle."""
    code, words = next(iter(content.words.items()))
    return sealed(replace(content, words={**content.words, code: {**words, "es": f"{words['es']} "}}))


class BrittleServer:
    """`old_content` is what phones may still have; `content` is in force now."""

    def __init__(self, organization: Server, old_content: Bundle) -> None:
        self.organization = organization
        self.old_content = old_content
        self.content = three_versions_on(old_content)
        self._other_content = with_another_word(self.content)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ACOMPANA_DATABASE_URL", organization.owner)
            database = connect(organization.data_dir)
        self.web_role = database.web_role
        self._environment = environment() | {
            "ACOMPANA_DATA_DIR": str(organization.data_dir),
            "ACOMPANA_LOGIN": database.web,
        }
        with override_settings(SECRET_KEY=secret_key(organization.data_dir)):
            self.public_key = public_key()
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._running = self._start()
        self.wait_until_alive()

    def crash(self) -> None:
        """All of its processes die at once, in the middle of whatever they do; it is started again, with other
        content."""
        self.stop()
        self.content, self._other_content = self._other_content, self.content
        self._running = self._start()

    def hang_up(self) -> None:
        """The database drops everybody's connection, in the middle of whatever they do."""
        with psycopg.connect(self.organization.owner, autocommit=True) as database:
            database.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = %s",
                [self.web_role],
            )

    def stop(self) -> None:
        os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait(20)

    def wait_until_alive(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/alive", timeout=1).close()
                return
            except OSError:
                assert time.monotonic() < deadline, "The server did not come back."
                time.sleep(0.05)

    def _start(self) -> subprocess.Popen[bytes]:
        write_bundle(self.content, self.organization.data_dir / BUNDLE_FILE)
        command = serving("127.0.0.1", self._port, 1)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, env=self._environment, start_new_session=True, **quiet)
