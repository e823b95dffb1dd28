"""What can be wrong with a request, numbered. Each is told as {error, expected, found, remedy}; a fact that is refused
is not among them: it is told in the answer, with a code of `ledger.refusals`.

F01 not_signed_in         401  no token, or one that no device has
F02 device_revoked        401  the coordination revoked the device
F03 user_left             401  the device's user no longer works here
F04 wrong_sign_in         401  the name and the password do not belong together
F05 locked_out            429  too many wrong passwords
F06 password_must_change  403  a password that works once; the person chooses another at the desk first
F07 role_without_field    403  a role that has nothing to do in the field
F08 wrong_type            415  a body that is not JSON, or is compressed in another way than gzip
F09 malformed             400  not the shape that the description says
F10 too_large             413  more bytes than one request may bring
F11 unfit_cursor          400  a cursor that no answer gave
F12 unknown_person        404  nobody, or nobody of the viewer's
F13 unknown_address       404
F14 unknown_method        405
F15 unavailable           503  the database does not answer; nothing was stored
F16 bug                   500  a fault of the program; nothing was stored
F17 unfit_seal            400  a sealed delivery that this server cannot open
"""

from typing import Literal

import msgspec
import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from msgspec import Struct

DATABASE_GONE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)

TroubleCode = Literal[
    "not_signed_in",
    "device_revoked",
    "user_left",
    "wrong_sign_in",
    "locked_out",
    "password_must_change",
    "role_without_field",
    "wrong_type",
    "malformed",
    "too_large",
    "unfit_cursor",
    "unknown_person",
    "unknown_address",
    "unknown_method",
    "unavailable",
    "bug",
    "unfit_seal",
]


class Problem(Struct, frozen=True):
    """Trouble as it travels. `found` never repeats a name, a document or an answer."""

    error: TroubleCode
    expected: str
    found: str
    remedy: str


class Trouble(Exception):
    """A request that cannot be answered as it was meant."""

    def __init__(
        self, status: int, error: TroubleCode, expected: str, found: str, remedy: str, *, retry_after: int = 0
    ) -> None:
        self.status = status
        self.told = Problem(error, expected, found, remedy)
        self.retry_after = retry_after
        super().__init__(error)

    def answer(self) -> HttpResponse:
        response = HttpResponse(msgspec.json.encode(self.told), content_type="application/json", status=self.status)
        if self.status == 401:
            response["WWW-Authenticate"] = "Bearer"
        if self.retry_after:
            response["Retry-After"] = str(self.retry_after)
        return response
