"""Hoy: whose task it is, why, and what comes first."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from django.db import connection
from django.urls import reverse
from psycopg import Cursor
from uuid_utils import compat

from acompana.caseload.record import record, submission
from acompana.desk.today import views
from acompana.people.access import viewer_for
from acompana.people.models import Coverage, Shift, User
from tests.desk.conftest import On, day_of, now, phq9
from tests.desk.reading import lines, words

HOUR = timedelta(hours=1)
DAYS = timedelta(days=1)


def today(browse, user) -> str:
    return browse(user).get("/hoy/").text


def test_a_risk_stands_first_with_its_reason_its_clock_and_its_step(town, on_call: On, browse, register, tell):
    on_call(town.clinician, "150106")
    waiting = register("Félix", "Rojas")
    tell(town.agent, waiting, "answers_given", phq9(13), 2 * DAYS)
    at_risk = register("Lucía", "Quispe")
    answered = timedelta(minutes=38)
    tell(town.agent, at_risk, "answers_given", phq9(4, 1), answered)
    first, second = lines(today(browse, town.clinician))
    assert first.startswith(f"Lucía Quispe Evaluar el riesgo PHQ-9, {day_of(answered)},")
    assert "Ha pensado en la muerte o en hacerse daño" in first
    assert "en 21 min" in first or "en 22 min" in first
    assert first.endswith("Evaluar riesgo")
    assert second.startswith("Félix Rojas Evaluación profesional PHQ-9 positivo (13, moderado)")


def test_somebody_at_risk_is_to_be_seen_and_the_day_is_said_as_one_says_it(town, browse, register, tell):
    person = register("Lucía", "Quispe")
    tell(town.coordinator, person, "assigned", {"to": str(town.agent.pk), "duty": "agent"}, HOUR)
    answered = HOUR / 2
    tell(town.agent, person, "answers_given", phq9(4, 1), answered)
    (line,) = lines(today(browse, town.agent))
    assert f"Ver a la persona Riesgo por evaluar Riesgo alto o por evaluar desde {day_of(answered)}," in line


def test_one_person_is_one_line_whatever_there_is_to_do(town, on_call: On, browse, register, tell):
    on_call(town.clinician, "150106")
    person = register("Lucía", "Quispe")
    tell(town.agent, person, "answers_given", phq9(16, 1), HOUR / 2)
    (line,) = lines(today(browse, town.clinician))
    assert "También: Plan de seguridad" in line


def test_what_belongs_to_nobody_comes_to_whoever_is_on_duty_there_and_to_nobody_else(
    town, on_call: On, browse, register, tell
):
    on_call(town.clinician, "150106")
    on_call(town.other_clinician, "150110")
    tell(town.agent, register("Lucía", "Quispe"), "answers_given", phq9(4, 1), timedelta(minutes=5))
    assert "Lucía Quispe" in today(browse, town.clinician)
    assert "Lucía Quispe" not in today(browse, town.other_clinician)


def test_without_anybody_on_duty_the_coordination_has_it(town, browse, register, tell):
    tell(town.agent, register("Lucía", "Quispe"), "answers_given", phq9(4, 1), timedelta(minutes=5))
    assert "Lucía Quispe" in today(browse, town.coordinator)
    assert "Lucía Quispe" not in today(browse, town.clinician)


def test_a_risk_nobody_answers_is_passed_on_to_the_coordination(town, on_call: On, browse, register, tell):
    on_call(town.clinician, "150106")
    person, late = register("Lucía", "Quispe"), register("Jorge", "Flores")
    for somebody, ago in ((person, 10), (late, 20)):
        tell(town.coordinator, somebody, "assigned", {"to": str(town.agent.pk), "duty": "agent"}, HOUR)
        tell(town.agent, somebody, "answers_given", phq9(4, 1), timedelta(minutes=ago))
    assert "Lucía Quispe" not in today(browse, town.coordinator)
    (line,) = lines(today(browse, town.coordinator))
    assert "Jorge Flores" in line
    assert "nadie de turno respondió a tiempo" in line
    assert "Ver a la persona" in line  # a coordinator does not assess


def test_the_task_of_somebody_who_left_comes_to_the_coordination(town, browse, register, tell):
    person = register("Lucía", "Quispe")
    tell(town.coordinator, person, "assigned", {"to": str(town.agent.pk), "duty": "agent"}, 30 * DAYS)
    tell(town.agent, person, "answers_given", phq9(7), 20 * DAYS)
    assert "Lucía Quispe" in today(browse, town.agent)
    assert "Lucía Quispe" not in today(browse, town.coordinator)
    User.objects.filter(pk=town.agent.pk).update(is_active=False)
    (line,) = lines(today(browse, town.coordinator))
    assert "Lucía Quispe" in line
    assert "Le llega porque rosa ya no trabaja aquí" in line
    assert "Lucía Quispe" not in today(browse, town.other_coordinator)


def test_what_is_named_to_a_professional_who_went_elsewhere_goes_to_the_coordination(town, browse, register, tell):
    person = register("Lucía", "Quispe")
    tell(town.coordinator, person, "assigned", {"to": str(town.clinician.pk), "duty": "clinician"}, 3 * DAYS)
    tell(town.agent, person, "answers_given", phq9(16), 2 * DAYS)
    assert lines(today(browse, town.coordinator)) == []
    Coverage.objects.filter(user=town.clinician).update(place="150110")
    assert lines(today(browse, town.clinician)) == []
    (line,) = lines(today(browse, town.coordinator))
    assert "Lucía Quispe" in line
    assert "Le llega porque carmen ya no atiende en este lugar" in line
    assert "Lucía Quispe" not in today(browse, town.other_coordinator)


def test_a_risk_that_was_taken_comes_back_when_the_shift_of_who_took_it_ends(town, on_call: On, browse, register, tell):
    """ "I have it", says a professional on call from another place, and goes home."""
    on_call(town.other_clinician, "150106")
    person = register("Jorge", "Flores")
    tell(town.agent, person, "answers_given", phq9(4, 1), timedelta(minutes=20))
    browser = browse(town.other_clinician)
    alert = browser.get("/riesgo/").text.split('name="alert" value="')[1].split('"')[0]
    browser.post(reverse("desk:take", args=[person]), {"alert": alert})
    assert any("Jorge Flores" in line for line in lines(today(browse, town.other_clinician)))
    Shift.objects.filter(user=town.other_clinician).update(ends_at=now() - timedelta(minutes=1))
    assert lines(today(browse, town.other_clinician)) == []
    (line,) = [line for line in lines(today(browse, town.coordinator)) if "Jorge Flores" in line]
    assert "ya no atiende en este lugar" in line


def test_what_a_worker_has_not_done_says_whose_it_was(town, browse, register, tell):
    person = register("Lucía", "Quispe")
    tell(town.coordinator, person, "assigned", {"to": str(town.clinician.pk), "duty": "clinician"}, 30 * DAYS)
    tell(town.agent, person, "answers_given", phq9(16), 25 * DAYS)
    (line,) = lines(today(browse, town.coordinator))
    assert "Le llega porque carmen no lo hizo a tiempo" in line


def test_a_long_list_says_how_long_it_is_and_ends_nowhere(town, browse, register, tell, monkeypatch):
    """Whatever is owed can be reached: nothing is out of sight because something else is more urgent."""
    monkeypatch.setattr(views, "SHOWN", 2)
    for n, name in enumerate(("Ana", "Berta", "Celia", "Dora", "Elsa")):
        tell(town.agent, register(name), "answers_given", phq9(16), (25 - n) * DAYS)
    browser = browse(town.coordinator)
    page = browser.get("/hoy/").text
    assert "5 pendientes de 5 personas" in words(page)
    assert "Para hoy 5" in words(page)
    assert len(lines(page)) == 2
    seen = lines(page)
    for more, count in (("Ver 2 personas más", 4), ("Ver 1 persona más", 5)):
        assert more in words(page)
        page = browser.get("/hoy/" + re.search(r'href="(\?[^"]*ver=\d+)"', page)[1].replace("&amp;", "&")).text
        assert lines(page)[: len(seen)] == seen
        seen = lines(page)
        assert len(seen) == count
    assert "más</a>" not in page


def test_one_kind_of_task_and_one_place_are_chosen_from_a_long_list(town, browse, register, tell, monkeypatch):
    monkeypatch.setattr(views, "FEW", 2)
    evaluated_late, asked = register("Ana"), register("Berta")
    elsewhere = register("Celia", home="150106-02")
    for person in (evaluated_late, elsewhere):
        tell(town.coordinator, person, "answers_given", phq9(16), 20 * DAYS)
    unasked = phq9(4)
    unasked["answers"] = {k: v for k, v in unasked["answers"].items() if k != "self_harm"} | {"self_harm": "not_asked"}
    tell(town.agent, asked, "answers_given", unasked, 5 * DAYS)
    browser = browse(town.coordinator)
    whole = words(browser.get("/hoy/").text)
    assert "Evaluación profesional (2)" in whole
    chosen = browser.get("/hoy/", {"que": "evaluate"}).text
    assert [line.split()[0] for line in lines(chosen)] == ["Ana", "Celia"]
    assert "2 pendientes de 2 personas" in words(chosen)
    both = browser.get("/hoy/", {"que": "evaluate", "lugar": "150106-02"}).text
    assert [line.split()[0] for line in lines(both)] == ["Celia"]
    for nonsense in ({"que": "<b>"}, {"lugar": "150110"}, {"ver": "-1"}, {"ver": "9" * 30}):
        answer = browser.get("/hoy/", nonsense)
        assert answer.status_code == 200
        assert len(lines(answer.text)) == 3


def test_a_task_that_is_not_shown_yet_stays_away(town, browse, register, tell):
    person = register("Lucía", "Quispe")
    tell(town.coordinator, person, "assigned", {"to": str(town.agent.pk), "duty": "agent"}, 5 * DAYS)
    tell(town.agent, person, "answers_given", phq9(7), 3 * DAYS)
    assert "No hay tareas para usted ahora" in words(today(browse, town.agent))


def test_red_is_for_risk_alone(town, on_call: On, browse, register, tell):
    on_call(town.clinician, "150106")
    tell(town.agent, register("Félix", "Rojas"), "answers_given", phq9(13), 60 * DAYS)
    page = today(browse, town.clinician)
    assert "venció hace" in page
    assert "row red" not in page
    assert "btn red" not in page


def test_what_waited_for_months_makes_room_for_today_unless_the_person_is_at_risk(
    town, on_call: On, browse, register, tell
):
    on_call(town.clinician, "150106")
    tell(town.agent, register("Félix", "Rojas"), "answers_given", phq9(13), 60 * DAYS)
    tell(town.agent, register("Nancy", "Vilca"), "answers_given", phq9(14), 7 * DAYS)
    at_risk = register("Lucía", "Quispe")
    tell(town.agent, at_risk, "answers_given", phq9(4, 1), 60 * DAYS)
    tell(town.clinician, at_risk, "risk_assessed", {"level": "low", "reason": "structured_assessment"}, 59 * DAYS)
    page = today(browse, town.clinician)
    assert [line.split(maxsplit=1)[0] for line in lines(page)] == ["Lucía", "Nancy", "Félix"]
    assert "Atrasadas hace más de un mes 1 Félix Rojas" in words(page)


def test_a_refused_record_that_may_tell_of_a_risk_stands_on_top_for_the_coordination(town, browse, register):
    sent = {
        "id": str(compat.uuid7()),
        "person": str(register("Lucía", "Quispe")),
        "kind": "answers_given",
        "happened_at": now().isoformat(),
        "recorded_at": now().isoformat(),
        "place": "150106-01",
        "body": {"instrument": "phq9", "version": "77", "answers": {"self_harm": 2}},
    }
    (receipt,) = record([submission(json.dumps(sent).encode(), viewer_for(town.agent))])
    assert receipt.refusal is not None
    shown = words(today(browse, town.coordinator))
    assert "1 registro rechazado puede hablar de un riesgo" in shown
    assert "registro rechazado" not in words(today(browse, town.other_coordinator))
    assert "registro rechazado" not in words(today(browse, town.clinician))


def test_the_statements_of_hoy_use_indexes_only(town, on_call: On, browse, register, tell):
    """At a million people nothing may be read from end to end. With sequential scans all but forbidden, one that is
    still in a plan is one that no index can replace under row-level security."""
    on_call(town.clinician, "150106")
    tell(town.agent, register("Lucía", "Quispe"), "answers_given", phq9(4, 1), timedelta(minutes=20))
    for address, user in (("/hoy/", town.coordinator), ("/riesgo/", town.clinician), ("/hoy/", town.agent)):
        plans = plans_of(lambda user=user, address=address: browse(user).get(address))
        read_whole = [
            line for plan in plans for line in plan if "Seq Scan on caseload_" in line or "Seq Scan on ledger_" in line
        ]
        assert read_whole == [], address


def plans_of(respond) -> list[list[str]]:
    """The plans of all statements of one request that ask the driver itself, as the web login gets them."""
    plans: list[list[str]] = []
    execute = Cursor.execute

    def explaining(self, query, params=None, **kwargs):
        text = str(query)
        if "caseload_" in text and text.lstrip().upper().startswith(("SELECT", "WITH")):
            with connection.connection.cursor() as beside:
                beside.execute("SET LOCAL enable_seqscan = off")
                execute(beside, "EXPLAIN " + text, params)
                plans.append([line if isinstance(line, str) else line[0] for line in beside.fetchall()])
                beside.execute("SET LOCAL enable_seqscan = on")
        return execute(self, query, params, **kwargs)

    Cursor.execute = explaining  # type: ignore[method-assign]
    try:
        assert respond().status_code == 200
    finally:
        Cursor.execute = execute  # type: ignore[method-assign]
    assert plans
    return plans
