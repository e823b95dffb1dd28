from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from acompana.house.commands.init import districts_of_lima
from acompana.house.language import language_of, written
from acompana.house.options import DEFAULT_DATA_DIR, AsJson, DataDir
from acompana.simulation.parameters import Size

if TYPE_CHECKING:
    from rich.progress import Progress

    from acompana.house.demonstration import Plan
    from acompana.indicators.figures import Figures
    from acompana.simulation.settling import SignIn

ORGANIZATION = "Programa de ejemplo, Lima Norte"
HOST = "127.0.0.1"


def run(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    size: Annotated[
        Size | None,
        typer.Option(
            help="ses: a program that screens 23,000 people a year. small: one town, 500 people.", show_default="ses"
        ),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            help="The moment at which the program stands, in UTC.",
            metavar="YYYY-MM-DDTHH:MM",
            show_default="now",
            formats=["%Y-%m-%dT%H:%M"],
        ),
    ] = None,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the web desk at the end.")] = True,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to answer on.")] = 8000,
    as_json: AsJson = False,
) -> None:
    """Look around in an invented program: its last year, the year's figures, and the web desk.

    The first time, the year is simulated and recorded; after that the desk opens at once with what is there. Everybody
    in it is invented.
    """
    origin = f"http://{HOST}:{port}"
    if serve:
        from acompana.house.server import refuse_taken_port

        refuse_taken_port(HOST, port)
        os.environ["ACOMPANA_ORIGIN"] = origin
    from acompana.house.wiring import open_organization

    plan = _plan(data_dir, size, until)
    database = open_organization(data_dir, new=True)
    sign_ins = _settle(plan)
    from acompana.house.demonstration import keep, recorded

    with _bars(hidden=as_json) as bars:
        if not plan.is_recorded:
            _record(plan, bars)
            _tell(plan, bars)
            keep(recorded(plan), data_dir)
        figures = _figures(plan, bars)
    _show(plan, figures, sign_ins, as_json)
    if not serve:
        return
    from acompana.house.server import serve_until_stopped
    from acompana.house.wiring import gather_static_files, web_environment

    gather_static_files()
    told = partial(typer.echo, _("Acompaña: {origin}  (Ctrl-C stops it)").format(origin=origin), err=as_json)
    raise typer.Exit(serve_until_stopped(web_environment(database), HOST, port, None, told))


# --- Making what is to be shown, as far as it is not there yet -----------------------------------------------------


def _plan(data_dir: Path, size: Size | None, until: datetime | None) -> Plan:
    """What was begun in this folder, or something new."""
    from acompana.house.demonstration import keep, new_plan, plan_of
    from acompana.house.errors import CannotRun

    plan = plan_of(data_dir)
    if plan is None:
        if (data_dir / "secret-key").exists():
            raise CannotRun(
                _(
                    "Expected an empty folder or a demo in {folder}; found an organization. Choose another --data-dir."
                ).format(folder=data_dir)
            )
        plan = new_plan(size or "ses", until)
        keep(plan, data_dir)
    elif size not in (None, plan.size):
        raise CannotRun(
            _(
                "Expected a demo of size {wanted} in {folder}; found one of size {found}. Choose another --data-dir."
            ).format(wanted=size, folder=data_dir, found=plan.size)
        )
    return plan


def _settle(plan: Plan) -> list[SignIn]:
    """The organization and its staff."""
    from acompana.people.founding import found_organization
    from acompana.people.models import Organization
    from acompana.simulation.days import first_of_year
    from acompana.simulation.parameters import load_names, load_parameters
    from acompana.simulation.settling import settle

    parameters = load_parameters(plan.size)
    if not Organization.objects.exists():
        found_organization(
            ORGANIZATION,
            districts_of_lima(),
            administrator="admin",
            administrator_name="Administración",
            time_zone=parameters.year.zone,
            year_begins_in=first_of_year(plan.until, parameters.year.zone).month,
        )
    return settle(parameters, load_names(), plan.password, plan.until)


def _record(plan: Plan, bars: Progress) -> None:
    """Simulate the year and record it."""
    from acompana.simulation.days import Days
    from acompana.simulation.parameters import load_parameters
    from acompana.simulation.recording import record_year

    parameters = load_parameters(plan.size)
    days = Days.of(parameters.year, plan.until).count * len(parameters.districts)
    tasks = {
        "day": bars.add_task(_("Days simulated"), total=days),
        "recorded": bars.add_task(_("Facts recorded"), total=0),
    }

    def on_progress(step: str, many: int) -> None:
        if step == "told":
            bars.update(tasks["recorded"], total=(bars.tasks[tasks["recorded"]].total or 0) + many)
        else:
            bars.advance(tasks[step], many)

    record_year(plan.size, plan.until, on_progress)


def _tell(plan: Plan, bars: Progress) -> None:
    """Tell whoever has the duty what is due by then, as a program's watch does day and night. Nobody reads it."""
    from io import StringIO

    from acompana.messages.log import Log
    from acompana.messages.watch import Watch

    unread = Log(StringIO())
    watch = Watch(unread, unread, f"http://{HOST}", lambda: plan.until)
    task = bars.add_task(_("Steps told"), total=None)
    steps = 0
    while True:
        told = watch.round()
        steps += told.queued
        bars.update(task, total=steps, advance=told.recorded)
        if not told.more:
            return


def _figures(plan: Plan, bars: Progress) -> Figures:
    """The figures of the year that has ended; counted anew only if nobody has counted yet."""
    from acompana.indicators.figures import flat_folder, year_table
    from acompana.indicators.writing import NotCounted, bring_up_to_date, people_to_count

    try:
        return year_table(_year(plan))
    except NotCounted:
        task = bars.add_task(_("People counted"), total=people_to_count())
        bring_up_to_date(flat_folder(), told=lambda many: bars.advance(task, many))
    return year_table(_year(plan))


def _year(plan: Plan) -> int:
    from acompana.people.models import Organization
    from acompana.simulation.days import first_of_year

    organization = Organization.objects.get()
    return organization.year_of(first_of_year(plan.until, organization.time_zone))


# --- Showing it ----------------------------------------------------------------------------------------------------


@contextmanager
def _bars(*, hidden: bool) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), disable=hidden) as bars:
        yield bars


def _show(plan: Plan, figures: Figures, sign_ins: list[SignIn], as_json: bool) -> None:
    rows = [_row(number) for number in figures.year]
    if as_json:
        import json

        shown = {
            "size": plan.size,
            "year": _year(plan),
            "from": figures.start.isoformat(),
            "until": figures.end.isoformat(),
            "table": rows,
            "sign_ins": [{"role": s.role, "username": s.username, "password": plan.password} for s in sign_ins],
        }
        typer.echo(json.dumps(shown, ensure_ascii=False))
        return
    _print_table(plan, figures, rows)
    typer.echo("\n" + _("Sign in as any of these, with the password {password}").format(password=plan.password))
    for sign_in in sign_ins:
        typer.echo(f"  {sign_in.username:<14}{_role(sign_in.role):<29}{sign_in.name}")


def _role(role: str) -> str:
    names = {
        "agent": _("agent"),
        "clinician": _("clinician"),
        "coordinator": _("coordinator"),
        "analyst": _("analyst"),
        "administrator": _("administrator"),
    }
    return names[role]


def _row(number: Any) -> dict[str, Any]:
    indicator, language = number.indicator, language_of(os.environ)
    published = indicator.published.value if indicator.published else None
    difference = (number.value - published) / published if published and number.value is not None else None
    return {
        "key": indicator.id,
        "name": indicator.name[language],
        "value": number.value,
        "unit": indicator.unit,
        "definition": indicator.definition[language],
        "published": published,
        "difference": difference,
    }


def _print_table(plan: Plan, figures: Figures, rows: list[dict[str, Any]]) -> None:
    from datetime import timedelta

    from rich import box
    from rich.console import Console
    from rich.table import Table

    last = figures.end - timedelta(days=1)
    compares = plan.size == "ses"
    table = Table(
        title=_("The program's year {year}: {first} to {last}").format(
            year=_year(plan), first=written(figures.start), last=written(last)
        ),
        box=box.SIMPLE,
        title_justify="left",
    )
    table.add_column(_("Figure"))
    for heading in (_("Published"), _("Simulated"), *([_("Difference")] if compares else [])):
        table.add_column(heading, justify="right")
    for row in rows:
        value = _("hidden") if row["value"] is None else f"{row['value']:,}"
        difference = [f"{row['difference']:+.1%}"] if compares else []
        table.add_row(row["name"], f"{row['published']:,}", value, *difference)
    Console().print(table)
