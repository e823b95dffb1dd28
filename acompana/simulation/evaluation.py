"""A professional's evaluation after a screening: the wait for it, what it finds, and what is offered."""

from simpy import PriorityItem

from acompana.care.facts import CallMade, DiagnosisMade, VisitMade
from acompana.simulation import departures, referrals
from acompana.simulation.days import DAY
from acompana.simulation.persons import MODERATE, SEVERE, Person
from acompana.simulation.roster import Worker
from acompana.simulation.world import Steps, World


def wait_for(world: World, person: Person) -> None:
    """Put somebody on the list of those to evaluate; whoever may be at risk comes first, then the most burdened."""
    if person.standing == "screened":
        person.standing = "waiting"
        world.start(_after_days(world, person, 0))


def _queue(world: World, person: Person, attempt: int) -> None:
    place = (person.alarm is None, person.worst < MODERATE, world.now, world.number())
    world.to_evaluate.put(PriorityItem(place, (person, attempt)))


def evaluate(world: World, psychologist: Worker, person: Person, attempt: int) -> None:
    """Look for somebody and, if found, evaluate."""
    p, chance = world.p.evaluation, world.chance
    if person.standing != "waiting":
        return
    at_home = chance.happens(p.at_home)
    found = chance.happens(p.seen_at_home if at_home else p.comes_to_center)
    if at_home:
        world.tell(person, psychologist, VisitMade(outcome="seen" if found else "not_home"))
    elif not found:
        world.tell(person, psychologist, CallMade(outcome="no_answer"))
    if found:
        _conclude(world, psychologist, person)
    elif attempt + 1 < p.attempts:
        world.start(_after_days(world, person, attempt + 1))
    elif chance.happens(p.closed_when_lost):
        exit = chance.one_of({"abandoned": 0.6, "declined": 0.25, "moved_away": 0.15})
        world.start(departures.leave_later(world, person, exit))


def _after_days(world: World, person: Person, attempt: int) -> Steps:
    """An appointment is made for some day; whoever may be at risk is not left waiting for one."""
    p = world.p.evaluation
    days = p.days_between_attempts if attempt else p.days_to_appointment
    if attempt or person.alarm is None:
        yield world.wait(world.chance.around(days * DAY, 0.6))
    _queue(world, person, attempt)


def _conclude(world: World, psychologist: Worker, person: Person) -> None:
    p, chance = world.p.evaluation, world.chance
    ill = person.worst > p.ill_from or person.drinks or person.voices or person.thoughts
    if not chance.evenly("finds", p.finds_when_ill if ill else p.finds_otherwise):
        person.standing = "screened"
        world.start(departures.leave_later(world, person, "not_needed"))
        return
    diagnose(world, psychologist, person)
    person.standing = "in_care"
    _offer(world, psychologist, person)


def diagnose(world: World, psychologist: Worker, person: Person) -> None:
    """A coded diagnosis; one that is presumptive is confirmed by and by, or not."""
    p, chance = world.p.evaluation, world.chance
    person.diagnosis = person.diagnosis or chance.one_of(p.codes[_kind_of(person)])
    presumptive = chance.happens(p.presumptive)
    body = DiagnosisMade(
        code=person.diagnosis,
        certainty="presumptive" if presumptive else "definitive",
        note=chance.choice(world.names.notes) if chance.happens(p.notes) else None,
    )
    world.tell(person, psychologist, body)
    if presumptive and chance.happens(p.confirmed):
        world.start(_confirm(world, psychologist, person, person.diagnosis))


def _confirm(world: World, psychologist: Worker, person: Person, code: str) -> Steps:
    yield world.wait_until(world.next_morning(world.now + world.chance.uniform(4, 30) * DAY))
    if person.standing != "gone":
        world.tell(person, psychologist, DiagnosisMade(code=code, certainty="definitive"))


def _kind_of(person: Person) -> str:
    """Which of the groups of codes in the parameters fits."""
    if person.voices:
        return "psychosis"
    if person.drinks and person.worst < MODERATE:
        return "alcohol"
    if person.worst < 0.2:
        return "stress"
    leading = "depression" if person.depression >= person.anxiety else "anxiety"
    grade = "severe" if person.worst >= SEVERE else "moderate" if person.worst >= MODERATE else "mild"
    return f"{leading}_{grade}"


def _offer(world: World, psychologist: Worker, person: Person) -> None:
    """Referral, accompaniment, sessions: what is offered depends on the severity, what happens on what is accepted."""
    p, chance = world.p, world.chance
    refer_perhaps(world, psychologist, person)
    offered = p.care.offered_when_severe if person.worst >= MODERATE else p.care.offered_when_mild
    if not person.is_accompanied and chance.evenly("accompanied", offered * p.care.accepts):
        world.accompany(psychologist, person)
    if chance.evenly("sessions", p.sessions.wants):
        person.asked_at = world.now
        world.to_treat.put(PriorityItem((person.worst < SEVERE, world.now, world.number()), person))
    elif not person.is_accompanied:
        exit, days = ("transferred", 35) if person.is_referred else ("declined", 10)
        world.start(departures.leave_later(world, person, exit, days))


def refer_perhaps(world: World, author: Worker, person: Person) -> None:
    """The graver, the more often somebody is referred to the public services."""
    p = world.p.referrals
    share = p.when_severe if person.worst >= SEVERE else p.when_moderate if person.worst >= MODERATE else p.when_mild
    if not person.is_referred and world.chance.evenly("referred", share):
        referrals.refer(world, author, person)
