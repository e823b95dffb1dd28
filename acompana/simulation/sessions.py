"""Psychological care: a waiting list, a psychologist with few places, and sessions that not everybody keeps."""

from acompana.care.facts import Assigned, SessionHeld
from acompana.simulation import departures
from acompana.simulation.course import live_until_now
from acompana.simulation.days import DAY, HOUR, WEEK
from acompana.simulation.forms import ask_phq9
from acompana.simulation.persons import Person
from acompana.simulation.roster import Worker
from acompana.simulation.world import Steps, World


def fill_places(world: World, psychologist: Worker) -> Steps:
    """Take people from the waiting list while the psychologist has places."""
    places = world.chance.rounded(world.p.staff.in_sessions_at_once)
    while len(psychologist.in_sessions) < places and world.to_treat.items:
        person = (yield world.to_treat.get()).item
        if person.standing == "gone" or person.psychologist:
            continue
        waited = world.now - person.asked_at > world.p.sessions.waits_at_most_weeks * WEEK
        if waited:
            if not person.is_accompanied:
                world.start(departures.leave_later(world, person, "declined"))
            continue
        admit(world, psychologist, person)
        world.tell(person, world.coordinator, Assigned(to=psychologist.id, duty="clinician"))


def admit(world: World, psychologist: Worker, person: Person) -> None:
    """Give somebody a place, and agree on how many sessions."""
    p, chance = world.p.sessions, world.chance
    psychologist.in_sessions.append(person)
    person.psychologist = psychologist
    person.session = 0
    structured = chance.happens(p.pm_plus)
    person.intervention = "pm_plus" if structured else "psychological_care"
    person.sessions_planned = p.pm_plus_sessions if structured else chance.randint(p.fewest, p.most)
    person.next_session = world.now + chance.uniform(1, 7) * DAY


def due(world: World, psychologist: Worker) -> list[Person]:
    """Who has a session today; the longest waiting first."""
    tonight = (world.now // DAY + 1) * DAY
    waiting = [person for person in psychologist.in_sessions if person.next_session < tonight]
    return sorted(waiting, key=lambda person: person.next_session)


def hold(world: World, psychologist: Worker, person: Person) -> None:
    """One session, kept or missed, and what comes after it."""
    p, chance = world.p.sessions, world.chance
    attended = chance.evenly("attends", p.attends)
    person.session += attended
    body = SessionHeld(
        intervention=person.intervention,
        number=max(1, person.session),
        of=max(person.sessions_planned, person.session),
        minutes=chance.choice((45, 50, 60, 90 if person.intervention == "pm_plus" else 60)) if attended else None,
        modality=chance.one_of({"in_person": 0.8, "phone": 0.12, "video": 0.08}),
        attended=attended,
        note=chance.choice(world.names.notes) if attended and chance.happens(p.notes) else None,
    )
    world.tell(person, psychologist, body)
    person.next_session = world.now + (p.days_between * DAY - 6 * HOUR) * chance.uniform(0.9, 1.3)
    if attended:
        live_until_now(world, person)
        person.depression -= p.gain
        person.anxiety -= p.gain
        if world.now - person.measured_at > 4 * WEEK:
            ask_phq9(world, psychologist, person)
    is_complete = person.session >= person.sessions_planned
    if is_complete or chance.evenly("stops", p.stops_after):
        _end(world, psychologist, person, is_complete)


def _end(world: World, psychologist: Worker, person: Person, is_complete: bool) -> None:
    psychologist.in_sessions.remove(person)
    person.psychologist = None
    if person.is_accompanied and person.visitor:
        world.tell(person, world.coordinator, Assigned(to=person.visitor.id, duty="clinician"))
    elif not person.is_accompanied:
        exit = "discharged" if is_complete else "abandoned"
        world.start(departures.leave_later(world, person, exit, days=12))
