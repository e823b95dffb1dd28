"""What can be wrong with content, found when it is compiled and never at the bedside.

    UnfitContent        the files do not make a bundle; carries every breach found, not only the first
    └── DamagedBundle   a compiled bundle is not what its hash says

A breach names the file and the line, what was expected, what was found and what to do. `REMEDIES` is the
catalogue of codes; a test walks it.
"""

from collections.abc import Iterable
from gettext import gettext as _

from msgspec import Struct

REMEDIES = {
    "not_toml": "Correct the spelling of the file at this place; everything after it is unread.",
    "unknown_key": "Remove the key or correct its spelling.",
    "missing_key": "Add the key.",
    "missing_language": "Write the words in this language too. Spanish and English are always there.",
    "wrong_value": "Write a value of the expected kind.",
    "wrong_place": "Rename the file, or correct what it says of itself.",
    "duplicate": "Give each its own code.",
    "unknown_reference": "Correct the code, or add what it names.",
    "unknown_blank": "Correct the word between the braces.",
    "asks_ahead": "Move the item it depends on before it, or remove the condition.",
    "impossible_answer": "Use a value the item can take.",
    "not_in_a_scale": "Add the item to a scale, or write scored = false.",
    "bands_gap": "Let each band begin one above the end of the band before it.",
    "bands_overlap": "Let each band begin one above the end of the band before it.",
    "bands_range": "Let the first band begin at the lowest total and the last end at the highest.",
    "clock_not_kept": "Add a task that this sign opens and that is due in time, or give the sign a slower clock.",
    "no_steps": "Write what an agent does at this sign, and does not do; or add the sign to the steps it shares.",
    "cutoff_range": "Write a total the scale can reach.",
    "sign_off": 'Write who signed and when, or sign_off = "awaiting".',
    "wording": 'Add the words, or set the wording of that language to "awaiting".',
    "not_who_cie10": "Use the WHO code: a letter, two digits and at most one digit after the point.",
    "cycle": "Remove one of the steps, so that nothing leads back to where it began.",
    "example_fails": "Correct the example or the instrument: they do not agree.",
    "boundary_untried": "Add a worked example for this boundary to examples.toml.",
    "no_examples": "Write examples.toml beside the instrument.",
    "nothing_here": "Check that this is the content folder.",
    "version_gone": "Put the file back, and a new version beside it: what was said in this one is read with it.",
    "flag_gone": "Put the flag back, or write a new version beside this one: what raised an alarm goes on raising it.",
    "damaged": "Compile the content again: acompana bundle.",
}


class Breach(Struct, frozen=True):
    """One thing wrong, and where. `line` 0 means the file as a whole."""

    code: str
    file: str
    line: int
    where: str
    expected: str
    found: str

    @property
    def remedy(self) -> str:
        return _(REMEDIES[self.code])

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        about = f"{self.where}: " if self.where else ""
        wrong = _("expected {expected}, found {found}.").format(expected=self.expected, found=self.found)
        return f"{place}  [{self.code}]\n  {about}{wrong}\n  {self.remedy}"


class UnfitContent(Exception):
    """The content cannot be used. `breaches` holds everything wrong with it, in the order of the files."""

    def __init__(self, breaches: Iterable[Breach]) -> None:
        once = dict.fromkeys(breaches)
        self.breaches = tuple(sorted(once, key=lambda breach: (breach.file, breach.line, breach.where)))
        super().__init__("\n\n".join(str(breach) for breach in self.breaches))


class DamagedBundle(UnfitContent):
    """A bundle file that was cut short, edited by hand or made by another version."""
