"""The risk of suicide of one person: what is open, who is told when, and what is owed to the person next.

K1  A flag opens a risk at the moment of answering, whatever the total of the instrument.
K2  A flag is covered only by a professional's assessment that came after it and could have known of it: one that
    happened no earlier, and reached the program no earlier. A flag that arrives late reopens what was closed
    without it.
K3  Only a professional's assessment changes the level. Level `none` closes the risk; nothing else does, and no
    passing of time does.
K4  While a risk is open there is always a next deadline: an assessment for what is flagged, a reassessment for what is
    assessed. So an open risk without a deadline cannot be written down.
K5  An acknowledgment of this person's risk stops the ladder for the flags that had arrived when it was made, and for no
    others, whenever it arrives itself. It moves no deadline.
K6  The level shown is the gravest of the last assessment and of the flags it does not cover.
K7  A protocol that somebody followed is shown beside the risk. It covers no flag, acknowledges none, moves no deadline
    and stops no ladder. One whose alarm is not among the facts is itself something to be answered.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from msgspec import Struct

from acompana.care.facts import AlertAcknowledged, Fact, RiskAssessed
from acompana.care.picture import (
    Acknowledgment,
    Alert,
    Contact,
    Flagged,
    Followed,
    Known,
    Reason,
    RiskSpell,
    Rung,
    Task,
)
from acompana.care.programs import ContactTemplate, Level, RiskLevel, RiskRules, length
from acompana.care.programs import Rung as RungRule
from acompana.care.rules import assignee

FOLLOWED_KEPT = 5
"""How many of the last protocols an alert shows."""
GRAVITY: dict[Level, int] = {"none": 0, "low": 1, "moderate": 2, "unassessed": 3, "high": 4}


class RiskHistory(Struct):
    """What a fold gathers about risk on its way through the facts."""

    flags: list[Flagged]
    assessments: list[Fact]
    acknowledgments: list[Fact]
    plans: list[datetime]
    followed: list[Followed]


class Risk(Struct, frozen=True):
    """What the history comes to: the open alert with what is owed, and all spells, closed ones too."""

    alert: Alert | None
    tasks: tuple[Task, ...]
    spells: tuple[RiskSpell, ...]


def read_risk(person: UUID, known: Known, history: RiskHistory, contacts: Sequence[Contact], rules: RiskRules) -> Risk:
    """Fold the history of risk. All inputs are in the order of W1."""
    uncovered = tuple(flag for flag in history.flags if not _covered(flag, history.assessments))
    spells = _spells(history, uncovered, contacts)
    if not spells or spells[-1].closed_at is not None:
        return Risk(None, (), spells)
    spell = spells[-1]
    assessed = [f for f in history.assessments if f.at >= spell.opened_at and _level(f) != "none"]
    last = assessed[-1] if assessed else None
    clock = rules.level(_gravest([_level(last)] if last else [], uncovered))
    acknowledged = _about_this_risk(person, history)
    seen = _acknowledgment(acknowledged, uncovered)
    assessment = _owed_assessment(person, known, uncovered, last, clock, seen, acknowledged, rules)
    owed = [assessment]
    if plan := _owed_plan(person, known, spell, last, uncovered, clock, rules):
        owed.append(plan)
    if contact := _owed_contact(person, known, spell, assessed, contacts, clock, rules):
        owed.append(contact)
    first = min(owed, key=lambda task: (task.due_at, task.rule))
    trigger = uncovered[0].fact if uncovered else last.id if last else assessment.fact
    alert = Alert(
        id=_risk_id(person, _spell_fact(spell, history) or trigger),
        level=clock.level,
        opened_at=spell.opened_at,
        due_at=first.due_at,
        due_rule=first.rule,
        flags=uncovered,
        assessed_at=last.at if last else None,
        assessed_by=last.author if last else None,
        acknowledged=seen,
        plan_at=spell.plan_at,
        contacted_at=spell.contacted_at,
        followed=_followed(spell, uncovered, history.followed),
    )
    return Risk(alert, tuple(owed), spells)


def _followed(spell: RiskSpell, uncovered: Sequence[Flagged], followed: Sequence[Followed]) -> tuple[Followed, ...]:
    """The protocols of this risk: followed since it opened, or about one of its flags."""
    alarms = {flag.fact for flag in uncovered}
    return tuple(one for one in followed if one.at >= spell.opened_at or one.about in alarms)[-FOLLOWED_KEPT:]


def _level(assessment: Fact) -> Level:
    assert isinstance(assessment.body, RiskAssessed)
    return assessment.body.level


def _covered(flag: Flagged, assessments: Sequence[Fact]) -> bool:
    return any(a.at >= flag.at and a.received_at >= flag.received_at for a in assessments)


def _gravest(levels: Sequence[Level], flags: Sequence[Flagged]) -> Level:
    return max([*levels, *(flag.level for flag in flags)], key=GRAVITY.__getitem__)


def _risk_id(person: UUID, opened_by: UUID) -> UUID:
    return uuid5(person, f"risk/{opened_by}")


def _about_this_risk(person: UUID, history: RiskHistory) -> list[Fact]:
    """The acknowledgments that name a risk of this person, by whichever of its signs it was known then."""
    if not history.acknowledgments:
        return []
    opened_by = [flag.fact for flag in history.flags] + [assessment.id for assessment in history.assessments]
    risks = {_risk_id(person, fact) for fact in opened_by}
    return [f for f in history.acknowledgments if f.body.alert in risks]  # type: ignore[attr-defined]


def _acknowledgment(acknowledgments: Sequence[Fact], uncovered: Sequence[Flagged]) -> Acknowledgment | None:
    """The first acknowledgment that could have known of every uncovered flag (K5)."""
    if not uncovered:
        return None
    latest = max(flag.received_at for flag in uncovered)
    seen = next((f for f in acknowledgments if f.at >= latest), None)
    assert seen is None or isinstance(seen.body, AlertAcknowledged)
    return Acknowledgment(seen.author, seen.at) if seen else None


def _spells(history: RiskHistory, uncovered: Sequence[Flagged], contacts: Sequence[Contact]) -> tuple[RiskSpell, ...]:
    """Every stretch of time with an open risk, in order."""
    moments: list[tuple[datetime, int, Level]] = [(f.at, 0, f.level) for f in history.flags]
    moments += [(a.at, 1, _level(a)) for a in history.assessments]
    spells: list[RiskSpell] = []
    opened: datetime | None = None
    gravest: Level = "none"
    for at, _, level in sorted(moments, key=lambda m: (m[0], m[1])):
        if level == "none":
            if opened:
                spells.append(_spell(opened, at, gravest, history, contacts))
            opened, gravest = None, "none"
            continue
        opened = opened or at
        gravest = max(gravest, level, key=GRAVITY.__getitem__)
    if opened is None and uncovered:  # a flag that arrived after the risk had been closed without it (K2)
        opened, gravest = uncovered[0].at, _gravest([], uncovered)
    if opened:
        spells.append(_spell(opened, None, gravest, history, contacts))
    return tuple(spells)


def _spell(
    opened: datetime, closed: datetime | None, level: Level, history: RiskHistory, contacts: Sequence[Contact]
) -> RiskSpell:
    def first(moments: Sequence[datetime]) -> datetime | None:
        return next((at for at in moments if at >= opened and (closed is None or at <= closed)), None)

    assessed = [a.at for a in history.assessments]
    reached = sorted([*assessed, *(c.at for c in contacts if c.effective and c.at > opened)])
    return RiskSpell(
        opened_at=opened,
        level=level,
        closed_at=closed,
        assessed_at=first(assessed),
        contacted_at=first(reached),
        plan_at=first(history.plans),
    )


def _spell_fact(spell: RiskSpell, history: RiskHistory) -> UUID | None:
    """The fact that opened the spell: what the alert's id is made from."""
    for flag in history.flags:
        if flag.at == spell.opened_at:
            return flag.fact
    return next((a.id for a in history.assessments if a.at == spell.opened_at), None)


# --- What is owed ---------------------------------------------------------------------------------------------------


def _owed_assessment(
    person: UUID,
    known: Known,
    uncovered: Sequence[Flagged],
    last: Fact | None,
    clock: RiskLevel,
    seen: Acknowledgment | None,
    acknowledgments: Sequence[Fact],
    rules: RiskRules,
) -> Task:
    """The assessment that keeps K4: for the first flag that none covers, or else the next one of a risk that lasts."""
    if uncovered:
        flag = uncovered[0]
        urgent = rules.level(_gravest([], uncovered))
        due = flag.at + length(urgent.assess)
        waiting = _ladders(uncovered, acknowledgments, urgent)
        return Task(
            id=uuid5(person, f"assess_risk/{flag.fact}"),
            rule="assess_risk",
            fact=flag.fact,
            opens_at=flag.at,
            due_at=due,
            late_at=due,
            duty="clinician_on_call",
            owner=seen.by if seen else None,
            urgency="now",
            record="risk",
            rungs=waiting + _rungs("late", due, urgent.late_ladder),
            why=Reason(instrument=flag.instrument, band=flag.item, at=flag.at),
        )
    assert last is not None
    due = last.at + length(clock.reassess)
    duty, owner = assignee("clinician", known)
    return Task(
        id=uuid5(person, f"reassess_risk/{last.id}"),
        rule="reassess_risk",
        fact=last.id,
        opens_at=min(last.at + timedelta(hours=1), due),
        due_at=due,
        late_at=due,
        duty=duty,
        owner=owner,
        urgency=clock.urgency,
        record="risk",
        rungs=_rungs("late", due, clock.late_ladder),
        why=Reason(band=clock.level, at=last.at),
    )


def _owed_plan(
    person: UUID,
    known: Known,
    spell: RiskSpell,
    last: Fact | None,
    uncovered: Sequence[Flagged],
    clock: RiskLevel,
    rules: RiskRules,
) -> Task | None:
    """A safety plan, when a level asks for one and this risk has none yet: by the earlier of the two deadlines that the
    last assessment and the first flag after it give."""
    asking = [(last.at, last.id, rules.level(_level(last)))] if last else []
    asking += [(flag.at, flag.fact, rules.level(flag.level)) for flag in uncovered[:1]]
    owed = [(at + length(level.plan), at, fact) for at, fact, level in asking if level.plan]
    if not owed or spell.plan_at is not None:
        return None
    due, since, fact = min(owed)
    duty, owner = assignee("clinician", known)
    return Task(
        id=uuid5(person, f"safety_plan/{fact}"),
        rule="safety_plan",
        fact=fact,
        opens_at=since,
        due_at=due,
        late_at=due,
        duty=duty,
        owner=owner,
        urgency=clock.urgency,
        record="safety_plan",
        rungs=_rungs("late", due, clock.late_ladder),
        why=Reason(band=clock.level, at=since),
    )


def _owed_contact(
    person: UUID,
    known: Known,
    spell: RiskSpell,
    assessed: Sequence[Fact],
    contacts: Sequence[Contact],
    clock: RiskLevel,
    rules: RiskRules,
) -> Task | None:
    """The next contact of the template: the first step that no contact has fulfilled."""
    chosen = next((a for a in reversed(assessed) if a.body.contacts), None)  # type: ignore[attr-defined]
    anchor = chosen.at if chosen else assessed[0].at if assessed else spell.opened_at
    fact = chosen.id if chosen else assessed[0].id if assessed else None
    template = rules.template(chosen.body.contacts if chosen else clock.contacts or "")  # type: ignore[attr-defined]
    if template is None:
        return None
    reached = max((c.at for c in contacts if c.effective and c.at > anchor), default=anchor)
    step = _next_step(template, reached - anchor)
    if step is None:
        return None
    opens, due = step
    duty, owner = assignee(clock.contact_duty, known)
    return Task(
        id=uuid5(person, f"risk_contact/{fact}/{int(due.total_seconds())}"),
        rule="risk_contact",
        fact=fact or person,
        opens_at=anchor + opens,
        due_at=anchor + due,
        late_at=anchor + due,
        duty=duty,
        owner=owner,
        urgency="today" if clock.urgency == "now" else clock.urgency,
        record="contact",
        rungs=_rungs("late", anchor + due, clock.late_ladder),
        why=Reason(band=clock.level, at=anchor, times=due.days),
    )


def _next_step(template: ContactTemplate, reached: timedelta) -> tuple[timedelta, timedelta] | None:
    """(opens, due) of the first step that a contact made `reached` after the anchor does not fulfil."""
    for step in template.steps:
        if length(step.opens) > reached or reached == timedelta(0):
            return length(step.opens), length(step.due)
    if template.then_every is None:
        return None
    every = length(template.then_every)
    last = length(template.steps[-1].due)
    beyond = max((reached - last) // every + 1, 1)
    return last + every * beyond - every // 3, last + every * beyond


def _ladders(uncovered: Sequence[Flagged], acknowledgments: Sequence[Fact], level: RiskLevel) -> tuple[Rung, ...]:
    """Who is told of each fact that flags and that nobody has acknowledged: a new one is told anew, whatever was told
    before (K5). The flags of one fact are told once: they were answered and arrived together."""
    found: tuple[Rung, ...] = ()
    for n, flag in enumerate({flag.fact: flag for flag in uncovered}.values()):
        if not any(f.at >= flag.received_at for f in acknowledgments):
            name = "told" if n == 0 else f"told-{flag.fact.hex[-12:]}"
            found += _rungs(name, flag.at, level.ladder)
    return found


def _rungs(name: str, start: datetime, rules: Sequence[RungRule]) -> tuple[Rung, ...]:
    return tuple(Rung(f"{name}-{n}", start + length(rule.after), rule.duty) for n, rule in enumerate(rules, 1))
