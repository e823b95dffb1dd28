"""What the forms ask the database beside the person's own page."""

from collections.abc import Sequence
from uuid import UUID

from acompana.desk.rows import tuples
from acompana.people.rota import ancestry

_WORKERS = """
SELECT DISTINCT person.id, person.name, person.role FROM people_user AS person
JOIN people_coverage AS coverage ON coverage.user_id = person.id
JOIN people_place AS place ON place.code = coverage.place_id
WHERE person.is_active AND person.role IN ('agent', 'clinician')
  AND (place.path = ANY(%(above)s) OR (place.path >= %(low)s AND place.path < %(high)s))
ORDER BY person.name
"""


def workers_near(place_path: str, district: tuple[str, str]) -> list[tuple[UUID, str, str]]:
    """(id, name, role) of the agents and professionals who work where somebody lives, or in the same district."""
    low, high = district
    return tuples(_WORKERS, {"above": ancestry(place_path), "low": low, "high": high})


def all_facilities() -> list[tuple[str, str]]:
    """Every health service as (code, name)."""
    return tuples("SELECT code, name FROM people_facility ORDER BY name")


def parts_of(person: UUID, facts: Sequence[UUID]) -> dict[str, dict[UUID, str]]:
    """The identity and note parts of these facts as JSON, as far as the viewer's tier shows them."""
    asked = [person, list(facts)]
    return {
        "identity": dict(
            tuples("SELECT fact, body::text FROM ledger_identity WHERE person = %s AND fact = ANY(%s)", asked)
        ),
        "note": dict(tuples("SELECT fact, body::text FROM ledger_note WHERE person = %s AND fact = ANY(%s)", asked)),
    }
