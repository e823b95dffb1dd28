"""A whole day with the network off, by somebody who never saw the app; in the evening everything arrives."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from acompana.bundle import current
from acompana.people.models import Facility, Place, User
from tests.phone.conftest import PIN, SURNAMES, Agent, Campo
from tests.rig.browser import Axe
from tests.rig.sending import send, wire

FIRST, SECOND, _ = SURNAMES
NEW = "Chumpitazllacta"


@pytest.fixture
def agent(agent: Agent) -> Agent:
    """An agent whose sector has a health service to refer to."""
    with agent.server.records():
        place = Place.objects.get(pk=agent.sector)
        code = f"0099{datetime.now(UTC):%f}"[:8]
        Facility.objects.create(code=code, name="Centro inventado", place=place)
    return agent


@pytest.fixture
def offline(field: Campo) -> Campo:
    field.page.context.set_offline(True)
    return field


def said(agent: Agent, kind: str) -> list[dict[str, Any]]:
    """The bodies of this agent's facts of a kind, with what names somebody put back, in the order of their arrival."""
    with agent.server.records(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT fact.id, fact.person, fact.body::text, named.body::text FROM ledger_fact AS fact"
            " LEFT JOIN ledger_identity AS named ON named.person = fact.person AND named.fact = fact.id"
            " WHERE fact.author = %s AND fact.kind = %s ORDER BY fact.received_at, fact.id",
            [agent.user.pk, kind],
        )
        rows = cursor.fetchall()
    return [
        {"id": id, "person": person, **json.loads(body), "identity": json.loads(named) if named else None}
        for id, person, body, named in rows
    ]


def choose(page: Page, answer: str) -> None:
    page.get_by_label(answer, exact=True).check()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def register(field: Campo, given: str = "Inventada", surname: str = NEW) -> None:
    """Through all steps of the registration, with a name and a place and nothing else."""
    page = field.go("Nuevo").page
    page.get_by_label("Nombres").fill(given)
    page.get_by_label("Apellido paterno").fill(surname)
    for heading in ("¿Tiene documento?", "¿Cuándo nació?", "¿Dónde vive?"):
        press(page, "Siguiente")
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    page.get_by_label("Lugar").select_option(index=1)
    press(page, "Siguiente")
    expect(page.get_by_role("heading", level=1, name="¿Cómo contactarle?")).to_be_visible()
    press(page, "Siguiente")


def test_a_day_is_done_without_a_signal_and_arrives_once(offline, agent):
    page = offline.page
    # Somebody new, without a document: what they agree to and who may know in the same go.
    register(offline)
    press(page, "Registrar")
    expect(page.get_by_text("Este programa acompaña la salud mental")).to_be_visible()
    choose(page, "Sí, acepta")
    choose(page, "De palabra")
    press(page, "Guardar")
    page.get_by_label("¿Quién es para la persona?").fill("Hermana")
    page.get_by_label("Nombre", exact=True).fill("Elena")
    choose(page, "Solo recados, sin decir de qué")
    press(page, "Guardar")
    expect(page.get_by_role("heading", level=1, name="Quedó registrada")).to_be_visible()
    press(page, "Ver su página")
    expect(page.get_by_role("heading", level=1, name=NEW)).to_be_visible()
    # She is referred.
    press(page, "Anotar otra cosa")
    page.get_by_role("button", name="Referencia").click()
    page.get_by_label("¿A qué establecimiento?").select_option("Centro inventado")
    choose(page, "Psicología")
    choose(page, "Otro motivo")
    page.get_by_label("¿Qué acordaron?").fill("Ir juntas el lunes")
    press(page, "Guardar")
    # Back from the menu, she sees what waits, and corrects what they agreed.
    page.get_by_role("button", name="Volver").click()
    referral = page.locator("li", has_text="Referencia: psicología").last
    expect(referral).to_contain_text("por enviar")
    referral.get_by_role("button", name="Corregir").click()
    expect(page.get_by_label("¿Qué acordaron?")).to_have_value("Ir juntas el lunes")
    page.get_by_label("¿Qué acordaron?").fill("Ir juntas el martes")
    press(page, "Guardar")
    expect(page.locator("li", has_text="con corrección")).to_contain_text("Ir juntas el martes")
    # And proposes that somebody who lives nearer accompany her.
    press(page, "Anotar otra cosa")
    page.get_by_role("button", name="Que la acompañe otra persona").click()
    choose(page, "Vive muy lejos de mí")
    press(page, "Guardar")
    offline.go("Hoy").expect_pending(6)

    for kind in ("consent_given", "contact_named", "referral_made", "fact_corrected", "handover_proposed"):
        assert said(agent, kind) == [], "nothing left the phone yet"
    page.context.set_offline(False)
    offline.expect_all_sent()

    *_, registered = said(agent, "person_registered")
    person = registered["person"]
    assert registered["identity"] == {"given_names": "Inventada", "father_surname": NEW}
    (consent,) = said(agent, "consent_given")
    assert (consent["person"], consent["scope"], consent["given"], consent["how"]) == (person, "care", True, "spoken")
    assert consent["text_version"] == current().consent("care").version
    (contact,) = said(agent, "contact_named")
    assert (contact["person"], contact["relation"], contact["may_know"]) == (person, "Hermana", "errands_only")
    assert contact["identity"] == {"name": "Elena"}
    (made,) = said(agent, "referral_made")
    (corrected,) = said(agent, "fact_corrected")
    assert (corrected["person"], corrected["target"]) == (person, str(made["id"]))
    assert corrected["identity"] == {"agreed": "Ir juntas el martes"}
    (proposed,) = said(agent, "handover_proposed")
    assert (proposed["person"], proposed["reason"]) == (person, "too_far")
    assert agent.quarantined() == []


def test_what_arrived_today_is_corrected_and_withdrawn_with_no_network(field, agent):
    field.visit(FIRST, "Caminar por las mañanas").expect_all_sent()
    field.page.context.set_offline(True)
    page = field.open_person(FIRST).page
    visit = page.locator("li", has_text="Se acordó: Caminar por las mañanas")
    expect(visit).to_contain_text("enviado")
    visit.get_by_role("button", name="Retirar").click()
    choose(page, "Era de otra persona")
    press(page, "Retirar")
    expect(page.locator("li", has_text="Se acordó: Caminar por las mañanas")).to_contain_text("retirado")
    field.go("Hoy").page.context.set_offline(False)
    field.expect_all_sent()
    (visit_made,) = said(agent, "visit_made")
    (withdrawn,) = said(agent, "fact_withdrawn")
    assert (withdrawn["target"], withdrawn["reason"]) == (str(visit_made["id"]), "wrong_person")


def test_somebody_who_is_here_already_is_shown_before_they_are_registered_again(offline, agent):
    register(offline, surname=FIRST)
    page = offline.page
    expect(page.get_by_role("heading", level=1, name="¿Es alguna de estas personas?")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name=FIRST).click()
    expect(page.get_by_role("heading", level=1, name=FIRST)).to_be_visible()


def test_whoever_leaves_a_form_finds_their_answers_again_also_after_locking(offline):
    page = offline.open_person(FIRST).page
    press(page, "Anotar otra cosa")
    page.get_by_role("button", name="Alguien de su red").click()
    page.get_by_label("¿Quién es para la persona?").fill("Madrina")
    offline.go("Hoy")
    expect(page.get_by_role("heading", name="A medio llenar")).to_be_visible()
    page.reload()
    offline.unlock()
    press(page, "Continuar")
    expect(page.get_by_label("¿Quién es para la persona?")).to_have_value("Madrina")


def test_a_form_says_what_is_missing_and_where(offline):
    page = offline.open_person(FIRST).page
    press(page, "Anotar otra cosa")
    page.get_by_role("button", name="Consentimiento").click()
    press(page, "Guardar")
    expect(page.get_by_role("alert")).to_contain_text("Falta responder lo que está marcado")
    expect(page.get_by_role("group", name="¿Qué dijo?")).to_contain_text("Falta responder esto")


def test_a_refused_record_is_explained_and_can_be_sent_again_once_it_is_put_right(field, agent):
    field.page.context.set_offline(True)
    field.visit(FIRST)
    agent.hand_over(FIRST)
    field.page.context.set_offline(False)
    page = field.page
    expect(page.get_by_role("heading", name="1 registro no fue aceptado")).to_be_visible()
    press(page, "Ver y arreglar")
    expect(page.get_by_text("Coordinación ya tiene este registro y decide si entra.")).to_be_visible()
    _give_back(agent, FIRST)
    press(page, "Enviar otra vez")
    field.go("Hoy").expect_all_sent()
    assert agent.facts("visit_made", agent.people[FIRST]) == 1


def test_a_refusal_is_told_in_the_language_that_the_phone_speaks(field, agent):
    field.page.context.set_offline(True)
    field.visit(FIRST)
    agent.hand_over(FIRST)
    speak(field, "en", "as they are")
    field.page.context.set_offline(False)
    page = field.page
    page.get_by_role("navigation").get_by_role("button", name="Today").click()
    press(page, "See and repair")
    expect(page.get_by_text("The coordination has this record and decides about it.")).to_be_visible()


def _give_back(agent: Agent, surname: str) -> None:
    """The coordination asks this agent to go on with the person."""
    with agent.server.records():
        everywhere = [Place.objects.get(pk="15")]
        coordinator = User.objects.create_user(
            f"devuelve-{agent.username}", name="Coordina", role="coordinator", places=everywhere
        )
        assigned = wire(agent.people[surname], "assigned", {"to": str(agent.user.pk), "duty": "agent"})
        (receipt,) = send(coordinator, assigned)
        assert receipt.refusal is None, receipt.refusal


def test_two_taps_on_the_top_hide_everything_and_the_pin_brings_one_back_to_where_one_was(offline):
    page = offline.open_person(FIRST).page
    page.get_by_role("heading", level=1).dblclick()
    expect(page.get_by_label("PIN", exact=True)).to_be_visible()
    expect(page.get_by_text(FIRST)).to_have_count(0)
    assert (page.title(), page.url) == ("Campo", offline.address)
    offline.type_pin(PIN)
    expect(page.get_by_role("heading", level=1, name=FIRST)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Personas")).to_be_visible()


def test_the_cover_speaks_the_language_of_whoever_is_to_unlock_it(offline):
    speak(offline, "en", "as they are")
    page = offline.page
    page.reload()
    expect(page.get_by_role("button", name="I forgot my PIN")).to_be_visible()
    page.get_by_label("PIN", exact=True).fill(PIN)
    press(page, "Open")
    expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()


def test_a_phone_whose_memory_does_not_answer_says_so_and_opens_at_the_next_try(offline):
    page = offline.visit(FIRST).page
    page.reload()
    expect(page.get_by_label("PIN", exact=True)).to_be_visible()
    page.evaluate(
        """() => {
            const real = indexedDB.open.bind(indexedDB);
            indexedDB.open = () => { indexedDB.open = real; throw new Error('the memory does not answer'); };
        }"""
    )
    offline.type_pin(PIN)
    expect(page.get_by_role("alert")).to_contain_text("Lo anotado sigue aquí. Pruebe otra vez")
    offline.unlock().expect_pending(1)


def test_leaving_the_app_hides_it_too(offline):
    page = offline.open_person(FIRST).page
    page.evaluate(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(page.get_by_label("PIN", exact=True)).to_be_visible()


def test_another_pin_is_chosen_and_nobody_leaves_while_something_is_pending(offline, agent):
    page = offline.visit(FIRST).page
    press(page, "Ajustes")
    expect(page.get_by_role("button", name="Cerrar mi sesión en este teléfono")).to_be_disabled()
    press(page, "Cambiar mi PIN")
    page.get_by_label("Su PIN de ahora").fill(PIN)
    press(page, "Seguir")
    page.get_by_label("PIN de 6 números").fill("604182")
    press(page, "Seguir")
    page.get_by_label("El mismo PIN otra vez").fill("604182")
    press(page, "Guardar PIN")
    expect(page.get_by_text("Su PIN cambió.")).to_be_visible()
    page.reload()
    offline.type_pin(PIN)
    expect(page.get_by_role("alert")).to_contain_text("Quedan 9")
    offline.unlock("604182").expect_pending(1)
    page.context.set_offline(False)
    offline.expect_all_sent()
    press(page, "Ajustes")
    press(page, "Cerrar mi sesión en este teléfono")
    press(page, "Sí, cerrar y borrar")
    expect(page.get_by_role("button", name="Ingresar", exact=True)).to_be_visible()
    assert agent.facts("visit_made") == 1


def test_the_whole_history_is_one_request_away_and_says_so_without_a_network(field, agent):
    page = field.visit(FIRST, "Llamar a su hermana").expect_all_sent().open_person(FIRST).page
    page.context.set_offline(True)
    press(page, "Ver toda la historia")
    expect(page.get_by_role("heading", name="Para ver toda la historia necesita señal.")).to_be_visible()
    page.context.set_offline(False)
    press(page, "Probar de nuevo")
    expect(page.get_by_text("Se acordó: Llamar a su hermana")).to_be_visible()


# --- Everybody ------------------------------------------------------------------------------------------------------

TOUCH = 48
"""No target is lower or narrower, in CSS pixels."""
SMALLEST = 18
"""No letter is smaller."""

_TOO_SMALL = """([touch, least]) => {
  const all = [...document.querySelectorAll("main *, nav *")];
  const seen = all.filter((one) => one.checkVisibility() && !one.closest(".unseen"));
  const pressed = "button, a, input:not([type=radio], [type=checkbox]), select, .option";
  const targets = seen.filter((one) => one.matches(pressed));
  const low = targets.filter((one) => one.getBoundingClientRect().height < touch - 0.5);
  const small = seen.filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .filter((one) => !one.closest("svg") && parseFloat(getComputedStyle(one).fontSize) < least - 0.1);
  return [...low.map((one) => `low: ${one.textContent}`), ...small.map((one) => `small: ${one.textContent}`)];
}"""


def troubles(page: Page, axe: Axe, where: str) -> list[str]:
    """What keeps somebody of sixty from using this screen on a small phone."""
    found = [*axe(page), *page.evaluate(_TOO_SMALL, [TOUCH, SMALLEST])]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("wider than the phone")
    return [f"{where}: {trouble}" for trouble in found]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("letters", ["as they are", "large"])
def test_every_screen_can_be_used_by_everybody(field, agent, axe: Axe, language: str, letters: str):
    page = field.visit(FIRST).expect_all_sent().page
    page.context.set_offline(True)
    field.visit(SECOND)
    speak(field, language, letters)
    say = _WORDS[language]
    found: list[str] = []

    def look(where: str) -> None:
        found.extend(troubles(page, axe, where))

    look("settings")
    for place in ("today", "people", "new"):
        page.get_by_role("navigation").get_by_role("button", name=say[place]).click()
        look(place)
    press(page, say["next"])
    look("new, document")
    page.get_by_role("navigation").get_by_role("button", name=say["people"]).click()
    page.get_by_role("main").get_by_role("button", name=SECOND).click()
    look("person")
    press(page, say["note"])
    look("menu")
    for form in say["forms"]:
        page.get_by_role("main").get_by_role("button", name=form).click()
        press(page, say["save"])
        look(form)
        page.get_by_role("button", name=say["back"]).click()
    page.get_by_role("button", name=say["back"]).click()
    page.get_by_role("button", name=say["withdraw"]).first.click()
    look("withdraw")
    page.get_by_role("navigation").get_by_role("button", name=say["today"]).click()
    page.get_by_role("status").get_by_role("button").click()
    look("pending")
    page.reload()
    look("lock")
    assert found == []


def speak(field: Campo, language: str, letters: str) -> None:
    """To the settings, and there another language and larger letters."""
    page = field.page
    press(page, "Ajustes")
    if letters == "large":
        choose(page, "Letra más grande")
    if language == "en":
        choose(page, "English")
        expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()


_WORDS: dict[str, dict[str, Any]] = {
    "es": {
        "today": "Hoy",
        "people": "Personas",
        "new": "Nuevo",
        "next": "Siguiente",
        "note": "Anotar otra cosa",
        "save": "Guardar",
        "back": "Volver",
        "withdraw": "Retirar",
        "forms": ["Consentimiento", "Alguien de su red", "Sus datos", "Referencia", "Que la acompañe otra persona"],
    },
    "en": {
        "today": "Today",
        "people": "People",
        "new": "New",
        "next": "Next",
        "note": "Record something else",
        "save": "Save",
        "back": "Back",
        "withdraw": "Withdraw",
        "forms": [
            "Consent",
            "Somebody of their network",
            "Their details",
            "Referral",
            "Somebody else to accompany them",
        ],
    },
}


def test_ids_are_told_apart_by_the_address_of_no_screen(offline, agent):
    page = offline.open_person(FIRST).page
    press(page, "Anotar otra cosa")
    for person in agent.people.values():
        assert str(UUID(str(person))) not in page.url
    assert page.url == offline.address
