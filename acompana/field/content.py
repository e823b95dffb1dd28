"""The bundle in force, for phones to keep: what they show, ask, score and decide while offline."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from acompana.bundle import current
from acompana.bundle.bundle import Bundle, canonical
from acompana.field.body import packed
from acompana.field.caller import as_caller


def content(request: HttpRequest) -> HttpResponse:
    """The bundle as JSON; nothing but its ETag for a phone that has it already."""
    with as_caller(request):
        bundle = current()
    etag = f'"{bundle.hash}"'
    packs = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response: HttpResponse
    if etag in request.META.get("HTTP_IF_NONE_MATCH", "").replace("W/", ""):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(_bytes(bundle.hash, packs), content_type="application/json")
        if packs:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "private, no-cache"
    return response


@lru_cache(maxsize=2)
def _bytes(hash: str, packs: bool) -> bytes:
    bundle: Bundle = current()
    whole = canonical(bundle)
    return packed(whole) if packs else whole
