"""Whatever arrives: a clear answer in JSON, nothing half-written, nothing lost, and never a 500."""

import gzip
import json
import random
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acompana.field.body import LARGEST_BODY, LARGEST_UNPACKED
from acompana.field.cards import changes
from acompana.field.wire import MOST_FACTS
from acompana.people.ids import new_id
from tests.field.conftest import visit
from tests.rig.sending import NOW, phq9, wire

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own(agent, phone):
    return phone(agent)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def told(answer) -> tuple[int, str]:
    """Status and code; every answer of trouble says what was expected, what was found and what to do."""
    said = answer.json()
    assert set(said) == {"error", "expected", "found", "remedy"}
    assert all(said.values())
    return answer.status_code, said["error"]


PACKED = {"content-encoding": "gzip"}


@pytest.mark.parametrize(
    ("raw", "headers", "status", "code"),
    [
        (b" ", {}, 400, "malformed"),
        (b"{", {}, 400, "malformed"),
        (b"[]", {}, 400, "malformed"),
        (b"null", {}, 400, "malformed"),
        (b"\xff\xfe{}", {}, 400, "malformed"),
        (b'{"cursor": "\xff"}', {}, 400, "malformed"),
        (b'{"facts": {}}', {}, 400, "malformed"),
        (b'{"facts": [1], "more": 1}', {}, 400, "malformed"),
        (b'{"facts": null}', {}, 400, "malformed"),
        (b'{"cards": "yes"}', {}, 400, "malformed"),
        (b'{"facts": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", {}, 400, "malformed"),
        (b'{"cursor": "x"}', {}, 400, "unfit_cursor"),
        (b'{"cursor": "\\u0000"}', {}, 400, "unfit_cursor"),
        (b'{"cursor": "AAAA"}', {}, 400, "unfit_cursor"),
        (b'{"cursor": "kw=="}', {}, 400, "unfit_cursor"),
        (b"{}", {"content_type": "text/plain"}, 415, "wrong_type"),
        (b"a=1", {"content_type": "application/x-www-form-urlencoded"}, 415, "wrong_type"),
        (b"{}", {"content-encoding": "br"}, 415, "wrong_type"),
        (b"{}", PACKED, 400, "malformed"),
        (gzip.compress(b"{}", mtime=0)[:-5], PACKED, 400, "malformed"),
        (gzip.compress(b"[]", mtime=0), PACKED, 400, "malformed"),
        (gzip.compress(b" " * (LARGEST_UNPACKED + 1), mtime=0), PACKED, 413, "too_large"),
        (b" " * (LARGEST_BODY + 1), {}, 413, "too_large"),
        (b" " * 10_000_000, {}, 413, "too_large"),
        (json.dumps({"facts": [0] * (MOST_FACTS + 1)}).encode(), {}, 400, "malformed"),
    ],
    ids=lambda value: ascii(value)[:30] if isinstance(value, bytes) else None,
)
def test_a_request_that_is_none_is_told_what_was_expected(own, raw, headers, status, code):
    assert told(own.post(None, raw=raw, **headers)) == (status, code)
    assert count("ledger_fact") == count("ledger_quarantine") == 0


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("get", "/field/sync", (405, "unknown_method")),
        ("delete", "/field/bundle", (405, "unknown_method")),
        ("get", "/field/nothing", (404, "unknown_address")),
        ("get", "/field/", (404, "unknown_address")),
        ("get", "/field/people/%00/facts", (404, "unknown_address")),
    ],
)
def test_wrong_addresses_and_methods_are_told_in_json(own, method, path, expected):
    answer = getattr(own.client, method)(path)
    assert told(answer) == expected
    assert expected[0] != 405 or answer["Allow"]


def test_a_host_that_is_not_ours_is_refused(own):
    assert told(own.client.get("/field/bundle", headers={"host": "elsewhere.example"})) == (400, "malformed")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "mood_swung"}, "unknown_kind"),
        ({"body": {**phq9(), "version": "99"}}, "unknown_instrument"),
        ({"body": phq9(mood=9)}, "answers_unfit"),
        ({"body": phq9(mood="mucho")}, "malformed"),
        ({"body": {**phq9(), "more": 1}}, "malformed"),
        ({"id": 5}, "malformed"),
        ({"person": "rosa"}, "malformed"),
        ({"happened_at": "2205-01-01T00:00:00Z"}, "in_the_future"),
        ({"happened_at": "1492-01-01T00:00:00Z"}, "too_long_ago"),
        ({"happened_at": "0001-01-01T00:00:00+14:00"}, "too_long_ago"),
        ({"happened_at": "9999-12-31T23:59:59-14:00"}, "in_the_future"),
        ({"happened_at": "1960-01-01T00:00:00Z"}, "before_birth"),
        ({"happened_at": "2026-03-02T15:00:00"}, "malformed"),
        ({"happened_at": 1}, "malformed"),
        ({"author": "01a200b3-0000-7000-8000-000000000001"}, "malformed"),
        ({"place": "150106\x00"}, "unfit_text"),
        ({"place": "999999"}, "unknown_code"),
        ({"body": {"instrument": "phq9", "version": "1", "answers": {"x" * 65: 1}}}, "malformed"),
        ({"body": "x" * 70_000}, "too_large"),
        ({"body": None}, "malformed"),
    ],
    ids=str,
)
def test_a_fact_that_is_none_is_refused_by_itself_and_kept(own, agent, registered, change, code):
    person = registered(agent)
    wrong = json.loads(wire(person, "answers_given", phq9())) | change
    answer = own.deliver(json.dumps(wrong).encode(), fine := visit(person))
    (refused,) = answer["refused"]
    assert (refused["n"], refused["code"]) == (0, code)
    assert all(refused[key] for key in ("expected", "found", "remedy"))
    assert answer["accepted"] == [json.loads(fine)["id"]]
    assert count("ledger_quarantine") == 1


@pytest.mark.parametrize("raw", [b"5", b'"x"', b"null", b"[[]]", b"{}", b'{"id": "\xff"}', b'"\\ud800"'])
def test_what_is_no_fact_at_all_is_refused_with_its_place_in_the_request(own, raw):
    answer = own.post(None, raw=b'{"facts": [' + raw + b'], "cards": false}')
    assert answer.status_code == 200
    (refused,) = answer.json()["refused"]
    assert (refused["n"], refused["id"]) == (0, None)


def test_half_a_letter_in_one_fact_does_not_keep_the_others_from_arriving(own, agent, registered):
    fine = visit(registered(agent))
    broken = json.dumps({"kind": "visit_made", "body": {"identity": {"agreed": "\ud83d"}}}).encode()
    answer = own.post(None, raw=b'{"facts": [' + broken + b"," + fine + b'], "cards": false}').json()
    assert [(refused["n"], refused["code"]) for refused in answer["refused"]] == [(0, "malformed")]
    assert answer["accepted"] == [json.loads(fine)["id"]]


def test_a_clock_three_days_wrong_is_no_reason_to_refuse(own, agent, registered):
    from django.utils import timezone

    person, now = registered(agent), timezone.now()
    ahead, behind = (visit(person, at=now + timedelta(days=days)) for days in (3, -3))
    assert own.deliver(ahead, behind)["refused"] == []


def test_one_id_twice_in_a_request_is_one_fact_or_a_refusal(own, agent, registered):
    person, id = registered(agent), new_id()
    same, other = visit(person, id=id), wire(person, "visit_made", {"outcome": "moved"}, id=id)
    answer = own.deliver(same, same, other)
    assert answer["accepted"] == [str(id)]
    assert [(refused["n"], refused["code"]) for refused in answer["refused"]] == [(2, "id_reused")]


def test_as_many_facts_as_one_request_may_bring_are_taken(own, agent, registered):
    people = [registered(agent) for _ in range(20)]
    facts = [visit(random.choice(people), at=NOW + timedelta(seconds=n)) for n in range(MOST_FACTS)]
    answer = own.deliver(*facts)
    assert (len(answer["accepted"]), answer["refused"]) == (MOST_FACTS, [])


# --- The database goes away -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [OperationalError, psycopg.OperationalError])
def test_a_database_that_goes_away_in_the_middle_leaves_nothing_and_can_be_tried_again(
    own, agent, registered, monkeypatch, error
):
    person = registered(agent)
    fact = json.loads(visit(person))

    def gone(*_, **__):
        raise error("terminating connection; a detail that nobody outside may read")

    monkeypatch.setattr("acompana.field.sync.changes", gone)
    answer = own.post({"facts": [fact]})
    assert told(answer) == (503, "unavailable")
    assert int(answer["Retry-After"]) > 0
    assert b"detail" not in answer.content
    assert count("ledger_fact") == 1
    monkeypatch.undo()
    assert own.post({"facts": [fact]}).json()["accepted"] == [fact["id"]]


@pytest.mark.parametrize(
    "error",
    [
        psycopg.errors.LockNotAvailable,
        psycopg.errors.QueryCanceled,
        psycopg.errors.TooManyConnections,
    ],
)
def test_a_database_that_cannot_keep_up_is_not_asked_again_at_once(own, agent, registered, monkeypatch, error):
    person, asked = registered(agent), []

    def busy(*_, **__):
        asked.append(1)
        raise OperationalError("a detail that nobody outside may read") from error("busy")

    monkeypatch.setattr("acompana.field.sync.changes", busy)
    answer = own.post({"facts": [json.loads(visit(person))]})
    assert told(answer) == (503, "unavailable")
    assert (int(answer["Retry-After"]) > 0, len(asked)) == (True, 1)


@pytest.fixture
def cut(cluster, monkeypatch):
    """`cut(times)`: so often, the database drops the connection after the facts were written and before the answer."""

    def cut(times: int) -> None:
        left = [times]

        def cut_then_ask(*asked):
            if left[0]:
                left[0] -= 1
                with psycopg.connect(cluster) as other:
                    other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
            return changes(*asked)

        monkeypatch.setattr("acompana.field.sync.changes", cut_then_ask)

    return cut


def test_a_connection_that_is_cut_again_and_again_leaves_nothing_and_the_next_request_works(
    own, agent, registered, cut
):
    person = registered(agent)
    fact = json.loads(visit(person))
    cut(2)
    assert told(own.post({"facts": [fact]})) == (503, "unavailable")
    connection.close()
    assert count("ledger_fact") == 1
    assert own.post({"facts": [fact]}).json()["accepted"] == [fact["id"]]


def test_a_connection_that_was_dropped_once_is_opened_again_within_the_request(own, agent, registered, cut):
    person = registered(agent)
    fact = json.loads(visit(person))
    cut(1)
    assert own.post({"facts": [fact]}).json()["accepted"] == [fact["id"]]
    assert count("ledger_fact") == 2


def test_a_fault_of_the_program_tells_nothing_of_its_inside(own, monkeypatch):
    def fault(*_, **__):
        raise KeyError("a detail that nobody outside may read")

    monkeypatch.setattr("acompana.field.sync.changes", fault)
    answer = own.post({"facts": []})
    assert told(answer) == (500, "bug")
    assert b"detail" not in answer.content


# --- Anything -------------------------------------------------------------------------------------------------------

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=8), inner), max_leaves=8
)
FACT = json.loads(wire(new_id(), "answers_given", phq9()))
nearly_facts = st.tuples(st.sampled_from(sorted(FACT)), anything).map(lambda change: FACT | dict([change]))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(anything | nearly_facts, max_size=5), anything)
def test_anything_is_answered(own, facts, cursor):
    answer = own.post({"facts": facts, "cursor": cursor})
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        said = answer.json()
        # A fact of the same id and content counts once.
        assert len(said["refused"]) + len(said["accepted"]) <= len(facts)
        assert len(said["refused"]) + len(facts) * len(said["accepted"]) >= len(facts)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.binary(max_size=300), st.sampled_from(["", "gzip", "br"]))
def test_any_bytes_are_answered(own, raw, encoding):
    assert own.post(None, raw=raw, **{"content-encoding": encoding}).status_code in (200, 400, 415)
