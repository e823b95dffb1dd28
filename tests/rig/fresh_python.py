import subprocess
import sys

import pytest


@pytest.fixture
def run_python():
    """`run_python(source)` is what a fresh Python prints for it."""

    def run(source: str) -> str:
        ended = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    return run
