"""The forms of the staff: who works here and where, and a shift of the rota."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acompana.desk.staff.queries import Groups
from acompana.people.models import Duty, Language, Place, Role, User
from acompana.people.users import written_username

ROLES = [
    (Role.AGENT, gettext_lazy("Agente comunitaria: tamiza, visita y acompaña")),
    (Role.CLINICIAN, gettext_lazy("Profesional: evalúa, atiende y responde por los riesgos")),
    (Role.COORDINATOR, gettext_lazy("Coordinación: reparte, supervisa y no deja que nadie se pierda")),
    (Role.ANALYST, gettext_lazy("Análisis: ve cifras, y a ninguna persona")),
    (Role.ADMINISTRATOR, gettext_lazy("Administración: quién trabaja aquí y quién está de turno")),
]
DUTIES = [
    (Duty.CLINICIAN_ON_CALL, gettext_lazy("Profesional de turno")),
    (Duty.COORDINATOR, gettext_lazy("Coordinación")),
    (Duty.ADMINISTRATOR, gettext_lazy("Administración")),
]
ROLE_OF = {
    Duty.CLINICIAN_ON_CALL: Role.CLINICIAN,
    Duty.COORDINATOR: Role.COORDINATOR,
    Duty.ADMINISTRATOR: Role.ADMINISTRATOR,
}
EVERYWHERE = (Role.ANALYST, Role.ADMINISTRATOR)
"""Who works in the whole organization unless told otherwise."""
PLACES_TO_ADD = 2
LONGEST_SHIFT = timedelta(days=31)
MOST_WEEKS = 26
_plain = RegexValidator(r"^[A-Za-z0-9._-]+$", gettext_lazy("Use solo letras sin tilde, números, punto o guion."))


class MemberForm(forms.Form):
    """Somebody of the staff. `member` is who is changed, and absent for somebody new."""

    name = forms.CharField(label=gettext_lazy("Nombre completo"), max_length=120)
    username = forms.CharField(
        label=gettext_lazy("Usuario"),
        max_length=60,
        validators=[_plain],
        help_text=gettext_lazy("Con él inicia sesión. No se cambia después."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Qué hace aquí"), choices=ROLES, widget=forms.RadioSelect)
    phone = forms.CharField(
        label=gettext_lazy("Teléfono"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Si está de turno, las agentes llaman a este número."),
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Correo"),
        required=False,
        help_text=gettext_lazy("Aquí recibe los avisos, que no nombran a nadie."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Idioma"), choices=Language.choices, initial="es")

    def __init__(self, *args: Any, places: Groups, member: User | None = None, **kwargs: Any) -> None:
        self.member = member
        covered = list(member.coverage.order_by("place__path").values_list("place_id", flat=True)) if member else []
        if member:
            kwargs["initial"] = {name: getattr(member, name) for name in ("name", "role", "phone", "email", "language")}
        super().__init__(*args, **kwargs)
        if member:
            del self.fields["username"]
        for n in range(len(covered) + PLACES_TO_ADD):
            self.fields[f"place_{n}"] = forms.ChoiceField(
                label=_("Lugar") if n == 0 else _("Y también en"),
                choices=[("", _("Elija un lugar") if n == 0 else _("Ningún otro")), *places],
                initial=covered[n] if n < len(covered) else "",
                required=False,
                help_text=_("Alcanza a todo lo que está dentro.") if n == 0 else "",
            )

    @property
    def place_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("place_")]

    def clean_username(self) -> str:
        username = written_username(self.cleaned_data["username"])
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError(_("Ya hay alguien con ese usuario. Elija otro."))
        return username

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.places and said.get("role") not in EVERYWHERE:
            self.add_error("place_0", _("Elija al menos un lugar: sin él no vería a nadie."))
        return said

    @property
    def places(self) -> list[Place]:
        """The places chosen, each once; the whole organization where none was and the role reaches all of it."""
        codes = [code for name in self.fields if name.startswith("place_") and (code := self.cleaned_data.get(name))]
        chosen = Place.objects.filter(code__in=codes)
        if not codes and self.cleaned_data.get("role") in EVERYWHERE:
            chosen = Place.objects.filter(parent=None)
        return list(chosen)

    @property
    def said(self) -> dict[str, Any]:
        """What was said of the user, but for the places."""
        kept = ("name", "username", "role", "phone", "email", "language")
        return {name: self.cleaned_data[name] for name in kept if name in self.fields}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class ShiftForm(forms.Form):
    """One shift, or the same one in each of some weeks."""

    duty = forms.ChoiceField(label=gettext_lazy("Qué turno"), choices=DUTIES, widget=forms.RadioSelect)
    user = forms.ChoiceField(label=gettext_lazy("Quién"))
    place = forms.ChoiceField(label=gettext_lazy("Dónde"))
    day = _day(gettext_lazy("Desde el día"))
    hour = _hour(gettext_lazy("a las"))
    end_day = _day(gettext_lazy("Hasta el día"))
    end_hour = _hour(gettext_lazy("a las"))
    weeks = forms.IntegerField(
        label=gettext_lazy("Cuántas semanas seguidas"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=1,
        help_text=gettext_lazy("El mismo turno, el mismo día de cada semana."),
    )

    def __init__(self, *args: Any, workers: Sequence[User], places: Groups, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._workers = {str(worker.pk): worker for worker in workers}
        by_role = [
            (label, [(id, worker.name) for id, worker in self._workers.items() if worker.role == ROLE_OF[duty]])
            for duty, label in DUTIES
        ]
        self.fields["user"].choices = [("", _("Elija a alguien")), *((label, who) for label, who in by_role if who)]
        self.fields["place"].choices = [("", _("Elija un lugar")), *places]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        worker = self._workers.get(said.get("user", ""))
        if worker and "duty" in said and worker.role != ROLE_OF[Duty(said["duty"])]:
            self.add_error("user", _("Esa persona no puede tener ese turno. Elija a alguien de ese grupo."))
        if {"day", "hour", "end_day", "end_hour"} <= said.keys():
            length = self.ends_at - self.starts_at
            if length <= timedelta(0):
                self.add_error("end_hour", _("El turno terminaría antes de empezar. Corrija el día o la hora."))
            elif length > LONGEST_SHIFT:
                self.add_error("end_day", _("Un turno dura como máximo 31 días. Divídalo en varios."))
        return said

    @property
    def starts_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"]))

    @property
    def ends_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["end_day"], self.cleaned_data["end_hour"]))

    @property
    def spans(self) -> list[tuple[datetime, datetime]]:
        """From when until when, week by week; the hour on the wall stays the same."""
        days = [timedelta(weeks=n) for n in range(self.cleaned_data["weeks"])]
        zone = timezone.get_current_timezone()
        wall = [timezone.make_naive(moment, zone) for moment in (self.starts_at, self.ends_at)]
        return [
            (timezone.make_aware(wall[0] + later, zone), timezone.make_aware(wall[1] + later, zone)) for later in days
        ]

    @property
    def worker(self) -> UUID:
        return UUID(self.cleaned_data["user"])
