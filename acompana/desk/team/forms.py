"""The two forms of the team: why a phone is revoked, and who is handed over to whom."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from acompana.desk.team.phones import REASONS
from acompana.people.models import Place
from acompana.people.places import within

EVERYWHERE = ("", chr(0x10FFFF))
Groups = Sequence[tuple[str, list[tuple[str, str]]]]


class RevokeForm(forms.Form):
    reason = forms.ChoiceField(label=gettext_lazy("Por qué"), choices=REASONS, widget=forms.RadioSelect)


class HandoverForm(forms.Form):
    """Who is meant: one person, everybody of an agent, everybody of a place, or everybody of an agent in a place."""

    agent = forms.ChoiceField(label=gettext_lazy("De quién"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Solo las de un lugar"), required=False)
    person = forms.UUIDField(widget=forms.HiddenInput, required=False)
    to = forms.ChoiceField(label=gettext_lazy("A quién"))

    def __init__(
        self,
        *args: Any,
        accompanying: Sequence[tuple[UUID, str, int]],
        agents: Sequence[tuple[UUID, str]],
        places: Groups,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        counted = [
            (str(id), ngettext("{name}, {n} persona", "{name}, {n} personas", n).format(name=name, n=n))
            for id, name, n in accompanying
        ]
        self.fields["agent"].choices = [("", _("De cualquiera, o de nadie")), *counted]
        self.fields["place"].choices = [("", _("De todos mis lugares")), *places]
        self.fields["to"].choices = [("", _("Elija a alguien")), *((str(id), name) for id, name in agents)]
        if self["person"].value():
            del self.fields["agent"], self.fields["place"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not (said.get("person") or said.get("agent") or said.get("place")):
            raise forms.ValidationError(_("Elija de quién, o de qué lugar, o las dos cosas."))
        if said.get("agent") and said.get("agent") == said.get("to"):
            self.add_error("to", _("Elija a otra persona que la de antes."))
        return said

    @property
    def chosen_agent(self) -> UUID | None:
        return UUID(said) if (said := self.cleaned_data.get("agent")) else None

    @property
    def chosen_place(self) -> tuple[str, str]:
        """The range of paths meant."""
        code = self.cleaned_data.get("place")
        return within(Place.objects.values_list("path", flat=True).get(pk=code)) if code else EVERYWHERE
