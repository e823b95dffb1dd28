"""Whether a well-formed fact may be accepted: the content it names, its dates, and its author's reach. Pure.

What an answer tells of suicide is never held back by something else that cannot be: a birth that contradicts it, a next
visit in a hundred years, a population that no cut-off knows. It is accepted, and the contradiction stays visible.
"""

import re
from collections.abc import Callable, Collection, Container, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from acompana.bundle import Bundle
from acompana.care.asking import check_answers
from acompana.care.facts import (
    Answers,
    AnswersGiven,
    Assigned,
    Body,
    CallMade,
    DiagnosisMade,
    Fact,
    FactCorrected,
    FactWithdrawn,
    HandoverProposed,
    ProgramEntered,
    ProgramLeft,
    ReferralAnswered,
    ReferralMade,
    RiskAssessed,
    SessionHeld,
    VisitMade,
)
from acompana.care.fold import concerns_risk
from acompana.care.instruments import Instrument
from acompana.care.knowing import know
from acompana.care.picture import Known
from acompana.care.reading import VISIT_FORM
from acompana.care.rulebook import Rulebook
from acompana.care.standing import corrected_body
from acompana.ledger.dates import check_after_birth, check_dates, check_moment
from acompana.ledger.refusals import SEND_AGAIN, Refusal
from acompana.people.access import Viewer, covers, may_record

RISK_FORM = "suicide_risk"
"""The instrument whose questions a professional asks to assess a risk."""
RENIPRESS = re.compile(r"\d{8}", re.ASCII)
"""How the national register numbers health services. It changes, so a code that nobody entered here is taken too."""


class Lists(Struct, frozen=True):
    """What a fact may name: the content, the places by code (each with its path), the workers."""

    bundle: Bundle
    paths: Mapping[str, str]
    workers: Container[UUID]


class Reach(Struct, frozen=True):
    """What is needed to tell whether somebody may write about a person."""

    known: Known
    home_path: str | None  # or, until the person is registered, where they were last met
    authors: frozenset[UUID]  # everybody who has recorded something about the person


def check(fact: Fact, sender: Viewer, reach: Reach, lists: Lists, said: Mapping[UUID, Fact]) -> Refusal | None:
    """The first reason to refuse a fact, or None. `said` are the person's facts by id; `sender` is its author, or
    whoever lets it in."""
    return (
        _check_role(fact.role, fact.kind)
        or _check_reach(fact, sender, reach, lists.paths, said)
        or check_moment("happened_at", fact.happened_at, fact.received_at)
        or check_moment("recorded_at", fact.recorded_at, fact.received_at)
        or _check_content(fact.body, lists)
        or _check_amendment(fact, sender, lists, said)
        or _check_plausible(fact, reach.known, lists.bundle, said)
    )


def _check_role(role: str, kind: str) -> Refusal | None:
    if may_record(role, kind):
        return None
    return Refusal(
        "role_may_not",
        f"a role that may record {kind}",
        f"the role {role}",
        "Ask somebody with that role to record it.",
    )


def _check_reach(
    fact: Fact, author: Viewer, reach: Reach, paths: Mapping[str, str], said: Mapping[UUID, Fact]
) -> Refusal | None:
    """Whoever writes must cover where the person lives, or be assigned; whom nobody knows yet, anybody may meet. What
    was recorded before the person was handed over, or moved, is accepted from whoever was in reach until then."""
    if author.role == "system":
        return None
    home = getattr(fact.body, "home", None)
    for code in filter(None, (fact.place, home)):
        if code not in paths:
            return Refusal("unknown_code", "the code of a place", "a code no place has", SEND_AGAIN)
    if author.user in (reach.known.agent, reach.known.clinician):
        return None
    if reach.home_path is not None:
        if covers(author, reach.home_path):
            return None
    elif not reach.authors or author.user in reach.authors:
        where = home or fact.place
        if where is None or covers(author, paths[where]):
            return None
    if any(_was_in_reach(author, moment, said.values(), paths) for moment in (fact.recorded_at, fact.happened_at)):
        return None
    return Refusal(
        "out_of_reach",
        "a person of the author's places, or assigned to the author",
        "somebody else's",
        "A coordinator can accept it, or assign the person.",
    )


def _was_in_reach(author: Viewer, moment: datetime, said: Collection[Fact], paths: Mapping[str, str]) -> bool:
    """Whether the author accompanied, treated or covered the person, as far as the program knew at that moment. What
    was known first is taken to have been so before, for a registration may arrive after the visits it began with."""
    first = min((fact.received_at for fact in said), default=moment)
    known = know(fact for fact in said if fact.received_at <= max(moment, first))
    if author.user in (known.agent, known.clinician):
        return True
    return known.home is not None and covers(author, paths[known.home])


def _check_content(body: Body, lists: Lists) -> Refusal | None:
    """What the body names is in the content, among the places or among the workers."""
    checked = _CONTENT.get(type(body))
    if refusal := checked(body, lists.bundle) if checked else None:
        return refusal
    to = body.to if isinstance(body, (Assigned, HandoverProposed)) else None
    if to is not None and to not in lists.workers:
        return _check_code(str(to), (), "a worker who looks after people")
    home = getattr(body, "home", None)
    return None if home is None else _check_code(home, lists.paths, "the code of a place")


def _check_answers(id: str, version: str, answers: Answers, bundle: Bundle) -> Refusal | None:
    instrument = bundle.rulebook.instrument(id, version)
    if instrument is None:
        versions = sorted(v for i, v in bundle.rulebook.instruments if i == id)
        return Refusal(
            "unknown_instrument",
            f"{id} in one of the versions {', '.join(versions)}" if versions else "an instrument of the content",
            "another version" if versions else "an instrument that the content does not have",
            "Install the content that it belongs to, then let the fact in again.",
        )
    problems = check_answers(instrument, answers)
    if not problems:
        return None
    first = problems[0]
    return Refusal("answers_unfit", f"{first.item}: {first.expected}", f"{len(problems)} unfit answers", SEND_AGAIN)


def _check_form(id: str, version: str | None, answers: Answers | None, bundle: Bundle) -> Refusal | None:
    if answers is None:
        return None
    if version is None:
        return Refusal("answers_unfit", "form_version beside the answers", "answers without it", SEND_AGAIN)
    return _check_answers(id, version, answers, bundle)


def _check_assessment(body: RiskAssessed, bundle: Bundle) -> Refusal | None:
    """The professional's judgment stands above the questions: the level may differ from what the answers give."""
    if body.contacts is not None:
        known = [template.id for template in bundle.risk.templates]
        if refusal := _check_code(body.contacts, known, "a template of follow-up contacts"):
            return refusal
    return _check_form(RISK_FORM, body.instrument_version, body.answers, bundle)


def _check_referral(body: ReferralMade, bundle: Bundle) -> Refusal | None:
    if not RENIPRESS.fullmatch(body.facility):
        expected = "facility as the RENIPRESS code of a health service: eight digits, with their zeros"
        return Refusal("unknown_code", expected, "another code", SEND_AGAIN)
    services = [service.id for program in bundle.programs for service in program.referral_services]
    reasons = [reason.id for program in bundle.programs for reason in program.referral_reasons]
    return _check_code(body.service, services, f"service as one of {', '.join(services)}") or _check_code(
        body.reason, reasons, f"reason as one of {', '.join(reasons)}"
    )


def _check_referral_answer(body: ReferralAnswered, _: Bundle) -> Refusal | None:
    if body.appointment_at is None or body.appointment_at.tzinfo is not None:
        return None
    return Refusal("malformed", "appointment_at with its zone, such as Z", "a time without one", SEND_AGAIN)


def _check_exit(body: ProgramLeft, bundle: Bundle) -> Refusal | None:
    program = bundle.rulebook.program(body.program)
    if program is None:
        return _check_code(body.program, (), "a program of the content")
    return _check_code(body.exit, [exit.id for exit in program.exits], "an exit of the program")


def _check_diagnosis(body: DiagnosisMade, bundle: Bundle) -> Refusal | None:
    listed = bundle.code_list("cie10")
    return _check_code(body.code, listed.names if listed else (), "a code of CIE-10 as content/codes lists them")


def _check_session(body: SessionHeld, bundle: Bundle) -> Refusal | None:
    known = {i.id for program in bundle.programs for i in program.interventions}
    return _check_code(body.intervention, known, "an intervention of the content")


def _check_entry(body: ProgramEntered, bundle: Bundle) -> Refusal | None:
    return _check_code(body.program, [program.id for program in bundle.programs], "a program of the content")


def _check_code(code: str, known: Collection[str], expected: str) -> Refusal | None:
    if code in known:
        return None
    return Refusal("unknown_code", expected, "another code", SEND_AGAIN)


_CONTENT: Mapping[type[Body], Callable[[Any, Bundle], Refusal | None]] = {
    AnswersGiven: lambda body, bundle: _check_answers(body.instrument, body.version, body.answers, bundle),
    VisitMade: lambda body, bundle: _check_form(VISIT_FORM, body.form_version, body.answers, bundle),
    CallMade: lambda body, bundle: _check_form(VISIT_FORM, body.form_version, body.answers, bundle),
    RiskAssessed: _check_assessment,
    DiagnosisMade: _check_diagnosis,
    ProgramEntered: _check_entry,
    ProgramLeft: _check_exit,
    SessionHeld: _check_session,
    ReferralMade: _check_referral,
    ReferralAnswered: _check_referral_answer,
}


def _check_amendment(fact: Fact, sender: Viewer, lists: Lists, said: Mapping[UUID, Fact]) -> Refusal | None:
    """A correction must fit what it corrects. One whose target has not arrived yet is accepted, and waits for it."""
    if not isinstance(fact.body, (FactCorrected, FactWithdrawn)):
        return None
    target = said.get(fact.body.target)
    if target is not None and sender.role == "agent" and target.author != sender.user:
        return Refusal(
            "not_the_authors",
            "a correction by whoever recorded the fact, by a professional or by the coordination",
            "another agent's",
            "Ask whoever recorded it, or the coordination.",
        )
    if target is not None and target.kind == "identity_erased":
        return Refusal("target_unfit", "a fact that can be taken back", "an erasure", "What was erased stays erased.")
    if isinstance(fact.body, FactWithdrawn):
        return None
    if {"identity", "note"} & fact.body.instead.keys():
        found = "one of them inside it"
        return Refusal("target_unfit", "identity and note beside `instead`, each in its tier", found, SEND_AGAIN)
    if target is not None and target.kind != fact.body.of:
        return Refusal("target_unfit", f"a correction of {target.kind}", f"one of {fact.body.of}", SEND_AGAIN)
    if refusal := _check_role(fact.role, fact.body.of):
        return refusal
    try:
        body = corrected_body(fact.body.of, fact.body)
    except (msgspec.ValidationError, KeyError):
        return Refusal("target_unfit", f"the body of {fact.body.of}", "another shape", SEND_AGAIN)
    moved_to = fact.body.happened_at
    return (moved_to and check_moment("happened_at", moved_to, fact.received_at)) or _check_content(body, lists)


def _check_plausible(fact: Fact, known: Known, bundle: Bundle, said: Mapping[UUID, Fact]) -> Refusal | None:
    """What contradicts something else, unless it tells of a risk."""
    meant = _corrected(fact, said)
    refusal = (
        check_after_birth(meant, known) or check_dates(meant, known) or _check_population(meant.body, bundle.rulebook)
    )
    return None if refusal and concerns_risk(meant, bundle.rulebook) else refusal


def _corrected(fact: Fact, said: Mapping[UUID, Fact]) -> Fact:
    """What a correction makes of its target; any other fact as it is."""
    if not isinstance(fact.body, FactCorrected):
        return fact
    target = said.get(fact.body.target, fact)
    body = corrected_body(fact.body.of, fact.body)
    return replace(target, kind=fact.body.of, body=body, happened_at=fact.body.happened_at or target.happened_at)


def _check_population(body: Body, rulebook: Rulebook) -> Refusal | None:
    if not isinstance(body, AnswersGiven) or body.population is None:
        return None
    instrument = rulebook.instrument(body.instrument, body.version)
    known = populations_of(instrument) if instrument else []
    return _check_code(body.population, known, f"population as one of {', '.join(known)}")


def populations_of(instrument: Instrument) -> list[str]:
    """The populations that cut-offs of an instrument are for; the general one first."""
    named = {cutoff.population for scale in instrument.scales for cutoff in scale.cutoffs}
    return ["general", *sorted(named - {"general"})]
