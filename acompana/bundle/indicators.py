"""What is counted, as content: names, definitions, units, spans of time, and what others published.

How a thing is counted is one expression in the room `indicators`, named by `counts`. What a score or a change means
is decided in `care` from the instruments. So nothing here, and nothing there, is a clinical threshold.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from acompana.care.content import SignOff, Sourced, Texts
from acompana.care.instruments import Condition

Unit = Literal["people", "events"]
Days = Annotated[int, Meta(ge=0, le=3660)]

Counts = Literal[
    # Numbers of the year
    "people_screened",
    "people_diagnosed",
    "people_with_depression_signs",
    "people_with_anxiety_signs",
    "people_with_suicidal_ideation",
    "people_referred",
    "psychological_sessions",
    "people_in_psychological_care",
    "people_accompanied",
    "agent_visits",
    "staff_visits",
    # Of how many: the cascade and its quality
    "positive_when_screened",
    "seen_by_professional",
    "days_to_professional",
    "risk_seen_by_professional",
    "risk_with_safety_plan",
    "referral_accepted",
    "referral_attended",
    "referral_counter_referred",
    "treatment_started",
    "enough_sessions",
    "package_complete",
    "medicine_gap",
    "measured_again",
    "responded",
    "remitted",
    "worsened",
    "relapsed",
    "lost_to_follow_up",
    "brought_back",
    "agent_visits_that_found",
    "staff_visits_that_found",
    "planned_visits_made",
]
"""Every expression there is to count with; a test keeps this list and the room `indicators` the same."""


class Published(Struct, frozen=True, forbid_unknown_fields=True):
    """What an organization published about one year of its own."""

    value: int
    by: str
    source: str


class Indicator(Sourced, frozen=True, kw_only=True):
    """One number, or one share with what it is a share of.

    `days` and `hours` are the time that something may take; `outcome` names one of the moments of `Counting`. Texts may
    name {days}, {hours} and, of `Counting`, {sessions}, {visit_kept}, {silence} and {silence_at_risk}.
    """

    id: str
    counts: Counts
    name: Texts
    unit: Unit
    definition: Texts
    numerator: Texts | None = None
    denominator: Texts | None = None
    days: Days | None = None
    hours: Annotated[int, Meta(ge=1, le=8760)] | None = None
    outcome: str | None = None
    published: Published | None = None
    ambiguity: Texts | None = None
    """Why the published figure could mean two things, and which one is counted here."""


class AgeGroup(Struct, frozen=True, forbid_unknown_fields=True):
    """Ages in completed years, both ends included. Codes sort from the youngest to the oldest."""

    code: str
    at_least: int = field(name="from")
    name: Texts
    at_most: int | None = field(name="to", default=None)


class Outcome(Sourced, frozen=True, kw_only=True):
    """A moment after care began at which people are measured again: the measurement nearest to `days` counts, no
    earlier than `earliest` and no later than `latest`."""

    id: Literal["week_12", "month_6"]
    days: Days
    earliest: Days
    latest: Days


class Silence(Sourced, frozen=True, kw_only=True):
    """Days in care without any effective contact after which a person counts as lost, and with an open risk of one
    of `at_risk_levels`."""

    days: Days
    days_at_risk: Days
    at_risk_levels: tuple[Literal["high", "moderate", "low", "unassessed"], ...]


class Medicines(Sourced, frozen=True, kw_only=True):
    """What answers at a visit or a call say of medicines: that the person is to take some, and that they go without.

    One condition met is enough. Items are those of the home-visit form."""

    prescribed: tuple[Condition, ...]
    gap: tuple[Condition, ...]


class Counting(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the flat tables need to know to name what they count. Codes of instruments, programs and stages."""

    program: str
    care_stages: tuple[str, ...]
    depression: tuple[str, ...]  # instruments whose positive result is a sign of depression
    anxiety: tuple[str, ...]
    outcome_instrument: str
    enough_sessions: Annotated[int, Meta(ge=1)]
    visit_kept_within_days: Days
    outcomes: tuple[Outcome, ...]
    silence: Silence
    age_groups: tuple[AgeGroup, ...]
    medicines: Medicines | None = None

    def outcome(self, id: str) -> Outcome:
        return next(outcome for outcome in self.outcomes if outcome.id == id)


class IndicatorSet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, dict=True):
    """The indicators of a program, in the order in which they are shown."""

    id: str
    version: str
    name: Texts
    source: str
    license: str
    sign_off: SignOff
    counting: Counting
    year: tuple[Indicator, ...]  # the table of the year: plain numbers
    cascade: tuple[Indicator, ...]  # the cascade of care and its quality: always of how many

    @cached_property
    def by_id(self) -> Mapping[str, Indicator]:
        return {indicator.id: indicator for indicator in (*self.year, *self.cascade)}
