"""One request that does both: facts up, cards down."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import Raw

from acompana.bundle import current
from acompana.field.body import read_bytes
from acompana.field.caller import as_caller, json_answer, note
from acompana.field.cards import Changes, changes, count_people
from acompana.field.cursor import from_text, start, to_text
from acompana.field.delivery import Fate, deliver, is_fault, one_by_one, read_delivery
from acompana.field.territory import territory_for
from acompana.field.wire import Refused, Sync, Synced
from acompana.ledger.refusals import Refusal
from acompana.people.access import seeing
from acompana.people.devices import Report
from acompana.people.reads import leave_traces

_SYNC = msgspec.json.Decoder(Sync)
logger = logging.getLogger(__name__)


def sync(request: HttpRequest) -> HttpResponse:
    """Record what a phone sends and give it what changed, in one transaction. Where the program stumbles, the facts are
    taken one by one, and the phone asks again (decision 0030)."""
    try:
        return _sync(request)
    except Exception as error:
        asked = read_delivery(read_bytes(request), _SYNC, Sync) if is_fault(error) else None
        if not asked or not asked.facts:
            raise
        logger.exception("a sync failed; its facts are taken one by one")
        return _piecemeal(request, asked)


def _piecemeal(request: HttpRequest, asked: Sync) -> HttpResponse:
    """The facts, each by itself; the phone asks again for what changed."""

    def deliver_in(fact: Raw, doubt: Refusal | None) -> Sequence[Fate]:
        with as_caller(request, writes=True) as caller:
            return list(deliver([fact], caller.viewer, caller.device, doubt))

    fates = list(one_by_one(asked.facts, deliver_in))
    with as_caller(request, writes=True) as caller:
        note(caller, _report(asked))
    accepted, refused = _judged(fates, caller.viewer.language)
    answer = _answer(accepted, refused, None, asked.cursor, from_start=False)
    return json_answer(request, msgspec.structs.replace(answer, more=True))


def _sync(request: HttpRequest) -> HttpResponse:
    with as_caller(request, writes=True) as caller:
        asked = read_delivery(read_bytes(request), _SYNC, Sync)
        beginning = start(caller.epoch, caller.viewer)
        cursor = from_text(asked.cursor, beginning)  # before anything is recorded: the phone may have to begin anew
        accepted, refused = _judged(deliver(asked.facts, caller.viewer, caller.device), caller.viewer.language)
        note(caller, _report(asked))
        if not asked.cards:
            return json_answer(request, _answer(accepted, refused, None, asked.cursor, from_start=False))
        with seeing(caller.viewer):
            found = changes(caller.viewer, cursor, caller.horizon)
            leave_traces(caller.viewer, [card.person for card in found.cards], "field.cards")
            people = None if found.more else count_people(caller.viewer)
        at_start = cursor.at_start or found.cursor.txid < cursor.txid
        answer = _answer(accepted, refused, found, to_text(found.cursor), from_start=at_start)
        held = asked.territory
        territory = None if held is msgspec.UNSET else territory_for(caller.viewer, held)
        return json_answer(request, msgspec.structs.replace(answer, people=people, territory=territory))


def _report(asked: Sync) -> Report | None:
    """What the phone says of itself, as it is once this request has been answered: what it brought has arrived."""
    told = asked.report
    if told is None:
        return None
    return Report(max(0, told.pending - len(asked.facts)), told.people, told.app_version, told.bundle)


def _judged(fates: Iterable[Fate], language: str) -> tuple[list[UUID], list[Refused]]:
    """What became of each fact, in their order, as the phone is told."""
    accepted: dict[UUID, None] = {}
    refused: list[Refused] = []
    for n, (id, refusal, due_at) in enumerate(fates):
        if refusal:
            refused.append(_refused(n, id, refusal, due_at, language))
        else:
            assert id is not None
            accepted[id] = None
    return list(accepted), refused


def _refused(n: int, id: UUID | None, refusal: Refusal, due_at: datetime | None, language: str) -> Refused:
    words = current().words.get(f"refusals.{refusal.code}") or {"es": refusal.remedy}  # older content knows fewer codes
    return Refused(
        n=n,
        id=id,
        code=refusal.code,
        message=words.get(language) or words["es"],
        expected=refusal.expected,
        found=refusal.found,
        remedy=refusal.remedy,
        due_at=due_at,
    )


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
        people=None,
        territory=None,
    )
