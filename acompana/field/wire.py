"""What travels between a phone and the server. The description of the API is made from these records."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from acompana.care.facts import ContactNamed, PersonIdentity, SafetyPlanWritten
from acompana.care.picture import Picture
from acompana.ledger.refusals import RefusalCode
from acompana.people.territory import Around

MOST_FACTS = 1000
"""In one request: more arrive in pieces."""
LARGEST_SEALED = 2 << 20
"""Letters."""

_NO_NUL = r"^[^\x00]*$"
Typed = Annotated[str, Meta(min_length=1, max_length=200, pattern=_NO_NUL)]
"""Something that a person typed."""


class _Asked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what a phone sends: a misspelled field is an error."""


class SignIn(_Asked, frozen=True, kw_only=True):
    """A user signs in on a phone; from then on the phone shows its token."""

    username: Typed
    password: Typed
    device: Annotated[str, Meta(min_length=1, max_length=80, pattern=_NO_NUL)]
    """How the coordination tells the phone from others: "celular de Rosa"."""
    app_version: Annotated[str, Meta(max_length=40, pattern=_NO_NUL)] = ""


class SignedIn(Struct, frozen=True, kw_only=True):
    """`token` is told this once. With `public_key` the phone seals what is recorded before its first sync, too."""

    token: str
    device: UUID
    user: UUID
    name: str
    role: str
    language: str
    organization: str
    time_zone: str
    bundle: str
    public_key: str


Count = Annotated[int, Meta(ge=0, le=1_000_000)]


class Report(_Asked, frozen=True, kw_only=True):
    """How the phone is, for the coordination to see: `pending` facts have not arrived yet, those of this request among
    them; cards of `people` are on it; it shows, asks and scores by the content `bundle` (a hash)."""

    pending: Count
    people: Count
    app_version: Annotated[str, Meta(max_length=40, pattern=_NO_NUL)]
    bundle: Annotated[str, Meta(max_length=64, pattern=_NO_NUL)]


class Sync(_Asked, frozen=True, kw_only=True):
    """Facts up, cards down.

    `cursor` is the one of the last answer, or null for everything. Each of `facts` is judged by itself, in their order.
    With `cards` false the facts are delivered and nothing is asked for: for a bad line, or pieces of one delivery.
    `territory` is the mark of the one that the phone holds, or null where it holds none yet; a phone that leaves it out
    is told of none.
    """

    cursor: Annotated[str, Meta(max_length=2000)] | None = None
    facts: Annotated[list[Raw], Meta(max_length=MOST_FACTS)] = []
    cards: bool = True
    report: Report | None = None
    territory: Annotated[str, Meta(max_length=100)] | UnsetType | None = UNSET


class Territory(Around, frozen=True, kw_only=True):
    """What the phone keeps so that it can be used without a network. `mark` is sent back to say which one it holds;
    `public_key` is what a locked phone seals to: a point of P-256, 65 bytes, in base64url."""

    mark: str
    public_key: str


class Refused(Struct, frozen=True, kw_only=True):
    """A fact that was not accepted. It is kept in quarantine, where a coordinator sees it; the phone keeps it too,
    until it is repaired and sent again under the same id. `n` is its place in the request, from 0. `message` says what
    is wrong and what to do, in the user's language; `expected`, `found` and `remedy` say it to a programmer. `due_at`:
    by when the coordination owes it an answer; null where it has been settled already."""

    n: int
    id: UUID | None
    code: RefusalCode
    message: str
    expected: str
    found: str
    remedy: str
    due_at: datetime | None


class Named(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody of the person's network, as last said."""

    fact: UUID
    named: ContactNamed


class Plan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The safety plan in force."""

    fact: UUID
    at: datetime
    plan: SafetyPlanWritten


class Card(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person as this user may see them. What is not the user's to see is absent."""

    person: UUID
    picture: Picture
    place: str | None = None
    shown: str | None = None  # the name that stands first, everywhere
    identity: PersonIdentity | None = None
    network: tuple[Named, ...] = ()
    plan: Plan | None = None


class Synced(Struct, frozen=True, kw_only=True):
    """The answer to a sync.

    `accepted` are the ids of the facts that stand, those that were here already among them. `gone` are people who are
    no longer the user's. With `from_start` the cards begin anew: when the last page has come (`more` is false), whoever
    was not on one of them is gone too. `bundle` is the content in force, to be fetched when it changes. `people` is how
    many the server counts as the user's, told with the last page. `territory` is told when it is not the one held.
    """

    accepted: list[UUID]
    refused: list[Refused]
    cards: list[Card]
    gone: list[UUID]
    cursor: str | None
    from_start: bool
    more: bool
    bundle: str
    people: int | None
    territory: Territory | None


class SealedDelivery(_Asked, frozen=True, kw_only=True):
    """Facts from a phone that nobody can unlock. `sealed` is, in base64url, what was sealed to the server's key (ECDH
    on P-256, HKDF-SHA-256, AES-256-GCM): {"token": that of the device, "facts": as in a sync}."""

    device: UUID
    sealed: Annotated[str, Meta(max_length=LARGEST_SEALED)]


class Opened(Struct, frozen=True, kw_only=True):
    """What was inside a seal."""

    token: Annotated[str, Meta(min_length=1, max_length=200)]
    facts: Annotated[list[Raw], Meta(max_length=MOST_FACTS)]


class RefusedSealed(Struct, frozen=True, kw_only=True):
    """A fact that is kept in quarantine. Why, and what it says, is told to nobody who holds a locked phone."""

    id: UUID | None
    code: RefusalCode


class Delivered(Struct, frozen=True, kw_only=True):
    """The answer to a sealed delivery: the phone may delete what was accepted, and what was refused is kept here."""

    accepted: list[UUID]
    refused: list[RefusedSealed]


class PastFact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fact of a person's history, as far as this user may see it."""

    id: UUID
    kind: str
    happened_at: datetime
    recorded_at: datetime
    received_at: datetime
    author: UUID
    role: str
    place: str | None = None
    body: dict[str, Any]
    identity: dict[str, Any] | None = None
    note: str | None = None


class History(Struct, frozen=True, kw_only=True):
    """All facts of a person, the oldest first; corrections and withdrawals are among them."""

    person: UUID
    facts: list[PastFact]
