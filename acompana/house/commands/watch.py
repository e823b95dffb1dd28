from __future__ import annotations

from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING, Annotated

import typer

from acompana.house.options import DEFAULT_DATA_DIR, AsJson, DataDir

if TYPE_CHECKING:
    from acompana.messages.channels import Channel
    from acompana.messages.watch import Round, Watch


def run(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    once: Annotated[bool, typer.Option("--once", help="Tell what is due now, and stop.")] = False,
    every: Annotated[float, typer.Option(min=1, max=3600, help="Seconds from one look to the next.")] = 15,
    smtp_url: Annotated[
        str,
        typer.Option(
            envvar="ACOMPANA_SMTP_URL",
            help="The mail server: smtp://host:port, smtp+starttls://user:password@host:port or smtps://…  Without it"
            " messages are lines of the log.",
            show_default=False,
        ),
    ] = "",
    sender: Annotated[
        str, typer.Option(envvar="ACOMPANA_MAIL_FROM", help="The address messages come from.")
    ] = "acompana@localhost",
    origin: Annotated[
        str, typer.Option(envvar="ACOMPANA_ORIGIN", help="Where people open the web desk; messages link there.")
    ] = "http://127.0.0.1:8000",
    as_json: AsJson = False,
) -> None:
    """Run the clocks: tell whoever is on duty what has come due, once, in words that reveal nothing.

    Keep it running beside `acompana serve`; several may run at once. Exit code 1: something could not be told.
    """
    import sys

    from acompana.house.wiring import open_organization

    channel = _channel(smtp_url, sender)
    open_organization(data_dir)
    from datetime import UTC, datetime

    from acompana.messages.log import Log
    from acompana.messages.watch import Watch

    log = Log(sys.stderr)
    watch = Watch(channel or log, log, origin, lambda: datetime.now(UTC))
    if once:
        is_well = _tell_all(watch, as_json)
    else:
        how = _("by e-mail") if channel else _("into this log")
        told = _("Watching every {seconds} s (Ctrl-C stops it). Messages go {how}.")
        typer.echo(told.format(seconds=f"{every:g}", how=how), err=True)
        is_well = _go_on(watch, every, as_json)
    raise typer.Exit(0 if is_well else 1)


def _channel(smtp_url: str, sender: str) -> Channel | None:
    from acompana.house.errors import CannotRun
    from acompana.messages.email import Email, UnfitAddressError

    try:
        return Email(smtp_url, sender) if smtp_url else None
    except UnfitAddressError as error:
        raise CannotRun(str(error)) from error


def _tell_all(watch: Watch, as_json: bool) -> bool:
    """Rounds until nothing is ready; whether all went well."""
    while True:
        told = watch.round()
        _say(told, as_json)
        if not told.more:
            return told.is_well


def _go_on(watch: Watch, every: float, as_json: bool) -> bool:
    """Rounds until a signal asks to stop, whatever happens to the database meanwhile; whether the last went well."""
    import signal
    import threading

    from django.db import connection

    from acompana.house.failures import DATABASE_GONE
    from acompana.people.rota import NobodyLeftError

    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    is_well = True
    while not stop.is_set():
        is_due_at_once = False
        try:
            told = watch.round()
        except DATABASE_GONE:
            is_well = False
            connection.close()
            typer.echo(_("The database does not answer; nothing is lost. Trying again."), err=True)
        except NobodyLeftError as error:
            is_well = False
            typer.echo(str(error), err=True)
        else:
            is_well, is_due_at_once = told.is_well, told.more
            if told.queued or told.sent or told.troubles:
                _say(told, as_json)
        stop.wait(0 if is_due_at_once else every)
    return is_well


def _say(told: Round, as_json: bool) -> None:
    if as_json:
        import msgspec

        typer.echo(msgspec.json.encode(told).decode())
        return
    counts = _("{due} came due, {sent} sent, {waiting} waiting")
    counts = counts.format(due=told.queued, sent=told.sent, waiting=told.waiting)
    typer.echo(f"{told.at:%Y-%m-%d %H:%M:%S} UTC  {counts}")
    for trouble in told.troubles:
        typer.echo(f"  {trouble}", err=True)
    if told.troubled:
        typer.echo(f"  {_troubled(told)}", err=True)
    if told.unaddressed:
        lacking = ngettext(
            "{number} of those on duty has no e-mail address: the messages are in this log only.",
            "{number} of those on duty have no e-mail address: their messages are in this log only.",
            told.unaddressed,
        )
        typer.echo(f"  {lacking.format(number=told.unaddressed)}", err=True)


def _troubled(told: Round) -> str:
    sentence = ngettext(
        "{number} message could not be told yet and will be tried again.",
        "{number} messages could not be told yet and will be tried again.",
        told.troubled,
    ).format(number=told.troubled)
    if told.oldest_pressing is None:
        return sentence
    oldest = _("The oldest that presses came due on {moment} UTC.")
    return f"{sentence} {oldest.format(moment=f'{told.oldest_pressing:%Y-%m-%d %H:%M}')}"
