"""The bundle in force: what an organization compiled for itself, or else the content that came with the software."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from gettext import gettext as _
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

import acompana
from acompana.bundle.bundle import Bundle, load_bundle, sealed, write_bundle
from acompana.bundle.compile import compile_content
from acompana.bundle.errors import Breach, UnfitContent
from acompana.care.consents import ConsentText
from acompana.care.instruments import Instrument

T = TypeVar("T")

BUNDLE_FILE = "bundle.json"
_present: Bundle | None = None


def content_root() -> Path:
    """The content folder that came with the software: in the package, or beside it in a working copy."""
    package = Path(acompana.__file__).parent
    inside = package / "content"
    return inside if inside.is_dir() else package.parent / "content"


def put_in_force(bundle: Bundle, data_dir: Path) -> Path:
    """Make `bundle` the content of the organization in `data_dir`, for processes that start from now on.

    Raises UnfitContent when a version of an instrument that was in force would be gone, or would no longer raise the
    alarm at an answer at which it did: what was answered in it could not be read, and a risk in it would be closed by
    nobody. And when the words of a consent would be gone, for nobody could read any more what somebody agreed to.
    Where nothing was put in force yet, the content that came with the software was.
    """
    path = data_dir / BUNDLE_FILE
    before, after = _in_force(path) or _named(bundle_of_software()), _named(bundle)
    if gone := [*_versions_gone(before, after), *_flags_gone(before.instruments, after.instruments)]:
        raise UnfitContent(gone)
    data_dir.mkdir(parents=True, exist_ok=True)
    write_bundle(bundle, path)
    return path


def bundle_of_software() -> Bundle:
    """The content that came with this version of the software, compiled."""
    return compile_content(content_root())


def with_kept_versions(bundle: Bundle, data_dir: Path) -> Bundle:
    """`bundle`, and beside it every version of an instrument or a consent that is in force in `data_dir` and that it
    lacks.

    For the content that comes with the software: a newer one may have replaced a version, and nobody in the
    organization could put its file back.
    """
    path = data_dir / BUNDLE_FILE
    kept = {(instrument.id, instrument.version) for instrument in bundle.instruments}
    read = {(text.scope, text.version) for text in bundle.consents}
    instruments = [old for old in _readable(path, "instruments", Instrument) if (old.id, old.version) not in kept]
    consents = [old for old in _readable(path, "consents", ConsentText) if (old.scope, old.version) not in read]
    if not instruments and not consents:
        return bundle
    return sealed(
        replace(bundle, instruments=(*bundle.instruments, *instruments), consents=(*bundle.consents, *consents))
    )


# --- What was in force, as far as it can be read whatever version of the software wrote it ---------------------------


class _Flag(Struct):
    item: str
    kind: str
    values: tuple[int | str, ...] = field(name="is")


class _Known(Struct):
    id: str
    version: str
    flags: tuple[_Flag, ...] = ()

    @property
    def file(self) -> str:
        return f"instruments/{self.id}/{self.version}.toml"

    @property
    def alarms(self) -> dict[tuple[str, int | str], None]:
        """The answers at which it raises a flag of suicide, in their order."""
        return {(flag.item, value): None for flag in self.flags if flag.kind == "suicide" for value in flag.values}


class _Text(Struct):
    scope: str
    version: str

    @property
    def file(self) -> str:
        return f"consents/{self.scope}/{self.version}.toml"


class _Names(Struct):
    instruments: tuple[_Known, ...]
    consents: tuple[_Text, ...] = ()

    @property
    def files(self) -> dict[str, None]:
        """Those that have versions, in their order."""
        return dict.fromkeys([*(known.file for known in self.instruments), *(text.file for text in self.consents)])


def _in_force(path: Path) -> _Names | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Names)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _readable(path: Path, shelf: str, kind: type[T]) -> Iterator[T]:
    """What is in force of this kind, as far as this version of the software can still read it."""
    try:
        raws = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw]).get(shelf)
    except (FileNotFoundError, msgspec.MsgspecError):
        return
    for raw in msgspec.json.decode(raws, type=list[msgspec.Raw]) if raws else []:
        with suppress(msgspec.MsgspecError):
            yield msgspec.json.decode(raw, type=kind)


def _named(bundle: Bundle) -> _Names:
    return msgspec.convert(msgspec.to_builtins(bundle), _Names)


def _versions_gone(before: _Names, after: _Names) -> Iterator[Breach]:
    for file in before.files:
        if file not in after.files:
            yield Breach("version_gone", file, 0, "", _("every version that was in force before"), _("no such file"))


def _flags_gone(before: Iterable[_Known], after: Iterable[_Known]) -> Iterator[Breach]:
    alarms = {(known.id, known.version): known.alarms for known in after}
    for known in before:
        now = alarms.get((known.id, known.version), known.alarms)
        for item, value in known.alarms:
            if (item, value) not in now:
                expected = _("a flag of kind suicide when {item} is {value}, as in force")
                expected = expected.format(item=item, value=value)
                yield Breach("flag_gone", known.file, 0, "flags", expected, _("none"))


# --- What this process works with ------------------------------------------------------------------------------------


def use(bundle: Bundle) -> None:
    """From now on this process works with `bundle`."""
    global _present
    _present = bundle


def current() -> Bundle:
    """The bundle this process works with, read or compiled the first time it is asked for."""
    if _present is None:
        use(_organization_bundle() or bundle_of_software())
    assert _present is not None
    return _present


def _organization_bundle() -> Bundle | None:
    """What was put in force for the organization this process serves, if anything was."""
    data_dir = os.environ.get("ACOMPANA_DATA_DIR")
    path = Path(data_dir) / BUNDLE_FILE if data_dir else None
    return load_bundle(path) if path and path.exists() else None
