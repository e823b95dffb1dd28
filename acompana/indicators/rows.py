"""From one person's facts to rows of the flat tables. Pure: `care` says what a score means, the content what counts."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from acompana.care.facts import (
    Answer,
    Answers,
    AnswersGiven,
    AppointmentAttended,
    CallMade,
    CounterReferralReceived,
    Fact,
    ReferralAnswered,
    ReferralMade,
    VisitMade,
)
from acompana.care.fold import follow
from acompana.care.instruments import Condition
from acompana.care.picture import Contact as ContactMade
from acompana.care.standing import PROFESSIONAL
from acompana.indicators.episodes import episodes, silences
from acompana.indicators.life import Frame, Life, first_after, first_from, hours, is_session
from acompana.indicators.tables import UNKNOWN, Contact, Diagnosis, Person, PersonMonth, Referral, Risk, Row, Screening

AGENT = "agent"
STAFF = (PROFESSIONAL, "coordinator")


def rows_of(person: UUID, facts: Iterable[Fact], frame: Frame) -> list[Row]:
    """Every row of every table about one person, from all facts of that person."""
    course = follow(person, facts, frame.rulebook)
    if not course.facts:
        return []
    life = Life(person, course, frame)
    rows: list[Row] = [_person(life)]
    for written in (screenings, contacts, diagnoses, referrals, risks, episodes, silences):
        rows += written(life)
    _count_medicines(life)
    return rows + list(life.months.values())


def _person(life: Life) -> Person:
    first = life.known.registered_at or life.course.facts[0].at
    stages = {enrolment.program: enrolment.stage for enrolment in life.course.picture.enrolments}
    return Person(
        **life.who(life.day(first)),
        registered=life.known.registered_at is not None,
        stage=stages.get(life.frame.counting.program, "none"),
    )


# --- Screenings -----------------------------------------------------------------------------------------------------


def screenings(life: Life) -> Iterator[Screening]:
    counting = life.frame.counting
    beginnings = _path_beginnings(life)
    for fact, reading, scored in life.course.answered:
        if reading.instrument.kind != "screening":
            continue
        on = life.day(fact.at)
        month = life.month(on)
        is_positive = scored.positive is True
        month.screenings += scored.positive is not None
        month.positive |= is_positive
        month.depression |= is_positive and scored.instrument in counting.depression
        month.anxiety |= is_positive and scored.instrument in counting.anxiety
        month.ideation |= scored.suicide == "flagged"
        assert isinstance(fact.body, AnswersGiven)
        yield Screening(
            **life.who(on),
            instrument=scored.instrument,
            version=scored.version,
            mode=fact.body.mode,
            role=fact.role,
            completed=scored.positive is not None,
            positive=scored.positive,
            total=scored.total,
            band=scored.band,
            suicide=scored.suicide,
            began_path=fact.id in beginnings,
            days_to_professional=life.days(fact.at, life.to_professional(fact.at)),
        )


def _path_beginnings(life: Life) -> set[UUID]:
    """The positive screenings with which somebody who is not in care becomes somebody to be seen."""
    beginnings: set[UUID] = set()
    last: datetime | None = None
    for fact, reading, scored in life.course.answered:
        if reading.instrument.kind != "screening" or not scored.positive:
            continue
        is_in_care = any(stay.began < fact.at and stay.holds(fact.at) for stay in life.stays)
        care_ended = any(stay.ended and last and last <= stay.ended <= fact.at for stay in life.stays)
        if not is_in_care and (last is None or care_ended):
            last = fact.at
            beginnings.add(fact.id)
    return beginnings


# --- Visits, calls and sessions ---------------------------------------------------------------------------------------


def contacts(life: Life) -> Iterator[Contact]:
    planned = {fact.id: fact.body.next_visit_on for fact in life.course.facts if isinstance(fact.body, VisitMade)}
    visited = [contact.at for contact in life.course.contacts if contact.by == "visit"]
    for contact in life.course.contacts:
        on = life.day(contact.at)
        _count(contact, life.month(on))
        next_visit_on = planned.get(contact.fact)
        if next_visit_on:
            _count_plan(next_visit_on, contact.at, first_after(visited, contact.at), life)
        yield Contact(
            **life.who(on),
            kind=contact.by,
            role=contact.role,
            effective=contact.effective,
            outcome=contact.outcome or UNKNOWN,
            next_visit_on=next_visit_on,
        )


def _count(contact: ContactMade, month: PersonMonth) -> None:
    month.sessions += is_session(contact)
    month.accompanied |= contact.effective and contact.role == AGENT and contact.by != "session"
    if contact.by == "visit" and contact.role == AGENT:
        month.agent_visits_tried += 1
        month.agent_visits += contact.effective
    elif contact.by == "visit" and contact.role in STAFF:
        month.staff_visits_tried += 1
        month.staff_visits += contact.effective


def _count_plan(planned: date, agreed: datetime, later: datetime | None, life: Life) -> None:
    """A visit agreed at a visit for a later day counts once its time has ended, unless the person left care before."""
    patience = timedelta(days=life.frame.counting.visit_kept_within_days)
    if not life.day(agreed) < planned < life.frame.as_of - patience:
        return
    due = planned + patience
    kept = later is not None and life.day(later) <= due
    left = any(stay.ended and stay.holds(agreed) and life.day(stay.ended) < planned for stay in life.stays)
    if kept or not left:
        month = life.month(due)
        month.visits_planned += 1
        month.visits_kept += kept


def _count_medicines(life: Life) -> None:
    """What visits and calls said of medicines. Like everything of a month, whether it was so at some time in it."""
    medicines = life.frame.counting.medicines
    if medicines is None:
        return
    for fact in life.course.facts:
        if isinstance(fact.body, (VisitMade, CallMade)) and fact.body.answers:
            month = life.month(life.day(fact.at))
            is_to_take = _says(fact.body.answers, medicines.prescribed)
            month.medicines |= is_to_take
            month.medicine_gap |= is_to_take and _says(fact.body.answers, medicines.gap)


def _says(answers: Answers, any_of: Iterable[Condition]) -> bool:
    return any(_is_met(condition, answers.get(condition.item)) for condition in any_of)


def _is_met(condition: Condition, answer: Answer | None) -> bool:
    enough = condition.at_least is not None and isinstance(answer, int) and answer >= condition.at_least
    return enough or answer in condition.values


# --- Diagnoses, referrals, risks --------------------------------------------------------------------------------------


def diagnoses(life: Life) -> Iterator[Diagnosis]:
    found = life.course.picture.diagnoses
    first = next((diagnosis.fact for diagnosis in found if diagnosis.certainty == "definitive"), None)
    for diagnosis in found:
        on = life.day(diagnosis.at)
        if diagnosis.certainty == "definitive":
            life.month(on).diagnosed = True
        yield Diagnosis(
            **life.who(on),
            code=diagnosis.code,
            certainty=diagnosis.certainty,
            first_definitive=diagnosis.fact == first,
            days_to_session=_days_to_session(diagnosis.at, life),
        )


def _days_to_session(at: datetime, life: Life) -> int | None:
    began = next((stay.began for stay in life.stays if stay.holds(at)), at)
    if any(began <= session <= at for session in life.sessions):
        return 0
    return life.days(at, first_from(life.sessions, at))


def referrals(life: Life) -> Iterator[Referral]:
    steps = _referral_steps(life)
    for fact in life.course.facts:
        if not isinstance(fact.body, ReferralMade):
            continue
        life.month(life.day(fact.at)).referrals += 1
        attended = steps.get((fact.id, "attended"))
        accepted = min(filter(None, (steps.get((fact.id, "accepted")), attended)), default=None)
        answered = steps.get((fact.id, "counter_referred"))
        yield Referral(
            **life.who(life.day(fact.at)),
            service=fact.body.service,
            facility=fact.body.facility,
            reason=fact.body.reason,
            urgent=fact.body.urgent,
            days_to_acceptance=life.days(fact.at, accepted),
            days_to_attendance=life.days(fact.at, attended),
            attended_on=life.day(attended) if attended else None,
            days_to_counter_referral=life.days(attended, answered) if attended else None,
        )


def _referral_steps(life: Life) -> dict[tuple[UUID, str], datetime]:
    """When each referral first came to each step."""
    steps: dict[tuple[UUID, str], datetime] = {}
    for fact in life.course.facts:
        body = fact.body
        if isinstance(body, ReferralAnswered) and body.answer == "accepted":
            steps.setdefault((body.referral, "accepted"), fact.at)
        elif isinstance(body, AppointmentAttended) and body.attended:
            steps.setdefault((body.referral, "attended"), fact.at)
        elif isinstance(body, CounterReferralReceived):
            steps.setdefault((body.referral, "counter_referred"), fact.at)
    return steps


def risks(life: Life) -> Iterator[Risk]:
    for spell in life.course.picture.risks:
        opened = spell.opened_at
        yield Risk(
            **life.who(life.day(opened)),
            level=spell.level,
            closed_on=life.day(spell.closed_at) if spell.closed_at else None,
            hours_to_contact=hours(opened, spell.contacted_at),
            hours_to_professional=hours(opened, life.to_professional(opened)),
            hours_to_assessment=hours(opened, spell.assessed_at),
            hours_to_plan=hours(opened, spell.plan_at),
        )
