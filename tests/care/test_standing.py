"""Corrections and withdrawals (care/standing.py, W1 to W4)."""

from acompana.care.facts import FactCorrected
from tests.care.diary import CLINICIAN, COORDINATOR, Diary, moment


def test_withdrawing_a_fact_equals_never_having_it():
    with_mistake, without = Diary(), Diary()
    for diary in (with_mistake, without):
        diary.registers()
        diary.day(2).visits()
    mistake = with_mistake.day(3).visits("not_home")
    with_mistake.day(4).withdraws(mistake)
    assert with_mistake.picture() == without.picture()


def test_withdrawing_a_withdrawal_brings_the_fact_back():
    diary = Diary()
    visit = diary.visits()
    withdrawal = diary.day(2).withdraws(visit)
    assert diary.picture().contact_count == 0
    diary.day(3).withdraws(withdrawal)
    assert diary.picture().contact_count == 1


def test_withdrawals_that_withdraw_one_another_change_nothing():
    diary = Diary()
    diary.visits()
    first = diary.day(2).withdraws(diary.facts[0])
    second = diary.day(3).withdraws(first)
    diary.day(4).withdraws(second)
    assert diary.picture().contact_count == 0


def test_the_last_correction_counts():
    diary = Diary()
    visit = diary.visits("not_home")
    diary.day(2).corrects(visit, outcome="refused")
    diary.day(3).corrects(visit, outcome="seen")
    (contact,) = diary.picture().contacts
    assert contact.outcome == "seen"


def test_a_withdrawn_correction_leaves_the_one_before():
    diary = Diary()
    visit = diary.visits("not_home")
    diary.day(2).corrects(visit, outcome="refused")
    later = diary.day(3).corrects(visit, outcome="seen")
    diary.day(4).withdraws(later)
    (contact,) = diary.picture().contacts
    assert contact.outcome == "refused"


def test_a_correction_without_its_fact_waits_and_is_reported():
    diary = Diary()
    visit = diary.visits()
    diary.day(2).withdraws(visit)
    diary.facts.remove(visit)
    (finding,) = diary.picture().findings
    assert (finding.code, finding.about) == ("target_unknown", visit.id)


def test_a_long_chain_of_withdrawals_is_resolved():
    diary = Diary()
    last = diary.visits()
    for n in range(3000):
        last = diary.day(2, n).by(COORDINATOR).withdraws(last)
    assert diary.picture().contact_count == 1


def test_a_correction_of_the_date_moves_the_fact():
    diary = Diary()
    visit = diary.day(5).visits()
    diary.day(8).by(CLINICIAN).says(
        FactCorrected(target=visit.id, of="visit_made", instead={"outcome": "seen"}, happened_at=moment(3))
    )
    assert [contact.at for contact in diary.picture().contacts] == [moment(3)]


def test_a_fact_cannot_be_dated_after_its_arrival():
    diary = Diary()
    visit = diary.day(5).visits()
    diary.day(8).by(CLINICIAN).says(
        FactCorrected(target=visit.id, of="visit_made", instead={"outcome": "seen"}, happened_at=moment(7))
    )
    assert [contact.at for contact in diary.picture().contacts] == [moment(5)]
