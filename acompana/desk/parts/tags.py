"""What every template may say: moments, levels, the content's words. Loaded for all templates by the settings."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django import template
from django.forms import BooleanField, BoundField
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acompana.care.content import Texts
from acompana.care.instruments import Instrument
from acompana.desk import clock, wording

register = template.Library()
Context = dict[str, Any]


@register.simple_tag(takes_context=True)
def until(context: Context, moment: datetime) -> SafeString:
    """A running clock towards a deadline; the page's script renews its words."""
    now = context["now"]
    late = " is-late" if moment < now else ""
    words = clock.until(moment, now)
    return format_html('<time class="clock{}" datetime="{}" data-clock>{}</time>', late, _utc(moment), words)


@register.simple_tag
def clock_words() -> SafeString:
    """The words of running clocks as attributes, for the script that renews them."""
    words = {
        "minutes": _("{n} min"),
        "hours": _("{n} h"),
        "both": _("{hours} h {minutes} min"),
        "day": ngettext("{n} día", "{n} días", 1),
        "days": ngettext("{n} día", "{n} días", 2),
        "until": _("en {span}"),
        "late": _("venció hace {span}"),
    }
    return format_html_join("", ' data-{}="{}"', words.items())


@register.simple_tag
def of(part: int | None, whole: int | None) -> str:
    """A share as its two numbers: "12 de 40". One that is None is hidden."""
    return _("{n} de {total}").format(n=grouped(part), total=grouped(whole))


@register.simple_tag(takes_context=True)
def ago(context: Context, moment: datetime) -> str:
    return clock.ago(moment, context["now"])


@register.simple_tag(takes_context=True)
def when(context: Context, moment: datetime) -> SafeString:
    words = clock.when(moment, context["now"])
    return format_html('<time datetime="{}">{}</time>', _utc(moment), words)


@register.simple_tag(takes_context=True)
def on_day(context: Context, which: date | datetime | str) -> SafeString:
    """A day without its hour; the content writes days as text, "2026-03-02"."""
    if isinstance(which, str):
        which = date.fromisoformat(which)
    local = timezone.localtime(which).date() if isinstance(which, datetime) else which
    words = clock.day(local, timezone.localtime(context["now"]).date())
    return format_html('<time datetime="{}">{}</time>', f"{local:%Y-%m-%d}", words)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@register.filter
def said(texts: Texts) -> str:
    return wording.said(texts)


@register.simple_tag
def level_tag(level: str) -> SafeString:
    """The level of a risk: its word, and its color beside it."""
    color = wording.LEVEL_COLORS.get(level, "sky")  # type: ignore[call-overload]
    return format_html('<span class="tag {}">{}</span>', color, wording.level_name(level))


@register.filter
def capped(count: int) -> str:
    """A count that was only counted up to a limit: "99+"."""
    return "99+" if count > 99 else str(count)


@register.simple_tag
def age(years: int | None) -> str:
    return "" if years is None else ngettext("{n} año", "{n} años", years).format(n=years)


@register.simple_tag
def name_of(shown: str | None) -> str:
    """How a person is called on the screen, also when no name is known."""
    return shown or _("Persona sin nombre registrado")


@register.filter
def stage(name: str) -> str:
    """A stage of the main program, in words."""
    return wording.stage_name("mental_health", name)


@register.filter
def duty(name: str) -> str:
    return wording.duty_name(name)


@register.filter
def document(type: str) -> str:
    return wording.document_name(type)


@register.filter
def worker(workers: Mapping[UUID, Any], id: UUID) -> str:
    """The name of the user who recorded something; the program itself for what no user did."""
    found = workers.get(id)
    return found.name if found else _("el programa")


@register.filter
def inside(text: str) -> str:
    """A name as it stands inside a sentence."""
    return wording.lowered(str(text))


@register.filter
def short_name(instrument: Instrument) -> str:
    return wording.short_name(instrument)


@register.filter
def level_color(level: str) -> str:
    return wording.LEVEL_COLORS.get(level, "sky")  # type: ignore[call-overload, no-any-return]


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether a field is a single box to tick."""
    return isinstance(field.field, BooleanField)


# --- Drawing: numbers for SVG, whatever decimal sign the language uses ------------------------------------------------


@register.filter
def coordinate(value: float) -> str:
    return f"{value:g}"


@register.filter
def plus(value: float, other: float) -> float:
    return round(value + other, 1)


@register.filter
def minus(value: float, other: float) -> float:
    return round(value - other, 1)


@register.filter
def hundredfold(rate: float) -> str:
    return f"{100 * rate:.1f}"


@register.filter
def grouped(value: int | None) -> str:
    """A number as people here write it: 22,940. None is one that is hidden."""
    return _("oculto") if value is None else f"{value:,}"
