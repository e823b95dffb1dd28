"""The facts of a simulated town, judged one by one: they repeat, they arrive, they can be believed."""

import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta

import msgspec
import pytest

from acompana.care.facts import KINDS
from acompana.simulation.parameters import Parameters, load_parameters
from tests.simulation.imagined import UNTIL, pages

SMALL = """
import hashlib
from tests.simulation.imagined import pages
digest = hashlib.sha256()
for person, told in pages("small").items():
    for one in told:
        digest.update(person.bytes + one.raw + one.author.bytes + one.received_at.isoformat().encode())
print(digest.hexdigest())
"""


@pytest.fixture(scope="module")
def town() -> list[list[dict]]:
    """The facts of the town, decoded, by person; each knows its author and arrival."""
    return [
        [msgspec.json.decode(one.raw) | {"author": one.author, "received_at": one.received_at} for one in told]
        for told in pages("small").values()
    ]


def test_the_same_seed_gives_the_same_facts_in_any_process():
    digests = {
        subprocess.run(
            [sys.executable, "-c", SMALL], env={"PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=True
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(digests) == 1


def test_another_seed_gives_another_year():
    assert pages("small").keys() != pages("small", seed=7).keys()


def test_every_id_is_given_once(town):
    ids = Counter(fact["id"] for facts in town for fact in facts)
    assert ids.most_common(1)[0][1] == 1


def test_every_person_begins_with_a_registration(town):
    assert {facts[0]["kind"] for facts in town} == {"person_registered"}


def test_nothing_has_arrived_that_had_not_happened(town):
    for facts in town:
        for fact in facts:
            assert datetime.fromisoformat(fact["happened_at"]) <= fact["received_at"]
            assert fact["received_at"] <= UNTIL + timedelta(minutes=1)


def test_some_phones_were_offline_for_days(town):
    late = [f for facts in town for f in facts if f["received_at"] - when(f) > timedelta(days=1) and when(f) > OPENED]
    assert late


OPENED = datetime.fromisoformat("2025-11-05T00:00:00-05:00")


def when(fact: dict) -> datetime:
    return datetime.fromisoformat(fact["happened_at"])


def test_all_that_a_program_records_is_there(town):
    never_simulated = {"message_sent", "identity_erased", "protocol_followed", "handover_proposed"}
    assert {fact["kind"] for facts in town for fact in facts} == KINDS.keys() - never_simulated


def test_documents_and_phones_are_of_nobody(town):
    for facts in town:
        identity = facts[0]["body"]["identity"]
        assert identity.get("document", {"number": "000"})["number"].startswith("000")
        assert identity.get("phone", "9000").startswith("9000")


def test_some_have_no_document(town):
    assert any("document" not in facts[0]["body"]["identity"] for facts in town)


def test_answers_are_missing_now_and_then_and_never_counted_as_none(town):
    answers = [f["body"]["answers"] for facts in town for f in facts if f["kind"] == "answers_given"]
    words = Counter(value for given in answers for value in given.values() if isinstance(value, str))
    assert set(words) <= {"refused", "dont_know", "not_asked"}
    assert words


def test_nobody_leaves_with_an_open_risk(town):
    for facts in town:
        is_open = False
        for fact in facts:
            if fact["kind"] == "risk_assessed":
                is_open = fact["body"]["level"] != "none"
            assert not (is_open and fact["kind"] == "program_left")


def test_a_misspelled_parameter_is_an_error():
    whole = msgspec.to_builtins(load_parameters("small"))
    whole["agents"]["doors_a_day"] = 2
    with pytest.raises(msgspec.ValidationError, match="doors_a_day"):
        msgspec.convert(whole, Parameters)
