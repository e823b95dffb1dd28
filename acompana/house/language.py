"""The language in which the command line speaks to whoever sits at the keyboard: Spanish, or English where asked.

The code says everything in English, through `gettext` of the standard library; the catalog beside this module holds
the Spanish. Rooms below import that `gettext` and nothing of the house. Nobody speaks Spanish to them until a command
begins, so what the server and its requests say is not concerned: the desk has a catalog of its own.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

Language = Literal["es", "en"]
DOMAIN = "acompana"
CATALOGS = Path(__file__).parent / "locale"


def language_of(environment: Mapping[str, str]) -> Language:
    """ACOMPANA_LANGUAGE if it names one of ours; else English for an English terminal, and Spanish for all others."""
    asked = environment.get("ACOMPANA_LANGUAGE", "").lower()
    terminal = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    wanted = asked if asked in ("es", "en") else terminal.lower()
    return "en" if wanted.startswith("en") else "es"


def speak(language: Language) -> None:
    """From now on `gettext` answers in this language, in this process and in Typer's own words too."""
    os.environ["LANGUAGE"] = language  # where the standard library looks first
    gettext.bindtextdomain(DOMAIN, str(CATALOGS))
    gettext.textdomain(DOMAIN)


def written(day: date) -> str:
    """A day as people write it where this language is spoken."""
    return day.strftime(gettext.gettext("%Y-%m-%d"))
