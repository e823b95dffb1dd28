"""Working days: how many visits, doors, evaluations and sessions fit into one."""

from collections.abc import Callable

from acompana.simulation import accompaniment, doorstep, evaluation, sessions
from acompana.simulation.days import DAY, HOUR
from acompana.simulation.persons import Person
from acompana.simulation.roster import Worker
from acompana.simulation.world import Steps, World


def agents_year(world: World, agent: Worker) -> Steps:
    """Visits first, then what was promised, then new doors."""
    p = world.p.agents
    doors = world.chance.random()
    for day in range(world.days.count):
        yield world.wait_until(day * DAY + world.chance.uniform(8, 9.5) * HOUR)
        if not world.is_at_work(agent, day):
            continue
        room = world.chance.rounded(p.contacts_per_day)
        for person in _due(world, agent, _agent_visit_at)[:room]:
            yield world.wait(p.minutes_per_contact * world.chance.uniform(0.6, 1.4))
            if person.is_accompanied:
                accompaniment.agent_visit(world, agent, person)
        for errand in world.errands(agent):
            yield world.wait(p.minutes_per_contact * 0.5)
            errand()
        doors += p.doors_per_day * world.load
        while doors >= 1:
            doors -= 1
            yield world.wait(world.chance.uniform(8, 25))
            doorstep.knock(world, agent)


def visitors_year(world: World, visitor: Worker) -> Steps:
    p = world.p.staff
    for day in range(world.days.count):
        yield world.wait_until(day * DAY + world.chance.uniform(8, 9) * HOUR)
        if not world.is_at_work(visitor, day):
            continue
        room = world.chance.rounded(p.visits_per_day)
        for person in _due(world, visitor, _staff_visit_at)[:room]:
            yield world.wait(p.minutes_per_contact * world.chance.uniform(0.6, 1.4))
            if person.is_accompanied:
                accompaniment.staff_visit(world, visitor, person)


def psychologists_year(world: World, psychologist: Worker) -> Steps:
    """Sessions first, then evaluations."""
    p = world.p.staff
    for day in range(world.days.count):
        yield world.wait_until(day * DAY + world.chance.uniform(8, 9) * HOUR)
        if not world.is_at_work(psychologist, day):
            continue
        yield from sessions.fill_places(world, psychologist)
        for person in sessions.due(world, psychologist)[: p.sessions_per_day]:
            yield world.wait(p.minutes_per_contact * world.chance.uniform(1, 1.5))
            if person.psychologist is psychologist:
                sessions.hold(world, psychologist, person)
        for _ in range(world.chance.rounded(p.evaluations_per_day)):
            if not world.to_evaluate.items:
                break
            person, attempt = (yield world.to_evaluate.get()).item
            yield world.wait(p.minutes_per_contact * world.chance.uniform(0.6, 1.2))
            evaluation.evaluate(world, psychologist, person, attempt)


def coordinators_year(world: World) -> Steps:
    """What the coordination promised to close."""
    for day in range(world.days.count):
        yield world.wait_until(day * DAY + 9 * HOUR)
        if world.is_at_work(world.coordinator, day):
            for errand in world.errands(world.coordinator):
                yield world.wait(10)
                errand()


def _due(world: World, worker: Worker, visit_at: Callable[[Person], float]) -> list[Person]:
    """Who is to be visited today: people at risk first, then whoever has waited longest."""
    tonight = (world.now // DAY + 1) * DAY
    waiting = [person for person in worker.caseload if visit_at(person) < tonight]
    return sorted(waiting, key=lambda person: (person.alarm is None, visit_at(person)))


def _agent_visit_at(person: Person) -> float:
    return person.next_agent_visit


def _staff_visit_at(person: Person) -> float:
    return person.next_staff_visit
