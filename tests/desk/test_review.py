"""Refused records: let in, let in with another date, or settled; nothing is lost on the way."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from uuid_utils import compat

from acompana.caseload.record import record, submission
from acompana.desk.review import views
from acompana.ledger.reading import facts_of
from acompana.people.access import viewer_for
from tests.desk.conftest import NOTE, now, phq9
from tests.desk.reading import words


def refuse(author, person: UUID, kind: str, body: dict[str, object], at: datetime | None = None, id: str = "") -> str:
    sent = {
        "id": id or str(compat.uuid7()),
        "person": str(person),
        "kind": kind,
        "happened_at": (at or now()).isoformat(),
        "recorded_at": now().isoformat(),
        "place": "150106-01",
        "body": body,
    }
    (receipt,) = record([submission(json.dumps(sent).encode(), viewer_for(author))])
    assert receipt.refusal is not None
    return receipt.refusal.code


def kept() -> list[tuple[int, str | None]]:
    """(number, resolution) of everything that was refused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT no, resolution FROM ledger_quarantine ORDER BY no")
        return cursor.fetchall()


def who_decided(no: int) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT resolved_by FROM ledger_quarantine WHERE no = %s", [no])
        return cursor.fetchone()[0]


def test_every_refused_record_is_reached_though_only_the_first_are_shown(town, browse, register, monkeypatch):
    monkeypatch.setattr(views, "SHOWN", 2)
    person = register("Lucía", "Quispe")
    for day in range(5):
        refuse(town.agent, person, "visit_made", {"outcome": "seen"}, now() + timedelta(days=40 + day))
    browser, page, counts = browse(town.coordinator), "/revisar/", []
    while page:
        text = browser.get(page).text
        counts.append(text.count('name="choice" value="settle"'))
        more = re.search(r'href="(\?ver=\d+)">Ver más registros', text)
        page = f"/revisar/{more[1]}" if more else ""
    assert counts == [2, 4, 5]


@pytest.fixture
def from_the_future(town, register) -> UUID:
    person = register("Lucía", "Quispe")
    assert refuse(town.agent, person, "answers_given", phq9(4, 1), now() + timedelta(days=30)) == "in_the_future"
    return person


def test_what_waits_says_why_until_when_and_what_it_may_tell(town, browse, from_the_future):
    shown = words(browse(town.coordinator).get("/revisar/").text)
    for needed in (
        "Tamizaje: Lucía Quispe puede hablar de un riesgo",
        "en 59 min",
        "Ha pensado en la muerte o en hacerse daño",
        "La fecha está en el futuro.",
        "Entrar con esta fecha",
    ):
        assert needed in shown, needed
    assert "Dejar entrar ahora" not in shown


def test_with_its_right_date_it_enters_and_the_risk_is_open(town, browse, from_the_future):
    ((no, _),) = kept()
    answer = browse(town.coordinator).post(f"/revisar/{no}/", {"choice": "date", "day": "2026-01-15", "hour": "10:00"})
    assert answer["Location"] == f"/personas/{from_the_future}/"
    assert kept() == [(no, "repaired")]
    assert "Lucía Quispe Riesgo por evaluar" in words(browse(town.coordinator).get("/riesgo/").text)


def test_without_a_date_it_stays(town, browse, from_the_future):
    ((no, _),) = kept()
    answer = browse(town.coordinator).post(f"/revisar/{no}/", {"choice": "date", "day": "mañana"}, follow=True)
    assert "Falta la fecha en que ocurrió." in words(answer.text)
    assert kept() == [(no, None)]


def test_what_an_agent_may_not_write_elsewhere_the_coordination_lets_in(town, browse, register):
    person = register("Lucía", "Quispe", home="150106-02")
    assert refuse(town.agent, person, "visit_made", {"outcome": "seen"}) == "out_of_reach"
    ((no, _),) = kept()
    answer = browse(town.coordinator).post(f"/revisar/{no}/", {"choice": "enter"}, follow=True)
    assert "El registro entró. Sigue siendo de quien lo anotó" in words(answer.text)
    assert kept() == [(no, "repaired")]


def test_what_is_let_in_stays_its_authors_and_says_who_let_it_in(town, browse, register):
    person = register("Lucía", "Quispe", home="150106-02")
    refuse(town.agent, person, "visit_made", {"outcome": "seen"})
    ((no, _),) = kept()
    client = browse(town.coordinator)
    client.post(f"/revisar/{no}/", {"choice": "enter"})
    visit = next(fact for fact in facts_of(person) if fact.kind == "visit_made")
    assert (visit.author, visit.role) == (town.agent.pk, "agent")
    assert who_decided(no) == town.coordinator.pk
    shown = words(client.get(f"/personas/{person}/").text)
    assert f"{town.agent.name} · llegó rechazado; lo dejó entrar {town.coordinator.name}" in shown


def test_with_another_date_it_stays_its_authors_too(town, browse, from_the_future):
    ((no, _),) = kept()
    browse(town.coordinator).post(f"/revisar/{no}/", {"choice": "date", "day": "2026-01-15", "hour": "10:00"})
    answers = next(fact for fact in facts_of(from_the_future) if fact.kind == "answers_given")
    assert answers.author == town.agent.pk
    assert who_decided(no) == town.coordinator.pk


def test_what_its_author_sends_again_names_nobody_who_let_it_in(town, register):
    person, sent = register("Lucía", "Quispe"), str(compat.uuid7())
    refuse(town.agent, person, "answers_given", phq9(4, 1), now() + timedelta(days=30), id=sent)
    ((no, _),) = kept()
    tell_again = {"id": sent, "person": str(person), "kind": "answers_given", "place": "150106-01", "body": phq9(4, 1)}
    moment = {"happened_at": now().isoformat(), "recorded_at": now().isoformat()}
    (receipt,) = record([submission(json.dumps(tell_again | moment).encode(), viewer_for(town.agent))])
    assert receipt.refusal is None
    assert kept() == [(no, "repaired")]
    assert who_decided(no) is None


def test_what_the_authors_role_may_not_record_is_not_let_in_under_another_name(town, browse, register):
    person = register("Lucía", "Quispe")
    refuse(town.agent, person, "program_left", {"program": "mental_health", "exit": "discharged"})
    ((no, _),) = kept()
    client = browse(town.coordinator)
    assert "Dejar entrar ahora" not in client.get("/revisar/").text
    client.post(f"/revisar/{no}/", {"choice": "enter"})
    assert all(fact.kind != "program_left" for fact in facts_of(person))
    assert kept() == [(no, None)]


def test_what_is_refused_again_stays_and_says_why(town, browse, register):
    person = register("Lucía", "Quispe")
    refuse(town.agent, person, "diagnosis_made", {"code": "F32.1", "certainty": "definitive"})
    ((no, _),) = kept()
    answer = browse(town.coordinator).post(f"/revisar/{no}/", {"choice": "enter"}, follow=True)
    assert "Tampoco entró ahora. Su función no puede anotar esto." in words(answer.text)
    assert kept() == [(no, None)]


def test_settling_takes_a_reason_and_keeps_it(town, browse, from_the_future):
    ((no, _),) = kept()
    client = browse(town.coordinator)
    assert "Anote qué se hizo" in words(client.post(f"/revisar/{no}/", {"choice": "settle"}, follow=True).text)
    client.post(f"/revisar/{no}/", {"choice": "settle", "why": "se anotó de nuevo en la visita"})
    assert kept() == [(no, "se anotó de nuevo en la visita")]
    assert who_decided(no) == town.coordinator.pk
    assert "Nada por revisar" in words(client.get("/revisar/").text)


def test_another_places_coordination_neither_sees_nor_settles_it(town, browse, from_the_future):
    ((no, _),) = kept()
    client = browse(town.other_coordinator)
    assert "Nada por revisar" in words(client.get("/revisar/").text)
    assert client.post(f"/revisar/{no}/", {"choice": "settle", "why": "ajeno"}).status_code == 404
    assert kept() == [(no, None)]


def test_a_professionals_note_in_a_refused_record_is_not_shown(town, browse, register):
    person = register("Lucía", "Quispe")
    refuse(town.agent, person, "diagnosis_made", {"code": "F32.1", "certainty": "definitive", "note": NOTE})
    assert NOTE not in browse(town.coordinator).get("/revisar/").text
