"""The first minute of an organization: its row, its places, its first administrator."""

import secrets
from gettext import gettext as _
from pathlib import Path

from django.db import transaction

from acompana.people.models import Organization, Place, Role, User
from acompana.people.places import load_places
from acompana.people.users import SYSTEM, written_username

OURS = "acompana"
"""The user name of the program itself, as an author."""
_CLEAR_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another on paper


class AlreadyFoundedError(Exception):
    """This database holds an organization already."""


class NameTakenError(Exception):
    """The program itself is the author of that name."""


def found_organization(
    name: str,
    places: Path,
    *,
    administrator: str,
    administrator_name: str = "",
    language: str = "es",
    time_zone: str = "America/Lima",
    year_begins_in: int = 1,
) -> str:
    """Make an organization with the places of a file and its first administrator; that user's one-time password.

    Raises `AlreadyFoundedError`, and changes nothing, if there is one already.
    """
    if written_username(administrator) == OURS:
        raise NameTakenError(
            _("Expected an administrator's name other than {name}, which is the program's own.").format(name=OURS)
        )
    password = one_time_password()
    with transaction.atomic():
        organization, is_new = Organization.objects.get_or_create(
            pk=1,
            defaults={"name": name, "language": language, "time_zone": time_zone, "year_begins_in": year_begins_in},
        )
        if not is_new:
            raise AlreadyFoundedError(
                _(
                    "Expected a database without an organization; found {name}. Choose another --data-dir, or sign in"
                    " to the organization that is there."
                ).format(name=organization.name)
            )
        load_places(places)
        User.objects.create_user(OURS, id=SYSTEM, name="Acompaña", role=Role.SYSTEM, language=language)
        User.objects.create_user(
            administrator,
            password,
            places=Place.objects.filter(parent=None),
            name=administrator_name or administrator,
            role=Role.ADMINISTRATOR,
            language=language,
            must_change_password=True,
        )
    return password


def one_time_password() -> str:
    """A password for the first sign-in, easy to read aloud: four groups of four, some 79 bits."""
    return "-".join("".join(secrets.choice(_CLEAR_LETTERS) for _ in range(4)) for _ in range(4))
