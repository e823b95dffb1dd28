"""A wrong map is told all of its faults at once, each with file, line, expected, found and what to do."""

import pytest

from acompana.bundle import current
from acompana.exchange.answers import UnfitMap, read_map
from tests.exchange.conftest import MAP

PLACES = {"150106": "/15/1501/150106/"}


@pytest.fixture
def breaches(tmp_path):
    def read(text: str | bytes, instrument: str = "phq9"):
        path = tmp_path / "map.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            read_map(path, current(), instrument, PLACES)
        except UnfitMap as unfit:
            return unfit.breaches
        return ()

    return read


def test_a_map_that_fits_is_read(breaches):
    assert breaches(MAP) == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "where", "expected"),
    [
        ('interest = "p1"\n', "", "missing_key", "items", "the column of interest, or interest in not_in_file"),
        ('interest = "p1"', 'interest = "p1"\nsmell = "p0"', "unknown_reference", "items.smell", "one of interest"),
        ('mood = "p2"', 'mood = "P1"', "duplicate", "items.mood", "a column of its own"),
        ('"1" = 1', '"1" = 7', "impossible_answer", "answers.1", "an answer to interest"),
        ('"1" = 1', '"1" = "no"', "wrong_value", "answers.1", "a whole number or one of refused"),
        ('"2" = 2', '"01.0" = 2', "duplicate", "answers.01.0", "one meaning for it"),
        ('default = "150106"', 'default = "999999"', "unknown_reference", "place.default", "the code of a place"),
        ('format = "%d/%m/%Y"', 'format = "%d/%m"', "wrong_value", "date.format", "day, month and year"),
        ('column = "fecha"\n', "", "missing_key", "date", "column, default, or both"),
        (
            '[age]\ncolumn = "edad"',
            '[age]\ncolumn = "edad"\n[birth_year]\ncolumn = "a"',
            "unknown_key",
            "age",
            "age or",
        ),
        ('version = "1"', 'version = "9"', "unknown_reference", "version", "one of asq"),
        ('version = "1"', "version = 1", "wrong_value", "version", "text"),
        ('version = "1"', 'version = "1"\nfolow_up = "here"', "unknown_key", "folow_up", "follow_up"),
        ('f = "female"', 'f = "woman"', "wrong_value", "sex.codes.f", "one of female"),
        ('register = "prueba"\n', "", "missing_key", "person", "register"),
        ('not_in_file = ["difficulty"]', 'not_in_file = ["difficulty", "mood"]', "duplicate", "not_in_file", "mood in"),
        ('["difficulty"]', '["difficulty", "smell"]', "unknown_reference", "not_in_file.1", "one of interest"),
        ("[items]", "[answers_of.mood]\n[items]", "missing_key", "answers_of.mood", "what the cells mean"),
    ],
)
def test_each_fault_is_told_with_its_place(breaches, old, new, code, where, expected):
    assert old in MAP
    (breach,) = breaches(MAP.replace(old, new, 1))
    assert (breach.code, breach.where) == (code, where)
    assert breach.expected.startswith(expected)
    assert breach.found
    assert breach.remedy


def test_a_fault_is_told_with_its_line(breaches):
    (breach,) = breaches(MAP.replace('"1" = 1', '"1" = 7'))
    assert MAP.splitlines()[breach.line - 1] == '"1" = 1'


def test_all_faults_are_told_at_once(breaches):
    wrong = (
        MAP.replace('"1" = 1', '"1" = 7').replace('default = "150106"', 'default = "1"').replace("difficulty", "smell")
    )
    assert len(breaches(wrong)) >= 3


def test_a_map_for_another_instrument_is_refused(breaches):
    (breach,) = breaches(MAP, instrument="gad7")
    assert (breach.expected, breach.found) == ("gad7, as --instrument says", "phq9")


@pytest.mark.parametrize("text", [b"", b"\xff\xfe\x00", b"a = [", b"= 3", b"x" * 2_000_000, b"[a]\n[a]\n", b"[" * 5000])
def test_what_is_no_map_at_all_is_told(breaches, text):
    assert breaches(text)
