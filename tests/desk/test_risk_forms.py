"""A risk is assessed, taken and planned for by a professional."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from tests.desk.conftest import NOTE, now, phq9
from tests.desk.filling import at, facts, fill, picture
from tests.desk.reading import form, words


@pytest.fixture
def at_risk(town, person, tell) -> UUID:
    tell(town.agent, person, "answers_given", phq9(4, 1), timedelta(minutes=20))
    return person


def test_the_answers_give_a_level_and_the_professional_decides(town, browse, at_risk):
    client = browse(town.clinician)
    said = {"a_wish": 1, "a_thoughts": 1, "a_behavior": 0, "a_attempt_now": 0}
    looked = fill(client, at(at_risk, "riesgo"), **said, look="1")
    assert "Según las respuestas: Riesgo por evaluar" in words(looked.text)
    more = {
        "a.method": "1",
        "a.intent": "0",
        "a.plan": "0",
        "a.now": "0",
        "a.means": "0",
        "a.company": "1",
        "a.holds_on_to": "1",
    }
    sheet = form(looked.text) | more | {"look": "1"}
    assert "Según las respuestas: Riesgo moderado" in words(client.post(at(at_risk, "riesgo"), sheet).text)
    del sheet["look"]
    judged = {**sheet, "level": "low", "reason": "structured_assessment"}
    doubted = client.post(at(at_risk, "riesgo"), judged)
    assert doubted.status_code == 422
    assert "Su nivel es menor que el de las respuestas" in words(doubted.text)
    assert client.post(at(at_risk, "riesgo"), {**judged, "note": NOTE, "contacts": "bic"}).status_code == 302
    alert = picture(at_risk).alert
    assert alert is not None
    assert (alert.level, alert.flags) == ("low", ())
    assert facts(at_risk)[-1][1]["contacts"] == "bic"


@pytest.mark.parametrize(
    ("level", "reason", "is_taken"),
    [
        ("none", "clinical_judgment", False),
        ("none", "assessed_without_risk", True),
        ("high", "recovered", False),
        ("high", "clinical_judgment", True),
    ],
)
def test_closing_takes_a_reason_to_close_and_staying_open_one_to_stay(town, browse, at_risk, level, reason, is_taken):
    agreed = {"next_contact_on": (now() + timedelta(days=14)).date().isoformat()}
    answered = fill(browse(town.clinician), at(at_risk, "riesgo"), level=level, reason=reason, **agreed)
    assert answered.status_code == (302 if is_taken else 422)
    assert (picture(at_risk).alert is None) is (is_taken and level == "none")


def test_closing_takes_the_day_of_the_next_contact(town, browse, at_risk):
    client, sheet = browse(town.clinician), at(at_risk, "riesgo")
    unagreed = fill(client, sheet, level="none", reason="recovered")
    assert unagreed.status_code == 422
    assert "Anote cuándo se vuelve a hablar con la persona" in words(unagreed.text)
    assert fill(client, sheet, level="none", reason="died").status_code == 302


def test_taking_a_case_stops_the_ladder_and_moves_no_deadline(town, browse, at_risk):
    before = picture(at_risk).alert
    client = browse(town.clinician)
    answered = client.post(reverse("desk:take", args=[at_risk]), {"alert": str(before.id)})
    assert answered.status_code == 302
    after = picture(at_risk).alert
    assert after.acknowledged.by == town.clinician.pk
    assert after.due_at == before.due_at
    client.post(reverse("desk:take", args=[at_risk]), {"alert": str(before.id)})
    assert [kind for kind, _ in facts(at_risk)].count("alert_acknowledged") == 1
    stale = client.post(reverse("desk:take", args=[at_risk]), {"alert": "of before"}, follow=True)
    assert "ya no está abierto" in words(stale.text)


def test_a_safety_plan_is_written_line_by_line_and_printed(town, browse, at_risk):
    client = browse(town.clinician)
    steps = {"warning_signs": "No dormir\n\n  Encerrarse ", "people_to_ask": "Su hermana", "means_made_safe": "partly"}
    assert fill(client, at(at_risk, "plan"), **steps).status_code == 302
    _, body = facts(at_risk)[-1]
    assert body["identity"] == {"warning_signs": ["No dormir", "Encerrarse"], "people_to_ask": ["Su hermana"]}
    printed = words(client.get(reverse("desk:plan", args=[at_risk])).text)
    assert "Mi plan para cuidarme" in printed
    assert "Encerrarse" in printed
    assert "113" in printed
