"""All rows of this room in one place, for Django and for whoever imports them."""

from acompana.people.devices import Device
from acompana.people.facilities import Facility
from acompana.people.handovers import Handover
from acompana.people.organization import Organization
from acompana.people.places import Coverage, Place
from acompana.people.reads import RecordRead
from acompana.people.rota import Duty, Shift
from acompana.people.users import Credential, Language, Role, Team, User

__all__ = [
    "Coverage",
    "Credential",
    "Device",
    "Duty",
    "Facility",
    "Handover",
    "Language",
    "Organization",
    "Place",
    "RecordRead",
    "Role",
    "Shift",
    "Team",
    "User",
]
