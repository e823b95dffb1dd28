"""A locked phone still delivers: what is sealed to the server arrives as if synced, and nobody else reads it."""

import json

import pytest
from django.db import connection

from acompana.field.seal import public_key
from acompana.people.devices import Device
from acompana.people.ids import new_id
from tests.field.conftest import visit
from tests.field.seals import bytes_of, seal, seal_facts, text_of
from tests.rig.sending import NOW, phq9, wire

pytestmark = pytest.mark.django_db(transaction=True)


def one(statement: str, *values: object):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def bring(own, *facts: bytes, sealed: str | None = None):
    """The phone's facts, sealed and sent without anybody having signed in."""
    sealed = sealed or seal_facts(public_key(), own.token, *facts)
    return own.post({"device": str(own.device.pk), "sealed": sealed}, "/field/sealed", authorization="")


def test_the_key_a_phone_seals_to_is_a_point_of_p_256_and_comes_with_the_territory(agent, phone):
    key = phone(agent).post({"territory": None}).json()["territory"]["public_key"]
    assert (len(bytes_of(key)), bytes_of(key)[0], key) == (65, 4, public_key())


def test_sealed_facts_are_recorded_in_the_name_of_whose_phone_it_is(agent, registered, phone):
    person, own = registered(agent), phone(agent)
    fact = visit(person)
    answer = bring(own, fact)
    assert answer.json() == {"accepted": [json.loads(fact)["id"]], "refused": []}
    assert one("SELECT author, device FROM ledger_fact WHERE kind = 'visit_made'") == (agent.pk, own.device.pk)


def test_what_was_synced_and_then_sealed_and_sent_again_is_there_once(agent, registered, phone):
    person, own = registered(agent), phone(agent)
    fact = visit(person)
    own.deliver(fact)
    for _ in range(3):
        assert bring(own, fact).json()["accepted"] == [json.loads(fact)["id"]]
    assert one("SELECT count(*) FROM ledger_fact WHERE kind = 'visit_made'") == (1,)


def test_a_sealed_fact_that_is_unfit_is_kept_and_the_answer_says_no_more_than_its_code(agent, registered, phone):
    person, own = registered(agent), phone(agent)
    wrong = wire(person, "answers_given", phq9(mood=9))
    answer = bring(own, wrong).json()
    assert answer == {"accepted": [], "refused": [{"id": json.loads(wrong)["id"], "code": "answers_unfit"}]}
    assert one("SELECT count(*) FROM ledger_quarantine") == (1,)


def test_a_sealed_alarm_opens_the_alert_it_would_have_opened(agent, registered, phone):
    person, own = registered(agent), phone(agent)
    bring(own, wire(person, "answers_given", phq9(self_harm=1)))
    assert one("SELECT level FROM caseload_alert WHERE person = %s", person) == ("unassessed",)


def test_what_a_revoked_phone_held_waits_for_a_coordinator(agent, registered, phone):
    person, own = registered(agent), phone(agent)
    Device.objects.filter(pk=own.device.pk).update(revoked_at=NOW)
    alarm = wire(person, "answers_given", phq9(self_harm=1))
    assert [r["code"] for r in bring(own, visit(person), alarm).json()["refused"]] == ["device_revoked"] * 2
    assert one("SELECT count(*), count(*) FILTER (WHERE urgent) FROM ledger_quarantine") == (2, 1)
    assert one("SELECT count(*) FROM ledger_fact WHERE kind <> 'person_registered'") == (0,)


def test_what_a_revoked_phone_had_delivered_before_is_not_asked_about_again(agent, registered, phone):
    person, own = registered(agent), phone(agent)
    fact = visit(person)
    own.deliver(fact)
    Device.objects.filter(pk=own.device.pk).update(revoked_at=NOW)
    assert bring(own, fact).json() == {"accepted": [json.loads(fact)["id"]], "refused": []}
    assert one("SELECT count(*) FROM ledger_quarantine") == (0,)


def test_what_somebody_held_who_left_waits_for_a_coordinator(agent, registered, phone):
    person, own = registered(agent), phone(agent)
    type(agent).objects.filter(pk=agent.pk).update(is_active=False)
    assert [r["code"] for r in bring(own, visit(person)).json()["refused"]] == ["user_left"]


def test_half_a_letter_in_one_sealed_fact_does_not_keep_the_others(agent, registered, phone):
    own, fine = phone(agent), visit(registered(agent))
    plain = b'{"token": "' + own.token.encode() + b'", "facts": [{"a": "\\ud83d"}, ' + fine + b"]}"
    answer = bring(own, sealed=seal(public_key(), plain)).json()
    assert answer["accepted"] == [json.loads(fine)["id"]]
    assert answer["refused"] == [{"id": None, "code": "malformed"}]


def bitten(whole: bytes) -> bytes:
    """With another last byte, whichever it was."""
    return whole[:-1] + bytes([whole[-1] ^ 1])


@pytest.mark.parametrize(
    "broken",
    [
        lambda own: "",
        lambda own: "x",
        lambda own: "¿?",
        lambda own: text_of(b"\x04" + bytes(200)),
        lambda own: text_of(bytes(65 + 12 + 16)),
        lambda own: seal_facts(public_key(), own.token)[:-4],
        lambda own: text_of(bitten(bytes_of(seal_facts(public_key(), own.token)))),
        lambda own: seal_facts(public_key(), "a token that no device has"),
        lambda own: seal_facts(public_key(), own.token + "\u00e9"),
        lambda own: seal(public_key(), b"{}"),
        lambda own: seal(public_key(), b"\xff"),
        lambda own: seal(public_key(), json.dumps({"token": own.token, "facts": [0] * 1001}).encode()),
    ],
    ids=range(12),
)
def test_what_cannot_be_opened_is_told_so_and_writes_nothing(agent, phone, broken):
    own = phone(agent)
    answer = own.post({"device": str(new_id()), "sealed": broken(own)}, "/field/sealed", authorization="")
    assert (answer.status_code, answer.json()["error"]) == (400, "unfit_seal")
    assert one("SELECT (SELECT count(*) FROM ledger_fact) + (SELECT count(*) FROM ledger_quarantine)") == (0,)


def test_another_organization_does_not_open_it(agent, registered, phone, settings):
    own = phone(agent)
    sealed = seal_facts(public_key(), own.token, visit(registered(agent)))
    settings.SECRET_KEY = "another organization's"
    assert bring(own, sealed=sealed).json()["error"] == "unfit_seal"
