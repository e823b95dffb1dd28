"""Each indicator as one Ibis expression over the flat tables, stated once for every engine that Ibis speaks.

An expression has *cases*: a table with one row per person or event that it is about, found from the flat tables for a
period. `counted` says of each case how often it counts (yes or no, or a number of events), `among` out of how many.
What shares its cases is read in one pass.

Cases of which something is expected within some days enter when those days have ended: in the period, and before the
day until which the tables were written. So each case counts once, with all of its time, and whoever was lost is in it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Literal

import ibis
from ibis.expr.types import Table, Value

from acompana.bundle.indicators import Counting, Counts, Indicator
from acompana.indicators.tables import TABLES, schema_of

By = Literal["month", "place", "sex", "age", "language"]
BREAKDOWNS: dict[By, str] = {
    "month": "month",
    "place": "district",
    "sex": "sex",
    "age": "age_group",
    "language": "mother_tongue",
}
"""By what figures can be told apart, and the column of the cases that says it."""


@dataclass(frozen=True)
class Period:
    """Whole months, from `start` until before `end`; what is due is known until before `as_of`."""

    start: date
    end: date
    as_of: date

    @property
    def until(self) -> date:
        return min(self.end, self.as_of)


@dataclass(frozen=True)
class Wanted:
    """What the cases of an indicator depend on, besides the flat tables."""

    period: Period
    days: int = 0
    by: By | None = None


Cases = Callable[[Wanted], Table]
Count = Callable[[Table, Indicator], Value]


@dataclass(frozen=True)
class Expression:
    """How one thing is counted: which cases, how often each counts, out of how many, and a median where one is told."""

    cases: Cases
    counted: Count
    among: Count | None = None
    median: Count | None = None

    @property
    def has_no_months(self) -> bool:
        """Whether its cases last longer than a month, so that they are of no one month."""
        return self.cases is stays


def flat(name: str) -> Table:
    """A flat table, bound to no engine. `year` is the year of `on`, by which its files are parted."""
    schema = ibis.Schema.from_pyarrow(schema_of(name))
    return ibis.table({**schema, "year": "int64"}, name=name)


FLAT = {name: flat(name) for name in TABLES}


# --- Cases -----------------------------------------------------------------------------------------------------------


def people(wanted: Wanted) -> Table:
    """Everybody of whom something was recorded in the period, once; told by month, once in each."""
    period = wanted.period
    months = FLAT["person_month"]
    months = months.filter(
        months.year >= period.start.year,
        months.year <= (period.end - timedelta(days=1)).year,
        months.on >= period.start,
        months.on < period.end,
    )
    keys = ["person", "on"] if wanted.by == "month" else ["person"]
    found = months.group_by(keys).aggregate(
        sex=months.sex.max(),
        district=months.district.max(),
        place=months.place.max(),
        age_group=months.age_group.min(),
        mother_tongue=months.mother_tongue.max(),
        **{name: months[name].sum() for name in _SUMMED},
        **{name: months[name].any() for name in _EVER},
    )
    return found.mutate(month=found.on) if wanted.by == "month" else found


_SUMMED = (
    "screenings",
    "referrals",
    "sessions",
    "agent_visits",
    "agent_visits_tried",
    "staff_visits",
    "staff_visits_tried",
    "visits_planned",
    "visits_kept",
)
_EVER = ("positive", "depression", "anxiety", "ideation", "diagnosed", "accompanied", "medicines", "medicine_gap")


def _due(table: Table, since: str, wanted: Wanted) -> Table:
    """The rows whose days, counted from the day in the column `since`, ended in the period."""
    days = timedelta(days=wanted.days)
    found = table.filter(table[since] >= wanted.period.start - days, table[since] < wanted.period.until - days)
    return found.mutate(month=(found[since] + ibis.interval(days=wanted.days)).truncate("M"))


def paths(wanted: Wanted) -> Table:
    """Positive screenings with which somebody not in care became somebody to be seen."""
    screening = FLAT["screening"]
    return _due(screening.filter(screening.began_path), "on", wanted)


def risks(wanted: Wanted) -> Table:
    """Risks of suicide that opened."""
    return _due(FLAT["risk"], "on", wanted)


def referrals(wanted: Wanted) -> Table:
    """Referrals issued."""
    return _due(FLAT["referral"], "on", wanted)


def attended_referrals(wanted: Wanted) -> Table:
    """Referrals whose appointment the person attended, from that day on."""
    return _due(FLAT["referral"], "attended_on", wanted)


def first_diagnoses(wanted: Wanted) -> Table:
    """Everybody's first definitive diagnosis."""
    diagnosis = FLAT["diagnosis"]
    return _due(diagnosis.filter(diagnosis.first_definitive), "on", wanted)


def episodes_with_sessions(wanted: Wanted) -> Table:
    """Episodes of care, from their first session on."""
    return _due(FLAT["episode"], "first_session_on", wanted)


def episodes_measured(wanted: Wanted) -> Table:
    """Episodes of care that began with a positive measurement, from that measurement on."""
    episode = FLAT["episode"]
    return _due(episode.filter(episode.baseline_positive), "baseline_on", wanted)


def remissions(wanted: Wanted) -> Table:
    """Episodes of care that reached remission, from that day on."""
    return _due(FLAT["episode"], "remitted_on", wanted)


def stays(wanted: Wanted) -> Table:
    """Episodes of care that overlap the period, and whether the person was lost in it. They are of no one month."""
    episode, silence, period = FLAT["episode"], FLAT["silence"], wanted.period
    lost = silence.filter(silence.on >= period.start, silence.on < period.until)
    found = episode.filter(episode.on < period.end, episode.ended_on.isnull() | (episode.ended_on >= period.start))
    return found.mutate(lost=found.person.isin(lost.person))


def losses(wanted: Wanted) -> Table:
    """Times that somebody in care was lost, from that day on."""
    return _due(FLAT["silence"], "on", wanted)


ONE_CASE_PER_PERSON = {people, first_diagnoses}


# --- What is counted -------------------------------------------------------------------------------------------------


def _every(_cases: Table, _indicator: Indicator) -> Value:
    return ibis.literal(1)


def _in_days(column: str) -> Count:
    return lambda cases, indicator: (cases[column] <= indicator.days).fill_null(False)


def _in_hours(column: str) -> Count:
    return lambda cases, indicator: (cases[column] <= indicator.hours).fill_null(False)


def _at_outcome(column: str) -> Count:
    return lambda cases, indicator: cases[f"{indicator.outcome}_{column}"]


def _column(name: str) -> Count:
    return lambda cases, _: cases[name]


def _is_known(name: str) -> Count:
    return lambda cases, _: cases[name].notnull()


def _any(name: str) -> Count:
    return lambda cases, _: cases[name] > 0


def _days_or_more(cases: Table, indicator: Indicator) -> Value:
    """Days until a professional, where nobody within the time is later than everybody."""
    limit = indicator.days or 0
    return ibis.ifelse(cases.days_to_professional <= limit, cases.days_to_professional, 10 * limit)


EXPRESSIONS: dict[Counts, Expression] = {
    "people_screened": Expression(people, _any("screenings")),
    "people_diagnosed": Expression(people, _column("diagnosed")),
    "people_with_depression_signs": Expression(people, _column("depression")),
    "people_with_anxiety_signs": Expression(people, _column("anxiety")),
    "people_with_suicidal_ideation": Expression(people, _column("ideation")),
    "people_referred": Expression(people, _any("referrals")),
    "psychological_sessions": Expression(people, _column("sessions")),
    "people_in_psychological_care": Expression(people, _any("sessions")),
    "people_accompanied": Expression(people, _column("accompanied")),
    "agent_visits": Expression(people, _column("agent_visits")),
    "staff_visits": Expression(people, _column("staff_visits")),
    "positive_when_screened": Expression(people, _column("positive"), _any("screenings")),
    "seen_by_professional": Expression(paths, _in_days("days_to_professional"), _every),
    "days_to_professional": Expression(paths, _in_days("days_to_professional"), _every, _days_or_more),
    "risk_seen_by_professional": Expression(risks, _in_hours("hours_to_professional"), _every),
    "risk_with_safety_plan": Expression(risks, _in_hours("hours_to_plan"), _every),
    "referral_accepted": Expression(referrals, _in_days("days_to_acceptance"), _every),
    "referral_attended": Expression(referrals, _in_days("days_to_attendance"), _every),
    "referral_counter_referred": Expression(attended_referrals, _in_days("days_to_counter_referral"), _every),
    "treatment_started": Expression(first_diagnoses, _in_days("days_to_session"), _every),
    "enough_sessions": Expression(episodes_with_sessions, _in_days("days_to_enough_sessions"), _every),
    "package_complete": Expression(episodes_with_sessions, _in_days("days_to_package"), _is_known("sessions_agreed")),
    "medicine_gap": Expression(people, _column("medicine_gap"), _column("medicines")),
    "measured_again": Expression(episodes_measured, _at_outcome("measured"), _every),
    "responded": Expression(episodes_measured, _at_outcome("response"), _every),
    "remitted": Expression(episodes_measured, _at_outcome("remission"), _every),
    "worsened": Expression(episodes_measured, _at_outcome("worse"), _at_outcome("measured")),
    "relapsed": Expression(remissions, _in_days("days_to_relapse"), _every),
    "lost_to_follow_up": Expression(stays, _column("lost"), _every),
    "brought_back": Expression(losses, _in_days("days_to_contact"), _every),
    "agent_visits_that_found": Expression(people, _column("agent_visits"), _column("agent_visits_tried")),
    "staff_visits_that_found": Expression(people, _column("staff_visits"), _column("staff_visits_tried")),
    "planned_visits_made": Expression(people, _column("visits_kept"), _column("visits_planned")),
}
"""Everything that content/indicators can count."""


def days_of(indicator: Indicator, counting: Counting) -> int:
    """How many days a case has before it is counted."""
    if indicator.outcome is not None:
        return counting.outcome(indicator.outcome).latest
    if indicator.hours is not None:
        return ceil(indicator.hours / 24)
    return indicator.days or 0


# --- From cases to numbers -------------------------------------------------------------------------------------------


def passes(
    indicators: Iterable[Indicator], counting: Counting, period: Period, by: By | None = None
) -> dict[tuple[Cases, Wanted], list[Indicator]]:
    """The indicators, gathered by the cases they share."""
    gathered: dict[tuple[Cases, Wanted], list[Indicator]] = {}
    for indicator in indicators:
        expression = EXPRESSIONS[indicator.counts]
        if by != "month" or not expression.has_no_months:
            wanted = Wanted(period, days_of(indicator, counting), by)
            gathered.setdefault((expression.cases, wanted), []).append(indicator)
    return gathered


def numbers(
    cases: Cases, wanted: Wanted, indicators: Iterable[Indicator], places: tuple[str, ...] | None = None
) -> Table:
    """One row, or one per value of the breakdown: for each indicator its numerator, denominator and median, and how
    many people stand behind both. `places` keeps the people who live in one of these places."""
    found = cases(wanted)
    if places is not None:
        found = found.filter(found.place.isin(places))
    counts: dict[str, Value] = {}
    medians: dict[str, Value] = {}
    for indicator in indicators:
        expression = EXPRESSIONS[indicator.counts]
        counts[f"{indicator.id}_numerator"] = _as_number(expression.counted(found, indicator))
        if expression.among:
            counts[f"{indicator.id}_denominator"] = _as_number(expression.among(found, indicator))
        if expression.median:
            medians[f"{indicator.id}_median"] = expression.median(found, indicator)
    lines = {"group": found[BREAKDOWNS[wanted.by]]} if wanted.by else {}
    counted = found.select("person", **lines, **counts, **medians)
    # Gathered by person first: counting distinct people for each column by itself takes many times longer.
    if cases not in ONE_CASE_PER_PERSON:
        counted = counted.group_by(["person", *lines]).aggregate(
            **{name: counted[name].sum() for name in counts}, **{name: counted[name].min() for name in medians}
        )
    columns = {name: counted[name].sum() for name in counts}
    columns |= {f"{name}_people": (counted[name] > 0).sum() for name in counts}
    columns |= {name: counted[name].quantile(0.5) for name in medians}
    return counted.group_by("group").aggregate(**columns) if lines else counted.aggregate(**columns)


def _as_number(counts: Value) -> Value:
    """How often a case counts, as a number."""
    return counts.cast("int32") if counts.type().is_boolean() else counts
