"""Everything the desk says, it says in English too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from acompana.bundle import current
from acompana.care.picture import Reason
from acompana.desk import clock, wording
from tests.desk.translations import ENGLISH, sentences
from tests.rig.catalog import as_bytes, as_text

RENEW = "run `python -m tests.desk.translations` and fill in what is empty"
NOON = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)  # Saturday, 12:00 in Lima


def test_no_sentence_lacks_its_english_and_none_is_left_over():
    known, said = ENGLISH.known(), sentences()
    assert len(said) > 300
    assert said - known.keys() == set(), RENEW
    assert known.keys() - said == set(), RENEW
    assert [one for one, words in known.items() if not all(words)] == [], RENEW


def test_english_fills_in_what_spanish_fills_in():
    assert list(ENGLISH.unlike()) == []


def test_the_compiled_english_is_the_written_one():
    assert ENGLISH.written.read_bytes() == as_text(ENGLISH.renewed(sentences())), RENEW
    assert ENGLISH.compiled.read_bytes() == as_bytes(ENGLISH.read()), RENEW


@pytest.fixture
def lima():
    with timezone.override(ZoneInfo("America/Lima")):
        yield


@pytest.mark.parametrize(
    ("ahead", "spanish", "in_english"),
    [
        (timedelta(seconds=20), "en 1 min", "in 1 min"),
        (timedelta(minutes=22), "en 22 min", "in 22 min"),
        (timedelta(minutes=80), "en 1 h 20 min", "in 1 h 20 min"),
        (timedelta(hours=5, minutes=59), "en 5 h", "in 5 h"),
        (timedelta(hours=47), "en 47 h", "in 47 h"),
        (timedelta(days=3), "en 3 días", "in 3 days"),
        (-timedelta(hours=2), "venció hace 2 h", "overdue by 2 h"),
        (-timedelta(days=100), "venció hace 3 meses", "overdue by 3 months"),
    ],
)
def test_a_deadline_is_told_as_people_tell_it(lima, ahead, spanish, in_english):
    for language, words in (("es", spanish), ("en", in_english)):
        with translation.override(language):
            assert clock.until(NOON + ahead, NOON) == words


@pytest.mark.parametrize(
    ("moment", "spanish", "in_english"),
    [
        (NOON + timedelta(hours=4), "hoy, 16:00", "today, 16:00"),
        (NOON - timedelta(hours=15), "ayer, 21:00", "yesterday, 21:00"),
        (NOON + timedelta(hours=21), "mañana, 9:00", "tomorrow, 9:00"),
        (NOON + timedelta(days=3), "mar 24 nov, 12:00", "Tue, Nov 24, 12:00"),
        (NOON - timedelta(days=22), "30 oct", "Oct 30"),
        (NOON - timedelta(days=400), "17 oct 2025", "Oct 17, 2025"),
    ],
)
def test_a_moment_is_told_in_the_organizations_zone(lima, moment, spanish, in_english):
    for language, words in (("es", spanish), ("en", in_english)):
        with translation.override(language):
            assert clock.when(moment, NOON) == words


def test_an_age_counts_completed_years():
    assert clock.age(1992, None, date(2026, 3, 1)) == 34
    assert clock.age(1992, 5, date(2026, 3, 1)) == 33
    assert clock.age(1992, 5, date(2026, 5, 1)) == 34
    assert clock.age(None, 5, date(2026, 5, 1)) is None


RULES = [rule.id for program in current().programs for rule in program.tasks]
MADE_BY_RISK = ["assess_risk", "reassess_risk", "safety_plan", "risk_contact"]


@pytest.mark.parametrize("rule", [*RULES, *MADE_BY_RISK])
def test_every_task_has_a_name_and_a_reason_in_both_languages(lima, rule):
    reason = Reason(
        instrument="phq9", score=16, band="self_harm" if rule == "assess_risk" else "high", at=NOON, times=2
    )
    said = {}
    for language in ("es", "en"):
        with translation.override(language):
            said[language] = (wording.task_name(rule), wording.task_why(rule, reason, NOON))
            assert rule not in said[language][0]
            assert said[language][1]
            assert "{" not in said[language][1]
    assert said["es"] != said["en"]
