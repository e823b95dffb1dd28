"""A town with its workers and one person whose life touches every screen; and browsers signed in as the web login."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone
from uuid_utils import compat

from acompana.caseload.record import record
from acompana.desk import clock, screen
from acompana.ledger.parsing import Submission
from acompana.people.access import viewer_for
from acompana.people.devices import sign_in_device
from acompana.people.models import Facility, Handover, Organization, Place, Shift, User
from acompana.people.places import load_places

LIMA = Path(__file__).resolve().parents[2] / "content" / "places" / "lima.toml"
NOTE = "nota que solo lee una profesional"
NAME, SURNAME, DOCUMENT = "Lucía", "Quispe", "45120098"
SYMPTOMS = ["interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration", "movement", "self_harm"]


def now() -> datetime:
    return datetime.now(UTC)


def year_here() -> int:
    """The year on the wall: on the last evening of it, it is next year already somewhere else."""
    return timezone.localtime(now()).year


def day_of(ago: timedelta) -> str:
    """The day of a moment so long ago, in the page's words: shortly after midnight half an hour ago was yesterday."""
    return clock.day(timezone.localtime(now() - ago).date(), timezone.localtime(now()).date())


@dataclass
class Town:
    """Who works here: in Carabayllo, and strangers in Comas."""

    agent: User
    clinician: User
    coordinator: User
    analyst: User
    administrator: User
    other_agent: User
    other_clinician: User
    other_coordinator: User

    @property
    def everybody(self) -> dict[str, User]:
        return dict(self.__dict__)


@pytest.fixture
def town(db: None) -> Town:
    load_places(LIMA)
    Organization.objects.create(name="Prueba")
    screen.organization_zone.cache_clear()

    def hire(username: str, role: str, *codes: str) -> User:
        places = list(Place.objects.filter(code__in=codes))
        return User.objects.create_user(username, "lluvia sobre Comas", name=username, role=role, places=places)

    made = Town(
        agent=hire("rosa", "agent", "150106-01"),
        clinician=hire("carmen", "clinician", "150106"),
        coordinator=hire("teresa", "coordinator", "150106"),
        analyst=hire("ana", "analyst", "PE"),
        administrator=hire("directora", "administrator", "PE"),
        other_agent=hire("julia", "agent", "150110-01"),
        other_clinician=hire("elena", "clinician", "150110"),
        other_coordinator=hire("marta", "coordinator", "150110"),
    )
    Facility.objects.create(code="00005987", name="CSMC Carabayllo", place_id="150106")
    return made


On = Callable[..., Shift]


@pytest.fixture
def on_call(town: Town) -> On:
    """`on_call(user, "150106")`: that user is the clinician on call there now."""

    def on_call(user: User, code: str, duty: str = "clinician_on_call") -> Shift:
        start = now() - timedelta(hours=1)
        return Shift.objects.create(
            duty=duty, user=user, place_id=code, starts_at=start, ends_at=start + timedelta(hours=9)
        )

    return on_call


Body = dict[str, object]
Tell = Callable[..., UUID]


@pytest.fixture
def tell(town: Town) -> Tell:
    """`tell(author, person, kind, body, ago=timedelta())`: a fact recorded at that moment; its id."""

    def tell(
        author: User,
        person: UUID,
        kind: str,
        body: dict[str, object],
        ago: timedelta = timedelta(minutes=1),
        id: object = None,
    ) -> UUID:
        at = now() - ago
        fact = id or compat.uuid7()
        sent = {
            "id": str(fact),
            "person": str(person),
            "kind": kind,
            "happened_at": at.isoformat(),
            "recorded_at": at.isoformat(),
            "place": "150106-01",
            "body": body,
        }
        (receipt,) = record([Submission(raw=json.dumps(sent).encode(), author=viewer_for(author), received_at=at)])
        assert receipt.refusal is None, receipt.refusal
        return UUID(str(fact))

    return tell


Register = Callable[..., UUID]


@pytest.fixture
def register(town: Town, tell: Tell) -> Register:
    """`register("Lucía", "Quispe", home="150106-01")`: a new person, registered by whoever covers the place."""

    def register(names: str = "", surname: str = "", home: str = "150106-01", **said: object) -> UUID:
        author = town.other_coordinator if home.startswith("150110") else town.coordinator
        identity = {k: v for k, v in {"given_names": names, "father_surname": surname, **said}.items() if v}
        body: dict[str, object] = {"home": home, "sex": "female", "birth_year": year_here() - 34, "birth_month": 1}
        person = UUID(str(compat.uuid7()))
        tell(
            author,
            person,
            "person_registered",
            {**body, **({"identity": identity} if identity else {})},
            timedelta(days=90),
        )
        return person

    return register


def phq9(total: int, self_harm: int = 0) -> dict[str, object]:
    answers = dict.fromkeys(SYMPTOMS, 0) | {"self_harm": self_harm, "difficulty": 1}
    left = total - self_harm
    for symptom in SYMPTOMS[:8]:
        answers[symptom] = min(3, left)
        left -= answers[symptom]
    return {"instrument": "phq9", "version": "1", "answers": answers}


@dataclass
class Life:
    person: UUID
    session: UUID
    screening: UUID
    device: UUID
    handover: UUID
    worker: UUID
    shift: UUID


@pytest.fixture
def life(town: Town, register: Register, tell: Tell) -> Life:
    """A person with something on every part of the page, and a risk opened half an hour ago."""
    document = {"type": "dni", "number": DOCUMENT}
    person = register(NAME, SURNAME, document=document, phone="912345678", contact_wishes="Después de las 4")
    days = timedelta(days=1)
    tell(
        town.agent,
        person,
        "consent_given",
        {"scope": "care", "given": True, "how": "written", "text_version": "1"},
        80 * days,
    )
    contact = {
        "contact": str(compat.uuid7()),
        "relation": "Hermana",
        "may_know": "may_know",
        "identity": {"name": "Marta"},
    }
    tell(town.agent, person, "contact_named", contact, 80 * days)
    tell(town.agent, person, "answers_given", phq9(18), 79 * days)
    tell(town.clinician, person, "diagnosis_made", {"code": "F32.1", "certainty": "definitive"}, 75 * days)
    tell(town.clinician, person, "program_entered", {"program": "mental_health"}, 74 * days)
    session = tell(
        town.clinician,
        person,
        "session_held",
        {"intervention": "pm_plus", "number": 1, "of": 5, "note": NOTE},
        70 * days,
    )
    tell(town.agent, person, "answers_given", phq9(9), 40 * days)
    tell(town.agent, person, "visit_made", {"outcome": "not_home"}, 10 * days)
    referral = {"facility": "00005987", "service": "csmc", "reason": "positive_screening"}
    tell(town.agent, person, "referral_made", referral, 9 * days)
    screening = tell(town.agent, person, "answers_given", phq9(16, 1), timedelta(minutes=30))
    plan = {"means_made_safe": "yes", "identity": {"warning_signs": ["No dormir dos noches"]}}
    tell(town.clinician, person, "safety_plan_written", plan, timedelta(minutes=10))
    device, _token = sign_in_device(town.agent, "celular de rosa")
    handed_over = Handover.objects.create(at=now(), by=town.coordinator, to_user=town.agent, count=1)
    begins = now() + timedelta(days=1)
    shift = Shift.objects.create(
        duty="coordinator",
        user=town.coordinator,
        place_id="150106",
        starts_at=begins,
        ends_at=begins + timedelta(hours=8),
    )
    return Life(person, session, screening, device.pk, handed_over.pk, town.agent.pk, shift.pk)


Browse = Callable[[User | None], Client]
VIEWER = "acompana.people.viewing.ViewerMiddleware"


@pytest.fixture
def browse(db: None, settings: Any) -> Browse:
    """`browse(user)`: a browser signed in as this user, whose requests reach the database as the web login."""
    # Where a served request has a transaction of its own, a request inside a test has a savepoint.
    at = settings.MIDDLEWARE.index(VIEWER)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:at], "tests.desk.conftest.in_savepoint", *settings.MIDDLEWARE[at:]]

    def browse(user: User | None) -> Client:
        client = _WebClient()
        if user is not None:
            client.force_login(user, backend="acompana.people.sign_in.Backend")
        return client

    return browse


def in_savepoint(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def respond(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            return get_response(request)

    return respond


class _WebClient(Client):
    def request(self, **request: object):  # type: ignore[no-untyped-def]
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE acompana_web")
            try:
                return super().request(**request)
            finally:
                if not connection.needs_rollback:
                    cursor.execute("RESET ROLE")


@pytest.fixture
def person(register) -> UUID:
    return register(NAME, SURNAME)
