"""Mistakes that people of the program notice and put right."""

from uuid import UUID

import msgspec

from acompana.care.facts import AnswersGiven, FactCorrected, FactWithdrawn, VisitMade
from acompana.simulation.days import DAY
from acompana.simulation.persons import Person
from acompana.simulation.roster import Worker
from acompana.simulation.world import Steps, World


def perhaps_correct(world: World, person: Person, author: Worker, fact: UUID, body: AnswersGiven) -> None:
    """Sometimes one answer was tapped wrongly; whoever wrote it corrects it."""
    if author.work == "agent" and world.chance.happens(world.p.arrival.corrected):
        world.start(_correct(world, person, author, fact, body))


def _correct(world: World, person: Person, author: Worker, fact: UUID, body: AnswersGiven) -> Steps:
    yield world.wait(world.chance.uniform(0.01, 3) * DAY)
    answers = dict(body.answers)
    wrong = next((code for code, value in answers.items() if value == 1), None)
    if wrong is None:
        return
    answers[wrong] = 0
    right = msgspec.structs.replace(body, answers=answers)
    world.tell(person, author, FactCorrected(target=fact, of="answers_given", instead=msgspec.to_builtins(right)))


def perhaps_told_twice(world: World, person: Person, author: Worker, body: VisitMade) -> None:
    """Sometimes a visit is written down twice, and one of the two taken back."""
    if not world.chance.happens(world.p.arrival.told_twice):
        return
    again = world.tell(person, author, body).id
    world.tell(person, author, FactWithdrawn(target=again, reason="recorded_twice"))
