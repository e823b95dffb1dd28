"""`care` decides from what it is given: no clock, disk, network, chance or framework can change its answer."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import PACKAGE, name_of, python_files, tree

# Closed: a library enters here only if the same arguments always give the same answer.
CARE_MAY_IMPORT = {
    "__future__",
    "acompana",
    "bisect",
    "collections",
    "contextlib",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "heapq",
    "itertools",
    "math",
    "msgspec",
    "operator",
    "re",
    "types",
    "typing",
    "unicodedata",
    "uuid",
    "zoneinfo",
}
CLOCKS_AND_CHANCE = {"now", "utcnow", "today", "fromtimestamp", "uuid1", "uuid4", "uuid7"}
DISK = {"open", "input", "print", "exec", "eval"}

CARE = python_files(PACKAGE / "care")


def imported(module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, (node.module or "").split(".")[0]


def called(module: ast.Module) -> Iterator[tuple[int, str, bool]]:
    """Line, last word and whether it is a method, of every call."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.lineno, node.func.attr, True
            elif isinstance(node.func, ast.Name):
                yield node.lineno, node.func.id, False


def breaches(module: ast.Module, where: str) -> list[str]:
    found = [f"{where}:{line} imports {name}" for line, name in imported(module) if name not in CARE_MAY_IMPORT]
    for line, name, is_method in called(module):
        if name in CLOCKS_AND_CHANCE or (name in DISK and not is_method):
            found.append(f"{where}:{line} calls {name}()")
    return found


def test_care_imports_and_calls_only_what_gives_the_same_answer_twice():
    assert [breach for path in CARE for breach in breaches(tree(path), name_of(path))] == []


@pytest.mark.parametrize(
    ("source", "breach"),
    [
        ("import os", "imports os"),
        ("from django.db import models", "imports django"),
        ("import datetime\nx = datetime.datetime.now()", "calls now()"),
        ("from datetime import date\nx = date.today()", "calls today()"),
        ("x = open('f')", "calls open()"),
    ],
)
def test_a_clock_a_disk_or_a_framework_in_care_is_found(source, breach):
    assert [found.partition(" ")[2] for found in breaches(ast.parse(source), "x")] == [breach]


def test_loading_care_loads_no_framework(run_python):
    loaded = run_python(
        "import sys, importlib, pkgutil, acompana.care as care\n"
        "for module in pkgutil.walk_packages(care.__path__, 'acompana.care.'): importlib.import_module(module.name)\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'django', 'psycopg', 'duckdb', 'typer'}))"
    )
    assert loaded.strip() == "[]"
