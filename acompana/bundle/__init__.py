"""Compiles `content/` into one checked, hashed bundle. Everything else reads the bundle only."""

from acompana.bundle.bundle import Bundle, CodeList, load_bundle, write_bundle
from acompana.bundle.compile import compile_content
from acompana.bundle.errors import Breach, DamagedBundle, UnfitContent
from acompana.bundle.present import (
    bundle_of_software,
    content_root,
    current,
    put_in_force,
    use,
    with_kept_versions,
)
from acompana.bundle.signing import Unsigned, unsigned

__all__ = [
    "Breach",
    "Bundle",
    "CodeList",
    "DamagedBundle",
    "UnfitContent",
    "Unsigned",
    "bundle_of_software",
    "compile_content",
    "content_root",
    "current",
    "load_bundle",
    "put_in_force",
    "unsigned",
    "use",
    "with_kept_versions",
    "write_bundle",
]
