"""The mental-health program as content, read as a diary. Dates are counted from day 1."""

from datetime import date, timedelta

from acompana.care.facts import VisitMade
from tests.care.diary import AGENT, CLINICIAN, COORDINATOR, OTHER_AGENT, Diary, moment

MODERATE = "2 2 1 2 1 1 1 1 0"  # 11
MILD = "1 1 1 1 1 1 0 0 0"  # 6
NONE = "0 0 0 0 0 0 0 0 0"


def stage(diary: Diary) -> str:
    return next((e.stage for e in diary.picture().enrolments), "none")


def test_a_positive_screening_is_to_be_evaluated_within_a_week():
    diary = Diary()
    diary.answers("phq9", MODERATE)
    assert stage(diary) == "to_evaluate"
    task = diary.task("evaluate")
    assert task.due_at == moment(8)
    assert (task.why.score, task.why.band) == (11, "moderate")


def test_ten_is_positive_and_nine_is_watched():
    ten, nine = Diary(), Diary()
    ten.answers("phq9", "2 2 1 1 1 1 1 1 0")
    nine.answers("phq9", "2 2 1 1 1 1 1 0 0")
    assert (ten.task("evaluate") is not None, ten.task("repeat_watchful") is not None) == (True, False)
    assert (nine.task("evaluate") is not None, nine.task("repeat_watchful") is not None) == (False, True)


def test_five_is_watched_and_four_is_not():
    five, four = Diary(), Diary()
    five.answers("phq9", "1 1 1 1 1 0 0 0 0")
    four.answers("phq9", "1 1 1 1 0 0 0 0 0")
    assert five.task("repeat_watchful").due_at == moment(15)
    assert four.task("repeat_watchful") is None


def test_a_partial_sum_that_reaches_the_cutoff_is_positive_whatever_is_missing():
    diary = Diary()
    diary.answers("phq9", "3 3 3 3 - - - - 0")
    (scored,) = diary.picture().scores
    assert (scored.total, scored.positive) == (None, True)
    assert diary.task("evaluate") is not None


def test_a_positive_phq2_asks_for_the_whole_phq9():
    diary = Diary()
    diary.answers("phq2", "2 1")
    assert diary.task("complete_phq9") is not None
    diary.day(2).answers("phq9", MILD)
    assert diary.task("complete_phq9") is None


def test_an_evaluation_is_owed_until_it_is_decided():
    diary = Diary()
    diary.answers("phq9", "3 3 3 3 3 3 3 3 0")
    diary.day(3).by(AGENT).visits()
    diary.day(4).by(CLINICIAN).calls()
    diary.day(5).by(CLINICIAN).visits()
    diary.day(6).by(CLINICIAN).diagnoses(certainty="presumptive")
    assert diary.task("evaluate").due_at == moment(8)
    diary.day(7).by(CLINICIAN).diagnoses()
    assert diary.task("evaluate") is None


def test_whoever_is_in_care_is_measured_and_not_evaluated_anew():
    diary = Diary()
    diary.answers("phq9", MODERATE)
    diary.day(3).by(CLINICIAN).diagnoses()
    diary.day(30).by(CLINICIAN).answers("phq9", MODERATE)
    assert diary.task("evaluate") is None
    assert diary.task("measure_again") is not None


def test_a_first_positive_form_in_follow_up_is_to_be_evaluated_though_it_is_no_relapse():
    diary = Diary()
    diary.answers("phq9", MODERATE)
    diary.day(3).by(CLINICIAN).enters()
    diary.day(60).by(CLINICIAN).answers("phq9", "1 1 1 0 0 0 0 0 0")
    assert stage(diary) == "in_follow_up"
    diary.day(90).answers_items("gad7", nervous=2, control_worry=2, worry=2, relax=2, restless=2, irritable=2, afraid=2)
    assert diary.task("evaluate") is not None


def test_whoever_waits_for_an_evaluation_is_missed_after_two_months():
    diary = Diary()
    diary.answers("phq9", MODERATE)
    diary.day(4).by(CLINICIAN).calls()
    assert diary.task("no_contact").due_at == moment(64)


def test_a_second_positive_screening_gives_no_more_time():
    diary = Diary()
    diary.answers("phq9", MODERATE)
    diary.day(6).answers("phq9", MODERATE)
    assert diary.task("evaluate").due_at == moment(8)


def test_care_begins_with_a_definitive_diagnosis_a_session_or_entering():
    for begin in (Diary.diagnoses, Diary.holds_session, Diary.enters):
        diary = Diary()
        diary.answers("phq9", MODERATE)
        begin(diary.day(3).by(CLINICIAN))
        assert stage(diary) == "in_care"


def test_a_presumptive_diagnosis_does_not_begin_care():
    diary = Diary()
    diary.answers("phq9", MODERATE)
    diary.day(3).by(CLINICIAN).diagnoses(certainty="presumptive")
    assert stage(diary) == "to_evaluate"


def test_from_care_to_follow_up_to_relapse():
    diary = Diary()
    diary.answers("phq9", MODERATE)
    diary.day(3).by(CLINICIAN).enters()
    diary.day(60).by(CLINICIAN).answers("phq9", "1 1 1 0 0 0 0 0 0")
    assert stage(diary) == "in_follow_up"
    diary.day(120).by(AGENT).answers("phq9", MODERATE)
    assert stage(diary) == "to_evaluate"
    assert diary.picture().scores[-1].change == ("worse", "reliably_worse", "relapse")
    assert diary.task("review_worsening") is not None


def test_remission_is_measured_from_where_the_episode_began():
    diary = Diary()
    diary.by(CLINICIAN).enters()
    diary.answers("phq9", "2 2 2 2 2 2 1 1 0")  # 14
    diary.day(30).answers("phq9", "1 1 1 1 1 1 1 1 1")  # 9
    assert stage(diary) == "in_care"
    diary.day(60).answers("phq9", "1 1 1 1 0 0 0 0 0")  # 4
    assert "remission" in diary.picture().scores[-1].change
    assert stage(diary) == "in_follow_up"


def test_leaving_closes_what_was_planned_and_returning_opens_care_again():
    diary = Diary()
    diary.answers("phq9", MODERATE)
    diary.day(3).by(CLINICIAN).enters()
    diary.day(30).by(CLINICIAN).leaves("declined")
    assert stage(diary) == "left"
    assert diary.picture().tasks == ()
    diary.day(90).by(CLINICIAN).enters()
    assert stage(diary) == "in_care"


def test_leaving_does_not_close_a_risk():
    diary = Diary()
    diary.answers("phq9", "0 0 0 0 0 0 0 0 2")
    diary.day(2).by(COORDINATOR).leaves("moved_away")
    assert diary.picture().alert is not None


def test_care_that_began_with_a_diagnosis_or_a_session_is_visited_too():
    for begin in (Diary.diagnoses, Diary.holds_session):
        diary = Diary()
        begin(diary.day(3).by(CLINICIAN))
        diary.day(10).by(CLINICIAN).holds_session()
        assert diary.task("visit_in_care").due_at == moment(24)
        diary.day(20).visits()
        assert diary.task("visit_in_care").due_at == moment(41)


def test_a_visit_is_owed_on_the_day_that_was_agreed():
    diary = Diary()
    diary.says(VisitMade(outcome="seen", answers={"suicide": 0}, form_version="1", next_visit_on=date(2026, 1, 12)))
    task = diary.task("agreed_visit")
    assert (task.opens_at.date(), task.due_at.date()) == (date(2026, 1, 12), date(2026, 1, 13))
    diary.day(9).visits("not_home")
    assert diary.task("agreed_visit") is not None
    diary.day(12).visits()
    assert diary.task("agreed_visit") is None


def test_a_slow_relapse_is_a_relapse():
    diary = Diary()
    diary.answers("phq9", "2 2 2 2 2 2 2 0 0")  # 14
    diary.day(3).by(CLINICIAN).enters()
    diary.day(60).answers("phq9", "1 1 1 0 0 0 0 0 0")  # 3
    diary.day(90).answers("phq9", "1 1 1 1 1 1 1 0 0")  # 7
    assert stage(diary) == "in_follow_up"
    diary.day(120).answers("phq9", MODERATE)
    assert "relapse" in diary.picture().scores[-1].change
    assert stage(diary) == "to_evaluate"
    diary.day(125).answers("phq9", MODERATE)
    assert "relapse" not in diary.picture().scores[-1].change


def test_after_half_a_year_of_being_well_it_is_a_recurrence():
    diary = Diary()
    diary.answers("phq9", "2 2 2 2 2 2 2 0 0")
    diary.day(3).by(CLINICIAN).enters()
    diary.day(60).answers("phq9", "1 1 1 0 0 0 0 0 0")
    diary.day(300).answers("phq9", MODERATE)
    assert "recurrence" in diary.picture().scores[-1].change
    assert "relapse" not in diary.picture().scores[-1].change
    assert stage(diary) == "to_evaluate"


def test_signs_of_danger_are_answered_by_their_clocks():
    """(what was seen, who has to answer, by when)"""
    for sign, rule, hours in (
        ({"voices": 1, "voices_command": 1}, "answer_commanding_voices", 1),
        ({"children_in_danger": 1}, "protect_children", 1),
        ({"appetite": 2}, "answer_danger_sign", 24),
        ({"voices": 1}, "evaluate_psychosis", 7 * 24),
    ):
        diary = Diary()
        diary.says(VisitMade(outcome="seen", form_version="1", answers={"suicide": 0, "harm_now": 0, **sign}))
        assert diary.task(rule).due_at == moment(1) + timedelta(hours=hours)
        assert diary.task(rule).rungs


def test_a_task_names_the_signs_of_danger_it_is_about():
    diary = Diary()
    form = {"suicide": 0, "harm_now": 0, "voices": 1, "sleep": 2}
    diary.says(VisitMade(outcome="seen", form_version="1", answers=form))
    assert diary.task("answer_danger_sign").why.signs == ("no_sleep",)
    assert diary.task("evaluate_psychosis").why.signs == ("voices",)


def test_a_later_sign_stands_beside_an_earlier_one_and_moves_no_deadline():
    diary = Diary()
    diary.says(VisitMade(outcome="seen", form_version="1", answers={"sleep": 2}))
    diary.day(2).says(VisitMade(outcome="seen", form_version="1", answers={"alone": 1, "violence": 1}))
    task = diary.task("answer_danger_sign")
    assert task.why.signs == ("no_sleep", "violence")
    assert task.due_at == moment(2)
    diary.day(3).by(COORDINATOR).visits()
    assert diary.task("answer_danger_sign") is None
    diary.day(4).says(VisitMade(outcome="seen", form_version="1", answers={"sleep": 2}))
    assert diary.task("answer_danger_sign").why.signs == ("no_sleep",)


def test_what_was_heard_in_the_street_opens_the_risk_and_is_no_screening():
    diary = Diary()
    diary.answers_items("danger_notice", suicide=1)
    picture = diary.picture()
    assert picture.alert.level == "unassessed"
    assert stage(diary) == "to_evaluate"
    assert (picture.contact_count, picture.scores[0].positive) == (0, None)
    diary.day(1, 5).answers_items("danger_notice", harm_now=1)
    assert diary.picture().alert.level == "high"


def test_a_danger_heard_of_is_answered_by_its_clock_and_death_is_still_to_be_asked_about():
    for sign, rule, hours in (
        ("voices_command", "answer_commanding_voices", 1),
        ("children_in_danger", "protect_children", 1),
        ("violence", "answer_danger_sign", 24),
        ("no_food", "answer_danger_sign", 24),
    ):
        diary = Diary()
        diary.answers_items("danger_notice", **{sign: 1})
        assert diary.task(rule).due_at == moment(1) + timedelta(hours=hours)
        assert diary.task(rule).why.signs == (sign,)
        assert diary.task("ask_suicide_item") is not None
        assert diary.picture().alert is None


def test_visits_follow_the_risk():
    diary = Diary()
    diary.registers()
    diary.day(2).by(CLINICIAN).enters()
    diary.day(10).visits()
    assert diary.task("visit_in_care").due_at == moment(31)
    diary.day(11).answers("phq9", "0 0 0 0 0 0 0 0 1")
    assert diary.task("visit_in_care") is None
    assert diary.task("visit_high").due_at == moment(17)


def test_two_missed_contacts_in_a_row_may_be_an_abandonment():
    diary = Diary()
    diary.by(CLINICIAN).enters()
    diary.day(5).visits("not_home")
    assert diary.task("possible_abandonment") is None
    diary.day(9).calls("no_answer")
    assert diary.task("possible_abandonment").why.times == 2
    diary.day(12).visits()
    assert diary.task("possible_abandonment") is None


def test_sixty_days_without_contact_is_somebodys_task_before_they_pass():
    diary = Diary()
    diary.by(CLINICIAN).enters()
    diary.day(5).visits()
    task = diary.task("no_contact")
    assert (task.opens_at, task.due_at) == (moment(5) + timedelta(days=50), moment(65))


def test_a_referral_is_followed_until_it_is_answered():
    diary = Diary()
    referral = diary.refers()
    assert diary.task("referral_unanswered").referral == referral.id
    diary.day(4).is_answered(referral, "rejected")
    assert diary.task("referral_unanswered") is None
    assert diary.task("referral_rejected") is not None
    diary.day(6).is_answered(referral, "accepted")
    assert diary.task("referral_rejected") is None
    assert diary.task("referral_attendance").due_at == moment(36)


def test_two_referrals_are_followed_each_for_itself():
    diary = Diary()
    first, second = diary.refers(), diary.day(2).refers()
    diary.day(3).is_answered(first)
    assert diary.task("referral_unanswered").referral == second.id


def test_a_task_without_an_agent_is_the_coordinators():
    diary = Diary()
    diary.by(CLINICIAN).registers()
    diary.by(CLINICIAN).enters()
    assert (diary.task("visit_in_care").duty, diary.task("visit_in_care").owner) == ("coordinator", None)
    diary.day(2).by(COORDINATOR).assigns(AGENT)
    assert (diary.task("visit_in_care").duty, diary.task("visit_in_care").owner) == ("agent", AGENT.id)


# --- Handing over ----------------------------------------------------------------------------------------------------


def test_a_proposed_handover_is_the_coordinations_to_decide():
    diary = Diary()
    diary.registers()
    diary.day(2).proposes_handover(OTHER_AGENT)
    task = diary.task("decide_handover")
    assert (task.duty, task.record, task.due_at) == ("coordinator", "assign", moment(5))
    assert diary.picture().known.agent == AGENT.id


def test_assigning_an_agent_decides_it_whoever_was_proposed_and_assigning_a_clinician_does_not():
    diary = Diary()
    diary.registers()
    diary.day(2).proposes_handover()
    diary.day(3).by(COORDINATOR).assigns(CLINICIAN)
    assert diary.task("decide_handover") is not None
    diary.day(4).by(COORDINATOR).assigns(AGENT)
    assert diary.task("decide_handover") is None
