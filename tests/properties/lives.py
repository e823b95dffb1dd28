"""Random lives: what could be recorded about one person by anybody, in any order, arriving whenever it arrives."""

from datetime import timedelta
from uuid import UUID, uuid5

import msgspec
from hypothesis import strategies as st

from acompana.bundle import current
from acompana.care.facts import (
    AlertAcknowledged,
    AnswersGiven,
    Assigned,
    CallMade,
    DetailsGiven,
    DiagnosisMade,
    Fact,
    FactCorrected,
    FactWithdrawn,
    HandoverProposed,
    PersonRegistered,
    ProgramEntered,
    ProgramLeft,
    ProtocolFollowed,
    ReferralAnswered,
    ReferralMade,
    RiskAssessed,
    SafetyPlanWritten,
    SessionHeld,
    VisitMade,
)
from acompana.care.instruments import Instrument
from acompana.care.reading import VISIT_FORM
from tests.care.diary import AGENT, CLINICIAN, COORDINATOR, OTHER_AGENT, PERSON, PHQ9, Worker, moment

WORKERS = (AGENT, OTHER_AGENT, CLINICIAN, COORDINATOR)
_answer = st.sampled_from([0, 0, 0, 1, 2, 3, "refused", "dont_know", "not_asked"])


_unanswered = st.sampled_from(["refused", "dont_know", "not_asked"])


def phq9() -> st.SearchStrategy[AnswersGiven]:
    answers = st.fixed_dictionaries({}, optional=dict.fromkeys(PHQ9, _answer))
    return st.builds(AnswersGiven, instrument=st.just("phq9"), version=st.just("1"), answers=answers)


def answers_to(instrument: Instrument) -> st.SearchStrategy[dict[str, object]]:
    """Some answers, no answers and silence; an answer of each kind is as likely, so that many signs come together."""
    items = {
        item.code: st.sampled_from([option.value for option in options]) | _unanswered
        for item in instrument.items
        if (options := instrument.options(item))
    }
    return st.fixed_dictionaries({}, optional=items)


def screening() -> st.SearchStrategy[AnswersGiven]:
    """Answers to any instrument of the content."""
    return st.sampled_from(current().instruments).flatmap(
        lambda one: st.builds(
            AnswersGiven, instrument=st.just(one.id), version=st.just(one.version), answers=answers_to(one)
        )
    )


def _form() -> st.SearchStrategy[dict[str, object] | None]:
    """The form of a visit or call, where it was filled."""
    return st.none() | answers_to(next(one for one in current().instruments if one.id == VISIT_FORM))


_BY_ANYBODY = st.one_of(
    phq9(),
    screening(),
    st.builds(VisitMade, outcome=st.sampled_from(["seen", "not_home", "moved", "refused"])),
    st.builds(VisitMade, outcome=st.just("seen"), form_version=st.just("1"), answers=_form()),
    st.builds(CallMade, outcome=st.sampled_from(["reached", "no_answer"])),
    st.builds(CallMade, outcome=st.just("reached"), form_version=st.just("1"), answers=_form()),
    st.builds(PersonRegistered, home=st.just("150106-01"), birth_year=st.sampled_from([1950, 1990, None])),
    st.builds(DetailsGiven, sex=st.sampled_from(["female", "male", None])),
    st.builds(ProgramEntered, program=st.just("mental_health")),
    st.builds(ReferralMade, facility=st.just("00005788"), service=st.just("csmc"), reason=st.just("risk")),
    st.builds(AlertAcknowledged, alert=st.integers(0, 14).map(lambda n: uuid5(PERSON, f"risk/{fact_id(n)}"))),
    st.builds(
        ProtocolFollowed,
        about=st.integers(1, 16).map(lambda n: fact_id(n)),  # also of what never arrives
        level=st.sampled_from(["low", "unassessed", "high"]),
        done=st.just(("stayed",)),
        reached=st.sampled_from([(), ("nobody",), ("family", "duty_clinician")]),
        left_because=st.sampled_from([None, "person_left"]),
    ),
    st.builds(HandoverProposed, to=st.sampled_from([None, OTHER_AGENT.id]), reason=st.just("too_far")),
)
_BY_CLINICIANS = st.one_of(
    st.builds(
        RiskAssessed,
        level=st.sampled_from(["none", "low", "moderate", "high"]),
        reason=st.just("clinical_judgment"),
        contacts=st.sampled_from([None, "bic", "mhgap"]),
    ),
    st.builds(SafetyPlanWritten, means_made_safe=st.just("yes")),
    st.builds(SessionHeld, intervention=st.just("pm_plus"), attended=st.booleans()),
    st.builds(DiagnosisMade, code=st.just("F32.1"), certainty=st.sampled_from(["definitive", "presumptive"])),
    st.builds(Assigned, to=st.just(CLINICIAN.id), duty=st.just("clinician")),
    st.builds(Assigned, to=st.just(OTHER_AGENT.id), duty=st.just("agent")),
    st.builds(ProgramLeft, program=st.just("mental_health"), exit=st.sampled_from(["discharged", "abandoned"])),
)

_KIND = {
    AnswersGiven: "answers_given",
    VisitMade: "visit_made",
    CallMade: "call_made",
    PersonRegistered: "person_registered",
    DetailsGiven: "details_given",
    ProgramEntered: "program_entered",
    ProgramLeft: "program_left",
    ReferralMade: "referral_made",
    ReferralAnswered: "referral_answered",
    AlertAcknowledged: "alert_acknowledged",
    ProtocolFollowed: "protocol_followed",
    HandoverProposed: "handover_proposed",
    RiskAssessed: "risk_assessed",
    SafetyPlanWritten: "safety_plan_written",
    SessionHeld: "session_held",
    DiagnosisMade: "diagnosis_made",
    Assigned: "assigned",
    FactWithdrawn: "fact_withdrawn",
    FactCorrected: "fact_corrected",
}


def fact_id(n: int) -> UUID:
    return UUID(int=(0x7 << 76) | (0x8 << 62) | n)


def make(n: int, body: object, worker: Worker, minutes: int, delay: int) -> Fact:
    at = moment(1, minutes)
    return Fact(
        id=fact_id(n),
        person=PERSON,
        kind=_KIND[type(body)],
        happened_at=at,
        recorded_at=at,
        received_at=at + timedelta(minutes=delay),
        author=worker.id,
        role=worker.role,
        body=body,
    )


@st.composite
def lives(draw: st.DrawFn, at_most: int = 14) -> list[Fact]:
    """Up to `at_most` facts, and corrections and withdrawals of some of them, of one another, and of nothing."""
    facts: list[Fact] = []
    for n in range(1, draw(st.integers(1, at_most)) + 1):
        professional = draw(st.booleans())
        worker = CLINICIAN if professional else draw(st.sampled_from(WORKERS))
        body: object = draw(_BY_CLINICIANS if professional else _BY_ANYBODY)
        if facts and draw(st.integers(0, 4)) == 0:
            worker = draw(st.sampled_from(WORKERS))
            body = _amendment(draw, draw(st.sampled_from(facts)))
        minutes = draw(st.integers(0, 60 * 24 * 90))
        facts.append(make(n, body, worker, minutes, draw(st.sampled_from([0, 0, 3, 60, 60 * 24 * 5, -60 * 24]))))
    return facts


def _amendment(draw: st.DrawFn, target: Fact) -> FactWithdrawn | FactCorrected:
    id = draw(st.sampled_from([target.id, target.id, target.id, fact_id(999)]))
    if isinstance(target.body, AnswersGiven) and draw(st.booleans()):
        return FactCorrected(target=id, of=target.kind, instead=msgspec.to_builtins(draw(phq9())))
    return FactWithdrawn(target=id, reason="mistake")
