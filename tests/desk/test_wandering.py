"""Whoever fills any form of a person with anything is answered, never by a fault of the program; and afterwards every
card is what the facts give, and every sign of risk is answered or open."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import reverse

from acompana.bundle import current
from acompana.caseload.invariants import folded, open_risks
from tests.desk.conftest import Browse, Life, Town, now

SEEDS, STEPS = range(2), 40
TRIES = 3
"""So often a form that is not accepted is filled again: by then it asks for what was missing."""


class Field(NamedTuple):
    name: str
    kind: str
    value: str


class _Sheet(HTMLParser):
    """What the form of a page offers, in order; each choice and each button is a field of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[Field] = []
        self.is_inside = False
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = "sheet" in said.get("class", "")
        if tag == "select":
            self.select = said.get("name", "")
        if not self.is_inside:
            return
        if tag == "option":
            self.fields.append(Field(self.select, "radio", said.get("value", "")))
        elif tag in ("input", "textarea", "button") and said.get("name"):
            kind = tag if tag != "input" else said.get("type", "text")
            self.fields.append(Field(said["name"], kind, said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False


def sheet(html: str) -> list[Field]:
    parser = _Sheet()
    parser.feed(html)
    return parser.fields


class Hand:
    """Somebody who writes whatever comes to mind, mostly what could be."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def fills(self, fields: list[Field]) -> dict[str, list[str]]:
        sent = {one.name: [self._types(one)] for one in fields if one.kind not in ("radio", "checkbox", "button")}
        offered: dict[str, list[str]] = {}
        for one in fields:
            if one.kind == "radio":
                offered.setdefault(one.name, []).append(one.value)
            elif one.kind == "checkbox" and self.chance.random() < 0.4:
                sent.setdefault(one.name, []).append(one.value or "on")
        sent |= {name: [self.chance.choice(values)] for name, values in offered.items() if self.chance.random() < 0.97}
        buttons = [one for one in fields if one.kind == "button"]
        if buttons and self.chance.random() < 0.3:
            button = self.chance.choice(buttons)
            sent[button.name] = [button.value]
        return sent

    def _types(self, field: Field) -> str:
        if field.kind == "hidden":
            return field.value
        return self.chance.choice([field.value, field.value, *self._could_be(field.kind)])

    def _could_be(self, kind: str) -> list[str]:
        today = now()
        if kind == "date":
            return [f"{today - timedelta(days=days):%Y-%m-%d}" for days in (0, 1, 40, -8, 40_000)] + ["mañana"]
        if kind == "time":
            return ["00:00", "10:30", "23:59", "25:00", ""]
        if kind == "number":
            return ["1", "2", "12", "1990", "-1", "99999999999", ""]
        return ["", "Inventada", "912345678", "a\0b", "ñandú 'quote\"", "x" * 3000]


def ways(page: str, person: object) -> Iterator[str]:
    """Where one can record something, from a person's page and beyond it."""
    yield from re.findall(rf'href="(/personas/{person}/(?:anotar|corregir|retirar|datos)[^"#]*)', unescape(page))
    for instrument in current().instruments:
        yield reverse("desk:record_screening", args=[person, instrument.id])


@pytest.mark.parametrize("seed", SEEDS)
def test_any_form_filled_in_any_way_is_answered_and_loses_nobody(seed: int, town: Town, life: Life, browse: Browse):
    hand = Hand(seed)
    windows = [browse(worker) for worker in (town.agent, town.clinician, town.coordinator)]
    took = 0
    for _ in range(STEPS):
        window = hand.chance.choice(windows)
        page = window.get(reverse("desk:person", args=[life.person])).text
        took += fill(window, hand.chance.choice(list(ways(page, life.person))), hand)
    assert took > STEPS / 4, "nothing was tried"
    for invariant in (*folded([life.person]), open_risks(now())):
        assert not invariant.breaches, invariant


def fill(window: Client, address: str, hand: Hand) -> bool:
    """Whether the form was taken, in the end."""
    page = window.get(address)
    for _ in range(TRIES):
        fields = sheet(page.text) if page.status_code in (200, 422) else []
        if not fields:
            return False
        page = window.post(address, hand.fills(fields))
        assert page.status_code in (200, 302, 403, 404, 422), address
        if page.status_code == 302:
            return True
    return False
