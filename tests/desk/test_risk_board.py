"""The risk board: who is at risk, since when, who answers for it, what was done about it."""

from __future__ import annotations

import re
from datetime import timedelta

from django.urls import reverse

from acompana.desk.risk import views
from tests.desk.conftest import On, day_of, phq9
from tests.desk.reading import lines, words


def board(browse, user) -> list[str]:
    return lines(browse(user).get("/riesgo/").text)


def test_the_gravest_comes_first_with_its_clock_and_its_owner(town, on_call: On, browse, register, tell):
    on_call(town.clinician, "150106")
    moderate = register("Nancy", "Vilca")
    tell(town.agent, moderate, "answers_given", phq9(4, 1), timedelta(days=2))
    assessed = {"level": "moderate", "reason": "structured_assessment"}
    tell(town.clinician, moderate, "risk_assessed", assessed, timedelta(days=1))
    opened = timedelta(minutes=20)
    tell(town.agent, register("Jorge", "Flores"), "answers_given", phq9(4, 1), opened)
    first, second = board(browse, town.clinician)
    who = "Jorge Flores Riesgo por evaluar 34 años · Carabayllo, sector 1"
    assert first.startswith(f"{who} · abierto {day_of(opened)}")
    assert "Responde carmen" in first
    assert "Alguien lo tomó todavía no" in first
    assert "Último aviso a coordinación, hace 5 min" in first or "hace 4 min" in first
    assert "en 39 min" in first or "en 40 min" in first
    assert "Tomar el caso Evaluar riesgo" in first
    assert second.startswith("Nancy Vilca Riesgo moderado")
    assert "Evaluado" in second


def test_a_long_board_is_read_to_its_end(town, on_call: On, browse, register, tell, monkeypatch):
    """Nobody at risk is out of sight because others are in greater danger."""
    monkeypatch.setattr(views, "SHOWN", 2)
    on_call(town.clinician, "150106")
    for n, name in enumerate(("Ana", "Berta", "Celia", "Dora", "Elsa")):
        tell(town.agent, register(name), "answers_given", phq9(4, 1), timedelta(minutes=50 - n))
    browser, page, seen = browse(town.clinician), "/riesgo/", []
    for count in (2, 4, 5):
        text = browser.get(page).text
        assert lines(text)[: len(seen)] == seen
        seen = lines(text)
        assert len(seen) == count
        more = re.search(r'href="(\?ver=\d+)">Ver más riesgos abiertos', text)
        page = f"/riesgo/{more[1]}" if more else ""
    assert not page


def test_a_case_that_was_taken_says_by_whom(town, on_call: On, browse, register, tell):
    on_call(town.clinician, "150106")
    person = register("Jorge", "Flores")
    tell(town.agent, person, "answers_given", phq9(4, 1), timedelta(minutes=20))
    client = browse(town.coordinator)
    page = client.get("/riesgo/").text
    alert = page.split('name="alert" value="')[1].split('"')[0]
    client.post(reverse("desk:take", args=[person]), {"alert": alert})
    (line,) = board(browse, town.clinician)
    assert "Responde teresa" in line
    assert "Alguien lo tomó teresa, hoy" in line
    assert "Tomar el caso" not in line


def test_an_agent_sees_the_risk_and_neither_takes_nor_assesses_it(town, on_call: On, browse, register, tell):
    on_call(town.clinician, "150106")
    tell(town.agent, register("Jorge", "Flores"), "answers_given", phq9(4, 1), timedelta(minutes=20))
    (line,) = board(browse, town.agent)
    assert line.endswith("Ver a la persona")
    assert "Tomar el caso" not in line


def test_an_agent_sees_the_risk_of_a_person_assigned_elsewhere(town, browse, register, tell):
    person = register("Jorge", "Flores")
    tell(town.agent, person, "answers_given", phq9(4, 1), timedelta(minutes=20))
    assert board(browse, town.other_agent) == []
    tell(town.coordinator, person, "assigned", {"to": str(town.other_agent.pk), "duty": "agent"})
    (line,) = board(browse, town.other_agent)
    assert line.startswith("Jorge Flores")


def test_a_quiet_board_says_that_it_is(town, browse):
    assert "Ningún riesgo abierto en sus lugares" in words(browse(town.clinician).get("/riesgo/").text)
