"""What holds of every life: the picture is a function of the set of facts, and no open risk is left without care."""

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from acompana.bundle import current
from acompana.care.facts import Fact, FactWithdrawn
from acompana.care.fold import fold_person, signs_of
from acompana.care.picture import Picture
from acompana.care.reading import suicide_flags
from acompana.care.standing import standing
from tests.care.diary import CLINICIAN, PERSON
from tests.properties.lives import lives, make

RISK_RULES = {"assess_risk", "reassess_risk", "safety_plan", "risk_contact"}


def fold(facts: list[Fact]) -> Picture:
    return fold_person(PERSON, facts, current().rulebook)


def bytes_of(facts: list[Fact]) -> bytes:
    return msgspec.json.encode(fold(facts))


@settings(max_examples=300, deadline=None)
@given(lives(), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(facts: list[Fact], chance: random.Random):
    again = facts + chance.choices(facts, k=len(facts))
    chance.shuffle(again)
    assert bytes_of(again) == bytes_of(facts)


@settings(max_examples=150, deadline=None)
@given(lives(), st.data())
def test_split_and_joined_again_is_the_same(facts: list[Fact], data: st.DataObject):
    cut = data.draw(st.integers(0, len(facts)))
    overlap = data.draw(st.integers(0, len(facts) - cut))
    assert bytes_of(facts[cut:] + facts[: cut + overlap]) == bytes_of(facts)


@settings(max_examples=200, deadline=None)
@given(lives(), st.data())
def test_withdrawn_by_a_professional_equals_never(facts: list[Fact], data: st.DataObject):
    amended = {getattr(f.body, "target", None) for f in facts}
    untouched = [f for f in facts if f.id not in amended and not hasattr(f.body, "target")]
    if not untouched:
        return
    gone = data.draw(st.sampled_from(untouched))
    withdrawal = make(500, FactWithdrawn(target=gone.id, reason="mistake"), CLINICIAN, 60 * 24 * 91, 0)
    assert bytes_of([*facts, withdrawal]) == bytes_of([f for f in facts if f.id != gone.id])


@settings(max_examples=300, deadline=None)
@given(lives())
def test_whoever_is_to_be_evaluated_or_cared_for_is_somebodys_task(facts: list[Fact]):
    picture = fold(facts)
    if {enrolment.stage for enrolment in picture.enrolments} & {"to_evaluate", "in_care", "in_follow_up"}:
        assert picture.tasks


@settings(max_examples=400, deadline=None)
@given(lives())
def test_an_open_risk_always_has_a_deadline_and_somebody_who_answers(facts: list[Fact]):
    picture = fold(facts)
    owed = [task for task in picture.tasks if task.rule in RISK_RULES]
    if picture.alert is None:
        assert owed == []
        return
    assert any(task.rule in {"assess_risk", "reassess_risk"} for task in owed)
    assert picture.alert.due_at == min(task.due_at for task in owed)
    assert all(task.duty for task in owed)
    assert all(task.rungs for task in owed), "what nobody does must reach somebody else"


@settings(max_examples=400, deadline=None)
@given(lives())
def test_every_flag_that_stands_is_answered_by_a_professional_or_open(facts: list[Fact]):
    rulebook = current().rulebook
    stand = standing(facts, lambda fact: signs_of(fact, rulebook)).facts
    may_flag = ("answers_given", "visit_made", "call_made")
    flags = [f for f in stand if f.kind in may_flag and suicide_flags(f.body, rulebook)]
    closings = [f for f in stand if f.kind == "risk_assessed" and f.role == "clinician"]
    for flag in flags:
        answered = any(c.at >= flag.at and c.received_at >= flag.received_at for c in closings)
        assert answered or fold(facts).alert is not None


@settings(max_examples=300, deadline=None)
@given(lives(), lives(at_most=6))
def test_nobody_but_a_professional_lowers_a_risk(facts: list[Fact], more: list[Fact]):
    """Whatever others add, an open risk stays open."""
    if fold(facts).alert is None:
        return
    others = [
        msgspec.structs.replace(f, id=make(600 + n, f.body, CLINICIAN, 0, 0).id)
        for n, f in enumerate(more)
        if f.role != "clinician"
    ]
    assert fold(facts + others).alert is not None


@settings(max_examples=300, deadline=None)
@given(lives())
def test_protocols_that_somebody_followed_change_nothing_about_a_risk(facts: list[Fact]):
    """Only what is told beside it, and the search for an alarm that is missing."""
    said = fold(facts)
    without = fold([fact for fact in facts if fact.kind != "protocol_followed"])
    alert = said.alert and msgspec.structs.replace(said.alert, followed=())
    assert alert == without.alert
    assert said.risks == without.risks
    assert [t for t in said.tasks if t.rule != "find_alarm" and t.rule != "confirm_withdrawal"] == [
        t for t in without.tasks if t.rule != "confirm_withdrawal"
    ]


@settings(max_examples=200, deadline=None)
@given(lives())
def test_a_tasks_id_stays_the_same(facts: list[Fact]):
    tasks = fold(facts).tasks
    ids = [task.id for task in tasks]
    assert len(ids) == len(set(ids))
    for task in tasks:
        names = [rung.name for rung in task.rungs]
        assert len(names) == len(set(names)), "a telling has a name of its own, by which it happens once"
    assert ids == [task.id for task in fold(list(reversed(facts))).tasks]
