"""One storm: two agents of one sector with their phones, a dozen things that go wrong, and then calm weather.

What happens is drawn from a seed, so a storm that found something can be had again. After the calm, `troubles` says
what is not as it should be: a fact that was recorded and is neither in the ledger once nor in quarantine, a phone that
shows another picture than the server, an alert that is missing.
"""

from __future__ import annotations

import json
import random
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, Route

from tests.phone.brittle import BrittleServer
from tests.phone.rig import serve
from tests.phone.sector import Sector

CALM_WITHIN_SECONDS = 60
DAY_MS = 86_400_000
PERSONS_AT_START = 3


class Weather:
    """What happens to the requests of one phone."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.next: list[str] = []
        self.kept: list[tuple[str, dict[str, str], bytes]] = []
        """Requests as they were sent, to be sent once more later."""

    def handle(self, route: Route, request: Request) -> None:
        kind = self.next.pop(0) if self.next else "calm"
        with suppress(Error):  # the page may be gone meanwhile
            getattr(self, kind)(route, request)

    def calm(self, route: Route, request: Request) -> None:
        if len(self.kept) < 5 and request.post_data_buffer:
            self.kept.append((request.url, request.headers, request.post_data_buffer))
        route.continue_()

    def never_sent(self, route: Route, _: Request) -> None:
        route.abort()

    def answer_lost(self, route: Route, _: Request) -> None:
        route.fetch()
        route.abort()

    def half_an_answer(self, route: Route, _: Request) -> None:
        answer = route.fetch()
        route.fulfill(status=200, content_type="application/json", body=answer.text()[: len(answer.text()) // 2])

    def another_answers(self, route: Route, _: Request) -> None:
        """A portal of the network between the phone and the server."""
        route.fulfill(status=self.chance.choice([200, 302, 403, 511]), content_type="text/html", body="<p>Bienvenido")

    def server_busy(self, route: Route, _: Request) -> None:
        told = {"error": "unavailable", "expected": "", "found": "", "remedy": ""}
        route.fulfill(status=503, content_type="application/json", body=json.dumps(told))

    def five_times(self, route: Route, _: Request) -> None:
        for _once in range(4):
            route.fetch()
        route.fulfill(response=route.fetch())

    def replay(self) -> None:
        """What was sent before arrives once more, out of order, long after it was answered."""
        self.chance.shuffle(self.kept)
        for url, headers, body in self.kept:
            wanted = {k: v for k, v in headers.items() if k in ("authorization", "content-type", "content-encoding")}
            with suppress(OSError):  # refused, or no server at the moment
                urllib.request.urlopen(urllib.request.Request(url, body, wanted), timeout=30).close()


Fact = tuple[str, str, dict[str, Any]]
"""Person, kind and body."""
FAULTS = ["never_sent", "answer_lost", "half_an_answer", "another_answers", "server_busy", "five_times"]


class Phone:
    """One agent's phone: a browser context of its own with one page, or two."""

    def __init__(self, storm: Storm, who: int) -> None:
        self.storm = storm
        self.who = who
        self.context: BrowserContext = storm.browser.new_context()
        self.weather = Weather(storm.chance)
        serve(self.context, storm.rig)
        self.context.route("**/field/*", self.weather.handle)
        self.shift = 0
        self.page = self.opened()
        self.sign_in_anew()
        self.page.wait_for_function("rig.phone.people().length > 0")

    def opened(self) -> Page:
        page = self.context.new_page()
        page.goto(f"{self.storm.server.url}/campo/storm")
        page.evaluate("by => rig.shift(by)", self.shift)
        return page

    def people(self) -> list[str]:
        return self.page.evaluate("rig.phone?.people().map(one => one.id) ?? []")

    def record(self, *facts: Fact) -> list[str | None]:
        """The ids of those facts that the phone says it has."""
        sent = [{"person": person, "kind": kind, "body": body} for person, kind, body in facts]
        ids = self.page.evaluate("facts => rig.recordAll(facts)", sent)
        self.storm.facts |= {id: kind for id, (_, kind, _) in zip(ids, facts, strict=True) if id}
        return ids

    def sign_in_anew(self) -> None:
        self.page.evaluate("session => rig.begin(session)", self.storm.sector.session(self.who))

    def kill_page(self) -> None:
        """The phone dies, and is switched on again."""
        self.page.close()
        self.page = self.opened()
        if not self.page.evaluate("rig.unlock()"):
            self.sign_in_anew()


class Storm:
    """Two phones in one sector, and one storm after another on them. `told` counts what was tried."""

    def __init__(self, seed: int, browser: Browser, server: BrittleServer, rig: str, sector: Sector) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.browser = browser
        self.server = server
        self.rig = rig
        self.sector = sector
        self.told: Counter[str] = Counter()
        self.facts: dict[str, str] = {}
        """All ids that a phone took, with their kinds."""
        self.alarms: dict[str, str] = {}
        """Facts that raise the alarm, by id, with their persons."""
        self.log: list[str] = []
        self.signed_out: set[int] = set()
        """Whose phone will have to sign in again."""
        self.phones = [Phone(self, who) for who in range(2)]

    def rage(self, steps: int, *, crash: bool = False) -> None:
        """`crash`: the server dies in the middle of it, which takes it long to get over."""
        drawn = self.chance.choices(list(STEPS), list(STEPS.values()), k=steps)
        if crash:
            drawn.insert(steps // 2, the_server_dies)
        for step in drawn:
            phone = self.chance.choice(self.phones)
            self.told[step.__name__] += 1
            self.log.append(f"{phone.who} {step.__name__}")
            step(self, phone)

    def settle(self) -> None:
        """Everything is well again: server, network, clocks, memory."""
        self.server.wait_until_alive()
        for phone in self.phones:
            phone.weather.next.clear()
            phone.context.set_offline(False)
            phone.shift = 0
            roomy(phone)
            phone.page.evaluate("rig.shift(0)")
            if not phone.page.evaluate("rig.phone !== null || rig.unlock()"):
                phone.sign_in_anew()
            phone.page.evaluate("rig.deliver()")
        self.signed_out.clear()

    def troubles(self) -> list[str]:
        """What is wrong after the storm; nothing, once everything has come to rest."""
        deadline = time.monotonic() + CALM_WITHIN_SECONDS
        while True:
            found = [trouble for phone in self.phones for trouble in self._at_work(phone)]
            found = found or [*self._lost(), *(trouble for phone in self.phones for trouble in self._differs(phone))]
            if not found or time.monotonic() > deadline:
                return [f"seed {self.seed}: {one} ({', '.join(self.log)})" for one in found]

    def _at_work(self, phone: Phone) -> list[str]:
        """What a phone still has to do, after it was given the time to do it."""
        if phone.page.evaluate("rig.phone?.state.signInNeeded"):
            phone.page.evaluate("session => rig.renew(session)", self.sector.session(phone.who))
        return phone.page.evaluate("rig.rest()")

    def _lost(self) -> list[str]:
        stored, quarantined, alerts = self.sector.what_became_of(self.facts, self.alarms.values())
        found = [
            f"{kind} is in the ledger {stored[id]} times and not in quarantine"
            for id, kind in self.facts.items()
            if stored[id] > 1 or (stored[id] == 0 and id not in quarantined)
        ]
        missing = {person for id, person in self.alarms.items() if stored[id]} - alerts
        return found + [f"{len(missing)} alerts are missing"] * bool(missing)

    def _differs(self, phone: Phone) -> list[str]:
        here = phone.page.evaluate("rig.look()")
        refused = {id for id, state in here["pending"] if state == "refused"}
        there = self.sector.cards(phone.who)
        found = [f"{len(here['pending']) - len(refused)} facts wait for a card"] * (len(here["pending"]) > len(refused))
        about = {person for person in here["cards"] if person not in there}
        if about and not refused:
            found.append(f"{len(about)} people are on the phone who are not the agent's")
        found += ["a person is not on the phone" for person in there if person not in here["cards"]]
        found += ["a card is another" for p, card in there.items() if here["cards"].get(p, card) != card]
        return found

    def close(self) -> None:
        self.sector.records.close()
        for phone in self.phones:
            with suppress(Error):
                phone.context.close()


# --- What can happen ----------------------------------------------------------------------------------------------


def records_a_visit(storm: Storm, phone: Phone) -> None:
    if people := phone.people():
        outcome = storm.chance.choice(["seen", "not_home", "moved", "refused"])
        phone.record((storm.chance.choice(people), "visit_made", {"outcome": outcome}))


def records_many_calls(storm: Storm, phone: Phone) -> None:
    if people := phone.people():
        chosen = storm.chance.choices(people, k=storm.chance.randint(5, 40))
        phone.record(*((person, "call_made", {"outcome": "no_answer"}) for person in chosen))


def registers_somebody(storm: Storm, phone: Phone) -> None:
    person = phone.page.evaluate("rig.newId()")
    identity = {"given_names": "Inventada", "father_surname": f"Tormenta{storm.seed}"}
    phone.record(
        (person, "person_registered", {"home": storm.sector.code, "sex": "female", "identity": identity}),
        (person, "consent_given", {"scope": "care", "given": True, "how": "spoken", "text_version": "1"}),
    )


def hears_of_a_risk(storm: Storm, phone: Phone) -> None:
    if people := phone.people():
        person = storm.chance.choice(people)
        (id,) = phone.record((person, "answers_given", storm.sector.alarming()))
        if id:
            storm.alarms[id] = person


def both_record_the_same_person(storm: Storm, _: Phone) -> None:
    if shared := set.intersection(*(set(phone.people()) for phone in storm.phones)):
        person = storm.chance.choice(sorted(shared))
        for phone in storm.phones:
            year = storm.chance.randint(1950, 2000)
            phone.record((person, "visit_made", {"outcome": "seen"}), (person, "details_given", {"birth_year": year}))


def loses_the_network(_: Storm, phone: Phone) -> None:
    phone.context.set_offline(True)


def finds_the_network(_: Storm, phone: Phone) -> None:
    phone.context.set_offline(False)


def has_a_bad_line(storm: Storm, phone: Phone) -> None:
    phone.weather.next += storm.chance.choices(FAULTS, k=storm.chance.randint(1, 4))
    phone.page.evaluate("rig.hurry()")


def sends_it_all_again(_: Storm, phone: Phone) -> None:
    phone.weather.replay()


def dies_and_wakes(_: Storm, phone: Phone) -> None:
    phone.kill_page()


def dies_while_it_writes(storm: Storm, phone: Phone) -> None:
    """Whether the fact was kept is not known; whatever was kept before is."""
    if people := phone.people():
        fact = {"person": storm.chance.choice(people), "kind": "visit_made", "body": {"outcome": "seen"}}
        phone.page.evaluate("fact => void rig.record(fact)", fact)
        phone.kill_page()


def dies_while_it_sends(storm: Storm, phone: Phone) -> None:
    records_a_visit(storm, phone)
    phone.weather.next.append(storm.chance.choice(["answer_lost", "calm"]))
    phone.page.evaluate("rig.hurry()")
    phone.kill_page()


def opens_a_second_tab(storm: Storm, phone: Phone) -> None:
    """Both tabs record and send; then the first is closed."""
    other = phone.opened()
    if other.evaluate("rig.unlock()"):
        if people := phone.people():
            for page in (phone.page, other):
                person = storm.chance.choice(people)
                fact = {"person": person, "kind": "call_made", "body": {"outcome": "reached"}}
                if id := page.evaluate("fact => rig.record(fact)", fact):
                    storm.facts[id] = "call_made"
            other.evaluate("rig.hurry()")
        phone.page.close()
        phone.page = other
    else:
        other.close()


def has_a_wrong_clock(storm: Storm, phone: Phone) -> None:
    phone.shift = storm.chance.choice([-3, 3]) * DAY_MS
    phone.page.evaluate("by => rig.shift(by)", phone.shift)


def has_no_room(_: Storm, phone: Phone) -> None:
    _quota(phone, 1)


def has_room_again(_: Storm, phone: Phone) -> None:
    roomy(phone)


def roomy(phone: Phone) -> None:
    _quota(phone, None)


def _quota(phone: Phone, bytes: int | None) -> None:
    devtools = phone.context.new_cdp_session(phone.page)
    quota = {} if bytes is None else {"quotaSize": bytes}
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": phone.storm.server.url, **quota})
    devtools.detach()


def is_signed_out(storm: Storm, phone: Phone) -> None:
    storm.sector.end_sessions(phone.who)
    storm.signed_out.add(phone.who)


def signs_in_again(storm: Storm, phone: Phone) -> None:
    if phone.page.evaluate("rig.phone?.state.signInNeeded"):
        phone.page.evaluate("session => rig.renew(session)", storm.sector.session(phone.who))


def forgets_the_pin(storm: Storm, phone: Phone) -> None:
    if phone.who not in storm.signed_out:  # what was sealed with a token that no device has, nobody can vouch for
        phone.page.evaluate("rig.forget()")
        phone.sign_in_anew()


def is_handed_over(storm: Storm, phone: Phone) -> None:
    """Somebody of the phone's people is another agent's from now on, elsewhere."""
    if people := phone.people():
        storm.sector.hand_over(UUID(storm.chance.choice(people)))


def the_server_dies(storm: Storm, phone: Phone) -> None:
    """In the middle of what this phone sends; it comes back a little later."""
    phone.page.evaluate("rig.hurry()")
    storm.server.crash()


def repairs(_: Storm, phone: Phone) -> None:
    phone.page.evaluate("rig.repairOne()")


STEPS: dict[Callable[[Storm, Phone], None], int] = {
    records_a_visit: 12,
    records_many_calls: 3,
    registers_somebody: 6,
    hears_of_a_risk: 6,
    both_record_the_same_person: 6,
    loses_the_network: 8,
    finds_the_network: 8,
    has_a_bad_line: 12,
    sends_it_all_again: 4,
    dies_and_wakes: 4,
    dies_while_it_writes: 4,
    dies_while_it_sends: 4,
    opens_a_second_tab: 4,
    has_a_wrong_clock: 4,
    has_no_room: 2,
    has_room_again: 2,
    is_signed_out: 2,
    signs_in_again: 2,
    forgets_the_pin: 2,
    is_handed_over: 3,
    repairs: 3,
}
"""How often each happens, beside the others."""
