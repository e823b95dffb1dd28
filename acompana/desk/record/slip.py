"""The slip that every form carries: the id of the fact it will record, made when the form is shown.

Sent twice, it is the same fact, and the ledger keeps it once.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils.dateparse import parse_datetime
from msgspec import Struct

from acompana.caseload.record import record, submission
from acompana.ledger.refusals import Refusal
from acompana.people.access import Viewer
from acompana.people.ids import new_id


class Slip(Struct, frozen=True):
    """`fact` is the id to record under, `opened` when the form was shown: what the fact gives as its `recorded_at`."""

    fact: UUID
    opened: datetime


def new_slip(now: datetime) -> Slip:
    return Slip(new_id(), now)


def sent_slip(sent: Mapping[str, Any], now: datetime) -> Slip:
    """The slip that came back with a form; a new one where it was lost on the way."""
    try:
        fact, opened = UUID(sent.get("fact", "")), parse_datetime(sent.get("opened", ""))
    except ValueError:
        return new_slip(now)
    if opened is None or opened.tzinfo is None:
        return new_slip(now)
    return Slip(fact, min(opened, now))


def write(
    slip: Slip,
    author: Viewer,
    person: UUID,
    kind: str,
    body: Mapping[str, Any],
    *,
    happened_at: datetime | None = None,
    place: str | None = None,
) -> Refusal | None:
    """Record one fact through the write door; the refusal, where it was not accepted.

    `body` is as it travels: plain values, absent where nothing was said.
    """
    sent = {
        "id": slip.fact,
        "person": person,
        "kind": kind,
        "happened_at": (happened_at or slip.opened).astimezone(UTC),
        "recorded_at": slip.opened.astimezone(UTC),
        "body": {name: value for name, value in body.items() if value is not None},
    }
    if place:
        sent["place"] = place
    (receipt,) = record([submission(msgspec.json.encode(sent), author)])
    return receipt.refusal
