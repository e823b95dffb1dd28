"""The way in for phones: straight to their views, past everything that is there for browsers."""

import logging
from collections.abc import Callable

import psycopg
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve

from acompana.field.trouble import DATABASE_GONE, Trouble

AT = "/field/"
RETRY_AFTER_SECONDS = 30
LOCK_TIMEOUT, STATEMENT_TIMEOUT, INSUFFICIENT_RESOURCES = "55P03", "57014", "53"
_ALWAYS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
logger = logging.getLogger(__name__)


class FieldMiddleware:
    """Answers phones itself: no session, no cookie, no page; whatever goes wrong is told in JSON.

    It stands first, because a phone's request pays for each layer in front of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(AT):
            return self.get_response(request)
        response = _answer(request)
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        return response


def _answer(request: HttpRequest) -> HttpResponse:
    # A connection that a restarted database has dropped is found out by using it, which is cheaper than asking each
    # time whether it still stands. Trying again is safe: a request is one transaction, and facts are kept once.
    connection.health_check_done = True
    try:
        return _answer_once(request)
    except DATABASE_GONE as error:
        connection.close()
        if _is_busy(error):
            return _unavailable()
    try:
        return _answer_once(request)
    except DATABASE_GONE:
        return _unavailable()


def _is_busy(error: Exception) -> bool:
    """Whether the database is there and cannot keep up. Trying again at once would only add to it; the phone, told to
    come back in a while, loses nothing."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    code = getattr(cause, "sqlstate", None) or ""
    return code in (LOCK_TIMEOUT, STATEMENT_TIMEOUT) or code.startswith(INSUFFICIENT_RESOURCES)


def _answer_once(request: HttpRequest) -> HttpResponse:
    try:
        request.get_host()  # refuses names that are not ours
        match = resolve(request.path_info)
        request.resolver_match = match
        response = match.func(request, *match.args, **match.kwargs)
    except Trouble as trouble:
        return trouble.answer()
    except Http404:
        return Trouble(404, "unknown_address", "an address of the description", "another", "Correct it.").answer()
    except (SuspiciousOperation, BadRequest) as error:
        return Trouble(400, "malformed", "a plain request", type(error).__name__, "Correct it.").answer()
    except DATABASE_GONE:
        raise
    except Exception:
        logger.exception("a request of a phone failed")
        return Trouble(
            500, "bug", "an answer", "a fault of the program", "Nothing was stored. Tell the office."
        ).answer()
    if response.status_code == 405:
        return _not_allowed(response)
    return response


def _unavailable() -> HttpResponse:
    remedy = "Nothing was stored. Try again in a moment."
    expected, found = "the records to answer", "that they do not"
    return Trouble(503, "unavailable", expected, found, remedy, retry_after=RETRY_AFTER_SECONDS).answer()


def _not_allowed(response: HttpResponse) -> HttpResponse:
    allowed = response["Allow"]
    told = Trouble(405, "unknown_method", allowed, "another method", "Use one of those.").answer()
    told["Allow"] = allowed
    return told
