"""Who calls: the device behind a token, and one transaction for all of its request."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from uuid import UUID

import msgspec
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from acompana.field.body import WORTH_PACKING, packed
from acompana.field.trouble import Trouble
from acompana.people.access import Viewer, seeing, told_door
from acompana.people.devices import Bearer, Report, bearer_of, note_contact

_SIGN_IN = "Sign in on this phone."


class Caller(Struct, frozen=True):
    """A phone and its user. `epoch` is the ledger's: another one voids every cursor. `horizon` is the oldest
    transaction that may still be open: what those before it wrote can be seen, all of it. `reported` is what the phone
    last said of itself."""

    device: UUID
    viewer: Viewer
    epoch: UUID
    horizon: int
    reported: Report
    contact_is_old: bool


@contextmanager
def as_caller(request: HttpRequest, *, writes: bool = False) -> Iterator[Caller]:
    """The caller, in one transaction whose statements travel together. Raises Trouble for whom nobody knows.

    A caller who `writes` stands at the write door from the first statement on, which saves two more; whatever is read
    for the caller is read inside `seeing`, here as everywhere.
    """
    with bearing(_token(request), at_door=writes) as bearer:
        caller = _welcome(bearer)
        if not writes and caller.contact_is_old:
            with seeing(caller.viewer):
                note_contact(caller.device)
        yield caller


@contextmanager
def bearing(token: str, *, at_door: bool) -> Iterator[Bearer | None]:
    """Whoever shows this token, in one transaction whose statements travel together, its end with the last of them."""
    connection.ensure_connection()
    with connection.connection.pipeline(), transaction.atomic():
        bearer = bearer_of(token, at_door=at_door)
        with told_door() if at_door else nullcontext():
            yield bearer


def _token(request: HttpRequest) -> str:
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not token.isascii() or not token:
        raise Trouble(401, "not_signed_in", "Authorization: Bearer and a token", "none", _SIGN_IN)
    return token


def _welcome(bearer: Bearer | None) -> Caller:
    if bearer is None:
        raise Trouble(401, "not_signed_in", "the token of a device", "one that no device has", _SIGN_IN)
    if bearer.revoked:
        remedy = "Delete what this phone holds; the coordination revoked it."
        raise Trouble(401, "device_revoked", "a device in use", "one that was revoked", remedy)
    if not bearer.works_here:
        raise Trouble(401, "user_left", "somebody who works here", "somebody who left", "Delete what this phone holds.")
    return Caller(
        device=bearer.device,
        viewer=bearer.viewer,
        epoch=bearer.epoch,
        horizon=bearer.horizon,
        reported=bearer.reported,
        contact_is_old=bearer.contact_is_old,
    )


def note(caller: Caller, report: Report | None) -> None:
    """Remember that the phone was heard from, and what it says of itself, where either is news. For one that writes."""
    news = report if report != caller.reported else None
    if caller.contact_is_old or news:
        note_contact(caller.device, news)


def json_answer(request: HttpRequest, record: Struct) -> HttpResponse:
    """A record as the answer, packed where that saves something."""
    body = msgspec.json.encode(record)
    packs = len(body) > WORTH_PACKING and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(packed(body) if packs else body, content_type="application/json")
    response["Vary"] = "Accept-Encoding"
    if packs:
        response["Content-Encoding"] = "gzip"
    return response
