"""Chance that repeats itself: the same seed gives the same year, on any machine."""

import math
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any
from uuid import UUID

_GOLDEN = (math.sqrt(5) - 1) / 2


class Chance(Random):
    """One stream of luck, named by a text. Each activity has its own, so that changing one leaves the others alone.

    Large groups are drawn evenly (`evenly`, `Spread`), so that one simulated year differs from the next by what happens
    to people and not by who happened to be drawn. With plain chance, a count of 800 people is 7 percent off in one of
    twenty years.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._sums: dict[str, float] = {}

    def happens(self, probability: float) -> bool:
        return self.random() < probability

    def evenly(self, what: str, probability: float) -> bool:
        """As likely as `happens`, but told of every `what` in turn so that their share comes out: systematic sampling.

        The probabilities are added up, and it happens to whoever makes the sum pass a whole number.
        """
        before = self._sums.get(what)
        if before is None:
            before = self.random()
        self._sums[what] = (before + probability) % 1
        return before + probability >= 1

    def one_evenly(self, what: str, weights: Mapping[str, float]) -> Any:
        """Like `one_of`, but the shares come out: the golden ratio's multiples fill the line from 0 to 1 evenly."""
        at = (self._sums.get(what) or self.random()) + _GOLDEN
        self._sums[what] = at % 1
        left = at % 1 * sum(weights.values())
        for key, weight in weights.items():
            if (left := left - weight) < 0:
                return key
        return key

    def around(self, median: float, spread: float = 0.5) -> float:
        """A positive number, half the time below the median; `spread` is the deviation of its logarithm."""
        return median * math.exp(self.gauss(0.0, spread))

    def one_of(self, weights: Mapping[str, float]) -> Any:
        """One of the keys, as likely as its weight says."""
        return self.choices(list(weights), list(weights.values()))[0]

    def rounded(self, number: float) -> int:
        """A whole number that is right on average: 2.3 is 2, and 3 three times in ten."""
        return math.floor(number) + self.happens(number % 1)

    def id_at(self, milliseconds: int) -> UUID:
        """A UUIDv7 made at this moment (milliseconds since 1970), its random bits drawn from the stream (RFC 9562)."""
        bits = self.getrandbits(74)
        high, low = bits >> 62, bits & (2**62 - 1)
        return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)


class Spread:
    """Points that fill a cube evenly instead of clumping: the R-sequence (M. Roberts, 2018), begun at a drawn point."""

    def __init__(self, chance: Random, dimensions: int) -> None:
        root = 2.0
        for _ in range(64):  # the root of x**(d + 1) = x + 1
            root = (1 + root) ** (1 / (dimensions + 1))
        self._steps = tuple(root ** -(n + 1) for n in range(dimensions))
        self._point = [chance.random() for _ in self._steps]

    def next(self) -> Sequence[float]:
        """The next point; each coordinate lies strictly between 0 and 1."""
        self._point = [(at + step) % 1 for at, step in zip(self._point, self._steps, strict=True)]
        return [min(max(at, 1e-9), 1 - 1e-9) for at in self._point]
