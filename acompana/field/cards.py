"""Cards down: of a viewer's people, those that changed after a cursor, and who is no longer the viewer's."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import Raw, Struct

from acompana.field.around import people_around
from acompana.field.cursor import MOST_AHEAD, NOBODY, Cursor
from acompana.field.wire import Card
from acompana.ledger.reading import raw_cursor
from acompana.people.access import Viewer
from acompana.people.places import within

PAGE = 100
"""Cards of one answer."""


class Changes(Struct, frozen=True):
    cards: list[Card]
    gone: list[UUID]
    cursor: Cursor
    more: bool


# One statement, so that one snapshot answers it all. `page` comes in the order of the cursor; `own` are the cards that
# this very transaction changed, which no cursor can pass before it ends; `gone` are people who left the viewer's reach.
# The places are written out as ranges beside row-level security, because those an index can answer.
_CHANGES = """
WITH horizon AS MATERIALIZED (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS txid),
page AS (
    SELECT 'page' AS what, c.person, c.changed_txid, c.place, c.body::text AS picture
    FROM caseload_card AS c
    WHERE (c.changed_txid, c.person) > (%(txid)s::text::xid8, %(person)s)
      AND c.changed_txid < (SELECT txid FROM horizon)
      AND c.changed_txid <> ALL (%(ahead)s::text[]::xid8[])
      AND (c.agent = %(user)s OR {places})
    ORDER BY c.changed_txid, c.person LIMIT %(limit)s
),
own AS (
    SELECT 'own' AS what, c.person, c.changed_txid, c.place, c.body::text AS picture
    FROM caseload_card AS c WHERE c.changed_txid = pg_current_xact_id_if_assigned()
    LIMIT %(limit)s
),
gone AS (
    SELECT DISTINCT 'gone' AS what, d.person, (SELECT txid FROM horizon), NULL, NULL
    FROM field_departure AS d
    WHERE d.txid >= %(txid)s::text::xid8 AND d.txid < (SELECT txid FROM horizon) AND %(txid)s::text <> '0'
      AND NOT EXISTS (SELECT FROM caseload_card AS c WHERE c.person = d.person)
)
SELECT 'horizon', NULL::uuid, txid::text, NULL::text, NULL::text, NULL::text, NULL::text FROM horizon
UNION ALL
SELECT found.what, found.person, found.changed_txid::text, found.place, found.picture, i.shown, i.body::text
FROM (SELECT * FROM page UNION ALL SELECT * FROM own UNION ALL SELECT * FROM gone) AS found
LEFT JOIN caseload_identity AS i ON i.person = found.person
"""


class _Found(Struct, frozen=True):
    what: str
    person: UUID
    txid: int
    place: str | None
    picture: str
    shown: str | None
    identity: str | None


def changes(viewer: Viewer, cursor: Cursor, limit: int = PAGE) -> Changes:
    """What changed for the viewer after a cursor, as far as it fits one answer. Must run while `seeing(viewer)`."""
    horizon, found = _ask(viewer, cursor, limit)
    if cursor.txid > horizon:  # a cursor from a future that a restored backup does not have
        cursor = Cursor(cursor.epoch, cursor.reach)
        horizon, found = _ask(viewer, cursor, limit)
    page = sorted((f for f in found if f.what == "page"), key=lambda f: (f.txid, f.person))
    more = len(page) > limit
    page = page[:limit]
    own = [f for f in found if f.what == "own"]
    if len(own) > limit:  # too many for one answer: they come in pages, once the transaction has ended
        own = []
    txid, person = (page[-1].txid, page[-1].person) if more else (horizon, NOBODY)
    ahead = [*(t for t in cursor.ahead if t >= txid), *{f.txid for f in own}][-MOST_AHEAD:]
    gone = [f.person for f in found if f.what == "gone"]
    return Changes(
        cards=_cards([*page, *own]),
        gone=gone,
        cursor=Cursor(cursor.epoch, cursor.reach, txid, person, tuple(ahead)),
        more=more,
    )


def _ask(viewer: Viewer, cursor: Cursor, limit: int) -> tuple[int, list[_Found]]:
    bounds = [bound for path in viewer.places for bound in within(path)]
    places = " OR ".join(
        f"(c.place_path >= %(bound{n})s AND c.place_path < %(bound{n + 1})s)" for n in range(0, len(bounds), 2)
    )
    driver = raw_cursor()
    driver.execute(
        _CHANGES.replace("{places}", places or "false"),
        {
            "txid": str(cursor.txid),
            "person": cursor.person,
            "ahead": [str(txid) for txid in cursor.ahead],
            "user": viewer.user,
            "limit": limit + 1,
            **{f"bound{n}": bound for n, bound in enumerate(bounds)},
        },
    )
    (_, _, horizon, *_), *rows = driver.fetchall()
    return int(horizon), [_Found(what, person, int(txid), *rest) for what, person, txid, *rest in rows]


def _cards(found: Sequence[_Found]) -> list[Card]:
    around = people_around([f.person for f in found])
    return [
        Card(
            person=f.person,
            picture=_as_stored(f.picture),
            place=f.place,
            shown=f.shown,
            identity=_as_stored(f.identity) if f.identity else None,
            network=around[f.person].network,
            plan=around[f.person].plan,
        )
        for f in found
    ]


def _as_stored(text: str) -> Any:
    """Records are kept as the JSON that travels: it is passed on unread."""
    return Raw(text.encode())
