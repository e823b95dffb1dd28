"""The territory of somebody who works without a network: the places around, who works there, who is on duty, and the
health services. What a phone keeps so that somebody can be called, and a form filled, weeks after it last heard."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import connection
from msgspec import Struct
from psycopg import Cursor


class PlaceAround(Struct, frozen=True, kw_only=True):
    """A place. `covered`: its people are within the user's reach, so that whoever lives there may be registered."""

    code: str
    name: str
    kind: str
    covered: bool = False


class Worker(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An agent, a professional or a coordinator who covers some of the same places."""

    user: UUID
    name: str
    role: str
    phone: str | None = None


class OnDuty(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who answers for a duty at this moment, whether by the rota or because nobody else does."""

    duty: str
    user: UUID
    name: str
    phone: str | None = None


class ShiftAhead(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A shift that is under way or begins within two weeks: who will be on duty while the phone hears nothing."""

    duty: str
    user: UUID
    name: str
    phone: str | None = None
    starts_at: datetime
    ends_at: datetime


class FacilityAround(Struct, frozen=True, kw_only=True):
    code: str
    name: str


class Around(Struct, frozen=True, kw_only=True):
    """What there is around some places. The nearest on duty stands first."""

    places: list[PlaceAround]
    workers: list[Worker]
    on_duty: list[OnDuty]
    shifts: list[ShiftAhead]
    facilities: list[FacilityAround]


# `mine` are the places asked about; `area` is what is shown of them: for a sector the whole district, so that somebody
# can move or be handed over to the next sector. Everything that contains it or lies in it belongs to it.
_AROUND = """
WITH mine AS (SELECT place.* FROM people_place AS place WHERE place.path = ANY(%(paths)s)),
area AS (
    SELECT DISTINCT CASE WHEN mine.kind = 'sector' THEN parent.path ELSE mine.path END AS path
    FROM mine LEFT JOIN people_place AS parent ON parent.code = mine.parent_id
),
near AS MATERIALIZED (
    SELECT place.* FROM people_place AS place
    WHERE EXISTS (SELECT FROM area WHERE place.path ^@ area.path OR area.path ^@ place.path)
),
active AS MATERIALIZED (
    SELECT id, username, name, role, nullif(phone, '') AS phone FROM people_user WHERE is_active
),
rota AS (
    SELECT shift.duty, shift.starts_at, shift.ends_at, place.path, worker.*
    FROM people_shift AS shift
    JOIN people_place AS place ON place.code = shift.place_id
    JOIN active AS worker ON worker.id = shift.user_id
     AND (worker.role IN ('agent', 'clinician', 'coordinator') OR shift.duty = 'administrator')
    WHERE shift.ends_at > now() AND shift.starts_at < date_trunc('day', now()) + interval '15 days'
      AND EXISTS (SELECT FROM mine WHERE place.path ^@ mine.path OR mine.path ^@ place.path)
),
covering AS (
    SELECT 'coordinator' AS duty, place.path, worker.*
    FROM people_coverage AS coverage
    JOIN people_place AS place ON place.code = coverage.place_id
    JOIN active AS worker ON worker.id = coverage.user_id AND worker.role = 'coordinator'
    WHERE EXISTS (SELECT FROM mine WHERE mine.path ^@ place.path)
),
answering AS (
    SELECT 0 AS rung, duty, path, id, username, name, phone FROM rota WHERE starts_at <= now()
    UNION ALL SELECT 1, duty, path, id, username, name, phone FROM covering
    UNION ALL
    SELECT 2, 'administrator', '/', id, username, name, phone FROM active
    WHERE role = 'administrator' AND NOT EXISTS (SELECT FROM covering)
      AND NOT EXISTS (SELECT FROM rota WHERE starts_at <= now())
),
called AS (
    SELECT DISTINCT ON (duty, id) * FROM answering ORDER BY duty, id, rung, length(path) DESC
)
SELECT json_build_object(
    'places', coalesce((
        SELECT json_agg(
            json_build_object('code', code, 'name', name, 'kind', kind,
                              'covered', EXISTS (SELECT FROM mine WHERE near.path ^@ mine.path))
            ORDER BY path
        ) FROM near
    ), '[]'),
    'workers', coalesce((
        SELECT json_agg(json_build_object('user', id, 'name', name, 'role', role, 'phone', phone) ORDER BY name, id)
        FROM active WHERE role IN ('agent', 'clinician', 'coordinator') AND EXISTS (
            SELECT FROM people_coverage AS coverage JOIN near ON near.code = coverage.place_id
            WHERE coverage.user_id = active.id
        )
    ), '[]'),
    'on_duty', coalesce((
        SELECT json_agg(
            json_build_object('duty', duty, 'user', id, 'name', name, 'phone', phone)
            ORDER BY duty = 'administrator', duty, rung, length(path) DESC, username
        ) FROM called
    ), '[]'),
    'shifts', coalesce((
        SELECT json_agg(
            json_build_object('duty', duty, 'user', id, 'name', name, 'phone', phone,
                              'starts_at', starts_at, 'ends_at', ends_at)
            ORDER BY starts_at, duty, length(path) DESC, username
        ) FROM rota
    ), '[]'),
    'facilities', coalesce((
        SELECT json_agg(json_build_object('code', code, 'name', name) ORDER BY name)
        FROM people_facility AS facility WHERE facility.place_id IN (SELECT code FROM near)
    ), '[]')
)::text
"""
_DECODER = msgspec.json.Decoder(Around)


def around(paths: Sequence[str]) -> Around:
    """What there is around these places (their paths) at this moment. One query."""
    return _DECODER.decode(_ask(_AROUND, {"paths": list(paths)}))


# A sum of hashes: the same whatever the order, and another as soon as one row is.
_PULSE = """
SELECT concat_ws(' ',
    (SELECT sum(hashtextextended(concat_ws('|', code, name, path), 0)) FROM people_place),
    (SELECT sum(hashtextextended(concat_ws('|', id, name, role, phone, is_active), 0)) FROM people_user),
    (SELECT sum(hashtextextended(concat_ws('|', user_id, place_id), 0)) FROM people_coverage),
    (SELECT sum(hashtextextended(concat_ws('|', code, name, place_id), 0)) FROM people_facility),
    (SELECT sum(hashtextextended(
        concat_ws('|', duty, place_id, user_id, starts_at, ends_at, starts_at <= now()), 0
     )) FROM people_shift
     WHERE ends_at > now() AND starts_at < date_trunc('day', now()) + interval '15 days')
)
"""


def pulse() -> str:
    """A short text that is another as soon as anything changes that some `around` would show. One query, which reads
    every worker and place: a millisecond for one organization."""
    return _ask(_PULSE)


def _ask(query: str, values: dict[str, list[str]] | None = None) -> str:
    connection.ensure_connection()
    row = Cursor(connection.connection).execute(query, values).fetchone()
    assert row is not None
    return str(row[0])
