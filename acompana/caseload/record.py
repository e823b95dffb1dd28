"""`record`: facts through the write door, and the cards of everybody concerned brought up to date, in one transaction.

Every room that records something calls this and nothing else. Either the facts and the cards they give are both there,
or neither is.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from acompana.bundle import current
from acompana.caseload.refold import refold
from acompana.ledger.checks import Lists
from acompana.ledger.door import Receipt, append
from acompana.ledger.parsing import Submission
from acompana.ledger.reading import traveling_together
from acompana.people.access import Viewer, as_door
from acompana.people.places import Place
from acompana.people.users import User


class Paths(Mapping[str, str]):
    """The path of every place, by code. Places never move, so a path once read stays true for the process."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def get(self, code: str, default: str | None = None) -> str | None:  # type: ignore[override]
        if code not in self._known:
            if "\x00" in code:  # no text of the database, so no code either
                return default
            path = Place.objects.filter(pk=code).values_list("path", flat=True).first()
            if path is None:
                return default
            self._known[code] = path
        return self._known[code]

    def __getitem__(self, code: str) -> str:
        path = self.get(code)
        if path is None:
            raise KeyError(code)
        return path

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self.get(code) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class Workers(Container[UUID]):
    """Everybody who looks after people, or did: users are never deleted, so one once found stays one."""

    def __init__(self) -> None:
        self._known: set[UUID] = set()

    def __contains__(self, user: object) -> bool:
        if not isinstance(user, UUID):
            return False
        if user not in self._known:
            if not User.objects.filter(pk=user, role__in=("agent", "clinician", "coordinator")).exists():
                return False
            self._known.add(user)
        return True


PATHS = Paths()
WORKERS = Workers()


def record(submissions: Sequence[Submission]) -> list[Receipt]:
    """Record what was sent; answer for each submission, in their order: accepted, had already, or refused and kept."""
    with as_door(), traveling_together():
        appended = append(submissions, Lists(current(), PATHS, WORKERS))
        refold(appended.persons, appended.renamed, current(), PATHS, told_more=True)
    return appended.receipts


def submission(raw: bytes, author: Viewer, *, device: UUID | None = None) -> Submission:
    """One sent fact that arrives now."""
    return Submission(raw=raw, author=author, received_at=datetime.now(UTC), device=device)
