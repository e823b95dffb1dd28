"""Visits, calls and sessions: what was found, and what stays private."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.desk.conftest import NOTE
from tests.desk.filling import at, facts, fill, picture
from tests.desk.reading import form, words


def test_a_visit_that_found_nobody_is_recorded_and_asks_nothing(town, browse, person):
    assert fill(browse(town.agent), at(person, "visita"), outcome="not_home").status_code == 302
    assert facts(person)[-1] == ("visit_made", {"outcome": "not_home"})


def test_a_visit_that_asks_also_asks_about_suicide(town, browse, person):
    client, in_two_weeks = browse(town.agent), (timezone.localdate() + timedelta(days=14)).isoformat()
    answered = fill(client, at(person, "visita"), outcome="seen", a_mood=1)
    assert answered.status_code == 200
    assert "Falta una respuesta." in answered.text
    sheet = form(answered.text) | {
        "a.suicide": "0",
        "a.harm_now": "0",
        "agreed": "caminar",
        "next_visit_on": in_two_weeks,
    }
    assert client.post(at(person, "visita"), sheet).status_code == 302
    assert facts(person)[-1] == (
        "visit_made",
        {
            "outcome": "seen",
            "form_version": "1",
            "answers": {"mood": 1, "suicide": 0, "harm_now": 0},
            "next_visit_on": in_two_weeks,
            "identity": {"agreed": "caminar"},
        },
    )


def test_the_questions_of_a_visit_come_once_somebody_was_seen_and_need_no_answer(town, browse, person):
    client = browse(town.agent)
    assert "a.mood" not in client.get(at(person, "visita")).text
    shown = fill(client, at(person, "visita"), outcome="seen")
    assert "Estas son las preguntas" in words(shown.text)
    assert 'name="a.mood"' in shown.text
    assert client.post(at(person, "visita"), form(shown.text)).status_code == 302
    assert facts(person)[-1] == ("visit_made", {"outcome": "seen"})


def test_a_danger_sign_at_a_visit_opens_the_alert_and_shows_what_to_do(town, browse, person):
    client = browse(town.agent)
    shown = fill(client, at(person, "visita"), outcome="seen")
    answered = client.post(at(person, "visita"), {**form(shown.text), "a.suicide": "1", "a.harm_now": "0"})
    assert answered["Location"] == reverse("desk:protocol", args=[person])
    assert picture(person).alert is not None


def test_a_session_keeps_its_note_apart(town, browse, person):
    address = at(person, "sesion")
    assert fill(browse(town.clinician), address, intervention="pm_plus", number=1, of=5, note=NOTE).status_code == 302
    kind, body = facts(person)[-1]
    assert (kind, body["intervention"], body["number"], body["note"]) == ("session_held", "pm_plus", 1, NOTE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_fact WHERE body::text LIKE %s", [f"%{NOTE}%"])
        assert cursor.fetchone() == (0,)


def test_a_contact_tells_when_it_was_and_not_when_it_was_typed(town, browse, person):
    client = browse(town.agent)
    assert fill(client, at(person, "llamada"), outcome="no_answer", day="2026-01-15", hour="16:30").status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT happened_at FROM ledger_fact WHERE kind = 'call_made'")
        assert cursor.fetchone()[0].isoformat() == "2026-01-15T21:30:00+00:00"
    future = fill(client, at(person, "llamada"), outcome="no_answer", day="2090-01-15")
    assert future.status_code == 422
    assert "Esa fecha está en el futuro" in words(future.text)
