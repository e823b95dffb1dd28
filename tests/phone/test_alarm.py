"""An answer that raises the alarm, at a doorstep without a network: nobody at risk is lost, whatever the phone does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from acompana.people.models import Place, Shift, User
from tests.phone.conftest import PIN, SURNAMES, Agent, Campo, hired
from tests.phone.test_at_the_doorstep import arrived, ask, at_question, bodies, not_asked, online, open_person, tap
from tests.rig.server import Server

ROSA = SURNAMES[0]
LIMA = ZoneInfo("America/Lima")
WEEKDAYS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic")
NOW = "Ahora, sin esperar señal"
_numbers = count(1)
_pause = Event()


@pytest.fixture
def on_call(server: Server) -> User:
    """A psychologist on call for all of Lima, with a phone."""
    n = next(_numbers)
    with server.records():
        everywhere = Place.objects.get(pk="15")
        user = User.objects.create_user(
            f"psicologa-campo-{n}", name="Ps. Inventada", role="clinician", places=[everywhere], phone="+51 999 111 222"
        )
        now = timezone.now()
        hours = timedelta(hours=8)
        Shift.objects.create(
            duty="clinician_on_call", user=user, place=everywhere, starts_at=now - hours, ends_at=now + hours
        )
    return user


@pytest.fixture
def agent(on_call: User, server: Server) -> Agent:
    """Hired while somebody is on call, so that the number comes with the first sync."""
    return hired(server)


@pytest.fixture
def offline(field: Campo) -> Campo:
    field.page.context.set_offline(True)
    return field


def raise_alarm(page: Page) -> None:
    """A visit, as far as the question about death: yes."""
    open_person(page)
    tap(page, "Visitar", "Sí, conversamos", "Sí", "Igual", "Sí")


def protocol(page: Page) -> None:
    expect(page.get_by_text(NOW)).to_be_visible()


def due(agent: Agent) -> str:
    """By when what was refused of this agent's has to be answered, as the phone says it."""
    with agent.server.records(), connection.cursor() as cursor:
        cursor.execute("SELECT min(due_at) FROM ledger_quarantine WHERE author = %s", [agent.user.pk])
        at = cursor.fetchone()[0].astimezone(LIMA)
    days = (at.date() - timezone.now().astimezone(LIMA).date()).days
    named = {0: "hoy", 1: "mañana"}.get(days) or f"{WEEKDAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}"
    return f"{named}, {at.hour}:{at.minute:02d}"


def talked(page: Page, whom: str = "Con coordinación") -> None:
    page.get_by_label(whom).check()
    tap(page, "Ya hablé: guardar y seguir")
    expect(page.get_by_text(NOW)).to_be_hidden()


def alerts(agent: Agent, surname: str = ROSA) -> list[str]:
    """The level of each open risk."""
    with agent.server.records(), connection.cursor() as cursor:
        cursor.execute("SELECT level FROM caseload_alert WHERE person = %s", [agent.people[surname]])
        return [level for (level,) in cursor.fetchall()]


def test_the_protocol_shows_at_the_moment_of_the_answer_with_numbers_to_call(offline: Campo) -> None:
    page = offline.page
    raise_alarm(page)
    protocol(page)
    expect(page.get_by_role("heading", name="Escuche y no la deje sola", exact=True)).to_be_focused()
    duty = page.get_by_role("link", name="Llamar a la psicóloga de turno")
    assert duty.first.get_attribute("href") == "tel:+51999111222"
    for number in ("113", "106"):
        assert page.locator(f"a[href='tel:{number}']").is_visible()
    expect(page.get_by_label("Aleje los medios con la familia")).to_be_visible()
    page.get_by_text("Usted no debe").click()
    expect(page.get_by_text("Prometer que guardará el secreto")).to_be_visible()


def test_the_message_names_nobody_and_its_code_leads_to_the_record(offline: Campo, agent: Agent) -> None:
    page = offline.page
    raise_alarm(page)
    page.get_by_text("No contestan: enviar mensaje").click()
    message = page.get_by_role("link", name="Enviar mensaje a Ps. Inventada").first.get_attribute("href") or ""
    code = page.locator(".code").inner_text()
    assert message == f"sms:+51999111222?body=Acompa%C3%B1a%20{code}%3A%20por%20favor%20ll%C3%A1meme"
    tail = offline_fact_tail(agent, offline)
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert code == "".join(alphabet[(tail >> shift) & 31] for shift in (25, 20, 15, 10, 5, 0))


def offline_fact_tail(agent: Agent, campo: Campo) -> int:
    """The last 30 bits of the id of the fact that raised the alarm, once it has arrived."""
    online(campo)
    wait_for(lambda: alerts(agent) != [])
    with agent.server.records(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_fact WHERE person = %s AND kind = 'visit_made'", [agent.people[ROSA]])
        ((id,),) = cursor.fetchall()
    return int(id.int & (2**30 - 1))


def wait_for(is_so: Callable[[], bool], within: float = 20.0) -> None:
    deadline = timezone.now() + timedelta(seconds=within)
    while not is_so():
        assert timezone.now() < deadline, "expected it by now"
        _pause.wait(0.1)


def test_the_alarm_leaves_at_once_and_nobody_is_said_to_know_before_it_has(offline: Campo, agent: Agent) -> None:
    page = offline.page
    raise_alarm(page)
    protocol(page)
    expect(page.get_by_role("status")).to_have_text(
        "Nadie fuera de este teléfono lo sabe todavía: llame o mande el mensaje."
    )
    online(offline)
    wait_for(lambda: alerts(agent) == ["unassessed"])
    protocol(page)
    expect(page.get_by_role("status")).to_have_text("El aviso ya llegó al programa, que busca a quien está de turno.")


def test_nothing_gets_past_an_unfinished_protocol(offline: Campo) -> None:
    page = offline.page
    raise_alarm(page)
    protocol(page)
    for _ in range(3):
        page.go_back()
        protocol(page)
    page.reload()
    offline.type_pin(PIN)
    protocol(page)
    expect(page.get_by_role("button", name="Hoy")).to_be_hidden()
    page.get_by_label("Aleje los medios con la familia").check()
    page.get_by_role("heading", level=1).dblclick()  # hidden once that is kept
    offline.type_pin(PIN)
    page.reload()
    offline.type_pin(PIN)
    expect(page.get_by_label("Aleje los medios con la familia")).to_be_checked()


def test_a_phone_that_dies_right_after_the_tap_has_kept_the_alarm(offline: Campo, agent: Agent) -> None:
    page, context = offline.page, offline.page.context
    open_person(page)
    tap(page, "Visitar", "Sí, conversamos", "Sí", "Igual")
    at_question(page, 3)
    page.evaluate("[...document.querySelectorAll('.answer')].find(e => e.textContent === 'Sí').click()")
    page.close(run_before_unload=False)
    again = Campo(context.new_page(), offline.address).open()
    again.type_pin(PIN)
    protocol(again.page)
    talked(again.page)
    arrived(again)
    assert alerts(agent) == ["unassessed"]
    assert len(bodies(agent, "visit_made")) == 1


TICK = """(text) => new Promise((on) => {
  const label = [...document.querySelectorAll("label")].find((one) => one.textContent.includes(text));
  const seen = [];
  new MutationObserver(() => {
    seen.push(label.ariaBusy);
    if (label.ariaBusy === "false") on(seen);
  }).observe(label, { attributeFilter: ["aria-busy"] });
  label.querySelector("input").click();
})"""
"""Tick it; what the screen says until it says that the tick is kept."""


@pytest.mark.parametrize("text", ["Escuche con calma", "Con coordinación"])
def test_a_tick_is_shown_as_kept_once_it_is_whatever_becomes_of_the_phone_then(offline: Campo, text: str) -> None:
    page, context = offline.page, offline.page.context
    raise_alarm(page)
    protocol(page)
    assert page.evaluate(TICK, text) == ["true", "false"]
    page.close(run_before_unload=False)
    again = Campo(context.new_page(), offline.address).open()
    again.type_pin(PIN)
    expect(again.page.get_by_label(text)).to_be_checked()


def test_two_ticks_one_right_after_the_other_are_both_kept_also_at_the_moment_of_the_alarm(offline: Campo) -> None:
    page = offline.page
    raise_alarm(page)
    page.evaluate("for (const box of [...document.querySelectorAll('.now input')].slice(0, 2)) box.click()")
    expect(page.locator("label[aria-busy=true]")).to_have_count(0)
    page.reload()
    offline.type_pin(PIN)
    protocol(page)
    expect(page.locator(".now input:checked")).to_have_count(2)


def test_leaving_before_anybody_was_reached_asks_why_and_records_it(offline: Campo, agent: Agent) -> None:
    page = offline.page
    raise_alarm(page)
    page.get_by_label("Escuche con calma").check()
    expect(page.get_by_role("button", name="Ya hablé: guardar y seguir")).to_be_hidden()
    tap(page, "Tengo que salir de aquí", "La persona se fue")
    expect(page.get_by_text(NOW)).to_be_hidden()
    tap(page, "Dejar para después", "Seguir después")
    arrived(offline)
    (body,) = bodies(agent, "protocol_followed")
    assert body["left_because"] == "person_left"
    assert body["done"] == ["listen"]
    assert (body["level"], body.get("reached", [])) == ("unassessed", [])


def test_whom_one_reached_is_recorded_and_the_visit_goes_on_as_one(offline: Campo, agent: Agent) -> None:
    page = offline.page
    raise_alarm(page)
    talked(page, "Con la psicóloga de turno")
    expect(page.get_by_role("heading", name="pregunta 4 de")).to_be_visible()
    tap(page, "Sí")
    expect(page.get_by_role("heading", name="Quédese con la persona")).to_be_visible()
    talked(page, "Con SAMU o emergencia")
    tap(page, "Dejar para después", "Terminar aquí", "Guardar", "Ver a la persona")
    arrived(offline)
    assert alerts(agent) == ["high"]
    assert [body["reached"] for body in bodies(agent, "protocol_followed")] == [["duty_clinician"], ["ambulance"]]
    assert len(bodies(agent, "visit_made")) == 1
    with agent.server.records(), connection.cursor() as cursor:
        cursor.execute("SELECT body FROM caseload_card WHERE person = %s", [agent.people[ROSA]])
        (picture,) = cursor.fetchone()
    assert picture["contact_count"] == 1
    assert [task for task in picture["tasks"] if task["rule"] == "confirm_withdrawal"] == []


def test_one_answer_raises_the_alarm_whatever_the_total(offline: Campo, agent: Agent) -> None:
    page = offline.page
    ask(page, "PHQ-9")
    tap(page, *["Ningún día"] * 8, "Varios días")
    protocol(page)
    talked(page)
    tap(page, "No ha sido difícil", "Guardar")
    expect(page.get_by_text("Una respuesta fue señal de riesgo")).to_be_visible()
    expect(page.get_by_text("Síntomas de depresión: 1 de 27")).to_be_visible()
    tap(page, "Ver a la persona")
    arrived(offline)
    assert alerts(agent) == ["unassessed"]


def test_violence_at_home_shows_its_own_lines_and_who_may_not_hear(offline: Campo) -> None:
    page = offline.page
    open_person(page)
    tap(page, "Visitar", "Sí, conversamos", "Sí")
    while not page.get_by_role("heading", name="¿Alguien en su casa le grita").count():
        not_asked(page)
    tap(page, "Sí")
    expect(page.get_by_role("heading", name="Cuide que nadie más escuche")).to_be_visible()
    expect(page.locator("a[href='tel:100']")).to_be_visible()


def test_help_is_one_tap_away_while_asking_and_loses_no_answer(offline: Campo) -> None:
    page = offline.page
    ask(page, "PHQ-9")
    tap(page, "Varios días", "Ayuda ahora")
    expect(page.get_by_role("link", name="Llamar a la psicóloga de turno").first).to_be_visible()
    tap(page, "Volver", "No hay nada que anotar")
    expect(page.get_by_role("heading", name="pregunta 2 de")).to_be_visible()


def test_an_alarm_that_was_refused_is_said_to_be_with_the_coordination(offline: Campo, agent: Agent) -> None:
    page = offline.page
    raise_alarm(page)
    talked(page)
    tap(page, "Dejar para después", "Seguir después")
    agent.hand_over(ROSA)
    online(offline)
    tap(page, "Hoy")
    risk = page.get_by_role("region", name="Riesgo")
    expect(risk).to_contain_text("no fue aceptado")
    expect(risk).to_contain_text(f"la coordinación lo tiene y debe responder a más tardar {due(agent)}. Llame igual")
    expect(page.get_by_text("nadie fuera de este teléfono lo sabe")).to_have_count(0)
    assert "out_of_reach" in agent.quarantined()


def test_the_protocol_can_be_used_by_everybody(offline: Campo, axe) -> None:
    page = offline.page
    raise_alarm(page)
    protocol(page)
    page.get_by_text("No contestan: enviar mensaje").click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    tap(page, "Tengo que salir de aquí")
    assert axe(page) == []
