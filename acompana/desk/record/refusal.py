"""A refusal of the write door, in plain words: what was expected, what was found, what to do."""

from django.utils.translation import gettext as _
from msgspec import Struct

from acompana.ledger.refusals import Refusal


class Told(Struct, frozen=True):
    """`words` for whoever typed; `code` and `detail` for whoever is asked for help."""

    words: str
    remedy: str
    code: str
    detail: str


def told(refusal: Refusal) -> Told:
    words, remedy = _words().get(refusal.code, (_("El registro no se pudo aceptar."), _("Avise a coordinación.")))
    return Told(words, remedy, refusal.code, f"{refusal.expected} / {refusal.found}")


def _words() -> dict[str, tuple[str, str]]:
    again = _("Corríjalo aquí y guarde de nuevo.")
    ask = _("Pídalo a coordinación.")
    return {
        "malformed": (_("Falta un dato o tiene otra forma que la esperada."), again),
        "unknown_kind": (_("Esta clase de registro no existe aquí."), _("Avise a quien administra el programa.")),
        "unknown_instrument": (
            _("El cuestionario no está en el contenido de este programa, o es de otra versión."),
            _("Abra el formulario de nuevo desde la página de la persona."),
        ),
        "answers_unfit": (_("Una respuesta no es de las que el cuestionario admite."), again),
        "unknown_code": (_("Se eligió algo que no está en la lista."), again),
        "role_may_not": (
            _("Su función no puede anotar esto."),
            _("Pídalo a quien sí puede: ver «profesional» o «coordinación»."),
        ),
        "out_of_reach": (_("La persona no vive en sus lugares ni le está asignada."), ask),
        "in_the_future": (_("La fecha está en el futuro."), again),
        "before_birth": (
            _("La fecha es anterior al nacimiento de la persona."),
            _("Corrija la fecha, o el año de nacimiento."),
        ),
        "id_reused": (
            _("Este formulario ya se guardó antes, con otro contenido. Lo de ahora no se guardó."),
            _("Vea la historia de la persona; si algo quedó mal, corríjalo desde ahí."),
        ),
        "too_large": (_("El texto es demasiado largo."), _("Acórtelo y guarde de nuevo.")),
        "unfit_text": (_("El texto tiene caracteres que no se pueden guardar."), _("Bórrelos y guarde de nuevo.")),
        "too_long_ago": (_("La fecha es de hace demasiado tiempo."), again),
        "target_unfit": (_("Lo corregido no tiene la forma del registro original."), again),
        "device_revoked": (
            _("Llegó sellado de un teléfono que estaba revocado."),
            _("Pregunte a quien lo usaba si lo anotó; luego déjelo entrar o ciérrelo."),
        ),
        "user_left": (
            _("Llegó sellado del teléfono de alguien que ya no trabaja aquí."),
            _("Decida si es de confiar; luego déjelo entrar o ciérrelo."),
        ),
        "fault": (
            _("El programa falló con este registro; no es culpa de quien lo envió."),
            _("Avise a quien administra el programa; cuando esté arreglado, déjelo entrar."),
        ),
        "not_the_authors": (
            _("Ese registro lo hizo otra persona."),
            _("Pida que lo corrija quien lo anotó, o coordinación."),
        ),
    }
