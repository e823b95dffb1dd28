"""What the review of refused facts asks the database."""

from collections.abc import Iterable
from uuid import UUID

from acompana.desk.rows import tuples


def names_of(persons: Iterable[UUID | None]) -> dict[UUID, str]:
    """How those of these persons are called whom the viewer may see; an empty name where none is known."""
    query = (
        "SELECT card.person, coalesce(identity.shown, '') FROM caseload_card AS card"
        " LEFT JOIN caseload_identity AS identity ON identity.person = card.person WHERE card.person = ANY(%s)"
    )
    return dict(tuples(query, [list(set(persons) - {None})]))


def count_confined() -> int:
    """How many refused facts wait in the viewer's places, up to 100."""
    ((found,),) = tuples(
        "SELECT count(*) FROM (SELECT FROM ledger_quarantine WHERE resolved_at IS NULL LIMIT 100) AS kept"
    )
    return int(found)
