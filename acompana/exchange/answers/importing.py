"""The import: rows of a table through the ordinary write door, in batches, each whole or not there at all."""

from collections.abc import Callable, Sequence
from gettext import gettext as _
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import django.db
import msgspec
import psycopg
from django.utils import timezone
from msgspec import Raw, Struct

from acompana.bundle import Bundle
from acompana.care.facts import Body, Fact, PersonRegistered
from acompana.care.picture import Known
from acompana.care.reading import read_answers
from acompana.care.rulebook import Rulebook
from acompana.caseload.record import record
from acompana.exchange.answers.map import AnswersMap
from acompana.exchange.answers.refused import RefusedRows
from acompana.exchange.answers.rows import Row, RowReader, person_of
from acompana.exchange.answers.seen import Seen
from acompana.exchange.tables import Line, Unfit, find_columns, open_table
from acompana.ledger.parsing import SentFact, Submission
from acompana.ledger.reading import raw_cursor
from acompana.ledger.refusals import Refusal
from acompana.people.access import EVERYTHING, Viewer
from acompana.people.models import Organization
from acompana.people.users import SYSTEM

BATCH = 1000
AUTHOR = Viewer(SYSTEM, "system", ("/",), EVERYTHING)


class Report(Struct):
    """What became of the rows: accepted + already + refused = rows.

    What the answers show is counted over the rows that stand, accepted now or there already: so a second import of the
    same file says the same of them.
    """

    rows: int = 0
    people: int = 0
    accepted: int = 0
    already: int = 0
    refused: int = 0
    scored: int = 0  # a total could be given, prorated or not
    unscorable: int = 0  # too many answers are missing for one
    positive: int = 0
    suicide_flagged: int = 0
    suicide_unasked: int = 0  # a question about suicide that applied has no answer
    recorded: bool = True  # false for anonymous answers, which are counted only
    oldest_flag: str | None = None  # day of the oldest suicide flag
    refused_file: str | None = None


class Interrupted(Exception):
    """The database went away. `rows` of the file were stored before; of the others, nothing."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        super().__init__(rows)


class _Read(Struct, frozen=True, gc=False):
    line: Line
    row: Row
    fact: UUID


def import_answers(
    path: Path,
    map: AnswersMap,
    bundle: Bundle,
    places: dict[str, str],
    told: Callable[[int, int], None] = lambda *_: None,
) -> Report:
    """Import the rows of a table; those that cannot be used are written beside it.

    Raises UnfitFile, before anything is recorded, where the table as a whole cannot be read; and Interrupted.

    Args:
        path: the CSV or XLSX file.
        map: what its columns and codes mean.
        bundle: the content in force.
        places: the path of every place, by code.
        told: called now and then with the rows finished and all rows.
    """
    table = open_table(path, map.columns, sheet=map.sheet, encoding=map.encoding, delimiter=map.delimiter or "")
    columns = find_columns(table.lines(), map.columns)
    # Once through without writing: a file that breaks off in the middle is refused as a whole.
    rows = sum(line.number > columns.number for line in table.lines())
    organization = Organization.objects.get()
    instrument = bundle.rulebook.instrument(map.instrument, map.version)
    assert instrument is not None
    reader = RowReader(
        map,
        instrument,
        table,
        columns,
        person_of(organization.secret, map.person.register),
        places,
        ZoneInfo(organization.time_zone),
        timezone.now().date(),
    )
    report = Report(recorded=map.follow_up == "here")
    with Seen() as seen, RefusedRows(path, columns.names) as refused:
        importing = _Import(reader, bundle.rulebook, seen, refused, report)
        lines = (line for line in table.lines() if line.number > columns.number)
        while batch := list(islice(lines, BATCH)):
            importing.take(batch)
            told(report.rows, rows)
        report.people = seen.people
    report.refused_file = str(refused.path) if refused.count else None
    return report


_Result = tuple[Unfit | None, bool]
"""Of one row: why it was refused, and whether it was there already."""


class _Import:
    """One run: what is the same for every batch, and what is counted on the way."""

    def __init__(self, reader: RowReader, rulebook: Rulebook, seen: Seen, refused: RefusedRows, report: Report) -> None:
        self._reader = reader
        self._rulebook = rulebook
        self._seen = seen
        self._refused = refused
        self._report = report

    def take(self, lines: Sequence[Line]) -> None:
        """Import a batch of lines: all that can be accepted of it, in one transaction."""
        read: list[_Read] = []
        for line in lines:
            row = self._reader.read(line)
            if isinstance(row, Unfit):
                self._refuse(line, row)
            else:
                read.append(_Read(line, row, self._fact_id(row)))
        self._record(read)
        self._report.rows += len(lines)

    def _fact_id(self, row: Row) -> UUID:
        """Made from who answered what and when, and not from the file: imported again, it is the same fact. Different
        answers of one person at one moment are told apart by their order."""
        said = f"{row.answers.instrument}/{row.happened_at.isoformat()}"
        ordinal = self._seen.ordinal(f"{row.person}/{said}", msgspec.json.encode(row.answers, order="sorted"))
        return uuid5(row.person, f"answers_given/{said}/{ordinal}")

    def _record(self, read: Sequence[_Read]) -> None:
        results = self._send(read) if self._report.recorded else self._only_met(read)
        for one, (unfit, had_already) in zip(read, results, strict=True):
            if unfit:
                self._refuse(one.line, unfit)
                continue
            self._report.already += had_already
            self._report.accepted += not had_already
            self._seen.meet(one.row.person)
            self._count(one)

    def _only_met(self, read: Sequence[_Read]) -> list[_Result]:
        return [(None, self._seen.fact_again(one.fact)) for one in read]

    def _send(self, read: Sequence[_Read]) -> list[_Result]:
        """Record what the rows say; whoever is new to the ledger is registered with the first of their rows."""
        try:
            known = _known({one.row.person for one in read})
            submissions: list[bytes] = []
            answered: list[int] = []
            for one in read:
                if one.row.person not in known:
                    known.add(one.row.person)
                    submissions.append(_registration(one.row))
                answered.append(len(submissions))
                submissions.append(_sent(one.fact, one.row, "answers_given", one.row.answers))
            now = timezone.now()
            receipts = record([Submission(raw=raw, author=AUTHOR, received_at=now) for raw in submissions])
        except (django.db.OperationalError, django.db.InterfaceError, psycopg.OperationalError) as error:
            raise Interrupted(self._report.rows) from error
        return [(_unfit(receipts[n].refusal), receipts[n].had_already) for n in answered]

    def _refuse(self, line: Line, unfit: Unfit) -> None:
        self._report.refused += 1
        self._refused.add(line, unfit)

    def _count(self, one: _Read) -> None:
        """Score the answers as the fold does."""
        row, report = one.row, self._report
        fact = _fact(one)
        reading = read_answers(row.answers, fact, Known(sex=row.sex, birth_year=row.birth_year), self._rulebook)
        assert reading is not None
        score = reading.score
        has_total = score.main is not None and score.main.total is not None
        report.scored += has_total
        report.unscorable += not has_total
        report.positive += score.positive is True
        report.suicide_unasked += bool(score.unasked)
        if score.suicide == "flagged":
            report.suicide_flagged += 1
            day = row.happened_at.date().isoformat()
            report.oldest_flag = min(report.oldest_flag or day, day)


def _unfit(refusal: Refusal | None) -> Unfit | None:
    """Told to whoever has the table; the ledger's own words are for a program that sends facts."""
    if refusal is None:
        return None
    if refusal.code == "before_birth":
        remedy = _("Correct the date, or the year of birth.")
        return Unfit("", _("a date after the person's birth"), _("one before it"), remedy)
    found = f"{refusal.code}: {refusal.expected}; {refusal.found}"
    return Unfit("", _("a row that may be recorded"), found, _("Correct it, or ask whoever runs the program."))


def _known(persons: set[UUID]) -> set[UUID]:
    """Those of these persons who have facts in the ledger already."""
    cursor = raw_cursor()
    cursor.execute(
        "SELECT p FROM unnest(%s::uuid[]) AS p WHERE EXISTS (SELECT FROM ledger_fact WHERE person = p)",
        [list(persons)],
    )
    return {person for (person,) in cursor.fetchall()}


def _registration(row: Row) -> bytes:
    body = PersonRegistered(sex=row.sex, birth_year=row.birth_year, home=row.place)
    return _sent(uuid5(row.person, "person_registered"), row, "person_registered", body)


def _sent(id: UUID, row: Row, kind: str, body: Body) -> bytes:
    return msgspec.json.encode(
        SentFact(
            id=id,
            person=row.person,
            kind=kind,
            happened_at=row.happened_at,
            recorded_at=row.happened_at,  # the same at every import
            place=row.place,
            body=Raw(msgspec.json.encode(body)),
        )
    )


def _fact(one: _Read) -> Fact:
    row = one.row
    return Fact(
        id=one.fact,
        person=row.person,
        kind="answers_given",
        happened_at=row.happened_at,
        recorded_at=row.happened_at,
        received_at=row.happened_at,
        author=AUTHOR.user,
        role="system",
        place=row.place,
        body=row.answers,
    )
