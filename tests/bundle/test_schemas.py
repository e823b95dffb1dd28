from pathlib import Path

from acompana.bundle.schemas import schemas

FOLDER = Path(__file__).parents[2] / "spec" / "schemas"


def test_the_schemas_are_those_of_the_records() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    stale = sorted(name for name, text in schemas().items() if written.pop(name, None) != text)
    assert (stale, sorted(written)) == ([], []), "run: uv run python -m acompana.bundle.schemas spec/schemas"
