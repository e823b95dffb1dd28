"""Where a phone stands: opaque text for the phone, a position among the changes of cards for the server."""

import base64
import binascii
from hashlib import blake2b
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from acompana.field.trouble import Trouble
from acompana.people.access import Viewer

Txid = Annotated[int, Meta(ge=0, le=(1 << 63) - 1)]
NOBODY = UUID(int=0)
MOST_AHEAD = 16


class Cursor(Struct, frozen=True, array_like=True):
    """All cards that changed before `txid`, and those of `txid` up to `person`, have been sent.

    Cards are sent in the order of the transactions that changed them, and none whose transaction is not older than
    every one still open: what may still appear lies ahead. `ahead` are transactions beyond that whose cards were sent
    all the same, because the phone's own facts made them. A cursor of another `epoch` (a restored backup) or another
    `reach` (the user's places or role have changed) begins anew.
    """

    epoch: bytes
    reach: bytes
    txid: Txid = 0
    person: UUID = NOBODY
    ahead: tuple[Txid, ...] = ()

    @property
    def at_start(self) -> bool:
        return self.txid == 0


_DECODER = msgspec.msgpack.Decoder(Cursor)


def start(epoch: UUID, viewer: Viewer) -> Cursor:
    """The cursor of somebody who holds nothing yet."""
    reach = "\x1f".join([viewer.role, *sorted(viewer.tiers), *sorted(viewer.places)])
    return Cursor(epoch.bytes, blake2b(reach.encode(), digest_size=8).digest())


def to_text(cursor: Cursor) -> str:
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(cursor)).decode().rstrip("=")


def from_text(text: str | None, beginning: Cursor) -> Cursor:
    """The position that a text names, or the beginning where it is void. Raises Trouble where no answer gave it."""
    if text is None:
        return beginning
    try:
        cursor = _DECODER.decode(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, msgspec.MsgspecError, RecursionError) as error:
        remedy = "Send the cursor of the last answer as it was, or null to begin anew."
        raise Trouble(400, "unfit_cursor", "a cursor that an answer gave", "another text", remedy) from error
    if (cursor.epoch, cursor.reach) != (beginning.epoch, beginning.reach):
        return beginning
    return cursor
