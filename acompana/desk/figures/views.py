"""Figuras: the year's table, each figure with its definition, and what a figure is made of."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from msgspec import Struct

from acompana.desk import wording
from acompana.desk.parts.tags import grouped, of
from acompana.desk.screen import FIGURES, screen, show
from acompana.indicators.expressions import By
from acompana.indicators.figures import Figures, Line, Number, Share, breakdown, year_table
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
    """The year's table and the cascade."""
    year, years = _year(request)
    found = _counted(year)
    context: dict[str, Any] = {"year": year, "years": years, "found": found}
    if found:
        context |= {
            "last_day": found.end - timedelta(days=1),
            "numbers": found.year,
            "shares": [(share, _percent(share)) for share in found.cascade],
        }
    return show(request, "desk/figures/figures.html", context, room="figures")


@screen(FIGURES)
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One figure: what it means, and by month, place, sex, age and mother tongue."""
    year, years = _year(request)
    found = _counted(year)
    if found is None:
        raise Http404
    told = _told(found, key)
    if told is None:
        raise Http404
    cuts = [(cut, _cut_name(cut), _bars(breakdown(found.start, found.end, cut), key, cut)) for cut in CUTS]
    context = {
        "year": year,
        "years": years,
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
    """All figures of the year, whole and by month, place, sex, age and mother tongue, as CSV with definitions."""
    year, _years = _year(request)
    found = _counted(year)
    if found is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="acompana-{year}.csv"'
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    out = csv.writer(response)
    out.writerow(["key", "name", "by", "group", "value", "of", "unit", "definition"])
    for told in _all(found):
        out.writerow(_row(told, "", ""))
    for cut in CUTS:
        for line in breakdown(found.start, found.end, cut):
            for told in _all(line):
                out.writerow(_row(told, cut, wording.said(line.name)))
    return response


def _row(told: Told, by: str, group: str) -> list[object]:
    indicator = told.indicator
    value, of = (told.numerator, told.denominator) if isinstance(told, Share) else (told.value, "")
    hidden = _("oculto")
    shown = [hidden if one is None else one for one in (value, of)]
    return [
        indicator.id,
        wording.said(indicator.name),
        by,
        group,
        *shown,
        indicator.unit,
        wording.said(indicator.definition),
    ]


def _year(request: HttpRequest) -> tuple[int, list[int]]:
    organization = Organization.objects.get()
    today = timezone.localtime(request.now).date()
    this = organization.year_of(today)
    years = list(range(this, this - YEARS_BACK, -1))
    wanted = request.GET.get("anio", "")
    if wanted.isdecimal() and int(wanted) in years:
        return int(wanted), years
    is_young = (today - organization.year(this)[0]).days < YOUNG_YEAR
    return (this - 1 if is_young else this), years


def _counted(year: int) -> Figures | None:
    try:
        return year_table(year)
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
    if cut != "month":
        return wording.said(line.name)
    first = date.fromisoformat(f"{line.code}-01")
    return f"{MONTHS_3[first.month]} {first.year}"


def _percent(share: Share) -> str:
    return "" if share.rate is None else f"{100 * share.rate:.1f} %"
