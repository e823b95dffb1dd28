"""Whether a well-formed fact may be accepted: the content it names, its moment, and its author's reach. Pure."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from acompana.bundle import Bundle
from acompana.care.asking import check_answers
from acompana.care.facts import (
    Answers,
    AnswersGiven,
    Body,
    CallMade,
    DetailsGiven,
    DiagnosisMade,
    Fact,
    FactCorrected,
    FactWithdrawn,
    PersonRegistered,
    ProgramEntered,
    ProgramLeft,
    RiskAssessed,
    SessionHeld,
    VisitMade,
)
from acompana.care.picture import Known
from acompana.care.reading import VISIT_FORM
from acompana.care.standing import corrected_body
from acompana.ledger.refusals import Refusal
from acompana.people.access import Viewer, covers, may_record

CLOCK_TOLERANCE = timedelta(days=7)
"""How far ahead a phone's clock may run before its facts wait in quarantine. Until then they are accepted, and count
from their arrival (clause T1)."""
OLDEST_YEAR = 1890
RISK_FORM = "suicide_risk"
"""The instrument whose questions a professional asks to assess a risk."""
SEND_AGAIN = "Correct it and send it again with the same id."


class Reach(Struct, frozen=True):
    """What is needed to tell whether somebody may write about a person."""

    known: Known
    home_path: str | None  # or, until the person is registered, where they were last met
    authors: frozenset[UUID]  # everybody who has recorded something about the person


def check(
    fact: Fact, author: Viewer, reach: Reach, paths: Mapping[str, str], bundle: Bundle, said: Mapping[UUID, Fact]
) -> Refusal | None:
    """The first reason to refuse a fact, or None. `paths` are the places by code, `said` the person's facts by id."""
    return (
        _check_role(fact, author)
        or _check_reach(fact, author, reach, paths)
        or _check_moment(fact, reach.known)
        or _check_content(fact.body, bundle, paths)
        or _check_amendment(fact, author, bundle, said, paths)
    )


def _check_role(fact: Fact, author: Viewer) -> Refusal | None:
    if may_record(author.role, fact.kind):
        return None
    return Refusal(
        "role_may_not",
        f"a role that may record {fact.kind}",
        f"the role {author.role}",
        "Ask somebody with that role to record it.",
    )


def _check_reach(fact: Fact, author: Viewer, reach: Reach, paths: Mapping[str, str]) -> Refusal | None:
    """Whoever writes must cover where the person lives, or be assigned; whom nobody knows yet, anybody may meet."""
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
    return Refusal(
        "out_of_reach",
        "a person of the author's places, or assigned to the author",
        "somebody else's",
        "A coordinator can accept it, or assign the person.",
    )


def _check_moment(fact: Fact, known: Known) -> Refusal | None:
    latest = fact.received_at + CLOCK_TOLERANCE
    for name, moment in (("happened_at", fact.happened_at), ("recorded_at", fact.recorded_at)):
        if moment > latest:
            return Refusal(
                "in_the_future",
                f"{name} no later than {CLOCK_TOLERANCE.days} days after its arrival",
                f"{name} in {moment.year}",
                "Set the clock of the phone, correct the date and send it again with the same id.",
            )
        if moment.year < OLDEST_YEAR:
            return Refusal("too_long_ago", f"{name} in {OLDEST_YEAR} or later", f"the year {moment.year}", SEND_AGAIN)
    if known.birth_year is not None and fact.happened_at.year < known.birth_year:
        return Refusal(
            "before_birth",
            "happened_at after the person's birth",
            "a year before it",
            "Correct the date, or the year of birth, and send it again with the same id.",
        )
    return None


def _check_content(body: Body, bundle: Bundle, paths: Mapping[str, str]) -> Refusal | None:
    match body:
        case AnswersGiven():
            return _check_answers(body.instrument, body.version, body.answers, bundle)
        case VisitMade() | CallMade():
            return _check_form(VISIT_FORM, body.form_version, body.answers, bundle)
        case RiskAssessed():
            return _check_assessment(body, bundle)
        case DiagnosisMade():
            return _check_diagnosis(body.code, bundle)
        case ProgramEntered():
            return _check_code(body.program, [p.id for p in bundle.programs], "a program of the content")
        case ProgramLeft():
            return _check_exit(body, bundle)
        case SessionHeld():
            known = {i.id for program in bundle.programs for i in program.interventions}
            return _check_code(body.intervention, known, "an intervention of the content")
        case PersonRegistered() | DetailsGiven() if body.home is not None:
            return _check_code(body.home, paths, "the code of a place")
        case _:
            return None


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


def _check_exit(body: ProgramLeft, bundle: Bundle) -> Refusal | None:
    program = bundle.rulebook.program(body.program)
    if program is None:
        return _check_code(body.program, (), "a program of the content")
    return _check_code(body.exit, [exit.id for exit in program.exits], "an exit of the program")


def _check_diagnosis(code: str, bundle: Bundle) -> Refusal | None:
    listed = bundle.code_list("cie10")
    if listed is not None and listed.name_of(code):
        return None
    return _check_code(code, (), "a code of CIE-10 as content/codes lists them")


def _check_code(code: str, known: Mapping[str, object] | Sequence[str] | set[str], expected: str) -> Refusal | None:
    if code in known:
        return None
    return Refusal("unknown_code", expected, "another code", SEND_AGAIN)


def _check_amendment(
    fact: Fact, author: Viewer, bundle: Bundle, said: Mapping[UUID, Fact], paths: Mapping[str, str]
) -> Refusal | None:
    """A correction must fit what it corrects. One whose target has not arrived yet is accepted, and waits for it."""
    if not isinstance(fact.body, (FactCorrected, FactWithdrawn)):
        return None
    target = said.get(fact.body.target)
    if target is not None and author.role == "agent" and target.author != author.user:
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
    if not may_record(author.role, fact.body.of):
        return _check_role(msgspec.structs.replace(fact, kind=fact.body.of), author)
    try:
        body = corrected_body(fact.body.of, fact.body)
    except (msgspec.ValidationError, KeyError):
        return Refusal("target_unfit", f"the body of {fact.body.of}", "another shape", SEND_AGAIN)
    return _check_content(body, bundle, paths)
