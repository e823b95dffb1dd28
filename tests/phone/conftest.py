"""The built app in the browser, on the server as it serves: agents with people of their own, and their phones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from uuid import UUID

import pytest
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from acompana.bundle import load_bundle
from acompana.bundle.present import BUNDLE_FILE
from acompana.house import settings  # the server's own, whose password hashes it can read
from acompana.house.campo import BUILT
from acompana.people.devices import Device
from acompana.people.ids import new_id
from acompana.people.models import Place, User
from tests.phone.brittle import BrittleServer
from tests.phone.rig import build
from tests.rig.browser import PATIENCE_MS, overhear
from tests.rig.sending import send, wire
from tests.rig.server import Server, found_organization

PASSWORD = "caminar-despacio-7"
PIN = "274951"
SURNAMES = ("Quispecahuana", "Huarcayaurqui", "Ñaupariqoyllur")
_numbers = count(1)


@pytest.fixture(scope="session")
def campo(server: Server) -> str:
    """The app's address. It must have been built; nothing else needs it to be."""
    if not (BUILT and (BUILT / "sw.js").exists()):
        pytest.fail("Expected the built app in phone/dist; found none. Run `make phone`, which builds it.")
    return f"{server.url}/campo/"


@dataclass
class Agent:
    """An agent in a sector of their own, with people whom they registered."""

    username: str
    user: User
    sector: str
    server: Server = field(repr=False)
    people: dict[str, UUID] = field(default_factory=dict)
    """By surname."""

    def register(self, surname: str) -> None:
        """A new person, known to the server and to no phone yet. Runs inside `server.records`."""
        self.people[surname] = new_id()
        identity = {"given_names": "Inventada", "father_surname": surname}
        body = {"home": self.sector, "sex": "female", "birth_year": 1990, "identity": identity}
        (receipt,) = send(self.user, wire(self.people[surname], "person_registered", body))
        assert receipt.refusal is None, receipt.refusal

    def hand_over(self, surname: str) -> None:
        """The person moves to another district, and an agent there accompanies them from now on."""
        person = self.people[surname]
        with self.server.records():
            there = Place.objects.filter(kind="sector").order_by("code").first()
            n = next(_numbers)
            other = User.objects.create_user(f"agente-de-alla-{n}", name="Agente", role="agent", places=[there])
            all_over = [Place.objects.get(pk="15")]
            coordinator = User.objects.create_user(f"coordina-{n}", name="C", role="coordinator", places=all_over)
            moved = wire(person, "details_given", {"home": there.pk})
            assigned = wire(person, "assigned", {"to": str(other.pk), "duty": "agent"})
            for receipt in send(coordinator, moved, assigned):
                assert receipt.refusal is None, receipt.refusal

    def facts(self, kind: str, person: UUID | None = None) -> int:
        """How many facts of this kind of this agent's the ledger has."""
        with self.server.records(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM ledger_fact WHERE author = %s AND kind = %s AND person = coalesce(%s, person)",
                [self.user.pk, kind, person],
            )
            return int(cursor.fetchone()[0])

    def quarantined(self) -> list[str]:
        with self.server.records(), connection.cursor() as cursor:
            cursor.execute("SELECT code FROM ledger_quarantine WHERE author = %s ORDER BY code", [self.user.pk])
            return [code for (code,) in cursor.fetchall()]

    def revoke_phones(self) -> None:
        from django.utils import timezone

        with self.server.records():
            Device.objects.filter(user=self.user).update(revoked_at=timezone.now())


@pytest.fixture
def agent(server: Server) -> Agent:
    return hired(server)


def hired(server: Server, place: str | None = None, people: int = len(SURNAMES)) -> Agent:
    """A new agent, in a sector of their own unless it is said where, and how many `people` they registered."""
    n = next(_numbers)
    with server.records(), override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS):
        sector = Place.objects.get(pk=place) if place else Place.objects.filter(kind="sector").order_by("-code")[n]
        username = f"agente-campo-{n}"
        user = User.objects.create_user(username, PASSWORD, name="Agente", role="agent", places=[sector])
        agent = Agent(username, user, sector.pk, server)
        for surname in SURNAMES[:people]:
            agent.register(surname)
    return agent


class Campo:
    """What somebody does with the app, on one page."""

    def __init__(self, page: Page, address: str, unsaid: list[str] | None = None) -> None:
        self.page = page
        self.address = address
        self.unsaid = [] if unsaid is None else unsaid
        """What went wrong in it and no screen said: a test fails for it, unless it takes it from here."""

    def open(self) -> Campo:
        self.page.goto(self.address)
        return self

    def sign_in(self, agent: Agent, pin: str = PIN) -> Campo:
        page = self.page
        page.get_by_label("Usuario").fill(agent.username)
        page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
        page.get_by_label("Nombre para este teléfono").fill("celular de prueba")
        page.get_by_role("button", name="Ingresar").click()
        return self.choose_pin(pin)

    def choose_pin(self, pin: str) -> Campo:
        page = self.page
        page.get_by_label("PIN de 6 números").fill(pin)
        page.get_by_role("button", name="Seguir").click()
        page.get_by_label("El mismo PIN otra vez").fill(pin)
        page.get_by_role("button", name="Guardar PIN").click()
        return self.expect_today()

    def unlock(self, pin: str = PIN) -> Campo:
        self.type_pin(pin)
        return self.expect_today()

    def expect_today(self) -> Campo:
        expect(self.page.get_by_role("heading", level=1, name="Hoy")).to_be_visible()
        return self

    def go(self, place: str) -> Campo:
        """To one of the places of the bar below: Hoy, Personas, Nuevo."""
        self.page.get_by_role("navigation").get_by_role("button", name=place).click()
        return self

    def expect_person(self, surname: str, count: int = 1) -> Campo:
        """Whether somebody is among the people of this phone."""
        self.go("Personas")
        expect(self.page.get_by_role("main").get_by_role("button", name=surname)).to_have_count(count)
        return self.go("Hoy")

    def open_person(self, surname: str) -> Campo:
        self.go("Personas").page.get_by_role("main").get_by_role("button", name=surname).click()
        expect(self.page.get_by_role("heading", level=1, name=surname)).to_be_visible()
        return self

    def type_pin(self, pin: str) -> None:
        self.page.get_by_label("PIN", exact=True).fill(pin)
        self.page.get_by_role("button", name="Abrir").click()

    def visit(self, surname: str, agreed: str = "") -> Campo:
        """Record a visit at which the person was seen and nothing was asked, from Hoy and back to Hoy."""
        page = self.open_person(surname).page
        for name in ("Visitar", "Sí, conversamos", "Dejar para después", "Terminar aquí"):
            page.get_by_role("button", name=name).first.click()
        if agreed:
            page.get_by_label("¿Qué acordaron?").fill(agreed)
        page.get_by_role("button", name="Guardar").click()
        page.get_by_role("button", name="Ver a la persona").click()
        expect(page.get_by_role("heading", level=1, name=surname)).to_be_visible()
        return self.go("Hoy")

    def expect_all_sent(self) -> Campo:
        expect(self.page.get_by_role("status")).to_have_text("Todo enviado")
        return self

    def expect_pending(self, count: int) -> Campo:
        expect(self.page.get_by_role("status")).to_contain_text(f"{count} por enviar")
        return self


@pytest.fixture(scope="session")
def brittle(cluster, worker_name, tmp_path_factory, django_db_blocker) -> Iterator[BrittleServer]:
    """The storms' own server and organization."""
    organization = found_organization(cluster, f"storms_{worker_name}", tmp_path_factory, django_db_blocker)
    brittle = BrittleServer(organization, load_bundle(organization.data_dir / BUNDLE_FILE))
    yield brittle
    brittle.stop()


@pytest.fixture(scope="session")
def sectors(brittle: BrittleServer) -> list[str]:
    """Where storms may break out: not where people are handed over to."""
    with brittle.organization.records():
        return list(Place.objects.filter(kind="sector", code__gt="150120").values_list("code", flat=True))


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of the phone without its screens."""
    return build(tmp_path_factory.mktemp("rig"))


@pytest.fixture
def phone(browser: Browser, campo: str) -> Iterator[Callable[[], Campo]]:
    """`phone()`: another phone, with nothing on it, as small as small phones are."""
    contexts: dict[BrowserContext, list[str]] = {}

    def phone() -> Campo:
        context = browser.new_context(
            locale="es-PE", timezone_id="America/Lima", viewport={"width": 360, "height": 640}
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts[context] = overhear(context)
        return Campo(context.new_page(), campo, contexts[context]).open()

    yield phone
    for context in contexts:
        context.close()
    assert not any(contexts.values()), contexts.values()


@pytest.fixture
def field(phone: Callable[[], Campo], agent: Agent) -> Campo:
    """A phone on which the agent has signed in and received everybody."""
    campo = phone().sign_in(agent).expect_all_sent()
    campo.page.wait_for_function("navigator.serviceWorker.controller !== null")
    return campo
