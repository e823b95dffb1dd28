"""The index of all forms, and which of them does which task."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from acompana.bundle import current
from acompana.care.picture import Picture, Reason
from acompana.care.reading import VISIT_FORM
from acompana.desk import wording
from acompana.desk.record.around import AssignForm, ConsentForm, EnterForm, LeaveForm, NetworkForm
from acompana.desk.record.contacts import CallForm, SessionForm, VisitForm
from acompana.desk.record.findings import DiagnosisForm, ScreeningForm
from acompana.desk.record.form import FactForm
from acompana.desk.record.referrals import AttendanceForm, CounterReferralForm, ReferralAnswerForm, ReferralForm
from acompana.desk.record.risk import PlanForm, RiskForm
from acompana.people.access import may_record

FORMS: dict[str, type[FactForm]] = {
    "tamizaje": ScreeningForm,
    "visita": VisitForm,
    "llamada": CallForm,
    "sesion": SessionForm,
    "riesgo": RiskForm,
    "plan": PlanForm,
    "diagnostico": DiagnosisForm,
    "referencia": ReferralForm,
    "respuesta": ReferralAnswerForm,
    "asistencia": AttendanceForm,
    "contrarreferencia": CounterReferralForm,
    "red": NetworkForm,
    "consentimiento": ConsentForm,
    "asignacion": AssignForm,
    "entrada": EnterForm,
    "salida": LeaveForm,
}
"""Every form by its name in the address, in the order of the menu."""

NAMES = {form.kind: name for name, form in FORMS.items()}
"""The form that records each kind of fact."""


# The form that does a task, by what the content calls it, and the words of the button.
_STEPS = {
    "risk": ("riesgo", gettext_lazy("Evaluar riesgo")),
    "safety_plan": ("plan", gettext_lazy("Escribir el plan")),
    "contact": ("llamada", gettext_lazy("Anotar llamada")),
    "visit": ("visita", gettext_lazy("Anotar visita")),
    "session": ("sesion", gettext_lazy("Anotar sesión")),
    "screening": ("tamizaje", gettext_lazy("Hacer tamizaje")),
    "referral": ("referencia", gettext_lazy("Hacer otra referencia")),
    "referral_answer": ("respuesta", gettext_lazy("Anotar respuesta")),
    "attendance": ("asistencia", gettext_lazy("Anotar asistencia")),
    "counter_referral": ("contrarreferencia", gettext_lazy("Anotar contrarreferencia")),
    "assign": ("asignacion", gettext_lazy("Decidir quién acompaña")),
}


class Step(Struct, frozen=True):
    """The one thing to do next: its words and where it is done."""

    label: str
    address: str
    is_record: bool = False


def step_of(
    record: str, rule: str, person: UUID, role: str, referral: UUID | None = None, why: Reason | None = None
) -> Step:
    """The next step for a task that the form `record` does; where this role may not do it, the person's page."""
    name, label = _STEPS.get(record, ("", ""))
    if not name or not may_record(role, FORMS[name].kind):
        return Step(_("Ver a la persona"), reverse("desk:person", args=[person]))
    instrument = _instrument_of(rule, why) if name == "tamizaje" else None
    if instrument == VISIT_FORM:
        name, label = _STEPS["visit"]
    elif instrument:
        address = reverse("desk:record_screening", args=[person, instrument])
        return Step(_("Hacer el {name}").format(name=wording.instrument_name(instrument)), address, True)
    address = reverse("desk:record", args=[person, name])
    return Step(str(label), f"{address}?referencia={referral}" if referral else address, True)


def _instrument_of(rule: str, why: Reason | None) -> str | None:
    """Which instrument closes a task: the one the rule names, or the one that opened it."""
    found = wording.task_rule(rule)
    for trigger in found.closes if found else ():
        if trigger.on == "screening" and trigger.instrument:
            return trigger.instrument[0]
    opened_by = current().instrument(why.instrument) if why and why.instrument else None
    return opened_by.id if opened_by and opened_by.kind != "notice" else None


def offered(role: str, picture: Picture) -> list[Step]:
    """What this role may record about a person now, as steps."""
    may = [(name, form) for name, form in FORMS.items() if may_record(role, form.kind) and form.fits(picture)]
    return [Step(str(form.title), reverse("desk:record", args=[picture.person, name]), True) for name, form in may]
