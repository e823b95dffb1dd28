import json
import re
import tomllib
from importlib.metadata import version

from tests.architecture.source import ROOT

RECIPES = {"demo", "test", "check", "bench"}


def test_ci_runs_the_recipes_and_nothing_else():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["make check", "make test"]


def test_the_makefile_has_the_four_recipes():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets - {"env", "browser", "phone", "storm"} == RECIPES


def test_the_version_is_the_changelogs_first_heading():
    first_heading = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first_heading
    assert version("acompana") == first_heading[1]


def test_the_lock_files_name_no_private_registry():
    python_lock = tomllib.loads((ROOT / "uv.lock").read_text())
    sources = {package["source"].get("registry") for package in python_lock["package"]} - {None}
    assert len(sources) == 1
    for folder in (ROOT / "tests" / "browser", ROOT / "phone"):
        node_lock = json.loads((folder / "package-lock.json").read_text())
        assert [name for name, package in node_lock["packages"].items() if "resolved" in package] == []
