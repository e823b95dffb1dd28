"""The agents' phone: its weight, how fast it opens and finds on a slow phone, what travels, and a thousand at once."""

import json
import os
import random
import re
import resource
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from playwright.sync_api import CDPSession, Page, Response, sync_playwright

from acompana.house.campo import BUILT
from acompana.house.database import Database
from bench.load import Load, post, press
from bench.result import Result
from bench.world import PHQ9, add_districts, life, sectors
from bench.write import server
from tests.phone import rig

FEW, MANY, CONTACTS = 200, 400, 26
DAYS_VISITS = 5  # the agents of a program of SES's size make two a day
PHONES, PEOPLE_EACH, FACTS_EACH = 1000, 20, 3
ROUNDS = 3
SLOWER = 4
PASSWORD, PIN = "banco de pruebas del campo", "274951"


def measure(database: Database) -> list[Result]:
    assert BUILT, "Expected the built app in phone/dist; found none. Run `make phone`, which builds it."
    few, many = _agent_with(0, FEW), _agent_with(1, MANY)
    results = [_first_load()]
    with server(None, database.web) as port, _browser() as new_page:
        results += _travel(new_page(port), few)
        results.append(_opening(new_page(port), few))
        results.append(_finding(page := new_page(port), many))
        results.append(_asking(page))
    with server(None, database.web) as port:
        results += _thousand(database, port)
    return results


# --- What it weighs -----------------------------------------------------------------------------------------------


def _first_load() -> Result:
    """Code and style as they travel; the service worker comes after the first screen stands."""
    assert BUILT
    packed = [path for kind in ("js", "css", "html") for path in BUILT.rglob(f"*.{kind}.br") if path.name != "sw.js.br"]
    weight = sum(path.stat().st_size for path in packed) / 1000
    return _within("first load of the phone, code and style", weight, "kB", 100, "screens and words", "with brotli")


# --- In the browser -----------------------------------------------------------------------------------------------


@contextmanager
def _browser() -> Iterator[Any]:
    from tests.rig.browser import FLAGS, executable, surroundings

    # Playwright keeps an event loop in this thread; Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=FLAGS, env=surroundings())

        def new_page(port: int) -> Page:
            context = chromium.new_context(locale="es-PE", viewport={"width": 360, "height": 640})
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{port}/campo/")
            return page

        yield new_page
        chromium.close()


def _travel(page: Page, username: str) -> list[Result]:
    """A first sync, and then an ordinary day's visits, each sent as soon as it is recorded: store and sync as built,
    without their screens."""
    travelled: list[Response] = []
    page.on("response", lambda response: travelled.append(response) if "/field/" in response.url else None)
    rig.serve(page.context, rig.build(Path(tempfile.mkdtemp(prefix="acompana-rig-"))))
    page.goto(page.url + "storm")
    page.evaluate("session => rig.begin(session)", _session(username))
    page.wait_for_function(f"{_AT_REST} && rig.phone.people().length === {FEW}", timeout=60_000)
    first = sum(response.request.sizes()["responseBodySize"] for response in travelled) / 1000
    travelled.clear()
    people = page.evaluate("rig.phone.people().map(one => one.id)")
    for person in people[:DAYS_VISITS]:
        body = {"outcome": "seen", "identity": {"agreed": "Seguir con las caminatas por la mañana"}}
        page.evaluate("fact => rig.record(fact)", {"person": person, "kind": "visit_made", "body": body})
        page.wait_for_function(_AT_REST)
    parts = ("requestBodySize", "requestHeadersSize", "responseBodySize", "responseHeadersSize")
    day = sum(response.request.sizes()[part] for response in travelled for part in parts) / 1000
    told = f"{FEW} people with {CONTACTS} contacts each, the content and the territory with them"
    visits = f"{DAYS_VISITS} visits in {len(travelled)} requests; bodies and headers both ways"
    return [
        _within("a phone's first sync", first, "kB", 300, "the cards' contacts", told),
        _within("an ordinary day's sync", day, "kB", 20, "the card in each answer", visits),
    ]


_AT_REST = "rig.phone.state.pendingCount === 0 && !rig.phone.state.syncing && rig.phone.content !== null"


def _session(username: str) -> dict[str, Any]:
    from acompana.people.devices import sign_in_device
    from acompana.people.models import User

    agent = User.objects.get(username=username)
    device, token = sign_in_device(agent, "banco")
    user = {"id": str(agent.pk), "name": "Agente", "role": "agent", "language": "es", "organization": "Banco"}
    return {"user": {**user, "timeZone": "America/Lima", "device": str(device.pk)}, "token": token}


def _opening(page: Page, username: str) -> Result:
    """From nothing to Hoy: the app is opened, the PIN is typed, the list stands. Typing it is not counted."""
    driver = _driver(page)
    _sign_in(driver, username, FEW)
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    slow = _slow_down(page)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        page.reload()
        page.get_by_label("PIN", exact=True).wait_for()
        shown = time.perf_counter()
        page.get_by_label("PIN", exact=True).fill(PIN)
        pressed = time.perf_counter()
        page.get_by_role("button", name="Abrir").click()
        page.get_by_role("heading", level=1, name="Hoy").wait_for()
        times.append((time.perf_counter() - pressed + shown - started) * 1000)
    slow.detach()
    return _within(f"open to Hoy with {FEW} people", median(times), "ms", 1000, "the slow function of the PIN", _SLOWLY)


_TYPED = """async typed => {
  const input = document.querySelector("input[type=search]");
  const started = performance.now();
  input.value = typed;
  input.dispatchEvent(new Event("input", {bubbles: true}));
  await new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn)));
  return performance.now() - started;
}"""


def _finding(page: Page, username: str) -> Result:
    """From a letter typed to the list drawn; the slowest letter of a name, in the middle of several names."""
    driver = _driver(page)
    _sign_in(driver, username, MANY)
    driver.go("Personas")
    slow = _slow_down(page)
    times = []
    for surname in _surnames(1, 5):
        name = f"Ficticia{surname}"
        times.append(max(page.evaluate(_TYPED, name[: end + 1]) for end in range(len(name))))
    slow.detach()
    return _within(f"finding among {MANY} people while typing", median(times), "ms", 100, "drawing the rows", _SLOWLY)


_TAPPED = """async said => {
  const asked = document.querySelector("h1").textContent;
  const answer = [...document.querySelectorAll(".answer")].find(one => one.textContent === said);
  const started = performance.now();
  answer.click();
  while (document.querySelector("h1").textContent === asked && !document.querySelector(".alarm"))
    await new Promise(passed => setTimeout(passed));
  await new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn)));
  return performance.now() - started;
}"""


def _asking(page: Page) -> Result:
    """From an answer tapped to the next question drawn, in the screening itself with everybody on the phone. What the
    tap sets off behind the screen (the answers kept, encrypted) is still at work when the next one is tapped. The last
    question of the PHQ-9 is answered with the answer that raises the alarm: what it takes is told apart."""
    from playwright.sync_api import expect

    page.locator("main ul.rows button").first.click()
    slow = _slow_down(page)
    times, alarms = [], []
    for _ in range(ROUNDS):
        for name in ("Tamizar", re.compile("^PHQ-9"), "Empezar"):
            page.get_by_role("button", name=name).first.click()
        times += [page.evaluate(_TAPPED, "Ningún día") for _ in PHQ9[:-1]]
        alarms.append(page.evaluate(_TAPPED, "Varios días"))
        page.get_by_label("Con coordinación").check()
        for name in ("Ya hablé: guardar y seguir", "No ha sido difícil", "Guardar", "Ver a la persona"):
            page.get_by_role("button", name=name).first.click()
        expect(page.get_by_role("button", name="Tamizar")).to_be_visible()
    slow.detach()
    told = f"{_SLOWLY}; the slowest of {len(times)} {max(times):.0f} ms; to the protocol {median(alarms):.0f} ms"
    return _within(f"an answer to the next question, {MANY} people", median(times), "ms", 50, "drawing it", told)


_SLOWLY = f"Chromium, {SLOWER} times slower"


def _slow_down(page: Page) -> CDPSession:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return devtools


def _driver(page: Page) -> Any:
    from tests.phone.conftest import Campo

    page.context.set_default_timeout(60_000)
    return Campo(page, page.url)


def _sign_in(driver: Any, username: str, people: int) -> None:
    page = driver.page
    page.get_by_label("Usuario").fill(username)
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_label("Nombre para este teléfono").fill("banco")
    page.get_by_role("button", name="Ingresar").click()
    driver.choose_pin(PIN).expect_all_sent()
    driver.go("Personas").page.get_by_text(f"{people} personas").first.wait_for()
    driver.go("Hoy")


# --- A thousand phones --------------------------------------------------------------------------------------------


def _thousand(database: Database, port: int) -> list[Result]:
    """Each brings a few facts and asks for what changed, all in the same moment; each of an agent with a sector of
    their own."""
    from bench.bulk import tidy
    from bench.write import _bare_table

    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4 * PHONES, files[1]), files[1]))
    _bare_table()
    requests, ids = _requests(port)
    tidy()
    ours = press(port, requests.__getitem__, connections=PHONES, requests=PHONES)
    with server("bench.bare:application", database.owner) as bare:
        body = json.dumps({"n": 1, "facts": [1] * 60}).encode()
        floor = press(bare, lambda _: post("/insert", body, {}), connections=PHONES, requests=PHONES)
    stored = _stored(ids)
    bounded_by = "checking, storing and folding each person's facts, and reading the cards that changed"
    return [
        _all_of("phones answered that sync at once", PHONES - ours.failed, PHONES, "phones", bounded_by),
        _all_of("their facts in the ledger", stored, len(ids), "facts", bounded_by),
        Result(
            f"{PHONES:,} phones syncing at once",
            round(ours.per_second),
            "requests/s",
            "a bare Django view that inserts one row",
            round(floor.per_second),
            round(ours.per_second / floor.per_second, 3),
            "",
            bounded_by,
            f"{FACTS_EACH} facts and the changed cards in each, one agent to a phone; p95 {_seconds(ours)} beside"
            f" {_seconds(floor)}",
        ),
    ]


def _all_of(name: str, value: int, all: int, unit: str, bounded_by: str) -> Result:
    return Result(name, value, unit, "all of them", all, round(value / all, 4), "at least 1", bounded_by)


def _seconds(load: Load) -> str:
    return f"{load.percentile(0.95) / 1000:.1f} s"


def _requests(port: int) -> tuple[list[bytes], list[UUID]]:
    """One request of each phone, with new visits to people of its agent's, from where that agent's cards stand."""
    chance = random.Random(7)
    people = _people_of_all()
    with ThreadPoolExecutor(8) as pool:
        standing = list(pool.map(lambda token: (token, _standing_of(port, token)), _tokens(people)))
    ids: list[UUID] = []
    requests = []
    for (token, stands), persons in zip(standing, people.values(), strict=True):
        facts = [_visit(chance.choice(persons), chance) for _ in range(FACTS_EACH)]
        ids += [UUID(fact["id"]) for fact in facts]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Accept-Encoding": "gzip"}
        requests.append(post("/field/sync", json.dumps({**stands, "facts": facts}).encode(), headers))
    return requests, ids


def _people_of_all() -> dict[str, list[UUID]]:
    """A thousand sectors, and the people of each who have all their contacts already."""
    from django.db import connection

    from bench.bulk import put, submissions

    add_districts(range(len(sectors()) // 10, PHONES // 10))
    for first in range(0, PHONES * PEOPLE_EACH, PHONES):
        put(submissions(range(first, first + PHONES), CONTACTS))
    found: dict[str, list[UUID]] = {sector: [] for sector in sectors()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, person FROM caseload_card")
        for place, person in cursor.fetchall():
            found[place].append(person)
    return found


def _tokens(sectors: Iterable[str]) -> list[str]:
    """A phone for the agent of each sector, signed in."""
    from acompana.people.devices import sign_in_device
    from acompana.people.models import User

    agents = {user.username: user for user in User.objects.filter(role="agent")}
    return [sign_in_device(agents[f"agent-{sector}"], "banco")[1] for sector in sectors]


def _visit(person: UUID, chance: random.Random) -> dict[str, Any]:
    now = datetime.now(UTC)
    id = UUID(int=int(now.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62 | chance.getrandbits(60))
    told = {"happened_at": now.isoformat(), "recorded_at": now.isoformat()}
    return {"id": str(id), "person": str(person), "kind": "visit_made", "body": {"outcome": "seen"}, **told}


def _standing_of(port: int, token: str) -> dict[str, str]:
    """Where this phone stands once it has all of its cards, as it says with the next request."""
    stands: dict[str, Any] = {"cursor": None, "territory": None}
    more = True
    while more:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        asked = json.dumps(stands).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/field/sync", asked, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            told = json.loads(answer.read())
        stands["cursor"], more = told["cursor"], told["more"]
        if told["territory"]:
            stands["territory"] = told["territory"]["mark"]
    return stands


def _stored(ids: list[UUID]) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_fact WHERE id = ANY(%s)", [ids])
        return int(cursor.fetchone()[0])


# --- Whom it is measured with -------------------------------------------------------------------------------------


def _seeds(sector: int, count: int) -> list[int]:
    """People of one sector who have all their contacts: of the world's lives, the full ones."""
    homes = sectors()
    found: list[int] = []
    seed = 10**6 * len(homes) + sector
    while len(found) < count:
        if sum(1 for _ in life(seed, homes[sector], CONTACTS)) > CONTACTS:
            found.append(seed)
        seed += len(homes)
    return found


def _surnames(sector: int, count: int) -> list[int]:
    return [seed % 1000 for seed in _seeds(sector, count)]


def _agent_with(sector: int, people: int) -> str:
    """The agent of a sector with so many people of many contacts, who can sign in."""
    from acompana.people.models import User
    from bench.bulk import put, submissions

    put(submissions(_seeds(sector, people), CONTACTS))
    agent = User.objects.get(username=f"agent-{sectors()[sector]}")
    agent.set_password(PASSWORD)
    agent.save()
    return str(agent.username)


def _within(name: str, value: float, unit: str, most: float, bounded_by: str, note: str) -> Result:
    ratio = round(value / most, 3)
    return Result(name, round(value, 1), unit, "the goal", most, ratio, "at most 1", bounded_by, note)
