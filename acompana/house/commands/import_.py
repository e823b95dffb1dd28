from __future__ import annotations

from datetime import date
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acompana.house.language import written
from acompana.house.options import DEFAULT_DATA_DIR, AsJson, DataDir

if TYPE_CHECKING:
    from acompana.exchange.answers import Report

commands = typer.Typer(
    help="Bring in what was recorded elsewhere.", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)


@commands.callback(invoke_without_command=False)
def _root() -> None:
    """Bring in what was recorded elsewhere."""


@commands.command("answers", short_help="Bring in the answers to an instrument.")
def run_answers(
    file: Annotated[
        Path, typer.Argument(help="A CSV file or an XLSX workbook.", exists=True, dir_okay=False, show_default=False)
    ],
    instrument: Annotated[str, typer.Option(help="What was answered: phq9, gad7, srq …", show_default=False)],
    map_file: Annotated[
        Path,
        typer.Option(
            "--map",
            help="The TOML file that says what the columns and codes of the table mean.",
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ],
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Import answers to an instrument from a table, one row for each time somebody answered.

    Rows that cannot be used are written beside the file, to FILE.refused.csv, each with its number and the reason;
    correct them there and import that file. Importing a file twice adds nothing, and an import that was cut short goes
    on where it stopped when it is run again.

    An answer that tells of suicide opens an alert, whenever it was given: somebody has to answer for it. Answers of
    people whom nobody could call are marked follow_up = "anonymous" in the map, and are only counted.

    Exit code 0: every row stands; 1: some rows were refused, or nothing could be imported; 2: misused.
    docs/guides/import-answers.md explains the map.
    """
    from rich.console import Console
    from rich.progress import Progress

    from acompana.house.errors import CannotRun
    from acompana.house.wiring import open_organization

    open_organization(data_dir)
    from acompana.bundle import current
    from acompana.exchange.answers import Interrupted, UnfitMap, import_answers, read_map
    from acompana.exchange.tables import UnfitFile
    from acompana.people.places import Place

    places = dict(Place.objects.values_list("code", "path"))
    try:
        answers_map = read_map(map_file, current(), instrument, places)
        with Progress(console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task(_("Rows"), total=None)
            report = import_answers(
                file, answers_map, current(), places, lambda rows, all: progress.update(bar, completed=rows, total=all)
            )
    except UnfitMap as unfit:
        raise CannotRun(f"{unfit}\n\n" + _("Nothing was imported.")) from unfit
    except UnfitFile as unfit:
        raise CannotRun(f"{file.name}: {unfit} " + _("Nothing was imported.")) from unfit
    except Interrupted as interrupted:
        raise CannotRun(
            _(
                "The database stopped answering. What the first {number} rows say is stored, of the others nothing. Run"
                " the same command again: it goes on from there."
            ).format(number=f"{interrupted.rows:,}")
        ) from interrupted
    _tell(report, as_json)
    raise typer.Exit(1 if report.refused else 0)


def _tell(report: Report, as_json: bool) -> None:
    import msgspec

    if as_json:
        typer.echo(msgspec.json.encode(report).decode())
        return
    for number, what in _counts(report):
        typer.echo(f"{number:>9,}  {what}")
    if report.refused_file:
        said = _("The refused rows, each with its reason: {file}").format(file=report.refused_file)
        typer.echo(f"\n{said}", err=True)
    if not report.recorded:
        typer.echo(
            "\n"
            + _(
                'Nothing was recorded: the map says follow_up = "anonymous", and of people whom nobody could call there'
                " is no record to keep. The rows were scored and counted only."
            )
        )
    elif report.suicide_flagged:
        typer.echo("\n" + _tells_of_suicide(report))


def _counts(report: Report) -> list[tuple[int, str]]:
    return [
        (report.rows, _("rows")),
        (report.people, _("people")),
        (report.accepted, _("accepted")),
        (report.already, _("there already")),
        (report.refused, _("refused")),
        (report.scored, _("scored")),
        (report.unscorable, _("unscorable: too many answers are missing")),
        (report.positive, _("positive: a sign, not a diagnosis")),
        (report.suicide_flagged, _("tell of suicide")),
        (report.suicide_unasked, _("without an answer about suicide")),
    ]


def _tells_of_suicide(report: Report) -> str:
    assert report.oldest_flag is not None
    counted = ngettext(
        "{number} row tells of suicide, of {day}.",
        "{number} rows tell of suicide, the oldest of {day}.",
        report.suicide_flagged,
    ).format(number=f"{report.suicide_flagged:,}", day=written(date.fromisoformat(report.oldest_flag)))
    return f"{counted} " + _(
        "Each opens an alert on the risk board unless a professional assessed the person since; those of past days are"
        " overdue already. Tell whoever is on call before the messages do."
    )
