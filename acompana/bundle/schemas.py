"""JSON Schemas of the records that leave this house, written from the records themselves.

`python -m acompana.bundle.schemas spec/schemas` writes them; a test fails when they are not current.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from acompana.bundle.bundle import Bundle
from acompana.bundle.examples import Examples
from acompana.care.change import Change, Trend
from acompana.care.facts import KINDS
from acompana.care.scoring import Score

RECORDS: Mapping[str, Any] = {
    "bundle": Bundle,
    "examples": Examples,
    "score": Score,
    "change": Change,
    "trend": Trend,
}


def schemas() -> dict[str, str]:
    """Each schema's file name and text. `facts.json` holds the body of every kind of fact."""
    found = {f"{name}.json": _text(msgspec.json.schema(record)) for name, record in RECORDS.items()}
    bodies, components = msgspec.json.schema_components(KINDS.values())
    kinds = {"kinds": dict(zip(KINDS, bodies, strict=True)), "$defs": components}
    return found | {"facts.json": _text(kinds).replace("#/components/schemas/", "#/$defs/")}


def _text(schema: object) -> str:
    return msgspec.json.format(msgspec.json.encode(schema, order="deterministic"), indent=2).decode() + "\n"


if __name__ == "__main__":
    for name, text in schemas().items():
        (Path(sys.argv[1]) / name).write_text(text, encoding="utf-8")
