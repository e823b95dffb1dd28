"""From what was sent to a fact. A fact is parsed once, here; past the door there are only typed records."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, cast
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from acompana.care.facts import KINDS, Body, Code, Fact, Role
from acompana.ledger.refusals import Refusal
from acompana.people.access import Viewer

LARGEST_FACT = 64 * 1024
"""Bytes. The longest safety plan anybody wrote would fill a tenth of it."""

Moment = Annotated[datetime, Meta(tz=True)]


class SentFact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact as a phone, a form or an import sends it. Author, role and time of arrival are the server's to say."""

    id: UUID
    person: UUID
    kind: str
    happened_at: Moment
    recorded_at: Moment
    place: Code | None = None
    body: Raw


class Submission(Struct, frozen=True, kw_only=True, gc=False):
    """One sent fact, who sent it, and when it arrived. `doubt` is a reason to keep it in quarantine whatever it says,
    unless it is here already. `let_in_by` is who vouches for what was refused before: it stays its author's, with the
    author's role, and reaches as far as whoever lets it in."""

    raw: bytes
    author: Viewer
    received_at: datetime
    device: UUID | None = None
    doubt: Refusal | None = None
    let_in_by: Viewer | None = None


_SENT = msgspec.json.Decoder(SentFact)
_BODIES = {kind: msgspec.json.Decoder(body) for kind, body in KINDS.items()}
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def parse(submission: Submission) -> Fact | Refusal:
    """The fact that was sent, stamped with its author and arrival; or why it is none."""
    raw = submission.raw
    if len(raw) > LARGEST_FACT:
        return Refusal(
            "too_large",
            f"at most {LARGEST_FACT} bytes",
            f"{len(raw)} bytes",
            "Shorten the free text and send it again.",
        )
    if b"u0000" in raw and _NUL.search(raw):
        return Refusal("unfit_text", "text", "a NUL character", "Remove it and send the fact again.")
    try:
        sent = _SENT.decode(raw)
        decoder = _BODIES.get(sent.kind)
        if decoder is None:
            return Refusal(
                "unknown_kind",
                f"one of {', '.join(KINDS)}",
                _shown(sent.kind),
                "Update the sender, or correct the kind.",
            )
        body: Body = decoder.decode(sent.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return Refusal(
            "malformed", "a fact as spec/schemas describes it", _told(error), "Correct it and send it again."
        )
    author = submission.author
    return Fact(
        id=sent.id,
        person=sent.person,
        kind=sent.kind,
        happened_at=_in_utc(sent.happened_at),
        recorded_at=_in_utc(sent.recorded_at),
        received_at=submission.received_at,
        author=author.user,
        role=cast(Role, author.role),
        place=sent.place,
        device=submission.device,
        body=body,
    )


def _in_utc(moment: datetime) -> datetime:
    """As the ledger tells it when it is read again: a card is the same either way."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # in the first year or in the last: the door refuses it as it is
        return moment


class Parts(Struct, frozen=True, gc=False):
    """A body taken apart into its tiers."""

    care: Body
    identity: Any = None
    note: str | None = None


def take_apart(body: Body) -> Parts:
    """A body in three parts: what the care tier holds, what names somebody, a professional's note."""
    identity = getattr(body, "identity", None)
    note = getattr(body, "note", None)
    if identity is not None:
        body = msgspec.structs.replace(body, identity=None)
    if note is not None:
        body = msgspec.structs.replace(body, note=None)
    return Parts(body, identity, note)


def has_parts(kind: str) -> bool:
    """Whether facts of this kind may have something beside the care tier."""
    return kind in _WITH_PARTS


_WITH_PARTS = frozenset(k for k, body in KINDS.items() if {"identity", "note"} & set(body.__struct_fields__))


def decode_body(kind: str, body: str | bytes) -> Body:
    """A body as the ledger keeps it, care tier only."""
    return _BODIES[kind].decode(body)


def peek(raw: bytes) -> tuple[UUID | None, UUID | None, str | None]:
    """(id, person, kind) of something that may not be a fact at all, as far as it can be read."""
    try:
        loose = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None, None, None
    if not isinstance(loose, dict):
        return None, None, None
    kind = loose.get("kind")
    return _uuid(loose.get("id")), _uuid(loose.get("person")), kind if isinstance(kind, str) else None


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _shown(kind: str) -> str:
    shown = ascii(kind)
    return shown if len(shown) <= 40 else f"{shown[:37]}..."


def _told(error: Exception) -> str:
    """The parser's own words. They name the field and the type, and never repeat a value."""
    text = str(error) if isinstance(error, msgspec.MsgspecError) else "bytes that are not UTF-8 JSON"
    return text if len(text) <= 300 else f"{text[:297]}..."
