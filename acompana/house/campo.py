"""The agents' app under /campo/: the files that `make phone` built, served beside the desk's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from wsgiref.headers import Headers

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

AT = "/campo/"
NAMED_BY_CONTENT = f"{AT}assets/"
_PACKAGE = Path(__file__).resolve().parent.parent
BUILT = next((folder for folder in (_PACKAGE / "campo", _PACKAGE.parent / "phone" / "dist") if folder.is_dir()), None)
"""Where the app is: in the wheel inside the package, in a checkout where it was built; None before that."""

POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "font", "connect", "manifest", "worker")),
        *(f"{what} 'none'" for what in ("base-uri", "form-action", "frame-ancestors")),
    ]
)


class FilesMiddleware(WhiteNoiseMiddleware):
    """Static files, and the app. Its index and its service worker are asked for anew each time, so that a new version
    is found; a file that is named by its content is kept forever."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self.index_file = "index.html"
        self.add_headers_function = _add_policy
        if BUILT:
            self.add_files(str(BUILT), prefix=AT)

    def immutable_file_test(self, path: str, url: str) -> bool:
        return url.startswith(NAMED_BY_CONTENT) or super().immutable_file_test(path, url)

    def add_cache_headers(self, headers: Headers, path: str, url: str) -> None:
        super().add_cache_headers(headers, path, url)
        if url.startswith(AT) and not url.startswith(NAMED_BY_CONTENT):
            headers["Cache-Control"] = "no-cache"


def _add_policy(headers: Headers, path: str, url: str) -> None:
    if url.startswith(AT):
        headers["Content-Security-Policy"] = POLICY
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"


def not_built(request: HttpRequest) -> HttpResponse:
    """What stands at the app's address where it was not built."""
    told = (
        "Expected the agents' app here; found that it was not built. Run `make phone`, then start the server again.\n"
    )
    return HttpResponse(told, content_type="text/plain; charset=utf-8", status=503)
