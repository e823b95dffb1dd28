"""How many people each worker can open: a number that may be compared with what their phone says it holds."""

from collections.abc import Iterable
from uuid import UUID

from acompana.ledger.reading import array_of, raw_cursor
from acompana.people.access import as_door

# The same people as `access.sees` gives each of them: those they accompany, and those of their places and shifts.
_COUNTS = """
SELECT worker.id, (
    SELECT count(*) FROM (
        SELECT card.person FROM caseload_card AS card WHERE card.agent = worker.id
        UNION
        SELECT card.person FROM (
            SELECT place_id FROM people_coverage WHERE user_id = worker.id
            UNION
            SELECT place_id FROM people_shift
            WHERE user_id = worker.id AND starts_at <= now() AND ends_at > now()
        ) AS mine
        JOIN people_place AS place ON place.code = mine.place_id
        JOIN caseload_card AS card
            ON card.place_path >= place.path AND card.place_path < left(place.path, -1) || '0'
    ) AS reached
)
FROM unnest(%s::text::uuid[]) AS worker(id)
"""


def people_of(workers: Iterable[UUID]) -> dict[UUID, int]:
    """How many people each of these workers can open at this moment, whoever asks: numbers, and nobody's record."""
    wanted = set(workers)
    if not wanted:
        return {}
    with as_door():
        cursor = raw_cursor()
        cursor.execute(_COUNTS, [array_of(wanted)])
        return dict(cursor.fetchall())
