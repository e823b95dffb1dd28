"""Forms for a risk of suicide: its assessment, the safety plan."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acompana.bundle import current
from acompana.desk import wording
from acompana.desk.record.form import NOTE_HINT, Choices, FactForm, chosen, words
from acompana.desk.record.questions import Questions

OPEN_REASONS: Choices = [
    ("structured_assessment", gettext_lazy("Evaluación estructurada")),
    ("clinical_judgment", gettext_lazy("Juicio clínico")),
]
CLOSING_REASONS: Choices = [
    ("assessed_without_risk", gettext_lazy("Se evaluó y no hay riesgo")),
    ("recovered", gettext_lazy("Se recuperó")),
    ("recorded_for_another", gettext_lazy("Se había anotado de otra persona")),
    ("died", gettext_lazy("Falleció")),
]
FOLLOWED = ("assessed_without_risk", "recovered")
"""Reasons to close a risk after which somebody still speaks with the person, on a day that is agreed now."""
GRAVITY = {"none": 0, "low": 1, "moderate": 2, "high": 3}


class RiskForm(FactForm):
    kind = "risk_assessed"
    title = gettext_lazy("Evaluar el riesgo")
    hint = gettext_lazy("Las preguntas orientan; el nivel lo decide usted. Nada más lo baja, tampoco el tiempo.")
    saved = gettext_lazy("El riesgo quedó evaluado.")
    instrument = "suicide_risk"

    level = chosen(
        gettext_lazy("Su juicio"),
        [
            ("high", gettext_lazy("Alto")),
            ("moderate", gettext_lazy("Moderado")),
            ("low", gettext_lazy("Bajo")),
            ("none", gettext_lazy("Sin riesgo: cerrar")),
        ],
    )
    reason = chosen(gettext_lazy("En qué se apoya"), [*OPEN_REASONS, *CLOSING_REASONS])
    contacts = forms.ChoiceField(label=gettext_lazy("Contactos de seguimiento"), required=False)
    next_contact_on = forms.DateField(
        label=gettext_lazy("Próximo contacto"),
        required=False,
        help_text=gettext_lazy("Para cerrar un riesgo hace falta una fecha."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = words(gettext_lazy("Nota"), NOTE_HINT)

    def offer(self) -> None:
        templates = [(template.id, wording.said(template.name)) for template in current().risk.templates]
        self.fields["contacts"].choices = [("", _("Los que corresponden al nivel")), *templates]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        level, reason = said.get("level"), said.get("reason")
        if level == "none" and reason and reason not in dict(CLOSING_REASONS):
            self.add_error(
                "reason",
                _("Para cerrar hace falta una razón de cierre: sin riesgo, recuperada, de otra persona o falleció."),
            )
        if level == "none" and reason in FOLLOWED and not said.get("next_contact_on"):
            self.add_error("next_contact_on", _("Anote cuándo se vuelve a hablar con la persona. Después se cierra."))
        if level in ("low", "moderate", "high") and reason in dict(CLOSING_REASONS):
            self.add_error(
                "reason", _("Esa razón cierra el riesgo. Para un riesgo que sigue, elija evaluación o juicio clínico.")
            )
        return said

    def wants_more(self, questions: Questions) -> bool:
        if self["reason"].value() == "structured_assessment":
            return bool(questions.missing)
        return super().wants_more(questions)

    def weigh(self, questions: Questions) -> None:
        """Whoever judges lower than the answers do says why, for whoever reads it next."""
        found, level = questions.score.level, self.cleaned_data.get("level")
        if found in GRAVITY and level and GRAVITY[level] < GRAVITY[found] and not self.cleaned_data.get("note"):
            self.add_error("note", _("Su nivel es menor que el de las respuestas. Anote por qué."))

    def body(self, questions: Questions | None) -> dict[str, Any]:
        said = self.cleaned_data
        asked = questions is not None and bool(questions.answers)
        return {
            "level": said["level"],
            "reason": said["reason"],
            "contacts": said["contacts"] or None,
            "next_contact_on": said["next_contact_on"].isoformat() if said.get("next_contact_on") else None,
            "instrument_version": questions.instrument.version if questions and asked else None,
            "answers": questions.answers if questions and asked else None,
            "note": said["note"] or None,
        }


STEPS = ("warning_signs", "coping", "distractions", "people_to_ask", "professionals", "safe_surroundings")
"""The six steps of a safety plan, as the fact calls them."""


class PlanForm(FactForm):
    kind = "safety_plan_written"
    title = gettext_lazy("Plan de seguridad")
    hint = gettext_lazy("Con las palabras de la persona. Una idea por línea. Después se imprime.")
    saved = gettext_lazy("El plan quedó guardado.")

    warning_signs = words(
        gettext_lazy("1. Señales de aviso"), gettext_lazy("Lo que siente, piensa o hace cuando empieza a estar mal.")
    )
    coping = words(
        gettext_lazy("2. Lo que puede hacer por su cuenta"), gettext_lazy("Sin llamar a nadie: caminar, orar, bañarse.")
    )
    distractions = words(gettext_lazy("3. Personas y lugares que distraen"))
    people_to_ask = words(gettext_lazy("4. A quién pedir ayuda"), gettext_lazy("Con su teléfono."))
    professionals = words(
        gettext_lazy("5. Profesionales y servicios"),
        gettext_lazy("La Línea 113, opción 5, y el SAMU 106 ya van en la hoja."),
    )
    safe_surroundings = words(
        gettext_lazy("6. Que el lugar sea seguro"), gettext_lazy("Qué se aleja, quién lo guarda.")
    )
    means_made_safe = chosen(
        gettext_lazy("¿Quedaron lejos los medios?"),
        [
            ("yes", gettext_lazy("Sí")),
            ("partly", gettext_lazy("En parte")),
            ("no", gettext_lazy("No")),
            ("unknown", gettext_lazy("No se sabe")),
        ],
    )
    shared_with = forms.MultipleChoiceField(
        label=gettext_lazy("Quién guarda una copia"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer(self) -> None:
        contacts = self.context.contacts()
        self.fields["shared_with"].choices = contacts
        if not contacts:
            del self.fields["shared_with"]

    def body(self, questions: Questions | None) -> dict[str, Any]:
        said = self.cleaned_data
        steps = {name: _lines(said[name]) for name in STEPS if said.get(name)}
        return {
            "means_made_safe": said["means_made_safe"],
            "shared_with": said.get("shared_with") or None,
            "identity": steps or None,
        }

    @classmethod
    def filled(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        steps = body.get("identity") or {}
        return {**body, **{name: "\n".join(lines) for name, lines in steps.items()}}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
