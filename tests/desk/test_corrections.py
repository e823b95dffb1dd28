"""What was recorded is corrected or withdrawn, and stays in the history."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from tests.desk.conftest import NOTE, phq9
from tests.desk.filling import facts, fill, history, picture
from tests.desk.reading import form, words


def test_a_correction_begins_with_what_was_said_and_replaces_it(town, browse, person, tell):
    session = tell(
        town.clinician, person, "session_held", {"intervention": "pm_plus", "number": 1, "of": 5, "note": NOTE}
    )
    client = browse(town.clinician)
    address = reverse("desk:correct", args=[person, session])
    sheet = form(client.get(address).text)
    assert (sheet["number"], sheet["note"], sheet["intervention"]) == ("1", NOTE, "pm_plus")
    assert client.post(address, {**sheet, "number": "2"}).status_code == 302
    kind, body = facts(person)[-1]
    assert kind == "fact_corrected"
    assert (body["target"], body["of"], body["note"]) == (str(session), "session_held", NOTE)
    assert body["instead"]["number"] == 2  # type: ignore[index]
    assert "Sesión 2 de 5" in history(client, person)
    assert "corregido" in history(client, person)
    again = form(client.get(address).text)
    assert again["number"] == "2"


def test_a_correction_of_answers_keeps_the_others(town, browse, person, tell):
    screening = tell(town.agent, person, "answers_given", phq9(9))
    client = browse(town.agent)
    address = reverse("desk:correct", args=[person, screening])
    sheet = form(client.get(address).text)
    assert sheet["a.interest"] == "3"
    assert client.post(address, {**sheet, "a.interest": "0"}).status_code == 302
    assert picture(person).scores[0].total == 6


def test_a_withdrawn_record_stays_in_the_history_and_counts_no_more(town, browse, person, tell):
    screening = tell(town.agent, person, "answers_given", phq9(9))
    client = browse(town.agent)
    assert fill(client, reverse("desk:withdraw", args=[person, screening]), reason="mistake").status_code == 302
    assert picture(person).scores == ()
    assert "retirado: no cuenta" in history(client, person)
    assert client.get(reverse("desk:withdraw", args=[person, screening])).status_code == 404


def test_withdrawing_a_risk_waits_for_a_professional_and_says_so(town, browse, person, tell):
    screening = tell(town.agent, person, "answers_given", phq9(4, 1), timedelta(minutes=20))
    client = browse(town.agent)
    address = reverse("desk:withdraw", args=[person, screening])
    assert "queda en espera hasta que una profesional lo confirme" in words(client.get(address).text)
    assert fill(client, address, reason="mistake").status_code == 302
    assert picture(person).alert is not None
    assert "falta que una profesional lo confirme" in history(client, person)
