"""The rig itself: without these, an empty list of violations would prove nothing."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

PAGE_THAT_OUTLIVES_THE_NETWORK = """<!doctype html><title>x</title><p>served</p>"""
WORKER = """
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", event => event.respondWith(
  fetch(event.request).catch(() => new Response("<p>kept</p>", {headers: {"content-type": "text/html"}}))));
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def small_site(tmp_path):
    (tmp_path / "index.html").write_text(PAGE_THAT_OUTLIVES_THE_NETWORK)
    (tmp_path / "worker.js").write_text(WORKER)
    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{site.server_port}/"
    site.shutdown()


def test_the_real_server_answers_the_browser(page):
    assert page.goto("/alive").status == 200
    assert page.inner_text("body") == "ok"


def test_a_service_worker_answers_when_the_network_is_gone(page, small_site):
    page.goto(small_site)
    page.evaluate("navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.reload()
    assert page.inner_text("body") == "kept"


def test_axe_reports_an_image_that_says_nothing(page, axe):
    page.set_content("<html lang=es><title>x</title><main><h1>x</h1><img src=/none.png></main></html>")
    assert [line.split(":")[0] for line in axe(page)] == ["image-alt"]


def test_axe_has_nothing_against_a_plain_page(page, axe):
    page.set_content("<html lang=es><title>x</title><main><h1>Acompaña</h1></main></html>")
    assert axe(page) == []
