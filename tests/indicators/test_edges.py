"""Where counting goes wrong elsewhere: New Year, corrections, two instruments, a missing answer, nobody's age."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from acompana.care.facts import AnswersGiven, PersonRegistered, SessionHeld, VisitMade
from acompana.indicators.figures import Figures, NotCounted, breakdown, period_table, year_table, years
from acompana.indicators.writing import basis
from acompana.people.models import Organization
from tests.care.diary import AGENT, CLINICIAN, GAD7, OTHER_AGENT, Diary
from tests.indicators.conftest import Count

NEGATIVE, POSITIVE, FLAGGED = "0 0 0 0 0 0 0 0 0", "2 2 2 2 2 0 0 0 0", "0 0 0 0 0 0 0 0 1"
Values = dict[str, int | None]


def person(n: int) -> UUID:
    return UUID(int=n)


def diary(n: int = 1, home: str = "150106-01", **details: object) -> Diary:
    """Somebody, registered on the first day."""
    written = Diary(person=person(n))
    written.day(1).registers(home=home, **details)
    return written


def at(written: Diary, moment: datetime) -> Diary:
    written.now, written.arrives, written.worker = moment, timedelta(0), AGENT
    return written


def values(figures: Figures) -> Values:
    return {number.indicator.id: number.value for number in figures.year}


def shares(figures: Figures) -> dict[str, tuple[int | None, int | None]]:
    return {share.indicator.id: (share.numerator, share.denominator) for share in figures.cascade}


def of(count: Count, *diaries: Diary, year: int = 2026) -> Values:
    return values(year_table(year, folder=count({d.person: d.facts for d in diaries})))


def shares_of(count: Count, *diaries: Diary) -> dict[str, tuple[int | None, int | None]]:
    return shares(year_table(2026, folder=count({d.person: d.facts for d in diaries})))


# --- When ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2026, 1, 1, 4, 59, tzinfo=UTC), 2025),
        (datetime(2026, 1, 1, 5, 0, tzinfo=UTC), 2026),
    ],
)
def test_a_year_begins_at_midnight_in_lima(count: Count, moment: datetime, year: int):
    written = diary()
    at(written, moment).answers("phq9", NEGATIVE)
    folder = count({written.person: written.facts})
    found = {y: values(year_table(y, folder=folder))["people_screened"] for y in (2025, 2026)}
    assert found == {2025: 0, 2026: 0, year: 1}


def test_a_year_that_begins_in_july_is_counted_from_july(count: Count, organization: Organization):
    organization.year_begins_in = 7
    organization.save()
    june, july = diary(1), diary(2)
    at(june, datetime(2026, 7, 1, 4, 0, tzinfo=UTC)).answers("phq9", NEGATIVE)
    at(july, datetime(2026, 7, 1, 6, 0, tzinfo=UTC)).answers("phq9", NEGATIVE)
    folder = count({d.person: d.facts for d in (june, july)})
    assert [values(year_table(y, folder=folder))["people_screened"] for y in (2026, 2027)] == [1, 1]
    assert list(years(folder)) == [2026, 2027]


def test_what_is_due_after_the_last_record_is_not_counted_yet(count: Count):
    written = diary()
    written.day(1).answers("phq9", POSITIVE)
    lives = {written.person: written.facts}
    pending = shares(year_table(2026, folder=count(lives, as_of=date(2026, 1, 8))))
    due = shares(year_table(2026, folder=count(lives, as_of=date(2026, 1, 9))))
    assert (pending["seen_by_professional_in_7_days"], due["seen_by_professional_in_7_days"]) == ((0, 0), (0, 1))


# --- What stands -----------------------------------------------------------------------------------------------------


def test_withdrawn_answers_were_never_given(count: Count):
    written = diary()
    given = written.day(2).answers("phq9", POSITIVE)
    written.day(3).withdraws(given)
    assert of(count, written)["people_screened"] == 0


def test_corrected_answers_count_as_corrected(count: Count):
    written = diary()
    given = written.day(2).answers("phq9", POSITIVE)
    written.day(3).corrects(given, instrument="phq9", version="1", answers=dict.fromkeys(given.body.answers, 0))
    found = of(count, written)
    assert (found["people_screened"], found["people_with_depression_signs"]) == (1, 0)


def test_a_visit_withdrawn_is_no_visit(count: Count):
    written = diary()
    written.day(2).visits()
    written.day(3).withdraws(written.day(2).visits())
    assert of(count, written)["agent_visits"] == 1


# --- People and events -----------------------------------------------------------------------------------------------


def test_somebody_screened_with_two_instruments_counts_once(count: Count):
    written = diary()
    written.day(2).answers("phq9", POSITIVE)
    written.day(40).answers("phq9", NEGATIVE)
    written.day(40).answers_items("gad7", **dict.fromkeys(GAD7, 3))
    found = of(count, written)
    assert [found[f"people_{name}"] for name in ("screened", "with_depression_signs", "with_anxiety_signs")] == [
        1,
        1,
        1,
    ]


def test_sessions_are_events_and_those_in_them_people(count: Count):
    written = diary()
    for day in (3, 10, 17):
        written.day(day).by(CLINICIAN).holds_session()
    written.day(24).by(CLINICIAN).holds_session(attended=False)
    written.day(25).by(AGENT).holds_session()
    found = of(count, written)
    assert (found["psychological_sessions"], found["people_in_psychological_care"]) == (3, 1)


def test_a_closed_door_is_an_attempt_and_no_visit(count: Count):
    written = diary()
    written.day(2).visits("not_home")
    written.day(9).visits("seen")
    written.day(9).by(CLINICIAN).visits("moved")
    folder = count({written.person: written.facts})
    figures = year_table(2026, folder=folder)
    assert (values(figures)["agent_visits"], values(figures)["staff_visits"]) == (1, 0)
    assert shares(figures)["agent_visits_that_found"] == (1, 2)
    assert shares(figures)["staff_visits_that_found"] == (0, 1)


def test_a_call_by_the_agent_accompanies_and_one_by_a_professional_does_not(count: Count):
    by_agent, by_clinician = diary(1), diary(2)
    by_agent.day(2).calls()
    by_clinician.day(2).by(CLINICIAN).calls()
    assert of(count, by_agent, by_clinician)["people_accompanied"] == 1


# --- Missing is not zero ---------------------------------------------------------------------------------------------


def test_answers_that_decide_nothing_are_no_completed_screening(count: Count):
    written = diary()
    written.day(2).answers("phq9", "2 2 - - - - - - -")
    assert of(count, written)["people_screened"] == 0


def test_a_partial_sum_at_the_cutoff_is_a_positive_screening(count: Count):
    written = diary()
    written.day(2).answers("phq9", "3 3 3 3 - - - - -")
    found = of(count, written)
    assert (found["people_screened"], found["people_with_depression_signs"]) == (1, 1)


def test_ideation_counts_whatever_the_total_and_however_much_is_missing(count: Count):
    flagged, barely = diary(1), diary(2)
    flagged.day(2).answers("phq9", FLAGGED)
    barely.day(2).answers("phq9", "- - - - - - - - 2")
    found = of(count, flagged, barely)
    assert (found["people_with_suicidal_ideation"], found["people_with_depression_signs"]) == (2, 0)


def test_a_presumptive_diagnosis_or_a_positive_screening_is_no_diagnosis(count: Count):
    presumed, screened, diagnosed = diary(1), diary(2), diary(3)
    presumed.day(2).by(CLINICIAN).diagnoses(certainty="presumptive")
    screened.day(2).answers("phq9", POSITIVE)
    diagnosed.day(2).by(CLINICIAN).diagnoses()
    assert of(count, presumed, screened, diagnosed)["people_diagnosed"] == 1


# --- The cascade -----------------------------------------------------------------------------------------------------


def test_the_median_counts_whoever_was_never_reached_as_later_than_all(count: Count):
    diaries = [diary(n) for n in range(1, 6)]
    for written, reached in zip(diaries, (2, 4, 6, None, None), strict=True):
        written.day(1).answers("phq9", POSITIVE)
        if reached:
            written.day(reached).by(CLINICIAN).calls()
    figures = year_table(2026, folder=count({d.person: d.facts for d in diaries}))
    days = next(share for share in figures.cascade if share.indicator.id == "days_to_professional")
    assert (days.numerator, days.denominator, days.median) == (3, 5, 5.0)


def test_there_is_no_median_when_half_were_never_reached(count: Count):
    reached, missed = diary(1), diary(2)
    for written in (reached, missed):
        written.day(1).answers("phq9", POSITIVE)
    reached.day(2).by(CLINICIAN).calls()
    figures = year_table(2026, folder=count({d.person: d.facts for d in (reached, missed)}))
    assert next(s.median for s in figures.cascade if s.indicator.id == "days_to_professional") is None


def test_an_agents_visit_is_no_answer_to_a_risk(count: Count):
    visited, assessed = diary(1), diary(2)
    for written in (visited, assessed):
        written.day(2).answers("phq9", FLAGGED)
    visited.day(2, 30).visits()
    assessed.day(2, 90).by(CLINICIAN).assesses("low")
    found = shares_of(count, visited, assessed)
    assert (found["risk_seen_in_24_hours"], found["risk_with_safety_plan"]) == ((1, 2), (0, 2))


def test_whoever_is_lost_stays_in_the_denominator_of_the_outcome(count: Count):
    measured, lost = diary(1), diary(2)
    for written in (measured, lost):
        written.day(1).answers("phq9", POSITIVE)
        written.day(5).by(CLINICIAN).holds_session()
    measured.day(85).by(CLINICIAN).answers("phq9", "1 1 0 0 0 0 0 0 0")
    found = shares_of(count, measured, lost)
    outcomes = ("measured_again_at_12_weeks", "responded_at_12_weeks", "remitted_at_12_weeks", "worsened_at_12_weeks")
    assert [found[id] for id in outcomes] == [(1, 2), (1, 2), (1, 2), (0, 1)]


def test_somebody_without_any_contact_for_sixty_days_in_care_was_lost_and_may_be_brought_back(count: Count):
    kept, lost = diary(1), diary(2)
    for written in (kept, lost):
        written.day(1).by(CLINICIAN).holds_session()
    for day in range(20, 330, 20):
        kept.day(day).visits()
    lost.day(75).visits()
    found = shares_of(count, kept, lost)
    assert found["lost_to_follow_up"] == (1, 2)
    assert found["brought_back_in_30_days"] == (1, 2), "reached again once, then lost again"


def test_a_planned_visit_counts_once_its_week_is_over(count: Count):
    written = diary()
    written.day(1).says(VisitMade(outcome="seen", next_visit_on=date(2026, 1, 20)))
    written.day(25).says(VisitMade(outcome="not_home", next_visit_on=date(2026, 2, 10)))
    assert shares_of(count, written)["planned_visits_made"] == (1, 2)


def test_a_visit_planned_for_a_day_that_cannot_be_is_no_plan(count: Count):
    written = diary()
    written.day(10).says(VisitMade(outcome="seen", next_visit_on=date(9999, 12, 31)))
    written.day(11).says(VisitMade(outcome="seen", next_visit_on=date(1, 1, 1)))
    assert shares_of(count, written)["planned_visits_made"] == (0, 0)


# --- Lines -----------------------------------------------------------------------------------------------------------


def test_people_without_sex_age_or_place_have_a_line_of_their_own(count: Count):
    unknown = Diary(person=person(9))
    unknown.day(2).answers("phq9", NEGATIVE)
    known = diary(1, sex="male", birth_year=1950)
    known.day(2).answers("phq9", NEGATIVE)
    folder = count({d.person: d.facts for d in (unknown, known)})
    lines = {
        by: {
            line.code: values(line)["people_screened"]
            for line in breakdown(date(2026, 1, 1), date(2027, 1, 1), by, folder=folder)
        }
        for by in ("sex", "age", "place")
    }
    assert lines == {
        "sex": {"male": 1, "unknown": 1},
        "age": {"60+": 1, "unknown": 1},
        "place": {"150106": 1, "unknown": 1},
    }


def test_somebody_who_moves_counts_once_where_they_live_now(count: Count):
    written = diary(home="150106-01")
    written.day(2).answers("phq9", NEGATIVE)
    written.day(50).says(PersonRegistered(home="150110-01"))
    written.day(51).answers("phq9", NEGATIVE)
    folder = count({written.person: written.facts})
    lines = breakdown(date(2026, 1, 1), date(2027, 1, 1), "place", folder=folder)
    assert {line.code: values(line)["people_screened"] for line in lines} == {"150110": 1}


def test_months_without_anything_are_shown_empty(count: Count):
    written = diary()
    written.day(2).answers("phq9", NEGATIVE)
    written.day(65).by(OTHER_AGENT).visits()
    folder = count({written.person: written.facts}, as_of=date(2026, 4, 10))
    lines = breakdown(date(2026, 1, 1), date(2027, 1, 1), "month", folder=folder)
    assert [line.code for line in lines] == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert [values(line)["people_screened"] for line in lines] == [1, 0, 0, 0]


def test_figures_of_some_places_leave_everybody_else_out(count: Count):
    here, there = diary(1, home="150106-01"), diary(2, home="150110-01")
    for written in (here, there):
        written.day(2).answers("phq9", POSITIVE)
    folder = count({d.person: d.facts for d in (here, there)})
    figures = year_table(2026, places=["150110-01", "150110"], folder=folder)
    assert values(figures)["people_screened"] == 1
    assert shares(figures)["seen_by_professional_in_7_days"] == (0, 1)


# --- Small cells -----------------------------------------------------------------------------------------------------


def test_figures_about_few_people_are_hidden_however_many_events_they_are(count: Count, organization: Organization):
    organization.smallest_cell = 5
    organization.save()
    diaries = [diary(n) for n in range(1, 8)]
    for written in diaries:
        written.day(2).answers("phq9", POSITIVE)
    for day in range(3, 15):
        diaries[0].day(day).by(CLINICIAN).says(SessionHeld(intervention="psychological_care"))
    figures = year_table(2026, folder=count({d.person: d.facts for d in diaries}))
    assert values(figures)["people_screened"] == 7
    assert values(figures)["psychological_sessions"] is None, "twelve sessions, but of one person"
    assert shares(figures)["seen_by_professional_in_7_days"] == (None, 7)


def test_a_hidden_line_cannot_be_found_by_subtraction(count: Count, organization: Organization):
    organization.smallest_cell = 5
    organization.save()
    diaries = [diary(n, sex="female" if n < 9 else "male") for n in range(1, 12)]
    for written in diaries:
        written.day(2).says(AnswersGiven(instrument="phq2", version="1", answers={"interest": 0, "mood": 0}))
    folder = count({d.person: d.facts for d in diaries})
    whole = period_table(date(2026, 1, 1), date(2027, 1, 1), folder=folder)
    lines = breakdown(date(2026, 1, 1), date(2027, 1, 1), "sex", folder=folder)
    assert values(whole)["people_screened"] == 11
    assert [values(line)["people_screened"] for line in lines] == [None, None]


def test_an_organization_without_any_record_has_figures_of_nobody(count: Count, organization: Organization):
    folder = count({}, as_of=basis().as_of)
    (year,) = years(folder)
    figures = year_table(year, folder=folder)
    assert set(values(figures).values()) == {0}
    assert set(shares(figures).values()) == {(0, 0)}
    assert {share.rate for share in figures.cascade} == {None}
    assert breakdown(*organization.year(year), "sex", folder=folder) == ()


def test_tables_that_were_never_written_are_no_figures(organization: Organization, tmp_path):
    with pytest.raises(NotCounted, match="acompana figures"):
        year_table(2026, folder=tmp_path)
