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


# `page` comes in the order of the cursor and stops before the horizon; `own` are the cards that this very transaction
# changed, which no cursor can pass before it ends; `gone` are people who left the viewer's reach. The places are
# written out as ranges beside row-level security, because those an index can answer.
_CHANGES = """
WITH page AS (
    SELECT 'page' AS what, c.person, c.changed_txid
    FROM caseload_card AS c
    WHERE (c.changed_txid, c.person) > (%(txid)s::xid8, %(person)s)
      AND c.changed_txid < %(horizon)s::xid8
      AND c.changed_txid <> ALL (%(ahead)s::text[]::xid8[])
      AND (c.agent = %(user)s OR {places})
    ORDER BY c.changed_txid, c.person LIMIT %(limit)s
),
own AS (
    SELECT 'own', c.person, c.changed_txid
    FROM caseload_card AS c WHERE c.changed_txid = pg_current_xact_id_if_assigned()
    LIMIT %(limit)s
),
gone AS (
    SELECT DISTINCT 'gone', d.person, NULL::xid8
    FROM field_departure AS d
    WHERE d.txid >= %(txid)s::xid8 AND d.txid < %(horizon)s::xid8 AND %(txid)s::text <> '0'
      AND NOT EXISTS (SELECT FROM caseload_card AS c WHERE c.person = d.person)
)
SELECT found.what, found.person, found.changed_txid::text::bigint, c.place, c.body::text, i.shown, i.body::text
FROM (SELECT * FROM page UNION ALL SELECT * FROM own UNION ALL SELECT * FROM gone) AS found
LEFT JOIN caseload_card AS c ON c.person = found.person
LEFT JOIN caseload_identity AS i ON i.person = found.person
"""


class _Found(Struct, frozen=True):
    what: str
    person: UUID
    txid: int | None
    place: str | None
    picture: str | None  # absent of who is gone
    shown: str | None
    identity: str | None


def changes(viewer: Viewer, cursor: Cursor, horizon: int, limit: int = PAGE) -> Changes:
    """What changed for the viewer after a cursor, as far as it fits one answer. Must run while `seeing(viewer)`.

    Args:
        viewer: whose people.
        cursor: where the phone stands.
        horizon: a transaction such that all before it had ended when this one began; what changed since comes later.
        limit: cards of one answer.
    """
    if cursor.txid > horizon:  # from a future that a restored backup does not have
        cursor = Cursor(cursor.epoch, cursor.reach)
    found = _ask(viewer, cursor, horizon, limit)
    page = sorted((f for f in found if f.what == "page"), key=lambda f: (f.txid, f.person))
    more = len(page) > limit
    page = page[:limit]
    own = [f for f in found if f.what == "own"]
    if len(own) > limit:  # too many for one answer: they come in pages, once the transaction has ended
        own = []
    txid, person = (page[-1].txid or 0, page[-1].person) if more else (horizon, NOBODY)
    ahead = [*(t for t in cursor.ahead if t >= txid), *{f.txid or 0 for f in own}][-MOST_AHEAD:]
    return Changes(
        cards=_cards([*page, *own]),
        gone=[f.person for f in found if f.what == "gone"],
        cursor=Cursor(cursor.epoch, cursor.reach, txid, person, tuple(ahead)),
        more=more,
    )


def _ask(viewer: Viewer, cursor: Cursor, horizon: int, limit: int) -> list[_Found]:
    bounds = _bounds(viewer)
    driver = raw_cursor()
    driver.execute(
        _CHANGES.replace("{places}", _in_places(len(bounds))),
        {
            "txid": str(cursor.txid),
            "person": cursor.person,
            "horizon": str(horizon),
            "ahead": [str(txid) for txid in cursor.ahead],
            "user": viewer.user,
            "limit": limit + 1,
            **bounds,
        },
        # Planned for each viewer anew: a plan that is right for an agent of one sector reads a country for others.
        prepare=False,
    )
    return [_Found(*row) for row in driver.fetchall()]


def count_people(viewer: Viewer) -> int:
    """How many people are the viewer's. Must run while `seeing(viewer)`."""
    bounds = _bounds(viewer)
    driver = raw_cursor()
    driver.execute(
        f"SELECT count(*) FROM caseload_card AS c WHERE c.agent = %(user)s OR {_in_places(len(bounds))}",  # noqa: S608
        {"user": viewer.user, **bounds},
        prepare=False,
    )
    row = driver.fetchone()
    assert row is not None
    return int(row[0])


def _bounds(viewer: Viewer) -> dict[str, str]:
    """The ranges of paths that the viewer covers, two bounds each."""
    return {f"bound{n}": bound for n, bound in enumerate(b for path in viewer.places for b in within(path))}


def _in_places(bounds: int) -> str:
    ranges = [f"(c.place_path >= %(bound{n})s AND c.place_path < %(bound{n + 1})s)" for n in range(0, bounds, 2)]
    return " OR ".join(ranges) or "false"


def _cards(found: Sequence[_Found]) -> list[Card]:
    around = people_around([f.person for f in found])
    return [
        Card(
            person=f.person,
            picture=_as_stored(f.picture or "null"),
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
