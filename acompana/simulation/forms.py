"""Asking an instrument, writing the answers down, and what must follow at once whatever the total."""

from acompana.care.facts import AnswersGiven, CallMade
from acompana.simulation import alarms
from acompana.simulation.answers import SUICIDE_ITEM, Answers
from acompana.simulation.corrections import perhaps_correct
from acompana.simulation.days import HOUR
from acompana.simulation.persons import Person
from acompana.simulation.roster import Worker
from acompana.simulation.world import Steps, World

PHQ9_POSITIVE = GAD7_POSITIVE = 10
SHORT_POSITIVE = 3
SRQ_POSITIVE = 9
REMISSION = WATCHFUL = 5
"""Cut-offs as the staff knows them by heart. What counts is decided by the program's content, never here."""


def ask(world: World, worker: Worker, person: Person, form: str, answers: Answers) -> Answers:
    """Write down answers. A yes about suicide raises the alarm; no answer to that question is followed up."""
    if world.chance.happens(world.p.answering.refuses_all):
        answers = dict.fromkeys(answers, "refused")
    by_phone = worker.work == "system"
    body = AnswersGiven(instrument=form, version="1", answers=answers, mode="self" if by_phone else "interviewer")
    fact = world.tell(person, worker, body)
    if says_yes(form, answers):
        alarms.raised(world, person, fact)
        return answers
    perhaps_correct(world, person, worker, fact.id, body)
    question = SUICIDE_ITEM.get(form)
    if question and not isinstance(answers.get(question), int):
        world.start(_catch_up(world, person))
    return answers


def ask_phq9(world: World, worker: Worker, person: Person) -> bool:
    """Ask the PHQ-9 and remember its total; whether it is positive."""
    answers = ask(world, worker, person, "phq9", world.answering.phq9(person))
    difficulty = answers.get("difficulty")
    if any(isinstance(value, int) for value in answers.values()):
        person.last_total = total(answers) - (difficulty if isinstance(difficulty, int) else 0)
        person.measured_at = world.now
        return person.last_total >= PHQ9_POSITIVE
    return False


def ask_gad7(world: World, worker: Worker, person: Person) -> bool:
    """Ask the GAD-7; whether it is positive."""
    return total(ask(world, worker, person, "gad7", world.answering.gad7(person))) >= GAD7_POSITIVE


def says_yes(form: str, answers: Answers) -> bool:
    """Whether an answer raises the alarm about suicide."""
    if form == "asq":
        return 1 in answers.values()
    value = answers.get(SUICIDE_ITEM.get(form, ""))
    return isinstance(value, int) and value >= 1


def total(answers: Answers) -> int:
    return sum(value for value in answers.values() if isinstance(value, int))


def _catch_up(world: World, person: Person) -> Steps:
    """The coordination calls and asks what was not asked."""
    yield world.wait_until(world.next_morning(world.now + world.chance.around(4 * HOUR, 0.8)))
    if not world.chance.happens(world.p.screening.caught_up_on_suicide):
        return
    thoughts = person.thoughts is not None and world.chance.happens(world.p.answering.says_thoughts)
    body = CallMade(outcome="reached", form_version="1", answers={"suicide": int(thoughts), "harm_now": 0})
    fact = world.tell(person, world.coordinator, body)
    if thoughts:
        alarms.raised(world, person, fact)
