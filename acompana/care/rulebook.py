"""What the rules are read from: the content, prepared once so that folding a person looks nothing up twice."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from acompana.care.instruments import Instrument
from acompana.care.programs import EventName, Program, RiskRules, TaskRule, Trigger

Rules = Mapping[EventName, tuple[tuple[TaskRule, Trigger], ...]]


class Rulebook:
    """The compiled content as folds use it. Immutable by convention; made once per bundle."""

    __slots__ = ("closing", "instruments", "latest", "opening", "programs", "risk")

    def __init__(self, instruments: Iterable[Instrument], programs: Iterable[Program], risk: RiskRules) -> None:
        known = tuple(instruments)
        self.instruments: Mapping[tuple[str, str], Instrument] = MappingProxyType({(i.id, i.version): i for i in known})
        self.latest: Mapping[str, Instrument] = MappingProxyType(
            {i.id: i for i in sorted(known, key=lambda i: i.version)}
        )
        self.programs = tuple(programs)
        self.risk = risk
        rules = [rule for program in self.programs for rule in program.tasks]
        self.opening: Rules = _by_event((rule, trigger) for rule in rules for trigger in rule.opens)
        self.closing: Rules = _by_event((rule, trigger) for rule in rules for trigger in rule.closes)

    def instrument(self, id: str, version: str | None = None) -> Instrument | None:
        """An instrument in one version, or in its latest when none is named; None where there is no such thing."""
        return self.latest.get(id) if version is None else self.instruments.get((id, version))

    def program(self, id: str) -> Program | None:
        return next((program for program in self.programs if program.id == id), None)


def _by_event(pairs: Iterable[tuple[TaskRule, Trigger]]) -> Rules:
    found: dict[EventName, list[tuple[TaskRule, Trigger]]] = {}
    for rule, trigger in pairs:
        found.setdefault(trigger.on, []).append((rule, trigger))
    return MappingProxyType({name: tuple(rules) for name, rules in found.items()})
