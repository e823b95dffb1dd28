"""The registration form. Nothing in it is required but the place: whoever has no document and gives no name is
registered all the same."""

from datetime import date
from typing import Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acompana.care.facts import Document, PersonIdentity
from acompana.care.identity import has_expected_form
from acompana.care.picture import Known
from acompana.desk.wording import DOCUMENTS

SEXES = [
    ("unknown", gettext_lazy("No se sabe, o prefiere no decirlo")),
    ("female", gettext_lazy("Mujer")),
    ("male", gettext_lazy("Hombre")),
    ("intersex", gettext_lazy("Intersexual")),
]
TONGUES = [
    ("", gettext_lazy("No se sabe")),
    ("spa", gettext_lazy("Castellano")),
    ("quy", gettext_lazy("Quechua chanca")),
    ("quz", gettext_lazy("Quechua Cuzco-Collao")),
    ("qxn", gettext_lazy("Quechua central (Áncash)")),
    ("aym", gettext_lazy("Aimara")),
    ("mis", gettext_lazy("Otra lengua")),
]


def _text(label: Any, most: int = 200, **attributes: Any) -> forms.CharField:
    hint = attributes.pop("hint", "")
    widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
    return forms.CharField(label=label, max_length=most, required=False, help_text=hint, widget=widget)


class RegistrationForm(forms.Form):
    given_names = _text(gettext_lazy("Nombres"))
    father_surname = _text(gettext_lazy("Apellido paterno"))
    mother_surname = _text(gettext_lazy("Apellido materno"))
    social_name = _text(
        gettext_lazy("Cómo quiere que le digan"),
        hint=gettext_lazy("Su nombre social, si es otro. Es el que se muestra en todas partes."),
    )
    document_type = forms.ChoiceField(
        label=gettext_lazy("Documento"),
        choices=[("", gettext_lazy("Ninguno, o no lo muestra")), *DOCUMENTS],
        required=False,
    )
    document_number = _text(gettext_lazy("Número"), 20, autocapitalize="characters")
    birth_day = forms.IntegerField(label=gettext_lazy("Día"), required=False, min_value=1, max_value=31)
    birth_month = forms.IntegerField(label=gettext_lazy("Mes"), required=False, min_value=1, max_value=12)
    birth_year = forms.IntegerField(label=gettext_lazy("Año"), required=False, min_value=1890, max_value=2200)
    sex = forms.ChoiceField(label=gettext_lazy("Sexo"), choices=SEXES, required=False)
    home = forms.ChoiceField(label=gettext_lazy("Dónde vive"))
    address = _text(gettext_lazy("Dirección"), 400)
    address_hint = _text(
        gettext_lazy("Cómo llegar"), 400, hint=gettext_lazy("Lo que ayuda a encontrar la puerta: «frente al parque».")
    )
    phone = _text(gettext_lazy("Teléfono"), 40, inputmode="tel")
    contact_wishes = _text(
        gettext_lazy("Cómo y cuándo contactarle"),
        400,
        hint=gettext_lazy("«Llamar, nunca mensaje. Después de las 4.»"),
    )
    mother_tongue = forms.ChoiceField(label=gettext_lazy("Lengua materna"), choices=TONGUES, required=False)

    def __init__(self, *args: Any, places: list[Any], today: date, home: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        known = {code for _group, listed in places for code, _name in listed}
        elsewhere = [(home, _("Donde vive ahora"))] if home and home not in known else []
        choices = [("", _("Elija el lugar")), *elsewhere, *places]
        self.fields["home"].choices = choices
        self.fields["home"].error_messages["required"] = _(
            "Elija el lugar donde vive; si no se sabe, donde se le encontró."
        )
        if len(places) == 1 and len(places[0][1]) == 1:
            self.fields["home"].initial = places[0][1][0][0]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("document_type") and not said.get("document_number"):
            self.add_error("document_number", _("Falta el número. Si no lo tiene a la mano, elija «Ninguno»."))
        if said.get("document_number") and not said.get("document_type"):
            self.add_error("document_type", _("¿De qué documento es ese número?"))
        self._check_birth(said)
        return said

    def _check_birth(self, said: dict[str, Any]) -> None:
        day, month, year = (said.get(f"birth_{part}") for part in ("day", "month", "year"))
        if (day and not month) or (month and not year):
            self.add_error("birth_year", _("Con el día se necesitan el mes y el año; con el mes, el año."))
        elif day and month and year:
            try:
                said["birth_date"] = date(year, month, day)
            except ValueError:
                self.add_error("birth_day", _("Esa fecha no existe. Revise el día y el mes."))
        if year and (year, month or 1, day or 1) > (self.today.year, self.today.month, self.today.day):
            raise ValidationError(_("La fecha de nacimiento está en el futuro. Revise el año."))

    def document(self) -> Document | None:
        said = self.cleaned_data
        if not said.get("document_type"):
            return None
        return Document(said["document_type"], said["document_number"])

    def remarks(self) -> list[str]:
        """What looks odd and is accepted all the same, for whoever types to look again."""
        document = self.document()
        if document and not has_expected_form(document):
            return [_("El número del documento no tiene la forma usual. Se guarda como está.")]
        return []

    @classmethod
    def filled(cls, identity: PersonIdentity, known: Known) -> dict[str, Any]:
        """The fields as they stand for what is known."""
        fields: dict[str, Any] = msgspec.structs.asdict(identity)
        fields |= {name: getattr(known, name) for name in ("sex", "birth_year", "birth_month", "home", "mother_tongue")}
        if identity.document:
            fields |= {"document_type": identity.document.type, "document_number": identity.document.number}
        if identity.birth_date:
            fields["birth_day"] = identity.birth_date.day
        return fields

    def changed_body(self) -> dict[str, Any]:
        """The body of `details_given`: what is said now and was not before."""
        whole, changed = self.body(), set(self.changed_data)
        body = {name: value for name, value in whole.items() if name in changed and value is not None}
        identity = dict(whole["identity"] or {})
        parts = {
            "birth_date": {"birth_day", "birth_month", "birth_year"},
            "document": {"document_type", "document_number"},
        }
        kept = {name: value for name, value in identity.items() if parts.get(name, {name}) & changed}
        return {**body, "identity": kept} if kept else body

    def body(self) -> dict[str, Any]:
        """The body of `person_registered`."""
        said = self.cleaned_data
        names = ("given_names", "father_surname", "mother_surname", "social_name", "phone", "address")
        identity = {name: said[name] for name in (*names, "address_hint", "contact_wishes") if said.get(name)}
        if said.get("birth_date"):
            identity["birth_date"] = said["birth_date"].isoformat()
        if document := self.document():
            identity["document"] = {"type": document.type, "number": document.number}
        return {
            "identity": identity or None,
            "sex": said.get("sex") or "unknown",
            "birth_year": said.get("birth_year"),
            "birth_month": said.get("birth_month"),
            "home": said["home"],
            "mother_tongue": said.get("mother_tongue") or None,
        }
