"""The app's files, as the server gives them."""

import re
import urllib.request

import pytest
from django.test import RequestFactory

from acompana.house.campo import not_built


@pytest.fixture
def get(campo):
    def get(path: str = "", **headers: str):
        return urllib.request.urlopen(urllib.request.Request(campo + path, headers=headers))

    return get


@pytest.fixture
def script(get) -> str:
    found = re.search(rb"assets/[^\"]+\.js", get().read())
    assert found
    return found[0].decode()


@pytest.mark.parametrize("path", ["", "sw.js", "campo.webmanifest"])
def test_what_has_a_fixed_name_is_asked_for_anew_each_time(get, path):
    assert get(path).headers["Cache-Control"] == "no-cache"


def test_what_is_named_by_its_content_is_kept_forever(get, script):
    assert "immutable" in get(script).headers["Cache-Control"]


@pytest.mark.parametrize("packing", ["br", "gzip"])
def test_code_travels_packed(get, script, packing):
    assert get(script, **{"Accept-Encoding": packing}).headers["Content-Encoding"] == packing


def test_the_app_may_load_from_its_own_server_and_from_nowhere_else(get, script):
    for path in ("", "sw.js", script):
        policy = get(path).headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in policy


def test_the_address_without_its_slash_leads_to_the_app(campo):
    assert urllib.request.urlopen(campo.removesuffix("/")).url == campo


def test_the_app_names_neither_the_program_nor_health(get):
    for path in ("", "campo.webmanifest"):
        told = get(path).read().decode().lower()
        assert [word for word in ("acompaña", "acompana", "salud", "health", "mental") if word in told] == []


def test_where_the_app_was_not_built_its_address_says_what_to_do():
    told = not_built(RequestFactory().get("/campo/"))
    assert told.status_code == 503
    assert b"make phone" in told.content
