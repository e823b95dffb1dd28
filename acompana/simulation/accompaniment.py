"""Accompaniment: an agent of the neighborhood and a nurse of the team who visit, for as long as it takes."""

from datetime import timedelta

from acompana.care.facts import AgreedWords, Assigned, CallMade, ProgramEntered, VisitMade
from acompana.simulation import alarms, departures, evaluation
from acompana.simulation.corrections import perhaps_told_twice
from acompana.simulation.course import live_until_now
from acompana.simulation.days import DAY, WEEK
from acompana.simulation.forms import PHQ9_POSITIVE, REMISSION, ask_gad7, ask_phq9
from acompana.simulation.network import name_contact
from acompana.simulation.persons import MODERATE, Person
from acompana.simulation.roster import Worker
from acompana.simulation.visiting import fill_form, outcome_of, respond_to_danger
from acompana.simulation.world import PROGRAM, Steps, World

# --- Entering --------------------------------------------------------------------------------------------------------


def entries(world: World) -> Steps:
    """Whoever accepts enters, and is given an agent and a nurse."""
    while True:
        author, person = yield world.to_accompany.get()
        world.tell(person, author, ProgramEntered(program=PROGRAM))
        world.start(_give_workers(world, author, person))


def _give_workers(world: World, author: Worker, person: Person) -> Steps:
    yield world.wait_until(world.next_morning(world.now + world.chance.uniform(0.1, 2) * DAY))
    take_on(world, person)
    for _ in range(world.chance.rounded(world.p.care.contacts_named)):
        name_contact(world, author, person)


def take_on(world: World, person: Person) -> None:
    """The coordination gives the person an agent of the sector and a nurse: those with the fewest people."""
    agents = world.agents_of(person.sector)
    if person.agent not in agents or len(person.agent.caseload) >= world.p.agents.caseload_limit:
        person.agent = min(agents, key=lambda worker: len(worker.caseload))
    person.visitor = min(world.visitors, key=lambda worker: len(worker.caseload))
    for worker in (person.agent, person.visitor):
        worker.caseload.append(person)
        world.tell(person, world.coordinator, Assigned(to=worker.id, duty=worker.duty))
    person.entered_at = world.now
    person.first_total = person.last_total
    person.next_agent_visit = world.now + world.chance.uniform(1, 6) * DAY
    person.next_staff_visit = world.now + world.chance.uniform(2, 16) * DAY


# --- An agent's visit ------------------------------------------------------------------------------------------------


def agent_visit(world: World, agent: Worker, person: Person) -> None:
    """One visit by the agent, and the day of the next one."""
    p, chance = world.p.visits, world.chance
    live_until_now(world, person)
    outcome = outcome_of(world, person, p.not_home)
    if outcome == "seen":
        days = _agent_cadence(world, person) * chance.uniform(0.75, 1.25)
    else:
        days = p.retry_days * chance.uniform(0.6, 1.4)
    person.next_agent_visit = world.now + days * DAY
    _write_visit(world, agent, person, outcome, days)
    if outcome == "seen":
        person.missed = 0
        return
    person.missed += 1
    if outcome == "moved":
        world.promise(world.coordinator, world.now + 2 * DAY, lambda: _close(world, person, "moved_away"))
        person.next_agent_visit = world.now + WEEK
    elif person.missed >= world.p.care.missed_before_search and not person.is_searched_for:
        person.is_searched_for = True
        world.start(_search(world, person))


def _agent_cadence(world: World, person: Person) -> float:
    p = world.p.visits
    if person.alarm:
        return p.agent_at_risk
    if person.standing == "in_follow_up":
        return p.agent_in_follow_up
    is_new = world.now - person.entered_at < p.first_weeks * WEEK
    return p.agent_first_weeks if is_new else p.agent_in_care


def _write_visit(world: World, worker: Worker, person: Person, outcome, days: float) -> None:
    chance = world.chance
    if outcome != "seen":
        world.tell(person, worker, VisitMade(outcome=outcome))
        return
    answers = fill_form(world, worker, person)
    agreed = chance.happens(world.p.visits.agreed_in_words)
    body = VisitMade(
        outcome="seen",
        form_version="1",
        answers=answers,
        next_visit_on=world.today + timedelta(days=int(days)),
        identity=AgreedWords(agreed=chance.choice(world.names.agreed)) if agreed else None,
    )
    fact = world.tell(person, worker, body)
    perhaps_told_twice(world, person, worker, body)
    if answers.get("suicide") == 1:
        alarms.raised(world, person, fact)
    respond_to_danger(world, person, answers)


# --- A visit of the staff --------------------------------------------------------------------------------------------


def staff_visit(world: World, visitor: Worker, person: Person) -> None:
    """One visit by the nurse: the form, a measure now and then, and the decisions that are the staff's."""
    p, chance = world.p.visits, world.chance
    live_until_now(world, person)
    outcome = outcome_of(world, person, p.not_home_to_staff)
    days = (_staff_cadence(world, person) if outcome == "seen" else p.retry_days) * chance.uniform(0.75, 1.25)
    person.next_staff_visit = world.now + days * DAY
    _write_visit(world, visitor, person, outcome, days)
    if outcome == "seen":
        _measure(world, visitor, person)
        _review(world, visitor, person)


def _staff_cadence(world: World, person: Person) -> float:
    p = world.p.visits
    if person.alarm:
        return p.staff_at_risk
    return p.staff_in_follow_up if person.standing == "in_follow_up" else p.staff_in_care


def _measure(world: World, visitor: Worker, person: Person) -> None:
    p = world.p.care
    if world.now - person.measured_at < p.measured_every_days * DAY or not world.chance.happens(p.measured_when_due):
        return
    was_well = person.standing == "in_follow_up"
    ask_phq9(world, visitor, person)
    if person.anxiety > MODERATE and world.chance.happens(0.5):
        ask_gad7(world, visitor, person)
    now, first = person.last_total or 0, person.first_total or 0
    if now < REMISSION and first >= PHQ9_POSITIVE and not was_well:
        person.standing, person.stable_at = "in_follow_up", world.now
    elif was_well and now >= PHQ9_POSITIVE:
        person.standing, person.first_total, person.entered_at = "in_care", now, world.now


def _review(world: World, visitor: Worker, person: Person) -> None:
    """What the team decides about somebody it sees regularly."""
    p, chance = world.p, world.chance
    if person.diagnosis is None and chance.happens(p.evaluation.review_at_visit):
        psychologist = person.psychologist or world.any_psychologist()
        evaluation.diagnose(world, psychologist, person)
        evaluation.refer_perhaps(world, psychologist, person)
    weeks = (world.now - person.entered_at) / WEEK
    if person.alarm or person.psychologist:
        return
    if person.standing == "in_follow_up":
        if world.now - person.stable_at > p.care.follow_up_weeks * WEEK * chance.uniform(0.8, 1.2):
            departures.leave(world, visitor, person, "discharged")
    elif weeks > p.care.longest_care_weeks * chance.uniform(0.85, 1.15):
        departures.leave(world, visitor, person, "transferred" if person.is_referred else "discharged")


# --- Not losing anybody ----------------------------------------------------------------------------------------------


def _search(world: World, person: Person) -> Steps:
    """The coordination looks for somebody who has not been found at home several times."""
    yield world.wait_until(world.next_morning(world.now + world.chance.uniform(2, 9) * DAY))
    found = not person.is_dropping_out or world.chance.happens(world.p.care.found_again)
    world.tell(person, world.coordinator, CallMade(outcome="reached" if found else "no_answer"))
    if found:
        person.is_searched_for = person.is_dropping_out = False
        person.missed = 0
        return
    yield world.wait_until(world.next_morning(world.now + world.chance.uniform(5, 15) * DAY))
    _close(world, person, world.chance.one_of({"abandoned": 0.65, "declined": 0.35}))


def _close(world: World, person: Person, exit: str) -> None:
    if person.standing == "gone":
        return
    if person.alarm:  # nobody leaves with an open risk
        world.promise(world.coordinator, world.now + WEEK, lambda: _close(world, person, exit))
        return
    departures.leave(world, world.coordinator, person, exit)
