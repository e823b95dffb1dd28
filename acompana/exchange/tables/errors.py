"""What can be wrong with a file or with one cell of it: what was expected, what was found, what to do."""

from gettext import gettext as _

from msgspec import Struct


class Unfit(Struct, frozen=True, gc=False):
    """Why a row cannot be used. `found` may repeat a cell: it goes where the cell itself stands, and nowhere else."""

    column: str
    expected: str
    found: str
    remedy: str


class UnfitFile(Exception):
    """The file as a whole cannot be used; nothing of it was."""

    def __init__(self, expected: str, found: str, remedy: str) -> None:
        self.expected, self.found, self.remedy = expected, found, remedy
        super().__init__(
            _("Expected {expected}; found {found}. {remedy}").format(expected=expected, found=found, remedy=remedy)
        )
