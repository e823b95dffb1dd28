"""A fact that is refused says why in words an agent understands, in the user's language."""

import json
import re
from typing import get_args

import pytest

from acompana.bundle import current
from acompana.desk.record.refusal import told
from acompana.ledger.refusals import Refusal, RefusalCode
from tests.rig.sending import phq9, wire

CODES = get_args(RefusalCode)


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_words_in_both_languages(code):
    words = current().words[f"refusals.{code}"]
    assert words.keys() == {"es", "en"}
    for said in words.values():
        assert said.count(".") >= 2, "what is wrong, and what to do"
        assert not re.search(r"[{}_]|quarantine|cuarentena|JSON|UUID|\bid\b", said), "no word of ours"


def test_there_are_no_words_for_a_code_that_nobody_gives():
    assert {key.partition(".")[2] for key in current().words if key.startswith("refusals.")} == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_desk_has_its_own_words_for_every_code(code):
    assert told(Refusal(code, "", "", "")).words != "El registro no se pudo aceptar."


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "begins"), [("es", "Una respuesta no es"), ("en", "One answer is not")])
def test_a_phone_is_told_in_its_users_language(agent, registered, phone, language, begins):
    type(agent).objects.filter(pk=agent.pk).update(language=language)
    (refused,) = phone(agent).deliver(wire(registered(agent), "answers_given", phq9(mood=9)))["refused"]
    assert refused["message"].startswith(begins)


@pytest.mark.django_db(transaction=True)
def test_what_was_refused_says_nothing_of_whom_it_is_about(agent, registered, phone):
    person = registered(agent, given_names="Inventada")
    wrong = wire(person, "details_given", {"identity": {"given_names": "Inventada", "birth_date": "ayer"}})
    answer = phone(agent).deliver(wrong)
    assert "Inventada" not in json.dumps(answer)
