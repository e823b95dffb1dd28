"""Screening, visiting and calling on the phone, without a network, by tapping."""

from __future__ import annotations

import json
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from tests.phone.conftest import SURNAMES, Agent, Campo

ROSA = SURNAMES[0]


@pytest.fixture
def offline(field: Campo) -> Campo:
    field.page.context.set_offline(True)
    return field


def online(campo: Campo) -> Campo:
    campo.page.context.set_offline(False)
    return campo


def open_person(page: Page, surname: str = ROSA) -> None:
    page.get_by_role("button", name="Personas").click()
    page.get_by_role("button", name=surname).click()
    expect(page.get_by_role("heading", level=1, name=surname)).to_be_visible()


def tap(page: Page, *names: str) -> None:
    for name in names:
        # A button that goes back begins with an arrow.
        page.get_by_role("button", name=re.compile(rf"^(‹ )?{re.escape(name)}$")).click()


def ask(page: Page, instrument: str) -> None:
    open_person(page)
    tap(page, "Tamizar")
    page.get_by_role("button", name=re.compile(f"^{instrument}")).click()
    tap(page, "Empezar")


def at_question(page: Page, n: int) -> None:
    expect(page.get_by_role("heading", name=f"pregunta {n} de")).to_be_visible()


def not_asked(page: Page) -> None:
    """The question on the screen is not asked; what comes next stands there."""
    heading = page.get_by_role("heading", level=1)
    question = heading.text_content() or ""
    tap(page, "No preguntada")
    expect(heading).not_to_have_text(question)


def bodies(agent: Agent, kind: str, surname: str = ROSA) -> list[dict[str, Any]]:
    """What the ledger has of this kind about a person, the oldest first."""
    with agent.server.records(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT body FROM ledger_fact WHERE person = %s AND kind = %s ORDER BY recorded_at",
            [agent.people[surname], kind],
        )
        return [json.loads(body) for (body,) in cursor.fetchall()]


def arrived(campo: Campo) -> None:
    """Online again, and everything that was recorded is on the server."""
    online(campo)
    campo.page.wait_for_function("() => navigator.onLine")
    tap(campo.page, "Hoy")
    campo.expect_all_sent()


def test_a_screening_is_asked_without_a_network_and_arrives_as_one_fact(offline: Campo, agent: Agent) -> None:
    page = offline.page
    ask(page, "PHQ-2")
    tap(page, "Ningún día", "Varios días")
    expect(page.get_by_role("heading", name="Revise antes de guardar")).to_be_visible()
    tap(page, "Guardar")
    expect(page.get_by_role("heading", name="Hoy no muestra señales")).to_be_visible()
    expect(page.get_by_text("Un tamizaje no es un diagnóstico")).to_be_visible()
    expect(page.get_by_text("Síntomas de depresión: 1 de 6")).to_be_visible()
    tap(page, "Ver a la persona")
    arrived(offline)
    (body,) = bodies(agent, "answers_given")
    assert body["answers"] == {"interest": 0, "mood": 1}


def test_a_positive_phq2_goes_on_with_the_phq9_and_asks_nothing_twice(offline: Campo) -> None:
    page = offline.page
    ask(page, "PHQ-2")
    tap(page, "Casi todos los días", "Varios días", "Guardar")
    expect(page.get_by_role("heading", name="Necesita que un profesional la evalúe")).to_be_visible()
    tap(page, "Seguir con el PHQ-9")
    expect(page.get_by_text("2 respuestas ya están dadas")).to_be_visible()
    tap(page, "Empezar")
    at_question(page, 3)


def test_a_positive_gad2_goes_on_with_the_gad7(offline: Campo) -> None:
    page = offline.page
    ask(page, "GAD-2")
    tap(page, "Casi todos los días", "Casi todos los días", "Guardar", "Seguir con el GAD-7")
    expect(page.get_by_role("heading", name="GAD-7")).to_be_visible()


def test_back_never_loses_an_answer(offline: Campo) -> None:
    page = offline.page
    ask(page, "PHQ-9")
    tap(page, "Varios días", "Casi todos los días", "No quiso")
    at_question(page, 4)
    tap(page, "Atrás")
    expect(page.get_by_role("button", name="No quiso", pressed=True)).to_be_visible()
    page.go_back()  # the phone's own
    expect(page.get_by_role("button", name="Casi todos los días", pressed=True)).to_be_visible()
    tap(page, "Siguiente", "Siguiente")
    at_question(page, 4)


def test_a_half_done_screening_goes_on_where_it_was_after_the_phone_died(offline: Campo) -> None:
    page = offline.page
    ask(page, "PHQ-9")
    tap(page, "Varios días", "No sabe")
    at_question(page, 3)
    page.reload()
    offline.unlock()
    open_person(page)
    tap(page, "Tamizar")
    tap(page, "Seguir: pregunta 3 de 10")
    at_question(page, 3)
    tap(page, "Atrás")
    expect(page.get_by_role("button", name="No sabe", pressed=True)).to_be_visible()


def test_an_answer_is_on_the_phone_before_the_next_question_stands_on_its_screen(offline: Campo) -> None:
    page = offline.page
    ask(page, "PHQ-9")
    tap(page, "Varios días")
    at_question(page, 2)
    page.evaluate("""() => new MutationObserver(() => {
        if (document.querySelector("h1")?.textContent.includes("pregunta 3")) location.reload();
    }).observe(document.body, { subtree: true, childList: true, characterData: true })""")
    tap(page, "No sabe")
    offline.unlock()
    open_person(page)
    tap(page, "Tamizar", "Seguir: pregunta 3 de 10", "Atrás")
    expect(page.get_by_role("button", name="No sabe", pressed=True)).to_be_visible()


def test_two_taps_of_one_finger_answer_one_question(offline: Campo) -> None:
    page = offline.page
    ask(page, "PHQ-9")
    page.evaluate("""() => {
        const answer = [...document.querySelectorAll(".answer")].find(one => one.textContent === "Varios días");
        answer.click();
        answer.click();
    }""")
    at_question(page, 2)
    expect(page.get_by_role("button", name="Varios días", pressed=True)).to_have_count(0)


def test_what_was_agreed_is_kept_as_it_is_typed(offline: Campo) -> None:
    page = offline.page
    open_person(page)
    tap(page, "Visitar", "Sí, conversamos", "Dejar para después", "Terminar aquí")
    page.get_by_label("¿Qué acordaron?").fill("Ir juntas a la posta")
    tap(page, "En 15 días")
    tap(page, "Ayuda ahora", "Volver", "No hay nada que anotar")
    page.reload()
    offline.unlock()
    tap(page, "Continuar")
    expect(page.get_by_label("¿Qué acordaron?")).to_have_value("Ir juntas a la posta")
    expect(page.get_by_role("button", name="En 15 días", pressed=True)).to_be_visible()


def test_a_visit_in_which_nothing_was_asked_does_not_say_that_there_is_no_danger(offline: Campo) -> None:
    page = offline.page
    open_person(page)
    tap(page, "Visitar", "Sí, conversamos", "Dejar para después", "Terminar aquí")
    expect(page.get_by_text("Quedó sin respuesta una pregunta sobre hacerse daño")).to_be_visible()
    expect(page.get_by_text("Ninguna señal de peligro")).to_have_count(0)


def test_a_refused_screening_says_who_looks_at_it_and_by_when(offline: Campo, agent: Agent) -> None:
    page = offline.page
    ask(page, "PHQ-2")
    tap(page, "Ningún día", "Varios días", "Guardar", "Ver a la persona")
    agent.hand_over(ROSA)
    online(offline)
    tap(page, "Hoy", "Ver y arreglar")
    told = page.get_by_text("Las respuestas no se cambian aquí")
    expect(told).to_contain_text("la coordinación las tiene y debe responder a más tardar ")
    with agent.server.records(), connection.cursor() as cursor:
        cursor.execute("SELECT due_at FROM ledger_quarantine WHERE author = %s", [agent.user.pk])
        at = cursor.fetchone()[0].astimezone(ZoneInfo("America/Lima"))
    expect(told).to_contain_text(f" {at.day} ")
    expect(told).to_contain_text(f", {at.hour}:{at.minute:02d}.")
    expect(page.get_by_role("button", name="Arreglar y enviar")).to_have_count(0)


def test_the_three_ways_of_not_answering_stay_three(offline: Campo, agent: Agent) -> None:
    page = offline.page
    ask(page, "GAD-7")
    tap(page, "No quiso", "No sabe", "No preguntada", "Ningún día", "Dejar para después", "Terminar aquí", "Guardar")
    expect(page.get_by_role("heading", name="Faltan respuestas para saber")).to_be_visible()
    tap(page, "Ver a la persona")
    arrived(offline)
    (body,) = bodies(agent, "answers_given")
    given = list(body["answers"].values())
    assert sorted(map(str, given)) == sorted(["refused", "dont_know", "not_asked", "0", *["not_asked"] * 3])


def test_a_visit_that_found_nobody_is_three_taps(offline: Campo, agent: Agent) -> None:
    page = offline.page
    open_person(page)
    tap(page, "Visitar", "No estaba", "Guardar")
    expect(page.get_by_role("heading", name=ROSA)).to_be_visible()
    arrived(offline)
    assert bodies(agent, "visit_made") == [{"outcome": "not_home"}]


def test_a_visit_asks_its_questions_and_keeps_what_was_agreed(offline: Campo, agent: Agent) -> None:
    page = offline.page
    open_person(page)
    tap(page, "Visitar", "Sí, conversamos", "No", "Igual", "No", "No", "Duerme bien")
    tap(page, "No come o no bebe", "Dejar para después", "Seguir ahora", "Dejar para después")
    tap(page, "Seguir después")
    open_person(page)
    tap(page, "Visitar")
    at_question(page, 7)
    tap(page, "No")
    while page.get_by_role("button", name="No preguntada").count():
        not_asked(page)
    expect(page.get_by_role("listitem").filter(has_text="No come o no bebe")).to_be_visible()
    page.get_by_label("¿Qué acordaron?").fill("Ir juntas a la posta")
    tap(page, "En 15 días", "Guardar")
    expect(page.get_by_role("heading", name="La visita quedó guardada")).to_be_visible()
    tap(page, "Ver a la persona")
    arrived(offline)
    (body,) = bodies(agent, "visit_made")
    assert (body["outcome"], body["answers"]["appetite"], body["answers"]["medicine"]) == ("seen", 2, "not_asked")
    assert "next_visit_on" in body


def test_a_call_is_one_tap_and_its_outcome_two_more(offline: Campo, agent: Agent) -> None:
    page = offline.page
    open_person(page)
    tap(page, "Llamar", "No contestó", "Guardar")
    expect(page.get_by_role("heading", name=ROSA)).to_be_visible()
    arrived(offline)
    assert bodies(agent, "call_made") == [{"outcome": "no_answer"}]


def test_a_call_may_ask_the_questions_of_a_visit(offline: Campo, agent: Agent) -> None:
    page = offline.page
    open_person(page)
    tap(page, "Llamar", "Contestó, conversamos", "Hacer las preguntas", "Sí", "Mejor")
    tap(page, "Dejar para después", "Terminar aquí", "Guardar")
    expect(page.get_by_role("heading", name=ROSA)).to_be_visible()
    arrived(offline)
    (body,) = bodies(agent, "call_made")
    assert (body["outcome"], body["answers"]["alone"], body["answers"]["suicide"]) == ("reached", 1, "not_asked")


def test_a_number_that_cannot_be_is_told_and_typed_again(offline: Campo) -> None:
    page = offline.page
    open_person(page)
    tap(page, "Visitar", "Sí, conversamos")
    while not page.get_by_role("button", name="Las toma a veces").count():
        not_asked(page)
    tap(page, "Las toma a veces")
    doses = page.get_by_role("textbox")
    doses.fill("71")
    page.get_by_role("button", name="Siguiente").click()
    expect(page.get_by_role("alert")).to_contain_text("entre 0 y 70")
    doses.fill("3")
    page.get_by_role("button", name="Siguiente").click()
    expect(page.get_by_role("heading", name="¿Por qué?")).to_be_visible()


def test_a_question_is_read_aloud_where_the_phone_has_a_voice_in_spanish(offline: Campo) -> None:
    page = offline.page
    ask(page, "PHQ-9")
    expect(page.get_by_role("button", name="Escuchar")).to_be_hidden()
    page.evaluate("""() => {
        globalThis.heard = [];
        const voice = { lang: "es-PE", name: "voz", localService: true };
        Object.defineProperty(speechSynthesis, "getVoices", { value: () => [voice] });
        Object.defineProperty(speechSynthesis, "speak", { value: said => heard.push(said.text) });
        globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
        speechSynthesis.dispatchEvent(new Event("voiceschanged"));
    }""")
    tap(page, "Escuchar")
    (heard,) = page.evaluate("heard")
    assert heard.startswith("Poco interés o placer en hacer cosas. Ningún día. Varios días")


def test_every_step_can_be_used_by_everybody_on_a_small_screen(offline: Campo, axe) -> None:
    page = offline.page
    looked_at = []

    def look(what: str) -> None:
        looked_at.append(what)
        assert axe(page) == [], what
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, f"{what}: wider than the screen"
        small = page.evaluate(
            """() => [...document.querySelectorAll("main button, main a, main summary")]
                .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 48)
                .map(e => e.textContent.trim())"""
        )
        assert small == [], f"{what}: smaller than a finger"

    open_person(page)
    tap(page, "Tamizar")
    look("which questionnaire")
    page.get_by_role("button", name=re.compile("^PHQ-9")).click()
    look("introduction")
    tap(page, "Empezar")
    look("question")
    tap(page, "Dejar para después")
    look("leaving")
    tap(page, "Seguir ahora")
    for _ in range(8):
        tap(page, "Varios días")
    tap(page, "Ningún día", "Muy difícil")
    look("review")
    tap(page, "Guardar")
    look("result")
    tap(page, "Ver a la persona", "Visitar")
    look("visit")
    tap(page, "No estaba")
    look("nobody at home")
    tap(page, "Volver", "Volver", "Llamar")
    look("call")
    tap(page, "Contestó, conversamos")
    look("reached")
    assert len(looked_at) == 10
