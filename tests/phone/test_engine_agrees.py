"""The instruments engine is written twice. On any answers to any instrument, the two must say the same.

Thousands of cases are drawn, sent to the phone's engine in one batch, and every field of every result compared.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import msgspec
from hypothesis import HealthCheck, Phase, given, settings

from acompana.bundle import current
from acompana.care.asking import applicable_items, check_answers, next_item
from acompana.care.change import Change, Trend, compare, trend
from acompana.care.instruments import Instrument
from acompana.care.scoring import Score, score_answers
from tests.phone.invented import answers_to, instruments, rubbish

PHONE = Path(__file__).parents[2] / "phone"
BATCH = PHONE / "tests" / "engine" / "answer_cases.ts"
#: The Node.js that the environment brings, whatever else this machine has.
NODE = Path(sys.executable).with_name("node")
REAL = current().instruments
LIVES = 4000
FIRST_DAY = date(2024, 1, 1)

Case = tuple[Instrument, dict[str, Any]]


def test_both_engines_say_the_same_of_the_program_instruments() -> None:
    seed = SystemRandom().randrange(2**32)
    compare_all(seed, lives(REAL, LIVES, Random(seed)))


def test_both_engines_say_the_same_of_any_instrument() -> None:
    seed = SystemRandom().randrange(2**32)
    compare_all(seed, lives(some_instruments(), LIVES, Random(seed)))


def test_the_cases_reach_every_corner() -> None:
    """A comparison that never saw a flag would prove nothing about flags."""
    seen: Counter[str] = Counter()
    for instrument, one in lives(REAL, LIVES, Random(1)):
        if one["call"] == "score":
            score: Score = in_python(instrument, one)
            seen.update({f"suicide {score.suicide}", f"level {score.level}", f"positive {score.positive}"})
            seen.update(reason.code for scale in score.scales for reason in scale.reasons)
            seen.update(reason.code for reason in score.reasons)
    corners = {
        *(f"suicide {word}" for word in ("flagged", "not_asked", "clear", "no_item")),
        *(f"level {word}" for word in ("None", "none", "unassessed", "low", "moderate", "high")),
        *(f"positive {word}" for word in (True, False, None)),
        *("all_answered", "prorated", "too_many_missing", "outside_ages", "answer_is_positive", "answers_missing"),
        *("reaches_cutoff", "already_reaches_cutoff", "below_cutoff", "cannot_reach_cutoff", "undecided"),
    }
    assert corners - set(seen) == set()


def compare_all(seed: int, cases: list[Case]) -> None:
    differing = []
    for (instrument, one), found in zip(cases, on_the_phone(cases), strict=True):
        expected = in_python(instrument, one)
        if as_it_was(one["call"], found) != expected:
            told = json.loads(msgspec.json.encode({**one, "instrument": instrument}))
            differing.append(f"{told}\n  expected {expected}\n  found    {found}")
    assert differing == [], f"seed {seed}: {len(differing)} of {len(cases)} differ, the first:\n{differing[0]}"


def some_instruments() -> list[Instrument]:
    """Instruments that Hypothesis thought of, others in every run."""
    thought_of: list[Instrument] = []

    @settings(
        max_examples=150, phases=[Phase.generate], deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(instruments())
    def draw(instrument: Instrument) -> None:
        thought_of.append(instrument)

    draw()
    return thought_of


def lives(known: Sequence[Instrument], number: int, chance: Random) -> list[Case]:
    """Instruments and what is asked of the engines about them, every call as often as the others."""
    return [case for _ in range(number) for case in life(chance.choice(known), chance)]


def life(instrument: Instrument, chance: Random) -> list[Case]:
    answers = answers_to(instrument, chance)
    about: dict[str, Any] = {
        "age": chance.randint(0, 100),
        "sex": chance.choice(["female", "male", "intersex", "unknown"]),
        "population": chance.choice(["general", "perinatal", "nobody"]),
        "on": any_day(chance),
    }
    known = chance.sample(sorted(about), chance.randint(0, 4))
    days = chance.choice([None, 10, 182, 183, 300])
    series = [{"on": any_day(chance), "answers": answers_to(instrument, chance)} for _ in range(chance.randint(0, 5))]
    asked: list[dict[str, Any]] = [
        {"call": "check", "answers": rubbish(instrument, chance)},
        {"call": "applicable", "answers": answers},
        {"call": "next", "answers": answers},
        {"call": "score", "answers": answers, **{key: about[key] for key in known}},
        {"call": "compare", "earlier": answers_to(instrument, chance), "later": answers, "days": days},
        {"call": "trend", "scores": series},
    ]
    return [(instrument, one) for one in asked]


def any_day(chance: Random) -> date:
    return FIRST_DAY + timedelta(days=chance.randint(0, 900))


def on_the_phone(cases: list[Case]) -> list[Any]:
    """What the phone's engine makes of all of them, in one process."""
    places: dict[int, int] = {}
    told: list[Instrument] = []
    for instrument, _ in cases:
        if id(instrument) not in places:
            places[id(instrument)] = len(told)
            told.append(instrument)
    batch = {"instruments": told, "cases": [{**one, "instrument": places[id(i)]} for i, one in cases]}
    done = subprocess.run([NODE, BATCH], input=msgspec.json.encode(batch), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    results: list[Any] = json.loads(done.stdout)
    return results


def in_python(instrument: Instrument, one: dict[str, Any]) -> Any:
    call, answers = one["call"], one.get("answers", {})
    if call == "check":
        return [(problem.code, problem.item) for problem in check_answers(instrument, answers)]
    if call == "applicable":
        return [item.code for item in applicable_items(instrument, answers)]
    if call == "next":
        item = next_item(instrument, answers)
        return item and item.code
    if call == "compare":
        earlier, later = (score_answers(instrument, one[key]) for key in ("earlier", "later"))
        return compare(instrument, earlier, later, days=one["days"])
    if call == "trend":
        return trend(instrument, [(s["on"], score_answers(instrument, s["answers"])) for s in one["scores"]])
    return score_answers(instrument, answers, **{k: v for k, v in one.items() if k not in ("call", "answers")})


def as_it_was(call: str, found: Any) -> Any:
    """The phone's result as Python's record; a field that Python does not have is an error."""
    if call == "check":
        return [tuple(problem) for problem in found]
    kinds: dict[str, type[Any]] = {"score": Score, "compare": Change, "trend": Trend}
    if call not in kinds:
        return found
    record = msgspec.convert(found, kinds[call])
    assert unknown_keys(found, msgspec.to_builtins(record, str_keys=True)) == []
    return record


def unknown_keys(found: Any, known: Any) -> list[str]:
    """Keys with something in them that did not make it into the record."""
    if isinstance(found, dict):
        gone = [key for key in found if key not in known and found[key] not in (None, False, [])]
        each = [unknown_keys(found[key], known[key]) for key in found if key in known]
        return gone + [key for keys in each for key in keys]
    if isinstance(found, list):
        return [key for one, other in zip(found, known, strict=True) for key in unknown_keys(one, other)]
    return []
