"""The web server: granian's workers, each with its own persistent connections as the web login."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from gettext import gettext as _

from acompana.house.errors import CannotRun

THREADS_PER_WORKER = 8
# Each thread keeps one connection; PostgreSQL allows 100 unless told otherwise.
MOST_WORKERS = 8


def serve_until_stopped(
    environment: Mapping[str, str], host: str, port: int, workers: int | None, told: Callable[[], None]
) -> int:
    """Serve on `host:port` until interrupted or told to stop; the exit code is the server's.

    `told` is called once it answers: an address that is shown earlier is opened too early. The server is a process of
    its own: it is given the web login and never holds the owner's.
    """
    count = workers or min(MOST_WORKERS, os.cpu_count() or 1)
    server = subprocess.Popen(serving(host, port, count), env=dict(environment))  # noqa: S603
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: server.terminate())
    while server.poll() is None and not _answers(host, port):
        time.sleep(0.1)
    if server.poll() is None:
        told()
    return server.wait()


def _answers(host: str, port: int) -> bool:
    anywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
    try:
        socket.create_connection((anywhere.get(host, host), port), timeout=1).close()
    except OSError:
        return False
    return True


def refuse_taken_port(host: str, port: int) -> None:
    """Say so, before anything else is started, when another program already answers there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotRun(_no_place(error, f"{host}:{port}")) from error


def _no_place(error: OSError, address: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return _(
            "Expected to answer on {address}; found another program that answers there. Stop that one, or choose"
            " another port with --port."
        ).format(address=address)
    return _("Expected to answer on {address}; found: {found}. Choose another.").format(
        address=address, found=_(error.strerror or "")
    )


def serving(host: str, port: int, workers: int, application: str = "acompana.house.wsgi:application") -> list[str]:
    """The command that serves an application the way Acompaña is served."""
    return [
        *(sys.executable, "-m", "granian", application, "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--workers", str(workers), "--no-ws", "--log-level", "error"),
        *("--blocking-threads", str(THREADS_PER_WORKER), "--blocking-threads-idle-timeout", "600"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
    ]
