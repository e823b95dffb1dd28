"""How a phone is, in words: what it last said of itself, held against what the server knows."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from msgspec import Struct

from acompana.bundle import current
from acompana.caseload.reach import people_of
from acompana.desk import clock, wording
from acompana.desk.team.queries import Phone

SILENT_AFTER = timedelta(days=3)

REASONS = [
    ("lost", gettext_lazy("Se perdió")),
    ("stolen", gettext_lazy("Lo robaron")),
    ("replaced", gettext_lazy("Usa otro teléfono")),
    ("left", gettext_lazy("Ya no trabaja aquí")),
    ("other", gettext_lazy("Otro motivo")),
]


class Line(Struct, frozen=True):
    """One phone as a line of the screen."""

    phone: Phone
    role: str
    counted: int  # people whom the server counts as the user's
    held: str
    pending: str
    content: str
    revoked: str
    is_matching: bool
    is_silent: bool

    @property
    def color(self) -> str:
        if self.phone.revoked_at:
            return "plain"
        needs_a_look = not self.is_matching or bool(self.phone.pending) or self.is_silent or not self.phone.is_active
        return "orange" if needs_a_look else "sky"


def lines(phones: Sequence[Phone], now: datetime) -> list[Line]:
    counted = people_of(phone.user for phone in phones if phone.revoked_at is None)
    return [_line(phone, counted, now) for phone in phones]


def _line(phone: Phone, counted: Mapping[UUID, int], now: datetime) -> Line:
    count = counted.get(phone.user, 0)
    return Line(
        phone=phone,
        role=wording.role_name(phone.role),
        counted=count,
        held=held_words(phone.people_held, count),
        pending=_pending(phone.pending),
        content=_content(phone.bundle),
        revoked=_revoked(phone, now),
        is_matching=phone.people_held == count,
        is_silent=phone.last_contact_at is None or phone.last_contact_at < now - SILENT_AFTER,
    )


def held_words(held: int | None, counted: int) -> str:
    """Whom the phone holds, and why that is not whom the server counts."""
    if held is None:
        return _("todavía no lo ha dicho; el servidor le cuenta {n}").format(n=counted)
    if held == counted:
        return ngettext("{n}, la que cuenta el servidor", "{n}, las que cuenta el servidor", held).format(n=held)
    said = _("{held}, y el servidor le cuenta {counted}").format(held=held, counted=counted)
    apart = abs(held - counted)
    if held < counted:
        why = ngettext("le falta recibir {n}", "le falta recibir {n}", apart)
    else:
        why = ngettext("guarda {n} que ya no es suya", "guarda {n} que ya no son suyas", apart)
    return _("{said}: {why}. Se iguala cuando vuelva a enviar y recibir").format(said=said, why=why.format(n=apart))


def _pending(pending: int | None) -> str:
    if pending is None:
        return _("todavía no lo ha dicho")
    if not pending:
        return _("nada por enviar")
    return ngettext("{n} registro por enviar", "{n} registros por enviar", pending).format(n=pending)


def _content(bundle: str) -> str:
    if not bundle:
        return _("todavía no lo ha dicho")
    return _("el vigente") if bundle == current().hash else _("uno anterior; recibe el vigente con el próximo envío")


def _revoked(phone: Phone, now: datetime) -> str:
    if phone.revoked_at is None:
        return ""
    said = _("Revocado {when}").format(when=clock.when(phone.revoked_at, now))
    if phone.revoked_by:
        said = _("{said} por {name}").format(said=said, name=phone.revoked_by)
    reason = dict(REASONS).get(phone.revoke_reason)
    return f"{said}: {wording.lowered(str(reason))}" if reason else said
