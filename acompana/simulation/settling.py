"""The rows of the invented organization: its staff, the services around it, and who is on call which week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice

from django.db import transaction

from acompana.people.models import Duty, Facility, Place, Shift, User
from acompana.simulation.days import Days
from acompana.simulation.facilities import facilities_of
from acompana.simulation.parameters import Names, Parameters
from acompana.simulation.roster import Worker, staff_of

_SHOWN = {"agent": "agente", "psychologist": "psicologa", "coordinator": "coordinadora"}
"""What the first worker of each kind in the first district is called to sign in with."""
_WEEKS_AHEAD = 52


@dataclass(frozen=True)
class SignIn:
    """A user who can sign in to look around."""

    role: str
    username: str
    name: str


def settle(parameters: Parameters, names: Names, password: str, until: datetime) -> list[SignIn]:
    """Hire everybody, in an organization that has its places and its administrator; who can sign in, one for each role.

    All or nothing; doing it again changes nothing but the password of those who can sign in.
    """
    with transaction.atomic():
        shown = list(_hire(parameters, names))
        if not Facility.objects.exists():
            _found_services(parameters)
        if not Shift.objects.exists():
            Shift.objects.bulk_create(_shifts(parameters, names, until))
        for user in shown:
            user.must_change_password = False
            user.set_password(password)
            user.save()
    return [SignIn(user.role, user.username, user.name) for user in shown]


def _hire(parameters: Parameters, names: Names) -> Iterator[User]:
    """Make the users that there are not yet; those who can sign in are handed out."""
    hired = {user.pk: user for user in User.objects.all()}
    places = Place.objects.in_bulk(
        [d.code for d in parameters.districts] + [s for d in parameters.districts for s in d.sectors]
    )
    for number, district in enumerate(parameters.districts):
        met: set[str] = set()
        for worker in staff_of(parameters, district, names):
            is_shown = number == 0 and worker.work in _SHOWN and worker.work not in met
            met.add(worker.work)
            username = _SHOWN[worker.work] if is_shown else worker.username
            user = hired.get(worker.id) or _user(worker, username, places[worker.place])
            if is_shown:
                yield user
    yield _analyst()
    yield User.objects.get(role="administrator")


def _user(worker: Worker, username: str, place: Place) -> User:
    # A number that nobody has, for the calls that a risk asks for.
    phone = f"9003{worker.id.int % 100_000:05d}"
    return User.objects.create_user(
        username, id=worker.id, name=worker.name, role=worker.role, phone=phone, places=[place]
    )


def _analyst() -> User:
    found = User.objects.filter(role="analyst").first()
    root = Place.objects.filter(parent=None)
    return found or User.objects.create_user("analista", name="Área de datos", role="analyst", places=root)


def _found_services(parameters: Parameters) -> None:
    districts = {
        place.code: place.name for place in Place.objects.filter(code__in=[d.code for d in parameters.districts])
    }
    Facility.objects.bulk_create(
        Facility(code=f.code, name=f.name, level=f.level, place_id=f.district) for f in facilities_of(districts)
    )


def _shifts(parameters: Parameters, names: Names, until: datetime) -> Iterator[Shift]:
    """A psychologist of each district is on call for a week, in turn: in the simulated year and in the one after it."""
    for district in parameters.districts:
        staff = [worker for worker in staff_of(parameters, district, names) if worker.work == "psychologist"]
        begins = Days.of(parameters.year, until).midnight
        weeks = (until - begins).days // 7 + _WEEKS_AHEAD
        for week, worker in enumerate(islice(cycle(staff), weeks)):
            starts_at = begins + timedelta(weeks=week)
            yield Shift(
                duty=Duty.CLINICIAN_ON_CALL,
                place_id=district.code,
                user_id=worker.id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(weeks=1),
            )
