"""What a card leaves out, and the content that phones keep."""

import json

import pytest

from acompana.bundle import current
from acompana.people.models import RecordRead
from tests.field.conftest import unpacked, visit
from tests.rig.sending import send, wire

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_whole_history_is_one_request_away_and_the_look_leaves_a_trace(agent, registered, phone):
    person = registered(agent, given_names="Rosa")
    send(agent, *(visit(person) for _ in range(15)))
    own = phone(agent)
    told = own.get(f"/field/people/{person}/facts").json()
    assert [fact["kind"] for fact in told["facts"]] == ["person_registered"] + ["visit_made"] * 15
    assert told["facts"][0]["identity"] == {"given_names": "Rosa"}
    assert list(RecordRead.objects.values_list("page", "person", "tier")) == [("field.history", person, "identity")]


def test_a_note_is_told_to_professionals_and_to_nobody_else(agent, hire, registered, phone):
    clinician, person = hire("clinician", "150106"), registered(agent)
    secret = "lo que solo el profesional lee"
    send(clinician, wire(person, "diagnosis_made", {"code": "F32.1", "certainty": "definitive", "note": secret}))
    assert secret not in phone(agent).get(f"/field/people/{person}/facts").text
    seen = phone(clinician).get(f"/field/people/{person}/facts").json()
    assert seen["facts"][-1]["note"] == secret
    assert RecordRead.objects.get(user=clinician).tier == "note"


@pytest.mark.parametrize("person", ["01a200b3-0000-7000-8000-000000000001", "no-such-thing"])
def test_nobody_and_nothing_are_told_apart_from_a_fault(agent, phone, person):
    assert phone(agent).get(f"/field/people/{person}/facts").status_code == 404


def test_the_bundle_is_sent_once_and_then_only_its_tag(agent, phone):
    own = phone(agent)
    first = own.get("/field/bundle", **{"accept-encoding": "gzip"})
    assert json.loads(unpacked(first))["hash"] == current().hash
    again = own.get("/field/bundle", **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert own.get("/field/bundle").json()["hash"] == current().hash
    assert own.sync()["bundle"] == current().hash


def test_nothing_is_told_without_a_token(agent, registered, phone):
    own, person = phone(agent), registered(agent)
    for token in ("", "x", "ñ", own.token[:-1]):
        own.token = token
        answers = [
            own.get("/field/bundle"),
            own.get(f"/field/people/{person}/facts"),
            own.post({"facts": [json.loads(visit(person))]}),
        ]
        assert {(a.status_code, a.json()["error"]) for a in answers} == {(401, "not_signed_in")}
        assert all(answer["WWW-Authenticate"] == "Bearer" for answer in answers)
