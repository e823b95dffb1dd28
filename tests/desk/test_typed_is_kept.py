"""What somebody typed is not lost because the session ended meanwhile, and is shown to nobody else."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client

from acompana.people.models import User
from tests.desk.conftest import phq9
from tests.desk.reading import form, words

PASSWORD = "lluvia sobre Comas"
AGREED = "Llevará a su hija al colegio"


@pytest.fixture
def browser() -> Client:
    """A browser that is held to the same rules about forgery as any other."""
    return Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})


def main_form(html: str) -> dict[str, str]:
    """The fields of the page's first form, as they stand."""
    start = html.index('<form method="post"', html.index("<main"))
    found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', html[start : html.index("</form>", start)])
    return {name: unescape(value) for name, value in found}


def enter(browser: Client, user: User, page: str | None = None):
    page = page or browser.get("/entrar/").text
    return browser.post("/entrar/", {**main_form(page), "username": user.username, "password": PASSWORD})


@pytest.fixture
def person(town, register, tell):
    person = register("Lucía", "Quispe")
    tell(town.coordinator, person, "assigned", {"to": str(town.agent.pk), "duty": "agent"})
    return person


@pytest.fixture
def visit(browser, town, person) -> dict[str, str]:
    """A visit as the agent typed it, in a form that was opened while she was signed in."""
    enter(browser, town.agent)
    page = browser.get(f"/personas/{person}/anotar/visita/").text
    return {
        **form(page),
        "csrfmiddlewaretoken": main_form(page)["csrfmiddlewaretoken"],
        "outcome": "not_home",
        "agreed": AGREED,
    }


def sent(browser, person, visit):
    return browser.post(f"/personas/{person}/anotar/visita/", visit)


def go_on(browser, page: str):
    """Press the one button of the page that keeps what was typed."""
    address = unescape(re.search(r'<form method="post" action="([^"]+)"', page[page.index("<main") :])[1])
    return browser.post(address, main_form(page), follow=True)


def test_a_form_sent_after_the_session_ended_is_saved_after_signing_in_again(browser, town, person, visit):
    browser.cookies.pop("sessionid")
    door = sent(browser, person, visit)
    assert door.status_code == 403
    assert "Lo que escribió no se perdió" in words(door.text)
    assert AGREED not in words(door.text)
    inside = enter(browser, town.agent, door.text)
    assert "Guardar lo que escribió" in words(inside.text)
    saved = go_on(browser, inside.text)
    assert saved.request["PATH_INFO"] == f"/personas/{person}/"
    assert f"Se acordó: {AGREED}" in words(saved.text)


def test_a_mistyped_password_keeps_it_still(browser, town, person, visit):
    browser.cookies.pop("sessionid")
    door = sent(browser, person, visit)
    wrong = browser.post("/entrar/", {**main_form(door.text), "username": "rosa", "password": "equivocada"})
    assert wrong.status_code == 403
    saved = go_on(browser, enter(browser, town.agent, wrong.text).text)
    assert AGREED in words(saved.text)


def test_a_form_from_before_signing_in_anew_elsewhere_asks_to_be_sent_once_more(browser, town, person, visit):
    """In another tab of the same browser: Django then gives out another token against forged forms."""
    browser.cookies.pop("sessionid")
    enter(browser, town.agent)
    stale = sent(browser, person, visit)
    assert stale.status_code == 403
    assert "Guardar lo que escribió" in words(stale.text)
    assert AGREED in words(go_on(browser, stale.text).text)


def test_what_somebody_else_typed_is_neither_shown_nor_saved_and_waits_for_its_author(browser, town, person, visit):
    browser.cookies.pop("sessionid")
    door = sent(browser, person, visit)
    other = enter(browser, town.coordinator, door.text)
    assert "lo escribió otra persona" in words(other.text)
    assert AGREED not in words(other.text)
    assert browser.get("/hoy/").status_code == 302
    saved = go_on(browser, enter(browser, town.agent, other.text).text)
    assert AGREED in words(saved.text)


def test_a_form_from_elsewhere_is_refused_and_nothing_of_it_is_offered(browser, town, person, visit):
    forged = browser.post(
        f"/personas/{person}/anotar/visita/",
        {**visit, "csrfmiddlewaretoken": ""},
        headers={"origin": "https://evil.example"},
    )
    assert forged.status_code == 403
    assert "Guardar lo que escribió" not in words(forged.text)
    assert "No se guardó" in words(forged.text)
    assert AGREED not in forged.text


def test_a_flagged_answer_typed_into_an_ended_session_opens_its_alert_once(browser, town, person):
    enter(browser, town.agent)
    page = browser.get(f"/personas/{person}/anotar/tamizaje/phq9/").text
    answers = {f"a.{item}": str(value) for item, value in phq9(16, 1)["answers"].items()}
    typed = {
        **form(page),
        **answers,
        "csrfmiddlewaretoken": main_form(page)["csrfmiddlewaretoken"],
        "rest": "not_asked",
    }
    browser.cookies.pop("sessionid")
    door = browser.post(f"/personas/{person}/anotar/tamizaje/phq9/", typed)
    inside = enter(browser, town.agent, door.text)
    for _ in range(2):
        protocol = go_on(browser, inside.text)
        assert protocol.status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_fact WHERE kind = 'answers_given'")
        assert cursor.fetchone() == (1,)
    assert "Lucía Quispe Riesgo por evaluar" in words(browser.get("/riesgo/").text)
