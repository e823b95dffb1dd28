from pathlib import Path
from typing import Annotated

import typer

from acompana.house.options import DEFAULT_DATA_DIR, AsJson, DataDir

LIMA = Path(__file__).resolve().parents[3] / "content" / "places" / "lima.toml"


def run(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    name: Annotated[str, typer.Option(help="The organization's name, as its pages show it.")] = "Acompaña",
    administrator: Annotated[
        str, typer.Option(help="The user name with which the first administrator signs in.")
    ] = "admin",
    places: Annotated[
        Path,
        typer.Option(
            help="The file of the places where the organization works.",
            exists=True,
            dir_okay=False,
            show_default="the districts of Lima",
        ),
    ] = LIMA,
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
        raise typer.BadParameter(f"expected es or en, found {language}", param_hint="--language")
    if time_zone not in available_timezones():
        raise typer.BadParameter(f"expected a zone such as America/Lima, found {time_zone}", param_hint="--time-zone")
    from acompana.house.wiring import open_organization

    open_organization(data_dir, new=True)
    _found(name, places, administrator, language, time_zone, year_begins_in, as_json)


def _found(
    name: str, places: Path, administrator: str, language: str, time_zone: str, year_begins_in: int, as_json: bool
) -> None:
    import json

    from acompana.house.errors import CannotRun
    from acompana.people.founding import AlreadyFoundedError, found_organization
    from acompana.people.places import UnfitPlacesError

    try:
        password = found_organization(
            name,
            places,
            administrator=administrator,
            language=language,
            time_zone=time_zone,
            year_begins_in=year_begins_in,
        )
    except (AlreadyFoundedError, UnfitPlacesError) as error:
        raise CannotRun(str(error)) from error
    if as_json:
        made = {"organization": name, "administrator": administrator, "one_time_password": password}
        typer.echo(json.dumps(made, ensure_ascii=False))
        return
    typer.echo(f"{name} is ready. Open it with: acompana serve")
    typer.echo(f"First administrator: {administrator}")
    typer.echo(f"Password for the first sign-in, shown only now: {password}")
