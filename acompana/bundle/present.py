"""The bundle this process works with."""

from pathlib import Path

import acompana
from acompana.bundle.bundle import Bundle
from acompana.bundle.compile import compile_content

_present: Bundle | None = None


def content_root() -> Path:
    """The content folder that came with the software: in the package, or beside it in a working copy."""
    package = Path(acompana.__file__).parent
    inside = package / "content"
    return inside if inside.is_dir() else package.parent / "content"


def use(bundle: Bundle) -> None:
    """From now on this process works with `bundle`."""
    global _present
    _present = bundle


def current() -> Bundle:
    """The bundle of this process; without `use`, the content that came with the software, compiled once."""
    if _present is None:
        use(compile_content(content_root()))
    assert _present is not None
    return _present
