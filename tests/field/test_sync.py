"""Facts up, cards down: once, in any order, and only what is the user's."""

import gzip
import json
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from acompana.caseload.record import record, submission
from acompana.ledger.reading import facts_of
from acompana.people.access import seeing, viewer_for
from acompana.people.devices import Device
from acompana.people.ids import new_id
from acompana.people.models import Coverage, Organization, Place, RecordRead
from tests.field.conftest import assign, visit, web_login
from tests.rig.sending import NOW, phq9, send, wire

pytestmark = pytest.mark.django_db(transaction=True)


def one(statement: str, *values: object):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def test_a_fact_sent_five_times_is_accepted_five_times_and_there_once(agent, registered, phone):
    person, own = registered(agent), phone(agent)
    fact = visit(person)
    answers = [own.deliver(fact) for _ in range(5)]
    assert [answer["accepted"] for answer in answers] == [[json.loads(fact)["id"]]] * 5
    assert one("SELECT count(*) FROM ledger_fact WHERE kind = 'visit_made'") == (1,)


def test_the_device_stands_on_the_fact(agent, registered, phone):
    person, own = registered(agent), phone(agent)
    own.deliver(visit(person))
    assert {fact.device for fact in facts_of(person) if fact.kind == "visit_made"} == {own.device.pk}


def test_a_phone_gets_the_card_of_whom_it_just_wrote_about_in_the_same_answer_and_once(agent, registered, phone):
    person, own = registered(agent), phone(agent)
    own.sync()
    answer = own.sync(wire(person, "answers_given", phq9(mood=2, self_harm=1)))
    (card,) = answer["cards"]
    assert card["picture"]["alert"]["level"] == "unassessed"
    assert own.sync()["cards"] == []
    send(agent, visit(person))
    assert [card["picture"]["contact_count"] for card in own.sync()["cards"]] == [1]


def test_a_card_says_who_the_person_is_and_whom_to_call(agent, registered, phone):
    person = registered(agent, given_names="Rosa", father_surname="Quispe", phone="987654321")
    sister = str(new_id())
    named = {"contact": sister, "relation": "hermana", "may_know": "may_know", "identity": {"name": "Ana"}}
    send(agent, wire(person, "contact_named", named))
    own = phone(agent)
    own.sync()
    card = own.cards[str(person)]
    assert card["shown"] == "Rosa Quispe"
    assert card["identity"]["phone"] == "987654321"
    assert card["place"] == "150106-01"
    assert [(n["named"]["identity"]["name"], n["named"]["may_know"]) for n in card["network"]] == [("Ana", "may_know")]


def test_a_new_phone_number_reaches_the_phones_though_the_card_looks_the_same(agent, registered, phone):
    person, own = registered(agent, given_names="Rosa"), phone(agent)
    own.sync()
    send(agent, wire(person, "details_given", {"identity": {"phone": "912345678"}}))
    own.sync()
    assert own.cards[str(person)]["identity"]["phone"] == "912345678"


def test_the_plan_and_the_network_are_those_that_stand(agent, hire, registered, phone):
    clinician, person = hire("clinician", "150106"), registered(agent)
    plan = {"means_made_safe": "yes", "identity": {"warning_signs": ["no duerme"]}}
    send(clinician, first := wire(person, "safety_plan_written", plan))
    named = {"contact": str(new_id()), "relation": "tía", "may_know": "may_know", "identity": {"name": "Luz"}}
    send(agent, contact := wire(person, "contact_named", named))
    own = phone(agent)
    own.sync()
    card = own.cards[str(person)]
    assert card["plan"]["plan"]["identity"]["warning_signs"] == ["no duerme"]
    assert len(card["network"]) == 1
    for taken_back in (first, contact):
        body = {"target": json.loads(taken_back)["id"], "reason": "mistake"}
        send(clinician, wire(person, "fact_withdrawn", body, at=NOW + timedelta(minutes=1)))
    own.sync()
    assert {"plan", "network"} & own.cards[str(person)].keys() == set()


def test_a_card_never_carries_a_note_of_a_professional(agent, hire, registered, phone):
    clinician, person = hire("clinician", "150106"), registered(agent)
    secret = "lo que solo el profesional lee"
    send(clinician, wire(person, "diagnosis_made", {"code": "F32.1", "certainty": "definitive", "note": secret}))
    own = phone(agent)
    own.sync()
    assert secret not in json.dumps(own.cards, ensure_ascii=False)


def test_each_delivered_card_leaves_a_trace(agent, registered, phone):
    people = {registered(agent) for _ in range(3)}
    phone(agent).sync()
    assert set(RecordRead.objects.filter(page="field.cards").values_list("person", flat=True)) == people


def test_cards_come_in_pages_and_none_is_missing(agent, registered, phone, monkeypatch):
    monkeypatch.setattr("acompana.field.cards.changes.__defaults__", (4,))
    people = {str(registered(agent)) for _ in range(11)}
    own = phone(agent)
    assert own.sync()["from_start"]
    assert own.people == people
    assert own.sync()["cards"] == []


def test_only_the_cards_that_changed_come_again(agent, registered, phone):
    people = [registered(agent) for _ in range(5)]
    own = phone(agent)
    own.sync()
    send(agent, visit(people[2]))
    answer = own.sync()
    assert [card["person"] for card in answer["cards"]] == [str(people[2])]
    assert not answer["from_start"]


# --- Whose people ---------------------------------------------------------------------------------------------------


def test_a_stranger_from_another_place_gets_no_card_and_no_history(agent, hire, registered, phone):
    person = registered(agent)
    stranger = phone(hire("agent", "150110-01"))
    assert stranger.sync()["cards"] == []
    answer = stranger.get(f"/field/people/{person}/facts")
    assert (answer.status_code, answer.json()["error"]) == (404, "unknown_person")
    assert not RecordRead.objects.filter(user=stranger.user.pk).exists()


@pytest.mark.parametrize("role", ["analyst", "administrator"])
def test_roles_without_people_get_no_card_even_with_a_token(hire, agent, registered, phone, role):
    registered(agent)
    assert phone(hire(role, "PE")).sync()["cards"] == []


def test_a_person_who_is_given_to_another_agent_is_gone_from_the_first_ones_phone(
    agent, coordinator, hire, registered, phone
):
    person = registered(coordinator, home="150106-02")
    send(coordinator, wire(person, "assigned", {"to": str(agent.pk), "duty": "agent"}))
    first, other = phone(agent), phone(hire("agent", "150110-01"))
    first.sync()
    assert first.people == {str(person)}
    assign(coordinator, person, other.user)
    assert first.sync()["gone"] == [str(person)]
    assert first.people == set()
    other.sync()
    assert other.people == {str(person)}
    assert first.sync()["gone"] == []


def test_a_person_who_moves_away_is_gone_and_comes_back_with_the_person(agent, coordinator, registered, phone):
    person = registered(coordinator, home="150106-01")
    own = phone(agent)
    own.sync()
    send(coordinator, wire(person, "details_given", {"home": "150106-02"}))
    own.sync()
    assert own.people == set()
    send(coordinator, wire(person, "details_given", {"home": "150106-01"}, at=NOW + timedelta(minutes=1)))
    own.sync()
    assert own.people == {str(person)}


def test_a_user_who_is_given_another_place_begins_anew_with_the_people_of_that_place(
    agent, coordinator, hire, registered, phone
):
    here, there = registered(coordinator, home="150106-01"), registered(coordinator, home="150106-02")
    own = phone(agent)
    own.sync()
    assert own.people == {str(here)}
    Coverage.objects.filter(user=agent).delete()
    Coverage.objects.create(user=agent, place=Place.objects.get(pk="150106-02"))
    assert own.sync()["from_start"]
    assert own.people == {str(there)}


def test_a_restored_backup_makes_every_phone_begin_anew(agent, registered, phone):
    registered(agent)
    own = phone(agent)
    own.sync()
    Organization.objects.update(ledger_epoch=new_id())
    assert own.sync()["from_start"]
    assert len(own.people) == 1


def test_writing_for_somebody_elses_place_is_refused_and_kept(agent, hire, registered, phone):
    other = hire("agent", "150110-01")
    person = registered(other, home="150110-01")
    fact = visit(person)
    (refused,) = phone(agent).deliver(fact)["refused"]
    assert (refused["n"], refused["id"], refused["code"]) == (0, json.loads(fact)["id"], "out_of_reach")
    assert all(refused[key] for key in ("expected", "found", "remedy"))
    assert one("SELECT fact, code, device IS NOT NULL FROM ledger_quarantine") == (
        UUID(refused["id"]),
        "out_of_reach",
        True,
    )


def test_what_is_refused_says_by_when_somebody_answers_and_saying_it_again_gives_no_more_time(agent, registered, phone):
    person, own = registered(agent), phone(agent)
    urgent, other = (
        wire(person, "answers_given", phq9(mood=9, self_harm=1)),
        wire(person, "answers_given", phq9(mood=9)),
    )
    before = datetime.now(UTC)
    told = [own.deliver(urgent, other)["refused"] for _ in range(2)]
    first, second = (datetime.fromisoformat(refused["due_at"]) - before for refused in told[0])
    assert timedelta(hours=1) <= first < timedelta(hours=1, minutes=5)
    assert timedelta(days=3) <= second < timedelta(days=3, minutes=5)
    assert told[0] == told[1]


def test_what_was_settled_is_owed_no_answer_when_it_is_sent_again(agent, registered, phone):
    own, wrong = phone(agent), wire(registered(agent), "answers_given", phq9(mood=9))
    own.deliver(wrong)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_quarantine SET resolved_at = now(), resolution = 'settled'")
    assert own.deliver(wrong)["refused"][0]["due_at"] is None


def test_a_diagnosis_by_an_agent_is_refused_and_the_rest_of_the_delivery_stands(agent, registered, phone):
    person = registered(agent)
    answer = phone(agent).deliver(
        wire(person, "diagnosis_made", {"code": "F32.1", "certainty": "definitive"}), fine := visit(person)
    )
    assert [refused["code"] for refused in answer["refused"]] == ["role_may_not"]
    assert answer["accepted"] == [json.loads(fine)["id"]]


def test_a_repaired_fact_sent_twice_settles_what_was_refused(agent, registered, phone):
    person, own = registered(agent), phone(agent)
    id = new_id()
    wrong = wire(person, "answers_given", phq9(mood=7), id=id)
    right = wire(person, "answers_given", phq9(mood=2), id=id)
    assert own.deliver(wrong)["refused"][0]["code"] == "answers_unfit"
    assert own.deliver(right)["accepted"] == own.deliver(right)["accepted"] == [str(id)]
    assert one("SELECT count(*), count(resolved_at) FROM ledger_quarantine") == (1, 1)


def test_after_the_write_door_a_viewer_sees_no_more_than_before_also_within_one_pipeline(agent, hire, registered):
    registered(agent)
    stranger = viewer_for(hire("agent", "150110-01"))
    with web_login(), seeing(stranger), connection.connection.pipeline():
        record([submission(visit(met := new_id(), place="150110-01"), stranger)])
        assert one("SELECT count(*), min(person::text) FROM caseload_card") == (1, str(met))


# --- Never skipping -------------------------------------------------------------------------------------------------


def test_two_writers_whose_transactions_end_out_of_order_lose_no_card(agent, registered, phone):
    slow, fast = registered(agent), registered(agent)
    own = phone(agent)
    own.sync()
    wrote, may_end = threading.Event(), threading.Event()

    def write_slowly() -> None:
        from django.db import transaction

        try:
            with transaction.atomic():
                send(agent, visit(slow))
                wrote.set()
                may_end.wait(20)
        finally:
            connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert wrote.wait(20)
    send(agent, visit(fast))  # begins later, ends earlier
    own.sync(patient=False)
    may_end.set()
    writer.join(20)
    own.sync()
    own.sync()
    counts = {person: card["picture"].get("contact_count", 0) for person, card in own.cards.items()}
    assert counts == {str(slow): 1, str(fast): 1}


def test_own_facts_delivered_while_another_writes_do_not_hide_what_that_one_wrote(agent, registered, phone):
    mine, theirs = registered(agent), registered(agent)
    own = phone(agent)
    own.sync()
    wrote, may_end = threading.Event(), threading.Event()

    def write_slowly() -> None:
        from django.db import transaction

        try:
            with transaction.atomic():
                send(agent, visit(theirs))
                wrote.set()
                may_end.wait(20)
        finally:
            connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert wrote.wait(20)
    assert [card["person"] for card in own.sync(visit(mine), patient=False)["cards"]] == [str(mine)]
    may_end.set()
    writer.join(20)
    assert [card["person"] for card in own.sync()["cards"]] == [str(theirs)]


# --- Devices --------------------------------------------------------------------------------------------------------


def test_a_revoked_device_is_told_so_and_delivers_nothing(agent, registered, phone):
    person, own = registered(agent), phone(agent)
    Device.objects.filter(pk=own.device.pk).update(revoked_at=NOW)
    answer = own.post({"facts": [json.loads(visit(person))]})
    assert (answer.status_code, answer.json()["error"]) == (401, "device_revoked")
    assert one("SELECT count(*) FROM ledger_fact WHERE kind = 'visit_made'") == (0,)


def test_the_last_contact_of_a_device_is_known(agent, phone):
    own = phone(agent)
    own.sync()
    assert Device.objects.get().last_contact_at is not None


def test_bodies_travel_packed_both_ways(agent, registered, phone):
    people = [registered(agent) for _ in range(10)]
    own = phone(agent)
    body = gzip.compress(json.dumps({"facts": [json.loads(visit(p)) for p in people]}).encode())
    answer = own.post(None, raw=body, **{"content-encoding": "gzip", "accept-encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(answer.content))["accepted"]) == 10
