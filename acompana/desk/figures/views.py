"""Figuras."""

from django.http import HttpRequest, HttpResponse

from acompana.desk.screen import FIGURES, screen, show


@screen(FIGURES)
def figures(request: HttpRequest) -> HttpResponse:
    return show(request, "desk/figures/figures.html", room="figures")
