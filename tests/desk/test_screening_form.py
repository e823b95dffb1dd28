"""A screening: question by question, with the alarm beside the answer that raises it."""

from __future__ import annotations

from django.urls import reverse

from acompana.people.models import RecordRead
from tests.desk.conftest import SYMPTOMS
from tests.desk.filling import answers, at, facts, fill, picture
from tests.desk.reading import form, words


def test_a_screening_is_recorded_with_its_score(town, browse, person):
    client = browse(town.agent)
    answered = fill(client, at(person, "tamizaje", "phq9"), **answers(0))
    assert answered.status_code == 302
    assert answered["Location"] == reverse("desk:person", args=[person])
    assert "PHQ-9 guardado: 0, mínimo." in words(client.get(answered["Location"]).text)
    kind, body = facts(person)[-1]
    assert kind == "answers_given"
    assert body["answers"] == dict.fromkeys(SYMPTOMS, 0)


def test_a_flagged_answer_shows_what_to_do_on_the_next_screen_whatever_the_total(town, browse, person):
    client = browse(town.agent)
    answered = fill(client, at(person, "tamizaje", "phq9"), **answers(0, self_harm=1, difficulty=0), seen="difficulty")
    assert answered["Location"] == reverse("desk:protocol", args=[person])
    shown = words(client.get(answered["Location"]).text)
    for needed in ("Escuche con calma y no deje sola a la persona", "Línea 113, opción 5", "SAMU", "Usted no debe"):
        assert needed in shown
    alert = picture(person).alert
    assert alert is not None
    assert alert.level == "unassessed"


def test_a_flagged_answer_shows_what_to_do_even_while_questions_are_missing(town, browse, person):
    client = browse(town.agent)
    answered = fill(client, at(person, "tamizaje", "phq9"), a_self_harm=2)
    assert answered.status_code == 200
    shown = words(answered.text)
    assert "No espere: esto se atiende ahora" in shown
    assert "Línea 113, opción 5" in shown
    assert "Todavía no se ha guardado" in shown
    assert [kind for kind, _ in facts(person)] == ["person_registered"]
    sheet = form(answered.text)
    assert sheet["a.self_harm"] == "2"
    saved = client.post(at(person, "tamizaje", "phq9"), {**sheet, "rest": "not_asked"})
    assert saved["Location"] == reverse("desk:protocol", args=[person])
    assert facts(person)[-1][1]["answers"]["self_harm"] == 2  # type: ignore[index]
    assert facts(person)[-1][1]["answers"]["mood"] == "not_asked"  # type: ignore[index]


def test_what_an_answer_brings_up_is_asked_before_anything_is_saved(town, browse, person):
    client = browse(town.agent)
    first = client.get(at(person, "tamizaje", "phq9")).text
    assert "a.difficulty" not in first
    answered = fill(client, at(person, "tamizaje", "phq9"), **answers(0, mood=2))
    assert answered.status_code == 200
    assert 'name="a.difficulty"' in answered.text
    assert [kind for kind, _ in facts(person)] == ["person_registered"]
    saved = client.post(at(person, "tamizaje", "phq9"), {**form(answered.text), "a.difficulty": "1"})
    assert saved.status_code == 302
    assert facts(person)[-1][1]["answers"]["difficulty"] == 1  # type: ignore[index]


def test_looking_whether_there_is_more_saves_nothing_and_keeps_what_was_said(town, browse, person):
    client = browse(town.agent)
    looked = fill(client, at(person, "tamizaje", "phq9"), a_mood=1, look="1", part="1")
    assert looked.status_code == 200
    assert looked.text.lstrip().startswith('<div id="questions"')
    assert 'name="a.difficulty"' in looked.text
    assert 'id="a.mood.1" value="1" checked' in looked.text
    assert RecordRead.objects.count() == 1  # the page was opened once
    assert [kind for kind, _ in facts(person)] == ["person_registered"]


def test_an_alarm_stands_beside_the_answer_that_raised_it_and_on_top_of_a_page_of_its_own(town, browse, person):
    """Whoever is at the ninth question has the top of the page out of sight."""
    client = browse(town.agent)
    address, said = at(person, "tamizaje", "phq9"), {"a_mood": 1, "a_self_harm": 2}
    part = fill(client, address, **said, look="1", part="1").text
    asked, alarm = part.index('id="a.self_harm.2"'), part.index("No espere: esto se atiende ahora")
    assert asked < alarm < part.index('name="a.difficulty"')
    assert part.count("No espere") == 1
    whole = fill(client, address, **said).text
    assert whole.index("No espere: esto se atiende ahora") < whole.index('name="a.interest"')
    assert whole.count("No espere") == 1


def test_what_follows_a_referral_is_offered_once_there_is_one(town, browse, person, tell):
    client = browse(town.agent)
    steps = ("Respuesta a la referencia", "Asistencia a la cita", "Contrarreferencia")
    page = words(client.get(f"/personas/{person}/").text)
    assert not [step for step in steps if step in page]
    empty = client.get(at(person, "asistencia"))
    assert "Anote primero la referencia; después, esto." in words(empty.text)
    assert fill(client, at(person, "asistencia"), attended="yes").status_code == 422
    referral = {"facility": "00005987", "service": "csmc", "reason": "positive_screening"}
    tell(town.agent, person, "referral_made", referral)
    page = words(client.get(f"/personas/{person}/").text)
    assert [step for step in steps if step in page] == list(steps)


def test_not_answering_is_always_possible_and_is_never_a_zero(town, browse, person):
    client = browse(town.agent)
    fill(client, at(person, "tamizaje", "phq9"), **answers("refused", self_harm="dont_know"))
    kind, body = facts(person)[-1]
    assert kind == "answers_given"
    assert body["answers"]["self_harm"] == "dont_know"  # type: ignore[index]
    assert "ask_suicide_item" in [task.rule for task in picture(person).tasks]


def test_the_same_form_sent_twice_is_recorded_once(town, browse, person):
    client = browse(town.agent)
    address = at(person, "tamizaje", "phq9")
    sheet = form(client.get(address).text) | {f"a.{symptom}": "0" for symptom in SYMPTOMS}
    for _ in range(3):
        assert client.post(address, sheet).status_code == 302
    assert [kind for kind, _ in facts(person)] == ["person_registered", "answers_given"]


def test_the_same_form_with_other_answers_is_refused_in_plain_words_and_keeps_what_was_typed(town, browse, person):
    client = browse(town.agent)
    address = at(person, "visita")
    sheet = form(client.get(address).text) | {"outcome": "not_home"}
    assert client.post(address, sheet).status_code == 302
    again = client.post(address, {**sheet, "outcome": "moved", "agreed": "vive ahora con su hija"})
    assert again.status_code == 422
    assert "No se guardó Este formulario ya se guardó antes, con otro contenido." in words(again.text)
    assert "id_reused" in again.text
    assert form(again.text)["outcome"] == "moved"
    assert form(again.text)["agreed"] == "vive ahora con su hija"


def test_an_instrument_that_a_role_may_not_ask_is_not_there(town, browse, person):
    assert browse(town.agent).get(at(person, "tamizaje", "suicide_risk")).status_code == 404
    assert browse(town.agent).get(at(person, "tamizaje", "nothing")).status_code == 404
