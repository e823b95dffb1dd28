"""What must be true of all content together: what one file says of another."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from gettext import gettext as _
from string import Formatter
from typing import TypeVar, get_args

from msgspec import Struct
from msgspec.structs import fields

from acompana.bundle.bundle import CodeList
from acompana.bundle.indicators import IndicatorSet
from acompana.bundle.lines import Path
from acompana.bundle.shape import Misfit, one_of
from acompana.care.change import ChangeName
from acompana.care.consents import ConsentText
from acompana.care.content import Texts
from acompana.care.facts import Role, Scope
from acompana.care.instruments import Clock, Condition, Flag, FlagKind, Instrument
from acompana.care.programs import DangerProtocol, Program, RiskRules, Trigger, length
from acompana.care.reading import VISIT_FORM
from acompana.care.scoring import ReasonCode

Found = TypeVar("Found", bound=Struct)
Place = tuple[object, Misfit]
"""A misfit, and the record whose file it is in."""

_CIE10 = re.compile(r"[A-Z]\d\d(\.\d)?")
"""WHO codes end after one digit behind the point; R45.851 and its like are of the US modification."""
_WHY = {"instrument", "score", "band", "date", "times"}
"""What a task's reason may be filled with."""


def instruments_stand_once(instruments: Sequence[Instrument]) -> Iterator[Place]:
    seen: set[tuple[str, str]] = set()
    for instrument in instruments:
        key = instrument.id, instrument.version
        if key in seen:
            yield (
                instrument,
                Misfit(
                    "duplicate", ("id",), _("each version once"), _("{name} again").format(name=f"{key[0]} {key[1]}")
                ),
            )
        seen.add(key)


def steps_lead_on(instruments: Sequence[Instrument]) -> Iterator[Place]:
    """Instruments lead to instruments that exist, and never back to where they began."""
    after = {instrument.id: instrument.leads_to for instrument in instruments}
    for instrument in instruments:
        for place, step in enumerate(instrument.leads_to):
            if step not in after:
                found = Misfit("unknown_reference", ("leads_to", place), _one_of(after), step)
                yield instrument, found
        if ring := _ring(instrument.id, after):
            found = Misfit("cycle", ("leads_to",), _("steps that end"), " → ".join(ring))
            yield instrument, found


def triggers_name_what_exists(programs: Sequence[Program], instruments: Sequence[Instrument]) -> Iterator[Place]:
    """A misspelled word in a trigger would never match, and nobody would notice."""
    closed: Mapping[str, Collection[str]] = {
        "instrument": {instrument.id for instrument in instruments},
        "flag": get_args(FlagKind),
        "sign": {flag.code for instrument in instruments for flag in instrument.flags},
        "change": get_args(ChangeName),
        "role": get_args(Role),
        "by": ("visit", "call", "session"),
    }
    for program in programs:
        for path, trigger in _all_of(Trigger, program):
            for key, known in closed.items():
                for word in getattr(trigger, key):
                    if word not in known:
                        yield program, Misfit("unknown_reference", (*path, key), _one_of(known), word)


_WITHIN: Mapping[Clock, timedelta] = {
    "high": timedelta(days=1),
    "unassessed": timedelta(days=1),
    "moderate": timedelta(days=1),
    "low": timedelta(days=7),
}
"""How soon a sign of danger asks for somebody, by its clock. Signs of suicide have their own (content/risk)."""


def clocks_are_kept(programs: Sequence[Program], instruments: Sequence[Instrument]) -> Iterator[Place]:
    """A clock that no task keeps is a promise that nobody keeps."""
    rules = [rule for program in programs for rule in program.tasks]
    for instrument in instruments:
        for number, flag in enumerate(instrument.flags):
            dues = [length(rule.due) for rule in rules if any(_is_opened_by(t, instrument, flag) for t in rule.opens)]
            if flag.kind != "suicide" and min(dues, default=timedelta.max) > _WITHIN[flag.clock]:
                expected = _("a task that the sign {sign} opens, due within {hours} h").format(
                    sign=flag.code, hours=_hours(_WITHIN[flag.clock])
                )
                found = _("one due within {hours} h").format(hours=_hours(min(dues))) if dues else _("none")
                yield instrument, Misfit("clock_not_kept", ("flags", number, "clock"), expected, found)


def _hours(span: timedelta) -> int:
    return span // timedelta(hours=1)


def _is_opened_by(trigger: Trigger, instrument: Instrument, flag: Flag) -> bool:
    """Whether this flag, and nothing besides, makes the trigger match."""
    asks_more = trigger.positive is not None or trigger.change or trigger.at_least is not None or trigger.below
    return (
        trigger.on == "screening"
        and not asks_more
        and (not trigger.instrument or instrument.id in trigger.instrument)
        and (flag.kind in trigger.flag or flag.code in trigger.sign)
    )


def task_reasons_can_be_filled(programs: Sequence[Program]) -> Iterator[Place]:
    for program in programs:
        for number, rule in enumerate(program.tasks):
            for language, words in rule.why.items():
                for name in _blanks(words) - _WHY:
                    path = ("tasks", number, "why", language)
                    known = ", ".join(f"{{{name}}}" for name in sorted(_WHY))
                    expected = _("only {names}").format(names=known)
                    yield program, Misfit("unknown_blank", path, expected, f"{{{name}}}")


def stages_name_what_exists(programs: Sequence[Program]) -> Iterator[Place]:
    for program in programs:
        stages = {stage.id for stage in program.stages}
        named: list[tuple[Path, str]] = []
        for number, move in enumerate(program.moves):
            named.append((("moves", number, "to"), move.to))
            named += [(("moves", number, "after"), stage) for stage in move.after if stage != "none"]
        for number, rule in enumerate(program.tasks):
            named += [(("tasks", number, "while_stage"), stage) for stage in rule.while_stage]
        for path, stage in named:
            if stage not in stages:
                yield program, Misfit("unknown_reference", path, _one_of(stages), stage)


def program_entries_stand_once(programs: Sequence[Program]) -> Iterator[Place]:
    for program in programs:
        for name in ("stages", "tasks", "exits", "interventions", "referral_services", "referral_reasons"):
            yield from _once(program, name, (entry.id for entry in getattr(program, name)))


def risk_has_every_level(risks: Sequence[RiskRules]) -> Iterator[Place]:
    for risk in risks:
        given = {level.level for level in risk.levels}
        for level in ("high", "unassessed", "moderate", "low"):
            if level not in given:
                yield risk, Misfit("missing_key", ("levels",), _("the level {level}").format(level=level), _("nothing"))
        templates = {template.id for template in risk.templates}
        for number, clock in enumerate(risk.levels):
            if clock.contacts is not None and clock.contacts not in templates:
                path = ("levels", number, "contacts")
                yield risk, Misfit("unknown_reference", path, _one_of(templates), clock.contacts)


def signs_of_danger_have_steps(instruments: Sequence[Instrument], dangers: Sequence[DangerProtocol]) -> Iterator[Place]:
    """Whoever hears of a danger is told what to do; what is done about suicide stands in content/risk."""
    told = {sign for protocol in dangers for sign in protocol.signs}
    for instrument in instruments:
        for number, flag in enumerate(instrument.flags):
            if flag.kind != "suicide" and flag.code not in told:
                expected = _("a file in dangers/ whose signs name {sign}").format(sign=flag.code)
                yield instrument, Misfit("no_steps", ("flags", number, "code"), expected, _("none"))


def danger_protocols_can_be_followed(
    dangers: Sequence[DangerProtocol], instruments: Sequence[Instrument], risks: Sequence[RiskRules]
) -> Iterator[Place]:
    """Each has steps and what to avoid, answers signs that exist and no other answers, and calls known lines."""
    flags = [flag for instrument in instruments for flag in instrument.flags]
    known = {flag.code for flag in flags} - {flag.code for flag in flags if flag.kind == "suicide"}
    lines = {line.number for risk in risks for line in risk.lines}
    answered: set[str] = set()
    for protocol in dangers:
        for name in ("signs", "duties", "lines", "steps", "avoid"):
            if not getattr(protocol, name):
                yield protocol, Misfit("missing_key", (name,), _("at least one"), _("none"))
        yield from _once(protocol, "steps", (step.code for step in protocol.steps))
        for number, sign in enumerate(protocol.signs):
            if sign not in known:
                yield protocol, Misfit("unknown_reference", ("signs", number), _one_of(known), sign)
            if sign in answered:
                yield protocol, Misfit("duplicate", ("signs", number), _("each sign in one protocol"), sign)
            answered.add(sign)
        for number, line in enumerate(protocol.lines):
            if line not in lines:
                yield protocol, Misfit("unknown_reference", ("lines", number), _one_of(lines), line)


def consents_stand_once(consents: Sequence[ConsentText]) -> Iterator[Place]:
    seen: set[tuple[str, str]] = set()
    for text in consents:
        if (text.scope, text.version) in seen:
            yield (
                text,
                Misfit(
                    "duplicate",
                    ("version",),
                    _("each version once"),
                    _("{name} again").format(name=f"{text.scope} {text.version}"),
                ),
            )
        seen.add((text.scope, text.version))


def consents_wanting(consents: Sequence[ConsentText]) -> list[str]:
    """What a person may be asked to agree to, and has no words to be read."""
    return [scope for scope in get_args(Scope) if not any(text.scope == scope for text in consents)]


def codes_are_of_their_list(lists: Sequence[CodeList]) -> Iterator[Place]:
    for codes in lists:
        yield from _once(codes, "codes", (entry.code for entry in codes.codes))
        for number, entry in enumerate(codes.codes):
            if codes.id == "cie10" and not _CIE10.fullmatch(entry.code):
                path = ("codes", number)
                yield codes, Misfit("not_who_cie10", path, _("a code such as F32.1 or X70"), entry.code)


def indicators_name_what_exists(
    sets: Sequence[IndicatorSet], instruments: Sequence[Instrument], programs: Sequence[Program]
) -> Iterator[Place]:
    known = {instrument.id for instrument in instruments}
    stages = {program.id: {stage.id for stage in program.stages} for program in programs}
    for indicators in sets:
        counting = indicators.counting
        named = [(("counting", key), id) for key in ("depression", "anxiety") for id in getattr(counting, key)]
        named.append((("counting", "outcome_instrument"), counting.outcome_instrument))
        for path, id in named:
            if id not in known:
                yield indicators, Misfit("unknown_reference", path, _one_of(known), id)
        if counting.program not in stages:
            found = Misfit("unknown_reference", ("counting", "program"), _one_of(stages), counting.program)
            yield indicators, found
        for stage in counting.care_stages:
            if stage not in stages.get(counting.program, {stage}):
                path = ("counting", "care_stages")
                yield indicators, Misfit("unknown_reference", path, _one_of(stages[counting.program]), stage)
        outcomes = {outcome.id for outcome in counting.outcomes}
        for name in ("year", "cascade"):
            yield from _once(indicators, name, (indicator.id for indicator in getattr(indicators, name)))
            for number, indicator in enumerate(getattr(indicators, name)):
                if indicator.outcome is not None and indicator.outcome not in outcomes:
                    found = Misfit("unknown_reference", (name, number), _one_of(outcomes), indicator.outcome)
                    yield indicators, found


def medicines_ask_what_the_visit_form_asks(
    sets: Sequence[IndicatorSet], instruments: Sequence[Instrument]
) -> Iterator[Place]:
    """A misspelled item would never be answered, and nobody would be counted."""
    asked = {item.code for instrument in instruments if instrument.id == VISIT_FORM for item in instrument.items}
    for indicators in sets:
        medicines = indicators.counting.medicines
        for path, condition in _all_of(Condition, medicines, ("counting", "medicines")):
            if condition.item not in asked:
                yield indicators, Misfit("unknown_reference", path, _one_of(asked), condition.item)
        counted = [i for i in (*indicators.year, *indicators.cascade) if i.counts == "medicine_gap"]
        if counted and medicines is None:
            yield (
                indicators,
                Misfit("missing_key", ("counting",), _("medicines, which medicine_gap counts by"), _("nothing")),
            )


def words_wanting(words: Mapping[str, Texts]) -> list[str]:
    """The reasons a score may give that have no words yet."""
    return [code for code in get_args(ReasonCode) if f"reasons.{code}" not in words]


def _all_of(kind: type[Found], value: object, path: Path = ()) -> Iterator[tuple[Path, Found]]:
    """Every record of a kind within a record, and where it stands."""
    if isinstance(value, kind):
        yield path, value
    elif isinstance(value, tuple):
        for number, entry in enumerate(value):
            yield from _all_of(kind, entry, (*path, number))
    elif isinstance(value, Struct):
        for field in fields(value):
            yield from _all_of(kind, getattr(value, field.name), (*path, field.encode_name))


def _once(record: object, name: str, ids: Iterable[str]) -> Iterator[Place]:
    seen: set[str] = set()
    for number, id in enumerate(ids):
        if id in seen:
            yield record, Misfit("duplicate", (name, number), _("each once"), id)
        seen.add(id)


def _ring(start: str, after: Mapping[str, Sequence[str]]) -> list[str]:
    """The steps from `start` back to `start`, or nothing."""
    waiting, seen = [[start]], {start}
    while waiting:
        way = waiting.pop()
        for step in after.get(way[-1], ()):
            if step == start:
                return [*way, step]
            if step not in seen:
                seen.add(step)
                waiting.append([*way, step])
    return []


def _blanks(words: str) -> set[str]:
    return {name for _text, name, _format, _conversion in Formatter().parse(words) if name is not None}


def _one_of(known: Iterable[str]) -> str:
    return one_of(sorted(known))
