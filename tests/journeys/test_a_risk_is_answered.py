"""The whole way of a risk, in a real browser: found at a screening, shown what to do, taken, assessed, closed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, Route, expect

from acompana.house import settings  # the server's own, whose password hashes it can read
from acompana.people.models import Facility, Place, Shift, User
from tests.rig.browser import PATIENCE_MS, Axe, overhear
from tests.rig.server import Server

PASSWORD = "lluvia sobre Comas"
_numbers = count(1)


@dataclass(frozen=True)
class Team:
    agent: str
    clinician: str
    coordinator: str
    administrator: str
    number: str  # the clinician's
    surname: str  # of nobody else, so that tests on one server do not meet
    on_call: UUID  # the clinician
    shift: UUID  # hers, of now


@pytest.fixture
def team(server: Server) -> Team:
    """Workers of one sector, one more sector for each test."""
    n = next(_numbers)
    with server.records(), override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS):
        place = Place.objects.filter(kind="sector").order_by("code")[n]

        def hire(role: str, name: str) -> User:
            return User.objects.create_user(
                f"{role}{n}", PASSWORD, name=name, role=role, places=[place], phone=f"98700{n:04d}"
            )

        clinician = hire("clinician", "Carmen Solís")
        start = datetime.now(UTC) - timedelta(hours=1)
        shift = Shift.objects.create(
            duty="clinician_on_call", user=clinician, place=place, starts_at=start, ends_at=start + timedelta(hours=12)
        )
        Facility.objects.get_or_create(code="00005987", defaults={"name": "CSMC", "place": place})
        agent, coordinator = hire("agent", "Rosa Huamán"), hire("coordinator", "Teresa Ríos")
        office = hire("administrator", "Ana Torres")
    names = (agent.username, clinician.username, coordinator.username, office.username)
    return Team(*names, clinician.phone, f"Quispe{'abcdefghijklmno'[n]}", clinician.pk, shift.pk)


Enter = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser, server: Server) -> Iterator[Enter]:
    """`enter(username, width=1280)`: a window signed in as this user. What goes wrong there unsaid is a failure."""
    contexts, unsaid = [], []

    def enter(username: str, width: int = 1280, first: str = "hoy") -> Page:
        context = browser.new_context(
            base_url=server.url, locale="es-PE", timezone_id="America/Lima", viewport={"width": width, "height": 800}
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        unsaid.append(overhear(context))
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Nombre de usuario").fill(username)
        page.get_by_label("Contraseña").fill(PASSWORD)
        page.get_by_role("button", name="Entrar").click()
        page.wait_for_url(f"**/{first}/")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert all(not found for found in unsaid), unsaid


def register(page: Page, team: Team) -> str:
    """Register somebody without a document; the address of their page."""
    page.get_by_role("link", name="Personas").click()
    page.get_by_role("link", name="Registrar a una persona").first.click()
    page.get_by_label("Nombres").fill("Lucía")
    page.get_by_label("Apellido paterno").fill(team.surname)
    page.get_by_label("Año").fill("1992")
    page.get_by_role("button", name="Registrar").click()
    page.wait_for_url("**/personas/*-*/")
    return page.url


def answer_phq9(page: Page, self_harm: str) -> None:
    page.get_by_text("Anotar…").click()
    page.get_by_role("link", name="Tamizaje").click()
    page.get_by_role("link", name="PHQ-9", exact=True).click()
    for question in page.locator("fieldset.question").all()[:8]:
        question.get_by_role("radio", name="Ningún día").check()
    page.locator("fieldset.question").nth(8).get_by_role("radio", name=self_harm, exact=True).check()


def answer_no_to_the_rest(page: Page) -> None:
    """Question by question, for each answer may bring up others."""
    unanswered = page.locator("fieldset.question:not(:has(input:checked))")
    while unanswered.count():
        question = unanswered.first
        code = question.locator("input").first.get_attribute("name")
        page.locator(f'[name="{code}"][value="0"]').check()
        expect(page.locator("form[aria-busy]")).to_have_count(0)


def test_a_risk_from_the_question_to_its_closing(team: Team, enter: Enter) -> None:
    agent = enter(team.agent, width=360)
    register(agent, team)
    answer_phq9(agent, "Varios días")
    # At the moment of answering: nothing has been sent yet, and the page says what to do and asks what follows.
    expect(agent.get_by_role("heading", name="No espere: esto se atiende ahora")).to_be_visible()
    agent.get_by_role("radio", name="Un poco difícil").check()
    agent.get_by_role("button", name="Guardar ahora").click()
    agent.wait_for_url("**/protocolo/")
    expect(agent.get_by_role("heading", level=1)).to_contain_text("Riesgo por evaluar")
    expect(agent.get_by_role("link", name="Llamar a Carmen Solís")).to_have_attribute("href", f"tel:{team.number}")
    expect(agent.get_by_text("Línea 113, opción 5")).to_be_visible()

    clinician = enter(team.clinician)
    expect(clinician.locator(".row.red")).to_contain_text(f"Lucía {team.surname}")
    clinician.get_by_role("navigation").get_by_role("link", name="Riesgo").click()
    expect(clinician.locator(".row")).to_contain_text("todavía no")
    clinician.get_by_role("button", name="Tomar el caso").click()
    expect(clinician.get_by_role("status")).to_contain_text("Usted responde ahora por este riesgo")
    clinician.get_by_role("link", name="Evaluar riesgo").first.click()
    for question in ("ya no quería seguir viviendo", "quitarse la vida?"):
        clinician.locator("fieldset.question", has_text=question).first.get_by_role(
            "radio", name="Sí", exact=True
        ).check()
    expect(clinician.locator("fieldset.question", has_text="de qué manera")).to_be_visible()  # asked because of a yes
    answer_no_to_the_rest(clinician)
    expect(clinician.locator(".card.level")).to_contain_text("Riesgo bajo")
    clinician.get_by_role("radio", name="Bajo").check()
    clinician.get_by_role("radio", name="Evaluación estructurada").check()
    clinician.get_by_role("button", name="Guardar").click()
    clinician.wait_for_url("**/personas/*-*/")
    expect(clinician.locator(".card.risk")).to_contain_text("Riesgo bajo")

    clinician.get_by_text("Anotar…").click()
    clinician.get_by_role("link", name="Evaluar el riesgo").click()
    clinician.get_by_role("radio", name="Sin riesgo: cerrar").check()
    clinician.get_by_label("Próximo contacto").fill((datetime.now(UTC) + timedelta(days=14)).date().isoformat())
    clinician.get_by_role("radio", name="Se recuperó").check()
    clinician.get_by_role("button", name="Guardar").click()
    clinician.wait_for_url("**/personas/*-*/")
    expect(clinician.locator(".card.risk")).to_have_count(0)
    expect(clinician.locator("ol.time li").first).to_contain_text("Riesgo cerrado. Se recuperó. Próximo contacto el")


def test_what_is_typed_while_the_questions_are_on_their_way_stays(team: Team, enter: Enter) -> None:
    page = enter(team.agent)
    register(page, team)
    page.get_by_text("Anotar…").click()
    page.get_by_role("link", name="Visita", exact=True).click()
    page.locator("[name='outcome'][value='seen']").check()
    page.locator("fieldset.question", has_text="¿Está tomando sus medicinas?").get_by_role("radio").nth(1).check()
    count = page.locator("[id$='.count']").first
    expect(count).to_be_visible()
    answers: list[Route] = []
    page.route("**/anotar/visita/", lambda answer: answers.append(answer))
    with page.expect_request("**/anotar/visita/"):
        page.locator("#questions").get_by_role("radio").last.check()
    count.press_sequentially("12")
    for answer in answers:
        answer.continue_()
    expect(page.locator("form[aria-busy]")).to_have_count(0)
    expect(count).to_have_value("12")


def test_the_screen_hides_at_one_touch_and_one_key_and_stays_hidden(team: Team, enter: Enter) -> None:
    page = enter(team.agent)
    address = register(page, team)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(team.surname)
    page.keyboard.press("Escape")
    expect(heading).to_be_hidden()
    page.reload()
    expect(page.get_by_role("button", name="Volver a mostrar")).to_be_visible()
    expect(heading).to_be_hidden()
    page.get_by_role("button", name="Volver a mostrar").click()
    expect(heading).to_be_visible()
    page.get_by_role("link", name="Ocultar pantalla").click()
    expect(heading).to_be_hidden()
    assert page.url == address
    assert team.surname not in page.title()


def test_a_person_is_found_without_touching_the_mouse(team: Team, enter: Enter) -> None:
    page = enter(team.agent)
    register(page, team)
    page.goto("/hoy/")
    page.keyboard.press("/")
    page.keyboard.type(f"luc {team.surname[:6]}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/personas/")
    link = page.get_by_role("link", name=f"Lucía {team.surname}")
    expect(link).to_be_visible()
    assert team.surname not in page.url
    while page.evaluate("document.activeElement.textContent") != f"Lucía {team.surname}":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/personas/*-*/")


def test_a_clock_runs_and_says_so_when_it_is_late(team: Team, enter: Enter) -> None:
    agent = enter(team.agent)
    register(agent, team)
    answer_phq9(agent, "Varios días")
    agent.get_by_role("radio", name="No ha sido difícil").check()
    agent.get_by_role("button", name="Guardar ahora").click()
    agent.wait_for_url("**/protocolo/")
    page = enter(team.clinician)
    clock = page.locator(".row.red .due .clock")
    expect(clock).to_have_text(re.compile("en 5[5-9] min"))
    page.clock.install()
    page.reload()
    page.clock.fast_forward("00:30:00")
    expect(clock).to_have_text(re.compile("en 2[5-9] min"))
    page.clock.fast_forward("01:00:00")
    expect(clock).to_contain_text("venció hace")
    expect(clock).to_have_class("clock is-late")


FORMS = [
    *("visita", "llamada", "sesion", "riesgo", "plan", "diagnostico", "referencia", "respuesta", "asistencia"),
    *("contrarreferencia", "red", "consentimiento", "entrada", "salida", "tamizaje", "tamizaje/phq9", "tamizaje/srq"),
]


WIDTHS = (1280, 360)


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_can_be_used_by_everybody(team: Team, enter: Enter, axe: Axe, language: str) -> None:
    clinician = enter(team.clinician)
    address = register(clinician, team)
    answer_phq9(clinician, "Varios días")
    clinician.get_by_role("button", name="Guardar ahora").click()
    clinician.wait_for_url("**/protocolo/")
    about_a_person = ["", "datos/", "protocolo/", "plan/", *(f"anotar/{name}/" for name in FORMS)]
    pages = ["/hoy/", "/riesgo/", "/personas/", "/personas/nueva/", "/cifras/", "/clave/", "/oculta/", "/no-hay/"]
    coordinator, office = enter(team.coordinator), enter(team.administrator, first="personal")
    found = []
    for page, addresses in (
        (clinician, [*pages, *(address + part for part in about_a_person)]),
        (coordinator, ["/hoy/", "/revisar/", "/equipo/", "/equipo/traspaso/", f"{address}anotar/asignacion/"]),
        (office, ["/personal/", "/personal/nuevo/", "/personal/turnos/"]),
    ):
        speak(page, language)
        for one in addresses:
            page.goto(one)
            found += [f"{one}: {trouble}" for trouble in troubles(page, axe)]
    assert found == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_form_that_came_back_can_be_used_by_everybody(team: Team, enter: Enter, axe: Axe, language: str) -> None:
    clinician, coordinator = enter(team.clinician), enter(team.coordinator)
    address = register(clinician, team)
    answer_phq9(clinician, "Varios días")
    clinician.get_by_role("button", name="Guardar ahora").click()
    clinician.wait_for_url("**/protocolo/")
    clinician.goto(address)
    mending = [
        clinician.locator(f"a[href*='/{name}/']").first.get_attribute("href") for name in ("corregir", "retirar")
    ]
    forms = [f"{address}anotar/{name}/" for name in FORMS if name != "tamizaje"]
    office = enter(team.administrator, first="personal")
    member = f"/personal/{team.on_call}/"
    found = []
    for page, addresses in (
        (clinician, ["/personas/nueva/", "/clave/", *forms, *mending]),
        (coordinator, ["/equipo/traspaso/", f"{address}anotar/asignacion/"]),
        (office, ["/personal/nuevo/", member, "/personal/turnos/"]),
    ):
        speak(page, language)
        for one in addresses:
            page.goto(one)
            send_empty(page)
            found += [f"{one}, sent empty: {trouble}" for trouble in troubles(page, axe)]
    for one in (f"{member}salida/", f"{member}clave/", f"/personal/turnos/{team.shift}/quitar/"):
        office.goto(one)
        found += [f"{one}: {trouble}" for trouble in troubles(office, axe)]
    office.goto(f"{member}clave/")
    send_empty(office)
    expect(office.locator(".spoken")).to_be_visible()  # the password, shown this once
    found += [f"the new password: {trouble}" for trouble in troubles(office, axe)]
    assert found == []


def send_empty(page: Page) -> None:
    """Send the page's own form with nothing in it. It is found by where it stands, whatever the language."""
    form = page.locator("main form[method=post]").last
    form.locator("input[type=text], input:not([type]), input[type=date], input[type=time], textarea").evaluate_all(
        "fields => { for (const field of fields) field.value = ''; }"
    )
    with page.expect_navigation():
        form.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")


def test_a_page_prints_without_what_only_a_screen_can_use(team: Team, enter: Enter) -> None:
    clinician = enter(team.clinician)
    address = register(clinician, team)
    answer_phq9(clinician, "Varios días")
    clinician.get_by_role("button", name="Guardar ahora").click()
    clinician.wait_for_url("**/protocolo/")
    clinician.set_viewport_size({"width": 673, "height": 1002})  # a sheet of A4 without its margins
    clinician.emulate_media(media="print")
    for one in ("/riesgo/", address, "/cifras/"):
        clinician.goto(one)
        assert clinician.locator("nav, .btn, main form").filter(visible=True).count() == 0
        assert clinician.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        expect(clinician.locator(".printed")).to_contain_text("Impreso el")
    clinician.goto("/riesgo/")
    name = clinician.get_by_role("link", name=team.surname).first
    assert name.bounding_box()["height"] < 40  # in one line, not letter by letter
    clinician.keyboard.press("Escape")
    expect(name).to_be_hidden()
    expect(clinician.locator(".printed")).to_be_hidden()


def troubles(page: Page, axe: Axe) -> list[str]:
    """What keeps somebody from using this page, on a desk and on a phone."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width}: {violation}" for violation in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{width}: wider than the screen")
    return found


def speak(page: Page, language: str) -> None:
    if language == "en":
        page.locator("details.menu summary").first.click()
        page.get_by_role("button", name="English").click()
        page.wait_for_load_state()
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_whoever_asks_is_told_when_the_program_cannot_say_what_an_answer_means(team: Team, enter: Enter) -> None:
    agent = enter(team.agent, width=360)
    register(agent, team)
    agent.get_by_text("Anotar…").click()
    agent.get_by_role("link", name="Tamizaje").click()
    agent.get_by_role("link", name="PHQ-9", exact=True).click()
    silence = agent.get_by_role("heading", name="El programa no responde")
    expect(silence).to_be_hidden()
    agent.context.set_offline(True)
    last = agent.locator("fieldset.question").nth(8)
    last.get_by_role("radio", name="Varios días", exact=True).check()
    expect(silence).to_be_visible()
    agent.context.set_offline(False)
    last.get_by_role("radio", name="Casi todos los días").check()
    expect(agent.get_by_role("heading", name="No espere: esto se atiende ahora")).to_be_in_viewport()
    expect(silence).to_be_hidden()


def test_going_back_to_a_form_that_was_sent_says_so(team: Team, enter: Enter) -> None:
    agent = enter(team.agent, width=360)
    register(agent, team)
    agent.get_by_text("Anotar…").click()
    agent.get_by_role("link", name="Alguien de su red").click()
    sent = agent.get_by_role("heading", name="Este formulario ya se envió")
    expect(sent).to_be_hidden()
    agent.get_by_label("Quién es para la persona").fill("Hermana")
    agent.get_by_role("radio", name="Puede saber").check()
    agent.get_by_role("button", name="Guardar").click()
    agent.wait_for_url("**/personas/*-*/")
    agent.go_back()
    expect(sent).to_be_visible()
