"""Dangers other than suicide, and what was heard of in the street: what to do, whom to call, and nothing of it lost."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from acompana.people.models import Place, Shift, User
from tests.phone.conftest import PIN, SURNAMES, Agent, Campo, hired
from tests.phone.test_alarm import NOW, alerts, protocol, talked
from tests.phone.test_at_the_doorstep import arrived, bodies, not_asked, open_person, tap
from tests.rig.browser import Axe
from tests.rig.server import Server

ROSA = SURNAMES[0]
HOURS = timedelta(hours=1)
_numbers = count(1)


def worker(role: str, phone: str, *shifts: tuple[int, int]) -> User:
    """Somebody with a phone, and the hours from now at which a shift of theirs begins and ends."""
    everywhere = Place.objects.get(pk="15")
    name = f"{role}-turno-{next(_numbers)}"
    user = User.objects.create_user(name, name=name, role=role, places=[everywhere], phone=phone)
    duty = {"clinician": "clinician_on_call"}.get(role, role)
    for begins, ends in shifts:
        Shift.objects.create(
            duty=duty,
            user=user,
            place=everywhere,
            starts_at=timezone.now() + begins * HOURS,
            ends_at=timezone.now() + ends * HOURS,
        )
    return user


@dataclass
class Rota:
    """The numbers of a psychologist on call now, of one who is after her, and of a coordinator all the time."""

    now: str
    later: str
    coordinator: str


@pytest.fixture
def rota(server: Server) -> Rota:
    now, later, coordinator = (f"+519{next(_numbers):08d}" for _ in range(3))
    with server.records():
        worker("clinician", now, (-1, 5))
        worker("clinician", later, (5, 11))
        worker("coordinator", coordinator, (-1, 11))
    return Rota(*(f"tel:{number}" for number in (now, later, coordinator)))


@pytest.fixture
def agent(rota: Rota, server: Server) -> Agent:
    """Hired while somebody is on call, so that the numbers come with the first sync."""
    return hired(server)


@pytest.fixture
def offline(field: Campo) -> Campo:
    field.page.context.set_offline(True)
    return field


def called(page: Page, rota: Rota) -> list[str]:
    """Those of the rota whom one tap calls, in the order in which they stand. Other tests have shifts of their own."""
    links = page.get_by_role("region", name="Llamar").get_by_role("link")
    expect(links.first).to_be_visible()
    numbers = [link.get_attribute("href") or "" for link in links.all()]
    return [number for number in numbers if number in (rota.now, rota.later, rota.coordinator)]


def visit_until(page: Page, question: str) -> None:
    open_person(page)
    tap(page, "Visitar", "Sí, conversamos", "Sí")
    while not page.get_by_role("heading", name=question).count():
        not_asked(page)


# --- Steps of their own -----------------------------------------------------------------------------------------------


def test_violence_has_steps_of_its_own_and_says_what_not_to_do(offline: Campo, agent: Agent) -> None:
    page = offline.page
    visit_until(page, "¿Alguien en su casa le grita")
    tap(page, "Sí")
    expect(page.get_by_role("heading", level=1, name="Cuide que nadie más escuche")).to_be_visible()
    expect(page.get_by_text("No enfrente a quien agrede")).to_be_visible()
    expect(page.get_by_text("Vive violencia")).to_have_count(0)  # somebody may be looking along
    lines = [link.get_attribute("href") for link in page.locator("a.line").all()]
    assert lines[:2] == ["tel:100", "tel:105"]
    page.get_by_label("Hable solo a solas").check()
    talked(page)
    tap(page, "Dejar para después", "Terminar aquí", "Guardar", "Ver a la persona")
    arrived(offline)
    (followed,) = bodies(agent, "protocol_followed")
    assert (followed["signs"], followed["done"]) == (["violence"], ["alone"])


def test_children_in_danger_are_told_to_the_coordination_first(offline: Campo, rota: Rota) -> None:
    page = offline.page
    visit_until(page, "No se pregunta a los niños")
    tap(page, "Sí")
    expect(page.get_by_role("heading", level=1, name="Avise ahora a coordinación")).to_be_visible()
    expect(page.get_by_text("No interrogue a las niñas o niños")).to_be_visible()
    assert called(page, rota) == [rota.coordinator, rota.now]


def test_voices_that_command_harm_ask_for_company_means_and_a_professional(offline: Campo, rota: Rota) -> None:
    page = offline.page
    visit_until(page, "¿Oye voces")
    tap(page, "Sí", "Sí")
    expect(page.get_by_role("heading", level=1, name="Quédese cerca, con calma")).to_be_visible()
    for step in ("Quédese con la persona", "Aleje los medios con la familia", "Llame ahora a la psicóloga de turno"):
        expect(page.get_by_label(step)).to_be_visible()
    expect(page.get_by_text("No discuta si las voces existen")).to_be_visible()
    assert called(page, rota) == [rota.now, rota.coordinator]


def test_what_can_wait_until_tomorrow_has_its_steps_where_the_visit_ends_and_where_it_is_owed(field: Campo) -> None:
    page = field.page
    page.context.set_offline(True)
    visit_until(page, "¿Ha tenido convulsiones")
    tap(page, "Sí")
    tap(page, "Dejar para después", "Terminar aquí")
    page.get_by_text("Qué hacer: Convulsiones o desmayos").click()
    expect(page.get_by_text("No le ponga nada en la boca")).to_be_visible()
    tap(page, "Guardar", "Ver a la persona")
    arrived(field)
    page.context.set_offline(True)
    open_person(page)
    page.get_by_text("Qué hacer: Convulsiones o desmayos").click()
    expect(page.get_by_text("Póngala de lado")).to_be_visible()


def test_the_steps_of_a_danger_can_be_used_by_everybody(offline: Campo, axe: Axe) -> None:
    page = offline.page
    visit_until(page, "¿Alguien en su casa le grita")
    tap(page, "Sí")
    protocol(page)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


# --- What was heard of ------------------------------------------------------------------------------------------------


SAYS = "Habla de morir, de quitarse la vida o de hacerse daño"


def test_what_an_agent_heard_in_the_street_opens_the_risk_of_that_person(
    offline: Campo, agent: Agent, rota: Rota
) -> None:
    page = offline.page
    tap(page, "Ayuda ahora")
    assert called(page, rota)[0] == rota.now, "help stands first, and waits for nothing"
    tap(page, "Anotar lo que supe")
    page.get_by_label("Buscar por nombre o documento").fill(ROSA)
    page.get_by_role("button", name=ROSA).click()
    tap(page, SAYS)
    protocol(page)
    expect(page.get_by_role("heading", name="Escuche y no la deje sola", exact=True)).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Nadie fuera de este teléfono lo sabe todavía")
    tap(page, "Tengo que salir de aquí", "La persona se fue")
    expect(page.get_by_role("heading", level=1, name=ROSA)).to_be_visible()
    expect(page.get_by_role("region", name="Riesgo")).to_contain_text("nadie fuera de este teléfono lo sabe")
    tap(page, "Hoy")
    expect(page.get_by_role("region", name="Riesgo")).to_contain_text(ROSA)
    arrived(offline)
    expect(page.get_by_text("nadie fuera de este teléfono lo sabe")).to_have_count(0)
    (body,) = bodies(agent, "answers_given")
    assert (body["instrument"], body["answers"]) == ("danger_notice", {"suicide": 1})
    assert alerts(agent) == ["unassessed"]
    (followed,) = bodies(agent, "protocol_followed")
    assert (followed["left_because"], followed["signs"]) == ("person_left", ["suicide"])


def test_somebody_whom_nobody_registered_is_not_lost(offline: Campo, agent: Agent) -> None:
    page = offline.page
    tap(page, "Ayuda ahora", "Anotar lo que supe", "No está en mi lista")
    page.get_by_label("Lugar").select_option(agent.sector)
    page.get_by_label("Nombres").fill("Desconocida")
    tap(page, "Siguiente", "Se está haciendo daño, o va a hacérselo ahora")
    expect(page.get_by_role("heading", level=1, name="Quédese con la persona")).to_be_visible()
    talked(page, "Con SAMU o emergencia")
    expect(page.get_by_role("heading", level=1, name="Desconocida")).to_be_visible()
    arrived(offline)
    with agent.server.records(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT fact.kind, alert.level FROM ledger_fact AS fact"
            " JOIN caseload_alert AS alert ON alert.person = fact.person WHERE fact.author = %s"
            " ORDER BY fact.recorded_at",
            [agent.user.pk],
        )
        found = cursor.fetchall()
    assert [kind for kind, _level in found] == ["person_registered", "answers_given", "protocol_followed"]
    assert {level for _kind, level in found} == {"high"}


def test_a_phone_that_dies_right_after_the_tap_has_kept_who_and_what(offline: Campo, agent: Agent) -> None:
    page, context = offline.page, offline.page.context
    tap(page, "Ayuda ahora", "Anotar lo que supe", "No está en mi lista")
    page.get_by_label("Lugar").select_option(agent.sector)
    tap(page, "Siguiente")
    expect(page.get_by_role("button", name=SAYS)).to_be_visible()
    page.evaluate("said => [...document.querySelectorAll('.answer')].find(e => e.textContent === said).click()", SAYS)
    page.close(run_before_unload=False)
    again = Campo(context.new_page(), offline.address).open()
    again.type_pin(PIN)
    protocol(again.page)
    talked(again.page)
    arrived(again)
    assert agent.facts("person_registered") == len(SURNAMES) + 1
    assert agent.facts("answers_given") == agent.facts("protocol_followed") == 1


def test_a_danger_heard_of_shows_its_own_steps_and_is_owed_by_its_clock(offline: Campo, agent: Agent) -> None:
    page = offline.page
    open_person(page)
    tap(page, "Ayuda ahora")
    expect(page.get_by_text(f"Con Inventada {ROSA}")).to_be_visible()
    tap(page, "Anotar lo que supe", "Hay niñas, niños o adolescentes en peligro")
    expect(page.get_by_role("heading", level=1, name="Avise ahora a coordinación")).to_be_visible()
    talked(page)
    arrived(offline)
    with agent.server.records(), connection.cursor() as cursor:
        cursor.execute("SELECT body FROM caseload_card WHERE person = %s", [agent.people[ROSA]])
        ((body,),) = cursor.fetchall()
    card = json.loads(body) if isinstance(body, str) else body
    owed = {task["rule"]: task["why"].get("signs") for task in card["tasks"]}
    assert owed["protect_children"] == ["children_in_danger"]


def test_whoever_leaves_help_without_a_record_is_asked_once_and_leaves_with_one_more_tap(offline: Campo) -> None:
    page = offline.page
    tap(page, "Ayuda ahora", "Volver")
    expect(page.get_by_role("alert")).to_contain_text("¿Hay algo que anotar antes de salir?")
    expect(page.get_by_role("region", name="Llamar")).to_be_visible()
    tap(page, "No hay nada que anotar")
    offline.expect_today()
    tap(page, "Ayuda ahora")
    page.go_back()  # the phone's own
    expect(page.get_by_role("alert")).to_be_visible()
    page.go_back()
    offline.expect_today()
    tap(page, "Ayuda ahora", "Personas")
    expect(page.get_by_role("alert")).to_be_visible()
    tap(page, "Personas")
    expect(page.get_by_role("heading", level=1, name="Personas")).to_be_visible()


def test_a_way_back_taken_before_the_screen_is_painted_is_asked_too(offline: Campo) -> None:
    page = offline.page
    page.evaluate(
        """help => {
            [...document.querySelectorAll('nav button')].find(one => one.textContent.trim() === help).click();
            history.back();
        }""",
        "Ayuda ahora",
    )
    expect(page.get_by_role("alert")).to_contain_text("¿Hay algo que anotar antes de salir?")


def test_whoever_is_asked_can_record_it_and_is_not_asked_again(offline: Campo) -> None:
    page = offline.page
    open_person(page)
    tap(page, "Ayuda ahora", "Volver", "Anotar lo que supe", SAYS)
    talked(page)
    expect(page.get_by_role("heading", level=1, name=ROSA)).to_be_visible()
    tap(page, "Ayuda ahora", "Hoy")
    offline.expect_today()


# --- Whom to call -----------------------------------------------------------------------------------------------------


def test_the_number_is_of_whoever_is_on_duty_at_this_hour_by_the_phones_own_clock(offline: Campo, rota: Rota) -> None:
    page = offline.page
    tap(page, "Ayuda ahora")
    assert called(page, rota) == [rota.now, rota.coordinator]
    page.clock.set_fixed_time(timezone.now() + 6 * HOURS)
    page.reload()
    offline.unlock()
    tap(page, "Ayuda ahora")
    assert called(page, rota) == [rota.later, rota.coordinator]
    expect(page.get_by_text(NOW)).to_have_count(0)


# --- Answers, corrected -----------------------------------------------------------------------------------------------


def answer_phq9(page: Page, last: str) -> None:
    open_person(page)
    tap(page, "Tamizar")
    page.get_by_role("button", name=re.compile("^PHQ-9")).click()
    tap(page, "Empezar", *["Ningún día"] * 8, last)


def test_answers_of_today_are_corrected_and_the_first_ones_stay_in_the_history(offline: Campo, agent: Agent) -> None:
    page = offline.page
    answer_phq9(page, "Ningún día")
    tap(page, "Guardar", "Ver a la persona")
    page.locator("li", has_text="PHQ-9").get_by_role("button", name="Corregir").click()
    expect(page.get_by_role("heading", name="Revise antes de guardar")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Poco interés")).click()
    tap(page, "Casi todos los días", "No ha sido difícil")
    expect(page.get_by_role("heading", name="Revise antes de guardar")).to_be_visible()
    tap(page, "Guardar")
    expect(page.get_by_text("Síntomas de depresión: 3 de 27")).to_be_visible()
    tap(page, "Ver a la persona")
    expect(page.locator("li", has_text="con corrección").first).to_contain_text("PHQ-9")
    arrived(offline)
    (given,), (corrected,) = bodies(agent, "answers_given"), bodies(agent, "fact_corrected")
    assert (given["answers"]["interest"], corrected["instead"]["answers"]["interest"]) == (0, 3)
    assert corrected["of"] == "answers_given"


def test_a_sign_that_an_agent_takes_back_goes_on_counting_and_she_is_told_so(offline: Campo, agent: Agent) -> None:
    page = offline.page
    answer_phq9(page, "Varios días")
    talked(page)
    tap(page, "No ha sido difícil", "Guardar", "Ver a la persona")
    page.locator("li", has_text="PHQ-9").first.get_by_role("button", name="Corregir").click()
    page.get_by_role("button", name=re.compile("^Pensamientos de que")).click()
    tap(page, "Ningún día")
    expect(page.get_by_text("La señal sigue contando hasta que una profesional lo confirme")).to_be_visible()
    tap(page, "Guardar", "Ver a la persona")
    arrived(offline)
    assert alerts(agent) == ["unassessed"]


def test_a_sign_that_is_added_raises_the_alarm_at_the_tap(offline: Campo, agent: Agent) -> None:
    page = offline.page
    answer_phq9(page, "Ningún día")
    tap(page, "Guardar", "Ver a la persona")
    page.locator("li", has_text="PHQ-9").get_by_role("button", name="Corregir").click()
    page.get_by_role("button", name=re.compile("^Pensamientos de que")).click()
    tap(page, "Varios días")
    protocol(page)
    talked(page)
    tap(page, "No ha sido difícil", "Guardar", "Ver a la persona")
    arrived(offline)
    assert alerts(agent) == ["unassessed"]
    assert len(bodies(agent, "answers_given")) == 1


def test_a_half_done_correction_is_found_again(offline: Campo) -> None:
    page = offline.page
    answer_phq9(page, "Ningún día")
    tap(page, "Guardar", "Ver a la persona")
    page.locator("li", has_text="PHQ-9").get_by_role("button", name="Corregir").click()
    page.get_by_role("button", name=re.compile("^Poco interés")).click()
    tap(page, "Casi todos los días", "Dejar para después", "Seguir después")
    page.reload()
    offline.unlock()
    tap(page, "Continuar")
    expect(page.get_by_role("heading", name="pregunta 10 de")).to_be_visible()
    tap(page, "No ha sido difícil", "Guardar")
    expect(page.get_by_text("Síntomas de depresión: 3 de 27")).to_be_visible()
