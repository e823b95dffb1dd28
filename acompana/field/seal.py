"""Sealed to the server: what a phone may hand over although nobody can read it there.

A phone seals with the public key that its territory carries; the private one is derived from the organization's secret,
which lies beside the records and never in them. So every web server of an organization opens the same seals, and a
stolen copy of the database opens none.

    sealed = ephemeral public key (65 bytes) || nonce (12) || AES-256-GCM(key, plaintext)
    key    = HKDF-SHA-256(ECDH P-256, salt = ephemeral public key, info = "acompana sealed v1")
"""

import base64
import binascii
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

INFO = b"acompana sealed v1"
POINT, NONCE = 65, 12
_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class BrokenSeal(Exception):
    """Not sealed to this server, or not whole."""


def public_key() -> str:
    """The server's public key as a phone keeps it: the uncompressed point, in base64url."""
    return _public_key(settings.SECRET_KEY)


def unseal(sealed: str) -> bytes:
    """What was sealed. Raises BrokenSeal."""
    try:
        raw = base64.b64decode(sealed.encode() + b"=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
        point, nonce, hidden = raw[:POINT], raw[POINT : POINT + NONCE], raw[POINT + NONCE :]
        sender = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
        shared = _private_key(settings.SECRET_KEY).exchange(ec.ECDH(), sender)
        return AESGCM(_derive(shared, point, INFO, 32)).decrypt(nonce, hidden, None)
    except (binascii.Error, ValueError, InvalidTag) as error:
        raise BrokenSeal from error


def _derive(secret: bytes, salt: bytes | None, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


@lru_cache(maxsize=1)
def _private_key(secret: str) -> ec.EllipticCurvePrivateKey:
    # 16 bytes more than the order has, so that the remainder favors no key (FIPS 186-5, A.2.1).
    drawn = int.from_bytes(_derive(secret.encode(), None, b"acompana server key v1", 48), "big")
    return ec.derive_private_key(drawn % (_ORDER - 1) + 1, _CURVE)


@lru_cache(maxsize=1)
def _public_key(secret: str) -> str:
    point = _private_key(secret).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")
