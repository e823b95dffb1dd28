import psycopg
import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from acompana.house.urls import handler400, handler500  # noqa: F401


def database_is_gone(request):
    raise OperationalError("connection to server was lost; detail that nobody outside may read")


def driver_is_cut_off(request):
    raise psycopg.OperationalError("terminating connection")


def fault(request):
    raise ValueError("detail that nobody outside may read")


def reading(request):
    return HttpResponse(request.POST.get("agreed", ""))


urlpatterns = [
    path("reading", reading),
    path("gone", database_is_gone),
    path("driver", driver_is_cut_off),
    path("fault", fault),
]


@pytest.fixture
def client(settings, db):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def test_a_database_that_went_away_is_said_so_and_can_be_tried_again(client):
    answer = client.get("/gone")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "No se guardó nada" in answer.text
    assert "detail" not in answer.text


def test_so_is_one_that_the_ledger_asked_past_django(client):
    assert client.get("/driver").status_code == 503


def test_a_fault_of_the_program_tells_nothing_of_its_inside(client):
    answer = client.get("/fault")
    assert answer.status_code == 500
    assert "detail" not in answer.text


def test_a_form_of_many_megabytes_is_refused_in_words(client):
    answer = client.post("/reading", "agreed=" + "a" * 10_000_000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert "demasiado grande" in answer.text
    assert "Nothing was stored" in answer.text


def test_every_answer_carries_the_strict_policy(client):
    policy = client.get("/fault")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
