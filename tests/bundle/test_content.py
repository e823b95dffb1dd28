"""The content that comes with the software, and what every piece of it must have."""

from typing import get_args

import msgspec
import pytest

from acompana.bundle import Bundle, compile_content, content_root, unsigned
from acompana.bundle.compile import Document
from acompana.bundle.examples import ChangeExample, Example, Examples, failures
from acompana.care.instruments import Clock, Instrument
from acompana.care.scoring import ReasonCode, score_answers

WANTED = ["asq", "danger_notice", "gad2", "gad7", "home_visit", "phq2", "phq9", "srq", "suicide_risk"]


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


def test_every_sign_of_danger_has_steps_that_say_also_what_not_to_do(bundle: Bundle) -> None:
    signs = {flag.code for i in bundle.instruments for flag in i.flags if flag.kind != "suicide"}
    assert signs == {sign for protocol in bundle.dangers for sign in protocol.signs}
    for protocol in bundle.dangers:
        assert protocol.sign_off == "awaiting", "nobody has signed it, and it says so"
        assert all(text["es"] and text["en"] for text in (*protocol.avoid, *(step.say for step in protocol.steps)))


def test_steps_at_a_danger_call_somebody_and_leave_no_help_line_out(bundle: Bundle) -> None:
    known = {line.number for line in bundle.risk.lines}
    for protocol in bundle.dangers:
        assert protocol.duties[0] in ("clinician_on_call", "coordinator")
        assert set(protocol.lines) <= known
    violence, children = bundle.dangers_of(["violence", "children_in_danger"])
    assert (violence.lines[0], children.lines[0]) == ("100", "100")


def test_voices_that_command_harm_ask_for_no_less_than_a_high_risk_does(bundle: Bundle) -> None:
    """Company, means, a professional on the phone and the emergency: what stood there before it had its own steps."""
    (voices,) = bundle.dangers_of(["voices_command"])
    high = {step.code for step in bundle.risk.level("high").protocol}
    assert high <= {step.code for step in voices.steps}


def test_the_newest_words_of_a_consent_are_read(bundle: Bundle) -> None:
    for scope in ("care", "messages", "sharing", "research"):
        text = bundle.consent(scope)
        assert text is not None
        assert text.text["es"].endswith("?"), "it ends by asking"
    care = bundle.consent("care")
    newer = msgspec.structs.replace(care, version="10")
    older = msgspec.structs.replace(care, version="2")
    assert msgspec.structs.replace(bundle, consents=(newer, older)).consent("care") == newer
