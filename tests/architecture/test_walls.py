from importlinter.cli import lint_imports

from tests.architecture.source import PACKAGE, ROOT, python_files

# Names that say nothing about what is inside; a room or a file is named after an idea.
EMPTY_WORDS = {"utils", "util", "common", "helpers", "helper", "services", "managers", "misc", "lib", "core", "base"}
LONGEST_FILE = 400
LONGER_FOR_A_REASON: dict[str, str] = {}


def test_every_import_runs_downward(capsys):
    assert lint_imports(str(ROOT / "pyproject.toml"), no_cache=True) == 0, capsys.readouterr().out


def test_rooms_and_files_are_named_after_ideas():
    named = [path for path in PACKAGE.rglob("*") if path.is_dir() or path.suffix == ".py"]
    assert [str(path) for path in named if path.stem.strip("_") in EMPTY_WORDS] == []


def test_a_file_holds_one_idea_or_says_why_it_is_long():
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in python_files()}
    too_long = {name for name, lines in lengths.items() if lines > LONGEST_FILE}
    assert sorted(too_long - LONGER_FOR_A_REASON.keys()) == [], f"more than {LONGEST_FILE} lines"
    assert sorted(LONGER_FOR_A_REASON.keys() - too_long) == [], "no longer long: take it off the list"
