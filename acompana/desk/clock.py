"""Moments in words, as people here write them: "en 22 min", "venció hace 2 h", "hoy, 16:00", "mar 24 nov".

Pure: whoever asks says what time it is. The script in static/desk/desk.js renews the running ones with the same words.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HOURS_WITH_MINUTES = 3
DAYS_SHOWN = 60


def span(length: timedelta) -> str:
    """A length of time, as exact as it matters: minutes under three hours, hours under two days, then days, months."""
    if length < HOUR:
        return _("{n} min").format(n=max(length // MINUTE, 1))
    if length < 2 * DAY:
        hours, minutes = length // HOUR, length % HOUR // MINUTE
        if hours < HOURS_WITH_MINUTES and minutes:
            return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
        return _("{n} h").format(n=hours)
    days = length // DAY
    if days <= DAYS_SHOWN:
        return ngettext("{n} día", "{n} días", days).format(n=days)
    months = days * 12 // 365
    return ngettext("{n} mes", "{n} meses", months).format(n=months)


def until(moment: datetime, now: datetime) -> str:
    """How long there is until a deadline, or how long ago it passed."""
    if moment >= now:
        return _("en {span}").format(span=span(moment - now))
    return _("venció hace {span}").format(span=span(now - moment))


def ago(moment: datetime, now: datetime) -> str:
    if now - moment < MINUTE:
        return _("ahora mismo")
    return _("hace {span}").format(span=span(now - moment))


def when(moment: datetime, now: datetime) -> str:
    """Day and hour: "hoy, 16:00"; the hour is left out of what lies more than a week away."""
    local = timezone.localtime(moment)
    named = day(local.date(), timezone.localtime(now).date())
    if abs(moment - now) > 7 * DAY:
        return named
    return _("{day}, {hour}").format(day=named, hour=f"{local:%H:%M}".removeprefix("0"))


def is_named_day(moment: datetime, now: datetime) -> bool:
    """Whether the day of a moment is called "ayer", "hoy" or "mañana"."""
    return abs((timezone.localtime(moment).date() - timezone.localtime(now).date()).days) <= 1


def day(which: date, today: date) -> str:
    """A day as one says it today: "hoy", "ayer", "mar 24 nov", and with its year when that is another."""
    named = {-1: _("ayer"), 0: _("hoy"), 1: _("mañana")}.get((which - today).days)
    if named:
        return named
    names = {"day": which.day, "month": _cased(MONTHS_3[which.month]), "year": which.year}
    if which.year != today.year:
        return _("{day} {month} {year}").format(**names)
    if abs((which - today).days) > 7:
        return _("{day} {month}").format(**names)
    return _("{weekday} {day} {month}").format(weekday=_cased(WEEKDAYS_ABBR[which.weekday()]), **names)


def long_day(which: date) -> str:
    """The day in full: "sábado 21 de noviembre"."""
    return _("{weekday} {day} de {month}").format(
        weekday=_cased(WEEKDAYS[which.weekday()]), day=which.day, month=_cased(MONTHS[which.month])
    )


def month_of(which: date) -> str:
    """The month and its year, short: "nov 2026"."""
    return f"{_cased(MONTHS_3[which.month])} {which.year}"


def _cased(name: object) -> str:
    """Days and months take a capital in English and none in Spanish."""
    return str(name).capitalize() if get_language() == "en" else str(name).lower()


def age(birth_year: int | None, birth_month: int | None, today: date) -> int | None:
    """Age in completed years; in the month of birth and without one, as if the birthday had been."""
    if birth_year is None:
        return None
    return today.year - birth_year - (birth_month is not None and today.month < birth_month)


def month_day(which: date) -> str:
    """A day without its year, for where there is little room."""
    return _("{day} {month}").format(day=which.day, month=_cased(MONTHS_3[which.month]))
