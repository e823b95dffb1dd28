"""Who may see and record what: decided here, and a second time by the database (`security`).

The first half is pure. The second tells PostgreSQL, for the length of one transaction, who is looking.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db import connection, transaction
from psycopg.pq import PipelineStatus, TransactionStatus

from acompana.people.rota import with_paths
from acompana.people.users import CARING, User

Tier = Literal["alert", "care", "identity", "note"]
"""How confidential: that a risk is open and by when, what was found and done, about whom, a professional's private
words."""

EVERYTHING: frozenset[Tier] = frozenset({"alert", "care", "identity", "note"})

_TIERS: dict[str, frozenset[Tier]] = {
    "agent": frozenset({"alert", "care", "identity"}),
    "clinician": EVERYTHING,
    "coordinator": frozenset({"alert", "care", "identity"}),
    "analyst": frozenset(),  # figures only: nobody's record, not even a nameless one
    "administrator": frozenset({"alert"}),  # the last rung: to answer for a risk is not to read a record
    "system": EVERYTHING,
}

_AGENT, _CLINICIAN, _COORDINATOR, _ADMINISTRATOR, _SYSTEM = (
    "agent",
    "clinician",
    "coordinator",
    "administrator",
    "system",
)
_CARE = frozenset[str](CARING)
_CARE_OR_SYSTEM = _CARE | {_SYSTEM}  # imports, receivers without an account and self-service arrive as the system

_MAY_RECORD: dict[str, frozenset[str]] = {
    "person_registered": _CARE_OR_SYSTEM,
    "details_given": _CARE_OR_SYSTEM,
    "consent_given": _CARE_OR_SYSTEM,
    "contact_named": _CARE_OR_SYSTEM,
    "answers_given": _CARE_OR_SYSTEM,
    "diagnosis_made": frozenset({_CLINICIAN}),
    "risk_assessed": frozenset({_CLINICIAN}),
    "safety_plan_written": frozenset({_CLINICIAN}),
    "program_entered": _CARE_OR_SYSTEM,
    "program_left": frozenset({_CLINICIAN, _COORDINATOR}),
    "session_held": frozenset({_AGENT, _CLINICIAN}),
    "visit_made": _CARE,
    "call_made": _CARE,
    "referral_made": _CARE,
    "referral_answered": _CARE_OR_SYSTEM,
    "appointment_attended": _CARE_OR_SYSTEM,
    "counter_referral_received": _CARE_OR_SYSTEM,
    "assigned": frozenset({_COORDINATOR, _CLINICIAN}),
    "alert_acknowledged": frozenset({_CLINICIAN, _COORDINATOR, _ADMINISTRATOR}),
    "protocol_followed": _CARE,
    "handover_proposed": frozenset({_AGENT}),
    "message_sent": frozenset({_SYSTEM}),
    "fact_corrected": _CARE,
    "fact_withdrawn": _CARE,
    "identity_erased": frozenset({_ADMINISTRATOR, _SYSTEM}),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody looking: what they may see follows from these fields alone."""

    user: UUID
    role: str
    places: tuple[str, ...]  # paths; a place contains all below it
    tiers: frozenset[Tier]
    language: str = "es"


def tiers_of(role: str) -> frozenset[Tier]:
    """The tiers of a person's record that a role may read. An unknown role reads nothing."""
    return _TIERS.get(role, frozenset())


def may_record(role: str, kind: str) -> bool:
    """Whether a role may record facts of this kind. Unknown roles and kinds may not."""
    return role in _MAY_RECORD.get(kind, ())


def covers(viewer: Viewer, place_path: str) -> bool:
    """Whether the place is one of the viewer's or lies below one."""
    return any(place_path.startswith(path) for path in viewer.places)


def sees(viewer: Viewer, place_path: str, agent: UUID | None = None) -> bool:
    """Whether the viewer may open the record of a person who lives there and is accompanied by that agent.

    The database decides the same with `security.visible_place`.
    """
    return "care" in viewer.tiers and (covers(viewer, place_path) or agent == viewer.user)


def viewer_for(user: User) -> Viewer:
    """The viewer that a user is at this moment; one query, unless the user came with `paths`."""
    paths = getattr(user, "paths", None)
    if paths is None:
        paths = with_paths(User.objects.filter(pk=user.pk)).values_list("paths", flat=True).get()
    return Viewer(user.pk, user.role, tuple(paths), tiers_of(user.role), user.language)


# --- What the database is told ---------------------------------------------------------------------------------

_Settings = tuple[str, str, str]  # user, places, tiers, as PostgreSQL keeps them: text
_NOBODY: _Settings = ("", "", "")
_DOOR: _Settings = ("", "/", ",".join(["door", *sorted(EVERYTHING)]))  # `security.at_the_door` knows it by that word


def _settings_of(viewer: Viewer) -> _Settings:
    return str(viewer.user), ",".join(viewer.places), ",".join(sorted(viewer.tiers))


def _tell(settings: _Settings) -> None:
    # `true` makes a setting end with the transaction: a persistent connection carries nothing over.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('acompana.user', %s, true), set_config('acompana.places', %s, true),"
            " set_config('acompana.tiers', %s, true)",
            settings,
        )


@contextmanager
def _as(settings: _Settings) -> Iterator[None]:
    before = getattr(connection, "acompana_told", _NOBODY)
    if connection.in_atomic_block and before == settings:
        yield
        return
    outermost = not connection.in_atomic_block
    with transaction.atomic() if outermost else nullcontext():
        _tell(settings)
        connection.acompana_told = settings
        try:
            yield
        finally:
            connection.acompana_told = before
            if not outermost and not _is_failed():
                _tell(before)


_TAKES_STATEMENTS = (TransactionStatus.INTRANS, TransactionStatus.ACTIVE)  # active: statements under way in a pipeline


def _is_failed() -> bool:
    # A failed transaction takes no more statements, and undoing it restores the settings by itself.
    raw = connection.connection
    if connection.needs_rollback or raw is None or raw.pgconn.pipeline_status == PipelineStatus.ABORTED:
        return True
    return raw.info.transaction_status not in _TAKES_STATEMENTS


def seeing(viewer: Viewer) -> AbstractContextManager[None]:
    """Within this block, in one transaction, the database shows what this viewer may see, and no more."""
    return _as(_settings_of(viewer))


def as_door() -> AbstractContextManager[None]:
    """Within this block all places and tiers are visible, whoever is looking: the write door, and jobs."""
    return _as(_DOOR)


TELLS_DOOR = "set_config('acompana.places', '{1}', true), set_config('acompana.tiers', '{2}', true)".format(*_DOOR)
"""For the list of a SELECT that has something else to ask as well: the statement makes the rest of its transaction what
`as_door` makes of its block. Whoever sends it writes inside `told_door`."""


@contextmanager
def told_door() -> Iterator[None]:
    """As `as_door`, where a statement of this transaction has selected `TELLS_DOOR`."""
    before = getattr(connection, "acompana_told", _NOBODY)
    connection.acompana_told = _DOOR
    try:
        yield
    finally:
        connection.acompana_told = before
