"""The year's figures counted a second time, from the raw facts, with the cut-offs of the published forms written out.

It shares nothing with `care` and `indicators`: where both agree, neither is likely to be wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import msgspec

from acompana.simulation.notebook import Told

PHQ9 = ["interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration", "movement", "self_harm"]
GAD7 = ["nervous", "control_worry", "worry", "relax", "restless", "irritable", "afraid"]
SCALES = {
    "phq9": (PHQ9, 10, 2),  # items, cut-off, how many may be missing
    "gad7": (GAD7, 10, 2),
    "phq2": (PHQ9[:2], 3, 0),
    "gad2": (GAD7[:2], 3, 0),
}
COMMON = ["headaches", "appetite", "sleep", "frightened", "hands", "nervous", "digestion", "thinking", "sad"]
COMMON += ["crying", "enjoyment", "decisions", "work", "useful", "interest", "bored", "ending_life", "tired"]
SRQ = [  # each block and its cut-off
    (COMMON, 9),
    (["harmed", "important", "interference", "voices"], 1),
    (["convulsions"], 1),
    (["drinking_told", "drinking_stop", "drinking_work", "drinking_fights", "drinking_much"], 1),
]
SUICIDE = {
    "phq9": ["self_harm"],
    "srq": ["ending_life"],
    "asq": ["wished_dead", "better_off", "thoughts", "attempt_ever", "thoughts_now"],
}


class Tally:
    """Counts of distinct persons and of events, for facts that happened on the days from `first` until before `end`."""

    def __init__(self, first: date, end: date, roles: dict, zone: str = "America/Lima") -> None:
        self._from = datetime.combine(first, time(), ZoneInfo(zone))
        self._until = datetime.combine(end, time(), ZoneInfo(zone))
        self._roles = roles
        self.counts: Counter[str] = Counter()

    def count(self, pages: Iterable[tuple[object, list[Told]]]) -> Counter[str]:
        for _, told in pages:
            self._count_person(_standing(told))
        return self.counts

    def _count_person(self, facts: list[tuple[dict, object]]) -> None:
        marks: set[str] = set()
        for fact, author in facts:
            happened = datetime.fromisoformat(fact["happened_at"])
            if self._from <= happened < self._until:
                self._count_fact(fact["kind"], fact["body"], self._roles[author], marks)
        self.counts.update(marks)

    def _count_fact(self, kind: str, body: dict, role: str, marks: set[str]) -> None:
        if kind == "answers_given":
            marks |= _found(body)
        elif kind in ("visit_made", "call_made"):
            self._count_contact(kind, body, role, marks)
        elif kind == "diagnosis_made":
            marks.add("people_with_any_diagnosis")
            if body["certainty"] == "definitive":
                marks.add("people_diagnosed")
        elif kind == "referral_made":
            marks.add("people_referred")
        elif kind == "session_held" and body.get("attended", True):
            marks.add("people_in_psychological_care")
            self.counts["psychological_sessions"] += 1

    def _count_contact(self, kind: str, body: dict, role: str, marks: set[str]) -> None:
        worker = "agent" if role == "agent" else "staff"
        if kind == "visit_made":
            self.counts[f"{worker}_visits_attempted"] += 1
        if body["outcome"] not in ("seen", "reached"):
            return
        if kind == "visit_made":
            self.counts[f"{worker}_visits"] += 1
        if worker == "agent":
            marks.add("people_accompanied")


def _standing(told: list[Told]) -> list[tuple[dict, object]]:
    """Facts with their authors, without what was withdrawn and with what was corrected."""
    facts = {}
    for one in told:
        fact = msgspec.json.decode(one.raw)
        facts[fact["id"]] = (fact, one.author)
    for fact, _ in list(facts.values()):
        target = fact["body"].get("target")
        if fact["kind"] == "fact_withdrawn":
            facts.pop(target, None)
        elif fact["kind"] == "fact_corrected" and target in facts:
            facts[target][0]["body"] = fact["body"]["instead"]
    return list(facts.values())


def _found(body: dict) -> set[str]:
    form, answers = body["instrument"], body["answers"]
    found: set[str] = set()
    if any(answers.get(item, 0) in (1, 2, 3) for item in SUICIDE.get(form, [])):
        found.add("people_with_suicidal_ideation")
    positive = _is_positive(form, answers)
    if positive is None:
        return found
    found.add("people_screened")
    if positive and form == "phq9":
        found.add("people_with_depression_signs")
    if positive and form == "gad7":
        found.add("people_with_anxiety_signs")
    return found


def _is_positive(form: str, answers: dict) -> bool | None:
    """Whether a form is positive; None when what is missing leaves it open."""
    if form == "asq":
        said = [answers.get(item) for item in SUICIDE["asq"][:4]]
        return True if 1 in said or "refused" in said else None if None in said else False
    if form == "srq":
        blocks = [_reaches(answers, items, cutoff, 0) for items, cutoff in SRQ]
        return True if True in blocks else None if None in blocks else False
    return _reaches(answers, *SCALES[form])


def _reaches(answers: dict, items: list[str], cutoff: int, may_be_missing: int) -> bool | None:
    values = [answers[item] for item in items if isinstance(answers.get(item), int)]
    missing = len(items) - len(values)
    if sum(values) >= cutoff:
        return True
    if missing <= may_be_missing:
        return bool(values) and sum(values) * len(items) / len(values) + 0.5 >= cutoff
    highest = 1 if items in (block for block, _ in SRQ) else 3
    return None if sum(values) + missing * highest >= cutoff else False
