"""Forms for what was done with the person: a visit, a call, a session."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from acompana.desk.record.form import NOTE_HINT, FactForm, chosen, of_programs, words
from acompana.desk.record.questions import Questions


def _answers(questions: Questions | None) -> dict[str, Any]:
    """The answers of a form that goes with a contact; nothing where none was given."""
    if questions is None or not questions.answers:
        return {}
    return {"answers": questions.answers, "form_version": questions.instrument.version}


class _ContactForm(FactForm):
    instrument = "home_visit"
    first = ("outcome",)
    effective: ClassVar[str]

    agreed = words(gettext_lazy("Qué se acordó"))

    def wants_questions(self) -> bool:
        return bool(self["outcome"].value() == self.effective)

    def wants_more(self, questions: Questions) -> bool:
        """Whoever begins to ask also asks about suicide, or says why not."""
        unsaid = set(questions.instrument.suicide_items) & set(questions.missing)
        return bool(questions.answers) and bool(unsaid or questions.unseen)

    @classmethod
    def filled(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        return {**body, "agreed": (body.get("identity") or {}).get("agreed", "")}

    def _said(self, questions: Questions | None) -> dict[str, Any]:
        agreed = self.cleaned_data.get("agreed")
        asked = _answers(questions) if self.cleaned_data["outcome"] == self.effective else {}
        return {"outcome": self.cleaned_data["outcome"], "identity": {"agreed": agreed} if agreed else None, **asked}


class VisitForm(_ContactForm):
    kind = "visit_made"
    title = gettext_lazy("Visita")
    effective = "seen"

    outcome = chosen(
        gettext_lazy("¿Cómo fue?"),
        [
            ("seen", gettext_lazy("Se vio a la persona")),
            ("not_home", gettext_lazy("No estaba")),
            ("moved", gettext_lazy("Se mudó")),
            ("refused", gettext_lazy("No quiso recibir la visita")),
        ],
    )
    agreed = words(gettext_lazy("Qué se acordó"))
    next_visit_on = forms.DateField(
        label=gettext_lazy("Próxima visita"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def body(self, questions: Questions | None) -> dict[str, Any]:
        next_on = self.cleaned_data.get("next_visit_on")
        return {**self._said(questions), "next_visit_on": next_on.isoformat() if next_on else None}


class CallForm(_ContactForm):
    kind = "call_made"
    title = gettext_lazy("Llamada")
    effective = "reached"

    outcome = chosen(
        gettext_lazy("¿Cómo fue?"),
        [
            ("reached", gettext_lazy("Se habló con la persona")),
            ("no_answer", gettext_lazy("No contestó")),
            ("wrong_number", gettext_lazy("Número equivocado")),
            ("refused", gettext_lazy("No quiso hablar")),
        ],
    )
    agreed = words(gettext_lazy("Qué se acordó"))

    def body(self, questions: Questions | None) -> dict[str, Any]:
        return self._said(questions)


class SessionForm(FactForm):
    kind = "session_held"
    title = gettext_lazy("Sesión")

    attended = chosen(
        gettext_lazy("¿Asistió?"), [("yes", gettext_lazy("Sí")), ("no", gettext_lazy("No asistió"))], initial="yes"
    )
    intervention = forms.ChoiceField(label=gettext_lazy("Intervención"))
    number = forms.IntegerField(label=gettext_lazy("Sesión número"), required=False, min_value=1, max_value=200)
    of = forms.IntegerField(label=gettext_lazy("De un total de"), required=False, min_value=1, max_value=200)
    minutes = forms.IntegerField(label=gettext_lazy("Minutos"), required=False, min_value=1, max_value=600)
    modality = chosen(
        gettext_lazy("Modalidad"),
        [
            ("in_person", gettext_lazy("En persona")),
            ("phone", gettext_lazy("Por teléfono")),
            ("video", gettext_lazy("Por video")),
            ("group", gettext_lazy("En grupo")),
        ],
        initial="in_person",
    )
    note = words(gettext_lazy("Nota"), NOTE_HINT, rows=6)

    def offer(self) -> None:
        self.fields["intervention"].choices = of_programs("interventions")
        if "note" not in self.context.viewer.tiers:
            del self.fields["note"]

    def body(self, questions: Questions | None) -> dict[str, Any]:
        said = self.cleaned_data
        counts = {name: said.get(name) for name in ("number", "of", "minutes")}
        return {
            **counts,
            "intervention": said["intervention"],
            "modality": said["modality"],
            "attended": said["attended"] == "yes",
            "note": said.get("note") or None,
        }

    @classmethod
    def filled(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        return {**body, "attended": "yes" if body.get("attended", True) else "no"}
