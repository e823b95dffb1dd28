"""The numbered clauses of spec/RULES.md, each proven by vectors that a second engine can run as well."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from acompana.care.asking import applicable_items, check_answers, next_item
from acompana.care.change import DifferentForms, compare, trend
from acompana.care.instruments import Instrument
from acompana.care.scoring import score_answers

SPEC = Path(__file__).parents[2] / "spec"
VECTORS = SPEC / "vectors"
INDEX = json.loads((VECTORS / "index.json").read_text())
INSTRUMENTS = {
    path.stem: msgspec.json.decode(path.read_bytes(), type=Instrument)
    for path in (VECTORS / "instruments").glob("*.json")
}


def vectors() -> list[Any]:
    found: list[Any] = []
    for file in INDEX["files"]:
        told = json.loads((VECTORS / file).read_text())
        found += [pytest.param(vector, id=f"{vector['clause']} {vector['name']}") for vector in told]
    return found


@pytest.mark.parametrize("vector", vectors())
def test_the_engine_obeys(vector: dict[str, Any]) -> None:
    if "error" in vector:
        with pytest.raises(DifferentForms) as caught:
            result_of(vector["call"], vector["given"])
        assert caught.value.code == vector["error"]
        return
    result = result_of(vector["call"], vector["given"])
    partly = vector["call"] in ("score", "trend")
    assert differences(vector["expect"], result, partly=partly) == []


def test_every_clause_has_a_vector_and_every_vector_a_clause() -> None:
    clauses = set(re.findall(r"^- \*\*([A-Z]\d+)\*\*", (SPEC / "RULES.md").read_text(), re.MULTILINE))
    proven = {vector.values[0]["clause"] for vector in vectors()}
    assert clauses == proven


def test_the_index_lists_every_vector() -> None:
    files = {
        path.name: len(json.loads(path.read_text())) for path in VECTORS.glob("*.json") if path.name != "index.json"
    }
    assert INDEX["files"] == files
    assert INDEX["instruments"] == sorted(path.name for path in (VECTORS / "instruments").iterdir())


def test_no_two_vectors_have_the_same_name() -> None:
    names = Counter(vector.id for vector in vectors())
    assert [name for name, times in names.items() if times > 1] == []


def result_of(call: str, given: dict[str, Any]) -> Any:
    instrument = INSTRUMENTS[given["instrument"]]
    if call == "check":
        return [[problem.code, problem.item] for problem in check_answers(instrument, given["answers"])]
    if call == "applicable":
        return [item.code for item in applicable_items(instrument, given["answers"])]
    if call == "next":
        item = next_item(instrument, given["answers"])
        return item and item.code
    if call == "score":
        return as_json(_score(instrument, given))
    if call == "compare":
        before = score_answers(INSTRUMENTS[given.get("earlier_instrument", instrument.id)], given["earlier"])
        change = compare(instrument, before, score_answers(instrument, given["later"]), days=given.get("days"))
        return {"points": change.points, "found": list(change.found)}
    assert call == "trend", f"no such function: {call}"
    dated = [(date.fromisoformat(s["on"]), score_answers(instrument, s["answers"])) for s in given["scores"]]
    return as_json(trend(instrument, dated))


def as_json(record: msgspec.Struct) -> Any:
    return json.loads(msgspec.json.encode(record))


def _score(instrument: Instrument, given: dict[str, Any]) -> Any:
    on = date.fromisoformat(given["on"]) if "on" in given else None
    about = {key: given[key] for key in ("age", "sex", "population") if key in given}
    return score_answers(instrument, given["answers"], on=on, **about)


def differences(expected: Any, found: Any, *, partly: bool, at: str = "") -> list[str]:
    """Where `found` is not as expected: objects by the keys that are named, when `partly`; lists whole."""
    if isinstance(expected, dict) and isinstance(found, dict):
        keys = expected if partly else {*expected, *found}
        each = [differences(expected.get(k), found.get(k), partly=partly, at=f"{at}.{k}") for k in keys]
        return [difference for one in each for difference in one]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        each = [differences(e, f, partly=partly, at=f"{at}[{n}]") for n, (e, f) in pairs]
        return [difference for one in each for difference in one]
    return [] if expected == found and type(expected) is type(found) else [f"{at}: expected {expected}, found {found}"]
