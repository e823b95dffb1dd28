"""The compiled content: one checked, hashed record that everything else reads."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from gettext import gettext as _
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from acompana.bundle.errors import Breach, DamagedBundle
from acompana.bundle.indicators import IndicatorSet
from acompana.care.consents import ConsentText
from acompana.care.content import SignOff, Texts
from acompana.care.instruments import Instrument
from acompana.care.programs import DangerProtocol, Program, RiskRules
from acompana.care.rulebook import Rulebook, ordered
from acompana.care.scoring import Reason


class Code(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of a code list. The code is text, with its point."""

    code: str
    name: Texts


class CodeList(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, dict=True):
    """A list of codes from a standard, or the part of it that is used here."""

    id: str
    version: str
    name: Texts
    source: str
    license: str
    sign_off: SignOff
    codes: tuple[Code, ...]

    @cached_property
    def names(self) -> Mapping[str, Texts]:
        """Each code's name."""
        return {entry.code: entry.name for entry in self.codes}

    def name_of(self, code: str) -> Texts | None:
        return self.names.get(code)


class Bundle(Struct, frozen=True, kw_only=True, dict=True):
    """All content, compiled. `hash` is the SHA-256 of its canonical JSON with an empty `hash`."""

    hash: str = ""
    instruments: tuple[Instrument, ...]
    programs: tuple[Program, ...]
    risk: RiskRules
    dangers: tuple[DangerProtocol, ...] = ()
    consents: tuple[ConsentText, ...] = ()
    codes: tuple[CodeList, ...]
    indicators: tuple[IndicatorSet, ...]
    words: Mapping[str, Texts]

    @cached_property
    def rulebook(self) -> Rulebook:
        """The content as folds use it."""
        return Rulebook(self.instruments, self.programs, self.risk)

    def instrument(self, id: str, version: str | None = None) -> Instrument | None:
        """An instrument in one version, or in its latest; None where there is no such thing."""
        return self.rulebook.instrument(id, version)

    def indicator_set(self, id: str) -> IndicatorSet:
        """The indicators of a program. Raises StopIteration when the content has none of that id."""
        return next(indicators for indicators in self.indicators if indicators.id == id)

    def dangers_of(self, signs: Iterable[str]) -> list[DangerProtocol]:
        """What is to be done at these signs of danger, each protocol once, in the order of the signs."""
        by_sign = {sign: protocol for protocol in self.dangers for sign in protocol.signs}
        return list({by_sign[sign].id: by_sign[sign] for sign in signs if sign in by_sign}.values())

    def consent(self, scope: str) -> ConsentText | None:
        """The words to read for a purpose: the newest that the content has."""
        texts = [text for text in self.consents if text.scope == scope]
        return max(texts, key=lambda text: ordered(text.version), default=None)

    def code_list(self, id: str) -> CodeList | None:
        return next((codes for codes in self.codes if codes.id == id), None)

    def say(self, reason: Reason, language: str = "es") -> str:
        """Why a score is what it is, in words."""
        return self.words[f"reasons.{reason.code}"][language].format(found=reason.found, against=reason.against)


def canonical(bundle: Bundle) -> bytes:
    """The bundle as JSON with sorted keys: the same content gives the same bytes."""
    return msgspec.json.encode(bundle, order="sorted")


def sealed(bundle: Bundle) -> Bundle:
    """The bundle with its hash."""
    unsealed = replace(bundle, hash="")
    return replace(unsealed, hash=hashlib.sha256(canonical(unsealed)).hexdigest())


def write_bundle(bundle: Bundle, path: Path) -> None:
    """Write the bundle as JSON, whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")  # two commands may write at once
    part.write_bytes(canonical(bundle))
    os.replace(part, path)


def load_bundle(path: Path) -> Bundle:
    """Read a bundle that `write_bundle` wrote. Raises DamagedBundle when it is not what its hash says.

    The hash is of what is written, so that a newer version of the software, which may know more keys, reads it too.
    """
    written = path.read_bytes()
    try:
        bundle = msgspec.json.decode(written, type=Bundle)
    except msgspec.MsgspecError as error:
        raise _damaged(path, _("a compiled bundle"), str(error)) from error
    unsealed = {**msgspec.json.decode(written), "hash": ""}
    if hashlib.sha256(msgspec.json.encode(unsealed, order="sorted")).hexdigest() != bundle.hash:
        raise _damaged(path, _("content with the hash it names"), _("other content"))
    return bundle


def _damaged(path: Path, expected: str, found: str) -> DamagedBundle:
    return DamagedBundle([Breach("damaged", path.name, 0, "", expected, found)])
