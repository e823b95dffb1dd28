"""The body of a request, from bytes to a record."""

import gzip
import zlib
from typing import TypeVar

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from msgspec import Struct

from acompana.field.trouble import Trouble

LARGEST_BODY = 2 << 20
"""Bytes on the line."""
LARGEST_UNPACKED = 8 << 20
"""Bytes after unpacking."""
MOST_POURED = 32 << 20
"""Bytes that are taken in only so that their sender hears why they are not kept."""
WORTH_PACKING = 1000
"""Bytes: below, packing an answer saves less than a packet."""

Record = TypeVar("Record", bound=Struct)


def read_body(request: HttpRequest, decoder: "msgspec.json.Decoder[Record]") -> Record:
    """What was sent, as the record it should be. Raises Trouble."""
    return decode(read_bytes(request), decoder)


def read_bytes(request: HttpRequest) -> bytes:
    """The JSON that was sent, unpacked. Raises Trouble."""
    if request.content_type != "application/json":
        raise Trouble(415, "wrong_type", "application/json", "another Content-Type", "Send JSON.")
    return _unpacked(_bytes(request), request.headers.get("Content-Encoding", ""))


def decode(raw: bytes, decoder: "msgspec.json.Decoder[Record]") -> Record:
    try:
        return decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Trouble(400, "malformed", "what the description of the API says", _told(error), "Correct it.") from error


def _bytes(request: HttpRequest) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    try:
        if length.isdecimal() and int(length) > LARGEST_BODY:
            _pour_away(request)
            raise RequestDataTooBig
        return request.body
    except RequestDataTooBig as error:
        raise _too_large(LARGEST_BODY) from error
    except UnreadablePostError as error:
        raise Trouble(400, "malformed", "a whole body", "one that broke off", "Send it again.") from error


def _pour_away(request: HttpRequest) -> None:
    """Take in what is too large before it is refused: a phone that is still sending does not hear the answer."""
    for _ in range(MOST_POURED >> 16):
        if not request.read(1 << 16):
            return


def _unpacked(raw: bytes, encoding: str) -> bytes:
    if encoding in ("", "identity"):
        return raw
    if encoding != "gzip":
        raise Trouble(415, "wrong_type", "gzip, or nothing", "another Content-Encoding", "Send it as it is.")
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        unpacked = unpacking.decompress(raw, LARGEST_UNPACKED)
    except zlib.error as error:
        raise Trouble(400, "malformed", "a body packed with gzip", "other bytes", "Send it again.") from error
    if unpacking.unconsumed_tail:
        raise _too_large(LARGEST_UNPACKED)
    if not unpacking.eof:
        raise Trouble(400, "malformed", "a whole body", "one that breaks off", "Send it again.")
    return unpacked


def _too_large(limit: int) -> Trouble:
    return Trouble(413, "too_large", f"at most {limit} bytes", "more", "Send the facts in smaller pieces.")


def _told(error: Exception) -> str:
    """The parser's own words: they name the field and the type, and never repeat a value."""
    text = str(error) if isinstance(error, msgspec.MsgspecError) else "bytes that are not UTF-8 JSON"
    return text if len(text) <= 300 else f"{text[:297]}..."


def packed(body: bytes) -> bytes:
    """An answer as it travels to a phone that unpacks gzip."""
    return gzip.compress(body, compresslevel=5, mtime=0)
