"""Who the person is, for headings and search: made from the identity parts of the facts that stand."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Cursor

from acompana.care.facts import DetailsGiven, Fact, FactCorrected, PersonIdentity, PersonRegistered
from acompana.care.identity import display_name, full_name, plain, search_words, written_number
from acompana.care.standing import Amendment, no_signs, standing
from acompana.caseload.rows import CardRow
from acompana.ledger.reading import array_of


class IdentityRow(Struct, frozen=True, gc=False):
    person: UUID
    shown: str
    sort_name: str
    document_type: str | None
    document_number: str | None
    birth_date: date | None
    phone: str | None
    body: PersonIdentity
    place_path: str
    agent: UUID | None


class WordRow(Struct, frozen=True, gc=False):
    word: str
    person: UUID
    place_path: str
    agent: UUID | None


_TELLS = (PersonRegistered, DetailsGiven, *Amendment)


def identity_of(facts: Sequence[Fact], parts: Mapping[UUID, bytes]) -> PersonIdentity:
    """Fold the identity of one person. `parts` are the identity parts of the facts, as JSON, by fact."""
    telling = (fact for fact in facts if isinstance(fact.body, _TELLS))  # among hundreds of visits
    whole = [_with_identity(fact, parts[fact.id]) if fact.id in parts else fact for fact in telling]
    known: dict[str, object] = {}
    for fact in standing(whole, no_signs).facts:
        if isinstance(fact.body, (PersonRegistered, DetailsGiven)) and fact.body.identity:
            known |= {
                n: v for n in PersonIdentity.__struct_fields__ if (v := getattr(fact.body.identity, n)) is not None
            }
    return PersonIdentity(**known)  # type: ignore[arg-type]


def _with_identity(fact: Fact, part: bytes) -> Fact:
    if isinstance(fact.body, (PersonRegistered, DetailsGiven)):
        identity: object = msgspec.json.decode(part, type=PersonIdentity)
    elif isinstance(fact.body, FactCorrected):
        identity = msgspec.json.decode(part)
    else:
        return fact
    return msgspec.structs.replace(fact, body=msgspec.structs.replace(fact.body, identity=identity))


_ROWS = "INSERT INTO caseload_identity SELECT * FROM json_populate_recordset(NULL::caseload_identity, %s::json)"
_WORDS = "INSERT INTO caseload_word SELECT * FROM json_populate_recordset(NULL::caseload_word, %s::json)"


def refresh_identities(cursor: Cursor, persons: Mapping[UUID, Sequence[Fact]], cards: Mapping[UUID, CardRow]) -> None:
    """Make the identity rows of these persons anew. Nobody known by nothing has one."""
    if not persons:
        return
    whose = array_of(persons)
    cursor.execute("SELECT person, fact, body::text FROM ledger_identity WHERE person = ANY(%s::text::uuid[])", [whose])
    parts: dict[UUID, dict[UUID, bytes]] = {}
    for person, fact, body in cursor.fetchall():
        parts.setdefault(person, {})[fact] = body.encode()
    rows, words = [], []
    for person, facts in persons.items():
        identity = identity_of(facts, parts.get(person, {}))
        if identity != PersonIdentity():
            card = cards[person]
            rows.append(_row(person, identity, card))
            words += [WordRow(word, person, card.place_path, card.agent) for word in search_words(identity)]
    with cursor.connection.pipeline():
        for table in ("caseload_identity", "caseload_word"):
            cursor.execute(f"DELETE FROM {table} WHERE person = ANY(%s::text::uuid[])", [whose])  # noqa: S608
        cursor.execute(_ROWS, [msgspec.json.encode(rows).decode()])
        cursor.execute(_WORDS, [msgspec.json.encode(words).decode()])


def _row(person: UUID, identity: PersonIdentity, card: CardRow) -> IdentityRow:
    document = identity.document
    return IdentityRow(
        person=person,
        shown=display_name(identity),
        sort_name=plain(full_name(identity) or display_name(identity)),
        document_type=document.type if document else None,
        document_number=written_number(document) if document else None,
        birth_date=identity.birth_date,
        phone=identity.phone,
        body=identity,
        place_path=card.place_path,
        agent=card.agent,
    )
