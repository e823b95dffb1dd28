"""Finding a person by the beginnings of names, or by a document's number."""

from uuid import UUID

from acompana.care.identity import plain
from acompana.ledger.reading import raw_cursor

_LAST = "\U0010ffff"

_BEGINS = "SELECT DISTINCT person FROM caseload_word WHERE word >= %s AND word < %s"
_FIND = """
SELECT person FROM ({matches}) AS found JOIN caseload_identity AS identity USING (person)
ORDER BY identity.sort_name, person LIMIT %s
"""


def find_people(typed: str, limit: int = 50) -> list[UUID]:
    """The persons whom the viewer may see and whose words begin with all the words typed, by name.

    A document's number is one of a person's words. Under row-level security only `>=` and `<` use an index.
    """
    words = sorted(set(plain(typed).split()))[:6]
    if not words:
        return []
    cursor = raw_cursor()
    bounds = [bound for word in words for bound in (word, word + _LAST)]
    cursor.execute(_FIND.format(matches=" INTERSECT ".join([_BEGINS] * len(words))), [*bounds, limit])
    return [person for (person,) in cursor.fetchall()]
