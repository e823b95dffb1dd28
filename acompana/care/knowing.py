"""Who the person is and who is assigned, as far as the facts tell: the part of the fold that others need alone."""

from collections.abc import Iterable

from msgspec.structs import replace

from acompana.care.facts import Assigned, DetailsGiven, Fact, IdentityErased, PersonRegistered
from acompana.care.picture import Known
from acompana.care.standing import no_signs, standing


def know(facts: Iterable[Fact]) -> Known:
    """Who the person is and who is assigned, without folding the rest: what the door needs before it lets a fact in."""
    stands = standing(facts, no_signs).facts
    known = learned(stands)
    for fact in stands:
        if isinstance(fact.body, Assigned):
            known = replace(known, **{fact.body.duty: fact.body.to})
        elif isinstance(fact.body, IdentityErased):
            known = replace(known, erased=True)
        elif isinstance(fact.body, PersonRegistered):
            known = registered(known, fact)
    return known


_DETAILS = ("sex", "birth_year", "birth_month", "home", "mother_tongue")


def learned(facts: Iterable[Fact]) -> Known:
    """Who the person is does not depend on when it was learned: age and sex are known before anything is scored."""
    known = Known()
    for fact in facts:
        body = fact.body
        if isinstance(body, (PersonRegistered, DetailsGiven)):
            given = {name: value for name in _DETAILS if (value := getattr(body, name)) not in (None, "unknown")}
            known = replace(known, **given)
    return known


def registered(known: Known, fact: Fact) -> Known:
    """Whoever registers a person, if an agent, accompanies that person until somebody is assigned."""
    if known.registered_at is not None:
        return known
    agent = fact.author if fact.role == "agent" and known.agent is None else known.agent
    return replace(known, registered_at=fact.at, agent=agent)
