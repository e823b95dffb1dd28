"""What a person is told when a request failed through no fault of theirs; phones are told in `field.front`.

In both languages at once: whose request it was, and so in which language, may be what could not be read.
"""

from __future__ import annotations

import sys

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_AFTER_SECONDS = 30
# The ledger speaks to the driver itself, past Django, which would have translated its errors.
DATABASE_GONE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)

UNAVAILABLE = {
    "es": "Los registros no responden en este momento. No se guardó nada. Inténtelo de nuevo en un momento.",
    "en": "The records do not answer right now. Nothing was stored. Try again in a moment.",
}
UNFIT = {
    "es": "Lo que se envió es demasiado grande o no tiene la forma esperada. No se guardó nada. Vuelva atrás en su"
    " navegador: lo que escribió sigue allí; acórtelo y guarde de nuevo.",
    "en": "What was sent is too large, or not of the expected form. Nothing was stored. Go back in your browser: what"
    " you typed is still there; shorten it and save again.",
}
BUG = {
    "es": "Algo falló aquí y no es culpa suya. No se guardó nada. Avise a quien administra el programa.",
    "en": "Something failed here, through no fault of yours. Nothing was stored. Tell whoever runs the program.",
}


def failed(request: HttpRequest) -> HttpResponse:
    """503 when the database did not answer, which trying again mends; 500 for a fault of the program."""
    if isinstance(sys.exc_info()[1], DATABASE_GONE):
        answer = _answer(request, UNAVAILABLE, 503)
        answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return answer
    return _answer(request, BUG, 500)


def unfit(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for what cannot even be read, such as a form of many megabytes."""
    return HttpResponse(render_to_string("house/failed.html", {"sentences": UNFIT}), status=400)


def _answer(request: HttpRequest, sentences: dict[str, str], status: int) -> HttpResponse:
    context = {"sentences": sentences, "typed": _typed(request), "address": request.get_full_path()}
    return HttpResponse(render_to_string("house/failed.html", context), status=status)


SECRETS = {"password", "old", "new", "again"}


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form held, so that it can be sent once more and nobody types it twice. Never a password."""
    if request.method != "POST" or request.FILES or SECRETS & set(request.POST):
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values]
