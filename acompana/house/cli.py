"""The command line: `acompana …`."""

from __future__ import annotations

import os
import sys
from gettext import gettext as _
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from acompana.house import commands
from acompana.house.errors import CannotRun
from acompana.house.language import language_of, speak
from acompana.house.usage import put_into_words, tell

COMMANDS = {
    "demo": "Look around in an invented program.",
    "init": "Make a new, empty organization.",
    "serve": "Open the web desk for browsers.",
    "watch": "Tell whoever is on duty what has come due.",
    "check": "Prove that no open risk is without somebody and a deadline.",
    "figures": "Print the figures of a year or of some months.",
    "import": "Bring in what was recorded elsewhere.",
    "rebuild": "Make every card anew from the recorded facts.",
    "bundle": "Check the clinical content and put it in force.",
    "erase": "Erase who a person is, on request.",
}
"""What there is, in the order in which one needs it, each in a line that the narrowest window holds."""


class _Commands(TyperGroup):
    """Lists the commands as they stand in `COMMANDS`, and says what Typer says in the language of the terminal."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        put_into_words(self)
        try:
            ended = super().main(*args, **{**extra, "standalone_mode": False})
        except TyperException as error:
            tell(error)
            sys.exit(error.exit_code)
        except typer.Abort:
            typer.echo(_("Aborted!"), err=True)
            sys.exit(1)
        sys.exit(ended if isinstance(ended, int) else 0)


app = typer.Typer(
    cls=_Commands,
    help="Acompaña: community mental-health care, from the first sign to recovery.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=False)
def _root() -> None:
    """Keep `acompana NAME` a group of commands even while there is only one."""


def register_commands() -> None:
    for name, line in COMMANDS.items():
        module = import_module(f"{commands.__name__}.{name if name != 'import' else 'import_'}")
        if hasattr(module, "commands"):
            app.add_typer(module.commands, name=name, short_help=line)
        else:
            app.command(name, short_help=line)(module.run)


def main() -> None:
    """Run one command. Exit code 0: done; 1: it could not be done, or found what it looks for; 2: misused."""
    speak(language_of(os.environ))
    register_commands()
    try:
        app()
    except CannotRun as error:
        _give_up(str(error))
    except Exception as error:
        from acompana.house.failures import DATABASE_GONE

        if isinstance(error, DATABASE_GONE):
            _give_up(
                _("The database stopped answering; what was not yet stored is not. It said: {said}").format(said=error)
            )
        from acompana.bundle import UnfitContent

        if isinstance(error, UnfitContent):
            _give_up(_("The clinical content cannot be used.") + f"\n{error}")
        raise


def _give_up(reason: str) -> NoReturn:
    print(f"acompana: {reason.strip()}", file=sys.stderr)  # noqa: T201
    sys.exit(1)
