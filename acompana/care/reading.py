"""Reading answers: which instrument they were given to, what they score, and which of them raise the alarm."""

from datetime import date
from functools import lru_cache

from msgspec import Struct

from acompana.care.facts import Answer, AnswersGiven, CallMade, Fact, VisitMade
from acompana.care.instruments import Flag, Instrument
from acompana.care.picture import Known
from acompana.care.rulebook import Rulebook
from acompana.care.scoring import Score, score_answers

VISIT_FORM = "home_visit"
Answered = AnswersGiven | VisitMade | CallMade


class Reading(Struct, frozen=True):
    """Answers beside the instrument they were given to."""

    instrument: Instrument
    score: Score


def read_answers(body: Answered, fact: Fact, known: Known, rulebook: Rulebook) -> Reading | None:
    """Score what was answered; None where nothing was, or the instrument is not in this rulebook."""
    instrument = _instrument(body, rulebook)
    if instrument is None or body.answers is None:
        return None
    population = body.population if isinstance(body, AnswersGiven) else None
    day = fact.at.date() if instrument.scales else None  # only cut-offs ask for the day
    score = _score(instrument, frozenset(body.answers.items()), age_at(known, fact), known.sex, population, day)
    return Reading(instrument, score)


@lru_cache(maxsize=4096)
def _score(
    instrument: Instrument,
    answers: frozenset[tuple[str, Answer]],
    age: int | None,
    sex: str | None,
    population: str | None,
    on: date | None,
) -> Score:
    """Most visits say the same: what was scored lately is not scored again."""
    return score_answers(instrument, dict(answers), age=age, sex=sex, population=population, on=on)


def suicide_flags(body: Answered, rulebook: Rulebook) -> tuple[Flag, ...]:
    """The flags of suicide that these answers raise, read straight from the answers."""
    instrument = _instrument(body, rulebook)
    if instrument is None or body.answers is None:
        return ()
    answers = body.answers
    return tuple(f for f in instrument.flags if f.kind == "suicide" and answers.get(f.item) in f.values)


def age_at(known: Known, fact: Fact) -> int | None:
    """Age in completed years at the time of a fact; without a month of birth, the age reached that year at most."""
    if known.birth_year is None:
        return None
    before_birthday = known.birth_month is not None and fact.at.month < known.birth_month
    return fact.at.year - known.birth_year - before_birthday


def _instrument(body: Answered, rulebook: Rulebook) -> Instrument | None:
    if isinstance(body, AnswersGiven):
        return rulebook.instrument(body.instrument, body.version)
    return rulebook.instrument(VISIT_FORM, body.form_version) if body.form_version else None
