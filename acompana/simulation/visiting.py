"""What a visit finds: whether anybody is there, the form, and the danger signs."""

from typing import Literal

from acompana.care.facts import CallMade
from acompana.simulation.answers import Answers
from acompana.simulation.days import HOUR
from acompana.simulation.persons import Person
from acompana.simulation.roster import Worker
from acompana.simulation.world import Steps, World

Outcome = Literal["seen", "not_home", "moved", "refused"]
_OUT_WHEN_DROPPING = 0.85


def outcome_of(world: World, person: Person, not_home: float) -> Outcome:
    """What happens at the door of somebody who is accompanied."""
    p, luck = world.p.visits, world.chance.random()
    if person.is_dropping_out:
        return "seen" if luck > _OUT_WHEN_DROPPING else "refused" if luck < 0.2 else "not_home"
    if luck < p.moved and person.alarm is None:
        return "moved"
    if luck < p.moved + p.refused:
        return "refused"
    return "not_home" if luck < p.moved + p.refused + not_home else "seen"


def fill_form(world: World, worker: Worker, person: Person) -> Answers:
    """The home visit form, as far as it is filled at an ordinary visit."""
    p, chance = world.p, world.chance
    feels = person.worst
    alone = chance.happens(0.75)
    answers: Answers = {
        "alone": int(alone),
        "mood": 2 if chance.happens(0.06 + 0.05 * max(0.0, feels)) else int(chance.happens(0.55)),
        "suicide": int(_says_thoughts(world, person)),
        "harm_now": 0,
        "sleep": int(chance.happens(0.2 + 0.15 * max(0.0, min(2.0, feels)))),
        "appetite": int(chance.happens(0.15 + 0.12 * max(0.0, min(2.0, feels)))),
        "medicine": 1 if person.takes_medicine else 0,
    }
    if person.takes_medicine:
        answers["medicine"] = 2 if chance.happens(0.15) else 1
        answers["stock_days"] = chance.randint(0, 30)
    if worker.work != "agent":
        answers["family_support"] = chance.choice((1, 1, 2, 2, 2, 0))
        answers["appointments"] = chance.choice((0, 0, 0, 1, 1, 2))
    _danger(world, answers)
    if not alone and chance.happens(p.visits.suicide_not_asked_before_others) and not answers["suicide"]:
        del answers["suicide"]
    return answers


def _says_thoughts(world: World, person: Person) -> bool:
    p, chance = world.p, world.chance
    if person.thoughts is None:
        if person.alarm is None and chance.evenly("new thoughts", p.care.new_thoughts_per_visit):
            person.thoughts = chance.one_of(p.risk.levels)
            return True
        return False
    return chance.happens(p.risk.says_again if person.alarm else p.answering.says_thoughts_at_visit)


def _danger(world: World, answers: Answers) -> None:
    """Now and then a sign that cannot wait: hardly sleeps, does not eat, has stopped the medicine, violence."""
    for sign, share in world.p.visits.danger_signs.items():
        if world.chance.happens(share):
            code, value = sign.split("=")
            if code == "medicine" and not answers["medicine"]:
                continue
            answers[code] = int(value)


def respond_to_danger(world: World, person: Person, answers: Answers) -> None:
    """A nurse calls the same day or the next."""
    seen = any(answers.get(code) == int(value) for code, value in _signs(world))
    if seen and person.visitor and world.chance.happens(world.p.visits.danger_answered):
        world.start(_call(world, person.visitor, person))


def _signs(world: World) -> list[tuple[str, str]]:
    return [(code, value) for code, _, value in (sign.partition("=") for sign in world.p.visits.danger_signs)]


def _call(world: World, visitor: Worker, person: Person) -> Steps:
    yield world.wait_until(world.next_morning(world.now + world.chance.uniform(1, 20) * HOUR))
    world.tell(person, visitor, CallMade(outcome="reached"))
