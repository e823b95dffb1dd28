"""The door: in, out, the first password, too many tries, the language."""

from __future__ import annotations

import pytest
from django.test import Client

from acompana.people.models import User
from tests.desk.reading import words

PASSWORD = "lluvia sobre Comas"
NEW = "neblina sobre el mar"


@pytest.fixture
def client() -> Client:
    return Client()


def enter(client: Client, username: str, password: str = PASSWORD, **more: str):
    return client.post("/entrar/", {"username": username, "password": password, **more})


@pytest.mark.parametrize(
    ("who", "first"),
    [
        ("agent", "/hoy/"),
        ("clinician", "/hoy/"),
        ("coordinator", "/hoy/"),
        ("analyst", "/cifras/"),
        ("administrator", "/personal/"),
    ],
)
def test_each_role_comes_to_its_first_screen(town, client, who, first):
    answer = client.post("/entrar/", {"username": town.everybody[who].username, "password": PASSWORD}, follow=True)
    assert answer.request["PATH_INFO"] == first
    assert answer.status_code == 200


def test_a_wrong_password_says_so_and_keeps_the_name(town, client):
    answer = enter(client, "Rosa ", "equivocada")
    assert answer.status_code == 403
    assert "El nombre o la contraseña no coinciden" in words(answer.text)
    assert 'value="Rosa "' in answer.text
    assert "equivocada" not in answer.text


def test_too_many_wrong_passwords_close_the_door_with_a_page_that_tells_what_to_do(town, client):
    for _ in range(5):
        answer = enter(client, "rosa", "equivocada")
    assert answer.status_code == 429
    assert enter(client, "rosa").status_code == 429
    shown = words(answer.text)
    assert "Podrá volver a intentar en 15 minutos" in shown
    assert "Línea 113" in shown
    assert enter(client, "carmen").status_code == 302


def test_after_signing_in_one_goes_on_where_one_was_going_and_nowhere_else(town, client):
    assert enter(client, "rosa", next="/riesgo/")["Location"] == "/riesgo/"
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "hoy", "45", "ñandú"):
        other = Client()
        assert enter(other, "rosa", next=elsewhere)["Location"] == "/"


def test_a_one_time_password_opens_nothing_but_the_choice_of_another(town, client):
    User.objects.filter(username="rosa").update(must_change_password=True)
    enter(client, "rosa")
    assert client.get("/hoy/")["Location"] == "/clave/"
    page = client.get("/clave/")
    assert "sirve una sola vez" in words(page.text)
    chosen = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert client.post("/clave/", chosen)["Location"] == "/"
    assert client.get("/hoy/").status_code == 200
    assert enter(Client(), "rosa", NEW).status_code == 302
    assert enter(Client(), "rosa").status_code == 403


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            {"old": "otra", "new": NEW, "again": NEW},
            "La contraseña actual no es esa",
        ),
        ({"old": PASSWORD, "new": NEW, "again": "otra"}, "no son iguales"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "es la misma que la actual"),
        ({"old": PASSWORD, "new": "corta", "again": "corta"}, "al menos 10 caracteres"),
        ({}, "La contraseña actual no es esa"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_the_reason(town, client, said, told):
    enter(client, "rosa")
    answer = client.post("/clave/", said)
    assert answer.status_code == 422
    assert told in words(answer.text)
    assert enter(Client(), "rosa").status_code == 302


def test_signing_out_ends_the_session(town, client):
    enter(client, "rosa")
    assert client.get("/salir/").status_code == 405
    assert client.post("/salir/")["Location"] == "/entrar/"
    assert client.get("/hoy/")["Location"].startswith("/entrar/")


def test_the_language_is_the_users_and_stays(town, client):
    enter(client, "rosa")
    assert "Personas" in words(client.get("/hoy/").text)
    assert client.post("/idioma/", {"language": "en", "next": "/hoy/"})["Location"] == "/hoy/"
    assert "Nothing to do at this moment." in words(client.get("/hoy/").text)
    again = Client()
    enter(again, "rosa")
    assert '<html lang="en">' in again.get("/hoy/").text
    client.post("/idioma/", {"language": "xx"})
    assert User.objects.get(username="rosa").language == "en"


def test_the_door_itself_speaks_the_language_one_chose(db, client):
    assert "Contraseña" in words(client.get("/entrar/").text)
    client.post("/idioma/", {"language": "en", "next": "/entrar/"})
    assert "Password" in words(client.get("/entrar/").text)
