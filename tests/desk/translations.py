"""The desk's sentences, read from its code and templates, and their English.

`python -m tests.desk.translations` brings the English file up to date: new sentences come in with an empty translation,
those no longer said go, and the compiled file, which Django reads, is written again.
"""

from __future__ import annotations

from pathlib import Path

from django.utils.translation.template import templatize

from tests.rig.catalog import Sentence, Translation, said_in

DESK = Path(__file__).resolve().parents[2] / "acompana" / "desk"
ENGLISH = Translation(DESK / "locale" / "en" / "LC_MESSAGES" / "django.po", "en")
CALLS = {"gettext": None, "_": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2)}


def sentences() -> set[Sentence]:
    """Everything the desk says, as its sources write it."""
    found: set[Sentence] = set()
    for source in DESK.rglob("*.py"):
        found |= said_in(source.read_bytes(), CALLS)
    for template in DESK.rglob("*.html"):
        # Templates become lines of Python whose indentation means nothing.
        code = templatize(template.read_text("utf-8"), origin=template.name)
        found |= said_in("\n".join(line.strip() for line in code.splitlines()).encode(), CALLS)
    return found


if __name__ == "__main__":
    ENGLISH.renew(sentences())
