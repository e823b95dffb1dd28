"""One request that does both: facts up, cards down."""

import json
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from msgspec import Raw

from acompana.bundle import current
from acompana.caseload.record import record
from acompana.field.body import decode, read_bytes
from acompana.field.caller import Caller, as_caller, json_answer
from acompana.field.cards import Changes, changes
from acompana.field.cursor import from_text, start, to_text
from acompana.field.trouble import Trouble
from acompana.field.wire import MOST_FACTS, Refused, Sync, Synced
from acompana.ledger.parsing import Submission, peek
from acompana.ledger.refusals import Refusal
from acompana.people.access import seeing
from acompana.people.reads import leave_traces

_SYNC = msgspec.json.Decoder(Sync)


def sync(request: HttpRequest) -> HttpResponse:
    """Record what a phone sends and give it what changed, in one transaction."""
    with as_caller(request, writes=True) as caller:
        asked = _asked(read_bytes(request))
        beginning = start(caller.epoch, caller.viewer)
        cursor = from_text(asked.cursor, beginning)  # before anything is recorded: the phone may have to begin anew
        accepted, refused = _deliver(asked, caller)
        if not asked.cards:
            return json_answer(request, _answer(accepted, refused, None, asked.cursor, from_start=False))
        with seeing(caller.viewer):
            found = changes(caller.viewer, cursor, caller.horizon)
            leave_traces(caller.viewer, [card.person for card in found.cards], "field.cards")
        at_start = cursor.at_start or found.cursor.txid < cursor.txid
        return json_answer(request, _answer(accepted, refused, found, to_text(found.cursor), from_start=at_start))


def _asked(raw: bytes) -> Sync:
    try:
        return decode(raw, _SYNC)
    except Trouble:
        salvaged = _salvaged(raw)
        if salvaged is None:
            raise
        return salvaged


def _salvaged(raw: bytes) -> Sync | None:
    """The same request read leniently, fact by fact: half a letter in one of them, as phones do write, is a reason to
    refuse that one, and must not keep the others from arriving, today and at every later try."""
    try:
        loose = json.loads(raw)
        facts = [Raw(json.dumps(fact).encode()) for fact in msgspec.convert(loose.pop("facts"), list)]
        asked = msgspec.convert(loose, Sync)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, msgspec.ValidationError):
        return None
    return msgspec.structs.replace(asked, facts=facts) if len(facts) <= MOST_FACTS else None


def _deliver(asked: Sync, caller: Caller) -> tuple[list[UUID], list[Refused]]:
    """Record the facts; what became of each."""
    if not asked.facts:
        return [], []
    now = timezone.now()
    raws = [bytes(fact) for fact in asked.facts]
    sent = [Submission(raw=raw, author=caller.viewer, received_at=now, device=caller.device) for raw in raws]
    accepted: dict[UUID, None] = {}
    refused: list[Refused] = []
    for n, receipt in enumerate(record(sent)):
        if receipt.refusal:
            refused.append(_refused(n, receipt.id or peek(raws[n])[0], receipt.refusal))
        else:
            assert receipt.id is not None
            accepted[receipt.id] = None
    return list(accepted), refused


def _refused(n: int, id: UUID | None, refusal: Refusal) -> Refused:
    return Refused(n=n, id=id, code=refusal.code, expected=refusal.expected, found=refusal.found, remedy=refusal.remedy)


def _answer(
    accepted: list[UUID], refused: list[Refused], found: Changes | None, cursor: str | None, *, from_start: bool
) -> Synced:
    return Synced(
        accepted=accepted,
        refused=refused,
        cards=found.cards if found else [],
        gone=found.gone if found else [],
        cursor=cursor,
        from_start=from_start,
        more=found.more if found else False,
        bundle=current().hash,
    )
