"""Every address of the program, room by room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from acompana.house.campo import not_built


def alive(request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: it answers, whatever the database does."""
    return HttpResponse("ok", content_type="text/plain")


handler400 = "acompana.house.failures.unfit"
handler404 = "acompana.desk.screen.not_found"
handler500 = "acompana.house.failures.failed"
urlpatterns: list[URLPattern | URLResolver] = [
    path("alive", alive),
    path("i18n/", include("django.conf.urls.i18n")),
    path("field/", include("acompana.field.urls")),
    path("campo/", not_built),
    path("", include("acompana.desk.urls")),
]
