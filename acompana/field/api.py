"""The addresses of the field, and their description as OpenAPI, made from the records that travel."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import Struct
from ninja import NinjaAPI

from acompana import field as room
from acompana.care.facts import KINDS
from acompana.field import content, history, sign_in, sync
from acompana.field.trouble import Problem
from acompana.field.wire import MOST_FACTS, History, SignedIn, SignIn, Sync, Synced
from acompana.ledger.parsing import SentFact

Schema = dict[str, Any]
_RECORDS: Sequence[type[Struct]] = (SignIn, SignedIn, Sync, Synced, History, Problem, SentFact)


class FieldAPI(NinjaAPI):
    """The description carries the records' own schemas."""

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        schema["components"].setdefault("schemas", {}).update(_components())
        schema["components"]["securitySchemes"] = {"device": {"type": "http", "scheme": "bearer"}}
        return schema


def _components() -> dict[str, Schema]:
    _, components = msgspec.json.schema_components(
        [*_RECORDS, *KINDS.values()], ref_template="#/components/schemas/{name}"
    )
    sent = components.pop("SentFact")
    for kind, body in KINDS.items():
        envelope = sent["properties"] | {
            "kind": {"const": kind},
            "body": {"$ref": f"#/components/schemas/{body.__name__}"},
        }
        components[f"sent_{kind}"] = {**sent, "title": f"sent_{kind}", "properties": envelope}
    components["Fact"] = {"oneOf": [{"$ref": f"#/components/schemas/sent_{kind}"} for kind in KINDS]}
    # Whatever stands among the facts is taken in: what is none is refused one by one, and kept.
    components["Sync"]["properties"]["facts"]["items"] = {"anyOf": [{"$ref": "#/components/schemas/Fact"}, {}]}
    return components


def _json(name: str) -> Schema:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _described(answers: str | None, *troubles: int, body: str | None = None, signed_in: bool = True) -> Schema:
    """The part of the description that ninja cannot read from a view."""
    responses: dict[int, Schema] = {}
    if answers:
        responses[200] = {"description": "Done", "content": _json(answers)}
    own = (401, 503) if signed_in else (503,)
    of_body = (400, 413, 415) if body else ()
    for status in sorted({*own, *of_body, *troubles}):
        responses[status] = {"description": _WORDS[status], "content": _json("Problem")}
    described: Schema = {"responses": responses}
    if body:
        described["requestBody"] = {"required": True, "content": _json(body)}
    if signed_in:
        described["security"] = [{"device": []}]
    return described


_WORDS = {
    400: "Not what the description says",
    401: "Nobody signed in",
    403: "Not for this user",
    404: "Nobody of this user's",
    413: "Too large",
    415: "Not JSON, or packed in an unknown way",
    429: "Too many wrong passwords",
    503: "The records do not answer; nothing was stored",
}

api = FieldAPI(
    title="Acompaña field API",
    version="1",
    description=(room.__doc__ or "").strip()
    + f" Bodies may be packed with gzip; a request brings at most {MOST_FACTS} facts; sending one again is safe.",
    docs_url=None,
    urls_namespace="field",
)


@api.post(
    "sign-in",
    summary="Sign in on a phone",
    operation_id="sign_in",
    openapi_extra=_described("SignedIn", 401, 403, 429, body="SignIn", signed_in=False),
)
def sign_in_view(request: HttpRequest) -> HttpResponse:
    return sign_in.sign_in(request)


@api.post("sync", summary="Facts up, cards down", operation_id="sync", openapi_extra=_described("Synced", body="Sync"))
def sync_view(request: HttpRequest) -> HttpResponse:
    return sync.sync(request)


@api.get(
    "people/{uuid:person}/facts",
    summary="All facts of one of the user's people",
    operation_id="history",
    openapi_extra=_described("History", 404),
)
def history_view(request: HttpRequest, person: UUID) -> HttpResponse:
    return history.history(request, person)


@api.get("bundle", summary="The content in force", operation_id="bundle", openapi_extra=_described(None))
def bundle_view(request: HttpRequest) -> HttpResponse:
    return content.content(request)
