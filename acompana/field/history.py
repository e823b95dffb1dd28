"""The rest of a person's history: what a card leaves out."""

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import Raw

from acompana.care.facts import Fact
from acompana.care.standing import order_of
from acompana.field.caller import as_caller, json_answer
from acompana.field.trouble import Trouble
from acompana.field.wire import History, PastFact
from acompana.ledger.reading import Beside, beside, facts_of
from acompana.people.access import seeing
from acompana.people.reads import leave_trace


def history(request: HttpRequest, person: UUID) -> HttpResponse:
    """All facts of one of the viewer's people. The look leaves a trace."""
    with as_caller(request) as caller, seeing(caller.viewer):
        facts = facts_of(person)
        if not facts:
            remedy = "Ask the coordination who is responsible for the person."
            raise Trouble(404, "unknown_person", "one of the user's people", "nobody of theirs", remedy)
        parts = beside(person)
        leave_trace(caller.viewer, person, "field.history", "note" if "note" in caller.viewer.tiers else "identity")
        told = [_told(fact, parts.get(fact.id)) for fact in sorted(facts, key=order_of)]
        return json_answer(request, History(person=person, facts=told))


def _told(fact: Fact, part: Beside | None) -> PastFact:
    return PastFact(
        id=fact.id,
        kind=fact.kind,
        happened_at=fact.happened_at,
        recorded_at=fact.recorded_at,
        received_at=fact.received_at,
        author=fact.author,
        role=fact.role,
        place=fact.place,
        body=_encoded(fact.body),
        identity=part.identity if part and part.identity else None,  # type: ignore[arg-type]
        note=part.note if part else None,
    )


def _encoded(body: object) -> Any:
    return Raw(msgspec.json.encode(body))
