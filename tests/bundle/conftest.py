import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from acompana.bundle import Breach, UnfitContent, compile_content, content_root

Break = Callable[..., tuple[Breach, ...]]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content, to spoil."""
    return Path(shutil.copytree(content_root(), tmp_path / "content"))


@pytest.fixture
def breaches_after(content: Path) -> Break:
    """Replace words in one file, compile, and return what is then wrong."""

    def spoil(file: str, old: str, new: str) -> tuple[Breach, ...]:
        path = content / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} no longer says {old!r}: the test needs other words"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(UnfitContent) as caught:
            compile_content(content)
        return caught.value.breaches

    return spoil
