"""Which facts stand: what corrections and withdrawals leave of a person's facts.

A correction or a withdrawal is a fact that points at a fact. The union of two sets of facts is their merge, so the
answer depends on the set alone, never on the order in which it arrived.

W1  Facts are read in the order of (at, recorded_at, id).
W2  What is itself withdrawn has no effect. Withdrawals that withdraw one another in a ring have none either.
W3  Of several standing corrections of one fact, the last one counts.
W4  What raised or changed a risk of suicide is corrected or withdrawn by a professional only. Anybody else's correction
    waits, unconfirmed: the fact goes on standing, and a professional is asked to confirm. But one that keeps every sign
    that was given until then, and does not date the fact later, counts at once: it completes, it hides nothing.
W5  A correction that adds a sign of risk has the fact arrive when the correction did: nobody who assessed the person
    before could have known of it.
"""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

import msgspec
from msgspec import Struct

from acompana.care.facts import KINDS, Body, Fact, FactCorrected, FactWithdrawn

PROFESSIONAL = "clinician"
Amendment = (FactCorrected, FactWithdrawn)
Signs = frozenset[str]
"""What in a fact raised or changed a risk of suicide; empty where nothing did. Equal signs say the same."""
SignsOf = Callable[[Fact], Signs]


class Finding(Struct, frozen=True, gc=False):
    """Something about a person's facts that a human should know. Trouble is a value, never a blank screen."""

    code: str
    fact: UUID
    about: UUID | None = None


class Standing(Struct, frozen=True):
    """What stands, in order (W1); the corrections and withdrawals that wait for a professional; and what was odd."""

    facts: tuple[Fact, ...]
    unconfirmed: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()


def no_signs(_: Fact) -> Signs:
    """For whoever reads what stands and knows no instrument: corrections by anybody count."""
    return frozenset()


def order_of(fact: Fact) -> tuple[object, ...]:
    """The key that every fold sorts by (W1)."""
    return fact.at, fact.recorded_at, fact.id


def standing(facts: Iterable[Fact], signs_of: SignsOf) -> Standing:
    """Resolve corrections and withdrawals. `signs_of` says of a fact what in it concerns a risk."""
    said = {fact.id: fact for fact in facts}
    amendments = [fact for fact in said.values() if isinstance(fact.body, Amendment)]
    if not amendments:
        return Standing(tuple(sorted(said.values(), key=order_of)))

    findings: list[Finding] = []
    unconfirmed: list[Fact] = []
    counting: list[Fact] = []
    results: dict[UUID, Fact] = {}  # of each correction: the target as it should have been
    for amendment in sorted(amendments, key=order_of):
        trouble = _correct(amendment, said, results, signs_of)
        if trouble:
            findings.append(trouble)
        else:
            counting.append(amendment)
    protected = _protected(counting, said, results, signs_of)
    given: dict[UUID, Signs] = {}  # of each target: the signs that were given until then
    for amendment in list(counting):
        target, result = said[_target(amendment)], results.get(amendment.id)
        signs = given.setdefault(target.id, signs_of(target))
        if amendment.role != PROFESSIONAL and target.id in protected and not _keeps(signs, target, result, signs_of):
            counting.remove(amendment)
            unconfirmed.append(amendment)
        elif result is not None:
            given[target.id] = signs | signs_of(result)

    withdrawn, corrected = _resolve(counting)
    facts_left = [
        results[corrected[fact.id].id] if fact.id in corrected else fact
        for fact in said.values()
        if fact.id not in withdrawn and not isinstance(fact.body, Amendment)
    ]
    waiting = tuple(a for a in unconfirmed if a.id not in withdrawn and _target(a) not in withdrawn)
    return Standing(tuple(sorted(facts_left, key=order_of)), waiting, tuple(findings))


def corrected_body(kind: str, correction: FactCorrected) -> Body:
    """The body that a correction gives. Raises msgspec.ValidationError where it does not fit the kind."""
    whole = dict(correction.instead)
    if correction.identity is not None:
        whole["identity"] = correction.identity
    if correction.note is not None:
        whole["note"] = correction.note
    return msgspec.convert(whole, KINDS[kind])


def _correct(
    amendment: Fact, said: Mapping[UUID, Fact], results: dict[UUID, Fact], signs_of: SignsOf
) -> Finding | None:
    """Work out what a correction gives, or say why an amendment cannot count."""
    target = said.get(_target(amendment))
    if target is None:
        return Finding("target_unknown", amendment.id, _target(amendment))
    if isinstance(amendment.body, FactWithdrawn):
        return None
    assert isinstance(amendment.body, FactCorrected)
    if isinstance(target.body, Amendment) or amendment.body.of != target.kind:
        return Finding("correction_of_another_kind", amendment.id, target.id)
    try:
        body = corrected_body(target.kind, amendment.body)
    except msgspec.ValidationError:
        return Finding("correction_unfit", amendment.id, target.id)
    happened = amendment.body.happened_at or target.happened_at
    result = msgspec.structs.replace(target, body=body, happened_at=happened)
    if signs_of(result) - signs_of(target):
        # It arrives with the correction (W5), and still counts from no later than it did (T1).
        arrived = max(target.received_at, amendment.received_at)
        result = msgspec.structs.replace(result, happened_at=result.at, received_at=arrived)
    results[amendment.id] = result
    return None


def _protected(
    amendments: Iterable[Fact],
    said: Mapping[UUID, Fact],
    results: Mapping[UUID, Fact],
    signs_of: SignsOf,
) -> set[UUID]:
    """The facts that W4 protects: what concerns a risk, as said or as corrected by anybody, and what amends it."""
    amended = {_target(a) for a in amendments}
    protected = {id for id in amended if id in said and signs_of(said[id])}
    for amendment in amendments:
        if amendment.id in results and signs_of(results[amendment.id]):
            protected |= {_target(amendment), amendment.id}
    for amendment in amendments:  # in order, and what amends an amendment of a protected fact is read after it
        if _target(amendment) in protected:
            protected.add(amendment.id)
    return protected


def _keeps(signs: Signs, target: Fact, result: Fact | None, signs_of: SignsOf) -> bool:
    """Whether a correction by somebody who is no professional may count: it may raise a risk, never hide one (W4)."""
    if result is None or not signs_of(result):
        return False
    return signs <= signs_of(result) and (not signs or result.at <= target.at)


def _resolve(amendments: Iterable[Fact]) -> tuple[set[UUID], dict[UUID, Fact]]:
    """Let every amendment count that is not itself withdrawn: (ids withdrawn, last standing correction of each fact).

    Begins with the amendments that nobody amends and goes inwards; what is left over stands in a ring (W2)."""
    by_id = {a.id: a for a in amendments}
    waiting: dict[UUID, int] = {}
    for a in by_id.values():
        waiting[_target(a)] = waiting.get(_target(a), 0) + 1
    ready = [a for a in by_id.values() if not waiting.get(a.id)]
    withdrawn: set[UUID] = set()
    corrected: dict[UUID, Fact] = {}
    while ready:
        amendment = ready.pop()
        target = _target(amendment)
        if amendment.id not in withdrawn:
            if isinstance(amendment.body, FactWithdrawn):
                withdrawn.add(target)
            elif target not in corrected or order_of(corrected[target]) < order_of(amendment):
                corrected[target] = amendment
        waiting[target] -= 1
        if not waiting[target] and target in by_id:
            ready.append(by_id[target])
    return withdrawn, corrected


def _target(amendment: Fact) -> UUID:
    assert isinstance(amendment.body, Amendment)
    return amendment.body.target
