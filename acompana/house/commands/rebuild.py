from gettext import gettext as _
from gettext import ngettext
from typing import Annotated

import typer

from acompana.house.options import DEFAULT_DATA_DIR, AsJson, DataDir


def run(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    workers: Annotated[int, typer.Option(min=0, help="Processes to use; 0 means one for each core.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Make every card, task and alert anew from the recorded facts.

    Nothing recorded is changed, and people can go on working meanwhile. Says whether anything came out differently.
    """
    import json
    import time

    from rich.console import Console
    from rich.progress import Progress

    from acompana.house.wiring import open_organization

    open_organization(data_dir, any_content=True)
    from acompana.caseload.rebuild import fingerprint, rebuild
    from acompana.caseload.unread import UnreadableFacts
    from acompana.house.errors import CannotRun

    before = fingerprint()
    started = time.monotonic()
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task(_("Cards"), total=None)
            people = rebuild(workers or None, lambda count: progress.advance(bar, count))
    except UnreadableFacts as error:
        raise CannotRun(str(error) + " " + _("Nothing was changed.")) from error
    seconds = time.monotonic() - started
    same = fingerprint() == before
    if as_json:
        typer.echo(json.dumps({"people": people, "seconds": round(seconds, 2), "same_as_before": same}))
        return
    typer.echo(
        ngettext("{people} card rebuilt in {seconds} s.", "{people} cards rebuilt in {seconds} s.", people).format(
            people=f"{people:,}", seconds=f"{seconds:.1f}"
        )
    )
    same_words, other_words = (
        _("All came out as they were."),
        _("Some came out differently: the content or the rules changed."),
    )
    typer.echo(same_words if same else other_words)
