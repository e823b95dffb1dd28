"""What the rules are read from: the content, prepared once so that folding a person looks nothing up twice."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from acompana.care.events import Event, kind_of, matches_kind
from acompana.care.instruments import Instrument
from acompana.care.programs import EventName, Move, Program, RiskRules, TaskRule, Trigger

Rules = Mapping[EventName, tuple[tuple[TaskRule, Trigger], ...]]


class Plan(NamedTuple):
    """The triggers that events of one kind meet, but for their measure."""

    closes: tuple[tuple[TaskRule, tuple[Trigger, ...]], ...]
    opens: tuple[tuple[TaskRule, Trigger, tuple[str, ...]], ...]  # with the signs of danger that the rule answers
    moves: tuple[tuple[str, Move, Trigger], ...]  # program, move, trigger; in the order of the content


class Rulebook:
    """The compiled content as folds use it. Immutable by convention; made once per bundle."""

    __slots__ = ("_plans", "_signs", "closing", "instruments", "latest", "opening", "programs", "risk")

    def __init__(self, instruments: Iterable[Instrument], programs: Iterable[Program], risk: RiskRules) -> None:
        known = tuple(instruments)
        self.instruments: Mapping[tuple[str, str], Instrument] = MappingProxyType({(i.id, i.version): i for i in known})
        self.latest: Mapping[str, Instrument] = MappingProxyType(
            {i.id: i for i in sorted(known, key=lambda i: ordered(i.version))}
        )
        self.programs = tuple(programs)
        self.risk = risk
        rules = [rule for program in self.programs for rule in program.tasks]
        self.opening: Rules = _by_event((rule, trigger) for rule in rules for trigger in rule.opens)
        self.closing: Rules = _by_event((rule, trigger) for rule in rules for trigger in rule.closes)
        self._signs = {(flag.code, flag.kind) for i in known for flag in i.flags if flag.kind != "suicide"}
        self._plans: dict[tuple[object, ...], Plan] = {}

    def plan(self, event: Event) -> Plan:
        """What events of this kind may close, open and move; worked out once for each kind."""
        kind = kind_of(event)
        plan = self._plans.get(kind)
        if plan is None:
            plan = self._plans[kind] = Plan(
                closes=_by_rule(pair for pair in self.closing.get(event.on, ()) if matches_kind(pair[1], event)),
                opens=tuple(
                    (rule, trigger, self._signs_for(rule, event))
                    for rule, trigger in self.opening.get(event.on, ())
                    if matches_kind(trigger, event)
                ),
                moves=tuple(
                    (program.id, move, trigger)
                    for program in self.programs
                    for move in program.moves
                    for trigger in move.when
                    if matches_kind(trigger, event)
                ),
            )
        return plan

    def _signs_for(self, rule: TaskRule, event: Event) -> tuple[str, ...]:
        """The signs of danger among those of an event that this rule answers."""
        asked = {word for trigger in rule.opens for word in (*trigger.sign, *trigger.flag)}
        return tuple(s for s in event.signs if any(s == code and asked & {code, kind} for code, kind in self._signs))

    def instrument(self, id: str, version: str | None = None) -> Instrument | None:
        """An instrument in one version, or in its latest when none is named; None where there is no such thing."""
        return self.latest.get(id) if version is None else self.instruments.get((id, version))

    def program(self, id: str) -> Program | None:
        return next((program for program in self.programs if program.id == id), None)


def ordered(version: str) -> tuple[tuple[int, int, str], ...]:
    """Versions in the order in which people count: 2 before 10, 2026-9 before 2026-11."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"[.\-]", version))


def _by_rule(pairs: Iterable[tuple[TaskRule, Trigger]]) -> tuple[tuple[TaskRule, tuple[Trigger, ...]], ...]:
    found: dict[str, tuple[TaskRule, list[Trigger]]] = {}
    for rule, trigger in pairs:
        found.setdefault(rule.id, (rule, []))[1].append(trigger)
    return tuple((rule, tuple(triggers)) for rule, triggers in found.values())


def _by_event(pairs: Iterable[tuple[TaskRule, Trigger]]) -> Rules:
    found: dict[EventName, list[tuple[TaskRule, Trigger]]] = {}
    for rule, trigger in pairs:
        found.setdefault(trigger.on, []).append((rule, trigger))
    return MappingProxyType({name: tuple(rules) for name, rules in found.items()})
