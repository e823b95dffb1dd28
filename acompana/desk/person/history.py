"""A person's history: every fact in words, newest first, with what became of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from msgspec import Struct

from acompana.bundle import current
from acompana.care.facts import (
    AlertAcknowledged,
    AnswersGiven,
    AppointmentAttended,
    Assigned,
    CallMade,
    ConsentGiven,
    ContactNamed,
    CounterReferralReceived,
    DetailsGiven,
    DiagnosisMade,
    Fact,
    FactCorrected,
    FactWithdrawn,
    HandoverProposed,
    IdentityErased,
    MessageSent,
    PersonRegistered,
    ProgramEntered,
    ProgramLeft,
    ProtocolFollowed,
    ReferralAnswered,
    ReferralMade,
    RiskAssessed,
    SafetyPlanWritten,
    SessionHeld,
    VisitMade,
)
from acompana.care.fold import signs_of
from acompana.care.picture import Scored
from acompana.care.standing import Standing, order_of, standing
from acompana.desk import clock, wording
from acompana.desk.person.doorstep import followed, proposed
from acompana.desk.wording import sentence
from acompana.ledger.reading import Beside


class Entry(Struct, frozen=True, kw_only=True):
    """One fact in words. `state` says what became of it: "stands", "corrected", "withdrawn" or "waiting"."""

    fact: UUID
    kind: str
    at: datetime
    recorded_at: datetime
    title: str
    detail: str = ""
    color: str = ""
    author: UUID
    note: str | None = None
    state: str = "stands"
    may_correct: bool = True
    let_in_by: UUID | None = None  # refused at first, and let in by somebody


class Told(Struct, frozen=True):
    """What the words of a fact need beside the fact itself."""

    scores: Mapping[UUID, Scored]
    names: Mapping[UUID, str]  # of users
    facilities: Mapping[str, str]
    beside: Mapping[UUID, Beside]
    let_in: Mapping[UUID, UUID] = {}  # who let in what was refused at first


Words = tuple[str, str, str]
"""(title, detail, color)"""

HIDDEN_KINDS = (FactCorrected, FactWithdrawn, MessageSent)
"""Told by what they did to another fact, or not at all."""


def resolve(facts: Sequence[Fact]) -> Standing:
    """Which facts stand after corrections and withdrawals, as the fold reads them."""
    return standing(facts, lambda fact: signs_of(fact, current().rulebook))


def entries(facts: Sequence[Fact], stands: Standing, told: Told) -> list[Entry]:
    """Every fact a person reads about, newest first; withdrawn ones too, marked as such."""
    standing_now = {fact.id: fact for fact in stands.facts}
    waiting = {fact.body.target for fact in stands.unconfirmed}  # type: ignore[attr-defined]
    found = []
    for said in facts:
        if isinstance(said.body, HIDDEN_KINDS):
            continue
        now = standing_now.get(said.id)
        fact = now or said
        state = "withdrawn" if now is None else "waiting" if said.id in waiting else "stands"
        if now is not None and (now.body != said.body or now.happened_at != said.happened_at):
            state = "corrected"
        title, detail, color = words_of(fact, told)
        beside = told.beside.get(said.id)
        found.append(
            Entry(
                fact=said.id,
                kind=said.kind,
                at=fact.at,
                recorded_at=said.recorded_at,
                title=title,
                detail=detail,
                color=color,
                author=said.author,
                note=beside.note if beside else None,
                state=state,
                may_correct=now is not None,
                let_in_by=told.let_in.get(said.id),
            )
        )
    return sorted(found, key=lambda entry: (entry.at, entry.recorded_at, entry.fact), reverse=True)


def parts_now(facts: Sequence[Fact], stands: Standing, parts: Mapping[UUID, Beside]) -> dict[UUID, Beside]:
    """Identity and note of each fact as they stand: a correction's own take the place of what the fact had."""
    now = dict(parts)
    for target, correction in _corrections(facts, stands).items():
        old, new = parts.get(target, _NOTHING), parts.get(correction.id, _NOTHING)
        now[target] = Beside(new.identity or old.identity, new.note or old.note)
    return now


_NOTHING = Beside(None, None)


def _corrections(facts: Sequence[Fact], stands: Standing) -> dict[UUID, Fact]:
    """The correction that gives each corrected fact its words now: the last that nobody withdrew."""
    void = {fact.body.target for fact in facts if isinstance(fact.body, FactWithdrawn)}
    void |= {fact.id for fact in stands.unconfirmed} | {finding.fact for finding in stands.findings}
    counting = [fact for fact in facts if isinstance(fact.body, FactCorrected) and fact.id not in void]
    return {fact.body.target: fact for fact in sorted(counting, key=order_of)}  # type: ignore[attr-defined]


def words_of(fact: Fact, told: Told) -> Words:
    """What happened, in a title and a sentence."""
    return _WORDS[type(fact.body)](fact, fact.body, told)


def _plain(title: str) -> Callable[[Fact, Any, Told], Words]:
    return lambda fact, body, told: (_(title), "", "")


def _answers(fact: Fact, body: AnswersGiven, told: Told) -> Words:
    name = wording.instrument_name(body.instrument, body.version)
    scored = told.scores.get(fact.id)
    if scored is None:
        return name, "", ""
    parts = []
    if scored.band:
        parts.append(wording.band_name(scored.instrument, scored.band))
    if scored.prorated:
        parts.append(_("completado en proporción"))
    if scored.positive is True:
        parts.append(_("tamizaje positivo"))
    parts += _signs(body.instrument, body.answers)
    if scored.suicide == "not_asked":
        parts.append(_("la pregunta sobre hacerse daño quedó sin respuesta"))
    total = wording.shown_total(scored.total)
    title = f"{name}: {total}" if total else _("{name}: sin puntaje").format(name=name)
    if current().instrument(body.instrument) and not current().instrument(body.instrument).scales:
        title = name
    return title, sentence(parts), _color(body.instrument, body.answers)


def _signs(instrument_id: str, answers: Mapping[str, Any]) -> list[str]:
    """What the answers that raise the alarm were, in the words of the form."""
    instrument = current().instrument(instrument_id)
    found = []
    for flag in instrument.flags if instrument else ():
        answer = answers.get(flag.item)
        if answer in flag.values:
            item = instrument.items_by_code[flag.item]
            label = next((wording.said(o.label) for o in instrument.options(item) if o.value == answer), str(answer))
            said = _("{question}: «{answer}»").format(question=wording.said(item.text).rstrip(".:"), answer=label)
            found.append(said if item.text else wording.said(flag.meaning))
    return found


def _contact(outcomes: Mapping[str, str], done: str, missed: str, effective: str) -> Callable[[Fact, Any, Told], Words]:
    def words(fact: Fact, body: VisitMade | CallMade, told: Told) -> Words:
        parts = []
        if body.outcome != effective:
            parts.append(_(outcomes[body.outcome]))
        if body.answers:
            parts += _signs("home_visit", body.answers)
        if agreed := _agreed(told.beside.get(fact.id)):
            parts.append(_("Se acordó: {words}").format(words=agreed))
        color = _color("home_visit", body.answers or {})
        return _(done) if body.outcome == effective else _(missed), sentence(parts), color

    return words


def _color(instrument_id: str, answers: Mapping[str, Any]) -> str:
    """Red only for a sign of suicide."""
    instrument = current().instrument(instrument_id)
    kinds = {f.kind for f in (instrument.flags if instrument else ()) if answers.get(f.item) in f.values}
    return "red" if "suicide" in kinds else "orange" if kinds else ""


def _agreed(beside: Beside | None) -> str:
    if beside is None or beside.identity is None:
        return ""
    said = msgspec.json.decode(bytes(beside.identity))
    return str(said.get("agreed", "")) if isinstance(said, dict) else ""


def _diagnosis(fact: Fact, body: DiagnosisMade, told: Told) -> Words:
    listed = current().code_list("cie10")
    name = wording.said(listed.name_of(body.code)) if listed else ""
    certainty = {"definitive": _("definitivo"), "presumptive": _("presuntivo"), "repeated": _("repetido")}
    return _("Diagnóstico {code}, {certainty}").format(code=body.code, certainty=certainty[body.certainty]), name, ""


def _risk(fact: Fact, body: RiskAssessed, told: Told) -> Words:
    if body.level == "none":
        return _("Riesgo cerrado"), sentence([reason_name(body.reason), *_next_contact(body)]), "leaf"
    level = wording.level_name(body.level)
    return (
        _("Riesgo evaluado: {level}").format(level=wording.lowered(level)),
        sentence([reason_name(body.reason), *_next_contact(body)]),
        wording.LEVEL_COLORS[body.level],
    )


def _next_contact(body: RiskAssessed) -> list[str]:
    if body.next_contact_on is None:
        return []
    return [_("próximo contacto el {day}").format(day=clock.long_day(body.next_contact_on))]


def reason_name(reason: str) -> str:
    return {
        "structured_assessment": _("evaluación estructurada"),
        "clinical_judgment": _("juicio clínico"),
        "recovered": _("se recuperó"),
        "assessed_without_risk": _("evaluada, sin riesgo"),
        "recorded_for_another": _("se había anotado de otra persona"),
        "died": _("falleció"),
    }.get(reason, reason)


def _plan(fact: Fact, body: SafetyPlanWritten, told: Told) -> Words:
    means = {
        "yes": _("los medios quedaron lejos"),
        "partly": _("los medios quedaron lejos en parte"),
        "no": _("los medios siguen al alcance"),
        "unknown": _("no se sabe si los medios quedaron lejos"),
    }
    return _("Plan de seguridad"), sentence([means[body.means_made_safe]]), ""


def _session(fact: Fact, body: SessionHeld, told: Told) -> Words:
    name = wording.named_entry((i for p in current().programs for i in p.interventions), body.intervention)
    parts = [name] if body.attended else []
    if body.minutes:
        parts.append(_("{n} min").format(n=body.minutes))
    modalities = {"phone": _("por teléfono"), "video": _("por video"), "group": _("en grupo")}
    if body.modality in modalities:
        parts.append(modalities[body.modality])
    if not body.attended:
        return _("No asistió a su sesión"), sentence([name, *parts]), ""
    if body.number and body.of:
        return _("Sesión {number} de {of}").format(number=body.number, of=body.of), sentence(parts), ""
    if body.number:
        return _("Sesión {number}").format(number=body.number), sentence(parts), ""
    return _("Sesión"), sentence(parts), ""


def _entered(fact: Fact, body: ProgramEntered, told: Told) -> Words:
    return _("Entró al programa"), sentence([wording.program_name(body.program)]), ""


def _left(fact: Fact, body: ProgramLeft, told: Told) -> Words:
    program = current().rulebook.program(body.program)
    exits = program.exits if program else ()
    return _("Salió del programa"), sentence([wording.named_entry(exits, body.exit)]), ""


def service_name(service: str) -> str:
    return wording.named_entry((s for p in current().programs for s in p.referral_services), service)


def _referral(fact: Fact, body: ReferralMade, told: Told) -> Words:
    reason = wording.named_entry((r for p in current().programs for r in p.referral_reasons), body.reason)
    place = told.facilities.get(body.facility, body.facility)
    parts = [place, reason] + ([_("urgente")] if body.urgent else [])
    return (
        _("Referencia: {service}").format(service=wording.lowered(service_name(body.service))),
        sentence(parts),
        "",
    )


def _referral_answer(fact: Fact, body: ReferralAnswered, told: Told) -> Words:
    answers = {
        "accepted": _("Referencia aceptada"),
        "observed": _("Referencia observada"),
        "rejected": _("Referencia rechazada"),
    }
    return answers[body.answer], "", ""


def _attendance(fact: Fact, body: AppointmentAttended, told: Told) -> Words:
    return _("Asistió a su cita") if body.attended else _("No asistió a su cita"), "", ""


def _counter_referral(fact: Fact, body: CounterReferralReceived, told: Told) -> Words:
    return _("Contrarreferencia"), sentence([counter_outcome(body.outcome)]), ""


def counter_outcome(outcome: str) -> str:
    return {
        "treated": _("atendida"),
        "continues_there": _("sigue allí"),
        "returns_to_program": _("vuelve al programa"),
        "not_needed": _("no necesitaba atención"),
    }[outcome]


def _consent(fact: Fact, body: ConsentGiven, told: Told) -> Words:
    scope = scope_name(body.scope)
    if body.given:
        return _("Consintió: {scope}").format(scope=scope), "", ""
    return _("No consintió: {scope}").format(scope=scope), "", ""


def scope_name(scope: str) -> str:
    return {
        "care": _("la atención"),
        "messages": _("recibir mensajes"),
        "research": _("investigación"),
        "sharing": _("compartir con otros servicios"),
    }[scope]


def _contact_named(fact: Fact, body: ContactNamed, told: Told) -> Words:
    return _("Red: {relation}").format(relation=body.relation), sentence([may_know_name(body.may_know)]), ""


def may_know_name(may_know: str) -> str:
    return {
        "may_know": _("puede saber"),
        "errands_only": _("solo recados"),
        "must_not_know": _("no debe saber"),
    }[may_know]


def _assigned(fact: Fact, body: Assigned, told: Told) -> Words:
    name = told.names.get(body.to, "")
    if body.duty == "agent":
        return _("La acompaña {name}").format(name=name), "", ""
    return _("La atiende {name}").format(name=name), "", ""


_VISITS = {
    "not_home": gettext_noop("No estaba"),
    "moved": gettext_noop("Se mudó"),
    "refused": gettext_noop("No quiso recibir la visita"),
}
_CALLS = {
    "no_answer": gettext_noop("No contestó"),
    "wrong_number": gettext_noop("Número equivocado"),
    "refused": gettext_noop("No quiso hablar"),
}

_WORDS: dict[type, Callable[[Fact, Any, Told], Words]] = {
    PersonRegistered: _plain(gettext_noop("Registro de la persona")),
    DetailsGiven: _plain(gettext_noop("Datos actualizados")),
    ConsentGiven: _consent,
    ContactNamed: _contact_named,
    AnswersGiven: _answers,
    DiagnosisMade: _diagnosis,
    RiskAssessed: _risk,
    SafetyPlanWritten: _plan,
    ProgramEntered: _entered,
    ProgramLeft: _left,
    SessionHeld: _session,
    VisitMade: _contact(_VISITS, gettext_noop("Visita"), gettext_noop("Visita no efectiva"), "seen"),
    CallMade: _contact(_CALLS, gettext_noop("Llamada"), gettext_noop("Llamada sin respuesta"), "reached"),
    ReferralMade: _referral,
    ReferralAnswered: _referral_answer,
    AppointmentAttended: _attendance,
    CounterReferralReceived: _counter_referral,
    Assigned: _assigned,
    AlertAcknowledged: _plain(gettext_noop("Alguien tomó el caso")),
    ProtocolFollowed: lambda fact, body, told: followed(body),
    HandoverProposed: lambda fact, body, told: proposed(body, told.names.get(body.to, "") if body.to else ""),
    IdentityErased: _plain(gettext_noop("Se borró su identidad")),
}
