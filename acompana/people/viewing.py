"""Each request of a signed-in user runs in one transaction that shows what this user may see."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from acompana.people.access import seeing, viewer_for


class ViewerMiddleware:
    """Gives requests their `viewer` (None if nobody signed in) and the database the same viewer.

    What a failed request wrote is undone: an exception, or an answer of 500 and above. A refusal (4xx) keeps what
    it wrote, such as a fact put in quarantine. A streamed answer is made after the transaction and sees nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = None
        if not request.user.is_authenticated:
            return self.get_response(request)
        request.viewer = viewer_for(request.user)
        translation.activate(request.viewer.language)
        request.LANGUAGE_CODE = request.viewer.language
        with seeing(request.viewer):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if request.viewer is not None:
            transaction.set_rollback(True)
