"""The other forms: each records its fact, and an empty one says what is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.desk.conftest import NAME, year_here
from tests.desk.filling import at, facts, fill, picture
from tests.desk.reading import form, words


def test_a_referral_is_followed_step_by_step(town, browse, person):
    client, day = browse(town.coordinator), (timezone.localdate() + timedelta(days=30)).isoformat()
    said = {"facility": "00005987", "service": "csmc", "reason": "positive_screening"}
    assert fill(client, at(person, "referencia"), **said).status_code == 302
    referral = str(picture(person).referrals[0].id)
    steps = [
        ("respuesta", {"answer": "accepted", "appointment_day": day, "appointment_hour": "08:30"}, "accepted"),
        ("asistencia", {"attended": "yes"}, "attended"),
        ("contrarreferencia", {"outcome": "returns_to_program"}, "answered"),
    ]
    for name, told, state in steps:
        address = f"{at(person, name)}?referencia={referral}"
        assert form(client.get(address).text)["referral"] == referral
        assert fill(client, address, **told).status_code == 302
        assert picture(person).referrals[0].state == state
    assert picture(person).referrals[0].appointment_at.isoformat() == f"{day}T13:30:00+00:00"


OTHERS = [
    ("clinician", "diagnostico", {"code": "F32.1", "certainty": "presumptive"}, "diagnosis_made"),
    ("agent", "consentimiento", {"scope": "care", "given": "yes", "how": "written"}, "consent_given"),
    ("agent", "red", {"relation": "Hermana", "name": "Marta", "may_know": "errands_only"}, "contact_named"),
    ("clinician", "entrada", {"program": "mental_health"}, "program_entered"),
    ("clinician", "salida", {"program": "mental_health", "exit": "discharged", "note": "bien"}, "program_left"),
]


@pytest.mark.parametrize(("who", "name", "said", "kind"), OTHERS)
def test_each_form_records_its_fact(town, browse, person, who, name, said, kind):
    assert fill(browse(town.everybody[who]), at(person, name), **said).status_code == 302
    assert facts(person)[-1][0] == kind


@pytest.mark.parametrize(("who", "name", "said", "kind"), OTHERS)
def test_an_empty_form_says_what_is_missing_and_records_nothing(town, browse, person, who, name, said, kind):
    if name == "entrada":
        return  # one program only: nothing can be missing
    answered = browse(town.everybody[who]).post(at(person, name), {})
    assert answered.status_code == 422
    assert "Falta corregir algo" in words(answered.text)
    assert len(facts(person)) == 1


def test_a_person_is_assigned_to_somebody_of_the_place_with_the_right_role(town, browse, person):
    client = browse(town.coordinator)
    offered = client.get(at(person, "asignacion")).text
    assert str(town.agent.pk) in offered
    assert str(town.other_agent.pk) not in offered
    wrong = fill(client, at(person, "asignacion"), duty="agent", to=str(town.clinician.pk))
    assert wrong.status_code == 422
    assert fill(client, at(person, "asignacion"), duty="agent", to=str(town.agent.pk)).status_code == 302
    assert picture(person).known.agent == town.agent.pk


def test_details_are_completed_and_only_what_changed_is_recorded(town, browse, person):
    client = browse(town.agent)
    address = reverse("desk:details", args=[person])
    assert form(client.get(address).text)["given_names"] == NAME
    other = year_here() - 33
    assert fill(client, address, phone="911222333", birth_year=str(other)).status_code == 302
    assert facts(person)[-1] == ("details_given", {"birth_year": other, "identity": {"phone": "911222333"}})
    assert fill(client, address).status_code == 302
    assert len(facts(person)) == 2
