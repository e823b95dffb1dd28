from uuid import uuid4

import pytest

from acompana.care.facts import KINDS
from acompana.people.access import Viewer, may_record, sees, tiers_of, viewer_for
from acompana.people.models import Role
from tests.rig.society import CARABAYLLO, CARABAYLLO_1, COMAS


def viewer(role: str, *places: str) -> Viewer:
    return Viewer(uuid4(), role, places, tiers_of(role))


def may_record_kinds(role: str) -> set[str]:
    return {kind for kind in KINDS if may_record(role, kind)}


def test_every_kind_of_fact_can_be_recorded_by_somebody():
    assert [kind for kind in KINDS if not any(may_record(role, kind) for role in Role.values)] == []


def test_only_a_clinician_diagnoses_assesses_risk_and_writes_safety_plans():
    for kind in ("diagnosis_made", "risk_assessed", "safety_plan_written"):
        assert [role for role in Role.values if may_record(role, kind)] == ["clinician"]


def test_an_analyst_records_nothing():
    assert may_record_kinds("analyst") == set()


def test_an_administrator_answers_alerts_and_erases_and_records_no_care():
    assert may_record_kinds("administrator") == {"alert_acknowledged", "identity_erased"}


def test_an_agent_neither_discharges_nor_assigns_nor_answers_for_an_alert():
    assert may_record_kinds("agent") & {"program_left", "assigned", "alert_acknowledged", "message_sent"} == set()


def test_unknown_roles_and_kinds_are_refused():
    assert not may_record("clinician", "diagnosis_guessed")
    assert not may_record("director", "visit_made")
    assert tiers_of("director") == set()


@pytest.mark.parametrize("role", ["agent", "coordinator", "analyst", "administrator"])
def test_only_professionals_read_notes(role):
    assert "note" in tiers_of("clinician")
    assert "note" not in tiers_of(role)


@pytest.mark.parametrize("role", ["analyst", "administrator"])
def test_whoever_reads_no_tier_sees_nobody_wherever_they_are(role):
    assert not sees(viewer(role, "/"), CARABAYLLO_1)


def test_a_viewer_sees_the_places_below_and_no_neighbor():
    agent = viewer("agent", CARABAYLLO)
    assert sees(agent, CARABAYLLO_1)
    assert not sees(agent, COMAS)
    assert not sees(agent, "/15/1501/1501060/")


def test_an_agent_sees_whom_they_accompany_though_the_person_moved_away():
    agent = viewer("agent", CARABAYLLO)
    assert sees(agent, COMAS, agent.user)
    assert not sees(agent, COMAS, uuid4())


def test_a_viewer_has_the_places_covered_and_the_tiers_of_the_role(hire):
    user = hire("clinician", "150110", "150106-01", language="en")
    found = viewer_for(user)
    assert found == Viewer(user.pk, "clinician", (CARABAYLLO_1, COMAS), tiers_of("clinician"), "en")


def test_whoever_is_on_call_elsewhere_sees_that_place_until_the_shift_ends(hire, on_call):
    from datetime import timedelta

    from django.utils import timezone

    user = hire("clinician", "150110")
    shift = on_call(user, "150106", start=timezone.now() - timedelta(hours=1))
    assert viewer_for(user).places == (CARABAYLLO, COMAS)
    shift.ends_at = timezone.now() - timedelta(seconds=1)
    shift.save()
    assert viewer_for(user).places == (COMAS,)
