"""The rota: who is on duty where, and who therefore answers for something."""

from collections.abc import Iterable
from datetime import datetime
from gettext import gettext as _
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from acompana.people.ids import new_id
from acompana.people.places import Coverage, Place
from acompana.people.users import CARING, User


class Duty(models.TextChoices):
    CLINICIAN_ON_CALL = "clinician_on_call"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Shift(models.Model):
    """From `starts_at` until just before `ends_at`, a user has this duty in this place and all below it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    duty = models.CharField(max_length=20, choices=Duty.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="shifts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["duty", "ends_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="people_shift_ends_after_start"
            ),
        ]


class Asked(NamedTuple):
    """Who answers for something of this duty in this place? `named`, if still able to; else the rota tells."""

    duty: str
    place_path: str
    named: UUID | None = None


class NobodyLeftError(LookupError):
    """The organization has no active administrator, so nobody answers for what nobody else does."""


# One row per question: the first of the named user, the shift nearest to the place, whoever covers the place as
# coordinator (nearest first), any administrator. An administrator's duty skips the coordinators. The places above one
# are looked up by their paths, so that the answer costs the same however many places and workers there are.
#
# Whoever could not open the person's record is passed over, for a role that looks after nobody or for a place that is
# no longer theirs: somebody on call takes a risk, and the shift ends. An agent is named only by accompanying the
# person, and so opens the record wherever the person lives. Administrators are asked to find somebody, not to open it.
_OWNERS = """
WITH administrator AS MATERIALIZED (
    SELECT username, id FROM people_user WHERE role = 'administrator' AND is_active
)
SELECT asked.n, (
    SELECT candidate.id FROM (
        SELECT 0 AS rung, 0 AS near, username, id
        FROM people_user AS person WHERE id = asked.named AND is_active AND role = ANY(%(caring)s) AND (
            asked.duty = 'agent' OR EXISTS (
                SELECT FROM people_coverage AS coverage JOIN people_place AS place ON place.code = coverage.place_id
                WHERE coverage.user_id = person.id AND asked.path ^@ place.path
            ) OR EXISTS (
                SELECT FROM people_shift AS shift JOIN people_place AS place ON place.code = shift.place_id
                WHERE shift.user_id = person.id AND asked.path ^@ place.path
                  AND shift.starts_at <= %(at)s AND shift.ends_at > %(at)s
            )
        )
        UNION ALL
        SELECT 1, length(place.path), person.username, person.id
        FROM generate_series(1, length(asked.path)) AS depth
        JOIN people_place AS place ON place.path = left(asked.path, depth)
        JOIN people_shift AS shift ON shift.place_id = place.code
        JOIN people_user AS person ON person.id = shift.user_id
        WHERE substr(asked.path, depth, 1) = '/' AND shift.duty = asked.duty
          AND shift.starts_at <= %(at)s AND shift.ends_at > %(at)s AND person.is_active
          AND (person.role = ANY(%(caring)s) OR asked.duty = 'administrator')
        UNION ALL
        SELECT 2, length(place.path), person.username, person.id
        FROM generate_series(1, length(asked.path)) AS depth
        JOIN people_place AS place ON place.path = left(asked.path, depth)
        JOIN people_coverage AS coverage ON coverage.place_id = place.code
        JOIN people_user AS person ON person.id = coverage.user_id
        WHERE substr(asked.path, depth, 1) = '/' AND asked.duty <> 'administrator'
          AND person.role = 'coordinator' AND person.is_active
        UNION ALL
        SELECT 3, 0, username, id FROM administrator
    ) AS candidate
    ORDER BY rung, near DESC, username LIMIT 1
) AS owner
FROM unnest(%(duties)s::text[], %(paths)s::text[], %(named)s::uuid[]) WITH ORDINALITY
    AS asked(duty, path, named, n)
"""


def owners_of(questions: Iterable[Asked], at: datetime) -> dict[Asked, UUID]:
    """Who answers for each of these at that moment: a user's id, never nobody's. One query for all of them.

    Nobody answers who is inactive, or who could not open the record of somebody who lives there; but for the
    administrators, who come last. Raises `NobodyLeftError` if not even an administrator is active.
    """
    asked = list(dict.fromkeys(questions))
    if not asked:
        return {}
    duties, paths, named = zip(*asked, strict=True)
    with connection.cursor() as cursor:
        asking: dict[str, Any] = {
            "at": at,
            "caring": list(CARING),
            "duties": list(duties),
            "paths": list(paths),
            "named": list(named),
        }
        cursor.execute(_OWNERS, asking)
        owners = {asked[n - 1]: owner for n, owner in cursor.fetchall()}
    if None in owners.values():
        raise NobodyLeftError(
            _(
                "Expected one active administrator, the last who answers for a risk; found none."
                " Run `acompana init`, or make a user an active administrator."
            )
        )
    return owners


def owner_of(duty: str, place_path: str, at: datetime, named: UUID | None = None) -> User:
    """Who answers for something of this duty in this place at that moment. See `owners_of`."""
    question = Asked(duty, place_path, named)
    return User.objects.get(pk=owners_of([question], at)[question])


def on_duty(duty: str, place_path: str, at: datetime) -> list[User]:
    """The active users whose shift of this duty covers the place at that moment, nearest place first."""
    shifts = (
        Shift.objects.filter(duty=duty, starts_at__lte=at, ends_at__gt=at, user__is_active=True)
        .filter(place__path__in=ancestry(place_path))
        .select_related("user", "place")
    )
    nearest_first = sorted(shifts, key=lambda shift: (-len(shift.place.path), shift.user.username))
    return list(dict.fromkeys(shift.user for shift in nearest_first))


def next_on_duty(duty: str, place_path: str, at: datetime, but: UUID) -> Shift | None:
    """The shift of this duty to turn to from somebody who has it themselves (`but`): another's under way, nearest
    place first, or else the next to begin."""
    shifts = (
        Shift.objects.filter(duty=duty, ends_at__gt=at, place__path__in=ancestry(place_path))
        .filter(user__is_active=True, user__role__in=CARING)
        .exclude(user=but)
        .select_related("user", "place")
    )
    turns = sorted(shifts, key=lambda one: (max(one.starts_at, at), -len(one.place.path), one.user.username))
    return turns[0] if turns else None


def ancestry(place_path: str) -> list[str]:
    """The paths of a place and of all that contain it, root first: "/15/1501/" → "/", "/15/", "/15/1501/"."""
    return [place_path[: n + 1] for n, letter in enumerate(place_path) if letter == "/"]


def with_paths(rows, user: str = "pk", at: Any = Now()):  # noqa: B008
    """The same rows, each with `paths`: those of the places its user covers, or is on duty in at that moment.

    `user` names the column that holds the user's id. Whoever is on call for a place not usually covered can open
    what there is to answer for, until the shift ends.
    """
    covered = Coverage.objects.filter(place=OuterRef("pk"), user=OuterRef(OuterRef(user)))
    on_shift = Shift.objects.filter(
        place=OuterRef("pk"), user=OuterRef(OuterRef(user)), starts_at__lte=at, ends_at__gt=at
    )
    places = Place.objects.filter(Q(Exists(covered)) | Q(Exists(on_shift)))
    return rows.annotate(paths=ArraySubquery(places.order_by("path").values("path")))
