"""The chart of a person's scores: bands behind, the line of totals, what happened as upright lines.

Pure geometry in SVG's own units. Two drawings of the same chart are made, a wide and a narrow one, because letters in a
drawing shrink with it: on a small phone the narrow one is shown.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from acompana.bundle import current
from acompana.care.instruments import Instrument, Scale
from acompana.care.picture import Picture, Scored
from acompana.desk import clock, wording

LEAST_BAND_FOR_WORDS = 14
"""A band lower than this many units has no room for its name."""


class Frame(Struct, frozen=True):
    """The drawing's size and the room inside it for the bands."""

    name: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    ticks: int

    @property
    def right_edge(self) -> int:
        return self.width - self.right

    @property
    def floor(self) -> int:
        return self.height - self.bottom


WIDE = Frame("wide", 700, 260, 34, 16, 12, 34, 7)
NARROW = Frame("narrow", 340, 260, 28, 10, 12, 34, 3)


class Stripe(Struct, frozen=True):
    y: float
    height: float
    color: str
    label: str
    label_y: float
    edge: str  # the lowest total of the band, written at its lower edge


class Dot(Struct, frozen=True):
    x: float
    y: float
    is_flagged: bool
    is_last: bool


class Mark(Struct, frozen=True):
    x: float
    text: str


class Drawing(Struct, frozen=True):
    frame: Frame
    stripes: list[Stripe]
    points: str
    dots: list[Dot]
    ticks: list[Mark]
    events: list[float]
    last: Mark
    last_anchor: str
    last_y: float


class Line(Struct, frozen=True):
    """One answered instrument as a row of the table."""

    at: datetime
    total: str
    band: str
    notes: list[str]


class Chart(Struct, frozen=True):
    """One instrument's course: the drawings, the sentence that says what they show, and the table."""

    instrument: str
    name: str
    full_name: str
    sentence: str
    drawings: list[Drawing]
    events: list[tuple[datetime, str]]
    lines: list[Line]


def charts(picture: Picture, events: Sequence[tuple[datetime, str]], now: datetime) -> list[Chart]:
    """A chart for each instrument that gave a total, the one measured most often first."""
    by_instrument: dict[str, list[Scored]] = {}
    for scored in picture.scores:
        by_instrument.setdefault(scored.instrument, []).append(scored)
    found = []
    for id, scores in sorted(by_instrument.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        instrument = current().instrument(id)
        if instrument and instrument.scales and any(scored.total is not None for scored in scores):
            found.append(_chart(instrument, scores, events, now))
    return found


def _chart(
    instrument: Instrument, scores: list[Scored], events: Sequence[tuple[datetime, str]], now: datetime
) -> Chart:
    totals = [scored for scored in scores if scored.total is not None]
    seen = [event for event in events if totals[0].at <= event[0] <= totals[-1].at]
    drawings = [_draw(instrument.scales[0], totals, seen, frame, now) for frame in (WIDE, NARROW)]
    return Chart(
        instrument=instrument.id,
        name=wording.short_name(instrument),
        full_name=wording.said(instrument.name),
        sentence=_sentence(instrument, totals, now),
        drawings=drawings if len(totals) > 1 else [],
        events=seen if len(totals) > 1 else [],
        lines=[_line(scored) for scored in reversed(scores)],
    )


def _draw(
    scale: Scale, totals: list[Scored], events: Sequence[tuple[datetime, str]], frame: Frame, now: datetime
) -> Drawing:
    lowest, highest = scale.bands[0].low if scale.bands else 0, _highest(scale, totals)
    first, last = totals[0].at, totals[-1].at
    length = (last - first).total_seconds() or 1.0
    indent = _indent(scale)  # the bands' names stand at the left, before the first dot
    room = frame.right_edge - frame.left - indent - 12

    def x(at: datetime) -> float:
        return round(frame.left + indent + (at - first).total_seconds() / length * room, 1)

    def y(total: float) -> float:
        return round(frame.floor - (total - lowest) / (highest + 1 - lowest) * (frame.floor - frame.top), 1)

    dots = [Dot(x(s.at), y(s.total or 0), s.suicide == "flagged", s is totals[-1]) for s in totals]
    near_right = len(totals) > 1
    return Drawing(
        frame=frame,
        stripes=[_stripe(scale, n, y) for n in range(len(scale.bands))],
        points=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        dots=dots,
        ticks=_ticks(first, last, frame, x, now),
        events=[x(at) for at, _name in events],
        last=Mark(dots[-1].x + (6 if near_right else 0), wording.shown_total(totals[-1].total)),
        last_anchor="end" if near_right else "middle",
        last_y=max(dots[-1].y - 14, 24),
    )


def _indent(scale: Scale) -> int:
    """Room for the longest name of a band, in letters of 14 units."""
    return 18 + max((len(wording.said(band.label)) for band in scale.bands), default=0) * 8


def _highest(scale: Scale, totals: list[Scored]) -> int:
    if scale.bands:
        return scale.bands[-1].high
    return int(max(scored.total or 0 for scored in totals))


def _stripe(scale: Scale, n: int, y: "object") -> Stripe:
    band = scale.bands[n]
    top, bottom = y(band.high + 1), y(band.low)  # type: ignore[operator]
    height = round(bottom - top, 1)
    label = wording.lowered(wording.said(band.label)) if height >= LEAST_BAND_FOR_WORDS else ""
    return Stripe(top, height, wording.band_color(scale, n), label, top + height / 2 + 5, str(band.low))


def _ticks(first: datetime, last: datetime, frame: Frame, x: "object", now: datetime) -> list[Mark]:
    """Some days under the line, evenly spread, the first and the last among them."""
    today = timezone.localtime(now).date()
    steps = frame.ticks - 1
    moments = [first + (last - first) * n / steps for n in range(frame.ticks)]
    marks: list[Mark] = []
    for moment in moments:
        text = _short_day(timezone.localtime(moment).date(), today)
        if not marks or marks[-1].text != text:
            marks.append(Mark(x(moment), text))  # type: ignore[operator]
    return marks


def _short_day(which: date, today: date) -> str:
    return clock.day(which, today) if which == today else clock.month_day(which)


def _line(scored: Scored) -> Line:
    notes = []
    if scored.prorated:
        notes.append(_("completado en proporción"))
    if scored.suicide == "flagged":
        notes.append(_("señal de riesgo"))
    elif scored.suicide == "not_asked":
        notes.append(_("no se preguntó por hacerse daño"))
    band = wording.band_name(scored.instrument, scored.band)
    return Line(scored.at, wording.shown_total(scored.total) or _("sin puntaje"), band, notes)


# --- The sentence ---------------------------------------------------------------------------------------------------


def _sentence(instrument: Instrument, totals: list[Scored], now: datetime) -> str:
    """What the picture shows, for whoever does not see it and for whoever wants it in words."""
    last = totals[-1]
    day = clock.day(timezone.localtime(last.at).date(), timezone.localtime(now).date())
    band = wording.band_name(instrument.id, last.band)  # not every scale has them
    told = ", ".join(filter(None, (wording.shown_total(last.total), band, day)))
    said = [f"{wording.short_name(instrument)}: {told}."]
    if len(totals) > 1:
        said.append(_change(instrument, totals))
    return " ".join(said)


def _change(instrument: Instrument, totals: list[Scored]) -> str:
    last, before = totals[-1], totals[-2]
    points = int((last.total or 0) - (before.total or 0))
    change = set(last.change)
    if change & {"relapse", "recurrence"}:
        return _("Los síntomas habían cedido y han vuelto.")
    if "remission" in change:
        return _("Casi no quedan síntomas.")
    reliable = instrument.change.reliable.points if instrument.change and instrument.change.reliable else None
    if points == 0:
        return _("Igual que la vez anterior.")
    rose = ngettext("Subió {n} punto desde la vez anterior", "Subió {n} puntos desde la vez anterior", abs(points))
    fell = ngettext("Bajó {n} punto desde la vez anterior", "Bajó {n} puntos desde la vez anterior", abs(points))
    said = (rose if points > 0 else fell).format(n=abs(points))
    if reliable is None:
        return f"{said}."
    if abs(points) >= reliable:
        return _("{said}: más de lo que explica el azar (cuenta desde {n}).").format(said=said, n=reliable)
    return _("{said}: puede ser azar (cuenta desde {n}).").format(said=said, n=reliable)
