"""How long a newcomer waits for the year, after the downloads."""

import subprocess
import sys
import time
from pathlib import Path

from bench.result import Result

PATIENCE = 120.0


def measure(folder: Path) -> Result:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "acompana", "demo", "--size", "ses", "--no-serve", "--data-dir", str(folder)], check=True
    )
    seconds = time.perf_counter() - started
    return Result(
        "make demo at size ses",
        round(seconds, 1),
        "s",
        "the two minutes a newcomer waits",
        PATIENCE,
        round(seconds / PATIENCE, 2),
        "at most 1.0",
        "CPU: each fact goes through the door and each person is folded again, on as many processes as there are cores",
        "from an empty folder to the printed year, without the downloads and without serving",
    )
