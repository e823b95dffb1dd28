"""How an illness goes on while nobody is looking: it gets better in care, slowly, and sometimes comes back."""

from math import sqrt

from acompana.simulation.days import WEEK
from acompana.simulation.parameters import Care
from acompana.simulation.persons import Person
from acompana.simulation.world import World

_RELAPSE_TO = 1.3


def get_better(person: Person, care: Care, weeks: float) -> None:
    """Half of the way to being well takes so many weeks, and half of what is left as many again."""
    left = 0.5 ** (weeks / care.weeks_to_half_way)
    person.depression = care.well + (person.depression - care.well) * left
    person.anxiety = care.well + (person.anxiety - care.well) * left


def live_until_now(world: World, person: Person) -> None:
    """Let the weeks since the person was last seen take their course."""
    p, chance = world.p.care, world.chance
    weeks = (world.now - person.felt_at) / WEEK
    person.felt_at = world.now
    if weeks <= 0:
        return
    if person.improves and person.standing == "in_care":
        get_better(person, p, weeks)
    swing = p.swings * sqrt(weeks)
    person.depression += chance.gauss(0.0, swing)
    person.anxiety += chance.gauss(0.0, swing)
    if person.standing == "in_follow_up" and chance.happens(p.relapses_per_week * weeks):
        person.depression = _RELAPSE_TO
    if chance.happens(p.drops_out_per_week * weeks):
        person.is_dropping_out = True
