"""A phone's side of a seal, written from the description and from nothing of the server's."""

import base64
import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def seal(public_key: str, plain: bytes) -> str:
    curve = ec.SECP256R1()
    server = ec.EllipticCurvePublicKey.from_encoded_point(curve, bytes_of(public_key))
    ephemeral = ec.generate_private_key(curve)
    point = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    key = HKDF(hashes.SHA256(), 32, point, b"acompana sealed v1").derive(ephemeral.exchange(ec.ECDH(), server))
    nonce = os.urandom(12)
    return text_of(point + nonce + AESGCM(key).encrypt(nonce, plain, None))


def seal_facts(public_key: str, token: str, *facts: bytes) -> str:
    return seal(public_key, json.dumps({"token": token, "facts": [json.loads(fact) for fact in facts]}).encode())
