"""One storm: two agents of one sector with their phones, things that go wrong, and then calm weather.

What happens is drawn from a seed, so a storm that found something can be had again. After the calm, `troubles` says
what is not as it should be: a fact that was recorded and is neither in the ledger once nor in quarantine, or says
something else there, or that nobody recorded; a refused fact that its author or the coordination is not shown; a phone
that shows another picture than the server; an alert that is missing; a revoked phone that still opens.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Error, Page

from acompana.people.ids import new_id
from tests.phone.brittle import FORM, NEWEST, BrittleServer
from tests.phone.rig import serve
from tests.phone.sector import Sector
from tests.phone.weather import Alteration, FirstVersion, OldContent, Weather
from tests.rig.browser import overhear
from tests.rig.sending import phq9

CALM_WITHIN_SECONDS = 60
PERSONS_AT_START = 3
FINISHED_IN_THE_CALM = 0.7
KILLED_WITH_ITS_PROCESS = 0.3
ROOM_BYTES = 3_000_000
OLD_PHONES = 0.3
"""So many of the phones have the first version of the app, with content from three versions ago."""


class Recorded(NamedTuple):
    """A fact, and on which phone it was recorded. `store` counts the stores that this phone has had."""

    who: int
    store: int
    person: str
    kind: str
    body: dict[str, Any]


class Phone:
    """One agent's phone: a browser context of its own with one page, or two."""

    def __init__(self, storm: Storm, who: int, *, old: bool) -> None:
        self.storm = storm
        self.who = who
        self.context: BrowserContext = storm.browser.new_context()
        self.unsaid = overhear(self.context)
        self.weather = Weather(storm.chance)
        if storm.on_the_way:
            self.weather.altered.append(storm.on_the_way())
        if old:
            self.weather.altered += [FirstVersion(), OldContent(storm.server.old_content)]
        serve(self.context, storm.rig)
        self.context.route("**/field/*", self.weather.handle)
        self.shift = 0
        self.store = 0
        self.device = ""
        self.signed_out = False
        self.is_full = False
        self.page = self.opened()
        self.sign_in_anew()
        self.page.wait_for_function("rig.people().length > 0 && rig.phone.content !== null")

    def opened(self) -> Page:
        page = self.context.new_page()
        self.bound(page)
        self._open(page)
        return page

    def _open(self, page: Page) -> None:
        page.goto(f"{self.storm.server.url}/campo/storm")
        page.evaluate("([shift, fault]) => rig.wake(shift, fault)", [self.shift, self.storm.fault])

    def people(self) -> list[str]:
        return self.page.evaluate("rig.people()")

    def record(self, *facts: Fact, page: Page | None = None, is_sure: bool = True) -> list[str]:
        """The ids of those facts that the phone says it has. `is_sure` is false where the phone dies before it says
        anything."""
        sent = [{"id": str(new_id()), "person": person, "kind": kind, "body": body} for person, kind, body in facts]
        for fact in sent:
            self.storm.recorded[fact["id"]] = Recorded(self.who, self.store, fact["person"], fact["kind"], fact["body"])
        if not is_sure:
            self.storm.unsure |= {fact["id"] for fact in sent}
            (page or self.page).evaluate("facts => void rig.recordAll(facts)", sent)
            return []
        results = (page or self.page).evaluate("facts => rig.recordAll(facts)", sent)
        return [fact["id"] for fact, result in zip(sent, results, strict=True) if self.is_taken(fact["id"], result)]

    def record_danger(self, fact: Fact) -> str | None:
        """The id of a fact that tells of a danger, if the phone has it; where there is no room for it, its page."""
        person, kind, body = fact
        sent = {"id": str(new_id()), "person": person, "kind": kind, "body": body}
        self.storm.recorded[sent["id"]] = Recorded(self.who, self.store, person, kind, body)
        result = self.page.evaluate("fact => rig.recordDanger(fact)", sent)
        self.storm.told["dangers that only a page held"] += result == "in_page"
        return sent["id"] if result == "in_page" or self.is_taken(sent["id"], result) else None

    def is_taken(self, id: str, result: str) -> bool:
        if result == "taken":
            return True
        self.storm.not_taken.add(id)
        self.storm.told["facts that found no room"] += result == "full"
        return False

    def finish_forms(self) -> None:
        """Each half-done form becomes a fact, in the version in which it was begun, whatever content has come since."""
        for key in [key for key in self.storm.forms if key[:2] == (self.who, self.store)]:
            self._finish(key[2], self.storm.forms.pop(key))

    def _finish(self, person: str, version: str) -> None:
        id, answers = str(new_id()), phq9(self_harm=self.storm.chance.choice([0, 1]))["answers"]
        asked = [person, FORM, id, answers]
        done = self.page.evaluate("([person, form, id, answers]) => rig.finishForm(person, form, id, answers)", asked)
        if done is None and (self.is_revoked() or self.page.evaluate("rig.phone === null")):  # it went with the keys
            return
        if done is None or done["version"] != version:
            self.storm.found.append("a half-done form cannot be finished as it was begun")
            return
        body = {"instrument": FORM, "version": version, "answers": answers}
        self.storm.recorded[id] = Recorded(self.who, self.store, person, "answers_given", body)
        self.storm.told["forms finished in an older version"] += version != NEWEST
        if self.is_taken(id, done["taken"]) and answers["self_harm"]:
            self.storm.alarms.add(id)

    def sign_in_anew(self) -> None:
        """With a new store: what was here before is sealed, or gone. It needs room: its user makes some."""
        self.clear_up()
        self.store += 1
        session = self.storm.sector.session(self.who)
        self._is_signed_in(session)
        self.page.evaluate("session => rig.begin(session)", session)

    def _is_signed_in(self, session: dict[str, Any]) -> None:
        self.device = session["user"]["device"]
        self.signed_out = False

    def is_revoked(self) -> bool:
        return self.device in self.storm.sector.revoked

    def come_back(self) -> None:
        """Unlock it; sign in again, where that is needed; where its keys are destroyed, sign in anew."""
        standing = self.page.evaluate("rig.comeBack()")
        if standing == "sign_in_needed":
            session = self.storm.sector.session(self.who)
            self._is_signed_in(session)
            self.page.evaluate("session => rig.renew(session)", session)
        elif standing == "nobodys":
            if not self.is_revoked():
                self.storm.found.append("a phone that nobody revoked has lost its keys")
            self.storm.told["keys destroyed"] += 1
            self.sign_in_anew()

    def kill_page(self) -> None:
        """The phone dies, with its process or without, and is switched on again."""
        self.lose_page()
        if self.storm.chance.random() < KILLED_WITH_ITS_PROCESS:
            self.page.close()
            self.page = self.opened()
        else:
            self._open(self.page)
        self.come_back()

    def lose_page(self) -> None:
        """What this page alone holds ends with it: what was not sent may be lost."""
        for id, is_waiting in self.page.evaluate("rig.inPage()").items():
            self.storm.gone_with_a_page.add(id)
            if is_waiting:
                self.storm.unsure.add(id)

    def calm(self) -> None:
        """All is well around it: network, clock, memory."""
        self.weather.next.clear()
        self.context.set_offline(False)
        self.shift = 0
        self.clear_up()
        self.page.evaluate("rig.shift(0)")

    def fill_up(self, *, reserve: bool = False) -> None:
        """There is no room for anything any more; `reserve`: not even for a sign of danger."""
        self.page.evaluate("reserve => rig.fillUp(reserve)", reserve)
        self.is_full = True

    def clear_up(self) -> None:
        if self.is_full:
            self.page.evaluate("rig.clearUp()")
            self.bound(self.page)
            self.is_full = False

    def bound(self, page: Page, room: int = ROOM_BYTES) -> None:
        """Leave little room, so that filling it takes a moment. It holds as long as the page does, and has to be said
        before anything is written: the browser looks at what is left only when that becomes scarce."""
        devtools = self.context.new_cdp_session(page)
        origin = self.storm.server.url
        used = devtools.send("Storage.getUsageAndQuota", {"origin": origin})["usage"]
        devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": used + room})


Fact = tuple[str, str, dict[str, Any]]
"""Person, kind and body."""
Step = Callable[["Storm", Phone], None]


class Storm:
    """Two phones in one sector, and one storm after another on them. `told` counts what was tried.

    `fault` is planted in the phones, `on_the_way` between them and the server, to see whether it is found.
    """

    def __init__(
        self,
        seed: int,
        browser: Browser,
        server: BrittleServer,
        rig: str,
        sector: Sector,
        fault: str = "",
        on_the_way: type[Alteration] | None = None,
    ) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.browser = browser
        self.server = server
        self.rig = rig
        self.sector = sector
        self.fault = fault
        self.on_the_way = on_the_way
        self.patience = CALM_WITHIN_SECONDS
        self.told: Counter[str] = Counter()
        self.log: list[str] = []
        self.recorded: dict[str, Recorded] = {}
        """Every fact that was ever given to a phone, by its id."""
        self.not_taken: set[str] = set()
        """Those that the phone said it did not take."""
        self.unsure: set[str] = set()
        """Those of which it said nothing, because it died."""
        self.gone_with_a_page: set[str] = set()
        """Those that a page alone held, and that its phone does not know any more."""
        self.left: set[str] = set()
        """Refused ones that their author left to the coordination."""
        self.alarms: set[str] = set()
        """Facts that raise the alarm."""
        self.forms: dict[tuple[int, int, str], str] = {}
        """Half-done forms, by phone, store and person: the version in which each was begun."""
        self.revoked_stores: set[tuple[int, int]] = set()
        self.found: list[str] = []
        """Troubles that showed in the middle of it."""
        self.phones = [Phone(self, who, old=self.chance.random() < OLD_PHONES) for who in range(2)]

    def rage(self, steps: Sequence[Step]) -> None:
        for step in steps:
            phone = self.chance.choice(self.phones)
            self.told[step.__name__.replace("_", " ")] += 1
            self.log.append(f"{phone.who} {step.__name__}")
            step(self, phone)

    def settle(self) -> None:
        """Everything is well again: server, network, clocks, memory; what was half done may be finished."""
        self.server.wait_until_alive()
        for phone in self.phones:
            phone.calm()
            if self.chance.random() < FINISHED_IN_THE_CALM:
                phone.finish_forms()

    def troubles(self) -> list[str]:
        """What is wrong after the storm; nothing, once everything has come to rest."""
        deadline = time.monotonic() + self.patience
        while True:
            found, is_late = self._unrest(), time.monotonic() > deadline
            if not found or is_late:
                found += [*self.found, *self._lost(), *(one for phone in self.phones for one in self._differs(phone))]
            if not found or is_late:
                return [f"seed {self.seed}: {one} ({', '.join(self.log)})" for one in found]

    # --- At rest --------------------------------------------------------------------------------------------------

    def _unrest(self) -> list[str]:
        """What the phones still have to do, after they were given the time to do it."""
        for phone in self.phones:
            phone.come_back()
            phone.page.evaluate("rig.hurry()")
        return [trouble for phone in self.phones for trouble in phone.page.evaluate("rig.rest()")]

    # --- No fact is lost, none is invented, no alert is missing -----------------------------------------------------

    def _lost(self) -> list[str]:
        self.fates = self.sector.fates()
        stored, refused = self.fates.stored, self.fates.refused
        found = [f"{fault}: {self.recorded[id].kind}" for id in self.recorded for fault in self._faults(id)]
        nobodys = (stored.keys() | refused.keys()) - self.recorded.keys() - self.sector.own
        found += ["nobody recorded a fact that arrived"] * len(nobodys)
        at_risk = {self.recorded[id].person for id in self.alarms & stored.keys()}
        return found + ["an alert is missing"] * len(at_risk - self.sector.alerts(at_risk))

    def _faults(self, id: str) -> list[str]:
        """What is wrong with one fact, at the server."""
        stored, refused = self.fates.stored.get(id, []), self.fates.refused.get(id)
        if id in self.not_taken:
            return ["a fact that the phone did not take arrived"] * bool(stored or refused)
        if not stored and not refused:
            return [] if id in self.unsure else ["a fact is lost"]
        found = ["a fact is there more than once"] * (len(stored) > 1)
        fact = self.recorded[id]
        if any(
            (one.person, one.kind) != (fact.person, fact.kind) or not fact.body.items() <= one.body.items()
            for one in stored
        ):
            found.append("a fact says something else than was recorded")
        if not stored and refused:
            found += self._faults_of_refused(id)
        return found

    def _faults_of_refused(self, id: str) -> list[str]:
        fact, refused = self.recorded[id], self.fates.refused[id]
        found = ["a refused fact is not shown to the coordination"] * (refused.waits and id not in self.fates.shown)
        found += ["a refused alarm is not urgent"] * (id in self.alarms and not refused.urgent)
        if "device_revoked" in refused.codes and (fact.who, fact.store) not in self.revoked_stores:
            found.append("a fact was refused as a revoked phone's, and the phone was none")
        return found

    # --- Every phone shows what the server knows --------------------------------------------------------------------

    def _differs(self, phone: Phone) -> list[str]:
        here, there = phone.page.evaluate("rig.look()"), self.sector.cards(phone.who)
        if here is None:
            return ["a phone was closed"]
        found = ["a fact that arrived waits for its card"] * here["sent"]
        stay = {one["person"] for one in here["refused"]}
        found += ["a person is on the phone who is not the agent's"] * len(here["cards"].keys() - there.keys() - stay)
        found += ["a person is not on the phone"] * len(there.keys() - here["cards"].keys())
        found += ["a card is another"] * sum(here["cards"].get(p, card) != card for p, card in there.items())
        found += ["a revoked phone still opens"] * phone.is_revoked()
        found += ["something is left of a store that was given up"] * (here["profiles"] != 1)
        found += [f"something went wrong on a phone and nobody was told: {error}" for error in phone.unsaid]
        return found + self._hidden(phone, here["refused"]) + self._out_of_date(phone, here["content"])

    def _hidden(self, phone: Phone, shown: list[dict[str, str]]) -> list[str]:
        """Refused facts that this phone does not show with a reason, or shows though they are not refused."""
        here = {one["id"]: one for one in shown}
        refused = {
            id
            for id, fact in self.recorded.items()
            if (fact.who, fact.store) == (phone.who, phone.store)
            and id in self.fates.refused
            and id not in self.fates.stored
            and id not in self.left
            and (id not in self.gone_with_a_page or id in here)
        }
        found = ["a refused fact is not on its author's phone"] * len(refused - here.keys())
        found += ["a fact is refused on the phone and not in quarantine"] * len(here.keys() - refused)
        untold = [id for id in here.keys() & refused if here[id]["code"] not in self.fates.refused[id].codes]
        return found + ["a refused fact is shown without its reason"] * len(untold)

    def _out_of_date(self, phone: Phone, content: str | None) -> list[str]:
        old = [one.hash for one in phone.weather.altered if isinstance(one, OldContent)]
        expected = old[0] if old else self.server.content.hash
        return ["a phone works by other content than the server told"] * (content != expected)

    def close(self) -> None:
        self.sector.records.close()
        for phone in self.phones:
            with suppress(Error):
                phone.context.close()
