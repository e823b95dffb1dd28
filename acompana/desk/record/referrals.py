"""Forms for each step of a referral."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acompana.bundle import current
from acompana.care.picture import Picture
from acompana.desk import wording
from acompana.desk.record.form import NOTE_HINT, FactForm, chosen, in_utc, of_programs, words
from acompana.desk.record.questions import Questions


class ReferralForm(FactForm):
    kind = "referral_made"
    title = gettext_lazy("Referencia")
    saved = gettext_lazy("La referencia quedó anotada. Ahora alguien tiene que saber si la aceptan.")

    facility = forms.ChoiceField(label=gettext_lazy("Establecimiento"))
    service = forms.ChoiceField(label=gettext_lazy("Servicio"))
    reason = forms.ChoiceField(label=gettext_lazy("Motivo"))
    urgent = forms.BooleanField(label=gettext_lazy("Es urgente"), required=False)
    agreed = words(gettext_lazy("Qué se acordó con la persona"))

    def offer(self) -> None:
        self.fields["facility"].choices = [("", _("Elija el establecimiento")), *self.context.facilities()]
        self.fields["service"].choices = of_programs("referral_services")
        self.fields["reason"].choices = of_programs("referral_reasons")

    def body(self, questions: Questions | None) -> dict[str, Any]:
        said = self.cleaned_data
        chosen_ones = {name: said[name] for name in ("facility", "service", "reason", "urgent")}
        return {**chosen_ones, "identity": {"agreed": said["agreed"]} if said["agreed"] else None}

    @classmethod
    def filled(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        return {**body, "agreed": (body.get("identity") or {}).get("agreed", "")}


class _OfReferralForm(FactForm):
    referral = forms.ChoiceField(label=gettext_lazy("Referencia"))

    @classmethod
    def fits(cls, picture: Picture) -> bool:
        return bool(picture.referrals)

    def offer(self) -> None:
        made = self.context.card.picture.referrals[::-1]
        shown = timezone.localtime
        self.fields["referral"].choices = [
            (str(r.id), f"{wording.named_entry(_services(), r.service)}, {shown(r.at):%d/%m/%Y}") for r in made
        ] or [("", _("Todavía no hay ninguna"))]
        if not made:
            self.fields["referral"].help_text = _("Anote primero la referencia; después, esto.")
        if self.context.referral:
            self.initial.setdefault("referral", self.context.referral)


def _services() -> list[Any]:
    return [service for program in current().programs for service in program.referral_services]


class ReferralAnswerForm(_OfReferralForm):
    kind = "referral_answered"
    title = gettext_lazy("Respuesta a la referencia")

    answer = chosen(
        gettext_lazy("Qué respondió el establecimiento"),
        [
            ("accepted", gettext_lazy("La aceptó")),
            ("observed", gettext_lazy("La observó: falta algo")),
            ("rejected", gettext_lazy("La rechazó")),
        ],
    )
    appointment_day = forms.DateField(
        label=gettext_lazy("Fecha de la cita"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    appointment_hour = forms.TimeField(
        label=gettext_lazy("Hora de la cita"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def body(self, questions: Questions | None) -> dict[str, Any]:
        said = self.cleaned_data
        appointment = None
        if said.get("appointment_day"):
            hour = said.get("appointment_hour") or time(8)
            appointment = in_utc(said["appointment_day"], hour)
        return {"referral": said["referral"], "answer": said["answer"], "appointment_at": appointment}

    @classmethod
    def filled(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        said = body.get("appointment_at")
        local = timezone.localtime(datetime.fromisoformat(said)) if said else None
        moment = {"appointment_day": local.date(), "appointment_hour": local.time()} if local else {}
        return {**body, **moment}


class AttendanceForm(_OfReferralForm):
    kind = "appointment_attended"
    title = gettext_lazy("Asistencia a la cita")

    attended = chosen(gettext_lazy("¿Asistió?"), [("yes", gettext_lazy("Sí")), ("no", gettext_lazy("No"))])

    def body(self, questions: Questions | None) -> dict[str, Any]:
        return {"referral": self.cleaned_data["referral"], "attended": self.cleaned_data["attended"] == "yes"}

    @classmethod
    def filled(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        return {**body, "attended": "yes" if body.get("attended") else "no"}


class CounterReferralForm(_OfReferralForm):
    kind = "counter_referral_received"
    title = gettext_lazy("Contrarreferencia")

    outcome = chosen(
        gettext_lazy("Qué respondió el establecimiento"),
        [
            ("treated", gettext_lazy("Fue atendida")),
            ("continues_there", gettext_lazy("Sigue su atención allí")),
            ("returns_to_program", gettext_lazy("Vuelve al programa")),
            ("not_needed", gettext_lazy("No necesitaba atención")),
        ],
    )
    note = words(gettext_lazy("Nota"), NOTE_HINT)

    def offer(self) -> None:
        super().offer()
        if "note" not in self.context.viewer.tiers:
            del self.fields["note"]

    def body(self, questions: Questions | None) -> dict[str, Any]:
        said = self.cleaned_data
        return {"referral": said["referral"], "outcome": said["outcome"], "note": said.get("note") or None}
