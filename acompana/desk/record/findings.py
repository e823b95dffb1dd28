"""Forms for what was found: a screening, a diagnosis."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acompana.bundle import current
from acompana.desk import wording
from acompana.desk.record.form import NOTE_HINT, FactForm, chosen, words
from acompana.desk.record.questions import Questions


class ScreeningForm(FactForm):
    kind = "answers_given"
    title = gettext_lazy("Tamizaje")

    mode = chosen(
        gettext_lazy("Cómo se respondió"),
        [
            ("interviewer", gettext_lazy("Alguien preguntó y anotó")),
            ("self", gettext_lazy("La persona lo llenó sola")),
        ],
        initial="interviewer",
    )

    def wants_more(self, questions: Questions) -> bool:
        return bool(questions.missing)

    def body(self, questions: Questions | None) -> dict[str, Any]:
        assert questions is not None
        return {
            "instrument": questions.instrument.id,
            "version": questions.instrument.version,
            "answers": questions.answers,
            "mode": self.cleaned_data["mode"],
            "language": self.context.viewer.language,
        }


class DiagnosisForm(FactForm):
    kind = "diagnosis_made"
    title = gettext_lazy("Diagnóstico")

    code = forms.ChoiceField(label=gettext_lazy("CIE-10"))
    certainty = chosen(
        gettext_lazy("Certeza"),
        [
            ("presumptive", gettext_lazy("Presuntivo (P)")),
            ("definitive", gettext_lazy("Definitivo (D)")),
            ("repeated", gettext_lazy("Repetido (R)")),
        ],
    )
    note = words(gettext_lazy("Nota"), NOTE_HINT)

    def offer(self) -> None:
        listed = current().code_list("cie10")
        codes = [(entry.code, f"{entry.code}  {wording.said(entry.name)}") for entry in listed.codes] if listed else []
        self.fields["code"].choices = [("", _("Elija un código")), *codes]

    def body(self, questions: Questions | None) -> dict[str, Any]:
        said = self.cleaned_data
        return {"code": said["code"], "certainty": said["certainty"], "note": said["note"] or None}
