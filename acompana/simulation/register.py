"""The caseload that the old register hands over on the first day."""

from acompana.care.facts import AnswersGiven, ConsentGiven, ProgramEntered
from acompana.simulation import accompaniment, sessions
from acompana.simulation.course import get_better
from acompana.simulation.days import DAY, HOUR, WEEK
from acompana.simulation.persons import Person
from acompana.simulation.roster import Worker
from acompana.simulation.world import PROGRAM, World


def hand_over(world: World) -> None:
    """People in care for a while already: registered, measured twice, given an agent and a nurse."""
    for n in range(world.district.caseload_at_start):
        _hand_over(world, world.district.sectors[n % len(world.district.sectors)])
    for psychologist in world.psychologists:
        _begin_in_sessions(world, psychologist)


def _hand_over(world: World, sector: str) -> None:
    p, chance = world.p.care, world.chance
    weeks = chance.uniform(2, p.weeks_in_care_at_start)
    began = -weeks * WEEK // DAY * DAY + 10 * HOUR
    person = world.meet(world.system, "register", sector, at=began)
    person.thoughts = None
    arrives = world.now + 5 * HOUR
    write = world.notebook.tell
    consent = ConsentGiven(scope="care", given=True, how="written", text_version="1")
    write(person, world.system, consent, began, arrives=arrives)
    person.last_total = _measured(world, person, began, arrives)
    write(person, world.system, ProgramEntered(program=PROGRAM), began + 3 * DAY, arrives=arrives)
    person.standing, person.is_accompanied = "in_care", True
    accompaniment.take_on(world, person)
    person.entered_at = began
    person.next_agent_visit = world.now + chance.uniform(0, world.p.visits.agent_in_care) * DAY
    person.next_staff_visit = world.now + chance.uniform(0, world.p.visits.staff_in_care) * DAY
    person.improves = chance.evenly("improves", p.improves_at_start)
    if person.improves:
        get_better(person, p, weeks)
    person.felt_at = world.now
    person.measured_at = -chance.uniform(0, min(weeks, 5)) * WEEK


def _measured(world: World, person: Person, at: float, arrives: float) -> int:
    answers = world.answering.phq9(person)
    answers["self_harm"] = 0
    body = AnswersGiven(instrument="phq9", version="1", answers=answers, mode="imported")
    world.notebook.tell(person, world.system, body, at, arrives=arrives)
    return sum(v for code, v in answers.items() if isinstance(v, int) and code != "difficulty")


def _begin_in_sessions(world: World, psychologist: Worker) -> None:
    """Some of them are in the middle of their sessions."""
    p = world.p
    places = round(p.staff.in_sessions_at_once * p.sessions.places_taken_at_start)
    free = [person for visitor in world.visitors for person in visitor.caseload if not person.psychologist]
    for person in free[:places]:
        sessions.admit(world, psychologist, person)
        person.session = world.chance.randrange(person.sessions_planned)
