"""Cifras: the table of a year or of one of its months, each figure with its definition and what it is made of."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from msgspec import Struct

from acompana.desk import clock, wording
from acompana.desk.parts.tags import grouped, of
from acompana.desk.screen import FIGURES, screen, show
from acompana.indicators import spreadsheet
from acompana.indicators.expressions import By
from acompana.indicators.figures import Figures, Line, Number, Share, breakdown, period_table, year_table
from acompana.indicators.writing import NotCounted
from acompana.people.models import Organization

YEARS_BACK = 5
YOUNG_YEAR = 90
"""Days. A year that has only begun is not what one asks for first."""
CUTS: tuple[By, ...] = ("month", "place", "sex", "age", "language")
Told = Number | Share


class Bar(Struct, frozen=True):
    """One line of a breakdown; `width` out of 100. A value that is None is hidden."""

    name: str
    value: int | None
    shown: str
    width: float
    rate: str = ""


@screen(FIGURES)
def figures(request: HttpRequest) -> HttpResponse:
    """The table of the year or the month, and the cascade."""
    period = _period(request)
    found = _counted(period)
    context: dict[str, Any] = {"period": period, "year": period.year, "found": found}
    if found:
        context |= {
            "last_day": found.end - timedelta(days=1),
            "numbers": found.year,
            "shares": [(share, _told_share(share)) for share in found.cascade],
        }
    return show(request, "desk/figures/figures.html", context, room="figures")


@screen(FIGURES)
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One figure: what it means, and by month, place, sex, age and mother tongue."""
    year = _period(request).year
    found = _counted(Period(year, [], None, []))
    if found is None:
        raise Http404
    told = _told(found, key)
    if told is None:
        raise Http404
    cuts = [(cut, _cut_name(cut), _bars(breakdown(found.start, found.end, cut), key, cut)) for cut in CUTS]
    context = {
        "year": year,
        "found": found,
        "told": told,
        "indicator": told.indicator,
        "is_share": isinstance(told, Share),
        "percent": _percent(told) if isinstance(told, Share) else "",
        "cuts": [cut for cut in cuts if cut[2]],
    }
    return show(request, "desk/figures/figure.html", context, room="figures")


@screen(FIGURES)
def download(request: HttpRequest) -> HttpResponse:
    """All figures of the year or the month, whole and told apart, as `acompana figures --csv` writes them."""
    period = _period(request)
    found = _counted(period)
    if found is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="acompana-{period.month or period.year}.csv"'
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    out = csv.writer(response)
    out.writerow(spreadsheet.COLUMNS)
    cuts = {cut: breakdown(found.start, found.end, cut) for cut in CUTS if not (cut == "month" and period.month)}
    out.writerows(spreadsheet.rows(found, cuts, get_language() or "es"))
    return response


class Period(Struct, frozen=True):
    """What is asked for: a year of the organization, or one of its months, "2026-10"."""

    year: int
    years: list[int]
    month: str | None
    months: list[date]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The months there are, each with its name."""
        codes = [f"{first:%Y-%m}" for first in self.months]
        return [(code, _month_name(code)) for code in codes]

    @property
    def month_name(self) -> str:
        return _month_name(self.month) if self.month else ""


def _period(request: HttpRequest) -> Period:
    """The year and the month that the address names, as far as there are such ones."""
    organization = Organization.objects.get()
    today = timezone.localtime(request.now).date()
    this = organization.year_of(today)
    years = list(range(this, this - YEARS_BACK, -1))
    wanted, month = request.GET.get("anio", ""), request.GET.get("mes", "")
    if wanted.isdecimal() and int(wanted) in years:
        year = int(wanted)
    else:
        year = this - 1 if (today - organization.year(this)[0]).days < YOUNG_YEAR else this
    months = [first for first in _months(*organization.year(year)) if first <= today]
    return Period(year, years, month if month in {f"{first:%Y-%m}" for first in months} else None, months)


def _months(start: date, end: date) -> list[date]:
    """The first days of the months from `start` until before `end`."""
    count = (end.year - start.year) * 12 + end.month - start.month
    return [_later(start, n) for n in range(count)]


def _later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _counted(period: Period) -> Figures | None:
    try:
        if period.month is None:
            return year_table(period.year)
        first = date.fromisoformat(f"{period.month}-01")
        return period_table(first, _later(first, 1))
    except NotCounted:
        return None


def _all(found: Figures | Line) -> list[Told]:
    return [*found.year, *found.cascade]


def _told(found: Figures | Line, key: str) -> Told | None:
    return next((told for told in _all(found) if told.indicator.id == key), None)


def _cut_name(cut: str) -> str:
    return {
        "month": _("Por mes"),
        "place": _("Por lugar"),
        "sex": _("Por sexo"),
        "age": _("Por edad"),
        "language": _("Por lengua materna"),
    }[cut]


def _bars(lines: Sequence[Line], key: str, cut: str) -> list[Bar]:
    """One figure down the lines of a breakdown; none where it is not told that way."""
    found = [(line, _told(line, key)) for line in lines]
    values = [_size(told) for _line, told in found if told is not None]
    if not values:
        return []
    highest = max([value for value in values if value is not None], default=0) or 1
    return [_bar(line, told, cut, highest) for line, told in found if told is not None]


def _size(told: Told) -> float | None:
    """What the bar's length stands for: the number, or the rate."""
    return told.rate if isinstance(told, Share) else told.value


def _bar(line: Line, told: Told, cut: str, highest: float) -> Bar:
    size = _size(told)
    if isinstance(told, Share):
        shown, value = of(told.numerator, told.denominator), told.numerator
    else:
        shown, value = grouped(told.value), told.value
    width = round(100 * (size or 0) / (1 if isinstance(told, Share) else highest), 1)
    return Bar(_line_name(line, cut), value, shown, width, _percent(told) if isinstance(told, Share) else "")


def _line_name(line: Line, cut: str) -> str:
    return _month_name(line.code) if cut == "month" else wording.said(line.name)


def _month_name(code: str) -> str:
    return clock.month_of(date.fromisoformat(f"{code}-01"))


def _told_share(share: Share) -> str:
    """What the share comes to: days where it is told in days, or else a percentage."""
    if share.median is None:
        return _percent(share)
    days = f"{share.median:g}"
    return ngettext("{n} día", "{n} días", 1 if days == "1" else 2).format(n=days)


def _percent(share: Share) -> str:
    return "" if share.rate is None else _("{number} %").format(number=f"{100 * share.rate:.1f}")
