"""A sealed delivery: the facts of a phone that nobody can unlock, brought by whoever holds it."""

import logging
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from msgspec import Raw
from msgspec.json import Decoder

from acompana.field.body import read_body
from acompana.field.caller import bearing, json_answer
from acompana.field.delivery import Fate, deliver, is_fault, one_by_one, read_delivery
from acompana.field.seal import BrokenSeal, unseal
from acompana.field.trouble import Trouble
from acompana.field.wire import Delivered, Opened, RefusedSealed, SealedDelivery
from acompana.ledger.refusals import Refusal
from acompana.people.devices import Bearer, note_contact

_SEALED = Decoder(SealedDelivery)
_OPENED = Decoder(Opened)
logger = logging.getLogger(__name__)

REVOKED = Refusal(
    "device_revoked",
    "a device in use",
    "one that was revoked, whose facts arrived sealed",
    "Ask whoever had the phone whether they recorded it; then let it in, or settle it.",
)
LEFT = Refusal(
    "user_left",
    "somebody who works here",
    "somebody who left, whose facts arrived sealed",
    "Decide whether it is to be trusted; then let it in, or settle it.",
)


def sealed(request: HttpRequest) -> HttpResponse:
    """Record what is inside the seal as a sync would. Nobody signs in: the token is inside, and the answer says nothing
    that the phone did not know."""
    opened = _opened(read_body(request, _SEALED))
    try:
        found = _delivered(opened, opened.facts)
    except Exception as error:
        if not is_fault(error) or not opened.facts:
            raise
        logger.exception("a sealed delivery failed; its facts are taken one by one")
        found = list(one_by_one(opened.facts, lambda fact, doubt: _delivered(opened, [fact], doubt)))
    accepted = dict.fromkeys(id for id, refusal, _ in found if id and refusal is None)
    refused = [RefusedSealed(id=id, code=refusal.code) for id, refusal, _ in found if refusal]
    return json_answer(request, Delivered(accepted=list(accepted), refused=refused))


def _delivered(opened: Opened, facts: Sequence[Raw], doubt: Refusal | None = None) -> list[Fate]:
    with bearing(opened.token, at_door=True) as bearer:
        if bearer is None:
            raise _unfit("a token that no device has")
        if bearer.contact_is_old:
            note_contact(bearer.device)
        return list(deliver(facts, bearer.viewer, bearer.device, _doubt(bearer) or doubt))


def _doubt(bearer: Bearer) -> Refusal | None:
    """Whose facts a coordinator looks at before they count. They are kept all the same."""
    if bearer.revoked:
        return REVOKED
    return None if bearer.works_here else LEFT


def _opened(asked: SealedDelivery) -> Opened:
    try:
        return read_delivery(unseal(asked.sealed), _OPENED, Opened)
    except BrokenSeal as error:
        raise _unfit("what it cannot open") from error
    except Trouble as error:
        raise _unfit("something else inside it") from error


def _unfit(found: str) -> Trouble:
    remedy = "Keep it on the phone, and show the phone to the coordination."
    return Trouble(400, "unfit_seal", "facts sealed to this server by one of its phones", found, remedy)
