"""A real mail server on loopback, and clocks that tests set."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from acompana.messages.channels import Letter
from acompana.messages.email import Email
from acompana.messages.watch import Watch
from acompana.people.ids import new_id
from acompana.people.models import User
from tests.rig.sending import NOW, phq9, send, wire
from tests.rig.server import free_port

ORIGIN = "https://desk.example.org"


class PostOffice:
    """What arrived at the mail server. `refuses` holds the addresses it does not take."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.refuses: set[str] = set()
        self.takes_seconds = 0.0
        self.raw: list[bytes] = []
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def letters(self) -> list[Message]:
        return [message_from_bytes(raw, policy=default) for raw in self.raw]

    @property
    def recipients(self) -> list[str]:
        return [str(letter["To"]) for letter in self.letters]

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await asyncio.sleep(self.takes_seconds)
        self.raw.append(envelope.content)
        return "250 OK"


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    office = PostOffice(free_port())
    office.open()
    yield office
    office.close()


class Kept:
    """A channel that keeps what it is given; for tests that are not about how a message travels."""

    name = "kept"

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)

    def close(self) -> None: ...


class Clock:
    """The time, as a test says it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def watch(kept: Kept, clock: Clock) -> Watch:
    """Watches, and keeps what it sends."""
    return Watch(kept, kept, ORIGIN, clock)


@pytest.fixture
def mailing(post_office: PostOffice, kept: Kept, clock: Clock) -> Watch:
    """Watches, and sends through the mail server."""
    return Watch(Email(post_office.url, "acompana@desk.example.org"), kept, ORIGIN, clock)


@pytest.fixture
def team(hire: Callable[..., User], on_call: Callable[..., object]) -> dict[str, User]:
    """An administrator, a coordinator, a psychologist on call and an agent of the district, each with an address."""
    made = {
        "administrator": hire("administrator", "PE", email="ada@example.org"),
        "coordinator": hire("coordinator", "150106", email="coco@example.org", language="en"),
        "psychologist": hire("clinician", "150106", email="psi@example.org"),
        "agent": hire("agent", "150106-01", email="ana@example.org"),
    }
    on_call(made["psychologist"], "150106", start=NOW - timedelta(days=1)).__class__.objects.update(
        ends_at=NOW + timedelta(days=30)
    )
    return made


@pytest.fixture
def at_risk(team: dict[str, User], registered: Callable[..., object]) -> Callable[..., object]:
    """`at_risk(at=…, arriving=…)`: a person who told the agent of a wish to die."""

    def found(at: datetime = NOW, arriving: datetime | None = None, **identity: object) -> object:
        person = registered(team["agent"], **identity)
        (receipt,) = send(
            team["agent"],
            wire(person, "answers_given", phq9(self_harm=2), at=at, id=new_id()),
            at=arriving or at,
        )
        assert receipt.refusal is None
        return person

    return found
