"""Faults to plant, one at a time: storms that do not find them would find nothing.

What those of phones do is in `phone/tests/storm/faults.ts`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from acompana.people.ids import new_id
from tests.phone.storm import Storm
from tests.phone.weather import Alteration


class Fault(NamedTuple):
    """`shows_as` is the trouble that a storm reports of it."""

    name: str
    shows_as: str
    in_phone: str = ""
    on_the_way: type[Alteration] | None = None
    at_the_server: Callable[[Storm], None] = lambda _: None


# --- On the way: as if the server did it --------------------------------------------------------------------------

Json = dict[str, Any]


class OfSync(Alteration):
    """Something else arrives of the `facts`, or something else is `told`."""

    def asked(self, path: str, asked: Json) -> Json:
        return {**asked, "facts": self.facts(asked.get("facts", []))} if path == "sync" else asked

    def answered(self, path: str, answer: Any) -> Any:
        return self.told(answer) if path == "sync" else answer

    def facts(self, facts: list[Json]) -> list[Json]:
        return facts

    def told(self, answer: Json) -> Json:
        return answer


class AcceptsWithoutStoring(OfSync):
    def __init__(self) -> None:
        self.swallowed: list[str] = []

    def facts(self, facts: list[Json]) -> list[Json]:
        self.swallowed = [fact["id"] for fact in facts[-1:]]
        return facts[:-1]

    def told(self, answer: Json) -> Json:
        return {**answer, "accepted": [*answer["accepted"], *self.swallowed]}


class StoresUnderTwoIds(OfSync):
    def facts(self, facts: list[Json]) -> list[Json]:
        return [*facts, *({**fact, "id": str(new_id())} for fact in facts)]


class StoresSomethingElse(OfSync):
    def facts(self, facts: list[Json]) -> list[Json]:
        return [
            {**fact, "body": {"outcome": "not_home" if fact["body"]["outcome"] == "seen" else "seen"}}
            if fact["kind"] == "visit_made"
            else fact
            for fact in facts
        ]


class SendsAStaleCard(OfSync):
    """As it was first told, again and again."""

    def __init__(self) -> None:
        self.first: Json = {}

    def told(self, answer: Json) -> Json:
        return {**answer, "cards": [self.first.setdefault(card["person"], card) for card in answer["cards"]]}


class SkipsACard(OfSync):
    def told(self, answer: Json) -> Json:
        return answer if answer["from_start"] else {**answer, "cards": answer["cards"][:-1]}


class SaysAcceptedOfARefusedFact(OfSync):
    def told(self, answer: Json) -> Json:
        return {**answer, "accepted": [*answer["accepted"], *(one["id"] for one in answer["refused"])], "refused": []}


class TellsAnotherReason(OfSync):
    def told(self, answer: Json) -> Json:
        return {**answer, "refused": [{**one, "code": "malformed"} for one in answer["refused"]]}


# --- At the server ------------------------------------------------------------------------------------------------


def loses_an_alert(storm: Storm) -> None:
    _do(
        storm,
        "DELETE FROM caseload_alert WHERE person = ANY(%s::uuid[])",
        [one.person for one in storm.recorded.values()],
    )


def drops_a_refused_fact(storm: Storm) -> None:
    _do(storm, "DELETE FROM ledger_quarantine WHERE author = ANY(%s)", [agent.pk for agent in storm.sector.agents])


def hides_a_refused_fact(storm: Storm) -> None:
    hide = "UPDATE ledger_quarantine SET place_path = '/nowhere/' WHERE author = ANY(%s)"
    _do(storm, hide, [agent.pk for agent in storm.sector.agents])


def _words(name: str) -> str:
    """What the server does, from the name of a function or a class."""
    return "the server " + re.sub("(?<!^)([A-Z])|_", r" \1", name).lower()


def _do(storm: Storm, statement: str, whose: list[Any]) -> None:
    storm.sector.records.execute(statement, [whose])


_IN_PHONES = {
    "lets_go_of_a_fact_when_it_was_sent": "a fact is lost",
    "takes_in_half_of_an_answer_and_keeps_its_cursor": "a card is another",
    "keeps_whom_it_handed_over": "a person is on the phone who is not the agent's",
    "drops_a_refused_fact": "a refused fact is not on its author's phone",
    "seals_nothing": "a fact is lost",
    "sends_a_fact_under_another_id_each_time": "nobody recorded a fact that arrived",
    "says_it_took_what_did_not_fit": "a fact is lost",
    "says_it_has_a_fact_before_it_was_written": "a fact is lost",
    "says_that_its_page_holds_what_it_does_not": "a fact is lost",
    "forgets_in_a_pocket_what_its_page_holds": "a fact is lost",
    "keeps_its_keys_when_it_is_revoked": "a revoked phone still opens",
    "forgets_the_content_that_a_form_was_begun_in": "a half-done form cannot be finished as it was begun",
    "takes_no_other_content": "a phone works by other content than the server told",
}
_ON_THE_WAY = {
    AcceptsWithoutStoring: "a fact is lost",
    StoresUnderTwoIds: "nobody recorded a fact that arrived",
    StoresSomethingElse: "a fact says something else than was recorded",
    SendsAStaleCard: "a card is another",
    SkipsACard: "a card is another",
    SaysAcceptedOfARefusedFact: "a refused fact is not on its author's phone",
    TellsAnotherReason: "a refused fact is shown without its reason",
}
_AT_THE_SERVER = {
    loses_an_alert: "an alert is missing",
    drops_a_refused_fact: "a fact is lost",
    hides_a_refused_fact: "a refused fact is not shown to the coordination",
}
FAULTS = [
    *(Fault(f"a phone {name.replace('_', ' ')}", shows_as, in_phone=name) for name, shows_as in _IN_PHONES.items()),
    *(Fault(_words(way.__name__), shows_as, on_the_way=way) for way, shows_as in _ON_THE_WAY.items()),
    *(
        Fault(f"the server {how.__name__}".replace("_", " "), shows_as, at_the_server=how)
        for how, shows_as in _AT_THE_SERVER.items()
    ),
]
