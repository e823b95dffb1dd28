"""Forms for what stands around the care: consent, network, who is assigned, the program, a withdrawal."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acompana.bundle import current
from acompana.care.consents import ConsentText
from acompana.desk import wording
from acompana.desk.record.form import NOTE_HINT, FactForm, chosen, named, of_programs, words
from acompana.desk.record.questions import Questions
from acompana.people.ids import new_id


class ConsentForm(FactForm):
    kind = "consent_given"
    title = gettext_lazy("Consentimiento")

    scope = chosen(
        gettext_lazy("Para qué"),
        [
            ("care", gettext_lazy("La atención")),
            ("messages", gettext_lazy("Recibir mensajes")),
            ("sharing", gettext_lazy("Compartir con otros servicios")),
            ("research", gettext_lazy("Investigación")),
        ],
    )
    given = chosen(gettext_lazy("¿Qué dijo?"), [("yes", gettext_lazy("Sí")), ("no", gettext_lazy("No"))])
    how = chosen(
        gettext_lazy("Cómo"),
        [
            ("written", gettext_lazy("Por escrito")),
            ("electronic", gettext_lazy("Con firma electrónica")),
            ("spoken", gettext_lazy("De palabra")),
        ],
    )
    by = chosen(
        gettext_lazy("Quién"),
        [("self", gettext_lazy("La propia persona")), ("guardian", gettext_lazy("Su apoderada o apoderado"))],
        initial="self",
    )
    assent = chosen(
        gettext_lazy("Si es menor: ¿está de acuerdo también?"),
        [("", gettext_lazy("No corresponde")), ("yes", gettext_lazy("Sí")), ("no", gettext_lazy("No"))],
        required=False,
    )
    read = forms.CharField(widget=forms.HiddenInput, required=False)  # scope and version of a consent that is corrected

    @property
    def texts(self) -> list[tuple[str, str, ConsentText]]:
        """What is read aloud for each purpose: its name, the words, and which version of them this is."""
        names = dict(self.fields["scope"].choices)
        found = [(name, current().consent(scope)) for scope, name in names.items()]
        return [(str(name), wording.said(text.text), text) for name, text in found if text]

    def body(self, questions: Questions | None) -> dict[str, Any]:
        said = self.cleaned_data
        same = {name: said[name] for name in ("scope", "how", "by")}
        version = _version_read(said["scope"], said["read"])
        return {
            **same,
            "text_version": version,
            "given": said["given"] == "yes",
            "assent": {"yes": True, "no": False}.get(said["assent"]),
        }

    @classmethod
    def filled(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        said = {True: "yes", False: "no", None: ""}
        read = f"{body.get('scope')}/{body.get('text_version')}"
        return {**body, "read": read, "given": said[body.get("given", False)], "assent": said[body.get("assent")]}


def _version_read(scope: str, before: str) -> str:
    """The version of the words that were read: what a correction does not move to another purpose stays as it was."""
    was, _slash, version = before.partition("/")
    text = current().consent(scope)
    return version if was == scope and version else text.version if text else "1"


class NetworkForm(FactForm):
    kind = "contact_named"
    title = gettext_lazy("Alguien de su red")

    name = forms.CharField(label=gettext_lazy("Nombre"), max_length=200, required=False)
    relation = forms.CharField(label=gettext_lazy("Quién es para la persona"), max_length=200)
    phone = forms.CharField(label=gettext_lazy("Teléfono"), max_length=40, required=False)
    may_know = chosen(
        gettext_lazy("Qué puede saber"),
        [
            ("may_know", gettext_lazy("Puede saber")),
            ("errands_only", gettext_lazy("Solo recados, sin decir de qué")),
            ("must_not_know", gettext_lazy("No debe saber")),
        ],
    )
    lives_near = forms.BooleanField(label=gettext_lazy("Vive cerca"), required=False)
    contact = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def offer(self) -> None:
        self.initial.setdefault("contact", new_id())

    def body(self, questions: Questions | None) -> dict[str, Any]:
        said = self.cleaned_data
        identity = {"name": said["name"], "phone": said["phone"] or None} if said["name"] else None
        return {
            "contact": said["contact"] or new_id(),
            "relation": said["relation"],
            "may_know": said["may_know"],
            "lives_near": said["lives_near"],
            "identity": {k: v for k, v in identity.items() if v} if identity else None,
        }

    @classmethod
    def filled(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        return {**body, **(body.get("identity") or {})}


class AssignForm(FactForm):
    kind = "assigned"
    title = gettext_lazy("Asignar")

    duty = chosen(
        gettext_lazy("Para qué"),
        [
            ("agent", gettext_lazy("Que la acompañe (agente)")),
            ("clinician", gettext_lazy("Que la atienda (profesional)")),
        ],
    )
    to = forms.ChoiceField(label=gettext_lazy("A quién"))

    def offer(self) -> None:
        self.workers = list(self.context.workers())
        names = [(str(id), f"{name}, {wording.role_name(role)}") for id, name, role in self.workers]
        self.fields["to"].choices = [("", _("Elija a alguien")), *names]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        roles = {str(id): role for id, _name, role in self.workers}
        if said.get("to") and said.get("duty") and roles[said["to"]] != said["duty"]:
            self.add_error("to", _("Para acompañar se elige a una agente; para atender, a una profesional."))
        return said

    def body(self, questions: Questions | None) -> dict[str, Any]:
        return {"to": self.cleaned_data["to"], "duty": self.cleaned_data["duty"]}


class EnterForm(FactForm):
    kind = "program_entered"
    title = gettext_lazy("Entrada al programa")

    program = forms.ChoiceField(label=gettext_lazy("Programa"))

    def offer(self) -> None:
        self.fields["program"].choices = named(current().programs)

    def body(self, questions: Questions | None) -> dict[str, Any]:
        return {"program": self.cleaned_data["program"]}


class LeaveForm(FactForm):
    kind = "program_left"
    title = gettext_lazy("Salida del programa")

    program = forms.ChoiceField(label=gettext_lazy("Programa"))
    exit = forms.ChoiceField(label=gettext_lazy("Por qué"), widget=forms.RadioSelect)
    note = words(gettext_lazy("Nota"), NOTE_HINT)

    def offer(self) -> None:
        self.fields["program"].choices = named(current().programs)
        self.fields["exit"].choices = of_programs("exits")
        if "note" not in self.context.viewer.tiers:
            del self.fields["note"]

    def body(self, questions: Questions | None) -> dict[str, Any]:
        said = self.cleaned_data
        return {"program": said["program"], "exit": said["exit"], "note": said.get("note") or None}


class WithdrawalForm(FactForm):
    kind = "fact_withdrawn"
    title = gettext_lazy("Retirar un registro")
    hint = gettext_lazy("Deja de contar, como si nunca se hubiera anotado. En la historia queda que se retiró.")
    saved = gettext_lazy("El registro quedó retirado.")

    reason = chosen(
        gettext_lazy("Por qué"),
        [
            ("wrong_person", gettext_lazy("Era de otra persona")),
            ("recorded_twice", gettext_lazy("Se anotó dos veces")),
            ("mistake", gettext_lazy("Fue un error")),
        ],
    )

    def offer(self) -> None:
        """A withdrawal has no moment of its own to say."""
        del self.fields["day"], self.fields["hour"]

    def body(self, questions: Questions | None) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}
