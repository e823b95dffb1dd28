"""Words and facts: what a message says, and the fact that it was sent."""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from acompana.bundle import current
from acompana.caseload.record import record
from acompana.ledger.parsing import Submission
from acompana.messages.channels import Letter
from acompana.messages.outbox import NOBODY, Step, Told
from acompana.people.access import EVERYTHING, Viewer
from acompana.people.users import SYSTEM

PRESSING, MANY, GATHERED = "pressing", "many", "gathered"
_BOARDS = {PRESSING: "/riesgo/", MANY: "/riesgo/", GATHERED: "/hoy/"}
_PROGRAM = Viewer(SYSTEM, "system", ("/",), EVERYTHING)


def write_letter(
    kind: str, id: UUID, to: UUID, address: str, language: str, at: datetime, origin: str, count: int = 1
) -> Letter:
    """A message in the recipient's language. It says that something waits and where, and nothing else."""
    link = origin.rstrip("/") + _BOARDS[kind]
    filled = {"link": link, "count": count}
    return Letter(
        id=id,
        to=to,
        address=address,
        at=at,
        subject=_said(f"{kind}_subject", language, "Acompaña").format(**filled),
        text=_said(f"{kind}_text", language, "{link}").strip().format(**filled) + "\n",
        link=link,
    )


def _said(key: str, language: str, otherwise: str) -> str:
    """A text of the content. A message whose words an older bundle does not have goes out all the same."""
    texts = current().words.get(f"messages.{key}")
    return texts.get(language, texts["es"]) if texts else otherwise


def message_id(step: Step | Told, to: UUID) -> UUID:
    """The id of telling this step to this user: the same whenever it is asked for, and a UUIDv7 (RFC 9562) like any
    fact's. It is made from the moment the step was queued, so that a step told again later has another."""
    said = f"{step.person}/{step.about}/{step.rung}/{step.to_owner}/{to}/{step.queued_at.isoformat()}"
    chance = int.from_bytes(hashlib.blake2b(said.encode(), digest_size=10).digest(), "big")
    milliseconds = int(step.queued_at.timestamp() * 1000)
    high, low = chance >> 68, chance & (2**62 - 1)
    return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)


def record_told(told: Collection[Told]) -> list[Told]:
    """Record that these messages were sent; returns those of which that is now a fact. What was told of a refused fact
    has no person to be recorded about, and its row is all that is kept."""
    about_persons = [t for t in told if t.person != NOBODY]
    receipts = record([_as_fact(t) for t in about_persons]) if about_persons else []
    kept = [t for t, receipt in zip(about_persons, receipts, strict=True) if receipt.refusal is None]
    return [*kept, *(t for t in told if t.person == NOBODY)]


def _as_fact(told: Told) -> Submission:
    sent = {
        "id": str(message_id(told, told.sent_to)),
        "person": str(told.person),
        "kind": "message_sent",
        "happened_at": told.sent_at.isoformat(),
        "recorded_at": told.sent_at.isoformat(),
        "body": {"about": str(told.about), "rung": told.rung, "to": str(told.sent_to), "channel": told.channel},
    }
    return Submission(raw=json.dumps(sent).encode(), author=_PROGRAM, received_at=told.sent_at)
