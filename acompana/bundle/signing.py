"""Which values of the content a clinician still has to sign."""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import fields

from acompana.bundle.bundle import Bundle


class Unsigned(NamedTuple):
    """A value that awaits a signature: where it is, how well it is founded, on what."""

    where: str
    tag: str
    source: str


def unsigned(bundle: Bundle) -> Iterator[Unsigned]:
    """Every value of `bundle` that awaits sign-off, in the order of the files."""
    for instrument in bundle.instruments:
        yield from _within(instrument, f"{instrument.id} {instrument.version}")
    for program in bundle.programs:
        yield from _within(program, f"{program.id} {program.version}")
    yield from _within(bundle.risk, f"risk {bundle.risk.version}")
    for protocol in bundle.dangers:
        yield from _within(protocol, f"danger {protocol.id} {protocol.version}")
    for text in bundle.consents:
        yield from _within(text, f"consent {text.scope} {text.version}")
    for codes in bundle.codes:
        yield from _within(codes, f"{codes.id} {codes.version}")
    for indicators in bundle.indicators:
        yield from _within(indicators, f"indicators {indicators.id} {indicators.version}")


def _within(record: Struct, where: str) -> Iterator[Unsigned]:
    if getattr(record, "sign_off", None) == "awaiting":
        yield Unsigned(where, getattr(record, "tag", ""), getattr(record, "source", ""))
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, Struct):
            yield from _within(value, f"{where} {field.encode_name}")
        elif isinstance(value, tuple):
            for number, entry in enumerate(value, start=1):
                if isinstance(entry, Struct):
                    yield from _within(entry, f"{where} {field.encode_name} {_name(entry) or number}")


def _name(record: Struct) -> str | None:
    names = (getattr(record, key, None) for key in ("code", "id", "level", "language", "population"))
    return next((name for name in names if isinstance(name, str)), None)
