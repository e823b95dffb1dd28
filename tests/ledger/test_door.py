"""The write door: every submission is accepted, had already, or refused with a reason and kept."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError

from acompana.ledger.quarantine import waiting
from acompana.ledger.reading import facts_of
from acompana.people.ids import new_id
from tests.rig.sending import NOW, phq9, send, wire

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(hire):
    return hire("agent", "150106-01")


@pytest.fixture
def person(agent, registered):
    return registered(agent)


def refusal(user, *facts, at=NOW):
    return send(user, *facts, at=at)[0].refusal


def test_a_fact_sent_five_times_is_there_once(agent, person):
    visit = wire(person, "visit_made", {"outcome": "seen"})
    receipts = [send(agent, visit)[0] for _ in range(5)]
    assert [r.had_already for r in receipts] == [False, True, True, True, True]
    assert [r.refusal for r in receipts] == [None] * 5
    assert sum(fact.kind == "visit_made" for fact in facts_of(person)) == 1


def test_a_fact_twice_in_one_sending_is_there_once(agent, person):
    visit = wire(person, "visit_made", {"outcome": "seen"})
    assert [r.had_already for r in send(agent, visit, visit)] == [False, True]


def test_the_same_fact_written_in_another_order_is_the_same(agent, person):
    id = new_id()
    send(agent, wire(person, "answers_given", phq9(), id=id))
    other = phq9()
    other["answers"] = dict(reversed(other["answers"].items()))
    assert send(agent, wire(person, "answers_given", other, id=id))[0].had_already


def test_an_id_with_other_content_is_refused_and_kept(agent, person):
    id = new_id()
    send(agent, wire(person, "visit_made", {"outcome": "seen"}, id=id))
    assert refusal(agent, wire(person, "visit_made", {"outcome": "moved"}, id=id)).code == "id_reused"
    assert [held.fact for held in waiting()] == [id]


def test_an_id_with_another_name_behind_it_is_refused(agent):
    id, person = new_id(), new_id()
    body = {"home": "150106-01", "identity": {"given_names": "Una"}}
    send(agent, wire(person, "person_registered", body, id=id))
    body["identity"] = {"given_names": "Otra"}
    assert refusal(agent, wire(person, "person_registered", body, id=id)).code == "id_reused"


def test_the_id_of_somebody_elses_fact_is_refused(agent, person, registered):
    id = new_id()
    send(agent, wire(person, "visit_made", {"outcome": "seen"}, id=id))
    assert refusal(agent, wire(registered(agent), "visit_made", {"outcome": "seen"}, id=id)).code == "id_reused"


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("no_such_kind", {}, "unknown_kind"),
        ("visit_made", {"outcome": "flown"}, "malformed"),
        ("visit_made", {}, "malformed"),
        ("visit_made", {"outcome": "seen", "surprise": 1}, "malformed"),
        ("visit_made", ["seen"], "malformed"),
        ("answers_given", {"instrument": "phq9", "version": "99", "answers": {}}, "unknown_instrument"),
        ("answers_given", {"instrument": "phq8", "version": "1", "answers": {}}, "unknown_instrument"),
        ("answers_given", {"instrument": "phq9", "version": "1", "answers": {"mood": 4}}, "answers_unfit"),
        ("answers_given", {"instrument": "phq9", "version": "1", "answers": {"mod": 1}}, "answers_unfit"),
        ("answers_given", {"instrument": "phq9", "version": "1", "answers": {"mood": "sad"}}, "malformed"),
        ("answers_given", {"instrument": "phq9", "version": "1", "answers": {"mood": True}}, "malformed"),
        ("answers_given", {"instrument": "phq9", "version": "1", "answers": {"mood": 1e400}}, "malformed"),
        ("program_entered", {"program": "gardening"}, "unknown_code"),
        ("person_registered", {"home": "999999"}, "unknown_code"),
        ("diagnosis_made", {"code": "F32.1", "certainty": "definitive"}, "role_may_not"),
        ("risk_assessed", {"level": "none", "reason": "recovered"}, "role_may_not"),
        ("message_sent", {"about": str(new_id()), "rung": "a", "to": str(new_id()), "channel": "log"}, "role_may_not"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(agent, person, kind, body, code):
    found = refusal(agent, wire(person, kind, body))
    assert found.code == code
    assert found.expected
    assert found.found
    assert found.remedy


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"id":1}',
        b"[" * 100_000,
        b'{"a":' * 5_000,
        b'"\\ud800"',
        b"1" * 70_000,
    ],
)
def test_what_is_no_fact_at_all_is_kept_as_it_came(agent, raw):
    assert refusal(agent, raw).code in ("malformed", "too_large")
    assert [held.raw for held in waiting()] == [raw]


def test_a_nul_character_is_refused_before_the_database_sees_it(agent):
    body = {"home": "150106-01", "identity": {"given_names": "A\x00B"}}
    assert refusal(agent, wire(new_id(), "person_registered", body)).code == "unfit_text"


def test_a_backslash_is_no_nul_character(agent):
    body = {"home": "150106-01", "identity": {"given_names": "A\\u0000"}}
    assert refusal(agent, wire(new_id(), "person_registered", body)) is None


def test_lone_surrogates_break_nothing(agent, person):
    raw = wire(person, "diagnosis_made", {"code": "X", "certainty": "definitive"}).replace(b'"X"', b'"\\udc00"')
    assert refusal(agent, raw) is not None


def test_the_year_2205_is_refused(agent, person):
    future = NOW.replace(year=2205)
    assert refusal(agent, wire(person, "visit_made", {"outcome": "seen"}, at=future)).code == "in_the_future"


def test_a_clock_three_days_ahead_is_accepted(agent, person):
    assert refusal(agent, wire(person, "visit_made", {"outcome": "seen"}, at=NOW + timedelta(days=3))) is None


def test_before_birth_is_refused(agent, person):
    assert refusal(agent, wire(person, "visit_made", {"outcome": "seen"}, at=NOW.replace(year=1985))).code == (
        "before_birth"
    )


ACCEPTED = {"referral": str(new_id()), "answer": "accepted"}


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("details_given", {"birth_year": 2150}, "before_birth"),
        ("details_given", {"birth_year": NOW.year, "birth_month": NOW.month + 1}, "before_birth"),
        ("details_given", {"birth_year": NOW.year, "birth_month": NOW.month}, None),
        ("details_given", {"birth_month": 12}, None),
        ("details_given", {"identity": {"birth_date": "2205-01-01"}}, "before_birth"),
        ("details_given", {"identity": {"birth_date": "1492-01-01"}}, "too_long_ago"),
        ("visit_made", {"outcome": "seen", "next_visit_on": "2205-01-01"}, "in_the_future"),
        ("visit_made", {"outcome": "seen", "next_visit_on": "1985-01-01"}, "too_long_ago"),
        ("visit_made", {"outcome": "seen", "next_visit_on": "2026-04-01"}, None),
        ("referral_answered", ACCEPTED | {"appointment_at": "2205-01-01T00:00:00Z"}, "in_the_future"),
        ("referral_answered", ACCEPTED | {"appointment_at": "2026-03-09T08:00:00"}, "malformed"),
        ("referral_answered", ACCEPTED | {"appointment_at": "2026-03-09T08:00:00Z"}, None),
        ("referral_made", {"facility": "5987", "service": "csmc", "reason": "other"}, "unknown_code"),
        ("referral_made", {"facility": "00005987", "service": "astrology", "reason": "other"}, "unknown_code"),
        ("referral_made", {"facility": "00005987", "service": "csmc", "reason": "because"}, "unknown_code"),
        ("referral_made", {"facility": "00005987", "service": "csmc", "reason": "other"}, None),
        ("answers_given", phq9() | {"population": "perinatl"}, "unknown_code"),
        ("answers_given", phq9() | {"population": "perinatal"}, None),
        ("answers_given", phq9() | {"population": "general"}, None),
    ],
)
def test_what_a_fact_names_must_be_able_to_be(hire, agent, person, kind, body, code):
    author = hire("clinician", "150106") if kind.startswith("referral") else agent
    found = refusal(author, wire(person, kind, body))
    assert (found and found.code) == code


def test_nobody_is_registered_before_being_born(agent):
    registration = {"home": "150106-01", "birth_year": NOW.year, "birth_month": NOW.month + 1}
    assert refusal(agent, wire(new_id(), "person_registered", registration)).code == "before_birth"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("answers_given", phq9(self_harm=1)),
        ("answers_given", phq9(self_harm=1) | {"population": "perinatl"}),
        (
            "visit_made",
            {"outcome": "seen", "form_version": "1", "answers": {"suicide": 1}, "next_visit_on": "2205-01-01"},
        ),
    ],
)
def test_what_cannot_be_never_holds_back_a_sign_of_risk(agent, kind, body):
    """A birth year typed wrong is a nuisance; an answer about suicide that waits because of it is a danger."""
    person, long_ago = new_id(), NOW.replace(year=2015)
    send(agent, wire(person, "person_registered", {"home": "150106-01", "birth_year": 2020}))
    assert refusal(agent, wire(person, kind, body, at=long_ago)) is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT person FROM caseload_alert")
        assert cursor.fetchall() == [(person,)]


def test_a_wrong_year_of_birth_can_be_put_right(agent):
    person = new_id()
    send(agent, wire(person, "person_registered", {"home": "150106-01", "birth_year": 2020}))
    before = NOW.replace(year=2015)
    assert refusal(agent, wire(person, "visit_made", {"outcome": "seen"}, at=before)).code == "before_birth"
    assert refusal(agent, wire(person, "details_given", {"birth_year": 1991}, at=before)) is None
    assert refusal(agent, wire(person, "details_given", {"birth_year": 1990})) is None
    assert refusal(agent, wire(person, "visit_made", {"outcome": "seen"}, at=before)) is None


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("1700-01-01T00:00:00Z", "too_long_ago"),
        ("2205-01-01T00:00:00Z", "in_the_future"),
        ("1985-01-01T00:00:00Z", "before_birth"),
        ("2026-03-01T09:00:00", "malformed"),
        ("2026-03-01T09:00:00Z", None),
    ],
)
def test_a_correction_moves_a_fact_only_to_where_it_can_have_been(agent, person, moment, code):
    visit = new_id()
    send(agent, wire(person, "visit_made", {"outcome": "seen"}, id=visit))
    moved = {"target": str(visit), "of": "visit_made", "instead": {"outcome": "seen"}, "happened_at": moment}
    found = refusal(agent, wire(person, "fact_corrected", moved))
    assert (found and found.code) == code


def test_a_time_without_its_zone_is_refused(agent, person):
    raw = wire(person, "visit_made", {"outcome": "seen"}).replace(b"+00:00", b"")
    assert refusal(agent, raw).code == "malformed"


def test_somebody_elses_person_is_out_of_reach(hire, person):
    stranger = hire("agent", "150110-01")
    assert refusal(stranger, wire(person, "visit_made", {"outcome": "seen"})).code == "out_of_reach"


def test_registering_in_somebody_elses_place_is_out_of_reach(agent):
    assert refusal(agent, wire(new_id(), "person_registered", {"home": "150110-01"})).code == "out_of_reach"


def test_whoever_is_assigned_may_write_from_anywhere(hire, agent, person):
    clinician, other = hire("clinician", "150106"), hire("agent", "150110-01")
    send(clinician, wire(person, "assigned", {"to": str(other.pk), "duty": "agent"}))
    assert refusal(other, wire(person, "visit_made", {"outcome": "seen"})) is None


# --- Handed over while the phone was offline -------------------------------------------------------------------------

DAY = timedelta(days=1)


def known_since(user, at) -> UUID:
    """A person whose registration arrived at that moment."""
    person = new_id()
    send(user, wire(person, "person_registered", {"home": "150106-01"}, at=at), at=at)
    return person


@pytest.fixture
def handed_over(hire, agent):
    """Somebody whom an agent of other places accompanied until the coordination gave the person to another, at NOW."""
    coordinator = hire("coordinator", "150106")
    before, after = hire("agent", "150110-01"), hire("agent", "150106-02")
    person = known_since(agent, NOW - 30 * DAY)
    for to, at in ((before, NOW - 10 * DAY), (after, NOW)):
        send(coordinator, wire(person, "assigned", {"to": str(to.pk), "duty": "agent"}, at=at), at=at)
    return before, after, person


def visit(person, *, happened, recorded):
    return wire(person, "visit_made", {"outcome": "seen"}, at=happened, recorded_at=recorded.isoformat())


def test_what_an_agent_recorded_before_the_handover_is_accepted_however_late_it_arrives(handed_over):
    before, _, person = handed_over
    fact = visit(person, happened=NOW - 2 * DAY, recorded=NOW - 2 * DAY)
    assert refusal(before, fact, at=NOW + 20 * DAY) is None


def test_a_visit_made_before_the_handover_and_written_down_after_it_is_accepted(handed_over):
    before, _, person = handed_over
    fact = visit(person, happened=NOW - DAY, recorded=NOW + DAY)
    assert refusal(before, fact, at=NOW + 2 * DAY) is None


def test_what_the_former_agent_recorded_after_the_handover_waits_in_quarantine(handed_over):
    before, after, person = handed_over
    fact = visit(person, happened=NOW + DAY, recorded=NOW + DAY)
    assert refusal(before, fact, at=NOW + 2 * DAY).code == "out_of_reach"
    assert [kept.person for kept in waiting()] == [person]
    assert refusal(after, fact, at=NOW + 2 * DAY) is None


def test_an_alarm_of_the_former_agent_from_before_the_handover_opens_the_risk(handed_over):
    before, _, person = handed_over
    send(before, wire(person, "answers_given", phq9(self_harm=1), at=NOW - DAY), at=NOW + DAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM caseload_alert WHERE person = %s", [person])
        assert cursor.fetchone() == (1,)


def test_nobody_gets_into_reach_by_dating_a_fact_back(handed_over, hire):
    before, _, person = handed_over
    stranger = hire("agent", "150110-01")
    for at in (NOW - 5 * DAY, NOW - 400 * DAY):
        assert refusal(stranger, visit(person, happened=at, recorded=at)).code == "out_of_reach"
    too_early = NOW - 10 * DAY - timedelta(minutes=1)  # a minute before the first assignment
    assert refusal(before, visit(person, happened=too_early, recorded=too_early)).code == "out_of_reach"


def test_who_accompanied_a_person_who_moved_away_delivers_what_was_recorded_before(hire):
    agent, coordinator = hire("agent", "150106-01"), hire("coordinator", "1501")
    person = known_since(coordinator, NOW - 30 * DAY)
    send(coordinator, wire(person, "details_given", {"home": "150110-01"}))
    assert refusal(agent, visit(person, happened=NOW - DAY, recorded=NOW - DAY), at=NOW + DAY) is None
    late = visit(person, happened=NOW + DAY, recorded=NOW + DAY)
    assert refusal(agent, late, at=NOW + 2 * DAY).code == "out_of_reach"


def test_facts_that_arrive_before_the_registration_are_accepted(agent):
    person = new_id()
    assert refusal(agent, wire(person, "visit_made", {"outcome": "seen"}, place="150106-01")) is None
    assert refusal(agent, wire(person, "person_registered", {"home": "150106-01"})) is None


def test_a_risk_is_answered_where_somebody_not_registered_yet_was_met(hire, agent):
    person, clinician, stranger = new_id(), hire("clinician", "150106"), hire("clinician", "150110")
    send(agent, wire(person, "answers_given", phq9(self_harm=2), place="150106-01"))
    assessment = wire(person, "risk_assessed", {"level": "low", "reason": "clinical_judgment"})
    assert refusal(stranger, assessment).code == "out_of_reach"
    assert refusal(clinician, assessment) is None


def test_a_repaired_fact_is_accepted_once_and_settles_the_quarantine(agent, person):
    id = new_id()
    assert refusal(agent, wire(person, "visit_made", {"outcome": "flown"}, id=id)) is not None
    repaired = wire(person, "visit_made", {"outcome": "seen"}, id=id)
    assert [send(agent, repaired)[0].had_already for _ in range(2)] == [False, True]
    assert waiting() == []


def test_a_refused_fact_sent_again_is_kept_once(agent, person):
    bad = wire(person, "visit_made", {"outcome": "flown"})
    send(agent, bad)
    send(agent, bad)
    assert len(waiting()) == 1


FOLLOWED = {"about": str(new_id()), "level": "unassessed", "done": ["stayed"], "reached": ["family"]}


def test_a_protocol_whose_alarm_has_not_arrived_is_accepted_and_waits_for_it(agent, person):
    assert refusal(agent, wire(person, "protocol_followed", {**FOLLOWED, "sms_code": "7GK2P9"})) is None


@pytest.mark.parametrize("wrong", [{"sms_code": "OIL000"}, {"reached": ["neighbor"]}, {"level": "none"}])
def test_a_protocol_in_another_shape_is_refused_and_urgent(agent, person, wrong):
    assert refusal(agent, wire(person, "protocol_followed", FOLLOWED | wrong)).code == "malformed"
    assert [kept.urgent for kept in waiting()] == [True]


def test_an_agent_proposes_a_handover_and_nobody_else_does(hire, agent, person):
    proposal = wire(person, "handover_proposed", {"reason": "too_far"})
    assert refusal(hire("coordinator", "150106"), proposal).code == "role_may_not"
    assert refusal(agent, proposal) is None


@pytest.mark.parametrize("role", ["analyst", "administrator", None])
def test_nobody_is_handed_over_to_somebody_who_does_not_look_after_people(hire, agent, person, role):
    to = str(hire(role, "150106").pk if role else new_id())
    proposal = wire(person, "handover_proposed", {"to": to, "reason": "leaving"})
    assert refusal(agent, proposal).code == "unknown_code"
    assignment = wire(person, "assigned", {"to": to, "duty": "agent"})
    assert refusal(hire("coordinator", "150106"), assignment).code == "unknown_code"


def test_a_worker_who_has_left_may_still_be_named(hire, agent, person):
    left = hire("agent", "150106", is_active=False)
    assert refusal(agent, wire(person, "handover_proposed", {"to": str(left.pk), "reason": "moved"})) is None


def test_a_refused_fact_that_may_tell_of_a_risk_is_urgent(hire, person):
    stranger = hire("agent", "150110-01")
    send(stranger, wire(person, "answers_given", phq9(self_harm=2)))
    send(stranger, wire(person, "answers_given", phq9(self_harm=0)))
    assert sorted(held.urgent for held in waiting()) == [False, True]
    assert next(held for held in waiting() if held.urgent).due_at == NOW + timedelta(hours=1)


def test_one_bad_fact_does_not_hold_back_the_others(agent, person):
    receipts = send(
        agent,
        wire(person, "visit_made", {"outcome": "seen"}),
        b"not json",
        wire(person, "visit_made", {"outcome": "moved"}),
    )
    assert [receipt.refusal is None for receipt in receipts] == [True, False, True]


def test_an_agent_corrects_only_what_is_the_agents_own(hire, agent, person):
    visit = new_id()
    send(agent, wire(person, "visit_made", {"outcome": "seen"}, id=visit))
    withdrawal = {"target": str(visit), "reason": "mistake"}
    neighbor = hire("agent", "150106-01")
    assert refusal(neighbor, wire(person, "fact_withdrawn", withdrawal)).code == "not_the_authors"
    assert refusal(agent, wire(person, "fact_withdrawn", withdrawal)) is None


def test_an_agent_does_not_make_a_diagnosis_by_correcting_one(hire, agent, person):
    clinician, diagnosis = hire("clinician", "150106"), new_id()
    body = {"code": "F32.1", "certainty": "definitive"}
    send(clinician, wire(person, "diagnosis_made", body, id=diagnosis))
    correction = {"target": str(diagnosis), "of": "diagnosis_made", "instead": body | {"certainty": "presumptive"}}
    assert refusal(agent, wire(person, "fact_corrected", correction)).code in ("role_may_not", "not_the_authors")
    assert refusal(clinician, wire(person, "fact_corrected", correction)) is None


def test_names_and_notes_do_not_stand_among_the_facts(hire, agent):
    person, clinician = new_id(), hire("clinician", "150106")
    send(agent, wire(person, "person_registered", {"home": "150106-01", "identity": {"given_names": "Wayra"}}))
    send(clinician, wire(person, "diagnosis_made", {"code": "F32.1", "certainty": "definitive", "note": "secreto"}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(body::text, '') FROM ledger_fact WHERE person = %s", [person])
        (text,) = cursor.fetchone()
    assert "Wayra" not in text
    assert "secreto" not in text
    assert json.loads("{}") == {}


@pytest.mark.parametrize("statement", ["UPDATE ledger_fact SET kind = 'x'", "DELETE FROM ledger_fact"])
def test_the_database_refuses_to_change_a_fact(person, statement):
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["ledger_identity", "ledger_note"])
def test_the_database_erases_nobody_unasked(hire, table):
    agent, clinician, person = hire("agent", "150106-01"), hire("clinician", "150106"), new_id()
    send(agent, wire(person, "person_registered", {"home": "150106-01", "identity": {"given_names": "Wayra"}}))
    send(clinician, wire(person, "diagnosis_made", {"code": "F32.1", "certainty": "definitive", "note": "n"}))
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
