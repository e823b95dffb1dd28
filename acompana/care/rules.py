"""Task rules: what an event opens and what it closes. Knows no rule by name; all of them are content.

R2  An event closes before it opens: the visit that fulfils one visit opens the next.
R3  Of several opening events the first keeps the clock, unless the rule says the latest does.
R4  A task belongs to the worker assigned; where none is, to whoever has the duty: a visit without an agent is the
    coordinator's, a session without a clinician is the clinician's on call.
R5  A rule limited to risk levels or stages owes its task only while the person is in one of them; its clock still
    counts from the event that opened it.
R6  A task that a sign of danger opened names the sign; one that comes while the task is open is named beside it.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID, uuid5

from acompana.care.events import Event, matches_measure
from acompana.care.picture import Known, Reason, Rung, Task
from acompana.care.programs import Duty, TaskRule, length
from acompana.care.rulebook import Plan

Open = dict[tuple[str, UUID | None], tuple[TaskRule, Event, tuple[str, ...]]]
"""What is open: the rule, the event its clock counts from, and the signs of danger it is about."""


def apply_event(event: Event, plan: Plan, open_rules: Open) -> None:
    """Close and open (R2, R3). Changes `open_rules`, which the fold holds while it runs."""
    for rule, triggers in plan.closes:
        key = _key(rule, event)
        if key in open_rules and any(matches_measure(trigger, event) for trigger in triggers):
            del open_rules[key]
    for rule, trigger, signs in plan.opens:
        if not matches_measure(trigger, event):
            continue
        key = _key(rule, event)
        before = open_rules.get(key)
        if before is None:
            open_rules[key] = (rule, event, signs)
        else:
            _, since, named = before
            both = tuple(dict.fromkeys((*named, *signs))) if signs else named
            open_rules[key] = (rule, event if rule.clock == "latest" else since, both)


def tasks_of(open_rules: Open, person: UUID, known: Known, risk: str, stages: Iterable[str]) -> Iterator[Task]:
    """The tasks that the open rules come to, given how the person stands now (R4, R5)."""
    standing = frozenset(stages)
    for rule, event, signs in open_rules.values():
        if rule.while_risk and risk not in rule.while_risk:
            continue
        if rule.while_stage and not standing.intersection(rule.while_stage):
            continue
        yield _task(rule, event, signs, person, known)


def _task(rule: TaskRule, event: Event, signs: tuple[str, ...], person: UUID, known: Known) -> Task:
    duty, owner = assignee(rule.duty, known)
    due = event.at + length(rule.due)
    return Task(
        id=uuid5(person, f"{rule.id}/{event.fact}"),
        rule=rule.id,
        fact=event.fact,
        opens_at=event.at + length(rule.shown_after),
        due_at=due,
        late_at=event.at + length(rule.late),
        duty=duty,
        owner=owner,
        urgency=rule.urgency,
        record=rule.record,
        referral=event.referral if rule.each == "referral" else None,
        rungs=tuple(Rung(f"late-{n}", due + length(r.after), r.duty) for n, r in enumerate(rule.ladder, 1)),
        why=Reason(
            instrument=event.instrument,
            score=event.score,
            band=event.band,
            at=event.at,
            times=event.times or None,
            signs=signs,
        ),
    )


def assignee(duty: Duty, known: Known) -> tuple[Duty, UUID | None]:
    """Whose a task is (R4): the duty it falls to, and the worker assigned, if the duty has one."""
    if duty == "agent":
        return ("agent", known.agent) if known.agent else ("coordinator", None)
    if duty == "clinician":
        return ("clinician", known.clinician) if known.clinician else ("clinician_on_call", None)
    return duty, None


def _key(rule: TaskRule, event: Event) -> tuple[str, UUID | None]:
    return rule.id, event.referral if rule.each == "referral" else None
