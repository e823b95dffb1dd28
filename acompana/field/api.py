"""The addresses of the field."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from acompana import field as room
from acompana.field import content, history, sealed, sign_in, sync
from acompana.field.description import DescribedAPI, described
from acompana.field.wire import MOST_FACTS

api = DescribedAPI(
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
    openapi_extra=described("SignedIn", 401, 403, 429, body="SignIn", signed_in=False),
)
def sign_in_view(request: HttpRequest) -> HttpResponse:
    return sign_in.sign_in(request)


@api.post("sync", summary="Facts up, cards down", operation_id="sync", openapi_extra=described("Synced", body="Sync"))
def sync_view(request: HttpRequest) -> HttpResponse:
    return sync.sync(request)


@api.post(
    "sealed",
    summary="Facts of a phone that nobody can unlock",
    operation_id="sealed",
    openapi_extra=described("Delivered", body="SealedDelivery", signed_in=False),
)
def sealed_view(request: HttpRequest) -> HttpResponse:
    return sealed.sealed(request)


@api.get(
    "people/{uuid:person}/facts",
    summary="All facts of one of the user's people",
    operation_id="history",
    openapi_extra=described("History", 404),
)
def history_view(request: HttpRequest, person: UUID) -> HttpResponse:
    return history.history(request, person)


@api.get("bundle", summary="The content in force", operation_id="bundle", openapi_extra=described("Bundle", 304))
def bundle_view(request: HttpRequest) -> HttpResponse:
    return content.content(request)
