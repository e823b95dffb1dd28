"""A referral to a public service: sent, answered or not, attended or missed, and perhaps answered back."""

from datetime import timedelta
from uuid import UUID

from acompana.care.facts import (
    AppointmentAttended,
    CounterReferralReceived,
    ReferralAnswered,
    ReferralMade,
)
from acompana.simulation.days import DAY, HOUR
from acompana.simulation.facilities import facility_for
from acompana.simulation.persons import Person
from acompana.simulation.roster import Worker
from acompana.simulation.world import Steps, World


def refer(world: World, author: Worker, person: Person, *, urgent: bool = False) -> None:
    person.is_referred = True
    world.start(_referral(world, author, person, urgent))


def _referral(world: World, author: Worker, person: Person, urgent: bool) -> Steps:
    """One referral with all its steps; each has its own date, and each may never come."""
    p, chance = world.p.referrals, world.chance
    service = "emergency" if urgent else chance.one_of(p.services)
    body = ReferralMade(
        facility=facility_for(world.district.code, service),
        service=service,
        reason="risk" if urgent else "diagnosis" if person.diagnosis else "positive_screening",
        urgent=urgent,
    )
    referral = world.tell(person, author, body).id
    if urgent or chance.happens(p.answered_within_a_day):
        yield world.wait(chance.uniform(1, 22) * HOUR)
    elif chance.happens(p.answered_later):
        yield world.wait(DAY + chance.around(p.days_to_answer * DAY, 0.7))
    else:
        yield from _without_answer(world, person, referral)
        return
    yield from _answered(world, person, referral)


def _without_answer(world: World, person: Person, referral: UUID) -> Steps:
    """Nobody ever answers; some people are seen all the same."""
    p, chance = world.p.referrals, world.chance
    if chance.happens(p.attended_without_answer):
        yield world.wait_until(world.next_morning(world.now + chance.uniform(15, 60) * DAY))
        yield from _attended(world, person, referral)
    else:
        yield from _chase(world, person, referral)


def _answered(world: World, person: Person, referral: UUID) -> Steps:
    """Accepted, perhaps after a correction; or rejected for good."""
    p, chance = world.p.referrals, world.chance
    kind = chance.random()
    if kind >= p.accepted:
        _answer(world, person, referral, "observed" if kind < p.accepted + p.observed else "rejected")
        yield world.wait(chance.around(5 * DAY, 0.5))
        if not chance.happens(p.accepted_after_all):
            yield from _chase(world, person, referral)
            return
    appointment = _appointment(world)
    _answer(world, person, referral, "accepted", appointment)
    yield world.wait_until(appointment + 2 * HOUR)
    if chance.happens(p.attended):
        yield from _attended(world, person, referral)
        return
    if chance.happens(p.attendance_known):
        _attendance(world, person, referral, False)
        yield world.wait_until(world.next_morning(world.now + chance.uniform(4, 20) * DAY))
    if chance.happens(p.attended_second_time):
        yield from _attended(world, person, referral)
    else:
        yield from _chase(world, person, referral)


def _chase(world: World, person: Person, referral: UUID) -> Steps:
    """The coordination calls the facility until it knows how the referral ended; not always with success."""
    p, chance = world.p.referrals, world.chance
    if chance.happens(p.chased):
        yield world.wait_until(world.next_morning(world.now + chance.around(p.days_until_chased * DAY, 0.4)))
        outcome = chance.one_of({"returns_to_program": 0.6, "not_needed": 0.4})
        world.tell(person, world.coordinator, CounterReferralReceived(referral=referral, outcome=outcome))


def _appointment(world: World) -> float:
    days = 1 + world.chance.around(world.p.referrals.days_to_appointment, 0.5)
    return (world.now + days * DAY) // DAY * DAY + world.chance.choice((8, 9, 10, 11, 14, 15)) * HOUR


def _answer(world: World, person: Person, referral: UUID, answer, appointment: float | None = None) -> None:
    """Half of the answers come by the link on the slip; the others, the coordination writes down."""
    at = None if appointment is None else world.days.midnight + timedelta(minutes=appointment)
    author = world.system if world.chance.happens(0.5) else world.coordinator
    world.tell(person, author, ReferralAnswered(referral=referral, answer=answer, appointment_at=at))


def _attended(world: World, person: Person, referral: UUID) -> Steps:
    p, chance = world.p.referrals, world.chance
    if chance.happens(p.attendance_known):
        _attendance(world, person, referral, True)
    person.improves = True
    if not chance.happens(p.counter_referred):
        yield from _chase(world, person, referral)
        return
    yield world.wait(chance.around(p.days_to_counter_referral * DAY, 0.6))
    outcome = chance.one_of({"continues_there": 0.45, "treated": 0.25, "returns_to_program": 0.2, "not_needed": 0.1})
    world.tell(person, world.coordinator, CounterReferralReceived(referral=referral, outcome=outcome))


def _attendance(world: World, person: Person, referral: UUID, attended: bool) -> None:
    author = person.agent if person.is_accompanied and person.agent else world.coordinator
    world.tell(person, author, AppointmentAttended(referral=referral, attended=attended))
