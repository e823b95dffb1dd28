import logging
import sys

from acompana.house.logs import Discreet

WORDS = ["DNI 12345678", "Ana Quispe"]


def caught():
    try:
        try:
            raise KeyError(WORDS[0])
        except KeyError as first:
            raise ValueError(WORDS[1]) from first
    except ValueError:
        return sys.exc_info()


def test_a_log_tells_where_a_fault_is_and_not_what_it_was_about():
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "It failed", (), caught())
    written = Discreet("{message}", style="{").format(record)
    assert "test_logs.py" in written
    assert "builtins.ValueError" in written
    assert "builtins.KeyError" in written
    assert "12345678" not in written
    assert "Quispe" not in written
