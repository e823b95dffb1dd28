"""The flat tables: every column says what it holds, and none of them says who anybody is."""

import re
from datetime import date
from pathlib import Path
from typing import get_args
from uuid import UUID

import duckdb
import pytest
from msgspec.structs import fields

from acompana.bundle import current
from acompana.bundle.indicators import Counts
from acompana.care.facts import Document, PersonIdentity, PersonRegistered
from acompana.indicators.expressions import EXPRESSIONS
from acompana.indicators.life import age_group, pseudonym
from acompana.indicators.tables import TABLES, schema_of
from tests.care.diary import AGENT
from tests.indicators.conftest import Count
from tests.indicators.ledgers import Life, ledger


def test_every_table_and_every_column_says_in_a_sentence_what_it_holds():
    told = {table: schema_of(table) for table in TABLES}
    sentences = {(table, None): schema.metadata[b"description"].decode() for table, schema in told.items()}
    for table, schema in told.items():
        sentences |= {(table, column.name): column.metadata[b"description"].decode() for column in schema}
    assert [where for where, sentence in sentences.items() if not re.fullmatch(r"\S.{8,}\.", sentence)] == []
    assert sum(len(fields(table)) for table in TABLES.values()) == len(sentences) - len(TABLES)


def test_what_the_content_may_count_and_what_is_expressed_are_the_same():
    assert set(get_args(Counts)) == set(EXPRESSIONS)


def test_every_expression_is_counted_by_the_content_and_shares_say_of_what():
    indicators = current().indicator_set("mental_health")
    assert {i.counts for i in (*indicators.year, *indicators.cascade)} == set(EXPRESSIONS)
    assert [i.id for i in indicators.cascade if not EXPRESSIONS[i.counts].among] == []
    assert [i.id for i in indicators.year if EXPRESSIONS[i.counts].among] == []
    assert [i.id for i in indicators.cascade if not (i.numerator and i.denominator)] == []


def test_the_two_ambiguous_published_figures_are_named_as_such():
    indicators = current().indicator_set("mental_health")
    assert [i.id for i in indicators.year if i.ambiguity] == ["people_diagnosed", "people_referred"]


def words_in(folder: Path) -> set[object]:
    """Everything that stands in any file."""
    found: set[object] = set()
    for file in folder.rglob("*.parquet"):
        rows = duckdb.sql(f"SELECT * FROM read_parquet('{file}')").fetchall()
        found |= {value for row in rows for value in row}
    return found


def test_no_name_document_worker_or_ledger_id_reaches_a_file(count: Count):
    lives = ledger(3, people=10)
    person = next(iter(lives))
    identity = PersonIdentity(
        given_names="Rosaluz", document=Document("dni", "45879612"), address="Jr. Las Begonias 4", phone="999888777"
    )
    life = Life(person, __import__("random").Random(1))
    life.facts = lives[person]
    life.says(PersonRegistered(home="150106-01", identity=identity, birth_year=1996), AGENT)
    found = words_in(count(lives))
    ids = {fact.id for facts in lives.values() for fact in facts} | {
        fact.author for facts in lives.values() for fact in facts
    }
    secrets = {"Rosaluz", "45879612", "999888777", "Jr. Las Begonias 4", 1996, *lives, *ids}
    assert found & (secrets | {str(secret) for secret in secrets}) == set()
    assert date(2026, 1, 1) in found


def test_a_pseudonym_is_the_same_with_one_secret_and_another_with_another():
    person = UUID(int=7)
    assert pseudonym(person, b"one") == pseudonym(person, b"one")
    assert pseudonym(person, b"one") != pseudonym(person, b"other")
    assert -(2**63) <= pseudonym(person, b"one") < 2**63


@pytest.mark.parametrize(
    ("age", "group"),
    [(-1, "00-11"), (0, "00-11"), (11, "00-11"), (12, "12-17"), (59, "30-59"), (60, "60+"), (101, "60+")],
)
def test_both_ends_of_an_age_group_belong_to_it(age: int, group: str):
    assert age_group(age, current().indicator_set("mental_health").counting.age_groups) == group
