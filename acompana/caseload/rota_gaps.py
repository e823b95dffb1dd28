"""Where and when the rota names nobody, looked for before it happens."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from gettext import ngettext

from msgspec import Struct

from acompana.ledger.reading import raw_cursor
from acompana.people.models import Shift
from acompana.people.rota import Asked, Duty, ancestry, owners_of
from acompana.people.users import CARING, User

AHEAD = timedelta(days=7)

Span = tuple[datetime, datetime]


class Gap(Struct, frozen=True, order=True):
    """From `starts_at` to `ends_at` nobody is on call in so many places where people live, all of them in `below`."""

    starts_at: datetime
    ends_at: datetime
    below: str
    places: int


def gaps(now: datetime) -> list[Gap]:
    """When, in the coming days, nobody who may answer is on call in places where people live, in order of time."""
    shifts: dict[str, list[Span]] = {}
    coming = Shift.objects.filter(
        duty=Duty.CLINICIAN_ON_CALL,
        user__is_active=True,
        user__role__in=CARING,
        starts_at__lt=now + AHEAD,
        ends_at__gt=now,
    )
    for path, starts_at, ends_at in coming.values_list("place__path", "starts_at", "ends_at"):
        shifts.setdefault(path, []).append((starts_at, ends_at))

    @cache  # sectors of a district have the same shifts, and so the same holes
    def holes(covering: tuple[str, ...]) -> list[Span]:
        return _uncovered((span for path in covering for span in shifts[path]), (now, now + AHEAD))

    found: dict[Span, list[str]] = {}
    for place in inhabited():
        for hole in holes(tuple(path for path in ancestry(place) if path in shifts)):
            found.setdefault(hole, []).append(place)
    return sorted(Gap(*hole, _above(places), len(places)) for hole, places in found.items())


def uncoordinated(now: datetime) -> list[str]:
    """The places where people live and what falls to a coordinator falls to an administrator at this moment."""
    asked = {place: Asked(Duty.COORDINATOR, place) for place in inhabited()}
    owners = owners_of(asked.values(), now)
    administrators = set(
        User.objects.filter(pk__in=set(owners.values()), role="administrator").values_list("pk", flat=True)
    )
    return [place for place, question in asked.items() if owners[question] in administrators]


def warning_of_gap(gap: Gap) -> str:
    """What lacks, who answers meanwhile, and what to do."""
    sentence = ngettext(
        "Nobody is on call from {begin} to {end} UTC in {number} place below {above}: the coordination answers,"
        " which cannot assess. Add shifts.",
        "Nobody is on call from {begin} to {end} UTC in {number} places below {above}: the coordination answers,"
        " which cannot assess. Add shifts.",
        gap.places,
    )
    begin, end = (f"{moment:%Y-%m-%d %H:%M}" for moment in (gap.starts_at, gap.ends_at))
    return sentence.format(begin=begin, end=end, number=gap.places, above=gap.below)


def warning_of_uncoordinated(places: Sequence[str]) -> str:
    """How many there are, one of them, and what to do."""
    sentence = ngettext(
        "{number} place has no coordinator, {first}: an administrator answers. Appoint one.",
        "{number} places have no coordinator, {first} for one: an administrator answers. Appoint one.",
        len(places),
    )
    return sentence.format(number=len(places), first=places[0])


def _uncovered(spans: Iterable[Span], whole: Span) -> list[Span]:
    """The parts of a stretch of time that none of the spans covers."""
    found, at = [], whole[0]
    for starts_at, ends_at in sorted(spans):
        if starts_at > at:
            found.append((at, starts_at))
        at = max(at, ends_at)
    if at < whole[1]:
        found.append((at, whole[1]))
    return found


def _above(places: Sequence[str]) -> str:
    """The nearest place that contains all of these."""
    first, last = min(places), max(places)
    return next(path for path in reversed(ancestry(first)) if last.startswith(path))


def inhabited() -> list[str]:
    """The places where people live, by their paths."""
    cursor = raw_cursor()
    cursor.execute("SELECT DISTINCT place_path FROM caseload_card ORDER BY place_path")
    return [path for (path,) in cursor.fetchall()]
