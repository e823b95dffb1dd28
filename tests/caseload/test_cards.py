"""Cards: always what the facts give, whoever wrote them, in whatever order, even at the same moment."""

import threading
from datetime import timedelta, timezone
from uuid import UUID

import msgspec
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acompana.bundle import current
from acompana.care.facts import Fact
from acompana.care.fold import fold_person
from acompana.care.picture import Picture
from acompana.caseload.rebuild import TABLES, fingerprint, rebuild
from acompana.caseload.record import record
from acompana.caseload.search import find_people
from acompana.ledger.parsing import Submission
from acompana.ledger.reading import facts_of
from acompana.people.access import EVERYTHING, Viewer, seeing, viewer_for
from acompana.people.ids import new_id
from tests.properties.lives import lives
from tests.rig.sending import NOW, phq9, send, wire


def card(person: UUID) -> Picture:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body::text FROM caseload_card WHERE person = %s", [person])
        return msgspec.json.decode(cursor.fetchone()[0], type=Picture)


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_flagged_answer_is_on_the_board_when_the_answer_is_stored(hire, registered):
    agent = hire("agent", "150106-01")
    person = registered(agent)
    send(agent, wire(person, "answers_given", phq9(self_harm=1)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, due_at, duty, place_path FROM caseload_alert WHERE person = %s", [person])
        assert cursor.fetchone() == (
            "unassessed",
            NOW + timedelta(hours=1),
            "clinician_on_call",
            "/15/1501/150106/150106-01/",
        )


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [one.id for one in current().instruments])
def test_every_sign_of_an_instrument_at_once_is_taken_in(hire, registered, asked):
    """The more signs, the worse it is to lose them."""
    agent, clinician = hire("agent", "150106-01"), hire("clinician", "150106")
    person = registered(agent)
    (instrument,) = (one for one in current().instruments if one.id == asked)
    worst = {item.code: instrument.highest_value(item) for item in instrument.items}
    body = {"instrument": asked, "version": instrument.version, "answers": worst}
    for day in range(2):
        at = NOW + timedelta(days=day)
        (receipt,) = send(clinician, wire(person, "answers_given", body, at=at), at=at)
        assert receipt.refusal is None, receipt.refusal
    assert card(person) == fold_person(person, facts_of(person), current().rulebook)
    flags = {flag.item for flag in instrument.flags if flag.kind == "suicide"}
    alert = card(person).alert
    assert {flag.item for flag in (alert.flags if alert else ())} == flags


@pytest.mark.django_db
def test_closing_a_risk_takes_it_off_the_board(hire, registered):
    agent, clinician = hire("agent", "150106-01"), hire("clinician", "150106")
    person = registered(agent)
    send(agent, wire(person, "answers_given", phq9(self_harm=1)))
    later = NOW + timedelta(minutes=30)
    send(clinician, wire(person, "risk_assessed", {"level": "none", "reason": "clinical_judgment"}, at=later), at=later)
    assert rows("caseload_alert") == 0
    assert card(person).alert is None


@pytest.mark.django_db
def test_what_a_fact_leaves_as_it_was_is_neither_written_again_nor_locked(hire, registered):
    """A visit to somebody at risk changes their card, and nothing of what is owed for the risk."""

    def owed() -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 'alert', id::text, ctid, xmax::text FROM caseload_alert WHERE person = %(person)s"
                " UNION SELECT 'task', id::text, ctid, xmax::text FROM caseload_task WHERE person = %(person)s"
                " UNION SELECT name, task::text, ctid, xmax::text FROM caseload_rung WHERE person = %(person)s",
                {"person": person},
            )
            return cursor.fetchall()

    agent = hire("agent", "150106-01")
    person = registered(agent)
    send(agent, wire(person, "answers_given", phq9(self_harm=1)))
    before = {row[:2]: row for row in owed()}
    assert any(kind == "alert" for kind, _ in before)
    assert any(kind.startswith("told") for kind, _ in before)
    send(agent, wire(person, "details_given", {"birth_year": 1960}, at=NOW + timedelta(minutes=5)))
    assert card(person).known.birth_year == 1960
    assert {row[:2]: row for row in owed()} == before


def test_a_failure_after_the_door_leaves_neither_fact_nor_card(transactional_db, hire, registered, monkeypatch):
    agent = hire("agent", "150106-01")
    person = registered(agent)
    before = fingerprint()

    def fail(*_):
        raise ConnectionError

    monkeypatch.setattr("acompana.caseload.refold.write", fail)
    with pytest.raises(ConnectionError):
        send(agent, wire(person, "visit_made", {"outcome": "seen"}))
    monkeypatch.undo()
    assert [fact.kind for fact in facts_of(person)] == ["person_registered"]
    assert fingerprint() == before
    forget_everything()


def test_two_writers_on_one_person_leave_the_card_that_both_facts_give(transactional_db, hire, registered):
    agent, clinician = hire("agent", "150106-01"), hire("clinician", "150106")
    person = registered(agent)
    start, errors = threading.Barrier(2), []

    def write(user, body):
        try:
            start.wait(5)
            for n in range(15):
                send(user, wire(person, "visit_made", body, at=NOW + timedelta(minutes=n)))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    writers = [
        threading.Thread(target=write, args=(agent, {"outcome": "seen"})),
        threading.Thread(target=write, args=(clinician, {"outcome": "not_home"})),
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert errors == []
    assert len(facts_of(person)) == 31
    assert card(person) == fold_person(person, facts_of(person), current().rulebook)
    forget_everything()


def test_two_writers_on_the_same_people_in_opposite_order_do_not_wait_for_ever(transactional_db, hire, registered):
    agent = hire("agent", "150106-01")
    people = [registered(agent) for _ in range(6)]
    start, errors = threading.Barrier(2), []

    def write(order):
        try:
            start.wait(5)
            for _ in range(10):
                send(agent, *(wire(person, "visit_made", {"outcome": "seen"}) for person in order))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(order,)) for order in (people, people[::-1])]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert errors == []
    assert all(len(facts_of(person)) == 21 for person in people)
    forget_everything()


def forget_everything() -> None:
    """The database is emptied after a test with several transactions; the ledger allows it to nobody else."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("ledger_fact", "ledger_identity", "ledger_note", "ledger_quarantine"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table}")


# --- Rebuilding -----------------------------------------------------------------------------------------------------


def sent(fact: Fact, users: dict[UUID, Viewer]) -> Submission:
    """As a phone, a form or an import sends it: each writes the moment by a clock of its own."""
    by_its_clock = timezone(timedelta(hours=fact.id.int % 25 - 12))
    raw = wire(
        fact.person,
        fact.kind,
        msgspec.to_builtins(fact.body),
        at=fact.happened_at.astimezone(by_its_clock),
        id=fact.id,
        place="150106-01",
    )
    return Submission(raw=raw, author=users[fact.author], received_at=fact.received_at)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=lives(at_most=10), data=st.data())
def test_kept_up_to_date_equals_rebuilt_however_the_facts_arrive(places, facts, data):
    viewers = {f.author: Viewer(f.author, f.role, ("/",), EVERYTHING) for f in facts}
    for one in range(2):
        order = data.draw(st.permutations(facts)) if one else facts
        with transaction.atomic():
            while order:
                size = data.draw(st.integers(1, len(order)))
                record([sent(fact, viewers) for fact in order[:size]])
                order = order[size:]
            kept = fingerprint()
            scribble()
            rebuild(workers=1)
            assert fingerprint() == kept
            transaction.set_rollback(True)


def scribble() -> None:
    """Spoil what can be made again."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM caseload_alert")
        cursor.execute("UPDATE caseload_card SET stage = 'scribbled', body = '{}'")
        cursor.execute("UPDATE caseload_task SET due_at = now(), duty = 'nobody'")
        cursor.execute("DELETE FROM caseload_rung")


@pytest.mark.django_db
def test_a_card_without_facts_goes_when_cards_are_rebuilt(places):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO caseload_card (person, place_path, stage, risk, body) VALUES (%s, '/', 'none', 'none', '{}')",
            [new_id()],
        )
    rebuild(workers=1)
    assert rows("caseload_card") == 0


# --- Who sees what --------------------------------------------------------------------------------------------------

EVERY_TABLE = (*TABLES, "ledger_fact", "ledger_identity", "ledger_note", "ledger_quarantine")


@pytest.fixture
def somebody(hire, registered):
    """A person of sector 1 with something in every table, and the agent who accompanies her."""
    agent, clinician = hire("agent", "150106-01"), hire("clinician", "150106")
    person = registered(agent, given_names="Wayra", father_surname="Ficticia")
    send(agent, wire(person, "answers_given", phq9(self_harm=1)), b"broken")
    send(clinician, wire(person, "diagnosis_made", {"code": "F32.1", "certainty": "presumptive", "note": "privado"}))
    return person, agent


def visible(as_web, viewer: Viewer | None) -> dict[str, int]:
    if viewer is None:
        with as_web():
            return {table: rows(table) for table in EVERY_TABLE}
    with as_web(user=viewer.user, places=viewer.places, tiers=sorted(viewer.tiers)):
        return {table: rows(table) for table in EVERY_TABLE}


@pytest.mark.django_db
def test_a_query_with_its_filter_forgotten_shows_nothing(as_web, somebody):
    assert set(visible(as_web, None).values()) == {0}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "place", "hidden"),
    [
        ("agent", "150106-01", {"ledger_note"}),
        ("clinician", "150106", set()),
        ("coordinator", "1501", {"ledger_note"}),
        ("analyst", "PE", set(EVERY_TABLE)),
        ("administrator", "PE", set(EVERY_TABLE) - {"caseload_alert"}),
        ("agent", "150106-02", set(EVERY_TABLE)),
        ("clinician", "150110", set(EVERY_TABLE)),
        ("coordinator", "150110", set(EVERY_TABLE)),
    ],
)
def test_each_role_sees_its_tiers_of_its_places(as_web, hire, somebody, role, place, hidden):
    seen = visible(as_web, viewer_for(hire(role, place)))
    assert {table for table, count in seen.items() if count == 0} == hidden


@pytest.mark.django_db
def test_nobody_but_the_door_writes(as_web, hire, somebody):
    viewer = viewer_for(hire("clinician", "150106"))
    with (
        pytest.raises(Exception, match="row-level security"),
        transaction.atomic(),
        as_web(user=viewer.user, places=viewer.places, tiers=sorted(viewer.tiers)),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO ledger_fact (person, id, kind, happened_at, recorded_at, received_at, author, role, body)"
            " VALUES (%s, %s, 'x', now(), now(), now(), %s, 'clinician', '{}')",
            [new_id(), new_id(), new_id()],
        )


@pytest.mark.django_db
def test_the_door_leaves_the_viewer_as_before(as_web, hire, somebody):
    person, agent = somebody
    viewer = viewer_for(agent)
    with as_web(), transaction.atomic(), seeing(viewer):
        record([Submission(raw=wire(person, "visit_made", {"outcome": "seen"}), author=viewer, received_at=NOW)])
        assert rows("ledger_note") == 0
        assert rows("caseload_card") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["way", "fict way", "WÁYRA", "ficticia"])
def test_a_person_is_found_by_the_beginnings_of_names(somebody, typed):
    assert find_people(typed) == [somebody[0]]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "  ", "ayra", "wayra x", "%", "'; --"])
def test_what_does_not_begin_a_name_finds_nobody(somebody, typed):
    assert find_people(typed) == []
