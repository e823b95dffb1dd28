from __future__ import annotations

from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING, Annotated

import typer

from acompana.house.options import DEFAULT_DATA_DIR, AsJson, DataDir

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from acompana.caseload.invariants import Invariant

SHOWN = 20


def run(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    everybody: Annotated[
        bool,
        typer.Option(
            "--all", help="Fold everybody anew; otherwise everybody with a sign of risk, and a sample of the others."
        ),
    ] = False,
    workers: Annotated[int, typer.Option(min=0, help="Processes for --all; 0 means one for each core.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Prove that nobody is lost: every open risk has somebody who answers and a deadline, and nothing is missing.

    Reads only, while people work. Breaches name people by their ids alone. Exit code 1: something does not hold.
    """
    import time
    from datetime import UTC, datetime

    from acompana.house.wiring import open_organization

    open_organization(data_dir, any_content=True)
    started, now = time.monotonic(), datetime.now(UTC)
    content = _content(data_dir)
    found = [content] if content.breaches else [content, *_prove(now, everybody, workers), _told(now)]
    holds = not any(invariant.breaches for invariant in found)
    seconds = time.monotonic() - started
    if as_json:
        _say_json(found, holds, seconds)
    else:
        _say(found, holds, seconds)
    raise typer.Exit(0 if holds else 1)


def _prove(now: datetime, everybody: bool, workers: int) -> list[Invariant]:
    from rich.console import Console
    from rich.progress import Progress

    from acompana.caseload.invariants import prove

    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(_("People"), total=None)
        return prove(now, everybody=everybody, workers=workers or None, told=lambda count: progress.advance(bar, count))


def _content(data_dir: Path) -> Invariant:
    """The content in force is sealed; a warning where it is not what came with this version of the program."""
    from acompana.bundle import DamagedBundle, UnfitContent, bundle_of_software, load_bundle, with_kept_versions
    from acompana.bundle.present import BUNDLE_FILE
    from acompana.caseload.invariants import Breach, Invariant

    meaning = _("The content in force is whole and as it was compiled.")
    path = data_dir / BUNDLE_FILE
    try:
        in_force = load_bundle(path) if path.exists() else None
    except DamagedBundle:
        remedy = _("not what its hash says: run `acompana bundle`")
        return Invariant("content", meaning, 1, (Breach(BUNDLE_FILE, remedy),))
    try:
        compiled = with_kept_versions(bundle_of_software(), data_dir)
    except UnfitContent:
        return Invariant("content", meaning, 1, (Breach("content", _("unfit: `acompana bundle --check` says where")),))
    warnings: tuple[str, ...] = ()
    if in_force and in_force.hash != compiled.hash:
        warnings = (
            _(
                "The content in force is another than came with this version. It stays until `acompana bundle` puts"
                " that one in its place."
            ),
        )
    return Invariant("content", meaning, 1, (), warnings)


def _told(now: datetime) -> Invariant:
    """Whether `acompana watch` keeps up. What it has not told yet is on the boards all the same."""
    from datetime import timedelta

    from acompana.bundle import current
    from acompana.caseload.invariants import Invariant
    from acompana.messages.outbox import due_risks, waiting

    routine = [rule.id for program in current().programs for rule in program.tasks]
    due = due_risks(now - timedelta(minutes=5), routine)
    warnings = []
    if untold := {found.person for found in due if not found.told}:
        late = ngettext(
            "{number} person at risk of whom nobody was told in time.",
            "{number} people at risk of whom nobody was told in time.",
            len(untold),
        ).format(number=len(untold))
        warnings.append(late + " " + _("Keep `acompana watch` running beside `acompana serve`."))
    if troubled := waiting().troubled:
        unsent = ngettext(
            "{number} message could not be sent and waits. `acompana watch` says why.",
            "{number} messages could not be sent and wait. `acompana watch` says why.",
            troubled,
        )
        warnings.append(unsent.format(number=troubled))
    meaning = _("Whoever has a duty was told of every risk that is due.")
    return Invariant("told", meaning, len(due), (), tuple(warnings))


def _say(found: list[Invariant], holds: bool, seconds: float) -> None:
    for invariant in found:
        mark = _("no") if invariant.breaches else _("but") if invariant.warnings else _("yes")
        looked_at = _("{number} looked at").format(number=f"{invariant.looked_at:,}")
        typer.echo(f"  {mark:<3}  {invariant.meaning}  ({looked_at})")
        _say_first("", [f"{breach.id}: {breach.found}" for breach in invariant.breaches])
        _say_first("! ", invariant.warnings)
    outcome = _("All of it holds.") if holds else _("Something does not hold.")
    typer.echo(f"\n{outcome} {seconds:.1f} s")


def _say_first(sign: str, sentences: Sequence[str]) -> None:
    for sentence in sentences[:SHOWN]:
        typer.echo(f"         {sign}{sentence}")
    if (more := len(sentences) - SHOWN) > 0:
        typer.echo(f"         {sign}" + _("and {number} more; --json lists them all").format(number=more))


def _say_json(found: list[Invariant], holds: bool, seconds: float) -> None:
    import json

    import msgspec

    invariants = [msgspec.to_builtins(invariant) for invariant in found]
    told = {"holds": holds, "invariants": invariants, "seconds": round(seconds, 2)}
    typer.echo(json.dumps(told, ensure_ascii=False))
