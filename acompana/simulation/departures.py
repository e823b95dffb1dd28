"""How people leave the program, and how some come back."""

from acompana.care.facts import ProgramLeft
from acompana.simulation.days import DAY
from acompana.simulation.persons import Person
from acompana.simulation.roster import Worker
from acompana.simulation.world import PROGRAM, Steps, World

_MAY_COME_BACK = ("abandoned", "declined", "discharged")


def leave(world: World, author: Worker, person: Person, exit: str) -> None:
    """The person leaves. Nobody leaves with an open risk: whoever decides waits until a professional has closed it."""
    world.tell(person, author, ProgramLeft(program=PROGRAM, exit=exit))
    person.standing = "gone"
    person.is_accompanied = False
    for worker in (person.agent, person.visitor):
        if worker and person in worker.caseload:
            worker.caseload.remove(person)
    if person.psychologist:
        person.psychologist.in_sessions.remove(person)
        person.psychologist = None
    if exit in _MAY_COME_BACK and world.chance.happens(world.p.care.returns):
        world.start(_come_back(world, person))


def leave_later(world: World, person: Person, exit: str, days: float = 4) -> Steps:
    """The person leaves in some days, unless by then care has begun or a risk is open."""
    yield world.wait_until(world.next_morning(world.now + world.chance.uniform(0.3, 1.7) * days * DAY))
    if person.is_accompanied or person.psychologist or person.alarm or person.standing == "gone":
        return
    author = world.coordinator if exit in ("abandoned", "moved_away") else world.any_psychologist()
    leave(world, author, person, exit)


def _come_back(world: World, person: Person) -> Steps:
    """Weeks or months later the agent of the sector meets the person again, who is not well."""
    yield world.wait_until(world.next_morning(world.now + world.chance.uniform(25, 150) * DAY))
    person.standing = "screened"
    person.missed = 0
    person.is_searched_for = person.is_dropping_out = False
    person.depression, person.anxiety = max(person.depression, 1.2), max(person.anxiety, 0.8)
    world.to_screen.put(person)
