from gettext import gettext as _
from typing import Annotated

import typer

from acompana.house.options import DEFAULT_DATA_DIR, DataDir


def run(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    host: Annotated[str, typer.Option(help="The address to answer on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to answer on.")] = 8000,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Server processes; one per core unless said.", show_default=False),
    ] = None,
    origin: Annotated[
        str | None,
        typer.Option(
            envvar="ACOMPANA_ORIGIN",
            help="The address people type, such as https://acompana.example.org, when a proxy stands in front.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Open the web desk for browsers on this machine, or behind a proxy for all, until stopped with Ctrl-C."""
    import os
    from functools import partial

    if host not in ("127.0.0.1", "localhost") and not origin:
        raise typer.BadParameter(
            _("beyond this machine people need an address to type: give --origin"), param_hint="--host"
        )
    os.environ["ACOMPANA_ORIGIN"] = origin or f"http://{host}:{port}"
    from acompana.house.server import refuse_taken_port, serve_until_stopped
    from acompana.house.wiring import gather_static_files, open_organization, web_environment

    refuse_taken_port(host, port)
    database = open_organization(data_dir)
    gather_static_files()
    from acompana.caseload.invariants import is_rebuild_due

    if is_rebuild_due():
        typer.echo(
            _("Cards are not what this version makes of the facts: run `acompana rebuild`, people may go on working.")
        )
    told = partial(typer.echo, _("Acompaña: {origin}  (Ctrl-C stops it)").format(origin=os.environ["ACOMPANA_ORIGIN"]))
    raise typer.Exit(serve_until_stopped(web_environment(database), host, port, workers, told))
