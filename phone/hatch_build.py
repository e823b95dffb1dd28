"""Puts the built app into the wheel, where there is one."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Campo(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        built = Path(self.root) / "phone" / "dist"
        if version == "standard" and built.is_dir():
            build_data["force_include"][str(built)] = "acompana/campo"
