"""Facts as they arrive from a phone: what can be saved of a damaged request, and what became of each fact."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

import msgspec
from msgspec import Raw

from acompana.caseload.record import record
from acompana.field.body import decode
from acompana.field.trouble import DATABASE_GONE, Trouble
from acompana.field.wire import MOST_FACTS, Opened, Sync
from acompana.ledger.parsing import Submission, peek
from acompana.ledger.refusals import Refusal
from acompana.people.access import Viewer

Delivery = TypeVar("Delivery", Sync, Opened)
logger = logging.getLogger(__name__)

FAULT = Refusal(
    "fault",
    "a fact that the program takes in",
    "a fault of the program",
    "It is kept as it was sent. Mend the program; then let it in.",
)


class Fate(NamedTuple):
    """What became of one fact: its id as far as it has one, and where it was refused, why, and by when somebody answers
    for it."""

    id: UUID | None
    refusal: Refusal | None
    due_at: datetime | None


def read_delivery(raw: bytes, decoder: "msgspec.json.Decoder[Delivery]", kind: type[Delivery]) -> Delivery:
    """What was sent, as the record it should be. Raises Trouble."""
    try:
        return decode(raw, decoder)
    except Trouble:
        salvaged = _salvaged(raw, kind)
        if salvaged is None:
            raise
        return salvaged


def _salvaged(raw: bytes, kind: type[Delivery]) -> Delivery | None:
    """The same request read leniently, fact by fact: half a letter in one of them, as phones do write, is a reason to
    refuse that one, and must not keep the others from arriving, today and at every later try."""
    try:
        loose = json.loads(raw)
        facts = [Raw(json.dumps(fact).encode()) for fact in msgspec.convert(loose["facts"], list)]
        asked = msgspec.convert(loose | {"facts": []}, kind)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, msgspec.ValidationError):
        return None
    return msgspec.structs.replace(asked, facts=facts) if len(facts) <= MOST_FACTS else None


def deliver(facts: Sequence[Raw], author: Viewer, device: UUID, doubt: Refusal | None = None) -> Iterator[Fate]:
    """Record the facts; what became of each, in their order.

    Must run inside `bearing`. With a `doubt` whatever is new goes into quarantine.
    """
    if not facts:
        return
    now = datetime.now(UTC)
    sent = [Submission(raw=bytes(fact), author=author, received_at=now, device=device, doubt=doubt) for fact in facts]
    for submission, receipt in zip(sent, record(sent), strict=True):
        yield Fate(receipt.id or peek(submission.raw)[0], receipt.refusal, receipt.due_at)


def is_fault(error: Exception) -> bool:
    """Whether the program stumbled: nothing that the request is told of as it is, and not a database that is away."""
    return not isinstance(error, (Trouble, *DATABASE_GONE))


def one_by_one(facts: Sequence[Raw], deliver_in: Callable[[Raw, Refusal | None], Sequence[Fate]]) -> Iterator[Fate]:
    """What becomes of each fact where all of them together could not be taken in. Whatever the program stumbles over
    waits in quarantine, with whoever answers for it, and holds back no other.

    `deliver_in` delivers one fact, with that doubt, in a transaction of its own.
    """
    for fact in facts:
        try:
            fates = deliver_in(fact, None)
        except Exception as error:
            if not is_fault(error):
                raise
            logger.exception("a fact could not be taken in, and waits in quarantine")
            fates = deliver_in(fact, FAULT)
        yield from fates
