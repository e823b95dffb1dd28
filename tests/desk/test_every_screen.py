"""Every screen with every role, and with strangers from another place, as the web login."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import URLPattern, reverse

from acompana.desk.record.forms import FORMS
from acompana.desk.urls import urlpatterns
from acompana.people.access import may_record
from acompana.people.models import RecordRead
from tests.desk.conftest import DOCUMENT, NAME, NOTE, SURNAME, Browse, Life, Town

# Open to whoever has not signed in, or for everybody who has: nothing there is about a person.
FOR_EVERYBODY = {"sign_in", "sign_out", "password", "language", "hidden", "start"}
OF_SOMEBODY = {"person", "device", "handover"}
POSTED = {"sign_out", "language", "take", "decide"}


def addresses(life: Life) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Every address of the desk, with something for each of its parameters: (name, address, parameters)."""
    values: dict[str, object] = {
        "person": life.person,
        "fact": life.session,
        "instrument": "phq9",
        "no": 1,
        "key": "people_screened",
        "device": life.device,
        "handover": life.handover,
        "user": life.worker,
        "shift": life.shift,
    }
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        wanted = list(pattern.pattern.converters)
        combinations: list[dict[str, object]] = [{}]
        for parameter in wanted:
            choices = list(FORMS) if parameter == "name" else [values[parameter]]
            combinations = [{**one, parameter: choice} for one in combinations for choice in choices]
        for one in combinations:
            yield str(pattern.name), reverse(f"desk:{pattern.name}", kwargs=one), one


def may_open(name: str, role: str, parameters: dict[str, object], roles: frozenset[str]) -> bool:
    if role not in roles:
        return False
    if name == "record":
        return may_record(role, FORMS[str(parameters["name"])].kind)
    if name == "correct":
        return may_record(role, "session_held")
    return True


ROLES = {pattern.name: getattr(pattern.callback, "roles", None) for pattern in urlpatterns}


def test_every_screen_says_who_may_open_it():
    assert {name for name, roles in ROLES.items() if roles is None} == FOR_EVERYBODY - {"start"}


def test_each_role_opens_its_screens_and_no_others(town: Town, life: Life, browse: Browse):
    wrong = []
    for who, user in town.everybody.items():
        client = browse(user)
        for name, address, parameters in addresses(life):
            if name in FOR_EVERYBODY or name in POSTED:
                continue
            status = client.get(address).status_code
            expected = 200 if may_open(name, user.role, parameters, ROLES[name]) else 403
            if user.role in ROLES[name] and OF_SOMEBODY & parameters.keys() and who.startswith("other"):
                expected = 404
            if name in ("figure", "figures_csv") and expected == 200:
                expected = 404  # no figures have been counted in this organization
            if status != expected:
                wrong.append(f"{who} {address}: expected {expected}, found {status}")
    assert not wrong, "\n".join(wrong)


def test_nobody_who_has_not_signed_in_sees_anything(life: Life, browse: Browse):
    client = browse(None)
    for name, address, _ in addresses(life):
        answer = client.get(address)
        if name in {"sign_in", "hidden"}:
            assert answer.status_code == 200
        elif name in {"sign_out", "language"}:
            assert answer.status_code == 405
        elif name == "take" or name == "decide":
            assert answer.status_code in (302, 405)
        else:
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/entrar/")


def test_strangers_and_those_without_tiers_are_never_shown_a_name(town: Town, life: Life, browse: Browse):
    for who in ("other_agent", "other_clinician", "other_coordinator", "analyst", "administrator"):
        client = browse(town.everybody[who])
        for name, address, _ in addresses(life):
            if name in POSTED:
                continue
            shown = client.get(address).text
            for secret in (SURNAME, DOCUMENT, NOTE):
                # The search page tells how to search with an invented name.
                assert secret not in shown.replace("Rosa Quispe", ""), f"{who} {address}"


def test_a_private_note_is_shown_to_professionals_only(town: Town, life: Life, browse: Browse):
    seen = {}
    for who in ("agent", "clinician", "coordinator"):
        client = browse(town.everybody[who])
        pages = [client.get(address).text for name, address, _ in addresses(life) if name not in POSTED]
        seen[who] = any(NOTE in page for page in pages)
    assert seen == {"agent": False, "clinician": True, "coordinator": False}


def test_no_title_and_no_address_names_anybody(town: Town, life: Life, browse: Browse):
    client = browse(town.clinician)
    for name, address, _ in addresses(life):
        if name in POSTED:
            continue
        page = client.get(address).text
        title = re.search(r"<title>(.*?)</title>", page, re.S)
        addressed = re.findall(r'(?:href|action|src)="([^"]*)"', page)
        for secret in (NAME, SURNAME, DOCUMENT, "F32", "Diagnóstico", "depres"):
            assert title is None or secret not in title[1], address
            assert not [one for one in addressed if secret in one], address


def test_posting_to_a_strangers_person_records_nothing(town: Town, life: Life, browse: Browse):
    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_fact")
            return int(cursor.fetchone()[0])

    before = count()
    for who in ("other_agent", "other_clinician", "other_coordinator", "analyst", "administrator"):
        client = browse(town.everybody[who])
        for _, address, parameters in addresses(life):
            if "person" not in parameters:
                continue
            answer = client.post(address, {"outcome": "not_home", "level": "none", "reason": "died"})
            assert answer.status_code in (403, 404), f"{who} {address}"
    assert count() == before


def test_an_unknown_person_looks_like_somebody_elses(town: Town, life: Life, browse: Browse):
    client = browse(town.other_clinician)
    stranger, nobody = (client.get(reverse("desk:person", args=[person])) for person in (life.person, uuid4()))
    assert stranger.status_code == nobody.status_code == 404
    assert stranger.text == nobody.text


def test_opening_a_record_leaves_a_trace_and_a_refusal_leaves_none(town: Town, life: Life, browse: Browse):
    browse(town.other_agent).get(reverse("desk:person", args=[life.person]))
    assert not RecordRead.objects.exists()
    browse(town.agent).get(reverse("desk:person", args=[life.person]))
    browse(town.clinician).get(reverse("desk:person", args=[life.person]))
    traces = RecordRead.objects.order_by("at").values_list("user__username", "page", "tier")
    assert list(traces) == [("rosa", "desk.person", "identity"), ("carmen", "desk.person", "note")]


def test_pages_about_people_are_not_kept_by_the_browser(town: Town, life: Life, browse: Browse):
    answer = browse(town.agent).get(reverse("desk:person", args=[life.person]))
    assert answer["Cache-Control"] == "no-store"
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert " style=" not in answer.text


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_screen_is_drawn_in_both_languages(town: Town, life: Life, browse: Browse, language: str):
    town.clinician.language = town.coordinator.language = language
    town.clinician.save()
    town.coordinator.save()
    for user in (town.clinician, town.coordinator):
        client = browse(user)
        for name, address, _ in addresses(life):
            if name not in POSTED:
                page = client.get(address)
                assert page.status_code in (200, 302, 403, 404)
                if page.status_code == 200:
                    assert f'<html lang="{language}">' in page.text
