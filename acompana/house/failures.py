"""What a person or a phone is told when a request failed through no fault of theirs.

In both languages at once: whose request it was, and so in which language, may be what could not be read.
"""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

RETRY_AFTER_SECONDS = 30

UNAVAILABLE = {
    "es": "Los registros no responden en este momento. No se guardó nada. Inténtelo de nuevo en un momento.",
    "en": "The records do not answer right now. Nothing was stored. Try again in a moment.",
}
BUG = {
    "es": "Algo falló aquí y no es culpa suya. No se guardó nada. Avise a quien administra el programa.",
    "en": "Something failed here, through no fault of yours. Nothing was stored. Tell whoever runs the program.",
}


def failed(request: HttpRequest) -> HttpResponse:
    """503 when the database did not answer, which trying again mends; 500 for a fault of the program."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        answer = _answer(request, "unavailable", UNAVAILABLE, 503)
        answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return answer
    return _answer(request, "bug", BUG, 500)


def _answer(request: HttpRequest, code: str, sentences: dict[str, str], status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"code": code, "message": sentences}, status=status)
    return HttpResponse(render_to_string("house/failed.html", {"sentences": sentences}), status=status)
