"""What must hold of everybody at every moment, proven from the facts and not from what was made of them.

Breaches name people and things by their ids alone, so that the proof itself reveals nobody.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from gettext import gettext as _
from multiprocessing import get_context
from uuid import UUID

import django
import msgspec
from django.db import connection
from msgspec import Struct

from acompana.bundle import Bundle, current
from acompana.care.facts import AnswersGiven, CallMade, Fact, RiskAssessed, VisitMade
from acompana.care.fold import fold_person, signs_of
from acompana.care.reading import suicide_flags
from acompana.care.standing import PROFESSIONAL, standing
from acompana.caseload import rota_gaps
from acompana.caseload.answering import AskedAbout, left_to_administrators, lost_questions, passed_over
from acompana.caseload.record import PATHS
from acompana.caseload.refold import NOWHERE
from acompana.caseload.rows import AlertRow, CardRow, RungRow, TaskRow, rows_of
from acompana.caseload.unread import answered
from acompana.ledger.door import lock
from acompana.ledger.reading import by_person, raw_cursor
from acompana.people.access import as_door
from acompana.people.models import User
from acompana.people.rota import Asked, NobodyLeftError, owners_of

BATCH = 500
SAMPLE = 2_000


class Breach(Struct, frozen=True):
    """Where an invariant does not hold: the id of a person, of a refused fact or of a user, and what was found."""

    id: str
    found: str


class Invariant(Struct, frozen=True):
    """One thing that must hold, how many cases were looked at, and where it does not. Warnings break nothing yet."""

    name: str
    meaning: str
    looked_at: int
    breaches: tuple[Breach, ...] = ()
    warnings: tuple[str, ...] = ()


def prove(
    now: datetime,
    *,
    everybody: bool = False,
    sample: int = SAMPLE,
    workers: int | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> list[Invariant]:
    """Look at everything; what came of each invariant.

    Args:
        now: the moment at which somebody must answer for what is open.
        everybody: fold everybody. Otherwise everybody with a sign of risk, and a random sample of the others.
        sample: how many others.
        workers: processes for folding everybody; as many as there are cores if not said.
        told: called now and then with the number of people folded since the last call.
    """
    return [
        readable(),
        administrators(),
        open_risks(now),
        openable(now),
        *folded(_persons(everybody, sample), workers if everybody else 1, told),
        everybody_has_a_card(),
        refused_facts(now),
        erased_identities(),
        rota(now),
    ]


# --- Everything can be read -------------------------------------------------------------------------------------------


def readable() -> Invariant:
    """Every version in which somebody answered is in the content in force. Without it the proofs below see nothing."""
    given, bundle = answered(), current()
    breaches = [
        Breach(
            f"{instrument} {version}",
            _(
                "answered in {number} facts, and the content in force lacks it: no risk in them is seen."
                " Put {file} back and run `acompana bundle`"
            ).format(number=facts, file=f"instruments/{instrument}/{version}.toml"),
        )
        for instrument, version, facts in map(msgspec.structs.astuple, given)
        if bundle.instrument(instrument, version) is None
    ]
    meaning = _("The content in force reads every answer that was recorded.")
    return Invariant("readable", meaning, len(given), tuple(breaches))


# --- Somebody answers -------------------------------------------------------------------------------------------------


def administrators() -> Invariant:
    """The last rung of every ladder has somebody on it."""
    active = User.objects.filter(role="administrator", is_active=True).count()
    breaches = () if active else (Breach("people_user", _("no active administrator")),)
    return Invariant("administrator", _("An administrator is active."), active, breaches)


_ALERTS = """
SELECT alert.person, alert.duty, alert.place_path, alert.owner, alert.agent, array(
    SELECT DISTINCT rung.duty
    FROM caseload_task AS task JOIN caseload_rung AS rung ON rung.person = task.person AND rung.task = task.id
    WHERE task.person = alert.person AND task.rule = alert.due_rule AND task.due_at = alert.due_at
) FROM caseload_alert AS alert
"""


def open_risks(now: datetime) -> Invariant:
    """Each open risk has an active owner, a deadline, and a ladder for when it passes."""
    cursor = raw_cursor()
    cursor.execute(_ALERTS)
    rows = cursor.fetchall()
    answering = _answering((Asked(duty, path, owner) for _, duty, path, owner, _, _ in rows), now)
    breaches = []
    for person, duty, path, owner, _rule, ladder in rows:
        if Asked(duty, path, owner) not in answering:
            breaches.append(Breach(str(person), _("an open risk that no active user answers for")))
        if not ladder:
            breaches.append(Breach(str(person), _("an open risk whose deadline is no task with a ladder")))
    meaning = _("Every open risk has an active owner, a deadline and a ladder.")
    return Invariant("open_risk", meaning, len(rows), tuple(breaches))


def openable(now: datetime) -> Invariant:
    """Whoever answers for an open risk, and whoever its ladder names, may open the person's record."""
    cursor = raw_cursor()
    cursor.execute(_ALERTS)
    rows = cursor.fetchall()
    owners = {person: AskedAbout(Asked(duty, path, owner), agent) for person, duty, path, owner, agent, _ in rows}
    asked = [*owners.items()]
    asked += [(person, AskedAbout(Asked(duty, path), agent)) for person, _, path, _, agent, d in rows for duty in d]
    questions = {question for _person, question in asked}
    nobody, left = lost_questions(questions, now), passed_over(owners.values(), now)
    breaches = [
        Breach(
            str(person),
            _("an open risk that, asking for {duty}, {found}").format(duty=question.asked.duty, found=nobody[question]),
        )
        for person, question in dict.fromkeys(asked)
        if question in nobody
    ]
    warnings = [
        _("{person}: {worker}, named for this risk, {why}: another answers. Assign somebody.").format(
            person=person, worker=question.asked.named, why=left[question]
        )
        for person, question in owners.items()
        if question in left
    ]
    warnings += left_to_administrators(questions, now)
    meaning = _("Whoever answers for an open risk, now or next on its ladder, may open the person.")
    return Invariant("openable", meaning, len(rows), tuple(breaches), tuple(warnings))


def refused_facts(now: datetime) -> Invariant:
    """Each refused fact has a deadline and somebody who answers for it; an urgent one within the hour."""
    cursor = raw_cursor()
    cursor.execute(
        "SELECT no, place_path, urgent, due_at - received_at <= interval '1 hour' FROM ledger_quarantine"
        " WHERE resolved_at IS NULL"
    )
    rows = cursor.fetchall()
    answering = _answering((Asked("coordinator", path) for _, path, _, _ in rows), now)
    breaches = []
    for no, path, urgent, within_the_hour in rows:
        if Asked("coordinator", path) not in answering:
            breaches.append(Breach(f"quarantine {no}", _("a refused fact that no active user answers for")))
        if urgent and not within_the_hour:
            breaches.append(Breach(f"quarantine {no}", _("an urgent one with more than an hour to its deadline")))
    meaning = _("Every refused fact has a deadline, an hour if it may tell of a risk, and somebody who answers for it.")
    return Invariant("refused_fact", meaning, len(rows), tuple(breaches))


def _answering(questions: Iterable[Asked], now: datetime) -> set[Asked]:
    """Those of the questions to which the answer is an active user."""
    asked = set(questions)
    try:
        owners = owners_of(asked, now)
    except NobodyLeftError:
        return set()
    active = set(User.objects.filter(pk__in=set(owners.values()), is_active=True).values_list("pk", flat=True))
    return {question for question, owner in owners.items() if owner in active}


def rota(now: datetime) -> Invariant:
    """Holes in the rota of the coming days. Nothing breaks: what falls into them goes to the coordination."""
    warnings = [rota_gaps.warning_of_gap(gap) for gap in rota_gaps.gaps(now)]
    try:
        places = rota_gaps.uncoordinated(now)
    except NobodyLeftError:  # told by `administrators`
        places = []
    if places:
        warnings.append(rota_gaps.warning_of_uncoordinated(places))
    meaning = _("The rota names somebody for the next 7 days where people live.")
    return Invariant("rota", meaning, len(rota_gaps.inhabited()), (), tuple(warnings))


# --- Nothing is missing -----------------------------------------------------------------------------------------------


def everybody_has_a_card() -> Invariant:
    """Whoever has a fact has a card, and no card stands without a fact."""
    cursor = raw_cursor()
    cursor.execute(
        "SELECT DISTINCT person FROM ledger_fact AS fact"
        " WHERE NOT EXISTS (SELECT FROM caseload_card AS card WHERE card.person = fact.person)"
    )
    breaches = [Breach(str(person), _("facts without a card")) for (person,) in cursor.fetchall()]
    cursor.execute(
        "SELECT person FROM caseload_card AS card"
        " WHERE NOT EXISTS (SELECT FROM ledger_fact AS fact WHERE fact.person = card.person)"
    )
    breaches += [Breach(str(person), _("a card without facts")) for (person,) in cursor.fetchall()]
    cursor.execute("SELECT count(*) FROM caseload_card")
    (cards,) = cursor.fetchone() or (0,)
    return Invariant("card", _("Whoever has a fact has a card."), int(cards), tuple(breaches))


_NAMING = ("ledger_identity", "ledger_note", "caseload_identity", "caseload_word")


def erased_identities() -> Invariant:
    """Nothing that names somebody is left of a person whose identity was erased."""
    cursor = raw_cursor()
    cursor.execute("SELECT DISTINCT person FROM ledger_fact WHERE kind = 'identity_erased'")
    erased = [person for (person,) in cursor.fetchall()]
    breaches = []
    for table in _NAMING:
        cursor.execute(f"SELECT DISTINCT person FROM {table} WHERE person = ANY(%s)", [erased])  # noqa: S608
        breaches += [
            Breach(str(person), _("erased, and still rows in {table}").format(table=table))
            for (person,) in cursor.fetchall()
        ]
    meaning = _("Nothing that is left names anybody whose identity was erased.")
    return Invariant("erased", meaning, len(erased), tuple(breaches))


# --- What the facts give ----------------------------------------------------------------------------------------------

_WITH_SIGNS = """
SELECT person FROM caseload_alert
UNION
SELECT person FROM ledger_fact WHERE kind = 'risk_assessed'
UNION
SELECT fact.person FROM ledger_fact AS fact
CROSS JOIN LATERAL jsonb_each(coalesce(fact.body->'answers', fact.body->'instead'->'answers')) AS said(item, answer)
JOIN unnest(%s::text[], %s::text[]) AS flag(item, answer) ON flag.item = said.item AND flag.answer = said.answer::text
WHERE fact.kind IN ('answers_given', 'visit_made', 'call_made', 'fact_corrected')
"""


def _persons(everybody: bool, sample: int) -> list[UUID]:
    cursor = raw_cursor()
    if everybody:
        cursor.execute("SELECT person FROM caseload_card ORDER BY person")
        return [person for (person,) in cursor.fetchall()]
    flagged = {
        (flag.item, msgspec.json.encode(value).decode())
        for instrument in current().instruments
        for flag in instrument.flags
        if flag.kind == "suicide"
        for value in flag.values
    }
    cursor.execute(_WITH_SIGNS, [[item for item, _ in flagged], [answer for _, answer in flagged]])
    persons = {person for (person,) in cursor.fetchall()}
    cursor.execute("SELECT person FROM caseload_card ORDER BY random() LIMIT %s", [sample])
    return sorted(persons | {person for (person,) in cursor.fetchall()})


def folded(
    persons: Sequence[UUID], workers: int | None = 1, told: Callable[[int], None] = lambda _: None
) -> tuple[Invariant, Invariant]:
    """Fold these persons anew: every sign of risk that stands is answered, and every card is what the facts give."""
    batches = [persons[n : n + BATCH] for n in range(0, len(persons), BATCH)]
    count = workers or os.cpu_count() or 1
    signs: list[Breach] = []
    cards: list[Breach] = []
    for batch, (unanswered, different) in zip(batches, _mapped(batches, count), strict=True):
        signs += (Breach(str(p), _("a sign of risk that nobody has assessed, and no open risk")) for p in unanswered)
        cards += (
            Breach(str(p), _("a card that is not what the facts give: run `acompana rebuild`")) for p in different
        )
        told(len(batch))
    return (
        Invariant("sign", _("Every sign of risk that stands was assessed, or is open."), len(persons), tuple(signs)),
        Invariant("folded", _("Cards, tasks and open risks are what the facts give."), len(persons), tuple(cards)),
    )


def is_rebuild_due(newest: int = 200) -> bool:
    """Whether cards were made by another version of the program or of the content: asked of the newest, in a moment."""
    with as_door():
        cursor = raw_cursor()
        cursor.execute("SELECT person FROM caseload_card ORDER BY person DESC LIMIT %s", [newest])
        _, different = _look_at([person for (person,) in cursor.fetchall()])
    return bool(different)


def _mapped(batches: Sequence[Sequence[UUID]], workers: int) -> Iterator[tuple[list[UUID], list[UUID]]]:
    if workers == 1 or len(batches) < workers:
        yield from map(_look_at, batches)
        return
    connection.close()  # a connection does not survive being shared with another process
    # Named by itself: a function of this module could not be found before Django is ready.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=django.setup) as pool:
        yield from pool.map(_look_at, batches)


def _look_at(persons: Sequence[UUID]) -> tuple[list[UUID], list[UUID]]:
    """Which of these persons have an unanswered sign, and which a card that differs.

    Facts that arrive between two queries make a card look wrong, so whoever seems so is looked at again, locked.
    """
    with as_door():
        if not any(_differences(persons)):
            return [], []
        lock(raw_cursor(), persons)
        return _differences(persons)


def _differences(persons: Sequence[UUID]) -> tuple[list[UUID], list[UUID]]:
    bundle = current()
    facts = by_person(persons)
    cursor = raw_cursor()
    cursor.execute("SELECT person FROM caseload_alert WHERE person = ANY(%s)", [list(persons)])
    is_open = {person for (person,) in cursor.fetchall()}
    unanswered = [p for p in persons if p not in is_open and must_be_open(facts[p], bundle)]
    return unanswered, sorted(_differing(persons, facts, bundle))


def must_be_open(facts: Iterable[Fact], bundle: Bundle) -> bool:
    """Whether these facts leave a risk open, read as plainly as K1 to K3 can be, without the fold's own bookkeeping."""
    stand = standing(facts, lambda fact: signs_of(fact, bundle.rulebook)).facts
    assessments = [f for f in stand if isinstance(f.body, RiskAssessed) and f.role == PROFESSIONAL]
    if assessments and assessments[-1].body.level != "none":  # type: ignore[attr-defined]
        return True
    signs = (
        f
        for f in stand
        if isinstance(f.body, (AnswersGiven, VisitMade, CallMade)) and suicide_flags(f.body, bundle.rulebook)
    )
    return not all(any(a.at >= sign.at and a.received_at >= sign.received_at for a in assessments) for sign in signs)


_TABLES = {
    "caseload_card": CardRow,
    "caseload_task": TaskRow,
    "caseload_rung": RungRow,
    "caseload_alert": AlertRow,
}
_DIFFER = """
WITH given AS (SELECT person, ({columns})::text AS said FROM json_populate_recordset(NULL::{table}, %(rows)s::json)),
kept AS (SELECT person, ({columns})::text AS said FROM {table} WHERE person = ANY(%(persons)s))
SELECT person FROM ((TABLE given EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE given)) AS different
"""


def _differing(persons: Sequence[UUID], facts: Mapping[UUID, Sequence[Fact]], bundle: Bundle) -> set[UUID]:
    """The persons of whom a row is not what their facts give, compared where the rows are."""
    cursor = raw_cursor()
    cursor.execute("SELECT person, place, place_path FROM caseload_card WHERE person = ANY(%s)", [list(persons)])
    places = {person: (place, path) for person, place, path in cursor.fetchall()}
    pictures = [fold_person(person, facts[person], bundle.rulebook) for person in places]
    rows = [rows_of(picture, *places[picture.person]) for picture in pictures]
    found = {p.person for p in pictures if p.known.home and _place(p.known.home) != places[p.person]}
    given: dict[str, list[Struct]] = {
        "caseload_card": [r.card for r in rows],
        "caseload_task": [task for r in rows for task in r.tasks],
        "caseload_rung": [rung for r in rows for rung in r.rungs],
        "caseload_alert": [r.alert for r in rows if r.alert],
    }
    for table, kind in _TABLES.items():
        query = _DIFFER.format(table=table, columns=", ".join(kind.__struct_fields__))
        cursor.execute(query, {"rows": msgspec.json.encode(given[table]).decode(), "persons": list(persons)})
        found |= {person for (person,) in cursor.fetchall()}
    return found


def _place(code: str) -> tuple[str, str]:
    return code, PATHS.get(code) or NOWHERE
