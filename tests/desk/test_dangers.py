"""A sign of danger is shown with what to do about it, where somebody owes an answer to it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.desk.reading import words

VIOLENCE = {"outcome": "seen", "form_version": "1", "answers": {"alone": 1, "suicide": 0, "harm_now": 0, "violence": 1}}


@pytest.fixture
def person(town, register, tell):
    person = register("Inventada", "Danger")
    tell(town.agent, person, "visit_made", VIOLENCE, timedelta(minutes=10))
    return person


def page(browse, user, person) -> str:
    return words(browse(user).get(reverse("desk:person", args=[person])).text)


def test_a_danger_that_is_owed_an_answer_shows_its_steps_and_what_not_to_do(town, browse, person):
    shown = page(browse, town.coordinator, person)
    assert "Qué hacer: Violencia" in shown
    assert "en espera de firma clínica" in shown
    assert "Hable solo a solas" in shown
    assert "No enfrente a quien agrede" in shown
    assert "Línea 100: violencia familiar y sexual" in shown


def test_the_steps_of_suicide_are_not_those_of_another_danger(town, browse, person, tell):
    about = tell(town.agent, person, "visit_made", VIOLENCE, timedelta(minutes=5))
    done = {"about": str(about), "level": "unassessed", "signs": ["violence"], "done": ["alone", "listen"]}
    tell(town.agent, person, "protocol_followed", {**done, "reached": ["coordinator"]})
    shown = page(browse, town.coordinator, person)
    assert "Violencia. Hizo 2 de 7 pasos del protocolo" in shown
    assert "Riesgo por evaluar" not in shown


def test_what_was_heard_of_is_told_in_the_history_in_its_own_words(town, browse, register, tell):
    person = register("Inventada", "Aviso")
    heard = {"instrument": "danger_notice", "version": "1", "answers": {"children_in_danger": 1}}
    tell(town.agent, person, "answers_given", heard, timedelta(minutes=10))
    shown = page(browse, town.coordinator, person)
    assert "Aviso de peligro" in shown
    assert "Hay niñas, niños o adolescentes en peligro: «Sí»" in shown
    assert "Qué hacer: Niñas, niños o adolescentes en peligro" in shown


def test_the_words_of_a_consent_are_read_and_their_version_is_recorded(town, browse, person):
    from acompana.bundle import current
    from acompana.ledger.reading import facts_of
    from tests.desk.filling import at, fill

    client = browse(town.agent)
    address = at(person, "consentimiento")
    shown = words(client.get(address).text)
    assert "Este programa acompaña la salud mental" in shown
    assert fill(client, address, scope="sharing", given="yes", how="spoken").status_code == 302
    (given,) = [fact.body for fact in facts_of(person) if fact.kind == "consent_given"]
    assert given.text_version == current().consent("sharing").version
