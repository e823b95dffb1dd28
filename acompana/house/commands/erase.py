from __future__ import annotations

import textwrap
from datetime import date
from enum import StrEnum
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING, Annotated

import typer

from acompana.house.language import written
from acompana.house.options import DEFAULT_DATA_DIR, AsJson, DataDir

if TYPE_CHECKING:
    from uuid import UUID

    from acompana.caseload.erasure import Erasable
    from acompana.ledger.erasure import Forgotten
    from acompana.people.access import Viewer

WORD = "erase"


class Reason(StrEnum):
    person_asked = "person_asked"
    guardian_asked = "guardian_asked"
    retention_ended = "retention_ended"
    court_order = "court_order"


def run(
    reason: Annotated[Reason, typer.Option(help="Why.", show_default=False)],
    person: Annotated[
        str,
        typer.Argument(
            help="The person's id, which is in the address of their page. Without it, a document's number is asked for."
        ),
    ] = "",
    by: Annotated[
        str, typer.Option(help="The user name of the administrator who decided it; the program itself unless said.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    as_json: AsJson = False,
) -> None:
    """Erase who a person is: names, documents, addresses, contacts, agreements, safety plan, private notes.

    What was found and done stays, for care and for the figures, and names nobody. It cannot be undone.
    """
    import json
    from datetime import UTC, datetime

    from acompana.house.errors import CannotRun
    from acompana.house.wiring import open_organization

    open_organization(data_dir)
    from acompana.caseload.erasure import RefusedError, UnknownPersonError, erasable, erase

    try:
        found = erasable(_person(person))
        author = _author(by)
        if not yes:
            _confirm(found)
        gone = erase(found.person, reason.value, author, datetime.now(UTC))
    except (UnknownPersonError, RefusedError) as error:
        raise CannotRun(str(error)) from error
    if as_json:
        told = {
            "person": str(found.person),
            "identities": gone.identities,
            "notes": gone.notes,
            "refused": gone.refused,
        }
        typer.echo(json.dumps(told))
        return
    _tell(gone)


def _tell(gone: Forgotten) -> None:
    parts = ngettext("{number} part that named somebody", "{number} parts that named somebody", gone.identities)
    notes = ngettext("{number} private note", "{number} private notes", gone.notes)
    told = _("Erased: {parts}, {notes}.")
    typer.echo(told.format(parts=parts.format(number=gone.identities), notes=notes.format(number=gone.notes)))
    if gone.refused:
        left = ngettext(
            "Of {number} refused fact only the answers are left; it still waits for somebody to look.",
            "Of {number} refused facts only the answers are left; they still wait for somebody to look.",
            gone.refused,
        )
        typer.echo(left.format(number=gone.refused))
    _say(_("Phones forget the name at their next contact."))
    _say(_("Copies outside (backups, printed slips) are yours to destroy."))


def _person(given: str) -> UUID:
    """The person meant. A document's number is asked for, because a command line stays in the shell's history."""
    from uuid import UUID

    from acompana.caseload.erasure import with_document
    from acompana.house.errors import CannotRun

    if given:
        try:
            return UUID(given)
        except ValueError:
            raise typer.BadParameter(
                _(
                    "expected the person's id, such as 01939c2e-5b1a-7c3d-9e4f-2a6b8c0d1e2f; leave it out to be asked"
                    " for a document's number"
                ),
                param_hint=_("person"),
            ) from None
    number = typer.prompt(_("Number of the identity document"), hide_input=True)
    found = with_document(number)
    if len(found) != 1:
        raise CannotRun(
            _("Expected one person with that document; found {number}. Give the person's id.").format(number=len(found))
        )
    return found[0]


def _author(username: str) -> Viewer:
    from acompana.house.errors import CannotRun
    from acompana.people.access import EVERYTHING, Viewer, viewer_for
    from acompana.people.models import User
    from acompana.people.users import SYSTEM, written_username

    if not username:
        return Viewer(SYSTEM, "system", ("/",), EVERYTHING)
    user = User.objects.filter(username=written_username(username), role="administrator", is_active=True).first()
    if user is None:
        raise CannotRun(_("Expected --by to name an active administrator; there is none of that name."))
    return viewer_for(user)


def _confirm(found: Erasable) -> None:
    typer.echo(_("Person {id}").format(id=found.person))
    if found.registered_on:
        typer.echo(_("Registered on {day}").format(day=written(date.fromisoformat(found.registered_on))))
    if found.place:
        typer.echo(_("Place: {place}").format(place=found.place))
    typer.echo(ngettext("{number} fact", "{number} facts", found.facts).format(number=found.facts))
    if found.is_erased:
        typer.echo(_("Their identity was erased before. This finishes what may be left."))
    typer.echo()
    _say(
        _(
            "Goes: names, documents, birth date, phone, address, the people of their network, what was agreed, the"
            " words of the safety plan, professionals' private notes; what was refused and names somebody."
        )
    )
    _say(_("Stays: what was answered, found and done, with year and month of birth, sex and place. It names nobody."))
    if found.is_at_risk:
        _say(_("The open risk stays open: print or save the safety plan first, and how to reach the person."))
    typer.echo()
    typer.echo(_("Nobody can undo it."))
    typed = typer.prompt(_("Type {word} to go on").format(word=_("erase")), default="", show_default=False)
    if typed.strip().lower() not in (WORD, _("erase")):
        typer.echo(_("Nothing was erased."), err=True)
        raise typer.Exit(1)


def _say(sentence: str) -> None:
    """Within the narrowest window."""
    typer.echo(textwrap.fill(sentence, 78, subsequent_indent="  "))
