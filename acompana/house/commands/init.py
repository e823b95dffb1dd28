import shlex
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from acompana.house.options import DEFAULT_DATA_DIR, AsJson, DataDir

LONGEST_NAME, LONGEST_USERNAME = 160, 60


def run(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    name: Annotated[str, typer.Option(help="The organization's name, as its pages show it.")] = "Acompaña",
    administrator: Annotated[
        str, typer.Option(help="The user name with which the first administrator signs in.")
    ] = "admin",
    places: Annotated[
        Path | None,
        typer.Option(
            help="The file of the places where the organization works.",
            exists=True,
            dir_okay=False,
            show_default="the districts of Lima",
        ),
    ] = None,
    language: Annotated[str, typer.Option(help="es or en: the language of new users.")] = "es",
    time_zone: Annotated[str, typer.Option(help="Where days begin and end.")] = "America/Lima",
    year_begins_in: Annotated[
        int, typer.Option(min=1, max=12, help="The month, 1 to 12, in which the organization's year begins.")
    ] = 1,
    as_json: AsJson = False,
) -> None:
    """Make a new, empty organization with its first administrator.

    Prints a password that works once: its owner chooses another at the first sign-in.
    """
    from zoneinfo import available_timezones

    if language not in ("es", "en"):
        raise typer.BadParameter(_("expected es or en, found {found}").format(found=language), param_hint="--language")
    if time_zone not in available_timezones():
        raise typer.BadParameter(
            _("expected a zone such as America/Lima, found {found}").format(found=time_zone), param_hint="--time-zone"
        )
    _check_name("--name", name, LONGEST_NAME)
    _check_name("--administrator", administrator, LONGEST_USERNAME)
    from acompana.house.wiring import open_organization

    open_organization(data_dir, new=True)
    password = _found(name, places or districts_of_lima(), administrator, language, time_zone, year_begins_in)
    if as_json:
        import json

        made = {"organization": name, "administrator": administrator, "one_time_password": password}
        typer.echo(json.dumps(made, ensure_ascii=False))
        return
    where = "" if data_dir == DEFAULT_DATA_DIR else f" --data-dir {shlex.quote(str(data_dir))}"
    typer.echo(
        _("{organization} is ready. Open it with: {command}").format(
            organization=name, command=f"acompana serve{where}"
        )
    )
    typer.echo(_("First administrator: {username}").format(username=administrator))
    typer.echo(_("Password for the first sign-in, shown only now: {password}").format(password=password))


def districts_of_lima() -> Path:
    """The file of places that comes with the program."""
    from acompana.bundle import content_root

    return content_root() / "places" / "lima.toml"


def _check_name(option: str, name: str, longest: int) -> None:
    """Somebody has to be able to read it, and to type it."""
    found = None
    if len(name) > longest:
        found = _("{number} characters").format(number=len(name))
    elif not name.strip():
        found = _("none")
    elif not name.isprintable():
        found = _("signs that cannot be printed")
    if found:
        raise typer.BadParameter(
            _("expected a name of 1 to {longest} letters, found {found}").format(longest=longest, found=found),
            param_hint=option,
        )


def _found(name: str, places: Path, administrator: str, language: str, time_zone: str, year_begins_in: int) -> str:
    """Found it; the one-time password."""
    from acompana.house.errors import CannotRun
    from acompana.people.founding import AlreadyFoundedError, NameTakenError, found_organization
    from acompana.people.places import UnfitPlacesError

    try:
        return found_organization(
            name,
            places,
            administrator=administrator,
            language=language,
            time_zone=time_zone,
            year_begins_in=year_begins_in,
        )
    except (AlreadyFoundedError, NameTakenError, UnfitPlacesError) as error:
        raise CannotRun(str(error)) from error
