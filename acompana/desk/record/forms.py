"""Which form does which task, and who may fill it."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import Struct


class Step(Struct, frozen=True):
    """The one thing to do next: its words and where it is done."""

    label: str
    address: str
    is_record: bool = False


def step_of(record: str, rule: str, person: UUID, role: str, referral: UUID | None = None) -> Step:
    """The next step for a task that the form `record` does; where this role may not do it, the person's page."""
    return Step(_("Ver a la persona"), reverse("desk:person", args=[person]))


def offered(role: str, person: UUID) -> list[Step]:
    """What this role may record about a person, as steps."""
    return []
