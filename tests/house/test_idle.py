from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from acompana.house import idle

pytestmark = pytest.mark.django_db


@pytest.fixture
def silence(monkeypatch):
    """`silence(minutes)` lets that much time pass without a request."""
    clock = {"now": idle.timezone.now()}
    monkeypatch.setattr(idle.timezone, "now", lambda: clock["now"])

    def pass_by(**span):
        clock["now"] += timedelta(**span)

    return pass_by


@pytest.fixture
def client():
    session = SessionStore()
    session["draft"] = "kept while somebody is there"
    session.save()
    browser = Client()
    browser.cookies["sessionid"] = session.session_key
    browser.get("/alive")
    return browser


def test_a_screen_in_use_stays_signed_in_past_half_an_hour(silence, client):
    for _ in range(4):
        silence(minutes=20)
        client.get("/alive")
    assert client.session["draft"]


def test_a_screen_left_alone_for_half_an_hour_is_signed_out(silence, client):
    silence(minutes=31)
    client.get("/alive")
    assert "draft" not in client.session


def test_looking_twice_within_a_minute_writes_nothing(silence, client, django_assert_num_queries):
    silence(seconds=30)
    with django_assert_num_queries(1):
        client.get("/alive")
