"""The API is what its own description says: current on paper, and true when every corner of it is tried."""

import json
from pathlib import Path
from uuid import UUID

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from acompana.field.description import text
from acompana.people.devices import sign_in_device
from acompana.people.ids import new_id
from acompana.people.models import Place, User
from tests.field.conftest import wait_until_all_may_be_seen
from tests.field.seals import seal_facts
from tests.rig.sending import phq9, send, wire

SPEC = Path(__file__).parents[2] / "spec" / "field" / "openapi.json"
RENEW = (
    "DJANGO_SETTINGS_MODULE=acompana.house.settings uv run python -c 'import django; django.setup(); "
    f'from acompana.field.description import text; open("{SPEC.relative_to(SPEC.parents[2])}", "w").write(text())\''
)


def test_the_description_on_paper_is_the_one_that_is_served():
    assert SPEC.read_text(encoding="utf-8") == text(), f"renew it: {RENEW}"


schema = schemathesis.openapi.from_dict(json.loads(SPEC.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def people() -> list[UUID]:
    return [new_id() for _ in range(3)]


@pytest.fixture(scope="module")
def token(server, people) -> str:
    with server.records():
        agent = User.objects.create_user(
            "agente-del-campo", name="Agente", role="agent", places=[Place.objects.get(pk="150106-01")]
        )
        for n, person in enumerate(people):
            registered = {"home": "150106-01", "sex": "female", "identity": {"given_names": f"Inventada {n}"}}
            named = {"contact": str(new_id()), "relation": "tía", "may_know": "may_know", "identity": {"name": "Luz"}}
            send(
                agent,
                wire(person, "person_registered", registered),
                wire(person, "contact_named", named),
                wire(person, "answers_given", phq9(mood=3, self_harm=n)),
                wire(person, "visit_made", {"outcome": "seen"}),
            )
        return sign_in_device(agent, "celular")[1]


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_description_names(case, server, token):
    case.call_and_validate(
        server.url,
        headers={"Authorization": f"Bearer {token}"},
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )


def test_an_answer_with_cards_is_what_the_description_says(server, token, people):
    report = {"pending": 0, "people": 0, "app_version": "1", "bundle": ""}
    case = schema["/field/sync"]["POST"].Case(body={"cursor": None, "territory": None, "report": report})
    with server.records():
        wait_until_all_may_be_seen()
    answer = case.call_and_validate(server.url, headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["territory"]["workers"]
    cards = {card["person"]: card for card in answer.json()["cards"]}  # the guesses before may have met others
    for person in people:
        assert {"network", "identity", "shown", "picture"} <= cards[str(person)].keys()


def test_a_sealed_delivery_is_answered_as_the_description_says(server, token, people):
    sync = schema["/field/sync"]["POST"].Case(body={"territory": None})
    key = sync.call(server.url, headers={"Authorization": f"Bearer {token}"}).json()["territory"]["public_key"]
    sealed = seal_facts(key, token, wire(people[0], "visit_made", {"outcome": "seen"}), b"{}")
    case = schema["/field/sealed"]["POST"].Case(body={"device": str(new_id()), "sealed": sealed})
    answer = case.call_and_validate(server.url).json()
    assert (len(answer["accepted"]), len(answer["refused"])) == (1, 1)
