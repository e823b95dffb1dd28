"""The content's words in the viewer's language: what a task is called and why it is there, an instrument's name."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from msgspec import Struct

from acompana.bundle import current
from acompana.care.content import SignOff, Tag, Texts
from acompana.care.instruments import Instrument, Scale
from acompana.care.picture import Reason
from acompana.care.programs import HelpLine, Level, ProtocolStep, TaskRule
from acompana.desk import clock

LEVEL_COLORS: dict[Level, str] = {
    "high": "red",
    "unassessed": "red",
    "moderate": "orange",
    "low": "yellow",
    "none": "leaf",
}
BAND_COLORS = ("leaf", "mist", "yellow", "orange", "red")


def said(texts: Texts | None) -> str:
    """A text of the content in the viewer's language; Spanish where there is no other."""
    if not texts:
        return ""
    return texts.get(get_language() or "es") or texts["es"]


def lowered(text: str) -> str:
    """A name as it stands inside a sentence: no capital, unless it is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def sentence(parts: Sequence[str]) -> str:
    """Several remarks as sentences, each with its capital and its period."""
    text = ". ".join(part[:1].upper() + part[1:].rstrip(".") for part in parts if part)
    return f"{text}." if text else ""


# --- Instruments ----------------------------------------------------------------------------------------------------


def short_name(instrument: Instrument) -> str:
    """What people call it: "PHQ-9" out of "Cuestionario sobre la salud del paciente (PHQ-9)"."""
    name = said(instrument.name)
    abbreviation = re.search(r"\(([^,)]+)[^)]*\)$", name)
    return abbreviation[1] if abbreviation else name


def instrument_name(id: str | None, version: str | None = None) -> str:
    instrument = current().instrument(id, version) if id else None
    return short_name(instrument) if instrument else id or ""


def band_name(instrument: str | None, band: str | None, scale: str | None = None) -> str:
    """The words of a band of the instrument's first scale, or of the scale named."""
    found = current().instrument(instrument) if instrument else None
    if not found or not found.scales or not band:
        return band or ""
    named = next((s for s in found.scales if s.code == scale), found.scales[0])
    return lowered(next((said(b.label) for b in named.bands if b.code == band), band))


def band_color(scale: Scale, position: int) -> str:
    """From calm to grave, however many bands there are."""
    steps = max(len(scale.bands) - 1, 1)
    return BAND_COLORS[round(position * (len(BAND_COLORS) - 1) / steps)]


def shown_total(total: float | None) -> str:
    if total is None:
        return ""
    return f"{total:g}"


# --- Tasks ----------------------------------------------------------------------------------------------------------


class RuleSource(Struct, frozen=True):
    """Where a rule comes from and whether a clinician has signed it."""

    source: str
    tag: Tag
    sign_off: SignOff


def task_rule(id: str) -> TaskRule | None:
    return next((rule for program in current().programs for rule in program.tasks if rule.id == id), None)


def task_name(rule: str) -> str:
    found = task_rule(rule)
    return said(found.name if found else current().words.get(f"tasks.{rule}")) or rule


def task_why(rule: str, reason: Reason, now: datetime) -> str:
    """The sentence that says why, filled with what the task itself carries."""
    found = task_rule(rule)
    text = said(found.why if found else current().words.get(f"tasks.{rule}_why"))
    if reason.at and clock.is_named_day(reason.at, now):
        text = _without_article(text)
    return text.format(
        instrument=_form_name(reason.instrument),
        score=shown_total(reason.score),
        band=band_name(reason.instrument, reason.band),
        level=lowered(level_name(reason.band)) if reason.band else "",
        meaning=flag_meaning(reason.instrument, reason.band),
        date=clock.when(reason.at, now) if reason.at else "",
        times=reason.times or "",
    )


def _without_article(text: str) -> str:
    """Days with a name take no article: "el 3 nov", but "hoy"; "on 3 Nov", but "today"."""
    for before, after in (("del {date}", "de {date}"), ("el {date}", "{date}"), ("on {date}", "{date}")):
        text = text.replace(before, after)
    return text


def _form_name(id: str | None) -> str:
    """An instrument's name as it stands in a sentence after "del": the form of a visit is a form, not a name."""
    found = current().instrument(id) if id else None
    if found and found.kind == "visit":
        return _("formulario de {name}").format(name=lowered(said(found.name)))
    if found and found.kind == "notice":
        return lowered(said(found.name))
    return instrument_name(id)


def rule_source(rule: str, level: Level = "high") -> RuleSource:
    """Who answers for a rule: the program's own, or the clocks of the level of risk."""
    found = task_rule(rule) or next(
        (clocks for clocks in current().risk.levels if clocks.level == level), current().risk.levels[0]
    )
    return RuleSource(found.source, found.tag, found.sign_off)


# --- Risk -----------------------------------------------------------------------------------------------------------


def level_name(level: str) -> str:
    if level == "none":
        return _("Sin riesgo abierto")
    return next((said(found.name) for found in current().risk.levels if found.level == level), level)


def protocol(level: Level) -> list[str]:
    """What to do now, one thing and then the next."""
    return [said(step.say) for step in current().risk.level(level).protocol]


def is_about_suicide(signs: Sequence[str]) -> bool:
    """Whether a protocol shown for these signs was that of a level of risk: every sign but those of other dangers is of
    suicide, and so is a protocol that names no sign, as older phones send it."""
    known = {sign for protocol in current().dangers for sign in protocol.signs}
    return not signs or any(sign not in known for sign in signs)


def steps_shown(level: Level, signs: Sequence[str]) -> list[ProtocolStep]:
    """The steps that a phone shows for these signs, in the order in which it shows them."""
    steps = list(current().risk.level(level).protocol) if is_about_suicide(signs) else []
    for protocol in current().dangers_of(signs):
        steps += [step for step in protocol.steps if step.code not in {known.code for known in steps}]
    return steps


class Danger(Struct, frozen=True):
    """What to do at a sign of danger, in the viewer's language."""

    name: str
    steps: list[str]
    avoid: list[str]
    lines: list[HelpLine]
    source: RuleSource


def dangers(signs: Sequence[str]) -> list[Danger]:
    """What is to be done at these signs, where they are signs of a danger other than suicide."""
    by_number = {line.number: line for line in current().risk.lines}
    return [
        Danger(
            name=said(protocol.name),
            steps=[said(step.say) for step in protocol.steps],
            avoid=sentences(protocol.avoid),
            lines=[by_number[number] for number in protocol.lines if number in by_number],
            source=RuleSource(protocol.source, protocol.tag, protocol.sign_off),
        )
        for protocol in current().dangers_of(signs)
    ]


def flag_meaning(instrument: str | None, item: str | None) -> str:
    """What an answer that raised the alarm means, as the content says it."""
    found = current().instrument(instrument) if instrument else None
    if not found:
        return ""
    return next((said(flag.meaning) for flag in found.flags if flag.item == item), "")


def sentences(texts: Iterable[Texts]) -> list[str]:
    return [said(text) for text in texts]


def followed_words(reached: Sequence[str], left_because: str | None) -> str:
    """What came of a protocol that somebody followed: whom they spoke with, and why they left it, if they did."""
    spoken = [REACHED[who] for who in reached if who in REACHED]
    parts = []
    if spoken:
        parts.append(_("habló con {whom}").format(whom=listed(spoken)))
    elif "nobody" in reached:
        parts.append(_("no alcanzó a nadie"))
    if left_because:
        parts.append(_("lo dejó antes de terminar: {why}").format(why=LEFT_BECAUSE.get(left_because, left_because)))
    return "; ".join(str(part) for part in parts)


REACHED = {
    "duty_clinician": gettext_lazy("la profesional de turno"),
    "coordinator": gettext_lazy("coordinación"),
    "family": gettext_lazy("la familia"),
    "help_line": gettext_lazy("la línea de ayuda"),
    "ambulance": gettext_lazy("la ambulancia"),
}
LEFT_BECAUSE = {
    "person_left": gettext_lazy("la persona se fue"),
    "person_refused": gettext_lazy("la persona no quiso"),
    "unsafe_for_me": gettext_lazy("no era seguro quedarse"),
    "somebody_else_took_over": gettext_lazy("otra persona se hizo cargo"),
    "other": gettext_lazy("otro motivo"),
}


def listed(words: Sequence[object]) -> str:
    """Several things in one sentence: "la familia, coordinación y la ambulancia"."""
    *before, last = [str(word) for word in words]
    return _("{some} y {last}").format(some=", ".join(before), last=last) if before else last


# --- Programs and people --------------------------------------------------------------------------------------------


def named_entry(entries: Iterable[object], id: str | None) -> str:
    """The name of one entry of a closed list of the content: a stage, an exit, an intervention."""
    return next((said(entry.name) for entry in entries if entry.id == id), id or "")


def stage_name(program: str, stage: str) -> str:
    found = current().rulebook.program(program)
    return named_entry(found.stages, stage) if found else stage


def program_name(program: str) -> str:
    found = current().rulebook.program(program)
    return said(found.name) if found else program


def role_name(role: str) -> str:
    return {
        "agent": _("agente comunitaria"),
        "clinician": _("profesional"),
        "coordinator": _("coordinación"),
        "analyst": _("análisis"),
        "administrator": _("administración"),
        "system": _("el programa"),
    }.get(role, role)


def kind_name(kind: str) -> str:
    """What a kind of fact is called where it is named without being told."""
    return {
        "person_registered": _("Registro de una persona"),
        "details_given": _("Datos de una persona"),
        "consent_given": _("Consentimiento"),
        "contact_named": _("Alguien de la red"),
        "answers_given": _("Tamizaje"),
        "diagnosis_made": _("Diagnóstico"),
        "risk_assessed": _("Evaluación de riesgo"),
        "safety_plan_written": _("Plan de seguridad"),
        "program_entered": _("Entrada al programa"),
        "program_left": _("Salida del programa"),
        "session_held": _("Sesión"),
        "visit_made": _("Visita"),
        "call_made": _("Llamada"),
        "referral_made": _("Referencia"),
        "referral_answered": _("Respuesta a una referencia"),
        "appointment_attended": _("Asistencia a una cita"),
        "counter_referral_received": _("Contrarreferencia"),
        "assigned": _("Asignación"),
        "alert_acknowledged": _("Alguien tomó un caso"),
        "protocol_followed": _("Protocolo de riesgo seguido"),
        "handover_proposed": _("Propuesta de traspaso"),
        "fact_corrected": _("Corrección"),
        "fact_withdrawn": _("Retiro de un registro"),
    }.get(kind, _("Registro que no se entiende"))


def duty_name(duty: str) -> str:
    return {
        "agent": _("agente de la persona"),
        "clinician": _("profesional de la persona"),
        "clinician_on_call": _("profesional de turno"),
        "coordinator": _("coordinación"),
        "administrator": _("administración"),
    }.get(duty, duty)


DOCUMENTS = [
    ("dni", gettext_lazy("DNI")),
    ("ce", gettext_lazy("Carné de extranjería")),
    ("cpp", gettext_lazy("Carné de permiso temporal (CPP)")),
    ("ptp", gettext_lazy("Permiso temporal de permanencia (PTP)")),
    ("passport", gettext_lazy("Pasaporte")),
    ("foreign", gettext_lazy("Documento de otro país")),
    ("birth_certificate", gettext_lazy("Certificado de nacido vivo")),
]


def document_name(type: str) -> str:
    return str(dict(DOCUMENTS).get(type, type))
