"""What the forms ask the database beside the person's own page."""

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
