"""From how somebody feels to what they answer, question by question."""

from collections.abc import Iterable, Mapping
from math import sqrt
from statistics import NormalDist

from acompana.care.facts import Answer, Unanswered
from acompana.simulation.chance import Chance
from acompana.simulation.parameters import Parameters
from acompana.simulation.persons import Gravity, Person

Answers = dict[str, Answer]
Steps = Mapping[str, tuple[float, ...]]

SUICIDE_ITEM = {"phq9": "self_harm", "srq": "ending_life"}
PSYCHOSIS = ("harmed", "important", "interference", "voices")
ALCOHOL = ("drinking_told", "drinking_stop", "drinking_work", "drinking_fights", "drinking_much")
_NORMAL = NormalDist()
_DRINKS_SAY = 0.35  # of those who drink too much, how many say so to each of the five questions [D]


def _steps(shares: Mapping[str, Iterable[float]]) -> Steps:
    """For each question, the severities from which 1, 2, 3 … is answered, given how many answer at least that."""
    return {code: tuple(_NORMAL.inv_cdf(1 - share) for share in at_least) for code, at_least in shares.items()}


class Answering:
    """Answers to every instrument that is asked in the simulated program."""

    def __init__(self, parameters: Parameters, chance: Chance) -> None:
        p = parameters.answering
        self._p = p
        self._chance = chance
        self._phq9 = _steps(p.phq9)
        self._gad7 = _steps(p.gad7)
        self._srq = _steps({code: (share,) for code, share in p.srq.items()})
        self._own = sqrt(1 - p.depends_on_severity**2)

    def phq9(self, person: Person) -> Answers:
        answers = self._scale(self._phq9, person.depression)
        answers["self_harm"] = self._thoughts(person)
        self._leave_some_out(answers, "self_harm")
        if any(value for value in answers.values()):
            answers["difficulty"] = min(3, max(0, round(person.depression * 0.8 + 0.6)))
        return answers

    def phq2(self, person: Person) -> Answers:
        return self._scale({code: self._phq9[code] for code in ("interest", "mood")}, person.depression)

    def gad7(self, person: Person) -> Answers:
        answers = self._scale(self._gad7, person.anxiety)
        self._leave_some_out(answers)
        return answers

    def gad2(self, person: Person) -> Answers:
        return self._scale({code: self._gad7[code] for code in ("nervous", "control_worry")}, person.anxiety)

    def srq(self, person: Person) -> Answers:
        leans = self._p.srq_leans_to_anxiety
        answers: Answers = {}
        for code, steps in self._srq.items():
            answers |= self._scale({code: steps}, person.anxiety if code in leans else person.depression)
        answers["ending_life"] = min(1, self._thoughts(person))
        answers |= {code: int(person.voices and self._chance.happens(0.5)) for code in PSYCHOSIS}
        answers["convulsions"] = int(person.convulsions)
        answers |= {code: int(person.drinks and self._chance.happens(_DRINKS_SAY)) for code in ALCOHOL}
        self._leave_some_out(answers, "ending_life")
        return answers

    def asq(self, person: Person) -> Answers:
        thoughts = self._thoughts(person) > 0
        grave = person.thoughts in ("moderate", "high")
        answers: Answers = {
            "wished_dead": int(thoughts),
            "better_off": int(thoughts and self._chance.happens(0.5)),
            "thoughts": int(thoughts and (grave or self._chance.happens(0.4))),
            "attempt_ever": int(person.attempted),
        }
        if any(answers.values()):
            answers["thoughts_now"] = int(person.thoughts == "high" and self._chance.happens(0.3))
        return answers

    def assessment(self, level: Gravity | None) -> Answers:
        """A professional's structured questions (`suicide_risk`), answered as somebody at this level does."""
        if level is None:
            return {"wish": 0, "thoughts": 0, "behavior": 0, "attempt_now": 0}
        happens = self._chance.happens
        thinks = level != "low" or happens(0.6)
        answers: Answers = {"wish": 1, "thoughts": int(thinks)}
        if thinks:
            answers |= {
                "method": int(level != "low"),
                "intent": int(level == "high"),
                "plan": int(level == "high" and happens(0.5)),
            }
        answers["behavior"] = 2 if level == "high" and happens(0.3) else int(level == "moderate" and happens(0.3))
        answers["now"] = int(level == "high" and happens(0.4))
        answers["attempt_now"] = 0
        answers |= {"means": int(happens(0.4)), "company": int(happens(0.75)), "holds_on_to": int(happens(0.85))}
        return answers

    def _scale(self, steps: Steps, severity: float) -> Answers:
        base = self._p.depends_on_severity * severity
        gauss, own = self._chance.gauss, self._own
        answers: Answers = {}
        for code, levels in steps.items():
            felt = base + own * gauss(0.0, 1.0)
            answers[code] = sum(felt >= level for level in levels)
        return answers

    def _thoughts(self, person: Person) -> int:
        """The answer to a question about death or self-harm that asks how often: 0 for never."""
        if person.thoughts is None:
            return int(self._chance.happens(self._p.says_what_is_not))
        if not self._chance.evenly("says", self._p.says_thoughts):
            return 0
        return {"low": 1, "moderate": 2, "high": 3}[person.thoughts]

    def _leave_some_out(self, answers: Answers, suicide_item: str | None = None) -> None:
        """Missing answers: one or two questions of some people; the one about suicide by a rule of its own."""
        p, chance = self._p, self._chance
        if chance.happens(p.question_missing):
            for code in chance.sample([c for c in answers if c != suicide_item], chance.choice((1, 1, 1, 2))):
                answers[code] = chance.choice(_WHY)
        if suicide_item is None:
            return
        if chance.happens(p.suicide_question_not_asked):
            del answers[suicide_item]
        elif chance.happens(p.suicide_question_refused):
            answers[suicide_item] = "refused"


_WHY: tuple[Unanswered, ...] = ("refused", "dont_know", "not_asked")
