"""A person's page: the whole course, whatever the address asks for."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.desk.conftest import NOTE, day_of
from tests.desk.filling import fill, history
from tests.desk.reading import form, words


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
