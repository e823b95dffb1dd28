"""What a phone keeps of the territory, told anew only when it has become another."""

import time
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Raw, Struct

from acompana.field.seal import public_key
from acompana.field.wire import Territory
from acompana.people.access import Viewer
from acompana.people.territory import around, pulse

FRESH_FOR_SECONDS = 10.0
"""A change of the rota, the places or the workers reaches the phones that sync so much later, at most."""


class _Read(Struct, frozen=True):
    at: float
    pulse: str


_last = _Read(float("-inf"), "")


def territory_for(viewer: Viewer, held: str | None) -> Any:
    """The viewer's territory as it travels, or None where the phone holds it already (`held` is its mark)."""
    mark, whole = _marked(_pulse(), viewer.places, public_key())
    return None if held == mark else whole


def _pulse() -> str:
    """The last pulse read, while it is fresh: thousands of syncs share one look at the rota."""
    global _last
    now = time.monotonic()
    if now - _last.at >= FRESH_FOR_SECONDS:
        _last = _Read(now, pulse())
    return _last.pulse


@lru_cache(maxsize=2048)
def _marked(pulse: str, paths: tuple[str, ...], key: str) -> tuple[str, Raw]:
    """The mark of a territory and all of it. `pulse` is there to make it anew when something has changed."""
    parts = msgspec.structs.asdict(around(paths))
    mark = blake2b(msgspec.json.encode((parts, key)), digest_size=12).hexdigest()
    return mark, Raw(msgspec.json.encode(Territory(mark=mark, public_key=key, **parts)))
