"""A protocol that somebody followed, and the code of a message, beside the risk they are about."""

from datetime import timedelta

import pytest
from django.urls import reverse

from acompana.care.sms import sms_code
from tests.desk.conftest import phq9
from tests.desk.reading import words

FOLLOWED = {
    "level": "unassessed",
    "done": ["listen", "call_duty", "remove_means"],
    "reached": ["duty_clinician", "family"],
}


@pytest.fixture
def board(town, browse):
    def board() -> str:
        return words(browse(town.coordinator).get(reverse("desk:risk")).text)

    return board


def test_the_board_and_the_person_say_who_followed_the_protocol_and_whom_they_reached(town, browse, life, tell, board):
    tell(town.agent, life.person, "protocol_followed", {**FOLLOWED, "about": str(life.screening)})
    said = "Protocolo seguido por rosa, habló con la profesional de turno y la familia"
    assert said in board()
    shown = words(browse(town.clinician).get(reverse("desk:person", args=[life.person])).text)
    assert said in shown
    assert "Riesgo por evaluar. Hizo 3 de 4 pasos del protocolo. Sin hacer: «Si hay peligro inmediato" in shown
    assert "Habló con la profesional de turno y la familia." in shown


def test_a_protocol_that_was_left_says_why(town, browse, life, tell, board):
    left = {"about": str(life.screening), "level": "high", "reached": ["nobody"], "left_because": "unsafe_for_me"}
    tell(town.agent, life.person, "protocol_followed", left)
    said = "no alcanzó a nadie; lo dejó antes de terminar: no era seguro quedarse"
    assert f"Protocolo seguido por rosa, {said}" in board()
    assert "Protocolo dejado a medias" in words(
        browse(town.coordinator).get(reverse("desk:person", args=[life.person])).text
    )


def test_the_case_can_still_be_taken_and_the_deadline_stays(town, browse, life, tell, board):
    tell(town.agent, life.person, "protocol_followed", {**FOLLOWED, "about": str(life.screening)})
    assert "Tomar el caso" in board()
    assert "todavía no" in board()


# --- The code of a message ------------------------------------------------------------------------------------------


def found_by(browse, user, typed: str) -> str:
    client = browse(user)
    client.post(reverse("desk:people"), {"q": typed})
    return words(client.get(reverse("desk:people")).text)


def test_the_board_shows_the_code_that_a_message_carries_and_the_search_finds_the_person(town, browse, life, board):
    code = sms_code(life.screening)
    assert f"código {code}" in board()
    for typed in (code, code.lower(), f"{code[:3]} {code[3:]}"):
        assert "Lucía Quispe" in found_by(browse, town.coordinator, typed)


def test_a_code_finds_somebody_without_a_name_too(town, browse, register, tell):
    person = register()
    flagged = tell(town.agent, person, "answers_given", phq9(3, 1))
    assert reverse("desk:person", args=[person]) in _page(browse, town.coordinator, sms_code(flagged))


def test_after_an_assessment_the_code_still_finds_whose_protocol_was_followed(town, browse, life, tell):
    tell(town.agent, life.person, "protocol_followed", {**FOLLOWED, "about": str(life.screening)})
    tell(town.clinician, life.person, "risk_assessed", {"level": "high", "reason": "clinical_judgment"}, timedelta(0))
    assert "Lucía Quispe" in found_by(browse, town.coordinator, sms_code(life.screening))


def test_a_code_finds_nobody_of_other_places(town, browse, life):
    assert "Lucía" not in found_by(browse, town.other_coordinator, sms_code(life.screening))


def _page(browse, user, typed: str) -> str:
    client = browse(user)
    client.post(reverse("desk:people"), {"q": typed})
    return client.get(reverse("desk:people")).text


# --- Handing over ---------------------------------------------------------------------------------------------------


def test_a_proposed_handover_waits_with_the_coordination_and_its_form_decides_it(town, browse, life, tell):
    tell(town.agent, life.person, "handover_proposed", {"to": None, "reason": "too_far"})
    client = browse(town.coordinator)
    shown = words(client.get(reverse("desk:person", args=[life.person])).text)
    assert "Decidir quién acompaña" in shown
    assert "Propuso que la acompañe otra persona . Le queda lejos." in shown
    assert reverse("desk:record", args=[life.person, "asignacion"]) in client.get(reverse("desk:today")).text


def test_who_was_proposed_is_named(town, browse, life, tell):
    tell(town.agent, life.person, "handover_proposed", {"to": str(town.other_agent.pk), "reason": "person_asked"})
    shown = words(browse(town.coordinator).get(reverse("desk:person", args=[life.person])).text)
    assert "Propuso que la acompañe julia" in shown


# --- Whom to call ---------------------------------------------------------------------------------------------------


@pytest.fixture
def panel(browse, life):
    """What to do now about the open risk, as this user is shown it."""

    def panel(user) -> str:
        return words(browse(user).get(reverse("desk:protocol", args=[life.person])).text)

    return panel


def test_whoever_is_on_call_is_told_so_and_never_to_call_their_own_number(town, panel, on_call):
    for user, phone in ((town.clinician, "911111111"), (town.other_clinician, "922222222")):
        user.phone = phone
        user.save()
    on_call(town.clinician, "150106")
    later = on_call(town.other_clinician, "150106")
    later.starts_at, later.ends_at = later.ends_at, later.ends_at + timedelta(hours=9)
    later.save()
    own = panel(town.clinician)
    assert "Usted está de turno." in own
    assert "Llamar a carmen" not in own
    assert "Después sigue elena" in own
    assert "Llamar a elena" in own
    assert "Llamar a carmen" in panel(town.coordinator)


def test_whoever_shares_a_shift_is_told_with_whom(town, panel, on_call):
    on_call(town.clinician, "150106")
    on_call(town.other_clinician, "1501")
    assert "También está de turno elena." in panel(town.clinician)


def test_whoever_is_alone_in_the_rota_is_only_told_that_it_is_them(town, panel, on_call):
    on_call(town.clinician, "150106")
    own = panel(town.clinician)
    assert "Usted está de turno." in own
    assert "sigue" not in own
