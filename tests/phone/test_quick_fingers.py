"""Two taps where one was meant, a way back, the cover or a dead battery, each while the phone is still writing.

Nothing here waits for a moment: the phone's memory stands still until the test lets it go on.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.phone.conftest import PIN, SURNAMES, Agent, Campo
from tests.phone.test_alarm import NOW, protocol, raise_alarm
from tests.phone.test_at_the_doorstep import arrived, ask, at_question, bodies, open_person, tap

ROSA = SURNAMES[0]


@pytest.fixture
def offline(field: Campo) -> Campo:
    field.page.context.set_offline(True)
    return field


def stand_still(page: Page, what: str = "encrypt") -> None:
    """Nothing is written, or with `decrypt` nothing is read, until the page's `goOn()`."""
    page.evaluate(
        """what => {
            const real = crypto.subtle[what].bind(crypto.subtle);
            const waiting = new Promise(goOn => { window.goOn = goOn; });
            crypto.subtle[what] = async (...given) => { await waiting; return real(...given); };
        }""",
        what,
    )


def go_on(page: Page) -> None:
    page.evaluate("goOn()")


def tap_twice(page: Page, name: str) -> None:
    """Two taps of one finger on this button, each by itself."""
    for _ in range(2):
        page.evaluate(
            "name => [...document.querySelectorAll('button')].find(one => one.textContent.trim() === name).click()",
            name,
        )


def lower_part(page: Page, name: str) -> tuple[float, float]:
    """Where this button is tapped."""
    box = page.get_by_role("button", name=name).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] * 3 / 4


def stop_the_clock(page: Page) -> None:
    """However slow this machine is, what follows comes at one moment of the phone's clock, long after the last tap."""
    expect(page.locator(".tapped")).to_have_count(0)
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") + 1_000)


def nobody_home(page: Page, surname: str = ROSA) -> None:
    """A visit that met nobody, as far as the button that saves it."""
    open_person(page, surname)
    tap(page, "Visitar", "No estaba")


# --- Two taps ---------------------------------------------------------------------------------------------------------


def test_the_second_tap_answers_no_question_that_came_with_the_first(offline: Campo) -> None:
    page = offline.page
    ask(page, "PHQ-9")
    x, y = lower_part(page, "Varios días")
    stop_the_clock(page)
    page.mouse.click(x, y)
    at_question(page, 2)
    covers = "([x, y]) => document.elementsFromPoint(x, y).some(one => one.matches('.answer'))"
    assert page.evaluate(covers, [x, y]), "expected an answer to the second question where the first was tapped"
    page.mouse.click(x, y)
    page.clock.resume()
    tap(page, "Varios días")
    at_question(page, 3)


def test_a_protocol_that_is_left_with_two_taps_was_followed_once(offline: Campo, agent: Agent) -> None:
    page = offline.page
    raise_alarm(page)
    protocol(page)
    page.get_by_label("Con coordinación").check()
    stand_still(page)
    tap_twice(page, "Ya hablé: guardar y seguir")
    go_on(page)
    expect(page.get_by_text(NOW)).to_be_hidden()
    tap(page, "Dejar para después", "Seguir después")
    arrived(offline)
    assert len(bodies(agent, "protocol_followed")) == 1


def test_a_consent_that_is_saved_with_two_taps_is_one_and_is_accepted(offline: Campo, agent: Agent) -> None:
    page = offline.go("Nuevo").page
    page.get_by_label("Nombres").fill("Inventada")
    page.get_by_label("Apellido paterno").fill("Chumpitazllacta")
    tap(page, "Siguiente", "Siguiente", "Siguiente")
    page.get_by_label("Lugar").select_option(index=1)
    tap(page, "Siguiente", "Siguiente", "Registrar")
    page.get_by_label("Sí, acepta").check()
    page.get_by_label("De palabra").check()
    stand_still(page)
    tap_twice(page, "Guardar")
    go_on(page)
    expect(page.get_by_label("¿Quién es para la persona?")).to_be_visible()
    arrived(offline)
    assert (agent.facts("consent_given"), agent.quarantined()) == (1, [])


def test_a_person_opened_with_two_taps_is_left_with_one_way_back(offline: Campo) -> None:
    page = offline.go("Personas").page
    page.evaluate(
        """surname => {
            const row = [...document.querySelectorAll("main button")].find(one => one.textContent.includes(surname));
            row.click();
            row.click();
        }""",
        ROSA,
    )
    expect(page.get_by_role("heading", level=1, name=ROSA)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Personas")).to_be_visible()


def test_two_preferences_chosen_at_once_are_both_kept(offline: Campo) -> None:
    page = offline.page
    tap(page, "Ajustes")
    page.evaluate("for (const name of ['large', 'aloud']) document.getElementsByName(name)[0].click()")
    expect(page.get_by_label("Leer las preguntas en voz alta")).to_be_checked()
    tap(page, "Ocultar ahora")
    offline.type_pin(PIN)
    for label in ("Letra más grande", "Leer las preguntas en voz alta"):
        expect(page.get_by_label(label)).to_be_checked()


# --- The cover --------------------------------------------------------------------------------------------------------


def test_what_is_being_saved_is_saved_before_the_phone_is_hidden(offline: Campo, agent: Agent) -> None:
    page = offline.page
    nobody_home(page)
    stand_still(page)
    tap(page, "Guardar")
    page.get_by_role("heading", level=1).dblclick()
    go_on(page)
    offline.type_pin(PIN)
    expect(page.get_by_role("heading", level=1, name=ROSA)).to_be_visible()
    arrived(offline)
    assert len(bodies(agent, "visit_made")) == 1


# --- The way back -----------------------------------------------------------------------------------------------------


def test_a_way_back_taken_while_something_is_saved_goes_one_step(offline: Campo) -> None:
    page = offline.page
    nobody_home(page)
    tap(page, "Guardar")
    tap(page, "Corregir")
    page.get_by_label("¿Qué acordaron?").fill("Volver el lunes")
    stand_still(page)
    tap(page, "Guardar")
    page.go_back()
    expect(page.get_by_role("heading", level=1, name=ROSA)).to_be_visible()
    go_on(page)
    expect(page.get_by_text("con corrección")).to_be_visible()
    offline.go("Hoy").expect_today()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name=ROSA)).to_be_visible()


def test_a_way_back_taken_while_an_answer_is_kept_loses_nothing_of_it(offline: Campo) -> None:
    page = offline.page
    ask(page, "PHQ-9")
    tap(page, "Varios días")
    at_question(page, 2)
    stand_still(page)
    tap(page, "No sabe")
    page.go_back()
    go_on(page)
    at_question(page, 3)
    page.reload()
    offline.unlock()
    open_person(page)
    tap(page, "Tamizar", "Seguir: pregunta 3 de 10", "Atrás")
    expect(page.get_by_role("button", name="No sabe", pressed=True)).to_be_visible()


def test_whoever_comes_back_at_once_finds_what_was_typed_last(offline: Campo) -> None:
    page = offline.page
    open_person(page)
    tap(page, "Anotar otra cosa")
    page.get_by_role("button", name="Alguien de su red").click()
    who = page.get_by_label("¿Quién es para la persona?")
    who.fill("Her")
    stand_still(page)
    who.fill("Hermana")
    page.go_back()
    page.get_by_role("button", name="Alguien de su red").click()
    go_on(page)
    expect(who).to_have_value("Hermana")


# --- A dead battery, and another tab ----------------------------------------------------------------------------------


def test_a_phone_that_dies_once_a_form_is_recorded_does_not_ask_for_it_again(offline: Campo, agent: Agent) -> None:
    page = offline.page
    open_person(page)
    tap(page, "Visitar", "Sí, conversamos", "Dejar para después", "Terminar aquí")
    page.get_by_label("¿Qué acordaron?").fill("Ir juntas a la posta")
    # The other tabs hear of a fact once it is written: nothing of this page is written after that.
    page.evaluate("""() => {
        BroadcastChannel.prototype.postMessage = () => {
            IDBDatabase.prototype.transaction = () => { throw new Error("The phone is dead."); };
            window.isDead = true;
        };
    }""")
    tap(page, "Guardar")
    page.wait_for_function("() => window.isDead")
    page.reload()
    offline.unlock()
    expect(page.get_by_role("heading", name="A medio llenar")).to_have_count(0)
    arrived(offline)
    assert len(bodies(agent, "visit_made")) == 1


def test_what_is_recorded_while_the_phone_reads_is_not_forgotten_for_what_was_read(offline: Campo) -> None:
    page = offline.visit(ROSA).page
    offline.expect_pending(1)
    nobody_home(page, SURNAMES[1])
    stop_the_clock(page)
    stand_still(page, "decrypt")
    page.evaluate("dispatchEvent(new Event('online'))")
    tap(page, "Guardar")
    expect(page.get_by_role("heading", level=1, name=SURNAMES[1])).to_be_visible()
    go_on(page)
    tap(page, "Hoy")
    offline.expect_pending(2)
