"""What search and registration ask the database."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from msgspec import Struct

from acompana.care.facts import Document
from acompana.care.identity import plain, written_number
from acompana.care.sms import tail_of, typed_code
from acompana.caseload.search import find_people
from acompana.desk.rows import rows, tuples
from acompana.desk.today.duties import ranges
from acompana.people.access import Viewer

SHOWN = 40
LIKELY = 5


class Found(Struct, frozen=True, kw_only=True):
    """One person as a line of a list."""

    person: UUID
    shown: str
    document_type: str | None
    document_number: str | None
    place: str | None
    stage: str
    risk: str
    birth_year: int | None
    birth_month: int | None
    agent_name: str | None


_LINES = """
SELECT card.person, coalesce(identity.shown, '') AS shown, identity.document_type, identity.document_number,
       place.name AS place, card.stage, card.risk, (card.body->'known'->>'birth_year')::int AS birth_year,
       (card.body->'known'->>'birth_month')::int AS birth_month, agent.name AS agent_name
FROM caseload_card AS card
LEFT JOIN caseload_identity AS identity ON identity.person = card.person
LEFT JOIN people_place AS place ON place.code = card.place
LEFT JOIN people_user AS agent ON agent.id = card.agent
WHERE card.person = ANY(%s)
ORDER BY identity.sort_name, card.person
"""

_PLACES = """
SELECT place.code, place.name, above.name AS above FROM unnest(%(lows)s::text[], %(highs)s::text[]) AS mine(low, high)
JOIN people_place AS place ON place.path >= mine.low AND place.path < mine.high
LEFT JOIN people_place AS above ON above.code = place.parent_id
WHERE place.kind IN ('district', 'sector')
ORDER BY place.path
"""


def found_people(typed: str) -> list[Found]:
    """The people of the viewer whose names or document begin with every word typed, after those at risk for whom a
    message with such a code was sent."""
    code = typed_code(typed)
    called = _lines([person for (person,) in tuples(_CALLED_BY, {"tail": tail_of(code)})]) if code else []
    found = {line.person: line for line in [*called, *_lines(find_people(without_gaps(typed), SHOWN))]}
    return list(found.values())


# The code of a message is the end of the id of the fact that raised the alarm (`care.sms`): 30 bits, as a number. Open
# risks are few, so their cards are read through.
_CALLED_BY = """
SELECT DISTINCT card.person
FROM caseload_alert AS alert JOIN caseload_card AS card ON card.person = alert.person,
LATERAL (
    SELECT flag->>'fact' AS fact FROM json_array_elements(card.body->'alert'->'flags') AS flag
    UNION ALL SELECT followed->>'about' FROM json_array_elements(card.body->'alert'->'followed') AS followed
) AS alarm
WHERE ('x' || right(replace(alarm.fact, '-', ''), 8))::bit(32)::bigint & 1073741823 = %(tail)s
"""
_IN_CHARGE = """
WITH mine AS (
    SELECT person FROM caseload_card WHERE agent = %(user)s
    UNION
    SELECT person FROM caseload_card WHERE clinician = %(user)s
)
SELECT mine.person, count(*) OVER () FROM mine LEFT JOIN caseload_identity AS identity ON identity.person = mine.person
ORDER BY identity.sort_name, mine.person LIMIT %(limit)s
"""


def in_charge(viewer: Viewer, window: int) -> tuple[list[Found], int]:
    """The people whom this viewer accompanies or treats, the first `window` of them by name; and how many they are."""
    chosen = tuples(_IN_CHARGE, {"user": viewer.user, "limit": window})
    return _lines([person for person, _total in chosen]), chosen[0][1] if chosen else 0


def without_gaps(typed: str) -> str:
    """A document's number is one word, also when it was typed as "4512 0098"."""
    joined = "".join(plain(typed).split())
    return joined if joined.isdigit() else typed


def likely_same(names: Iterable[str], document: Document | None, birth_year: int | None) -> list[Found]:
    """People within the viewer's reach who may be this one: the same document, or all names and no other birth year."""
    number = written_number(document) if document else ""
    by_document = _lines(find_people(number, LIKELY)) if number else []
    same = [found for found in by_document if found.document_number == number]
    by_name = [
        f
        for f in _lines(find_people(" ".join(names), SHOWN))
        if None in (f.birth_year, birth_year) or f.birth_year == birth_year
    ]
    return list({found.person: found for found in [*same, *by_name]}.values())[:LIKELY]


def places_of(viewer: Viewer) -> list[tuple[str, list[tuple[str, str]]]]:
    """The districts and sectors where this viewer works, as choices: (group, [(code, name)])."""
    lows, highs = ranges(viewer.places)
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, name, above in tuples(_PLACES, {"lows": lows, "highs": highs}):
        groups.setdefault(above or name, []).append((code, name))
    return list(groups.items())


def _lines(persons: Sequence[UUID]) -> list[Found]:
    if not persons:
        return []
    return rows(Found, _LINES, [list(persons)])
