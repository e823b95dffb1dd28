"""Phones and the server change at different speeds: what the first phone sends is taken, what it reads is there."""

import json
import shutil
from pathlib import Path

import pytest

from acompana.bundle import compile_content, content_root, current, use
from tests.field.conftest import assign, visit
from tests.rig.sending import phq9, wire

SPEC = Path(__file__).parents[2] / "spec" / "field"
SCHEMAS = json.loads((SPEC / "openapi.json").read_text())["components"]["schemas"]
PROMISES = json.loads((SPEC / "promises.json").read_text())
"""The fields that phones in use send and read. Lines are added to it with each version of the phone, never changed."""


def fields(name: str) -> set[str]:
    return set(SCHEMAS[name]["properties"])


def required(name: str) -> set[str]:
    return set(SCHEMAS[name].get("required", ()))


# --- What was promised --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROMISES["asked"])
def test_whatever_a_phone_in_use_sends_is_still_taken(name):
    assert set(PROMISES["asked"][name]["fields"]) <= fields(name), "a field that phones send is refused"
    assert required(name) <= set(PROMISES["asked"][name]["required"]), "a field that phones do not send is required"


@pytest.mark.parametrize("name", PROMISES["answered"])
def test_whatever_a_phone_in_use_reads_is_still_told(name):
    assert set(PROMISES["answered"][name]["fields"]) <= fields(name)
    assert set(PROMISES["answered"][name]["required"]) <= required(name), "a field that phones count on may be absent"


@pytest.mark.parametrize("kind", PROMISES["bodies"])
def test_a_fact_that_an_old_phone_recorded_still_has_all_it_needs(kind):
    body = SCHEMAS[f"sent_{kind}"]["properties"]["body"]["$ref"].rpartition("/")[2]
    assert set(PROMISES["bodies"][kind]["fields"]) <= fields(body)
    assert required(body) <= set(PROMISES["bodies"][kind]["required"])
    assert fields(f"sent_{kind}") >= set(PROMISES["envelope"]["fields"])
    assert required(f"sent_{kind}") <= set(PROMISES["envelope"]["required"])


# --- The first phone ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_first_phones_request_is_answered_with_all_that_it_reads(agent, registered, phone):
    own, fact, wrong = phone(agent), visit(registered(agent)), wire(registered(agent), "visit_made", {"outcome": "?"})
    answer = own.post({"cursor": None, "facts": [json.loads(fact), json.loads(wrong)], "cards": True}).json()
    assert set(PROMISES["answered"]["Synced"]["required"]) <= answer.keys()
    assert answer["accepted"] == [json.loads(fact)["id"]]
    (refused,) = answer["refused"]
    assert set(PROMISES["answered"]["Refused"]["required"]) <= refused.keys()
    assert answer["territory"] is None


@pytest.mark.django_db(transaction=True)
def test_the_first_phone_lets_go_of_whom_it_handed_over(agent, coordinator, hire, registered, phone):
    person = registered(coordinator, home="150106-02")
    assign(coordinator, person, agent)
    own = phone(agent)
    cursor = own.post({"cursor": None}).json()["cursor"]
    assign(coordinator, person, hire("agent", "150110-01"))
    assert own.post({"cursor": cursor}).status_code == 200


# --- Old content ----------------------------------------------------------------------------------------------------


@pytest.fixture
def newer_content(tmp_path):
    """The content with a second version of PHQ-9 in force beside the first."""
    content = Path(shutil.copytree(content_root(), tmp_path / "content"))
    first = (content / "instruments/phq9/1.toml").read_text()
    (content / "instruments/phq9/2.toml").write_text(first.replace('version = "1"', 'version = "2"', 1))
    before = current()
    use(compile_content(content))
    yield
    use(before)


@pytest.mark.django_db(transaction=True)
def test_a_form_finished_in_the_version_it_was_begun_in_is_taken_and_scored_by_it(
    agent, registered, phone, newer_content
):
    assert current().instrument("phq9").version == "2"
    person, own = registered(agent), phone(agent)
    own.sync(
        wire(person, "answers_given", phq9(mood=2, self_harm=1)),
        wire(person, "answers_given", {**phq9(mood=3), "version": "2"}),
    )
    scores = own.cards[str(person)]["picture"]["scores"]
    assert sorted((score["version"], score["total"]) for score in scores) == [("1", 3), ("2", 3)]
    assert own.cards[str(person)]["picture"]["alert"]["level"] == "unassessed"


@pytest.mark.django_db(transaction=True)
def test_a_phone_with_old_content_is_told_that_there_is_other_content(agent, phone, newer_content):
    own = phone(agent)
    report = {"pending": 0, "people": 0, "app_version": "0.1", "bundle": "an old one"}
    answer = own.post({"report": report}).json()
    assert answer["bundle"] == current().hash != "an old one"
