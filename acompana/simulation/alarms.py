"""A yes about death or self-harm, from the alarm to the day when a professional closes the risk."""

from uuid import uuid5

from acompana.care.facts import AlertAcknowledged, CallMade, RiskAssessed, SafetyPlanWords, SafetyPlanWritten
from acompana.simulation import referrals
from acompana.simulation.days import DAY, HOUR
from acompana.simulation.network import name_contact
from acompana.simulation.notebook import Written
from acompana.simulation.persons import Alarm, Gravity, Person
from acompana.simulation.roster import Worker
from acompana.simulation.world import Steps, World

_REASSESSED_AFTER_DAYS = {"high": 6.5, "moderate": 13.0, "low": 26.0}
_MILDER: dict[Gravity, Gravity | None] = {"high": "moderate", "moderate": "low", "low": None}


def raised(world: World, person: Person, flag: Written) -> None:
    """An answer raised the alarm: somebody is called at once, and looks again when the fact itself arrives later."""
    if person.alarm is None:
        person.alarm = Alarm(flag.id)
    world.start(_answered(world, person, flag, world.now))
    if flag.arrives > world.now + HOUR:
        world.start(_answered(world, person, flag, flag.arrives))


def _answered(world: World, person: Person, flag: Written, since: float) -> Steps:
    """From the call to the professional's assessment; then everything that follows an open risk."""
    yield world.wait_until(since + _minutes_until_answered(world))
    with world.on_call.request() as turn:
        yield turn
        if person.alarm is None:
            person.alarm = Alarm(flag.id)
        psychologist = world.psychologist_on_call()
        if world.chance.happens(world.p.risk.acknowledged):
            alert = uuid5(person.id, f"risk/{person.alarm.opened_by}")
            reached = world.chance.one_of({"person": 0.6, "agent": 0.25, "family": 0.15})
            world.tell(person, psychologist, AlertAcknowledged(alert=alert, reached=reached))
        yield world.wait(world.chance.uniform(8, 35))
        _assess(world, psychologist, person)
    alarm = person.alarm
    if alarm and not alarm.followed:
        alarm.followed = True
        world.start(_safety_plan(world, psychologist, person, alarm))
        world.start(_first_contact(world, psychologist, person))
        yield from _follow(world, psychologist, person, alarm)


def _minutes_until_answered(world: World) -> float:
    p, chance = world.p.risk, world.chance
    if chance.happens(p.forgotten):
        return chance.uniform(0.3, 1.7) * p.forgotten_days * DAY
    if chance.happens(p.slow):
        return chance.around(p.slow_hours * HOUR, 0.7)
    return chance.around(p.minutes_to_answer, 0.7)


def _assess(world: World, psychologist: Worker, person: Person) -> None:
    """A professional's judgment. Where there are no thoughts any more, it closes the risk."""
    if person.alarm is None:  # another professional has closed it meanwhile
        return
    level = person.thoughts
    known = person.alarm.level
    body = RiskAssessed(
        level=level or "none",
        reason="structured_assessment" if level else "recovered" if known else "assessed_without_risk",
        instrument_version="1",
        answers=world.answering.assessment(level),
        note=world.chance.choice(world.names.notes) if world.chance.happens(0.5) else None,
    )
    world.tell(person, psychologist, body)
    person.alarm.level = level
    if level is None:
        person.alarm = None


def _follow(world: World, psychologist: Worker, person: Person, alarm: Alarm) -> Steps:
    """Accompany somebody at risk, and assess again, until a professional finds that the risk is over."""
    p, chance = world.p, world.chance
    if alarm.level == "high" and not person.is_referred and chance.happens(p.referrals.at_risk):
        referrals.refer(world, psychologist, person, urgent=True)
    if not person.is_accompanied and chance.happens(p.care.accepts_at_risk):
        world.accompany(psychologist, person)
    while person.alarm is alarm and alarm.level:
        late = chance.uniform(1, 9) if chance.happens(p.risk.late_reassessment) else 0.0
        days = _REASSESSED_AFTER_DAYS[alarm.level] * chance.uniform(0.8, 1.05) + late
        yield world.wait_until(world.next_morning(world.now + days * DAY))
        if person.alarm is not alarm:
            return
        if person.thoughts and chance.happens(p.risk.improves):
            person.thoughts = _MILDER[person.thoughts]
        _assess(world, person.psychologist or psychologist, person)


def _first_contact(world: World, psychologist: Worker, person: Person) -> Steps:
    """Two days later somebody calls, as the schedule of contacts asks."""
    if world.chance.happens(world.p.risk.called):
        yield world.wait_until(world.next_morning(world.now + world.chance.uniform(25, 66) * HOUR))
        world.tell(person, psychologist, CallMade(outcome="reached" if world.chance.happens(0.85) else "no_answer"))


def _safety_plan(world: World, psychologist: Worker, person: Person, alarm: Alarm) -> Steps:
    p, chance = world.p.risk, world.chance
    if not chance.happens(p.plan):
        return
    yield world.wait_until(world.next_morning(world.now + chance.around(p.plan_hours * HOUR, 1.0)))
    if person.alarm is not alarm:
        return
    if not person.contacts:
        name_contact(world, psychologist, person)
    steps = {step: tuple(chance.sample(said, min(2, len(said)))) for step, said in world.names.plan.items()}
    body = SafetyPlanWritten(
        identity=SafetyPlanWords(**steps),
        means_made_safe=chance.one_of({"yes": 0.55, "partly": 0.3, "no": 0.1, "unknown": 0.05}),
        shared_with=tuple(person.contacts[:1]),
    )
    world.tell(person, psychologist, body)
