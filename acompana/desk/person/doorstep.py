"""What an agent records at the doorstep and nowhere else, in words: a protocol followed, a handover proposed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acompana.bundle import current
from acompana.care.facts import HandoverProposed, ProtocolFollowed
from acompana.desk import wording

Words = tuple[str, str, str]
"""(title, detail, color)"""


def followed(body: ProtocolFollowed) -> Words:
    dangers = [wording.said(protocol.name) for protocol in current().dangers_of(body.signs)]
    parts = [
        *([wording.level_name(body.level)] if wording.is_about_suicide(body.signs) else []),
        *dangers,
        *_steps(body),
    ]
    parts.append(wording.followed_words(body.reached, body.left_because))
    if body.sms_code:
        parts.append(_("mensaje con el código {code}").format(code=body.sms_code))
    title = _("Protocolo dejado a medias") if body.left_because else _("Protocolo seguido")
    is_unanswered = body.left_because or body.reached in ((), ("nobody",))
    return title, wording.sentence(parts), "orange" if is_unanswered else ""


def _steps(body: ProtocolFollowed) -> list[str]:
    """How many of the protocol's steps were done, and which were not."""
    steps = wording.steps_shown(body.level, body.signs)
    undone = [wording.said(step.say).rstrip(".") for step in steps if step.code not in body.done]
    if not undone:
        return [_("hizo todo lo que el protocolo pide")]
    done = len(steps) - len(undone)
    counted = _("hizo {n} de {total} pasos del protocolo").format(n=done, total=len(steps))
    return [counted, *(_("sin hacer: «{step}»").format(step=step) for step in undone)]


def proposed(body: HandoverProposed, name: str) -> Words:
    """`name` is the worker's whom the agent proposed."""
    title = _("Propuso que la acompañe {name}").format(name=name) if name else _("Propuso que la acompañe otra persona")
    return title, wording.sentence([str(HANDOVER_REASONS[body.reason])]), ""


HANDOVER_REASONS = {
    "too_far": gettext_lazy("le queda lejos"),
    "moved": gettext_lazy("la persona se mudó"),
    "person_asked": gettext_lazy("la persona lo pidió"),
    "too_many": gettext_lazy("tiene demasiadas personas a cargo"),
    "leaving": gettext_lazy("deja el programa"),
    "other": gettext_lazy("otro motivo"),
}
