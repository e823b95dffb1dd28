"""Whoever writes a wrong content file is told the file, the line, what was expected, what was found and what to do."""

from pathlib import Path

import pytest

from acompana.bundle import Breach, UnfitContent, compile_content
from acompana.bundle.errors import REMEDIES
from tests.bundle.conftest import Break

PHQ9 = "instruments/phq9/1.toml"
EXAMPLES = "instruments/phq9/examples.toml"
RISK = "instruments/suicide_risk/1.toml"
CIE10 = "codes/cie10.toml"
EIGHT = "8 for 9 scored items"

# file, words in it, what a slip makes of them, the code of the breach, the line it is told on, expected, found
SLIPS = [
    (PHQ9, 'kind = "screening"', 'knd = "screening"', "unknown_key", "knd =", "kind", "knd"),
    (PHQ9, 'kind = "screening"\n', "", "missing_key", "# PHQ-9", "kind", "nothing"),
    (
        PHQ9,
        'kind = "screening"',
        'kind = "test"',
        "wrong_value",
        "kind",
        "one of screening, assessment, visit, notice",
        '"test"',
    ),
    (PHQ9, 'source = "Löwe et al., Med Care 2004"\n', "", "missing_key", "[change.important]", "source", "nothing"),
    (PHQ9, "prorate_up_to = 2", 'prorate_up_to = "two"', "wrong_value", "prorate_up_to", "a whole number", '"two"'),
    (PHQ9, "prorate_up_to = 2", "prorate_up_to = 9", "wrong_value", "prorate_up_to", "0 to 8 missing items", "9"),
    (PHQ9, "from = 5\nto = 9", "from = 6\nto = 9", "bands_gap", "[[scales.bands]]", "from = 5", "6"),
    (PHQ9, "from = 5\nto = 9", "from = 4\nto = 9", "bands_overlap", "[[scales.bands]]", "from = 5", "4"),
    (PHQ9, "from = 20\nto = 27", "from = 20\nto = 28", "bands_range", "[[scales.bands]]", "to = 27", "28"),
    (PHQ9, "at_least = 10\nsince", "at_least = 28\nsince", "cutoff_range", "[[scales.cutoffs]]", "1 to 27", "28"),
    (PHQ9, 'code = "how_difficult"', 'code = "how_often"', "duplicate", "[[choices]]", "each code once", "how_often"),
    (PHQ9, "is = [1, 2, 3]", "is = [4]", "impossible_answer", "[[flags]]", "an answer of self_harm: 0, 1, 2, 3", "4"),
    (PHQ9, 'text.es = "Sin apetito', 'text.fr = "Sin apetito', "missing_language", "[[items]]", "words in es", "none"),
    (PHQ9, '"44250-9"', '"44250-8"', "wrong_value", "loinc", "a LOINC code with its check digit", "44250-8"),
    (
        PHQ9,
        '"movement", "self_harm"]\n',
        '"movement"]\n',
        "not_in_a_scale",
        "[[items]]",
        "a scale that adds this item",
        "none",
    ),
    (PHQ9, 'tag = "D"\nsign_off = "awaiting"', 'tag = "D"', "sign_off", "[[scales.cutoffs]]", "sign_off", "nothing"),
    (PHQ9, 'version = "1"', 'version = "2"', "wrong_place", "version", '"1", as the file is named', '"2"'),
    (
        PHQ9,
        'item = "sleep"',
        'item = "slep"',
        "unknown_reference",
        '{ item = "slep"',
        "an item of this instrument",
        "slep",
    ),
    (
        PHQ9,
        'item = "sleep"',
        'item = "difficulty"',
        "asks_ahead",
        "{ item = ",
        "an item that comes before",
        "difficulty",
    ),
    (
        PHQ9,
        'scale = "total"\nmeaning',
        'scale = "totl"\nmeaning',
        "unknown_reference",
        "scale =",
        "one of total",
        "totl",
    ),
    (PHQ9, 'name.en = "Patient', "name.en = Patient", "not_toml", "name.en", "TOML", "invalid value"),
    (RISK, 'level = "low"', 'level = "high"', "duplicate", "[[levels]]", "each code once", "high"),
    (CIE10, '"R45.8"', '"R45.851"', "not_who_cie10", "{ code = ", "a code such as F32.1 or X70", "R45.851"),
    (
        EXAMPLES,
        "total = 14",
        "total = 15",
        "example_fails",
        "[[examples]]",
        "“Fourteen: the last of moderate”: total 15",
        "14",
    ),
    (EXAMPLES, "total = 19, ", "", "boundary_untried", "[[scales.bands]]", "an example with total 19", "none"),
    (
        EXAMPLES,
        '"4 0',
        '"0',
        "example_fails",
        "[[examples]]",
        "“Four is no answer”: one answer for each scored item",
        EIGHT,
    ),
    (EXAMPLES, "expect = { next", "expects = { next", "unknown_key", "expects", "expect", "expects"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "line", "expected", "found"), SLIPS, ids=[f"{s[3]}: {s[2][:40]}" for s in SLIPS]
)
def test_a_slip_is_told_with_its_place(
    content: Path, breaches_after: Break, file: str, old: str, new: str, code: str, line: str, expected: str, found: str
) -> None:
    breaches = breaches_after(file, old, new)
    told = [b for b in breaches if (b.code, b.expected, b.found) == (code, expected, found)]
    assert told, "\n".join(map(str, breaches))
    assert (content / told[0].file).read_text().splitlines()[told[0].line - 1].startswith((line, "  " + line))


def test_the_line_of_a_band_is_the_line_of_that_band(content: Path, breaches_after: Break) -> None:
    (breach,) = breaches_after(PHQ9, "from = 5\nto = 9", "from = 6\nto = 9")
    assert (content / PHQ9).read_text().splitlines()[breach.line] == 'code = "mild"'
    assert breach.where == "scales.total.bands.mild"


def test_all_breaches_in_all_files_are_told_at_once(content: Path) -> None:
    for file, old, new in (
        (PHQ9, "prorate_up_to = 2", "prorate_up_to = true"),
        (PHQ9, "recall_days = 14", 'recall_days = "two weeks"'),
        ("instruments/gad7/1.toml", "to = 9", "to = 8"),
        ("instruments/asq/1.toml", 'holder = "', 'owner = "'),
    ):
        path = content / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UnfitContent) as caught:
        compile_content(content)
    assert {(b.file, b.code) for b in caught.value.breaches} >= {
        (PHQ9, "wrong_value"),
        ("instruments/gad7/1.toml", "bands_gap"),
        ("instruments/asq/1.toml", "unknown_key"),
        ("instruments/asq/1.toml", "missing_key"),
    }


def test_a_message_says_what_to_do() -> None:
    breach = Breach("bands_gap", PHQ9, 166, "scales.total.bands.mild", "from = 5", "6")
    assert str(breach) == (
        "instruments/phq9/1.toml:166  [bands_gap]\n"
        "  scales.total.bands.mild: expected from = 5, found 6.\n"
        "  Let each band begin one above the end of the band before it."
    )


def test_instruments_that_lead_to_one_another_in_a_ring_are_refused(breaches_after: Break) -> None:
    breaches = breaches_after(PHQ9, 'tag = "V"\n', 'tag = "V"\nleads_to = ["phq2"]\n')
    rings = [breach.found for breach in breaches if breach.code == "cycle"]
    assert rings == ["phq2 → phq9 → phq2", "phq9 → phq2 → phq9"]


def test_an_instrument_leads_only_to_what_exists(breaches_after: Break) -> None:
    (breach,) = breaches_after("instruments/phq2/1.toml", 'leads_to = ["phq9"]', 'leads_to = ["phq-9"]')
    assert (breach.code, breach.found) == ("unknown_reference", "phq-9")


def test_a_program_names_only_instruments_that_exist(breaches_after: Break) -> None:
    breaches = breaches_after("programs/mental_health.toml", '"gad7"', '"gad8"')
    assert {(b.code, b.found) for b in breaches} == {("unknown_reference", "gad8")}


def test_a_misspelled_word_in_a_trigger_is_told(breaches_after: Break) -> None:
    (breach,) = breaches_after("programs/mental_health.toml", 'change = ["remission"]', 'change = ["remision"]')
    assert (breach.code, breach.found) == ("unknown_reference", "remision")


def test_a_sign_whose_clock_no_task_keeps_is_told(breaches_after: Break) -> None:
    breach, at_visits = breaches_after("programs/mental_health.toml", 'sign = ["voices_command"]', 'sign = ["voices"]')
    assert (breach.code, breach.file) == ("clock_not_kept", "instruments/danger_notice/1.toml")
    assert (at_visits.code, at_visits.file) == ("clock_not_kept", "instruments/home_visit/1.toml")
    assert breach.expected == "a task that the sign voices_command opens, due within 24 h"
    assert breach.found == "one due within 168 h"


def test_a_sign_of_danger_without_steps_is_refused(content: Path) -> None:
    (content / "dangers" / "violence.toml").unlink()
    with pytest.raises(UnfitContent) as caught:
        compile_content(content)
    assert {(b.code, b.expected) for b in caught.value.breaches} == {
        ("no_steps", "a file in dangers/ whose signs name violence")
    }
    assert {b.file for b in caught.value.breaches} == {
        "instruments/home_visit/1.toml",
        "instruments/danger_notice/1.toml",
    }


def test_steps_that_nobody_could_follow_are_told(breaches_after: Break) -> None:
    (breach,) = breaches_after("dangers/violence.toml", 'lines = ["100"', 'lines = ["1000"')
    assert (breach.code, breach.found, breach.expected) == ("unknown_reference", "1000", "one of 100, 105, 106, 113")


def test_a_sign_of_suicide_has_no_steps_beside_those_of_its_level(breaches_after: Break) -> None:
    (breach,) = breaches_after("dangers/violence.toml", 'signs = ["violence"', 'signs = ["violence", "suicide"')
    assert (breach.code, breach.found) == ("unknown_reference", "suicide")


def test_a_sign_in_two_protocols_is_told(breaches_after: Break) -> None:
    (breach,) = breaches_after("dangers/violence.toml", 'signs = ["violence"', 'signs = ["violence", "voices"')
    assert (breach.code, breach.expected, breach.found) == ("duplicate", "each sign in one protocol", "voices")


def test_a_purpose_without_words_to_read_is_refused(content: Path) -> None:
    (content / "consents" / "care" / "1.toml").unlink()
    with pytest.raises(UnfitContent) as caught:
        compile_content(content)
    assert [(b.code, b.file) for b in caught.value.breaches] == [("nothing_here", "consents/care/")]


def test_a_reason_that_could_not_be_filled_is_told(breaches_after: Break) -> None:
    (breach,) = breaches_after("programs/mental_health.toml", "positivo ({score}", "positivo ({points}")
    assert (breach.code, breach.found) == ("unknown_blank", "{points}")


def test_an_instrument_without_examples_is_refused(content: Path) -> None:
    (content / EXAMPLES).unlink()
    with pytest.raises(UnfitContent) as caught:
        compile_content(content)
    assert [(b.code, b.file) for b in caught.value.breaches] == [("no_examples", PHQ9)]


def test_a_folder_that_is_not_content_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnfitContent) as caught:
        compile_content(tmp_path)
    assert {"nothing_here"} <= {breach.code for breach in caught.value.breaches}


def test_a_file_that_is_not_text_is_refused(content: Path) -> None:
    (content / PHQ9).write_bytes(b'id = "phq9"\xff\x00')
    with pytest.raises(UnfitContent) as caught:
        compile_content(content)
    assert (caught.value.breaches[0].code, caught.value.breaches[0].file) == ("not_toml", PHQ9)


def test_every_remedy_is_a_sentence() -> None:
    assert all(remedy[0].isupper() and remedy.endswith(".") for remedy in REMEDIES.values())
