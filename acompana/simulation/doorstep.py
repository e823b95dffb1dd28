"""Meeting people: at their doors, at campaigns, through the self-screening link; and what the screening leads to."""

from collections.abc import Callable

from acompana.care.facts import ConsentGiven, DetailsGiven, PersonIdentity
from acompana.simulation import evaluation
from acompana.simulation.answers import ALCOHOL, PSYCHOSIS
from acompana.simulation.days import DAY, HOUR, WEEK
from acompana.simulation.forms import (
    PHQ9_POSITIVE,
    SHORT_POSITIVE,
    SRQ_POSITIVE,
    WATCHFUL,
    ask,
    ask_gad7,
    ask_phq9,
    says_yes,
    total,
)
from acompana.simulation.persons import ADULT, Person, Source
from acompana.simulation.roster import Worker
from acompana.simulation.world import Steps, World

# --- Ways of being met -----------------------------------------------------------------------------------------------


def knock(world: World, agent: Worker) -> None:
    """One door: perhaps nobody is home, perhaps nobody wants to."""
    p = world.p.agents
    if world.chance.evenly("home", p.somebody_home) and world.chance.evenly("accepts", p.accepts):
        screen_somebody(world, agent, "door", agent.place)


def campaigns(world: World) -> Steps:
    """On some Saturdays the team sets up a table in the square."""
    p = world.p.screening
    saturday = (5 - world.days.first.weekday()) % 7
    while True:
        yield world.wait_until(saturday * DAY + 9 * HOUR)
        for agent in world.agents:
            for _ in range(world.chance.rounded(p.campaign_people_per_agent * world.load)):
                yield world.wait(world.chance.uniform(30, 360) / len(world.agents))
                screen_somebody(world, agent, "campaign", agent.place)
        saturday += 7 * p.campaign_every_weeks


def self_service(world: World) -> Steps:
    """People who answer by themselves, on their own phones, whenever they are awake."""
    each = WEEK / (world.p.screening.self_service_per_agent_and_week * len(world.agents))
    while True:
        yield world.wait(each / world.load * world.chance.uniform(0.7, 1.3))
        yield world.wait_until(world.next_morning(world.now))
        screen_somebody(world, world.system, "self", world.chance.choice(world.district.sectors))


def returns(world: World) -> Steps:
    """People who had left and are met again."""
    while True:
        person = yield world.to_screen.get()
        agent = world.chance.choice(world.agents_of(person.sector))
        if ask_phq9(world, agent, person):
            evaluation.wait_for(world, person)


# --- The screening ---------------------------------------------------------------------------------------------------


def screen_somebody(world: World, worker: Worker, source: Source, sector: str) -> None:
    """Register somebody, ask for consent, and screen."""
    person = world.meet(worker, source, sector)
    person.agent = worker if worker.work == "agent" else None
    p, chance = world.p.people, world.chance
    consents = chance.happens(p.consents)
    _consent(world, worker, person, "care", consents)
    if not consents:
        return
    if chance.happens(p.wants_messages):
        _consent(world, worker, person, "messages", True)
    if chance.happens(p.phone_changes):
        world.start(_new_phone(world, worker, person))
    if _ask_first(world, worker, person) or person.alarm or chance.evenly("asks", world.p.evaluation.negative_but_asks):
        evaluation.wait_for(world, person)
    elif is_watchful(person):
        _watch(world, person)


def _ask_first(world: World, worker: Worker, person: Person) -> bool:
    """Ask the forms that this person is asked first; whether any comes out positive."""
    if person.age < ADULT:
        sad = total(ask(world, worker, person, "phq2", world.answering.phq2(person))) >= SHORT_POSITIVE
        anxious = ask_gad7(world, worker, person)
        return says_yes("asq", ask(world, worker, person, "asq", world.answering.asq(person))) or sad or anxious
    form = world.chance.one_evenly("forms", world.p.screening.forms)
    if form == "srq":
        return _ask_srq(world, worker, person)
    if form == "short":
        return _ask_short(world, worker, person)
    sad = ask_phq9(world, worker, person)
    return ask_gad7(world, worker, person) or sad


def _ask_srq(world: World, worker: Worker, person: Person) -> bool:
    """The general form; where its first block is positive, the two particular ones as well."""
    answers = ask(world, worker, person, "srq", world.answering.srq(person))
    others = (*PSYCHOSIS, "convulsions", *ALCOHOL)
    if total({code: value for code, value in answers.items() if code not in others}) >= SRQ_POSITIVE:
        ask_phq9(world, worker, person)
        ask_gad7(world, worker, person)
        return True
    return any(answers.get(code) == 1 for code in others)


def _ask_short(world: World, worker: Worker, person: Person) -> bool:
    """Two questions each; where they come out positive the whole form, at once or some days later."""
    sad = total(ask(world, worker, person, "phq2", world.answering.phq2(person))) >= SHORT_POSITIVE
    anxious = total(ask(world, worker, person, "gad2", world.answering.gad2(person))) >= SHORT_POSITIVE
    p, chance = world.p.screening, world.chance
    if worker.work != "agent" or chance.happens(p.full_form_at_once):
        sad = sad and ask_phq9(world, worker, person)
        return (anxious and ask_gad7(world, worker, person)) or sad
    if chance.happens(p.full_form_later):
        at = world.now + chance.uniform(1, 6) * DAY
        for is_due, asked in ((sad, ask_phq9), (anxious, ask_gad7)):
            if is_due:
                world.promise(worker, at, _later(asked, world, worker, person))
    return sad or anxious


def _later(asked: Callable[[World, Worker, Person], bool], world: World, worker: Worker, person: Person):
    return lambda: asked(world, worker, person)


# --- What follows ----------------------------------------------------------------------------------------------------


def _watch(world: World, person: Person, times: int = 1) -> None:
    """Some symptoms, too few to be positive: asked again after two weeks."""
    agent = person.agent = person.agent or world.chance.choice(world.agents_of(person.sector))
    if world.chance.happens(world.p.screening.watchful_repeated):
        at = world.now + world.chance.uniform(12, 24) * DAY
        world.promise(agent, at, lambda: _ask_again(world, agent, person, times))


def _ask_again(world: World, agent: Worker, person: Person, times: int) -> None:
    """Most feel better by then; whoever does not for long is evaluated."""
    if person.standing != "screened":
        return
    if world.chance.happens(world.p.screening.watchful_passes):
        person.depression -= 0.9
    positive = ask_phq9(world, agent, person)
    if positive or (is_watchful(person) and times == 3):
        evaluation.wait_for(world, person)
    elif is_watchful(person):
        _watch(world, person, times + 1)


def is_watchful(person: Person) -> bool:
    return person.last_total is not None and WATCHFUL <= person.last_total < PHQ9_POSITIVE


def _new_phone(world: World, worker: Worker, person: Person) -> Steps:
    yield world.wait_until(world.next_morning(world.now + world.chance.uniform(5, 300) * DAY))
    if person.standing != "gone":
        number = f"9001{world.chance.randrange(100_000):05d}"
        world.tell(person, worker, DetailsGiven(identity=PersonIdentity(phone=number)))


def _consent(world: World, worker: Worker, person: Person, scope, given: bool) -> None:
    is_child = person.age < ADULT
    body = ConsentGiven(
        scope=scope,
        given=given,
        by="guardian" if is_child else "self",
        assent=given if is_child else None,
        how="electronic" if worker.work == "system" else "written",
        text_version="1",
    )
    world.tell(person, worker, body)
