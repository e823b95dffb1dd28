"""What happens to what travels between a phone and the server."""

from __future__ import annotations

import gzip
import json
import random
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Request, Route

from acompana.bundle import Bundle
from acompana.bundle.bundle import canonical

PROMISES = json.loads((Path(__file__).parents[2] / "spec" / "field" / "promises.json").read_text())
FAULTS = ["never_sent", "answer_lost", "half_an_answer", "another_answers", "server_busy", "five_times"]
MOST_KEPT = 5


class Alteration:
    """Something on the way that changes what travels. `path` is the last part of the address."""

    def asked(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        return asked

    def answered(self, path: str, answer: Any) -> Any:
        return answer


class FirstVersion(Alteration):
    """The phone has the first version of the app: it sends and reads the fields that there were then."""

    def asked(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        return _only(asked, "asked", "Sync") if path == "sync" else asked

    def answered(self, path: str, answer: Any) -> Any:
        if path != "sync":
            return answer
        refused = [_only(one, "answered", "Refused") for one in answer["refused"]]
        return _only(answer, "answered", "Synced") | {"refused": refused}


def _only(told: dict[str, Any], way: str, record: str) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name in PROMISES[way][record]["fields"]}


class OldContent(Alteration):
    """The phone works by content that is not in force any more, and does not hear of any other."""

    def __init__(self, bundle: Bundle) -> None:
        self.hash = bundle.hash
        self._content = json.loads(canonical(bundle))

    def answered(self, path: str, answer: Any) -> Any:
        if path == "bundle":
            return self._content
        return {**answer, "bundle": self.hash} if path == "sync" else answer


class Weather:
    """What happens to the requests of one phone: the `next` ones, in their order; calm after that."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.next: list[str] = []
        self.altered: list[Alteration] = []
        self.kept: list[tuple[str, dict[str, str], bytes]] = []
        """Requests as they were sent, to be sent once more later."""

    def handle(self, route: Route, request: Request) -> None:
        kind = self.next.pop(0) if self.next else "calm"
        try:
            getattr(self, kind)(route, request)
        except Error:  # no server at the moment; or the page is gone meanwhile
            with suppress(Error):
                route.abort()

    def calm(self, route: Route, request: Request) -> None:
        if len(self.kept) < MOST_KEPT and request.post_data_buffer:
            self.kept.append((request.url, request.headers, request.post_data_buffer))
        if self.altered:
            self._fulfill(route, *self._sent(route, request))
        else:
            route.continue_()

    def never_sent(self, route: Route, _: Request) -> None:
        route.abort()

    def answer_lost(self, route: Route, request: Request) -> None:
        self._sent(route, request)
        route.abort()

    def half_an_answer(self, route: Route, request: Request) -> None:
        status, body = self._sent(route, request)
        self._fulfill(route, status, body[: len(body) // 2])

    def another_answers(self, route: Route, _: Request) -> None:
        """A portal of the network between the phone and the server."""
        route.fulfill(status=self.chance.choice([200, 302, 403, 511]), content_type="text/html", body="<p>Bienvenido")

    def server_busy(self, route: Route, _: Request) -> None:
        told = {"error": "unavailable", "expected": "", "found": "", "remedy": ""}
        route.fulfill(status=503, content_type="application/json", body=json.dumps(told))

    def five_times(self, route: Route, request: Request) -> None:
        for _once in range(4):
            self._sent(route, request)
        self._fulfill(route, *self._sent(route, request))

    def replay(self) -> None:
        """What was sent before arrives once more, out of order, long after it was answered."""
        self.chance.shuffle(self.kept)
        for url, headers, body in self.kept:
            wanted = {k: v for k, v in headers.items() if k in ("authorization", "content-type", "content-encoding")}
            with suppress(OSError):  # refused, or no server at the moment
                urllib.request.urlopen(urllib.request.Request(url, body, wanted), timeout=30).close()

    def _sent(self, route: Route, request: Request) -> tuple[int, bytes]:
        """Send it to the server; the answer, as it arrives."""
        if not self.altered:
            answer = route.fetch()
            return answer.status, answer.body()
        path = request.url.rpartition("/")[2]
        if request.post_data_buffer:
            asked = _unpacked(request)
            for alteration in self.altered:
                asked = alteration.asked(path, asked)
            headers = {name: value for name, value in request.headers.items() if name != "content-encoding"}
            answer = route.fetch(post_data=json.dumps(asked), headers=headers)
        else:
            answer = route.fetch()
        if answer.status >= 400:
            return answer.status, answer.body()
        told = json.loads(answer.body() or b"null")
        for alteration in reversed(self.altered):
            told = alteration.answered(path, told)
        return (answer.status if told is None else 200), json.dumps(told).encode()

    @staticmethod
    def _fulfill(route: Route, status: int, body: bytes) -> None:
        route.fulfill(status=status, content_type="application/json", body=body)


def _unpacked(request: Request) -> dict[str, Any]:
    sent = request.post_data_buffer or b""
    return json.loads(gzip.decompress(sent) if request.headers.get("content-encoding") == "gzip" else sent)
