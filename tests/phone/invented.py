"""Instruments that nobody would use, and any answers to them: the corners the real ones do not have."""

from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec
from hypothesis import strategies as st

from acompana.care.asking import UNANSWERED
from acompana.care.instruments import Instrument, Item

#: Codes that are also words of the languages the engines are written in.
CODES = ["a", "b", "c", "d", "e", "toString", "constructor", "__proto__x", "is"]
TEXT = {"es": "x", "en": "x"}
SOURCED = {"source": "invented", "tag": "V"}
small = st.integers(-1, 4)


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=6, unique=True))
    choices = [_choices(draw, name) for name in ("first", "second")]
    scales = [_scale(draw, name, codes) for name in ("total", "part")[: draw(st.integers(0, 2))]]
    made = {
        "id": f"invented_{draw(st.integers(0, 9))}",
        "version": "1",
        "name": TEXT,
        "purpose": TEXT,
        "kind": "screening",
        "asked_by": ["agent"],
        "ages": {"at_least": draw(st.integers(0, 20)), "at_most": draw(st.none() | st.integers(21, 90))},
        "license": {**SOURCED, "holder": "nobody", "terms": "free", "ships_text": True},
        "wording": [],
        **SOURCED,
        "choices": choices,
        "items": [_item(draw, code, codes[:place]) for place, code in enumerate(codes)],
        "scales": scales,
        "positive": draw(st.lists(_positive(codes, [scale["code"] for scale in scales]), max_size=2)),
        "flags": [_flag(draw, name, codes) for name in ("red", "blue")[: draw(st.integers(0, 2))]],
        "levels": [
            _level(draw, name, codes)
            for name in draw(st.sampled_from([(), ("high", "moderate", "low"), ("high", "low")]))
        ],
        "change": draw(st.none() | _change(scales)) if scales else None,
    }
    return msgspec.convert(made, Instrument)


def answers_to(instrument: Instrument, chance: Random) -> dict[str, Any]:
    """Answers it can take, in any order: all sorts, or a value for every item, or hardly a symptom."""
    mood = chance.choice(["any", "full", "mild"])
    items = chance.sample(instrument.items, len(instrument.items))
    if mood == "any":
        items = items[: chance.randint(0, len(items))] if chance.random() < 0.5 else items
    return {item.code: _answer(instrument, item, mood, chance) for item in items}


def rubbish(instrument: Instrument, chance: Random) -> dict[str, Any]:
    """What no instrument could take, among what it can. Fractions are real ones: in JSON, 2.0 may be read as 2."""
    odd: list[Any] = [None, True, False, 0.5, -1.25, -3, 80, "", "2", "no", [], [1], {}]
    codes = [*instrument.items_by_code, "hasOwnProperty", "unknown", "x y"]
    some = chance.sample(codes, chance.randint(0, min(5, len(codes))))
    return {code: chance.choice([*odd, *UNANSWERED, *range(5)]) for code in some}


def _answer(instrument: Instrument, item: Item, mood: str, chance: Random) -> int | str:
    values = _values(instrument, item)
    if mood == "mild" and chance.random() < 0.9:
        return min(values)
    return chance.choice([*values, *values, *(UNANSWERED if mood == "any" else ())])


def _values(instrument: Instrument, item: Item) -> list[int]:
    if item.number:
        return [item.number.at_least, item.number.at_least + 1, item.number.at_most]
    return [option.value for option in instrument.options(item)]


def _choices(draw: st.DrawFn, name: str) -> dict[str, Any]:
    values = draw(st.lists(small, min_size=2, max_size=4, unique=True))
    return {"code": name, "options": [{"value": value, "label": TEXT} for value in values]}


def _item(draw: st.DrawFn, code: str, before: list[str]) -> dict[str, Any]:
    item: dict[str, Any] = {"code": code}
    if draw(st.integers(0, 4)) == 0:
        item["number"] = {"at_least": 0, "at_most": draw(st.integers(1, 30)), "unit": TEXT}
    else:
        item["choices"] = draw(st.sampled_from(["first", "second"]))
    for gate in ("asked_if_all", "asked_if_any"):
        if before and draw(st.integers(0, 3)) == 0:
            item[gate] = draw(st.lists(_condition(before), min_size=1, max_size=2))
    return item


def _condition(codes: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    listed = st.lists(small | st.sampled_from(UNANSWERED), min_size=1, max_size=2)
    return st.fixed_dictionaries({"item": st.sampled_from(codes)}, optional={"is": listed, "at_least": small})


def _scale(draw: st.DrawFn, name: str, codes: list[str]) -> dict[str, Any]:
    middle = draw(st.integers(0, 6))
    bands = [("low", -9, middle), ("high", middle + 1, draw(st.integers(middle + 1, 40)))]
    return {
        "code": name,
        "name": TEXT,
        "items": draw(st.lists(st.sampled_from(codes), min_size=1, unique=True)),
        "missing": {**SOURCED, "prorate_up_to": draw(st.integers(0, 3))},
        "bands": [{**SOURCED, "code": code, "from": low, "to": high, "label": TEXT} for code, low, high in bands],
        "cutoffs": draw(st.lists(_cutoff(), max_size=4)),
    }


def _cutoff() -> st.SearchStrategy[dict[str, Any]]:
    ages = st.integers(0, 50).flatmap(
        lambda least: st.fixed_dictionaries({"at_least": st.just(least), "at_most": st.none() | st.just(least + 20)})
    )
    days = st.integers(0, 3).map(lambda years: (date(2024, 1, 1) + timedelta(365 * years)).isoformat())
    return st.fixed_dictionaries(
        {"source": st.just("invented"), "tag": st.just("V"), "at_least": st.integers(0, 8), "since": days},
        optional={
            "population": st.sampled_from(["general", "perinatal"]),
            "sex": st.sampled_from(["female", "male"]),
            "ages": ages,
            "sign_off": st.sampled_from(["awaiting", "signed"]),
        },
    )


def _positive(codes: list[str], scales: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    common = {
        "code": st.sampled_from(["one", "two"]),
        "meaning": st.just(TEXT),
        "source": st.just("x"),
        "tag": st.just("V"),
    }
    by_answers = st.fixed_dictionaries({**common, "any_of": st.lists(_condition(codes), min_size=1, max_size=3)})
    if not scales:
        return by_answers
    return by_answers | st.fixed_dictionaries({**common, "scale": st.sampled_from(scales)})


def _flag(draw: st.DrawFn, name: str, codes: list[str]) -> dict[str, Any]:
    return {
        **SOURCED,
        "code": name,
        "kind": draw(st.sampled_from(["suicide", "suicide", "psychosis", "danger", "violence"])),
        "item": draw(st.sampled_from(codes)),
        "is": draw(st.lists(small, min_size=1, max_size=3)),
        "clock": draw(st.sampled_from(["high", "unassessed", "moderate", "low"])),
        "meaning": TEXT,
    }


def _level(draw: st.DrawFn, name: str, codes: list[str]) -> dict[str, Any]:
    any_of = draw(st.lists(_condition(codes), min_size=1, max_size=2))
    return {**SOURCED, "level": name, "label": TEXT, "any_of": any_of}


def _change(scales: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    def rule(**fields: st.SearchStrategy[int]) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({"source": st.just("x"), "tag": st.just("V"), **fields})

    few = st.integers(0, 8)
    points, crossing = rule(points=few), rule(from_at_least=few, to_below=few)
    return st.fixed_dictionaries(
        {"scale": st.sampled_from([scale["code"] for scale in scales])},
        optional={
            "important": points,
            "reliable": points,
            "deterioration": points,
            "response": rule(fall_percent=st.integers(1, 100), from_at_least=few),
            "remission": crossing,
            "recovery": crossing,
            "relapse": rule(from_below=few, to_at_least=few, recurrence_after_days=st.integers(1, 300)),
        },
    )
