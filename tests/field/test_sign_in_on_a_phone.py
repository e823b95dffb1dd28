"""Signing in on a phone: a token once, and a door that closes after wrong passwords."""

import json

import pytest
from django.test import Client

from acompana.field.seal import public_key
from acompana.people.devices import bearer_of
from acompana.people.models import Device
from tests.field.conftest import web_login

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "lluvia sobre Comas"


@pytest.fixture
def rosa(organization, hire):
    return hire("agent", "150106-01", username="rosa", password=PASSWORD)


def sign_in(**more: object):
    asked = {"username": "rosa", "password": PASSWORD, "device": "celular de Rosa", **more}
    with web_login():
        return Client(raise_request_exception=False).post(
            "/field/sign-in", json.dumps(asked), content_type="application/json"
        )


def test_a_right_password_gives_a_token_once_and_names_the_device(rosa):
    answer = sign_in(app_version="1.2").json()
    assert bearer_of(answer["token"]).viewer.user == rosa.pk
    device = Device.objects.get()
    assert (str(device.pk), device.name, device.app_version) == (answer["device"], "celular de Rosa", "1.2")
    assert (answer["name"], answer["role"], answer["organization"]) == ("rosa", "agent", "Prueba")


def test_the_answer_brings_the_key_to_seal_to_until_the_first_sync(rosa):
    assert sign_in().json()["public_key"] == public_key()


def test_no_session_is_opened_beside_it(rosa):
    assert not sign_in().cookies


@pytest.mark.parametrize("wrong", [{"password": "equivocada"}, {"username": "nadie"}])
def test_a_wrong_pair_is_told_the_same_whichever_half_is_wrong(rosa, wrong):
    answer = sign_in(**wrong)
    assert (answer.status_code, answer.json()["error"]) == (401, "wrong_sign_in")
    assert not Device.objects.exists()


def test_five_wrong_passwords_close_the_door_to_the_right_one_for_a_while(rosa):
    statuses = [sign_in(password="equivocada").status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 401, 429]
    locked = sign_in()
    assert (locked.status_code, locked.json()["error"]) == (429, "locked_out")
    assert int(locked["Retry-After"]) > 0


def test_a_right_password_forgets_the_wrong_ones_before_it(rosa):
    for _ in range(3):
        assert [sign_in(password="equivocada").status_code for _ in range(3)] == [401] * 3
        assert sign_in().status_code == 200


def test_whoever_has_a_password_that_works_once_chooses_another_first(organization, hire):
    hire("agent", "150106", username="rosa", password=PASSWORD, must_change_password=True)
    answer = sign_in()
    assert (answer.status_code, answer.json()["error"]) == (403, "password_must_change")
    assert not Device.objects.exists()


@pytest.mark.parametrize("role", ["analyst", "administrator"])
def test_roles_without_people_have_nothing_to_do_on_a_phone(organization, hire, role):
    hire(role, "PE", username="rosa", password=PASSWORD)
    assert sign_in().json()["error"] == "role_without_field"


def test_whoever_left_does_not_sign_in(organization, hire):
    hire("agent", "150106", username="rosa", password=PASSWORD, is_active=False)
    assert sign_in().json()["error"] == "wrong_sign_in"


@pytest.mark.parametrize(
    "wrong",
    [{"username": ""}, {"device": "x" * 81}, {"username": "a\x00b"}, {"password": 5}, {"more": 1}, {"device": None}],
)
def test_what_is_no_sign_in_is_told(rosa, wrong):
    answer = sign_in(**wrong)
    assert (answer.status_code, answer.json()["error"]) == (400, "malformed")
