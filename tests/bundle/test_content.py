"""The content that comes with the software, and what every piece of it must have."""

from typing import get_args

import msgspec
import pytest

from acompana.bundle import Bundle, compile_content, content_root, unsigned
from acompana.bundle.compile import Document
from acompana.bundle.examples import ChangeExample, Example, Examples, failures
from acompana.care.instruments import Clock, Instrument
from acompana.care.scoring import ReasonCode, score_answers

WANTED = ["asq", "gad2", "gad7", "home_visit", "phq2", "phq9", "srq", "suicide_risk"]


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return compile_content(content_root())


def examples() -> list[object]:
    """Every worked example with the instrument it is about."""
    found: list[object] = []
    for path in sorted(content_root().glob("instruments/*/[!e]*.toml")):
        instrument = msgspec.convert(Document(path, content_root()).parsed, Instrument)
        told = msgspec.convert(Document(path.with_name("examples.toml"), content_root()).parsed, Examples)
        mine = told.of(instrument)
        found += [pytest.param(instrument, e, id=f"{instrument.id} {e.name}") for e in mine.examples + mine.changes]
    return found


@pytest.mark.parametrize(("instrument", "example"), examples())
def test_a_worked_example_comes_out(instrument: Instrument, example: Example | ChangeExample) -> None:
    only = Examples((example,), ()) if isinstance(example, Example) else Examples((), (example,))
    assert list(failures(instrument, only)) == []


def test_the_instruments_of_the_program_are_there(bundle: Bundle) -> None:
    assert [instrument.id for instrument in bundle.instruments] == WANTED


def test_every_flag_of_suicide_runs_on_the_clock_of_high_or_unassessed(bundle: Bundle) -> None:
    clocks = {flag.clock for i in bundle.instruments for flag in i.flags if flag.kind == "suicide"}
    assert clocks == {"high", "unassessed"}
    assert {level.level for level in bundle.risk.levels} == set(get_args(Clock))


def test_every_item_of_an_instrument_that_may_be_shipped_has_its_words(bundle: Bundle) -> None:
    for instrument in bundle.instruments:
        assert instrument.license.ships_text
        assert all(item.text and item.text["es"] and item.text["en"] for item in instrument.items)


def test_nothing_that_is_not_verified_passes_for_signed(bundle: Bundle) -> None:
    awaiting = list(unsigned(bundle))
    assert all(any(value.where == f"{i.id} {i.version}" for value in awaiting) for i in bundle.instruments)
    assert any(value.where == "gad7 1 scales total cutoffs general" for value in awaiting)


def test_the_srq_is_the_form_of_28_questions_in_four_blocks(bundle: Bundle) -> None:
    srq = bundle.instrument("srq")
    assert srq is not None
    assert {scale.code: len(scale.items) for scale in srq.scales} == {
        "common": 18,
        "psychosis": 4,
        "epilepsy": 1,
        "alcohol": 5,
    }
    assert srq.items[16].code == "ending_life"


def test_no_code_is_of_the_united_states_modification(bundle: Bundle) -> None:
    cie10 = bundle.code_list("cie10")
    assert cie10 is not None
    assert "R45.8" in cie10.names
    assert not any(code.startswith("R45.85") for code in cie10.names)
    assert {f"X{n}" for n in range(60, 85)} <= set(cie10.names)


def test_every_reason_has_words_in_both_languages(bundle: Bundle) -> None:
    for code in get_args(ReasonCode):
        assert set(bundle.words[f"reasons.{code}"]) == {"es", "en"}


def test_a_score_can_say_why(bundle: Bundle) -> None:
    phq9 = bundle.instrument("phq9")
    assert phq9
    score = score_answers(phq9, {"interest": 3, "mood": 3, "sleep": 3, "energy": 2})
    assert score.main
    assert [bundle.say(reason, "en") for reason in score.main.reasons] == [
        "5 answers are missing and 2 may be: there is no score.",
        "What was answered adds to 11 and already reaches the cut-off of 10, whatever is missing.",
    ]


def test_two_questionnaires_that_share_an_item_share_its_words_and_code(bundle: Bundle) -> None:
    for short, whole in (("phq2", "phq9"), ("gad2", "gad7")):
        brief, full = bundle.instrument(short), bundle.instrument(whole)
        assert brief
        assert full
        for item in brief.items:
            assert item == full.items_by_code[item.code]
