"""Whoever asks to be forgotten is: what names them goes and stays gone, what was found and done stays."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from acompana.bundle import current
from acompana.caseload.erasure import RefusedError, UnknownPersonError, erasable, erase, with_document
from acompana.caseload.invariants import erased_identities
from acompana.caseload.record import record
from acompana.caseload.search import find_people
from acompana.ledger.erasure import nameless
from acompana.ledger.parsing import Submission
from acompana.ledger.quarantine import waiting
from acompana.ledger.reading import facts_of
from acompana.people.access import EVERYTHING, Viewer, viewer_for
from acompana.people.ids import new_id
from acompana.people.users import SYSTEM
from tests.rig.sending import NOW, phq9, send, wire

pytestmark = pytest.mark.django_db

SECRETS = ["Wayra", "Quispe", "44556677", "987654321", "Sumaq", "secreto", "Killa", "frente al parque"]
WHO = {
    "given_names": "Wayra",
    "father_surname": "Quispe",
    "document": {"type": "dni", "number": "44556677"},
    "phone": "987654321",
    "address_hint": "frente al parque",
}


@pytest.fixture
def staff(hire):
    return {
        "agent": hire("agent", "150106-01"),
        "clinician": hire("clinician", "150106"),
        "administrator": hire("administrator", "PE"),
    }


def life(person: UUID, staff) -> tuple[list[bytes], list[bytes]]:
    """What the agent and the clinician recorded: names, contacts, notes, a plan, a risk, and something refused."""
    registration = new_id()
    agents = [
        wire(person, "person_registered", {"home": "150106-01", "identity": WHO}, id=registration),
        wire(person, "contact_named", {
            "contact": str(new_id()), "identity": {"name": "Killa", "phone": "987654321"},
            "relation": "hermana", "may_know": "may_know",
        }),
        wire(person, "visit_made", {"outcome": "seen", "identity": {"agreed": "Llamar a Killa"}}),
        wire(person, "fact_corrected", {
            "target": str(registration), "of": "person_registered", "instead": {"home": "150106-01"},
            "identity": WHO | {"given_names": "Sumaq"},
        }),
        wire(person, "answers_given", phq9(self_harm=2)),
        wire(person, "details_given", {"identity": {"given_names": "Wayra"}, "nombre": "Wayra Quispe"}),
    ]  # fmt: skip
    clinicians = [
        wire(person, "diagnosis_made", {"code": "F32.1", "certainty": "definitive", "note": "secreto"}),
        wire(person, "safety_plan_written", {"means_made_safe": "yes", "identity": {"coping": ["Hablar con Killa"]}}),
    ]
    return agents, clinicians


@pytest.fixture
def lived(staff):
    """A person, and everything that was sent about them."""
    person = new_id()
    agents, clinicians = life(person, staff)
    send(staff["agent"], *agents)
    send(staff["clinician"], *clinicians)
    return person, agents, clinicians


def everything_kept() -> str:
    """All rows of all tables about the people cared for, as text."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'people_user'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row::text FROM "{table}" AS row')
            found += [f"{table} {row}" for (row,) in cursor.fetchall()]
        cursor.execute("SELECT encode(raw, 'escape') FROM ledger_quarantine")
        found += [raw for (raw,) in cursor.fetchall()]
    return "\n".join(found)


def assert_forgotten() -> None:
    kept = everything_kept()
    assert [secret for secret in SECRETS if secret.lower() in kept.lower()] == []


def administrator(staff):
    return viewer_for(staff["administrator"])


def test_before_an_erasure_everything_is_there(lived):
    kept = everything_kept()
    assert [secret for secret in SECRETS if secret not in kept] == []


def test_nothing_that_names_anybody_is_left(lived, staff):
    person, _, _ = lived
    facts = len(facts_of(person))
    gone = erase(person, "person_asked", administrator(staff), NOW)
    assert (gone.identities, gone.notes, gone.refused) == (5, 1, 1)
    assert_forgotten()
    assert find_people("wayra") == []
    assert len(facts_of(person)) == facts + 1
    assert erased_identities().breaches == ()


def test_an_open_risk_stays_open_and_answered_for(lived, staff):
    person, _, _ = lived
    erase(person, "person_asked", administrator(staff), NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, due_at IS NOT NULL, duty, agent FROM caseload_alert WHERE person = %s", [person])
        assert cursor.fetchall() == [("unassessed", True, "clinician_on_call", staff["agent"].pk)]


def test_a_phone_that_sends_everything_again_brings_nothing_back(lived, staff):
    person, agents, clinicians = lived
    erase(person, "person_asked", administrator(staff), NOW)
    later = NOW + timedelta(days=30)
    receipts = [*send(staff["agent"], *agents, at=later), *send(staff["clinician"], *clinicians, at=later)]
    assert [r.had_already for r in receipts].count(True) == 7
    assert_forgotten()
    assert len(waiting()) == 1


def test_what_arrives_late_about_somebody_erased_is_recorded_without_names(lived, staff):
    person, _, _ = lived
    registration = next(f.id for f in facts_of(person) if f.kind == "person_registered")
    erase(person, "person_asked", administrator(staff), NOW)
    of = {"target": str(registration), "of": "person_registered"}
    inside = {"home": "150106-01", "identity": {"given_names": "Wayra"}}
    late = [
        wire(person, "details_given", {"identity": WHO, "sex": "female"}),
        wire(person, "person_registered", {"home": "150106-01", "identity": WHO}),
        wire(person, "fact_corrected", of | {"instead": {"home": "150106-01"}, "identity": WHO}),
        wire(person, "fact_corrected", of | {"instead": inside}),
        wire(person, "visit_made", {"outcome": "Wayra"}),
        wire(person, "visit_made", {"outcome": "seen", "identity": {"agreed": "Ver a Wayra"}}),
        wire(person, "Wayra Quispe", {}),
        wire(person, "answers_given", phq9(self_harm=2, interest=9) | {"wayra": "Wayra"}),
    ]
    for raw in late:
        send(staff["agent"], raw)
    note = {"intervention": "pm_plus", "note": "secreto"}
    send(staff["clinician"], wire(person, "session_held", note))
    assert_forgotten()
    assert erased_identities().breaches == ()


def test_a_refused_fact_keeps_the_answers_that_somebody_has_to_look_at(lived, staff):
    person, _, _ = lived
    erase(person, "person_asked", administrator(staff), NOW)
    unfit = phq9(self_harm=2, interest=9) | {"language": "Wayra Quispe"}
    send(staff["agent"], wire(person, "answers_given", unfit))
    urgent = next(held for held in waiting() if held.urgent)
    assert b'"self_harm":2' in urgent.raw
    assert urgent.due_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize("erased_first", [False, True])
def test_names_in_the_same_sending_as_the_erasure_are_not_kept(places, erased_first):
    person, program = new_id(), Viewer(SYSTEM, "system", ("/",), EVERYTHING)
    facts = [
        wire(person, "person_registered", {"home": "150106-01", "identity": WHO}),
        wire(person, "identity_erased", {"reason": "person_asked"}),
    ]
    sent = facts[::-1] if erased_first else facts
    receipts = record([Submission(raw=raw, author=program, received_at=NOW) for raw in sent])
    assert [receipt.refusal for receipt in receipts] == [None, None]
    assert_forgotten()


def test_an_erasure_is_not_taken_back(lived, staff):
    person, _, _ = lived
    erase(person, "person_asked", administrator(staff), NOW)
    tombstone = next(f.id for f in facts_of(person) if f.kind == "identity_erased")
    withdrawal = {"target": str(tombstone), "reason": "mistake"}
    for who in ("agent", "clinician"):
        (receipt,) = send(staff[who], wire(person, "fact_withdrawn", withdrawal))
        assert receipt.refusal.code in ("target_unfit", "not_the_authors")


def test_a_withdrawal_that_came_before_the_erasure_changes_nothing(lived, staff):
    person, _, _ = lived
    tombstone = new_id()
    send(staff["clinician"], wire(person, "fact_withdrawn", {"target": str(tombstone), "reason": "mistake"}))
    send(staff["administrator"], wire(person, "identity_erased", {"reason": "person_asked"}, id=tombstone))
    erase(person, "person_asked", administrator(staff), NOW)
    send(staff["agent"], wire(person, "details_given", {"identity": WHO}))
    assert_forgotten()


def test_an_erasure_recorded_elsewhere_is_finished_by_the_command(lived, staff):
    person, _, _ = lived
    send(staff["administrator"], wire(person, "identity_erased", {"reason": "person_asked"}))
    assert [b.id for b in erased_identities().breaches].count(str(person)) >= 1
    erase(person, "person_asked", administrator(staff), NOW)
    assert_forgotten()
    assert sum(f.kind == "identity_erased" for f in facts_of(person)) == 1


def test_only_an_administrator_or_the_program_erases(lived, staff):
    person, _, _ = lived
    with pytest.raises(RefusedError, match="role_may_not"):
        erase(person, "person_asked", viewer_for(staff["clinician"]), NOW)
    assert not erasable(person).is_erased


def test_somebody_without_facts_cannot_be_erased(staff):
    with pytest.raises(UnknownPersonError, match="id of a person"):
        erase(new_id(), "person_asked", administrator(staff), NOW)


def test_somebody_is_found_by_document_until_erased(lived, staff):
    person, _, _ = lived
    assert with_document("44556677") == [person]
    erase(person, "person_asked", administrator(staff), NOW)
    assert with_document("44556677") == []


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"1", b"\xff", b"[" * 50_000, b'{"person": 7}'])
def test_nothing_is_kept_of_what_cannot_be_read(raw):
    assert nameless(raw, current()) == b""


@pytest.mark.parametrize(
    "body",
    [
        {"answers": {"self_harm": 10**30, "Wayra": 1, "mood": "Wayra"}, "instrument": ["phq9"], "version": {"a": 1}},
        {"answers": ["Wayra"], "instrument": "Wayra"},
        "Wayra",
        None,
    ],
)
def test_what_is_kept_of_an_odd_body_names_nobody(body):
    raw = wire(new_id(), "answers_given", body, place="Wayra", at=NOW)
    assert b"Wayra" not in nameless(raw, current())
