"""`check` finds whatever would lose somebody: each invariant is broken on purpose, and told by ids alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from acompana.bundle import current
from acompana.caseload import answering
from acompana.caseload.answering import AskedAbout, passed_over
from acompana.caseload.invariants import is_rebuild_due, must_be_open, prove
from acompana.caseload.rebuild import rebuild
from acompana.caseload.rota_gaps import gaps, uncoordinated
from acompana.caseload.unread import UnreadableFacts
from acompana.ledger.reading import facts_of
from acompana.people.ids import new_id
from acompana.people.models import Shift, User
from acompana.people.rota import Asked
from tests.rig.sending import NOW, open_risk, phq9, send, wire
from tests.rig.society import CARABAYLLO, CARABAYLLO_1, COMAS

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(hire):
    return {
        "administrator": hire("administrator", "PE"),
        "coordinator": hire("coordinator", "150106"),
        "clinician": hire("clinician", "150106"),
        "agent": hire("agent", "150106-01"),
    }


@pytest.fixture
def at_risk(staff, registered):
    person = registered(staff["agent"], given_names="Wayra")
    send(staff["agent"], wire(person, "answers_given", phq9(self_harm=1)))
    return person


def change(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def broken(*, everybody: bool = True) -> dict[str, list[str]]:
    """The ids that break each invariant."""
    found = prove(NOW, everybody=everybody, workers=1)
    return {invariant.name: [breach.id for breach in invariant.breaches] for invariant in found if invariant.breaches}


def breaches_of(name: str):
    return next(found.breaches for found in prove(NOW) if found.name == name)


def warnings_of(name: str) -> tuple[str, ...]:
    return next(found.warnings for found in prove(NOW) if found.name == name)


def test_all_holds_of_a_life_that_went_through_the_door(staff, at_risk):
    send(staff["agent"], wire(new_id(), "visit_made", {"outcome": "flown"}, place="150106-01"))
    assert broken() == {}
    assert broken(everybody=False) == {}


def test_an_open_risk_that_lost_its_row_is_found_from_the_facts(at_risk):
    change("DELETE FROM caseload_alert")
    assert broken(everybody=False) == {"sign": [str(at_risk)], "folded": [str(at_risk)]}


def test_an_open_risk_without_its_task_is_found(at_risk):
    change("DELETE FROM caseload_task WHERE rule = 'assess_risk'")
    assert broken(everybody=False) == {"open_risk": [str(at_risk)], "folded": [str(at_risk)]}


def test_an_open_risk_without_a_ladder_is_found(at_risk):
    change("DELETE FROM caseload_rung")
    assert broken(everybody=False) == {"open_risk": [str(at_risk)], "folded": [str(at_risk)]}


def test_a_deadline_that_was_moved_is_found(at_risk):
    change("UPDATE caseload_alert SET due_at = due_at + interval '1 day'")
    assert set(broken(everybody=False)) == {"open_risk", "folded"}


def test_without_an_active_user_nobody_answers(staff, at_risk):
    change("SET LOCAL session_replication_role = replica")  # a restored backup may bring such rows, past all triggers
    User.objects.update(is_active=False)
    found = broken(everybody=False)
    assert found["administrator"] == ["people_user"]
    assert found["open_risk"] == [str(at_risk)]


def test_a_risk_that_falls_to_the_administration_has_an_owner_who_is_told_to_find_somebody(staff, at_risk):
    """An organization begins with an administrator alone, and answers may be imported that day."""
    User.objects.filter(pk__in=[staff["clinician"].pk, staff["coordinator"].pk]).update(is_active=False)
    assert broken() == {}
    on_call, coordination = warnings_of("openable")
    assert f"Asked for clinician_on_call at {CARABAYLLO_1}, only an administrator answers" in on_call
    assert f"Asked for coordinator at {CARABAYLLO_1}, only an administrator answers" in coordination
    assert "appoint a coordinator" in coordination


def test_a_step_of_the_ladder_that_reaches_nobody_who_may_open_is_found(staff, at_risk, places):
    shift(staff["clinician"], places["150106"], -1, 2)
    assert broken() == {}
    User.objects.filter(pk=staff["coordinator"].pk).update(is_active=False)
    (warning,) = warnings_of("openable")
    assert "Asked for coordinator" in warning


def test_a_rota_that_names_somebody_who_cannot_open_the_person_is_found_out(staff, at_risk, hire, monkeypatch):
    """The proof does not believe the rota: it asks who may see whom."""
    stranger = hire("clinician", "150110")
    monkeypatch.setattr(answering, "owners_of", lambda questions, _: dict.fromkeys(questions, stranger.pk))
    found = breaches_of("openable")
    assert {breach.id for breach in found} == {str(at_risk)}
    assert all(f"reaches {stranger.pk}, who does not reach {CARABAYLLO_1}" in breach.found for breach in found)
    assert "appoint a coordinator there" in found[0].found


def lose_the_role(user):
    User.objects.filter(pk=user.pk).update(role="analyst")


def move_away(user):
    user.coverage.update(place_id="150110")


def leave(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lose_the_role, "opens nobody's record as analyst"),
        (move_away, f"does not reach {CARABAYLLO_1}"),
        (leave, "is not active"),
    ],
)
def test_whoever_is_named_for_a_risk_and_cannot_open_it_any_more_is_told(staff, at_risk, change, why):
    send(staff["clinician"], wire(at_risk, "alert_acknowledged", {"alert": open_risk(at_risk)}))
    assert warnings_of("openable") == ()
    change(staff["clinician"])
    (warning,) = warnings_of("openable")
    assert why in warning
    assert str(staff["clinician"].pk) in warning
    assert broken() == {}  # the coordination answers


def test_whoever_took_a_risk_while_on_call_elsewhere_is_told_when_the_shift_ends(staff, at_risk, places, hire):
    visiting = hire("clinician", "150106")
    send(visiting, wire(at_risk, "alert_acknowledged", {"alert": open_risk(at_risk)}))
    move_away(visiting)
    shift(visiting, places["150106"], -1, 1)
    assert warnings_of("openable") == ()
    Shift.objects.update(ends_at=NOW)
    (warning,) = warnings_of("openable")
    assert "does not reach" in warning


def test_an_agent_whose_person_moved_away_still_opens_the_person(staff):
    agent = staff["agent"].pk
    assert passed_over([AskedAbout(Asked("agent", COMAS, agent), agent)], NOW) == {}


def test_a_dead_owner_is_replaced_and_breaks_nothing(staff, at_risk):
    send(staff["clinician"], wire(at_risk, "alert_acknowledged", {"alert": open_risk(at_risk)}))
    User.objects.filter(pk=staff["clinician"].pk).update(is_active=False)
    assert broken() == {}


def test_a_card_that_is_not_what_the_facts_give_is_found(staff, registered):
    person = registered(staff["agent"])
    change("UPDATE caseload_card SET agent = %s", new_id())
    assert broken() == {"folded": [str(person)]}


def test_cards_of_another_version_are_noticed_before_anybody_asks(at_risk):
    assert not is_rebuild_due()
    change("UPDATE caseload_task SET record = 'worded otherwise'")
    assert is_rebuild_due()
    rebuild(1)
    assert not is_rebuild_due()


def test_a_card_in_another_place_than_the_person_is_found(staff, registered):
    person = registered(staff["agent"])
    change("UPDATE caseload_card SET place = '150110', place_path = %s", COMAS)
    assert broken() == {"folded": [str(person)]}


def test_a_person_without_a_card_and_a_card_without_a_person_are_found(staff, registered):
    lost = registered(staff["agent"])
    change("DELETE FROM caseload_card")
    change(
        "INSERT INTO caseload_card (person, place_path, stage, risk, body) VALUES (%s, '/', 'none', 'none', '{}')",
        new_id(),
    )
    assert str(lost) in broken(everybody=False)["card"]
    assert len(broken(everybody=False)["card"]) == 2


def test_a_missing_card_is_found_though_only_a_sample_is_folded(staff, at_risk):
    change("DELETE FROM caseload_card")
    assert "card" in broken(everybody=False)


def test_a_version_that_only_a_correction_names_is_looked_for(staff, registered):
    person, visit = registered(staff["agent"]), new_id()
    send(staff["agent"], wire(person, "visit_made", {"outcome": "seen"}, id=visit))
    instead = {"outcome": "seen", "form_version": "1", "answers": {}}
    send(staff["agent"], wire(person, "fact_corrected", {"target": str(visit), "of": "visit_made", "instead": instead}))
    assert broken() == {}
    change("SET LOCAL session_replication_role = replica")
    change("UPDATE ledger_fact SET body = replace(body::text, '\"1\"', '\"0\"')::jsonb WHERE kind = 'fact_corrected'")
    assert broken()["readable"] == ["home_visit 0"]
    with pytest.raises(UnreadableFacts, match="home_visit 0, in which 1 fact was answered"):
        rebuild(1)


def test_an_urgent_refused_fact_with_a_late_deadline_is_found(staff):
    stranger = wire(new_id(), "answers_given", phq9(self_harm=3, mood=9), place="150106-01")
    send(staff["agent"], stranger)
    assert broken() == {}
    change("UPDATE ledger_quarantine SET due_at = due_at + interval '1 minute'")
    assert list(broken()) == ["refused_fact"]


def test_breaches_and_warnings_name_nobody(staff, at_risk):
    change("DELETE FROM caseload_rung")
    told = repr(prove(NOW, everybody=True, workers=1))
    assert str(at_risk) in told
    assert "Wayra" not in told
    assert all(user.username not in told for user in staff.values())


def test_an_answer_withdrawn_by_a_professional_needs_no_open_risk(staff, registered):
    person, answers = registered(staff["agent"]), new_id()
    send(staff["agent"], wire(person, "answers_given", phq9(self_harm=1), id=answers))
    assert must_be_open(facts_of(person), current())
    send(staff["clinician"], wire(person, "fact_withdrawn", {"target": str(answers), "reason": "mistake"}))
    assert not must_be_open(facts_of(person), current())
    assert broken() == {}


# --- The rota ---------------------------------------------------------------------------------------------------------


def shift(user, place, start, end):
    Shift.objects.create(
        duty="clinician_on_call",
        user=user,
        place=place,
        starts_at=NOW + timedelta(days=start),
        ends_at=NOW + timedelta(days=end),
    )


def test_holes_in_the_rota_are_told_for_places_where_people_live(places, staff, hire, registered):
    registered(staff["agent"])
    registered(hire("agent", "150110-01"), home="150110-01")
    shift(staff["clinician"], places["150106"], -1, 2)
    shift(staff["clinician"], places["1501"], 3, 9)
    shift(hire("clinician", is_active=False), places["PE"], 0, 9)
    found = [((gap.starts_at - NOW).days, (gap.ends_at - NOW).days, gap.below, gap.places) for gap in gaps(NOW)]
    assert found == [(0, 3, "/15/1501/150110/150110-01/", 1), (2, 3, CARABAYLLO_1, 1)]


def test_a_hole_that_many_places_share_is_told_once(places, staff, hire, registered):
    registered(staff["agent"])
    registered(hire("agent", "150106-02"), home="150106-02")
    (gap,) = gaps(NOW)
    assert (gap.below, gap.places, gap.ends_at - gap.starts_at) == (CARABAYLLO, 2, timedelta(days=7))


def test_the_rota_is_looked_at_in_every_place_where_people_live(staff, hire, registered):
    registered(staff["agent"])
    registered(hire("agent", "150110-01"), home="150110-01")
    assert next(found.looked_at for found in prove(NOW) if found.name == "rota") == 2


def test_a_place_without_a_coordinator_is_told(staff, hire, registered):
    registered(staff["agent"])
    registered(hire("agent", "150110-01"), home="150110-01")
    assert uncoordinated(NOW) == ["/15/1501/150110/150110-01/"]
    assert any("150110" in warning for found in prove(NOW) for warning in found.warnings)
