"""What was measured, in the words of a picture and of the rules, and what changed since it was measured before."""

from datetime import date

from acompana.care.change import came_back, changes, total_of
from acompana.care.events import Event
from acompana.care.facts import Fact
from acompana.care.picture import Scored
from acompana.care.reading import Reading


class Measured:
    """The answers of one person to each instrument so far, as far as a change is told by them. Lives for one fold."""

    def __init__(self) -> None:
        self._last: dict[str, Reading] = {}  # the last scorable one of each instrument
        self._first: dict[str, Reading] = {}  # the one that its present episode began with
        self._totals: dict[tuple[str, str], list[tuple[date, int]]] = {}  # by instrument and version, in order

    def change(self, reading: Reading, day: date) -> tuple[str, ...]:
        """What changed since the last scorable answers to the same instrument. From now on these are the last."""
        if reading.score.main is None or reading.score.main.total is None:
            return ()
        id = reading.instrument.id
        before, first = self._last.get(id), self._first.get(id)
        self._last[id] = reading
        found: tuple[str, ...] = changes(before, reading, first) if before else ()
        if back := self._came_back(reading, day):
            found = (*(name for name in found if name not in ("relapse", "recurrence")), back)
        if "remission" in found:
            self._first.pop(id, None)
        elif first is None or (reading.score.positive and not first.score.positive):
            self._first[id] = reading
        return found

    def _came_back(self, reading: Reading, day: date) -> str | None:
        total = total_of(reading.instrument, reading.score)
        if total is None:
            return None
        totals = self._totals.setdefault((reading.instrument.id, reading.instrument.version), [])
        totals.append((day, total))
        return came_back(reading.instrument, totals)


def scored_of(fact: Fact, reading: Reading, change: tuple[str, ...]) -> Scored:
    """The line that a picture keeps of one answered instrument."""
    score = reading.score
    main = score.main
    return Scored(
        fact=fact.id,
        at=fact.at,
        instrument=score.instrument,
        version=score.version,
        total=main.total if main else None,
        band=main.band if main else None,
        band_level=main.band_level if main else None,
        positive=score.positive,
        prorated=main.prorated if main else False,
        flags=tuple(dict.fromkeys(flag.kind for flag in score.flags)),
        suicide=score.suicide,
        change=change,
    )


def screening_event(fact: Fact, scored: Scored, reading: Reading) -> Event:
    """What answers mean for the rules."""
    return Event(
        on="screening",
        at=fact.at,
        fact=fact.id,
        author=fact.author,
        role=fact.role,
        instrument=scored.instrument,
        score=scored.total,
        band=scored.band,
        positive=scored.positive,
        flags=scored.flags,
        signs=tuple(dict.fromkeys(flag.code for flag in reading.score.flags)),
        suicide_asked=None if scored.suicide == "no_item" else not reading.score.unasked,
        change=scored.change,
    )
