"""Whoever has the duty is told: once, at the right moment, and nobody who is no longer there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from acompana.ledger.reading import facts_of
from acompana.messages import outbox
from acompana.people.ids import new_id
from acompana.people.models import User
from acompana.people.users import SYSTEM
from tests.rig.sending import NOW, open_risk, phq9, send, wire

pytestmark = pytest.mark.django_db


def told(kept) -> list[object]:
    """Who was told since the last time this was asked, in order of their ids."""
    who = sorted(letter.to for letter in kept.letters)
    kept.letters.clear()
    return who


def retire(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def test_the_ladder_is_climbed_step_by_step(watch, kept, clock, team, at_risk):
    at_risk()
    watch.round()
    assert told(kept) == [team["psychologist"].pk]
    clock.passes(minutes=14)
    watch.round()
    assert told(kept) == []
    clock.passes(minutes=1)
    watch.round()
    assert told(kept) == [team["coordinator"].pk]
    clock.passes(minutes=15)
    watch.round()
    assert told(kept) == [team["administrator"].pk]


def test_nothing_is_told_twice_however_often_one_looks(watch, kept, at_risk):
    at_risk()
    sent = [watch.round().sent for _ in range(4)]
    assert sent == [1, 0, 0, 0]


def test_a_watch_that_starts_anew_repeats_nothing(watch, kept, clock, at_risk):
    at_risk()
    watch.round()
    assert type(watch)(kept, kept, "https://x.example.org", clock).round().sent == 0


def test_rungs_that_were_past_when_the_fact_arrived_are_told_at_once(watch, kept, clock, team, at_risk):
    watch.round()
    at_risk(at=NOW - timedelta(hours=3), arriving=NOW)
    watch.round()
    everybody = [team["psychologist"].pk, team["coordinator"].pk, team["administrator"].pk]
    assert told(kept) == sorted(everybody), "steps of one task to one person share a message"


def test_whoever_left_is_not_told(watch, kept, clock, team, at_risk):
    at_risk()
    retire(team["psychologist"])
    watch.round()
    assert told(kept) == [team["coordinator"].pk]
    retire(team["coordinator"])
    clock.passes(minutes=15)
    watch.round()
    assert told(kept) == [team["administrator"].pk]


def test_the_rota_is_asked_when_the_message_leaves(watch, kept, clock, team, hire, on_call, at_risk):
    at_risk()
    watch._queue(clock())
    other = hire("clinician", "150106-01")
    on_call(other, "150106-01", start=NOW)
    watch.round()
    assert told(kept) == [other.pk]


def test_an_acknowledged_risk_is_not_told_further_up(watch, kept, clock, team, at_risk):
    person = at_risk()
    watch.round()
    send(team["psychologist"], wire(person, "alert_acknowledged", {"alert": open_risk(person)}))
    kept.letters.clear()
    clock.passes(minutes=40)
    assert watch.round().sent == 0


def test_the_deadline_is_told_to_whoever_took_it_and_to_whoever_is_on_duty(watch, kept, clock, team, hire, at_risk):
    person = at_risk()
    taker = hire("clinician", "150106")
    send(taker, wire(person, "alert_acknowledged", {"alert": open_risk(person)}))
    watch.round()
    kept.letters.clear()
    clock.passes(hours=1)
    watch.round()
    assert told(kept) == sorted([taker.pk, team["psychologist"].pk, team["coordinator"].pk])


def test_a_risk_that_opens_again_is_told_again(watch, kept, clock, team, at_risk):
    person = at_risk()
    watch.round()
    clock.passes(minutes=5)
    assessment = new_id()
    assessed = {"level": "none", "reason": "assessed_without_risk"}
    send(team["psychologist"], wire(person, "risk_assessed", assessed, id=assessment, at=clock.now), at=clock.now)
    watch.round()
    kept.letters.clear()
    withdrawal = {"target": str(assessment), "reason": "mistake"}
    send(team["psychologist"], wire(person, "fact_withdrawn", withdrawal, at=clock.now), at=clock.now)
    watch.round()
    assert told(kept) == [team["psychologist"].pk]
    watch.round()
    assert told(kept) == []


def test_that_somebody_was_told_becomes_a_fact_by_the_program(watch, clock, team, at_risk):
    person = at_risk()
    assert watch.round().recorded == 1
    (fact,) = [fact for fact in facts_of(person) if fact.kind == "message_sent"]
    assert (fact.author, fact.role) == (SYSTEM, "system")
    assert (fact.body.rung, fact.body.to, fact.body.channel) == ("told-1", team["psychologist"].pk, "kept")
    assert fact.id.version == 7
    assert fact.happened_at == clock.now


def test_that_somebody_was_told_sends_no_card_to_the_phones_again(watch, at_risk):
    def card() -> tuple[object, ...]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT ctid, body FROM caseload_card WHERE person = %s", [person])
            return cursor.fetchone()

    person = at_risk()
    before = card()
    assert watch.round().recorded == 1
    assert card() == before


def test_what_was_sent_is_recorded_though_the_watch_died_before(watch, monkeypatch, at_risk):
    person = at_risk()
    with monkeypatch.context() as dying:
        dying.setattr("acompana.messages.watch._record", lambda: (0, set()))
        watch.round()
    assert [f for f in facts_of(person) if f.kind == "message_sent"] == []
    assert watch.round().sent == 0
    assert len([f for f in facts_of(person) if f.kind == "message_sent"]) == 1


def test_a_message_whose_sender_fell_silent_goes_out_again(watch, kept, clock, at_risk):
    class Dies(Exception):
        pass

    def die(*_: object) -> None:
        raise Dies

    at_risk()
    after_the_server_took_it = pytest.MonkeyPatch()
    after_the_server_took_it.setattr(outbox, "mark_sent", die)
    with pytest.raises(Dies):
        watch.round()
    after_the_server_took_it.undo()
    assert watch.round().sent == 0, "the claim still holds"
    clock.passes(minutes=2)
    assert watch.round().sent == 1
    first, second = kept.letters
    assert first.id == second.id, "a repeated message carries the id of the first"


# --- What is not pressing --------------------------------------------------------------------------------------------


def unasked(team, registered, count: int) -> None:
    """People whose question about suicide was left unasked yesterday: since then a task of the coordination."""
    for _ in range(count):
        person = registered(team["agent"])
        answers = phq9(self_harm="not_asked")
        (receipt,) = send(team["agent"], wire(person, "answers_given", answers, at=NOW - timedelta(hours=13)))
        assert receipt.refusal is None


def test_many_routine_steps_are_one_message_for_each_recipient(watch, kept, team, registered):
    unasked(team, registered, 30)
    result = watch.round()
    assert (result.queued, result.sent) == (30, 1)
    assert "30" in kept.letters[0].text
    assert kept.letters[0].link.endswith("/hoy/")
    assert result.recorded == 30, "each is recorded for its person"


def test_routine_messages_leave_an_hour_in_peace(watch, kept, clock, team, registered):
    unasked(team, registered, 1)
    watch.round()
    clock.passes(minutes=10)
    unasked(team, registered, 2)
    assert watch.round().sent == 0
    clock.passes(minutes=51)
    assert watch.round().sent == 1
    assert "2" in kept.letters[-1].text


def test_risks_are_not_gathered_with_the_rest(watch, kept, team, at_risk, registered):
    unasked(team, registered, 5)
    for _ in range(12):
        at_risk()
    watch.round()
    assert sum(letter.to == team["psychologist"].pk for letter in kept.letters) == 12


def test_of_very_many_risks_at_once_the_newest_are_told_one_by_one_and_all_are_recorded(watch, kept, team, at_risk):
    persons = [at_risk(at=NOW - timedelta(minutes=n % 9)) for n in range(30)]
    result = watch.round()
    *single, rest = [letter for letter in kept.letters if letter.to == team["psychologist"].pk]
    assert len(single) == 20
    assert "10" in rest.text
    assert rest.link.endswith("/riesgo/")
    assert result.recorded == 30
    assert all(any(fact.kind == "message_sent" for fact in facts_of(person)) for person in persons)


def test_more_risks_than_one_round_takes_are_told_in_the_next(watch, kept, at_risk, monkeypatch):
    monkeypatch.setattr("acompana.messages.watch.STEPS_A_ROUND", 2)
    for _ in range(5):
        at_risk()
    assert [watch.round().more for _ in range(3)] == [True, True, False]
    assert len(kept.letters) == 5


# --- Refused facts ----------------------------------------------------------------------------------------------------


def test_a_refused_fact_that_may_tell_of_a_risk_is_told_to_its_coordinator_at_once(watch, kept, clock, hire, team):
    stranger = hire("agent", "150110-01")
    person = new_id()
    send(team["agent"], wire(person, "person_registered", {"home": "150106-01"}))
    assert send(stranger, wire(person, "answers_given", phq9(self_harm=2), place="150106-01"))[0].refusal
    watch.round()
    assert told(kept) == [team["coordinator"].pk]
    clock.passes(hours=1)
    watch.round()
    assert told(kept) == [team["administrator"].pk], "nobody answered within the hour"


def test_a_refused_fact_that_was_settled_is_told_to_nobody(watch, kept, clock, team, hire):
    refused = wire(new_id(), "visit_made", {"outcome": "flown"}, place="150106-01")
    send(team["agent"], refused)
    assert watch.round().sent == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_quarantine SET resolved_at = now(), resolution = 'settled'")
    clock.passes(days=4)
    assert watch.round().sent == 0
    assert outbox.waiting().waiting == 0
