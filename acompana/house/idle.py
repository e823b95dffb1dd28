"""An unattended screen signs itself out."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

LAST_SEEN = "last_seen"
# The mark is renewed once a minute, not on every request: each renewal is a write.
RENEW_AFTER_SECONDS = 60


class IdleMiddleware:
    """Ends a session that nobody used for `settings.IDLE_AFTER`, though its cookie is still good."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            self._end_or_renew(request)
        return self.get_response(request)

    def _end_or_renew(self, request: HttpRequest) -> None:
        now = timezone.now().timestamp()
        silence = now - request.session.get(LAST_SEEN, now)
        if silence > settings.IDLE_AFTER.total_seconds():
            logout(request)
        elif silence > RENEW_AFTER_SECONDS or LAST_SEEN not in request.session:
            request.session[LAST_SEEN] = now
