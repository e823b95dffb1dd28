"""Somebody is registered, once, and found again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from acompana.desk.people import views as people_views
from tests.desk.conftest import DOCUMENT, NAME, SURNAME, year_here
from tests.desk.filling import fill
from tests.desk.reading import form, lines, words


def test_somebody_without_a_document_and_without_a_name_is_registered(town, browse):
    client = browse(town.agent)
    answered = fill(client, reverse("desk:register"), home="150106-01")
    assert answered.status_code == 302
    assert "Persona sin nombre registrado" in words(client.get(answered["Location"]).text)


@pytest.mark.parametrize(
    "said",
    [
        {"document_type": "dni", "document_number": DOCUMENT, "given_names": "Otra"},
        {"given_names": NAME.upper(), "father_surname": SURNAME, "birth_year": str(year_here() - 34)},
    ],
)
def test_a_likely_duplicate_is_shown_before_anything_is_saved(town, browse, register, said):
    known = register(NAME, SURNAME, document={"type": "dni", "number": DOCUMENT})
    client = browse(town.agent)
    asked = fill(client, reverse("desk:register"), home="150106-01", **said)
    assert asked.status_code == 200
    assert "¿Es alguna de estas personas?" in words(asked.text)
    assert reverse("desk:person", args=[known]) in asked.text
    sure = client.post(reverse("desk:register"), {**form(asked.text), "sure": "1"})
    assert sure.status_code == 302
    assert str(known) not in sure["Location"]


def test_a_likely_duplicate_elsewhere_is_not_given_away(town, browse, register):
    register(NAME, SURNAME, home="150110-01", document={"type": "dni", "number": DOCUMENT})
    said = {"document_type": "dni", "document_number": DOCUMENT}
    assert fill(browse(town.agent), reverse("desk:register"), home="150106-01", **said).status_code == 302


def test_a_registration_sent_twice_registers_once(town, browse):
    client = browse(town.agent)
    sheet = form(client.get(reverse("desk:register")).text) | {"home": "150106-01", "given_names": "Félix"}
    first, second = (client.post(reverse("desk:register"), sheet) for _ in range(2))
    assert first["Location"] == second["Location"]


@pytest.mark.parametrize("typed", ["luc quis", "QUISPE", "  quíspe  lucia ", DOCUMENT, "4512 0098", "45120"])
def test_a_person_is_found_by_the_beginnings_of_words_or_by_the_document(town, browse, register, typed):
    register(NAME, SURNAME, document={"type": "dni", "number": DOCUMENT})
    register("Félix", "Rojas")
    client = browse(town.agent)
    answered = client.post(reverse("desk:people"), {"q": typed})
    assert answered["Location"] == reverse("desk:people")
    shown = words(client.get(reverse("desk:people")).text)
    assert "1 persona en sus lugares Lucía Quispe" in shown
    assert "Félix" not in shown


@pytest.mark.parametrize("typed", ["", "'; --", "%", "\x00", "a" * 500, "x:*&!|("])
def test_whatever_is_typed_into_the_search_is_answered(town, browse, typed):
    client = browse(town.agent)
    assert client.post(reverse("desk:people"), {"q": typed}).status_code == 302
    assert client.get(reverse("desk:people")).status_code == 200


def test_before_anything_is_typed_the_people_in_ones_charge_are_listed(town, browse, register, tell):
    mine, treated, _other = register("Lucía", "Quispe"), register("Félix", "Rojas"), register("Nancy", "Vilca")
    tell(town.coordinator, mine, "assigned", {"to": str(town.agent.pk), "duty": "agent"})
    tell(town.coordinator, treated, "assigned", {"to": str(town.clinician.pk), "duty": "clinician"})
    for user, seen in ((town.agent, "Lucía"), (town.clinician, "Félix")):
        shown = words(browse(user).get(reverse("desk:people")).text)
        assert f"A su cargo 1 {seen}" in shown
        assert "Nancy" not in shown


def test_whoever_has_many_people_sees_how_many_and_reaches_the_last(town, browse, register, tell, monkeypatch):
    monkeypatch.setattr(people_views, "SHOWN", 2)
    names = ["Ana", "Berta", "Celia", "Dora", "Elsa"]
    for name in reversed(names):
        tell(town.coordinator, register(name, "Rojas"), "assigned", {"to": str(town.agent.pk), "duty": "agent"})
    client = browse(town.agent)
    page = client.get("/personas/").text
    assert "A su cargo 5" in words(page)
    assert [line.split()[0] for line in lines(page)] == names[:2]
    assert "acompaña rosa" not in words(page)  # she knows
    assert "Ver 2 personas más" in words(page)
    last = client.get("/personas/?ver=6").text
    assert [line.split()[0] for line in lines(last)] == names
    assert "Ver 0" not in words(last)


def test_nobody_is_found_in_somebody_elses_places(town, browse, register):
    register(NAME, SURNAME, home="150110-01")
    client = browse(town.agent)
    client.post(reverse("desk:people"), {"q": SURNAME})
    assert "Nadie con esas palabras en sus lugares" in words(client.get(reverse("desk:people")).text)
