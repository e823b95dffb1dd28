from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from acompana.house.options import DEFAULT_DATA_DIR, AsJson, DataDir

if TYPE_CHECKING:
    from rich.table import Table

    from acompana.indicators.figures import Figures, Line, Number, Share

MONTH = "%Y-%m"
Language = Literal["es", "en"]
By = Literal["month", "place", "sex", "age", "language"]


def run(
    year: Annotated[
        int | None,
        typer.Option(
            metavar="YEAR",
            min=1900,
            max=2200,
            help="A year of the organization; the last one that has ended unless said.",
            show_default=False,
        ),
    ] = None,
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=[MONTH], metavar="YYYY-MM", help="Or the first month to count."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=[MONTH], metavar="YYYY-MM", help="And the last one; the same unless said."),
    ] = None,
    by: Annotated[By | None, typer.Option(help="Tell every figure apart by this as well.")] = None,
    csv: Annotated[
        Path | None,
        typer.Option(help="Write the figures to this file as well, to open as a spreadsheet.", dir_okay=False),
    ] = None,
    language: Annotated[
        Language | None,
        typer.Option(help="Of names and definitions; the organization's unless said.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Print the figures of a year: the table of the year, and the cascade of care with its quality.

    Every share says of how many. Figures about very few people are hidden. The first time, and whenever something was
    recorded since, everybody is counted anew, which takes a while.
    """
    if year is not None and first is not None:
        raise typer.BadParameter(_("expected --year or --from, found both"), param_hint="--from")
    if last is not None and (first is None or last < first):
        raise typer.BadParameter(_("expected a month not before --from"), param_hint="--to")
    from acompana.house.wiring import open_organization

    open_organization(data_dir)
    _count(hidden=as_json)
    shown = _shown(year, _months(first, last), by, language)
    if csv:
        _write_csv(csv, shown)
    if as_json:
        _print_json(shown)
    else:
        _print(shown, data_dir)


def _count(*, hidden: bool) -> None:
    """Bring the tables up to date, with a bar for whoever waits."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from acompana.indicators.figures import flat_folder
    from acompana.indicators.writing import bring_up_to_date, people_to_count

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden) as bars:
        task = bars.add_task(_("People counted"), total=people_to_count(), visible=False)
        bring_up_to_date(flat_folder(), told=lambda many: bars.update(task, advance=many, visible=True))


def _months(first: datetime | None, last: datetime | None) -> tuple[date, date] | None:
    """From the first day of the first month until before the month after the last."""
    if first is None:
        return None
    end = last or first
    return first.date(), date(end.year + end.month // 12, end.month % 12 + 1, 1)


@dataclass(frozen=True)
class _Shown:
    """What is shown, whichever way."""

    figures: Figures
    by: By | None
    lines: tuple[Line, ...]
    year: int | None  # of the organization; None when months were asked for
    language: str

    def word(self, key: str, **values: object) -> str:
        from acompana.bundle import current

        return current().words[f"figures.{key}"][self.language].format_map(values)

    def text(self, texts: Any) -> str:
        return str(texts[self.language])

    def is_empty(self) -> bool:
        """Whether nothing was recorded in this time. What is hidden is not nothing."""
        return all(number.value == 0 for number in self.figures.year)

    def last_month(self) -> str:
        return f"{self.figures.end - timedelta(days=1):{MONTH}}"


def _shown(year: int | None, months: tuple[date, date] | None, by: By | None, language: Language | None) -> _Shown:
    from acompana.indicators.figures import breakdown, period_table, years
    from acompana.people.models import Organization

    organization = Organization.objects.get()
    if months is None:
        year = year or years()[-2:][0]
        months = organization.year(year)
    lines = breakdown(*months, by) if by else ()
    return _Shown(period_table(*months), by, lines, year, language or organization.language)


# --- For another program ---------------------------------------------------------------------------------------------


def _print_json(shown: _Shown) -> None:
    import json

    told = {
        "year": shown.year,
        "from": f"{shown.figures.start:{MONTH}}",
        "to": shown.last_month(),
        "is_empty": shown.is_empty(),
        "as_of": shown.figures.as_of.isoformat(),
        "smallest_cell": shown.figures.smallest_cell,
        "table": [_number(number, shown) for number in shown.figures.year],
        "cascade": [_share(share, shown) for share in shown.figures.cascade],
    }
    if shown.by:
        told |= {"by": shown.by, "lines": [_line(line, shown) for line in shown.lines]}
    typer.echo(json.dumps(told, ensure_ascii=False))


def _number(number: Number, shown: _Shown) -> dict[str, Any]:
    indicator = number.indicator
    return {
        "key": indicator.id,
        "name": shown.text(indicator.name),
        "value": number.value,
        "hidden": number.value is None,
        "unit": indicator.unit,
        "definition": shown.text(indicator.definition),
        "published": indicator.published.value if indicator.published else None,
        "published_by": indicator.published.by if indicator.published else None,
        "ambiguity": shown.text(indicator.ambiguity) if indicator.ambiguity else None,
        "source": indicator.source,
    }


def _share(share: Share, shown: _Shown) -> dict[str, Any]:
    indicator = share.indicator
    return {
        "key": indicator.id,
        "name": shown.text(indicator.name),
        "numerator": share.numerator,
        "denominator": share.denominator,
        "rate": share.rate,
        "median": share.median,
        "hidden": share.numerator is None,
        "unit": indicator.unit,
        "numerator_is": shown.text(indicator.numerator),
        "denominator_is": shown.text(indicator.denominator),
        "definition": shown.text(indicator.definition),
        "source": indicator.source,
    }


def _line(line: Line, shown: _Shown) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": shown.text(line.name),
        "table": {number.indicator.id: number.value for number in line.year},
        "cascade": {
            share.indicator.id: {"numerator": share.numerator, "denominator": share.denominator, "rate": share.rate}
            for share in line.cascade
        },
    }


# --- For a spreadsheet ------------------------------------------------------------------------------------------------


def _write_csv(path: Path, shown: _Shown) -> None:
    """With a byte order mark, so that Excel reads the accents."""
    import csv

    from acompana.house.errors import CannotRun
    from acompana.indicators.spreadsheet import COLUMNS, rows

    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(rows(shown.figures, {shown.by: shown.lines} if shown.by else {}, shown.language))
    except OSError as error:
        raise CannotRun(
            _("Expected to write {file}; found: {found}. Name another file with --csv.").format(
                file=path, found=_(error.strerror or "")
            )
        ) from error


# --- For a person ----------------------------------------------------------------------------------------------------


def _print(shown: _Shown, data_dir: Path) -> None:
    from rich.console import Console

    from acompana.house.demonstration import plan_of

    console = Console()
    is_invented = plan_of(data_dir) is not None
    if shown.is_empty():
        _tell_empty(shown)
    console.print(_year_table(shown, beside_published=is_invented))
    for mark, number in _ambiguous(shown):
        console.print(f"{mark} {shown.text(number.indicator.ambiguity)}", style="dim")
    console.print(_cascade_table(shown))
    if shown.by:
        console.print(_lines_table(shown, shown.by))
    figures = shown.figures
    if is_invented:
        console.print(shown.word("invented", by=_publisher(shown)), style="dim")
    console.print(shown.word("up_to", day=figures.as_of.isoformat(), smallest=figures.smallest_cell), style="dim")


def _tell_empty(shown: _Shown) -> None:
    from acompana.indicators.figures import years

    known = years()
    first = f"{shown.figures.start:{MONTH}}"
    nothing = shown.word("nothing", first=first, last=shown.last_month(), oldest=known[0], newest=known[-1])
    typer.echo(nothing, err=True)


def _ambiguous(shown: _Shown) -> list[tuple[str, Number]]:
    return list(zip("¹²³⁴", (n for n in shown.figures.year if n.indicator.ambiguity), strict=False))


def _publisher(shown: _Shown) -> str:
    return next((n.indicator.published.by for n in shown.figures.year if n.indicator.published), "")


def _year_table(shown: _Shown, *, beside_published: bool) -> Table:
    months = {"first": f"{shown.figures.start:{MONTH}}", "last": shown.last_month()}
    title = shown.word("title", year=shown.year, **months) if shown.year else shown.word("period_title", **months)
    table = _table(title, shown.word("figure"), shown.word("value"), "")
    if beside_published:
        table.add_column(shown.word("published", by=_publisher(shown)), justify="right")
    marks = {number.indicator.id: mark for mark, number in _ambiguous(shown)}
    for number in shown.figures.year:
        indicator = number.indicator
        name = f"{shown.text(indicator.name)} {marks.get(indicator.id, '')}".strip()
        cells = [name, _told(number.value, shown), f"[dim]{shown.word(indicator.unit)}[/dim]"]
        if beside_published:
            cells.append(f"{indicator.published.value:,}" if indicator.published else "")
        table.add_row(*cells)
    return table


def _cascade_table(shown: _Shown) -> Table:
    table = _table(
        shown.word("cascade"), shown.word("figure"), shown.word("value"), shown.word("of_how_many"), shown.word("share")
    )
    for share in shown.figures.cascade:
        numerator, denominator = _told(share.numerator, shown), _told(share.denominator, shown)
        table.add_row(shown.text(share.indicator.name), numerator, denominator, _rate(share, shown))
    return table


def _rate(share: Share, shown: _Shown) -> str:
    if share.median is not None:
        return f"{share.median:g} {shown.word('days')}"
    return "" if share.rate is None else f"{share.rate:.1%}"


def _lines_table(shown: _Shown, by: By) -> Table:
    """The lines across and the figures down: lines are few, and figures many."""
    table = _table(shown.word(by), shown.word("figure"), *(shown.text(line.name) for line in shown.lines))
    rows: list[tuple[Any, Callable[[Line], str]]] = []
    if shown.lines:
        first = shown.lines[0]
        rows += [(n.indicator, _nth_number(place, shown)) for place, n in enumerate(first.year)]
        rows += [(s.indicator, _nth_share(place, shown)) for place, s in enumerate(first.cascade)]
    for indicator, cell in rows:
        table.add_row(shown.text(indicator.name), *(cell(line) for line in shown.lines))
    return table


def _nth_number(place: int, shown: _Shown) -> Callable[[Line], str]:
    return lambda line: _told(line.year[place].value, shown)


def _nth_share(place: int, shown: _Shown) -> Callable[[Line], str]:
    def cell(line: Line) -> str:
        share = line.cascade[place]
        return f"{_told(share.numerator, shown)} / {_told(share.denominator, shown)}"

    return cell


def _told(value: int | None, shown: _Shown) -> str:
    return f"[dim]{shown.word('hidden')}[/dim]" if value is None else f"{value:,}"


def _table(title: str, first: str, *others: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title=title, box=box.SIMPLE, title_justify="left")
    table.add_column(first, min_width=24)
    for heading in others:
        table.add_column(heading, justify="right")
    return table
