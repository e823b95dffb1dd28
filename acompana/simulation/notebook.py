"""What people of the program write down, as it travels: fact by fact, as JSON, with its author and its arrival."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct

from acompana.care.facts import KINDS, Body, PersonRegistered
from acompana.simulation.chance import Chance
from acompana.simulation.days import DAY, HOUR, Days
from acompana.simulation.parameters import Arrival
from acompana.simulation.persons import Person
from acompana.simulation.roster import Worker

_KIND_OF = {body: kind for kind, body in KINDS.items()}
_NIGHT = 19.5 * HOUR
_encoder = msgspec.json.Encoder()


class _Sent(Struct, gc=False):
    """A fact as the ledger's door takes it."""

    id: UUID
    person: UUID
    kind: str
    happened_at: datetime
    recorded_at: datetime
    place: str
    body: Body


class Told(Struct, frozen=True, gc=False):
    """One fact on its way to the ledger."""

    raw: bytes
    author: UUID
    received_at: datetime


class Written(NamedTuple):
    """A fact that was written down, and the minute at which the server has it."""

    id: UUID
    arrives: float


class Notebook:
    """The facts of one district, by person. What has not arrived when the simulation ends is not in it."""

    def __init__(self, days: Days, chance: Chance, arrival: Arrival) -> None:
        self._days = days
        self._chance = chance
        self._p = arrival
        self._began = int(days.midnight.timestamp() * 1000)
        self._pages: dict[UUID, list[Told]] = {}

    def new_id(self, minute: float) -> UUID:
        return self._chance.id_at(self._began + int(minute * 60_000))

    def tell(self, person: Person, author: Worker, body: Body, at: float, *, arrives: float | None = None) -> Written:
        """Write down what happened at minute `at`, and send it as soon as the author's phone can."""
        written = arrives if arrives is not None else self._written(at)
        received = arrives if arrives is not None else self._arrival(author, written)
        id = self.new_id(at)
        page = self._pages.setdefault(person.id, [])
        if received > self._days.end:
            return Written(id, received)
        if page or isinstance(body, PersonRegistered):  # nobody is written about before the registration has arrived
            moment = self._days.moment
            sent = _Sent(
                id=id,
                person=person.id,
                kind=_KIND_OF[type(body)],
                happened_at=moment(at),
                recorded_at=moment(written + author.clock_is_off_by),
                place=person.sector,
                body=body,
            )
            page.append(Told(_encoder.encode(sent), author.id, moment(received) + timedelta(seconds=1)))
        return Written(id, received)

    def _written(self, at: float) -> float:
        later = self._chance.uniform(2 * HOUR, DAY) if self._chance.happens(self._p.written_later) else 0.0
        return at + later + self._chance.uniform(0.5, 6.0)

    def _arrival(self, author: Worker, written: float) -> float:
        """When the server gets what was written at this minute: at once, in the evening, or when the signal is back."""
        sent = written + self._chance.uniform(0.05, 1.0)
        if author.sends_at_night:
            night = written // DAY * DAY + _NIGHT + self._chance.uniform(0, HOUR)
            sent = night if night > written else sent
        spell = bisect_right(author.offline, (sent, float("inf"))) - 1
        if spell >= 0 and sent < author.offline[spell][1]:
            sent = author.offline[spell][1] + self._chance.uniform(0.1, 5.0)
        return sent

    def pages(self) -> Iterator[tuple[UUID, list[Told]]]:
        """Each person with the facts about them, in the order in which they were told."""
        return ((person, told) for person, told in self._pages.items() if told)
