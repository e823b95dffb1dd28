"""The parameters of a simulated program, as the files beside this one write them.

Every number is a rate, a share, a delay, a cadence or a capacity. None is a result. Times are in the unit their name
says; `share` and plain adjectives ("accepts") are probabilities from 0 to 1.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

FOLDER = Path(__file__).parent
Size = Literal["small", "ses"]
Shares = Mapping[str, float]


class _Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file: a misspelled name is an error."""


class District(_Part, frozen=True):
    code: str
    sectors: tuple[str, ...]
    agents_per_sector: int
    psychologists: int
    visitors: int
    caseload_at_start: int


class Year(_Part, frozen=True):
    zone: str
    warm_up_weeks: int
    holidays: tuple[str, ...]  # "07-28"
    agents_at_work: tuple[float, ...]  # by weekday, from Monday
    staff_at_work: tuple[float, ...]
    load: tuple[float, ...]  # by month, from January: how much screening, around 1
    mood: tuple[float, ...]  # by month: how much worse people feel, in standard deviations


class Agents(_Part, frozen=True):
    contacts_per_day: float
    minutes_per_contact: float
    caseload_limit: int
    doors_per_day: float
    somebody_home: float
    accepts: float
    absences_per_year: float
    days_per_absence: int


class Staff(_Part, frozen=True):
    visits_per_day: float
    evaluations_per_day: float
    sessions_per_day: int
    in_sessions_at_once: float
    minutes_per_contact: float
    absences_per_year: float
    days_per_absence: int


class People(_Part, frozen=True):
    ages: Shares  # "18-29" = 0.3
    female: float
    has_dni: float
    has_ce: float
    has_phone: float
    speaks_quechua: float
    consents: float
    wants_messages: float
    phone_changes: float


class Distress(_Part, frozen=True):
    """How people feel. Latent severities have mean 0 and deviation 1 among everybody met at a door."""

    depression_and_anxiety_together: float  # their correlation
    depression_level: float
    anxiety_level: float
    women: float
    campaign: float
    self_service: float
    register: float
    thoughts: float  # of death or self-harm, at average depression
    thoughts_rise: float  # the odds grow by e to this for each deviation of depression
    attempted_ever: float
    voices: float
    convulsions: float
    drinks_men: float
    drinks_women: float


class Answering(_Part, frozen=True):
    """How severity turns into answers. For each question, the share who answer at least 1, 2, 3 at average severity."""

    depends_on_severity: float  # the loading of a question on the severity
    phq9: Mapping[str, tuple[float, float, float]]
    gad7: Mapping[str, tuple[float, float, float]]
    srq: Shares
    srq_leans_to_anxiety: tuple[str, ...]
    says_thoughts: float
    says_thoughts_at_visit: float
    says_what_is_not: float
    question_missing: float  # in a whole set of answers, at least one
    suicide_question_not_asked: float
    suicide_question_refused: float
    refuses_all: float


class Screening(_Part, frozen=True):
    forms: Shares  # which forms an adult is asked first
    campaign_every_weeks: int
    campaign_people_per_agent: float
    self_service_per_agent_and_week: float
    full_form_at_once: float
    full_form_later: float
    watchful_repeated: float
    watchful_passes: float
    caught_up_on_suicide: float


class Evaluation(_Part, frozen=True):
    negative_but_asks: float
    days_to_appointment: float
    at_home: float
    seen_at_home: float
    comes_to_center: float
    days_between_attempts: float
    attempts: int
    closed_when_lost: float
    ill_from: float  # severity
    finds_when_ill: float
    finds_otherwise: float
    presumptive: float
    confirmed: float
    notes: float
    review_at_visit: float  # of somebody taken over from the old register
    codes: Mapping[str, Shares]


class Care(_Part, frozen=True):
    offered_when_mild: float
    offered_when_severe: float
    accepts: float
    accepts_at_risk: float
    contacts_named: float
    improves: float
    improves_at_start: float
    weeks_to_half_way: float
    well: float  # severity
    swings: float
    measured_every_days: float
    measured_when_due: float
    weeks_in_care_at_start: float
    follow_up_weeks: float
    longest_care_weeks: float
    relapses_per_week: float
    drops_out_per_week: float
    new_thoughts_per_visit: float
    missed_before_search: int
    found_again: float
    returns: float


class Visits(_Part, frozen=True):
    """Days between visits, by how the person stands; and what a visit finds."""

    agent_at_risk: float
    agent_first_weeks: float
    agent_in_care: float
    agent_in_follow_up: float
    first_weeks: float
    staff_at_risk: float
    staff_in_care: float
    staff_in_follow_up: float
    not_home: float
    not_home_to_staff: float
    moved: float
    refused: float
    retry_days: float
    agreed_in_words: float
    takes_medicine: float
    suicide_not_asked_before_others: float
    danger_signs: Shares
    danger_answered: float


class Sessions(_Part, frozen=True):
    wants: float
    attends: float
    stops_after: float
    days_between: float
    pm_plus: float
    pm_plus_sessions: int
    fewest: int
    most: int
    gain: float
    waits_at_most_weeks: float
    places_taken_at_start: float
    notes: float


class Risk(_Part, frozen=True):
    levels: Shares
    minutes_to_answer: float
    slow: float
    slow_hours: float
    forgotten: float
    forgotten_days: float
    acknowledged: float
    called: float
    plan: float
    plan_hours: float
    late_reassessment: float
    improves: float
    says_again: float


class Referrals(_Part, frozen=True):
    when_mild: float
    when_moderate: float
    when_severe: float
    at_risk: float
    services: Shares
    answered_within_a_day: float
    answered_later: float
    days_to_answer: float
    accepted: float
    observed: float
    accepted_after_all: float
    days_to_appointment: float
    attended: float
    attendance_known: float
    attended_without_answer: float
    attended_second_time: float
    counter_referred: float
    days_to_counter_referral: float
    chased: float
    days_until_chased: float


class Arrival(_Part, frozen=True):
    """How facts travel from phones to the server."""

    goes_offline_per_day: float
    days_offline: float
    sends_at_night: float
    clock_is_wrong: float
    written_later: float
    corrected: float
    told_twice: float


class Parameters(_Part, frozen=True):
    seed: int
    districts: tuple[District, ...]
    year: Year
    agents: Agents
    staff: Staff
    people: People
    distress: Distress
    answering: Answering
    screening: Screening
    evaluation: Evaluation
    care: Care
    visits: Visits
    sessions: Sessions
    risk: Risk
    referrals: Referrals
    arrival: Arrival


class Names(_Part, frozen=True):
    female: tuple[str, ...]
    male: tuple[str, ...]
    surnames: tuple[str, ...]
    relations: tuple[str, ...]
    hints: tuple[str, ...]
    agreed: tuple[str, ...]
    notes: tuple[str, ...]
    plan: Mapping[str, tuple[str, ...]]


def load_parameters(size: Size) -> Parameters:
    """The parameters of a size. A file that says `like` names another one and writes only what differs.

    Raises msgspec.ValidationError, naming the table and the field, when a file does not fit.
    """
    return msgspec.convert(_read(size), Parameters)


def load_names() -> Names:
    """Names, hints and sentences to compose invented people from."""
    return msgspec.convert(_toml("names"), Names)


def _read(name: str) -> dict[str, Any]:
    written = _toml(name)
    base = written.pop("like", None)
    return _over(_read(base), written) if base else written


def _over(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in changes.items():
        merged[key] = _over(base[key], value) if isinstance(value, dict) and key in base else value
    return merged


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
