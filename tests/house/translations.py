"""The command line's sentences, read from the code of all rooms and from the commands' help, and their Spanish.

`python -m tests.house.translations` brings the Spanish file up to date: new sentences come in with an empty
translation, those no longer said go, and the compiled file, which the program reads, is written again.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import typer

from acompana.bundle.errors import REMEDIES
from acompana.house import cli, usage
from acompana.house.language import CATALOGS, DOMAIN
from tests.rig.catalog import Sentence, Translation, said_in

ROOMS = Path(cli.__file__).parents[1]
CALLS = {"_": None, "gettext": None, "ngettext": (1, 2), "_count": (2, 3)}
SPANISH = Translation(CATALOGS / "es" / "LC_MESSAGES" / f"{DOMAIN}.po", "es")
# What the system says of a file or a port, in the words of its library.
TOLD_BY_THE_SYSTEM = {
    "Address already in use",
    "Cannot assign requested address",
    "File exists",
    "Is a directory",
    "No space left on device",
    "No such file or directory",
    "Not a directory",
    "Permission denied",
    "Read-only file system",
}


def sentences() -> set[Sentence]:
    """Everything the command line says, in English."""
    found: set[Sentence] = {*usage.SHOWN_BY_TYPER, *usage.MISUSES.values(), *TOLD_BY_THE_SYSTEM, *REMEDIES.values()}
    for source in ROOMS.rglob("*.py"):
        code = source.read_bytes()
        if re.search(rb"^(from gettext import|import gettext$)", code, re.MULTILINE):  # the desk's is Django's
            found |= said_in(code, CALLS)
    return found | help_said()


def help_said() -> set[Sentence]:
    cli.register_commands()
    words = usage.words_of(typer.main.get_command(cli.app))
    return {paragraph for _holder, _name, said in words for paragraph in usage.paragraphs(said)}


if __name__ == "__main__":
    os.environ.pop("LANGUAGE", None)
    SPANISH.renew(sentences())
