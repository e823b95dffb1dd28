"""The code of a neutral message: the same on the phone and here, and found however it was typed."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acompana.care.sms import ALPHABET, sms_code, tail_of, typed_code

VECTORS = Path(__file__).parents[2] / "spec" / "field" / "sms_codes.json"


@pytest.mark.parametrize("vector", json.loads(VECTORS.read_text()), ids=lambda vector: vector["code"])
def test_a_fact_has_the_code_that_is_written_down(vector):
    assert sms_code(UUID(vector["fact"])) == vector["code"]


@given(st.uuids())
def test_a_code_is_found_however_it_was_typed(fact):
    code = sms_code(fact)
    assert typed_code(f" {code[:3].lower()} {code[3:]} ") == typed_code(f"{code[:3]}-{code[3:]}") == code
    assert tail_of(code) == fact.int % (1 << 30)
    assert typed_code(code.replace("1", "l").replace("0", "O")) == code


@pytest.mark.parametrize("typed", ["", "Rosa", "Quispe", "12345", "1234567", "ABCDE!", "45120098", "ABCDEÑ"])
def test_what_is_no_code_is_none(typed):
    assert typed_code(typed) is None


def test_the_alphabet_has_no_letters_to_be_misread():
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)
