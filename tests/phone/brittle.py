"""A server of the storms' own, on the organization of the others, that may be killed at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request

import pytest

from acompana.house.database import connect
from acompana.house.server import serving
from tests.rig.server import Server, environment, free_port

STARTS_WITHIN_SECONDS = 180


class BrittleServer:
    def __init__(self, server: Server) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ACOMPANA_DATABASE_URL", server.owner)
            login = connect(server.data_dir).web
        self._environment = environment() | {"ACOMPANA_DATA_DIR": str(server.data_dir), "ACOMPANA_LOGIN": login}
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._running = self._start()
        self.wait_until_alive()

    def crash(self) -> None:
        """All of its processes die at once, in the middle of whatever they do; it is started again."""
        self.stop()
        self._running = self._start()

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
        command = serving("127.0.0.1", self._port, 1)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, env=self._environment, start_new_session=True, **quiet)
