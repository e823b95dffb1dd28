"""Recording: what comes back of a form, once, whole, or with the reason why not."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from django.db import connection
from django.urls import reverse

from acompana.care.picture import Picture
from acompana.desk.people import views as people_views
from acompana.people.models import RecordRead
from tests.desk.conftest import DOCUMENT, NAME, NOTE, SURNAME, SYMPTOMS, day_of, now, phq9
from tests.desk.reading import form, lines, words


def facts(person: UUID) -> list[tuple[str, dict[str, object]]]:
    """(kind, body) of the person's facts in the order in which they arrived, all tiers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, fact.body || coalesce(jsonb_build_object('identity', i.body), '{}')"
            " || coalesce(jsonb_build_object('note', n.body), '{}') FROM ledger_fact AS fact"
            " LEFT JOIN ledger_identity AS i ON i.fact = fact.id LEFT JOIN ledger_note AS n ON n.fact = fact.id"
            " WHERE fact.person = %s ORDER BY received_no",
            [person],
        )
        found = [
            (kind, msgspec.json.decode(body) if isinstance(body, str) else body) for kind, body in cursor.fetchall()
        ]
    return [(kind, {k: v for k, v in body.items() if v is not None}) for kind, body in found]


def picture(person: UUID) -> Picture:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body::text FROM caseload_card WHERE person = %s", [person])
        return msgspec.json.decode(cursor.fetchone()[0], type=Picture)


def fill(client, address: str, **said: object):
    """Open a form, say these things, send it back; an item of an instrument is `a_mood=1`."""
    sheet = form(client.get(address).text)
    return client.post(address, {**sheet, **{name.replace("a_", "a.", 1): value for name, value in said.items()}})


def answers(default: object = 0, **said: object) -> dict[str, object]:
    return {f"a_{symptom}": default for symptom in SYMPTOMS} | {f"a_{name}": value for name, value in said.items()}


@pytest.fixture
def person(register) -> UUID:
    return register(NAME, SURNAME)


def at(person: UUID, form: str, *more: str) -> str:
    return (
        reverse("desk:record_screening", args=[person, *more]) if more else reverse("desk:record", args=[person, form])
    )


# --- A screening ----------------------------------------------------------------------------------------------------


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


# --- Contacts -------------------------------------------------------------------------------------------------------


def test_a_visit_that_found_nobody_is_recorded_and_asks_nothing(town, browse, person):
    assert fill(browse(town.agent), at(person, "visita"), outcome="not_home").status_code == 302
    assert facts(person)[-1] == ("visit_made", {"outcome": "not_home"})


def test_a_visit_that_asks_also_asks_about_suicide(town, browse, person):
    client = browse(town.agent)
    answered = fill(client, at(person, "visita"), outcome="seen", a_mood=1)
    assert answered.status_code == 200
    assert "Falta una respuesta." in answered.text
    sheet = form(answered.text) | {
        "a.suicide": "0",
        "a.harm_now": "0",
        "agreed": "caminar",
        "next_visit_on": "2027-01-05",
    }
    assert client.post(at(person, "visita"), sheet).status_code == 302
    assert facts(person)[-1] == (
        "visit_made",
        {
            "outcome": "seen",
            "form_version": "1",
            "answers": {"mood": 1, "suicide": 0, "harm_now": 0},
            "next_visit_on": "2027-01-05",
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


# --- Risk -----------------------------------------------------------------------------------------------------------


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


# --- The other forms ------------------------------------------------------------------------------------------------


def test_a_referral_is_followed_step_by_step(town, browse, person):
    client = browse(town.coordinator)
    said = {"facility": "00005987", "service": "csmc", "reason": "positive_screening"}
    assert fill(client, at(person, "referencia"), **said).status_code == 302
    referral = str(picture(person).referrals[0].id)
    steps = [
        ("respuesta", {"answer": "accepted", "appointment_day": "2027-02-01", "appointment_hour": "08:30"}, "accepted"),
        ("asistencia", {"attended": "yes"}, "attended"),
        ("contrarreferencia", {"outcome": "returns_to_program"}, "answered"),
    ]
    for name, told, state in steps:
        address = f"{at(person, name)}?referencia={referral}"
        assert form(client.get(address).text)["referral"] == referral
        assert fill(client, address, **told).status_code == 302
        assert picture(person).referrals[0].state == state
    assert picture(person).referrals[0].appointment_at.isoformat() == "2027-02-01T13:30:00+00:00"


OTHERS = [
    ("clinician", "diagnostico", {"code": "F32.1", "certainty": "presumptive"}, "diagnosis_made"),
    ("agent", "consentimiento", {"scope": "care", "given": "yes", "how": "written"}, "consent_given"),
    ("agent", "red", {"relation": "Hermana", "name": "Marta", "may_know": "errands_only"}, "contact_named"),
    ("clinician", "entrada", {"program": "mental_health"}, "program_entered"),
    ("clinician", "salida", {"program": "mental_health", "exit": "discharged", "note": "bien"}, "program_left"),
]


@pytest.mark.parametrize(("who", "name", "said", "kind"), OTHERS)
def test_each_form_records_its_fact(town, browse, person, who, name, said, kind):
    assert fill(browse(town.everybody[who]), at(person, name), **said).status_code == 302
    assert facts(person)[-1][0] == kind


@pytest.mark.parametrize(("who", "name", "said", "kind"), OTHERS)
def test_an_empty_form_says_what_is_missing_and_records_nothing(town, browse, person, who, name, said, kind):
    if name == "entrada":
        return  # one program only: nothing can be missing
    answered = browse(town.everybody[who]).post(at(person, name), {})
    assert answered.status_code == 422
    assert "Falta corregir algo" in words(answered.text)
    assert len(facts(person)) == 1


def test_a_person_is_assigned_to_somebody_of_the_place_with_the_right_role(town, browse, person):
    client = browse(town.coordinator)
    offered = client.get(at(person, "asignacion")).text
    assert str(town.agent.pk) in offered
    assert str(town.other_agent.pk) not in offered
    wrong = fill(client, at(person, "asignacion"), duty="agent", to=str(town.clinician.pk))
    assert wrong.status_code == 422
    assert fill(client, at(person, "asignacion"), duty="agent", to=str(town.agent.pk)).status_code == 302
    assert picture(person).known.agent == town.agent.pk


def test_details_are_completed_and_only_what_changed_is_recorded(town, browse, person):
    client = browse(town.agent)
    address = reverse("desk:details", args=[person])
    assert form(client.get(address).text)["given_names"] == NAME
    assert fill(client, address, phone="911222333", birth_year="1993").status_code == 302
    assert facts(person)[-1] == ("details_given", {"birth_year": 1993, "identity": {"phone": "911222333"}})
    assert fill(client, address).status_code == 302
    assert len(facts(person)) == 2


# --- Corrections ----------------------------------------------------------------------------------------------------


def history(client, person: UUID) -> str:
    page = client.get(reverse("desk:person", args=[person])).text
    return words(page[page.index('id="history"') :])


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


# --- Registration and search ----------------------------------------------------------------------------------------


def test_somebody_without_a_document_and_without_a_name_is_registered(town, browse):
    client = browse(town.agent)
    answered = fill(client, reverse("desk:register"), home="150106-01")
    assert answered.status_code == 302
    assert "Persona sin nombre registrado" in words(client.get(answered["Location"]).text)


@pytest.mark.parametrize(
    "said",
    [
        {"document_type": "dni", "document_number": DOCUMENT, "given_names": "Otra"},
        {"given_names": NAME.upper(), "father_surname": SURNAME, "birth_year": str(now().year - 34)},
    ],
)
def test_a_likely_duplicate_is_shown_before_anything_is_saved(town, browse, register, said):
    known = register(NAME, SURNAME, document={"type": "dni", "number": DOCUMENT})
    client = browse(town.agent)
    asked = fill(client, reverse("desk:register"), home="150106-01", **said)
    assert asked.status_code == 200
    assert "¿Es alguna de estas personas?" in words(asked.text)
    assert reverse("desk:person", args=[known]) in asked.text
    sure = client.post(reverse("desk:register"), {**form(asked.text), "sure": "1"})
    assert sure.status_code == 302
    assert str(known) not in sure["Location"]


def test_a_likely_duplicate_elsewhere_is_not_given_away(town, browse, register):
    register(NAME, SURNAME, home="150110-01", document={"type": "dni", "number": DOCUMENT})
    said = {"document_type": "dni", "document_number": DOCUMENT}
    assert fill(browse(town.agent), reverse("desk:register"), home="150106-01", **said).status_code == 302


def test_a_registration_sent_twice_registers_once(town, browse):
    client = browse(town.agent)
    sheet = form(client.get(reverse("desk:register")).text) | {"home": "150106-01", "given_names": "Félix"}
    first, second = (client.post(reverse("desk:register"), sheet) for _ in range(2))
    assert first["Location"] == second["Location"]


@pytest.mark.parametrize("typed", ["luc quis", "QUISPE", "  quíspe  lucia ", DOCUMENT, "4512 0098", "45120"])
def test_a_person_is_found_by_the_beginnings_of_words_or_by_the_document(town, browse, register, typed):
    register(NAME, SURNAME, document={"type": "dni", "number": DOCUMENT})
    register("Félix", "Rojas")
    client = browse(town.agent)
    answered = client.post(reverse("desk:people"), {"q": typed})
    assert answered["Location"] == reverse("desk:people")
    shown = words(client.get(reverse("desk:people")).text)
    assert "1 persona en sus lugares Lucía Quispe" in shown
    assert "Félix" not in shown


@pytest.mark.parametrize("typed", ["", "'; --", "%", "\x00", "a" * 500, "x:*&!|("])
def test_whatever_is_typed_into_the_search_is_answered(town, browse, typed):
    client = browse(town.agent)
    assert client.post(reverse("desk:people"), {"q": typed}).status_code == 302
    assert client.get(reverse("desk:people")).status_code == 200


def test_before_anything_is_typed_the_people_in_ones_charge_are_listed(town, browse, register, tell):
    mine, treated, _other = register("Lucía", "Quispe"), register("Félix", "Rojas"), register("Nancy", "Vilca")
    tell(town.coordinator, mine, "assigned", {"to": str(town.agent.pk), "duty": "agent"})
    tell(town.coordinator, treated, "assigned", {"to": str(town.clinician.pk), "duty": "clinician"})
    for user, seen in ((town.agent, "Lucía"), (town.clinician, "Félix")):
        shown = words(browse(user).get(reverse("desk:people")).text)
        assert f"A su cargo 1 {seen}" in shown
        assert "Nancy" not in shown


def test_whoever_has_many_people_sees_how_many_and_reaches_the_last(town, browse, register, tell, monkeypatch):
    monkeypatch.setattr(people_views, "SHOWN", 2)
    names = ["Ana", "Berta", "Celia", "Dora", "Elsa"]
    for name in reversed(names):
        tell(town.coordinator, register(name, "Rojas"), "assigned", {"to": str(town.agent.pk), "duty": "agent"})
    client = browse(town.agent)
    page = client.get("/personas/").text
    assert "A su cargo 5" in words(page)
    assert [line.split()[0] for line in lines(page)] == names[:2]
    assert "acompaña rosa" not in words(page)  # she knows
    assert "Ver 2 personas más" in words(page)
    last = client.get("/personas/?ver=6").text
    assert [line.split()[0] for line in lines(last)] == names
    assert "Ver 0" not in words(last)


def test_nobody_is_found_in_somebody_elses_places(town, browse, register):
    register(NAME, SURNAME, home="150110-01")
    client = browse(town.agent)
    client.post(reverse("desk:people"), {"q": SURNAME})
    assert "Nadie con esas palabras en sus lugares" in words(client.get(reverse("desk:people")).text)


# --- A person's page ------------------------------------------------------------------------------------------------


def test_the_page_tells_the_whole_course(town, browse, life):
    shown = words(browse(town.clinician).get(reverse("desk:person", args=[life.person])).text)
    for needed in (
        "Lucía Quispe",
        "34 años",
        "Salud mental: en atención",
        f"PHQ-9: 16, moderadamente severo, {day_of(timedelta(minutes=30))}."
        " Subió 7 puntos desde la vez anterior: más de lo que explica el azar",
        "Pensamientos de que estaría mejor muerto(a) o de lastimarse de alguna manera: «Varios días»",
        "Visita no efectiva . No estaba.",
        "Sesión 1 de 5",
        "Diagnóstico F32.1, definitivo",
        "Hermana · Marta",
        "puede saber",
        "Después de las 4",
        "Enviada",
        "sin respuesta",
        "en espera de firma clínica",
        "la atención por escrito",
    ):
        assert needed in shown, needed


def test_a_long_history_is_shown_a_window_at_a_time(town, browse, person, tell):
    for n in range(40):
        tell(town.agent, person, "visit_made", {"outcome": "seen"}, timedelta(days=40 - n))
    client = browse(town.agent)
    address = reverse("desk:person", args=[person])
    page = client.get(address).text
    assert "Ver más (11 anteriores)" in words(page)
    more = re.search(r'href="(\?ver=\d+)#history"', page)[1]
    assert "Registro de la persona" not in words(page)
    assert "Registro de la persona" in words(client.get(address + more).text)


@pytest.mark.parametrize("window", ["abc", "-1", "99999999", "", "１２"])
def test_whatever_the_address_asks_for_is_answered(town, browse, life, window):
    assert browse(town.agent).get(reverse("desk:person", args=[life.person]), {"ver": window}).status_code == 200


def test_a_corrected_note_is_the_one_that_is_read(town, browse, person, tell):
    session = tell(town.clinician, person, "session_held", {"intervention": "pm_plus", "number": 1, "note": NOTE})
    client = browse(town.clinician)
    address = reverse("desk:correct", args=[person, session])
    fill(client, address, note="la nota corregida")
    assert "la nota corregida" in history(client, person)
    assert NOTE not in history(client, person)
    assert form(client.get(address).text)["note"] == "la nota corregida"
