"""Anotar: one view for all forms, one for corrections, one for withdrawals."""

from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from msgspec import Struct

from acompana.bundle import current
from acompana.care.facts import Fact
from acompana.care.fold import concerns_risk
from acompana.care.instruments import Instrument
from acompana.desk import wording
from acompana.desk.person.history import Told, parts_now, resolve, words_of
from acompana.desk.person.queries import Card
from acompana.desk.person.views import found, network
from acompana.desk.record.around import WithdrawalForm
from acompana.desk.record.findings import ScreeningForm
from acompana.desk.record.form import Context, FactForm
from acompana.desk.record.forms import FORMS, NAMES
from acompana.desk.record.queries import all_facilities, workers_near
from acompana.desk.record.questions import Questions
from acompana.desk.record.refusal import told
from acompana.desk.record.risk import RiskForm
from acompana.desk.record.slip import Slip, new_slip, sent_slip, write
from acompana.desk.screen import CARE, refused, screen, show
from acompana.ledger.reading import beside, facts_of
from acompana.people.access import Tier, may_record
from acompana.people.places import within
from acompana.people.reads import leave_trace
from acompana.people.rota import ancestry


class Sheet(Struct):
    """One form on the screen, with all that belongs to it."""

    card: Card
    form: FactForm
    slip: Slip
    questions: Questions | None
    target: Fact | None = None  # the fact that is corrected, if the form corrects one


@sensitive_post_parameters()
@screen(CARE)
def record(request: HttpRequest, person: UUID, name: str) -> HttpResponse:
    """A form, empty at first, and what came back of it."""
    form = FORMS.get(name)
    if form is None:
        raise Http404
    card = found(person)
    if not may_record(request.viewer.role, form.kind):
        return refused(request)
    _trace(request, person, name)
    if form is ScreeningForm:
        return _choose(request, card)
    instrument = current().instrument(form.instrument) if form.instrument else None
    return _answer(request, _sheet(request, card, form, instrument))


@sensitive_post_parameters()
@screen(CARE)
def screening(request: HttpRequest, person: UUID, instrument: str) -> HttpResponse:
    """One screening instrument."""
    asked = current().instrument(instrument)
    if asked is None or asked.kind != "screening" or not _may_ask(asked, request.viewer.role):
        raise Http404
    card = found(person)
    _trace(request, person, "screening")
    return _answer(request, _sheet(request, card, ScreeningForm, asked))


@sensitive_post_parameters()
@screen(CARE)
def correct(request: HttpRequest, person: UUID, fact: UUID) -> HttpResponse:
    """The form of a fact, filled with what it says; what comes back is a correction that points at it."""
    card = found(person)
    target, body = _target(person, fact)
    form = FORMS.get(NAMES.get(target.kind, ""))
    if form is None:
        raise Http404
    if not may_record(request.viewer.role, target.kind):
        return refused(request)
    _trace(request, person, "correction", "note" if "note" in body else "identity")
    return _answer(request, _sheet(request, card, form, _answered_instrument(form, body), target, body))


@sensitive_post_parameters()
@screen(CARE)
def withdraw(request: HttpRequest, person: UUID, fact: UUID) -> HttpResponse:
    card = found(person)
    target, _body = _target(person, fact)
    _trace(request, person, "withdrawal")
    return _answer(request, _sheet(request, card, WithdrawalForm, None, target))


def _trace(request: HttpRequest, person: UUID, name: str, tier: Tier = "identity") -> None:
    """A form shows whose it is. The piece of it that is renewed after each answer shows nothing new."""
    if "part" not in request.POST:
        leave_trace(request.viewer, person, f"desk.record.{name}", tier)


# --- What is asked --------------------------------------------------------------------------------------------------


def _choose(request: HttpRequest, card: Card) -> HttpResponse:
    """Which instrument? Those this role may give."""
    role = request.viewer.role
    offered = [i for i in current().rulebook.latest.values() if i.kind == "screening" and _may_ask(i, role)]
    listed = [(i, wording.short_name(i), wording.said(i.name), wording.said(i.purpose)) for i in offered]
    return show(request, "desk/record/choose.html", {"card": card, "instruments": listed}, room="people")


def _may_ask(instrument: Instrument, role: str) -> bool:
    asker = "clinician" if role == "clinician" else "agent"
    return asker in instrument.asked_by


def _sheet(
    request: HttpRequest,
    card: Card,
    form: type[FactForm],
    instrument: Instrument | None,
    target: Fact | None = None,
    body: dict[str, Any] | None = None,
) -> Sheet:
    sent = request.POST if request.method == "POST" else None
    slip = sent_slip(sent, request.now) if sent is not None else new_slip(request.now)
    context = _context(request, card, slip)
    initial = {**form.filled(body), **form.moment(target.happened_at)} if target and body else {}
    filled = form(sent, context=context, initial=initial)
    questions = None
    if instrument is not None:
        said = (body or {}).get("answers") or {}
        questions = Questions.sent(instrument, sent) if sent is not None else Questions(instrument, said)
    return Sheet(card, filled, slip, questions, target)


def _context(request: HttpRequest, card: Card, slip: Slip) -> Context:
    parts = ancestry(card.place_path)
    district = parts[3] if len(parts) > 3 else parts[-1]  # country, department, province, district, sector
    return Context(
        card=card,
        viewer=request.viewer,
        now=request.now,
        slip=slip,
        workers=lambda: workers_near(card.place_path, within(district)),
        facilities=all_facilities,
        contacts=lambda: _contacts(card.person),
        referral=request.GET.get("referencia", ""),
    )


def _contacts(person: UUID) -> list[tuple[str, str]]:
    facts = facts_of(person)
    stands = resolve(facts)
    known = network(stands.facts, parts_now(facts, stands, beside(person)))
    return [(str(one.contact), ", ".join(filter(None, (one.relation, one.name)))) for one in known]


# --- What comes back ------------------------------------------------------------------------------------------------


def _answer(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    if request.method != "POST":
        return _page(request, sheet)
    questions = sheet.questions if sheet.form.wants_questions() else None
    if "look" in request.POST:
        return _page(request, sheet, is_part="part" in request.POST)
    if questions and "rest" in request.POST:
        questions.leave_rest()
    is_valid = sheet.form.is_valid()
    if isinstance(sheet.form, RiskForm) and questions and is_valid:
        sheet.form.weigh(questions)
        is_valid = sheet.form.is_valid()
    if questions and "seen" not in request.POST and not questions.answers:
        return _page(request, sheet, is_first_look=True)
    if questions and sheet.form.wants_more(questions):
        questions.is_checked = True
        return _page(request, sheet, wants_more=True)
    if not is_valid:
        return _page(request, sheet, status=422)
    refusal = _write(request, sheet, questions)
    if refusal:
        return _page(request, sheet, refusal=told(refusal), status=422)
    if questions and questions.alarms and not isinstance(sheet.form, RiskForm):
        return redirect("desk:protocol", sheet.card.person)
    messages.success(request, _saved(sheet, questions))
    return redirect("desk:person", sheet.card.person)


def _write(request: HttpRequest, sheet: Sheet, questions: Questions | None) -> Any:
    """The fact, or the correction or withdrawal of one, through the write door."""
    form, target = sheet.form, sheet.target
    if target is None:
        return write(
            sheet.slip,
            request.viewer,
            sheet.card.person,
            form.kind,
            form.body(questions),
            happened_at=form.happened_at(),
            place=sheet.card.place_code,
        )
    if isinstance(form, WithdrawalForm):
        body = {"target": target.id, **form.body(None)}
        return write(sheet.slip, request.viewer, sheet.card.person, "fact_withdrawn", body)
    said = {name: value for name, value in form.body(questions).items() if value is not None}
    body = {
        "target": target.id,
        "of": target.kind,
        "identity": said.pop("identity", None),
        "note": said.pop("note", None),
        "instead": said,
        "happened_at": form.happened_at(target.happened_at),
    }
    return write(sheet.slip, request.viewer, sheet.card.person, "fact_corrected", body)


def _saved(sheet: Sheet, questions: Questions | None) -> str:
    """What was saved, with the score where there is one."""
    if questions is None or sheet.form.kind != "answers_given":
        return str(sheet.form.saved)
    main, name = questions.score.main, wording.short_name(questions.instrument)
    if main is None or main.total is None:
        return _("{name} guardado.").format(name=name)
    band = wording.band_name(questions.instrument.id, main.band)
    return _("{name} guardado: {total}, {band}.").format(name=name, total=main.total, band=band)


def _page(
    request: HttpRequest,
    sheet: Sheet,
    *,
    wants_more: bool = False,
    is_first_look: bool = False,
    is_part: bool = False,
    refusal: Any = None,
    status: int = 200,
) -> HttpResponse:
    questions = sheet.questions if sheet.form.wants_questions() else None
    level = questions.score.level if questions and isinstance(sheet.form, RiskForm) and questions.answers else None
    context = {
        "card": sheet.card,
        "form": sheet.form,
        "slip": sheet.slip,
        "questions": questions,
        "target": sheet.target,
        "wants_more": wants_more,
        "is_first_look": is_first_look,
        "alarms": _alarms(sheet, questions),
        # While somebody answers, beside the answer they have before their eyes; on a page of its own, on top.
        "alarm_after": questions.last_alarm if questions and is_part else "",
        "protocol": " ".join(wording.protocol("unassessed")),
        "help_lines": current().risk.lines,
        "level": level,
        "target_words": _target_words(sheet.target) if sheet.target else "",
        "needs_professional": sheet.target is not None
        and request.viewer.role != "clinician"
        and concerns_risk(sheet.target, current().rulebook),
        "refusal": refusal,
    }
    if is_part:
        return render(request, "desk/record/questions.html", context)
    return show(request, "desk/record/form.html", context, room="people", status=status)


def _alarms(sheet: Sheet, questions: Questions | None) -> list[str]:
    """What the answers so far mean, where they cannot wait. Whoever assesses the risk is already answering."""
    if questions is None or isinstance(sheet.form, RiskForm):
        return []
    return [wording.said(flag.meaning) for flag in questions.alarms]


# --- The fact that is corrected -------------------------------------------------------------------------------------


def _target(person: UUID, fact: UUID) -> tuple[Fact, dict[str, Any]]:
    """The fact as it stands now, with earlier corrections, and its whole body as far as this viewer's tiers go."""
    facts = facts_of(person)
    stands = resolve(facts)
    target = next((one for one in stands.facts if one.id == fact), None)
    if target is None:
        raise Http404
    body: dict[str, Any] = msgspec.to_builtins(target.body)
    part = parts_now(facts, stands, beside(person)).get(fact)
    if part and part.identity:
        body["identity"] = msgspec.json.decode(bytes(part.identity))
    if part and part.note:
        body["note"] = part.note
    return target, body


def _answered_instrument(form: type[FactForm], body: dict[str, Any]) -> Instrument | None:
    """The instrument in the version in which it was answered, or the present one where it was not."""
    id = body.get("instrument") or form.instrument
    version = body.get("version") or body.get("form_version") or body.get("instrument_version")
    return current().instrument(id, version) if id else None


def _target_words(target: Fact) -> str:
    title, detail, _color = words_of(target, Told({}, {}, {}, {}))
    return f"{title}. {detail}" if detail else title
