"""The suicide rules, clause by clause (care/risk.py, K1 to K7)."""

from datetime import date, timedelta

import msgspec
import pytest

from acompana.bundle import current
from acompana.care.facts import FactCorrected, RiskAssessed, VisitMade
from acompana.care.picture import Followed
from tests.care.diary import AGENT, CLINICIAN, COORDINATOR, PERSON, PHQ9, Diary, moment

CLEAR = "0 0 0 0 0 0 0 0 0"
FLAGGED = "0 0 0 0 0 0 0 0 1"


def at_risk() -> Diary:
    diary = Diary()
    diary.registers()
    diary.answers("phq9", FLAGGED)
    return diary


def test_one_answer_opens_a_risk_whatever_the_total():
    alert = at_risk().picture().alert
    assert alert.level == "unassessed"
    assert alert.due_at == moment(1) + timedelta(hours=1)


def test_the_answer_no_opens_nothing():
    diary = Diary()
    diary.answers("phq9", CLEAR)
    assert diary.picture().alert is None


@pytest.mark.parametrize("missing", ["not_asked", "refused", "dont_know"])
def test_a_suicide_item_without_an_answer_is_a_task_and_no_risk(missing):
    diary = Diary()
    diary.answers_items("phq9", interest=0, mood=0, self_harm=missing)
    assert diary.picture().alert is None
    task = diary.task("ask_suicide_item")
    assert task.due_at == moment(1) + timedelta(hours=12)
    assert task.duty == "coordinator"


def test_a_visit_that_asked_nothing_is_a_task_and_one_that_found_nobody_is_none():
    diary = Diary()
    diary.visits("not_home")
    assert diary.task("ask_at_visit") is None
    diary.day(2).visits()
    assert diary.task("ask_at_visit").due_at == moment(2) + timedelta(hours=12)
    diary.day(3).says(VisitMade(outcome="seen", form_version="1", answers={"suicide": 0, "harm_now": 0}))
    assert diary.task("ask_at_visit") is None


def test_a_call_that_asked_nothing_is_a_task_while_there_is_a_risk():
    calm, diary = Diary(), at_risk()
    calm.calls()
    assert calm.task("ask_at_call") is None
    diary.day(1, 30).by(CLINICIAN).assesses("low")
    diary.day(3).by(CLINICIAN).calls()
    assert diary.task("ask_at_call") is None
    diary.day(4).by(AGENT).calls()
    assert diary.task("ask_at_call").due_at == moment(4) + timedelta(hours=12)


def test_a_person_at_high_risk_is_seen_within_a_day_whatever_program_they_are_in():
    diary = at_risk()
    assert diary.task("visit_at_once").due_at == moment(2)
    diary.day(1, 30).by(CLINICIAN).assesses("high")
    diary.day(1, 40).by(CLINICIAN).calls()
    assert diary.task("visit_at_once").due_at == moment(2)
    diary.day(1, 300).visits()
    assert diary.task("visit_at_once") is None
    assert diary.task("visit_high").due_at == moment(8, 300)


def test_who_closes_a_risk_may_agree_on_the_next_contact():
    diary = at_risk()
    closed = RiskAssessed(level="none", reason="recovered", next_contact_on=date(2026, 1, 20))
    diary.day(3).by(CLINICIAN).says(closed)
    assert diary.picture().alert is None
    assert diary.task("agreed_contact").opens_at.date() == date(2026, 1, 20)
    diary.day(21).by(CLINICIAN).calls()
    assert diary.task("agreed_contact") is None


def test_an_acknowledgment_knows_only_what_had_arrived_when_it_was_made():
    diary = at_risk()
    diary.day(1, 30).by(CLINICIAN).arriving(5).acknowledges()
    diary.day(3).answers("phq9", FLAGGED)
    assert diary.picture().alert.acknowledged is None
    assert next(r.at for r in diary.task("assess_risk").rungs if r.name.startswith("told")) == moment(3)


def test_many_signs_of_one_screening_are_told_once():
    diary = at_risk()
    before = [rung.name for rung in diary.task("assess_risk").rungs]
    diary.day(2).answers_items("asq", wished_dead=1, better_off=1, thoughts=1, attempt_ever=1, thoughts_now=1)
    assert [flag.item for flag in diary.picture().alert.flags].count("thoughts_now") == 1
    names = [rung.name for rung in diary.task("assess_risk").rungs]
    told = [name for name in names if name.startswith("told-") and name not in before]
    assert len(set(names)) == len(names)
    assert len(told) == len(current().rulebook.risk.level("high").ladder)


def test_an_acknowledgment_of_something_else_takes_nothing():
    diary = at_risk()
    diary.day(1, 30).by(CLINICIAN).acknowledges(PERSON)
    assert diary.picture().alert.acknowledged is None
    assert any(rung.name == "told-1" for rung in diary.task("assess_risk").rungs)


def test_asking_later_closes_the_task():
    diary = Diary()
    diary.answers("phq9", "0 0 0 0 0 0 0 0 -")
    diary.day(2).answers("phq9", CLEAR)
    assert diary.task("ask_suicide_item") is None


def test_only_a_professional_closes_a_risk():
    diary = at_risk()
    diary.day(2).by(COORDINATOR).assesses("none")
    assert diary.picture().alert is not None
    diary.day(3).by(CLINICIAN).assesses("none")
    assert diary.picture().alert is None


def test_no_passing_of_time_closes_a_risk():
    diary = at_risk()
    diary.day(900).visits()
    assert diary.picture().alert.due_at == moment(1) + timedelta(hours=1)


def test_an_assessed_risk_stays_open_with_its_next_assessment_owed():
    diary = at_risk()
    diary.day(1, 30).by(CLINICIAN).assesses("moderate")
    picture = diary.picture()
    assert picture.alert.level == "moderate"
    assert {"reassess_risk", "safety_plan", "risk_contact"} <= {task.rule for task in picture.tasks}
    assert diary.task("safety_plan").due_at == moment(1, 30) + timedelta(hours=24)
    assert diary.task("risk_contact").due_at == moment(1, 30) + timedelta(hours=72)


def test_a_safety_plan_is_owed_once():
    diary = at_risk()
    diary.day(1, 30).by(CLINICIAN).assesses("high")
    diary.writes_plan()
    assert diary.task("safety_plan") is None


def test_a_contact_moves_the_schedule_on():
    diary = at_risk()
    diary.by(CLINICIAN).assesses("moderate")
    diary.day(3).by(CLINICIAN).calls()
    assert diary.task("risk_contact").due_at == moment(8)
    diary.day(4).by(CLINICIAN).calls("no_answer")
    assert diary.task("risk_contact").due_at == moment(8)


def test_contacts_go_on_for_as_long_as_the_risk_lasts():
    diary = at_risk()
    diary.by(CLINICIAN).assesses("low")
    diary.day(400).by(CLINICIAN).calls()
    assert moment(400) < diary.task("risk_contact").due_at <= moment(422)


def test_the_template_of_the_assessment_counts():
    diary = at_risk()
    diary.by(CLINICIAN).assesses("moderate", contacts="bic")
    diary.day(28).by(CLINICIAN).calls()
    assert diary.task("risk_contact").due_at == moment(1) + timedelta(days=49)


def test_after_the_last_contact_of_a_template_an_assessment_is_still_owed():
    diary = at_risk()
    diary.by(CLINICIAN).assesses("moderate", contacts="bic")
    diary.day(600).by(CLINICIAN).calls()
    assert diary.task("risk_contact") is None
    assert diary.task("reassess_risk") is not None


def test_a_flag_that_arrives_late_reopens_what_was_closed_without_it():
    diary = at_risk()
    diary.day(1, 30).by(CLINICIAN).assesses("none")
    diary.day(1, 10).arriving(days=3).answers("phq9", FLAGGED)
    alert = diary.picture().alert
    assert alert.level == "unassessed"
    assert alert.due_at == moment(1, 10) + timedelta(hours=1)


def test_a_flag_after_an_assessment_needs_another():
    diary = at_risk()
    diary.day(1, 30).by(CLINICIAN).assesses("low")
    diary.day(5).answers("phq9", FLAGGED)
    diary.by(CLINICIAN).calls()
    assert diary.picture().alert.level == "unassessed"
    assert diary.task("assess_risk").due_at == moment(5) + timedelta(hours=1)


def test_taking_the_case_stops_the_ladder_and_moves_no_deadline():
    diary = at_risk()
    before = diary.task("assess_risk")
    diary.day(1, 5).by(COORDINATOR).acknowledges()
    after = diary.task("assess_risk")
    assert after.due_at == before.due_at
    assert after.owner == COORDINATOR.id
    assert [rung.name for rung in after.rungs] == ["late-1", "late-2", "late-3"]


def test_who_took_the_case_did_not_take_what_came_after():
    diary = at_risk()
    diary.day(1, 5).by(COORDINATOR).acknowledges()
    diary.day(1, 20).answers("phq9", FLAGGED)
    assert diary.picture().alert.acknowledged is None
    assert diary.task("assess_risk").owner is None


def test_a_new_flag_is_told_anew_though_the_first_is_unanswered():
    diary = at_risk()
    diary.day(1, 50).answers("phq9", FLAGGED)
    told = [rung.at for rung in diary.task("assess_risk").rungs if rung.name.startswith("told")]
    assert told == [moment(1, minutes) for minutes in (0, 15, 30, 50, 65, 80)]


def test_taking_the_case_leaves_the_ladder_of_a_later_flag():
    diary = at_risk()
    diary.day(1, 5).by(COORDINATOR).acknowledges()
    diary.day(1, 20).answers("phq9", FLAGGED)
    told = [rung.at for rung in diary.task("assess_risk").rungs if rung.name.startswith("told")]
    assert told == [moment(1, 20), moment(1, 35), moment(1, 50)]


def test_the_ladder_climbs_from_the_clinician_to_the_administrator():
    rungs = at_risk().task("assess_risk").rungs
    told = [(rung.duty, rung.at - moment(1)) for rung in rungs if rung.name.startswith("told")]
    assert told == [
        ("clinician_on_call", timedelta(0)),
        ("coordinator", timedelta(minutes=15)),
        ("administrator", timedelta(minutes=30)),
    ]


def test_a_phone_days_ahead_gives_nobody_more_time():
    diary = Diary()
    diary.day(4).arriving(days=-3).answers("phq9", FLAGGED)
    assert diary.picture().alert.due_at == moment(1) + timedelta(hours=1)


def test_an_agent_does_not_take_back_a_flagged_answer():
    diary = Diary()
    flagged = diary.answers("phq9", FLAGGED)
    diary.day(2).by(AGENT).withdraws(flagged)
    assert diary.picture().alert is not None
    assert diary.task("confirm_withdrawal") is not None


def test_an_agent_does_not_correct_a_flag_away():
    diary = Diary()
    flagged = diary.answers("phq9", FLAGGED)
    clear = dict.fromkeys(flagged.body.answers, 0)
    diary.day(2).by(AGENT).corrects(flagged, instrument="phq9", version="1", answers=clear)
    assert diary.picture().alert is not None


def test_a_clinician_takes_back_a_flagged_answer():
    diary = Diary()
    flagged = diary.answers("phq9", FLAGGED)
    diary.day(2).by(CLINICIAN).withdraws(flagged)
    assert diary.picture().alert is None


def test_an_agent_may_correct_into_a_flag_and_not_out_of_it_again():
    diary = Diary()
    clear = diary.answers("phq9", CLEAR)
    answers = dict(clear.body.answers)
    diary.day(1, 5).corrects(clear, instrument="phq9", version="1", answers=answers | {"self_harm": 2})
    assert diary.picture().alert is not None
    diary.day(1, 9).corrects(clear, instrument="phq9", version="1", answers=answers)
    assert diary.picture().alert is not None


def test_a_clinician_who_refuses_a_withdrawal_ends_the_wait():
    diary = Diary()
    flagged = diary.answers("phq9", FLAGGED)
    attempt = diary.day(2).withdraws(flagged)
    diary.day(3).by(CLINICIAN).withdraws(attempt)
    assert diary.picture().alert is not None
    assert diary.task("confirm_withdrawal") is None


def test_an_agent_completes_the_answers_that_raised_the_alarm():
    """The phone records the answer that raises the alarm at once, and the rest when the agent went on asking."""
    diary = Diary()
    begun = diary.answers_items("phq9", self_harm=1)
    alarm = diary.picture().alert
    rest = dict(zip(PHQ9, [2, 2, 1, 2, 1, 1, 1, 1, 1], strict=True))
    diary.day(1, 9).corrects(begun, instrument="phq9", version="1", answers=rest)
    (score,) = diary.picture().scores
    assert score.total == 12
    assert diary.picture().alert == alarm
    assert diary.task("confirm_withdrawal") is None


def test_completing_what_a_professional_has_assessed_meanwhile_reopens_nothing():
    diary = Diary()
    begun = diary.answers_items("phq9", self_harm=1)
    diary.day(1, 30).by(CLINICIAN).assesses("none")
    diary.day(1, 40).corrects(begun, instrument="phq9", version="1", answers={"self_harm": 1, "mood": 2})
    assert diary.picture().alert is None


def test_a_sign_added_after_the_assessment_reopens_the_risk():
    diary = Diary()
    visit = diary.says(VisitMade(outcome="seen", form_version="1", answers={"suicide": 1}))
    diary.day(1, 30).by(CLINICIAN).assesses("none")
    graver = {"outcome": "seen", "form_version": "1", "answers": {"suicide": 1, "harm_now": 1}}
    diary.day(1, 40).corrects(visit, **graver)
    alert = diary.picture().alert
    assert alert.level == "high"
    assert {flag.item for flag in alert.flags} == {"suicide", "harm_now"}
    assert alert.opened_at == moment(1)


def test_an_agent_does_not_drop_a_sign_that_was_added_by_a_correction():
    diary = Diary()
    visit = diary.says(VisitMade(outcome="seen", form_version="1", answers={"suicide": 1}))
    diary.day(1, 5).corrects(visit, outcome="seen", form_version="1", answers={"suicide": 1, "harm_now": 1})
    diary.day(1, 9).corrects(visit, outcome="seen", form_version="1", answers={"suicide": 1, "harm_now": 0})
    assert diary.picture().alert.level == "high"
    assert diary.task("confirm_withdrawal") is not None


def test_an_agent_does_not_date_a_sign_later():
    diary = Diary()
    flagged = diary.day(3).answers("phq9", FLAGGED)
    later = FactCorrected(
        target=flagged.id,
        of="answers_given",
        instead={"instrument": "phq9", "version": "1", "answers": dict(flagged.body.answers)},
        happened_at=moment(3, 50),
    )
    flagged_late = msgspec.structs.replace(flagged, received_at=moment(4))
    diary.facts[:] = [flagged_late]
    diary.day(5).says(later)
    assert diary.picture().alert.opened_at == moment(3)


# --- K7: a protocol that somebody followed ---------------------------------------------------------------------------


def test_a_followed_protocol_is_told_beside_the_risk_and_changes_nothing_about_it():
    diary = at_risk()
    before = diary.picture()
    alarm = diary.facts[-1].id
    followed = diary.day(1, 5).follows_protocol(alarm, done=("stayed",), reached=("duty_clinician", "family"))
    after = diary.picture()
    assert after.alert.followed == (
        Followed(followed.id, alarm, moment(1, 5), AGENT.id, "unassessed", ("duty_clinician", "family")),
    )
    assert msgspec.structs.replace(after.alert, followed=()) == before.alert
    assert after.tasks == before.tasks


def test_a_protocol_left_is_told_with_why():
    diary = at_risk()
    diary.day(1, 5).follows_protocol(diary.facts[-1].id, reached=("nobody",), left_because="unsafe_for_me")
    (followed,) = diary.picture().alert.followed
    assert (followed.reached, followed.left_because) == (("nobody",), "unsafe_for_me")


def test_an_hour_after_the_protocol_the_deadline_still_stands_and_the_ladder_goes_on():
    diary = at_risk()
    diary.day(1, 5).follows_protocol(diary.facts[-1].id, reached=("duty_clinician",))
    task = diary.task("assess_risk")
    assert task.due_at == moment(1) + timedelta(hours=1)
    assert task.owner is None
    assert [rung.duty for rung in task.rungs[:3]] == ["clinician_on_call", "coordinator", "administrator"]


def test_a_protocol_that_arrives_before_its_alarm_is_a_task_until_the_alarm_arrives():
    alone, whole = Diary(), Diary()
    alarm = whole.answers("phq9", FLAGGED)
    whole.day(1, 5).follows_protocol(alarm.id)
    alone.facts = whole.facts[1:]
    task = alone.task("find_alarm")
    assert (task.due_at, task.urgency) == (moment(1, 5) + timedelta(hours=1), "now")
    assert alone.picture().alert is None
    assert whole.task("find_alarm") is None
    assert whole.picture().alert.followed


def test_a_missing_alarm_is_answered_by_a_professionals_assessment_only():
    diary = Diary()
    diary.follows_protocol(PERSON)
    diary.day(1, 10).by(COORDINATOR).calls()
    assert diary.task("find_alarm") is not None
    diary.day(1, 20).by(CLINICIAN).assesses("none")
    assert diary.task("find_alarm") is None


def test_protocols_of_a_risk_that_was_closed_are_not_those_of_the_next():
    diary = at_risk()
    diary.day(1, 5).follows_protocol(diary.facts[-1].id)
    diary.day(2).by(CLINICIAN).assesses("none")
    diary.day(30).answers("phq9", FLAGGED)
    assert diary.picture().alert.followed == ()
