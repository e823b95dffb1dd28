"""The glossary knows every word that the records use, and the code does not say what the glossary says to avoid."""

import re
from typing import get_args

from acompana.bundle import current
from acompana.care.facts import KINDS, Role
from acompana.care.programs import Level
from tests.architecture.source import ROOT, python_files

GLOSSARY = (ROOT / "GLOSSARY.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in GLOSSARY.splitlines() if line.startswith("| ")
]
TERMS = {row[0] for row in ROWS}
AVOIDED = {word.strip() for row in ROWS if len(row) > 3 for word in row[3].split(",") if word.strip()} - {
    "Avoid",
    "---",
}

# Where an avoided word is somebody else's term, or has its ordinary meaning.
ALLOWED = {
    "event": "what a fact means for the rules (care/events.py); a fact itself is never called an event",
    "record": "the verb, and a Python record type",
    "submission": "something sent to the door that may not be a fact",
    "form": "an HTML form, and the visit form",
    "case": "taking the case",
    "status": "of an HTTP answer",
    "group": "a group session; of a command line",
    "area": "an HTML textarea",
    "location": "of an HTTP answer",
    "default": "of a parameter",
    "delete": "a row or a session",
    "edit": "a file",
    "stat": "of a file system",
    "profile": "of a browser",
    "transfer": "an exit of a program",
    "manager": "Django's",
    "contract": "of an interface",
    "client": "of a server",
    "provider": "a web map's or mail's",
}


def names_in(source: str) -> set[str]:
    words = re.findall(r"\b(?:class|def)\s+(\w+)", source)
    parts = (part.lower() for word in words for part in re.findall(r"[A-Z]?[a-z]+", word))
    return set(parts)


def test_every_kind_of_fact_role_level_and_stage_is_in_the_glossary():
    stages = {stage.id for program in current().programs for stage in program.stages}
    needed = {*KINDS, *get_args(Role), *get_args(Level), *stages} - {"none"}
    assert sorted(needed - TERMS) == []


def test_every_term_has_its_spanish_and_its_meaning():
    assert [row[0] for row in ROWS if len(row) < 3 or not row[1] or not row[2]] == []


def test_no_class_or_function_is_named_with_a_word_to_avoid():
    avoided = {word.lower() for word in AVOIDED if " " not in word} - ALLOWED.keys()
    found = {
        f"{path.relative_to(ROOT).as_posix()}: {word}"
        for path in python_files()
        for word in names_in(path.read_text()) & avoided
    }
    assert sorted(found) == []


def test_the_list_of_allowed_words_is_not_stale():
    assert sorted(ALLOWED.keys() - {word.lower() for word in AVOIDED}) == []
