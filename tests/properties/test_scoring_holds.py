"""What must hold for any answers to any instrument, not only for the examples somebody thought of."""

from collections.abc import Mapping

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from acompana.bundle import current
from acompana.care.asking import UNANSWERED, applicability, check_answers, next_item
from acompana.care.facts import Answer
from acompana.care.instruments import Instrument, Item, Scale
from acompana.care.scoring import score_answers

INSTRUMENTS = current().instruments
LEVELED = [instrument for instrument in INSTRUMENTS if instrument.levels]
SCALED = [instrument for instrument in INSTRUMENTS if instrument.scales]
SEVERITY = ["none", "low", "moderate", "high"]

Answers = dict[str, Answer]


def values(instrument: Instrument, item: Item) -> list[int]:
    if item.number:
        return [item.number.at_least, item.number.at_least + 1, item.number.at_most]
    return [option.value for option in instrument.options(item)]


@st.composite
def answered(
    draw: st.DrawFn, instruments: list[Instrument] | tuple[Instrument, ...] = INSTRUMENTS
) -> tuple[Instrument, Answers]:
    """An instrument and any answers it can take, with items missing in all four ways."""
    instrument = draw(st.sampled_from(instruments))
    answers: Answers = {}
    for item in instrument.items:
        answer = draw(st.sampled_from([*values(instrument, item), *values(instrument, item), *UNANSWERED, None]))
        if answer is not None:
            answers[item.code] = answer
    return instrument, answers


@given(answered())
def test_any_answers_score_without_failing(case: tuple[Instrument, Answers]) -> None:
    instrument, answers = case
    assert check_answers(instrument, answers) == []
    score = score_answers(instrument, answers)
    assert score.answered <= score.applicable <= len(instrument.items)


@given(answered(), st.randoms())
def test_permuting_answers_changes_nothing(case: tuple[Instrument, Answers], chance: object) -> None:
    instrument, answers = case
    shuffled = list(answers.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert score_answers(instrument, dict(shuffled)) == score_answers(instrument, answers)


@given(answered(SCALED), st.data())
def test_raising_an_answer_never_lowers_a_total(case: tuple[Instrument, Answers], data: st.DataObject) -> None:
    instrument, answers = case
    given_values = [code for code, answer in answers.items() if isinstance(answer, int)]
    assume(given_values)
    code = data.draw(st.sampled_from(given_values))
    higher = [value for value in values(instrument, instrument.items_by_code[code]) if value >= answers[code]]  # type: ignore[operator]
    raised = answers | {code: data.draw(st.sampled_from(higher))}
    before, after = score_answers(instrument, answers), score_answers(instrument, raised)
    for low, high in zip(before.scales, after.scales, strict=True):
        assert (low.total is None) == (high.total is None)
        assert low.total is None or high.total is None or low.total <= high.total
        assert not (low.positive is True and high.positive is not True)


@given(answered(), st.data())
def test_losing_an_answer_never_makes_another_flag_vanish(
    case: tuple[Instrument, Answers], data: st.DataObject
) -> None:
    instrument, answers = case
    before = score_answers(instrument, answers)
    lost = data.draw(st.sampled_from([item.code for item in instrument.items]))
    word = data.draw(st.sampled_from([*UNANSWERED, None]))
    fewer = {code: answer for code, answer in answers.items() if code != lost}
    after = score_answers(instrument, fewer if word is None else fewer | {lost: word})
    kept = {flag.code for flag in before.flags if flag.item != lost}
    assert kept <= {flag.code for flag in after.flags}


@given(answered(), st.data())
def test_what_is_positive_stays_positive_when_answers_are_added(
    case: tuple[Instrument, Answers], data: st.DataObject
) -> None:
    """Unless it rested on a prorated total: a prorated total is a guess, and an answer may correct a guess."""
    instrument, answers = case
    before = score_answers(instrument, answers)
    fuller = completed(instrument, answers, data)
    after = score_answers(instrument, fuller)
    for early, late in zip(before.scales, after.scales, strict=True):
        if not early.prorated:
            assert early.positive is None or early.positive is late.positive
    refusal_counts = any(answer == "refused" for answer in answers.values())
    if before.positive and not refusal_counts and not any(scale.prorated for scale in before.scales):
        assert after.positive


@given(answered(LEVELED), st.data())
def test_a_level_given_stays_when_answers_are_added(case: tuple[Instrument, Answers], data: st.DataObject) -> None:
    """What is missing may give a level where there was none; it never makes a given level milder."""
    instrument, answers = case
    before = score_answers(instrument, answers).level
    assume(before != "unassessed")
    after = score_answers(instrument, completed(instrument, answers, data)).level
    assert after in SEVERITY
    assert SEVERITY.index(after) >= SEVERITY.index(before)  # type: ignore[arg-type]


@given(answered())
def test_every_total_falls_in_exactly_one_band(case: tuple[Instrument, Answers]) -> None:
    instrument, answers = case
    for scale, scored in zip(instrument.scales, score_answers(instrument, answers).scales, strict=True):
        assert (scored.band is None) == (scored.total is None or not scale.bands)
        if scored.total is not None and scale.bands:
            assert [b.code for b in scale.bands if b.low <= scored.total <= b.high] == [scored.band]


@given(answered(SCALED))
def test_a_total_lies_between_the_lowest_and_the_highest_the_missing_could_make_it(
    case: tuple[Instrument, Answers],
) -> None:
    instrument, answers = case
    for scale, scored in zip(instrument.scales, score_answers(instrument, answers).scales, strict=True):
        if scored.total is not None:
            low, high = reach(instrument, scale, answers)
            assert low <= scored.total <= high


@given(answered())
def test_every_item_about_suicide_is_answered_ruled_out_or_owed(case: tuple[Instrument, Answers]) -> None:
    instrument, answers = case
    score = score_answers(instrument, answers)
    owed = {unasked.item: unasked.why for unasked in score.unasked}
    applicable = applicability(instrument, answers)
    for code in instrument.suicide_items:
        has_value = isinstance(answers.get(code), int)
        assert (code in owed) == (not has_value and applicable[code] is not False)
        assert code not in owed or owed[code] == answers.get(code, "not_asked")
    assert score.suicide != "clear" or not owed


@settings(max_examples=50)
@given(st.sampled_from(INSTRUMENTS), st.data())
def test_asking_item_by_item_ends_and_leaves_nothing_out(instrument: Instrument, data: st.DataObject) -> None:
    answers: Answers = {}
    while (item := next_item(instrument, answers)) is not None:
        assert item.code not in answers
        answers[item.code] = data.draw(st.sampled_from(values(instrument, item)))
    score = score_answers(instrument, answers)
    assert score.complete
    assert score.unasked == ()
    assert score.level != "unassessed"


@given(
    st.sampled_from(INSTRUMENTS),
    st.dictionaries(st.text(max_size=20), st.none() | st.booleans() | st.floats() | st.text()),
)
def test_checking_any_rubbish_tells_problems_and_never_fails(
    instrument: Instrument, rubbish: Mapping[str, object]
) -> None:
    problems = check_answers(instrument, rubbish)  # type: ignore[arg-type]
    assert len(problems) == len(
        [c for c, a in rubbish.items() if c not in instrument.items_by_code or a not in UNANSWERED]
    )
    assert all(str(problem).isprintable() for problem in problems)


def completed(instrument: Instrument, answers: Answers, data: st.DataObject) -> Answers:
    """The same answers, with a value for every item that had none."""
    fuller = dict(answers)
    for item in instrument.items:
        if not isinstance(answers.get(item.code), int):
            fuller[item.code] = data.draw(st.sampled_from(values(instrument, item)))
    return fuller


def reach(instrument: Instrument, scale: Scale, answers: Answers) -> tuple[int, int]:
    low = high = 0
    for code in scale.items:
        answer = answers.get(code)
        possible = [answer] if isinstance(answer, int) else values(instrument, instrument.items_by_code[code])
        low, high = low + min(possible), high + max(possible)
    return low, high
