"""The flat tables: what a row of each is about, and a sentence for every column.

One class is one table, one field one column. No column holds a name, a document, an address, a worker or the id that
the ledger knows a person by. Days are days of the organization's time zone.
"""

from datetime import date
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pyarrow as pa
from msgspec import Meta, Struct
from msgspec.structs import fields

UNKNOWN = "unknown"
"""In columns of text: nobody said."""


def says(sentence: str) -> Meta:
    """What a column holds."""
    return Meta(description=sentence)


class Row(Struct, kw_only=True, gc=False):
    """What every table has: when, about whom, and by what figures are told apart."""

    on: Annotated[date, says("Day that the row is about.")]
    person: Annotated[
        int, says("Pseudonym: the same number is the same person in all tables; it leads back to nobody.")
    ]
    sex: Annotated[str, says("female, male, intersex or unknown: what was said last.")]
    age_group: Annotated[
        str, says("Age group, on the day of the row or the first day of its month; unknown without a year of birth.")
    ]
    place: Annotated[str, says("Code of the place where the person lives, or was last met; a sector or a district.")]
    district: Annotated[str, says("Code of the district that the place lies in; the place itself where there is none.")]
    mother_tongue: Annotated[str, says("ISO 639-3 code, with the variety for Quechua; unknown if nobody said.")]


class Person(Row, kw_only=True):
    """Everybody of whom a fact stands, once."""

    on: Annotated[date, says("Day the person was registered, or of the first fact about them.")]
    registered: Annotated[bool, says("Whether the person was registered, not only met.")]
    stage: Annotated[str, says("Stage of the program the person stands in now; none before the first.")]


class PersonMonth(Row, kw_only=True):
    """A person in a month in which something was recorded of them: what there was in that month."""

    on: Annotated[date, says("First day of the month.")]
    screenings: Annotated[int, says("Completed screenings.")] = 0
    positive: Annotated[bool, says("Whether a completed screening was positive.")] = False
    depression: Annotated[bool, says("Whether a completed screening showed signs of depression.")] = False
    anxiety: Annotated[bool, says("Whether a completed screening showed signs of anxiety.")] = False
    ideation: Annotated[bool, says("Whether a screening, complete or not, raised the alert of suicide.")] = False
    diagnosed: Annotated[bool, says("Whether a definitive diagnosis was made.")] = False
    referrals: Annotated[int, says("Referrals issued.")] = 0
    sessions: Annotated[int, says("Sessions with a professional that the person attended.")] = 0
    accompanied: Annotated[bool, says("Whether a community agent found or reached the person at a visit or call.")] = (
        False
    )
    agent_visits: Annotated[int, says("Visits by community agents that found the person.")] = 0
    agent_visits_tried: Annotated[int, says("Visits by community agents, whatever they found.")] = 0
    staff_visits: Annotated[int, says("Visits by professionals and coordinators that found the person.")] = 0
    staff_visits_tried: Annotated[int, says("Visits by professionals and coordinators, whatever they found.")] = 0
    visits_planned: Annotated[int, says("Visits agreed for a date whose time for being made ended in this month.")] = 0
    medicines: Annotated[bool, says("Whether a visit or call said that the person is to take medicines.")] = False
    medicine_gap: Annotated[bool, says("Whether one of them said that the person went without.")] = False
    visits_kept: Annotated[int, says("Those of them that were made in time, whatever they found.")] = 0


class Screening(Row, kw_only=True):
    """One answered screening instrument."""

    on: Annotated[date, says("Day it was answered.")]
    instrument: Annotated[str, says("The instrument's id in the content.")]
    version: Annotated[str, says("Version of the instrument that was answered.")]
    mode: Annotated[str, says("interviewer, self or imported.")]
    role: Annotated[str, says("Role of whoever recorded it.")]
    completed: Annotated[bool, says("Whether the answers are enough to tell if it is positive.")]
    positive: Annotated[bool | None, says("Whether it is positive; empty when the answers do not decide it.")]
    total: Annotated[float | None, says("Total of the main scale; empty when it could not be made.")]
    band: Annotated[str | None, says("Band of the total; empty without one.")]
    suicide: Annotated[str, says("flagged, clear, not_asked, or no_item if the instrument does not ask.")]
    began_path: Annotated[
        bool, says("The first positive one of somebody not in care, since ever or since care last ended.")
    ]
    days_to_professional: Annotated[int | None, says("Days until a professional reached the person; empty if never.")]


class Contact(Row, kw_only=True):
    """One visit, call or session, made or attempted."""

    on: Annotated[date, says("Day it took place.")]
    kind: Annotated[str, says("visit, call or session.")]
    role: Annotated[str, says("Role of whoever made it: agent, clinician or coordinator.")]
    effective: Annotated[bool, says("Whether the person was found, reached or attended.")]
    outcome: Annotated[str, says("What came of it; of a session, the intervention.")]
    next_visit_on: Annotated[date | None, says("Day agreed for the next visit; empty if none was agreed.")]


class Diagnosis(Row, kw_only=True):
    """One coded diagnosis by a professional."""

    on: Annotated[date, says("Day it was made.")]
    code: Annotated[str, says("CIE-10 (ICD-10) code.")]
    certainty: Annotated[str, says("definitive, presumptive or repeated.")]
    first_definitive: Annotated[bool, says("Whether it is the person's first definitive diagnosis.")]
    days_to_session: Annotated[
        int | None, says("Days until a session, 0 if already in sessions; empty if there was none.")
    ]


class Referral(Row, kw_only=True):
    """One referral to a service."""

    on: Annotated[date, says("Day it was issued.")]
    service: Annotated[str, says("The service it asks for.")]
    facility: Annotated[str, says("RENIPRESS code of the facility, as text.")]
    reason: Annotated[str, says("Why the person was referred.")]
    urgent: Annotated[bool, says("Whether it was issued as urgent.")]
    days_to_acceptance: Annotated[int | None, says("Days until it was accepted or attended; empty if neither.")]
    days_to_attendance: Annotated[int | None, says("Days until the person attended; empty if not known to.")]
    attended_on: Annotated[date | None, says("Day the person attended; empty if not known to.")]
    days_to_counter_referral: Annotated[
        int | None, says("Days from attending to the facility's answer; empty without one.")
    ]


class Risk(Row, kw_only=True):
    """One risk of suicide, from its first sign until a professional closed it."""

    on: Annotated[date, says("Day it opened.")]
    level: Annotated[str, says("The gravest level it reached: high, moderate, low, or unassessed.")]
    closed_on: Annotated[date | None, says("Day a professional closed it; empty while it is open.")]
    hours_to_contact: Annotated[
        float | None, says("Hours until anybody of the program reached the person; empty if never.")
    ]
    hours_to_professional: Annotated[float | None, says("Hours until a professional reached or assessed the person.")]
    hours_to_assessment: Annotated[float | None, says("Hours until a professional's assessment; empty if never.")]
    hours_to_plan: Annotated[float | None, says("Hours until a safety plan was written; empty if never.")]


class Episode(Row, kw_only=True):
    """One stay in care, follow-up included, from entering until leaving."""

    on: Annotated[date, says("Day care began.")]
    ended_on: Annotated[date | None, says("Day the person left; empty while in care.")]
    exit: Annotated[str | None, says("How the person left: one of the program's exits.")]
    sessions: Annotated[int, says("Sessions with a professional attended in this stay.")]
    first_session_on: Annotated[date | None, says("Day of the first of them; empty if none.")]
    days_to_enough_sessions: Annotated[
        int | None, says("Days from the first session to the last of those that are enough.")
    ]
    sessions_agreed: Annotated[
        int | None, says("How many sessions were agreed on, as said last; empty if nobody said.")
    ]
    days_to_package: Annotated[
        int | None, says("Days from the first session to the one with which all those agreed on were held.")
    ]
    baseline_on: Annotated[
        date | None, says("Day of the measurement that the outcome is compared with; empty if none.")
    ]
    baseline_total: Annotated[float | None, says("Total of that measurement.")]
    baseline_positive: Annotated[bool, says("Whether that measurement was positive.")]
    week_12_measured: Annotated[bool, says("Whether there is a measurement at 12 weeks.")]
    week_12_response: Annotated[bool, says("Whether it shows response against the baseline.")]
    week_12_remission: Annotated[bool, says("Whether it shows remission.")]
    week_12_worse: Annotated[bool, says("Whether it shows the person worse.")]
    month_6_measured: Annotated[bool, says("Whether there is a measurement at 6 months.")]
    month_6_response: Annotated[bool, says("Whether it shows response against the baseline.")]
    month_6_remission: Annotated[bool, says("Whether it shows remission.")]
    month_6_worse: Annotated[bool, says("Whether it shows the person worse.")]
    remitted_on: Annotated[date | None, says("Day of the first measurement in remission; empty if none.")]
    days_to_relapse: Annotated[
        int | None, says("Days from there until the symptoms were back; empty if they were not.")
    ]


class Silence(Row, kw_only=True):
    """One stretch of care without any effective contact, long enough for the person to count as lost."""

    on: Annotated[date, says("Day the person began to count as lost.")]
    days_to_contact: Annotated[int | None, says("Days from then until the person was reached again; empty if not yet.")]


TABLES: dict[str, type[Row]] = {
    "person": Person,
    "person_month": PersonMonth,
    "screening": Screening,
    "contact": Contact,
    "diagnosis": Diagnosis,
    "referral": Referral,
    "risk": Risk,
    "episode": Episode,
    "silence": Silence,
}
"""Every flat table. Files are parted by the year of `on`."""

_ARROW: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int32(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
}


@cache
def schema_of(table: str) -> pa.Schema:
    """The columns of a table as its files have them; each says what it holds."""
    hints = get_type_hints(TABLES[table], include_extras=True)
    columns = []
    for column in fields(TABLES[table]):
        kind, meta = get_args(hints[column.name])
        optional = get_origin(kind) is not None
        plain = get_args(kind)[0] if optional else kind
        type = pa.int64() if column.name == "person" else _ARROW[plain]
        columns.append(pa.field(column.name, type, nullable=optional, metadata={"description": meta.description}))
    return pa.schema(columns, metadata={"description": TABLES[table].__doc__ or ""})


def columns_of(rows: list[Row], schema: pa.Schema) -> pa.RecordBatch:
    """Rows of one table, turned into columns."""
    columns = zip(*map(attrgetter(*schema.names), rows), strict=True)
    return pa.record_batch([pa.array(found, kind) for found, kind in zip(columns, schema.types, strict=True)], schema)
