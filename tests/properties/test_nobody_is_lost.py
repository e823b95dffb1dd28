"""The first promise, under storms: whatever is recorded by whomever, however late, and whoever leaves, every open risk
has an active owner and a deadline, nothing of it is missing from the cards, and somebody who is still there is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acompana.caseload.erasure import erase
from acompana.caseload.invariants import (
    administrators,
    erased_identities,
    everybody_has_a_card,
    folded,
    open_risks,
    openable,
    refused_facts,
)
from acompana.ledger.reading import facts_of
from acompana.messages.channels import Letter
from acompana.messages.watch import Watch
from acompana.people.access import EVERYTHING, Viewer
from acompana.people.ids import new_id
from acompana.people.models import Place, Shift, User
from acompana.people.users import SYSTEM
from tests.rig.sending import NOW, open_risk, phq9, send, wire

PERSONS = 2
STAFF = [
    ("administrator", "PE"),
    ("administrator", "PE"),
    ("coordinator", "150106"),
    ("clinician", "150106"),
    ("clinician", "1501"),
    ("agent", "150106-01"),
    ("agent", "150106"),
]


class World:
    """A small program to which things happen. Steps name people and staff by number, and time only goes on."""

    def __init__(self, places: dict[str, Place]) -> None:
        self.places = places
        self.now = NOW
        self.staff = [
            User.objects.create_user(f"{role}{n}", name=role, role=role, places=[places[code]])
            for n, (role, code) in enumerate(STAFF)
        ]
        self.persons = [new_id() for _ in range(PERSONS)]
        self.watch = Watch(self, self, "https://desk.example.org", lambda: self.now)
        self.watch.round()  # so that it only looks at what is new from here on

    # --- The world is the channel of its own messages ---------------------------------------------------------------

    name = "world"

    def send(self, letter: Letter) -> None:
        assert User.objects.get(pk=letter.to).is_active, "somebody was told who is no longer there"

    def close(self) -> None: ...

    # --- What may happen --------------------------------------------------------------------------------------------

    def records(self, who: int, person: int, kind: str, body: dict[str, Any], late: timedelta) -> None:
        at = self.now - late
        if kind == "alert_acknowledged":
            body = {"alert": open_risk(self.persons[person])}
        send(self.staff[who], wire(self.persons[person], kind, body, at=at, place="150106-01"), at=self.now)

    def amends(self, who: int, person: int, which: int, instead: dict[str, Any] | None, late: timedelta) -> None:
        facts = sorted(facts_of(self.persons[person]), key=lambda fact: fact.id)
        if not facts:
            return
        target = facts[which % len(facts)]
        if instead is not None and target.kind == "answers_given":
            body = {"target": str(target.id), "of": target.kind, "instead": instead}
            self.records(who, person, "fact_corrected", body, late)
        else:
            self.records(who, person, "fact_withdrawn", {"target": str(target.id), "reason": "mistake"}, late)

    def assigns(self, who: int, person: int, to: int) -> None:
        duty = "clinician" if self.staff[to].role == "clinician" else "agent"
        self.records(who, person, "assigned", {"to": str(self.staff[to].pk), "duty": duty}, timedelta(0))

    def leaves_or_returns(self, who: int) -> None:
        """The database keeps the last administrator."""
        user = User.objects.get(pk=self.staff[who].pk)
        try:
            with transaction.atomic():
                User.objects.filter(pk=user.pk).update(is_active=not user.is_active)
        except IntegrityError:
            assert user.role == "administrator"

    def shift(self, who: int, hours: int, code: str) -> None:
        Shift.objects.create(
            duty="clinician_on_call",
            user=self.staff[who],
            place=self.places[code],
            starts_at=self.now - timedelta(hours=1),
            ends_at=self.now + timedelta(hours=hours),
        )

    def is_erased(self, person: int) -> None:
        if facts_of(self.persons[person]):
            erase(self.persons[person], "person_asked", Viewer(SYSTEM, "system", ("/",), EVERYTHING), self.now)

    def passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    def looks(self) -> None:
        """A look of the watch: afterwards no step of an open risk that has come is left untold."""
        self.watch.round()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM caseload_rung AS rung JOIN caseload_alert AS alert USING (person)"
                " JOIN caseload_task AS task ON task.person = rung.person AND task.id = rung.task"
                " WHERE rung.at <= %s AND task.rule IN ('assess_risk', 'reassess_risk', 'safety_plan', 'risk_contact')"
                " AND NOT EXISTS (SELECT FROM messages_outbox AS told WHERE told.person = rung.person"
                " AND told.about = rung.task AND told.rung = rung.name AND told.sent_at IS NOT NULL)",
                [self.now],
            )
            assert cursor.fetchone() == (0,), "nobody was told"


# --- Steps ------------------------------------------------------------------------------------------------------------

Step = Callable[[World], None]
_staff = st.integers(0, len(STAFF) - 1)
_person = st.sampled_from([0, 0, 0, 1])
_late = st.sampled_from([timedelta(0), timedelta(0), timedelta(minutes=40), timedelta(days=3), timedelta(days=-2)])
_AGENT, _CLINICIAN, _COORDINATOR = 5, 3, 2

_answers = st.sampled_from([0, 1, 3, "refused", "not_asked"]).map(lambda said: phq9(self_harm=said))
_assessment = st.sampled_from(["none", "none", "low", "moderate", "high"]).map(
    lambda level: {"level": level, "reason": "clinical_judgment"}
)


def _bodies(**of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, Any]]:
    return st.one_of([st.tuples(st.just(kind.rstrip("_")), body) for kind, body in of.items()])


_BY_AGENTS = _bodies(
    person_registered=st.just({"home": "150106-01", "identity": {"given_names": "Wayra"}}),
    details_given=st.just({"home": "150106-02", "identity": {"given_names": "Sumaq"}}),
    answers_given=_answers,
    answers_given_=st.just(phq9(self_harm=2, mood=9)),  # refused, and may tell of a risk
    visit_made=st.just({"outcome": "not_home"}),
)
_BY_CLINICIANS = _bodies(
    risk_assessed=_assessment,
    risk_assessed_=_assessment,
    safety_plan_written=st.just({"means_made_safe": "yes"}),
    alert_acknowledged=st.just({}),
    program_entered=st.just({"program": "mental_health"}),
    program_left=st.just({"program": "mental_health", "exit": "discharged"}),
)


def _step(name: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    return st.tuples(*arguments).map(lambda given: _Step(name, given))


class _Step:
    """One thing that happens; shown by its name and arguments when an example fails."""

    def __init__(self, name: str, given: tuple[Any, ...]) -> None:
        self.name, self.given = name, given

    def __call__(self, world: World) -> None:
        getattr(world, self.name)(*self.given)

    def __repr__(self) -> str:
        return f"{self.name}{self.given}"


def _records(who: st.SearchStrategy[int], bodies: st.SearchStrategy[tuple[str, Any]]) -> st.SearchStrategy[Step]:
    return st.builds(
        lambda who, person, said, late: _Step("records", (who, person, *said, late)), who, _person, bodies, _late
    )


_found = _bodies(answers_given=st.just(phq9(self_harm=2)))
STEPS = st.one_of(
    _records(st.just(_AGENT), _found),
    _records(st.just(_AGENT), _BY_AGENTS),
    _records(st.just(_CLINICIAN), _BY_CLINICIANS),
    _records(_staff, st.one_of(_BY_AGENTS, _BY_CLINICIANS)),
    _step("amends", _staff, _person, st.integers(0, 9), st.none() | _answers, _late),
    _step("assigns", _staff, _person, st.sampled_from([_CLINICIAN, 4, _AGENT, 6])),
    _step("leaves_or_returns", _staff),
    _step("shift", st.sampled_from([_CLINICIAN, 4]), st.sampled_from([2, 48]), st.sampled_from(["150106", "PE"])),
    _step("is_erased", _person),
    _step("passes", st.sampled_from([5, 20, 90, 60 * 24, 60 * 24 * 9])),
    _step("looks"),
)


def _assert_nobody_is_lost(world: World) -> None:
    found = [
        administrators(),
        open_risks(world.now),
        openable(world.now),
        *folded(world.persons),
        refused_facts(world.now),
        erased_identities(),
        everybody_has_a_card(),
    ]
    assert [(invariant.name, invariant.breaches) for invariant in found if invariant.breaches] == []


def _in_a_new_world(places: dict[str, Place], happening: Callable[[World], None]) -> None:
    with transaction.atomic():
        happening(World(places))
        transaction.set_rollback(True)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=16), later=st.sampled_from([0, 61, 60 * 24 * 2, 60 * 24 * 40]))
def test_whatever_happens_nobody_at_risk_is_lost(places, steps: list[Step], later: int):
    def happening(world: World) -> None:
        for step in steps:
            step(world)
            _assert_nobody_is_lost(world)
        world.passes(later)
        _assert_nobody_is_lost(world)
        world.looks()

    _in_a_new_world(places, happening)


def test_the_dead_owner(places):
    """The worst day: the psychologist who took it leaves, the coordinator too, and the shift ends unnoticed."""

    def happening(world: World) -> None:
        administrator, _, coordinator, clinician, *_ = range(len(STAFF))
        world.shift(clinician, 2, "150106")
        world.records(_AGENT, 0, "answers_given", phq9(self_harm=3), timedelta(0))
        world.records(clinician, 0, "alert_acknowledged", {}, timedelta(0))
        world.looks()
        for leaving in (clinician, coordinator):
            world.leaves_or_returns(leaving)
            _assert_nobody_is_lost(world)
        assert openable(world.now).warnings  # an administrator answers, and opens nobody
        world.passes(180)
        told: list[UUID] = []
        world.send = lambda letter: told.append(letter.to)  # type: ignore[method-assign]
        world.looks()
        assert set(told) == {world.staff[administrator].pk}

    _in_a_new_world(places, happening)


def _deadline(world: World, person: int) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT due_at FROM caseload_alert WHERE person = %s", [world.persons[person]])
        found = cursor.fetchone()
    return found[0] if found else None


def test_a_sign_that_arrives_after_the_risk_was_closed_opens_it_again(places):
    def happening(world: World) -> None:
        world.records(_AGENT, 0, "answers_given", phq9(self_harm=1), timedelta(0))
        world.passes(10)
        closing = {"level": "none", "reason": "assessed_without_risk"}
        world.records(_CLINICIAN, 0, "risk_assessed", closing, timedelta(0))
        assert _deadline(world, 0) is None
        world.passes(60 * 24)
        world.records(_AGENT, 0, "answers_given", phq9(self_harm=2), timedelta(days=1, minutes=5))
        assert _deadline(world, 0) is not None
        _assert_nobody_is_lost(world)
        world.looks()

    _in_a_new_world(places, happening)
