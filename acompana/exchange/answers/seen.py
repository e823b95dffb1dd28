"""What an import has met so far, in a scratch file that the system forgets: memory does not grow with the table."""

import sqlite3
from hashlib import blake2b
from types import TracebackType
from uuid import UUID

_TABLES = """
CREATE TABLE answered (moment BLOB, content BLOB, ordinal INTEGER, PRIMARY KEY (moment, content)) WITHOUT ROWID;
CREATE TABLE person (id BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE fact (id BLOB PRIMARY KEY) WITHOUT ROWID;
"""


class Seen:
    """Persons, and which answers each gave at one moment."""

    def __init__(self) -> None:
        self._scratch = sqlite3.connect("", isolation_level=None)  # a nameless file, deleted when it is closed
        # 64 MB are kept in memory, the rest goes to the file; one transaction, because nothing is ever read back later.
        self._scratch.executescript(f"PRAGMA cache_size = -65536; PRAGMA journal_mode = OFF; {_TABLES} BEGIN")

    def __enter__(self) -> "Seen":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._scratch.close()

    def ordinal(self, moment: str, content: bytes) -> int:
        """How many different answers stood for this moment before, counted from 1; the same content is the same."""
        at, said = _digest(moment.encode()), _digest(content)
        rows = self._scratch.execute("SELECT content, ordinal FROM answered WHERE moment = ?", [at]).fetchall()
        known = dict(rows).get(said)
        if known is None:
            known = len(rows) + 1
            self._scratch.execute("INSERT INTO answered VALUES (?, ?, ?)", [at, said, known])
        return int(known)

    def meet(self, person: UUID) -> None:
        self._scratch.execute("INSERT OR IGNORE INTO person VALUES (?)", [person.bytes])

    def fact_again(self, fact: UUID) -> bool:
        """Whether this fact was met before; from now on it was."""
        return self._scratch.execute("INSERT OR IGNORE INTO fact VALUES (?)", [fact.bytes]).rowcount == 0

    @property
    def people(self) -> int:
        """How many different persons were met."""
        return int(self._scratch.execute("SELECT count(*) FROM person").fetchone()[0])


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=16).digest()
