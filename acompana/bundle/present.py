"""The bundle in force: what an organization compiled for itself, or else the content that came with the software."""

import os
from pathlib import Path

import msgspec
from msgspec import Struct

import acompana
from acompana.bundle.bundle import Bundle, load_bundle, write_bundle
from acompana.bundle.compile import compile_content
from acompana.bundle.errors import Breach, UnfitContent

BUNDLE_FILE = "bundle.json"
_present: Bundle | None = None


def content_root() -> Path:
    """The content folder that came with the software: in the package, or beside it in a working copy."""
    package = Path(acompana.__file__).parent
    inside = package / "content"
    return inside if inside.is_dir() else package.parent / "content"


def put_in_force(bundle: Bundle, data_dir: Path) -> Path:
    """Make `bundle` the content of the organization in `data_dir`, for processes that start from now on.

    Raises UnfitContent when an instrument version that was in force would be gone: what was answered in it
    could no longer be read.
    """
    path = data_dir / BUNDLE_FILE
    kept = {(instrument.id, instrument.version) for instrument in bundle.instruments}
    gone = [known for known in _in_force(path) if (known.id, known.version) not in kept]
    if gone:
        expected = "every version that was in force before"
        raise UnfitContent(
            Breach("version_gone", f"instruments/{known.id}/{known.version}.toml", 0, "", expected, "no such file")
            for known in gone
        )
    data_dir.mkdir(parents=True, exist_ok=True)
    write_bundle(bundle, path)
    return path


class _Known(Struct):
    id: str
    version: str


class _Names(Struct):
    """As much of a bundle as can be read whatever version of the software wrote it."""

    instruments: tuple[_Known, ...]


def _in_force(path: Path) -> tuple[_Known, ...]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Names).instruments
    except (FileNotFoundError, msgspec.MsgspecError):
        return ()


def use(bundle: Bundle) -> None:
    """From now on this process works with `bundle`."""
    global _present
    _present = bundle


def current() -> Bundle:
    """The bundle this process works with, read or compiled the first time it is asked for."""
    if _present is None:
        use(_organization_bundle() or compile_content(content_root()))
    assert _present is not None
    return _present


def _organization_bundle() -> Bundle | None:
    """What was put in force for the organization this process serves, if anything was."""
    data_dir = os.environ.get("ACOMPANA_DATA_DIR")
    path = Path(data_dir) / BUNDLE_FILE if data_dir else None
    return load_bundle(path) if path and path.exists() else None
