"""Whether the dates of a fact can be: when it is said to have happened, a birth, what is planned. Pure."""

from datetime import date, datetime, timedelta

from acompana.care.facts import DetailsGiven, Fact, FactWithdrawn, PersonRegistered, ReferralAnswered, VisitMade
from acompana.care.picture import Known
from acompana.ledger.refusals import SEND_AGAIN, Refusal

CLOCK_TOLERANCE = timedelta(days=7)
"""How far ahead a phone's clock may run before its facts wait in quarantine. Until then they are accepted, and count
from their arrival (clause T1)."""
PLANNED_WITHIN = timedelta(days=731)
"""Nobody agrees on a visit or an appointment that is further away."""
OLDEST_YEAR = 1890


def check_moment(name: str, moment: datetime, received_at: datetime) -> Refusal | None:
    """When something is said to have happened: in a zone, and neither ahead of every clock nor before everybody."""
    if moment.tzinfo is None:
        return Refusal("malformed", f"{name} with its zone, such as Z", "a time without one", SEND_AGAIN)
    if moment > received_at + CLOCK_TOLERANCE:
        return Refusal(
            "in_the_future",
            f"{name} no later than {CLOCK_TOLERANCE.days} days after its arrival",
            f"{name} in {moment.year}",
            "Set the clock of the phone, correct the date and send it again with the same id.",
        )
    if moment.year < OLDEST_YEAR:
        return Refusal("too_long_ago", f"{name} in {OLDEST_YEAR} or later", f"the year {moment.year}", SEND_AGAIN)
    return None


def check_dates(fact: Fact, known: Known) -> Refusal | None:
    """The dates that a fact names beside its own moment, and its moment beside the person's birth."""
    body = fact.body
    if isinstance(body, (PersonRegistered, DetailsGiven)):
        return _check_birth(body, fact.happened_at, known)
    if isinstance(body, VisitMade) and body.next_visit_on is not None:
        return _check_plan("next_visit_on", body.next_visit_on, fact.happened_at)
    if isinstance(body, ReferralAnswered) and body.appointment_at is not None:
        return _check_plan("appointment_at", body.appointment_at.date(), fact.happened_at)
    return None


def check_after_birth(fact: Fact, known: Known) -> Refusal | None:
    """What happened, happened after the person's birth. A fact about the birth itself is never held against it: it may
    be the one that puts a wrong year right."""
    if known.birth_year is None or isinstance(fact.body, (PersonRegistered, DetailsGiven, FactWithdrawn)):
        return None
    if not _is_before(fact.happened_at, known.birth_year, known.birth_month):
        return None
    return Refusal(
        "before_birth",
        "happened_at after the person's birth",
        "a month before it",
        "Correct the date, or the year of birth, and send it again with the same id.",
    )


def _check_birth(body: PersonRegistered | DetailsGiven, happened_at: datetime, known: Known) -> Refusal | None:
    """Nobody is registered before being born."""
    born = body.identity.birth_date if body.identity else None
    if born is not None and born.year < OLDEST_YEAR:
        return Refusal("too_long_ago", f"a birth in {OLDEST_YEAR} or later", f"the year {born.year}", SEND_AGAIN)
    year, month = body.birth_year, body.birth_month
    if year is None and month is not None:
        year = known.birth_year
    too_late = (year is not None and _is_before(happened_at, year, month)) or (
        born is not None and born > (happened_at + CLOCK_TOLERANCE).date()
    )
    if not too_late:
        return None
    remedy = "Correct the date of birth and send it again with the same id."
    return Refusal("before_birth", "a birth before the fact that tells of it", "a later one", remedy)


def _check_plan(name: str, day: date, happened_at: datetime) -> Refusal | None:
    on = happened_at.date()
    if day > on + PLANNED_WITHIN:
        expected = f"{name} within {PLANNED_WITHIN.days // 365} years"
        return Refusal("in_the_future", expected, f"the year {day.year}", SEND_AGAIN)
    if day < on - CLOCK_TOLERANCE:
        return Refusal("too_long_ago", f"{name} after the day on which it was agreed", "a day before it", SEND_AGAIN)
    return None


def _is_before(moment: datetime, year: int, month: int | None) -> bool:
    """Whether a moment lies before a month; a clock may run some days behind."""
    latest = moment + CLOCK_TOLERANCE
    return (latest.year, latest.month) < (year, month or 1)
