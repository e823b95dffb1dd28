"""What every form of the desk shares: it knows how its fact is written and how it is read back.

A form is fields, a body made from them, and the fields made from a body again; so a correction is the same form, filled
with what the fact says now. Questions of instruments are not fields: `questions` draws them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from acompana.bundle import current
from acompana.care.picture import Picture
from acompana.desk import wording
from acompana.desk.person.queries import Card
from acompana.desk.record.questions import Questions
from acompana.desk.record.slip import Slip
from acompana.people.access import Viewer

Choices = list[tuple[str, Any]]


def chosen(label: Any, choices: Choices, **options: Any) -> forms.ChoiceField:
    """One of a few, as buttons: what may be chosen is seen without opening anything."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **options)


def words(label: Any, hint: Any = "", rows: int = 3, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=4000, required=False, help_text=hint, widget=widget, **options)


NOTE_HINT = gettext_lazy("Reservada: solo la leen las profesionales.")


def in_utc(day: date, hour: time) -> datetime:
    """A day and an hour as they are said here, as facts keep them."""
    return datetime.combine(day, hour, timezone.get_current_timezone()).astimezone(UTC)


class Context(Struct, frozen=True):
    """What a form needs to know to offer its choices."""

    card: Card
    viewer: Viewer
    now: datetime
    slip: Slip
    workers: Callable[[], Sequence[tuple[UUID, str, str]]]  # (id, name, role) of those who may be assigned here
    facilities: Callable[[], Choices]
    contacts: Callable[[], Choices]  # the person's network
    referral: str = ""  # the one that the address names


class FactForm(forms.Form):
    """Base of the forms. `kind` is what they record; `instrument` the questions that go with it."""

    kind: ClassVar[str]
    title: ClassVar[Any]
    hint: ClassVar[Any] = ""
    saved: ClassVar[Any] = gettext_lazy("Guardado.")
    instrument: ClassVar[str | None] = None
    first: ClassVar[tuple[str, ...]] = ()  # the fields that stand before the questions

    day = forms.DateField(
        label=gettext_lazy("Fecha"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hour = forms.TimeField(label=gettext_lazy("Hora"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, context: Context, **kwargs: Any) -> None:
        self.context = context
        super().__init__(*args, **kwargs)
        self.initial = {**self.moment(context.slip.opened), **self.initial}
        self.order_fields([name for name in self.fields if name not in ("day", "hour")])
        self.offer()
        for field in self.fields.values():
            field.error_messages["required"] = _("Falta responder esto.")

    @classmethod
    def fits(cls, picture: Picture) -> bool:
        """Whether there is something about this person that the form can be about."""
        return True

    def offer(self) -> None:
        """Fill in the choices that depend on the person, the viewer or the content."""

    def wants_questions(self) -> bool:
        """Whether what was chosen lets the questions be asked."""
        return True

    def wants_more(self, questions: Questions) -> bool:
        """Whether the page has to come back with questions before anything can be saved."""
        return bool(questions.unseen and questions.answers)

    @staticmethod
    def moment(at: datetime) -> dict[str, Any]:
        """Day and hour as the form shows them."""
        local = timezone.localtime(at)
        return {"day": local.date(), "hour": local.time().replace(second=0, microsecond=0)}

    def happened_at(self, shown: datetime | None = None) -> datetime:
        """When it happened, as said. Left as it was shown, it is that very moment, to the second."""
        shown = shown or self.context.slip.opened
        said = {name: self.cleaned_data[name] for name in ("day", "hour")}
        if said == self.moment(shown):
            return shown
        return in_utc(said["day"], said["hour"])

    def clean_day(self) -> date:
        said: date = self.cleaned_data["day"]
        if said > timezone.localtime(self.context.now).date():
            raise forms.ValidationError(_("Esa fecha está en el futuro. ¿Cuándo fue?"))
        return said

    def body(self, questions: Questions | None) -> dict[str, Any]:
        """The body of the fact, as it travels."""
        raise NotImplementedError

    @classmethod
    def filled(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """The fields as they stand for a body: the way back, for corrections."""
        return dict(body)

    @property
    def fields_before(self) -> list[Any]:
        return [self[name] for name in self.first]

    @property
    def fields_after(self) -> list[Any]:
        apart = {*self.first, "day", "hour"}
        return [self[name] for name in self.fields if name not in apart and not self[name].is_hidden]


def named(entries: Iterable[Any]) -> Choices:
    return [(entry.id, wording.said(entry.name)) for entry in entries]


def of_programs(name: str) -> Choices:
    """An own list of each program, all of them together, each entry once."""
    return list(dict(pair for program in current().programs for pair in named(getattr(program, name))).items())
