"""The description of the field's addresses as OpenAPI, made from the records that travel.

It stands in spec/field/openapi.json too, for whoever writes a client; a test fails when that is not current.
"""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct
from ninja import NinjaAPI

from acompana.care.facts import KINDS
from acompana.field.trouble import Problem
from acompana.field.wire import Delivered, History, Opened, SealedDelivery, SignedIn, SignIn, Sync, Synced
from acompana.ledger.parsing import SentFact

Schema = dict[str, Any]
_RECORDS: Sequence[type[Struct]] = (
    SignIn,
    SignedIn,
    Sync,
    Synced,
    SealedDelivery,
    Opened,
    Delivered,
    History,
    Problem,
    SentFact,
)


class DescribedAPI(NinjaAPI):
    """An API whose description carries the records' own schemas."""

    _schema: Any = None

    def get_openapi_schema(self, **options: Any) -> Any:
        if self._schema is None:  # made once: anybody may ask for it, and it takes its time
            schema = super().get_openapi_schema(**options)
            schema["components"].setdefault("schemas", {}).update(_components())
            schema["components"]["securitySchemes"] = {"device": {"type": "http", "scheme": "bearer"}}
            self._schema = schema
        return self._schema


def _components() -> dict[str, Schema]:
    _, components = msgspec.json.schema_components(
        [*_RECORDS, *KINDS.values()], ref_template="#/components/schemas/{name}"
    )
    sent = components.pop("SentFact")
    for kind, body in KINDS.items():
        envelope = sent["properties"] | {"kind": {"const": kind}, "body": _of(body.__name__)}
        components[f"sent_{kind}"] = {**sent, "title": f"sent_{kind}", "properties": envelope}
    components["Fact"] = {"oneOf": [_of(f"sent_{kind}") for kind in KINDS]}
    # Whatever stands among the facts is taken in: what is none is refused by itself, and kept.
    for delivery in ("Sync", "Opened"):
        components[delivery]["properties"]["facts"]["items"] = {"anyOf": [_of("Fact"), {}]}
    components["Bundle"] = {
        "type": "object",
        "description": "The content, as spec/schemas/bundle.json describes it.",
        "properties": {"hash": {"type": "string"}},
        "required": ["hash"],
    }
    return components


def _of(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(name: str) -> Schema:
    return {"application/json": {"schema": _of(name)}}


def described(answer: str, *others: int, body: str | None = None, signed_in: bool = True) -> Schema:
    """The part of an operation's description that ninja cannot read from its view.

    Args:
        answer: the record of the answer.
        others: statuses that it may answer with, beside those that every operation has.
        body: the record of the body.
        signed_in: whether a device's token is needed.
    """
    responses: dict[int, Schema] = {200: {"description": "Done", "content": _json(answer)}}
    own = (401, 503) if signed_in else (503,)
    of_body = (400, 413, 415) if body else ()
    for status in sorted({*own, *of_body, *others}):
        responses[status] = {"description": _WORDS[status]}
        if status >= 400:
            responses[status]["content"] = _json("Problem")
    told: Schema = {"responses": responses}
    if body:
        told["requestBody"] = {"required": True, "content": _json(body)}
    if signed_in:
        told["security"] = [{"device": []}]
    return told


_WORDS = {
    304: "The phone has it already",
    400: "Not what the description says",
    401: "Nobody signed in",
    403: "Not for this user",
    404: "Nobody of this user's",
    413: "Too large",
    415: "Not JSON, or packed in an unknown way",
    429: "Too many wrong passwords",
    503: "The records do not answer; nothing was stored",
}


def text() -> str:
    """The description as it stands in spec/field."""
    from acompana.field.api import api

    return json.dumps(api.get_openapi_schema(path_prefix="field/"), indent=2, ensure_ascii=False) + "\n"
