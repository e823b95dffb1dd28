"""One district's year, from the first door to the last fact that has arrived."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from acompana.simulation import accompaniment, doorstep, register, work
from acompana.simulation.days import DAY
from acompana.simulation.notebook import Told
from acompana.simulation.parameters import Names, Parameters
from acompana.simulation.world import World


def simulate(
    parameters: Parameters,
    names: Names,
    number: int,
    until: datetime,
    on_day: Callable[[], None] = lambda: None,
) -> Iterator[tuple[UUID, list[Told]]]:
    """The facts of the district with this number, by person, as they reached the server until `until`.

    The same arguments give the same facts. `on_day` is called after each simulated day.
    """
    world = World(parameters, names, number, until)
    register.hand_over(world)
    world.start(doorstep.campaigns(world))
    world.start(doorstep.self_service(world))
    world.start(doorstep.returns(world))
    world.start(accompaniment.entries(world))
    world.start(work.coordinators_year(world))
    for agent in world.agents:
        world.start(work.agents_year(world, agent))
    for visitor in world.visitors:
        world.start(work.visitors_year(world, visitor))
    for psychologist in world.psychologists:
        world.start(work.psychologists_year(world, psychologist))
    for day in range(1, world.days.count):
        world.env.run(day * DAY)
        on_day()
    world.env.run(world.days.end)
    on_day()
    return world.notebook.pages()
