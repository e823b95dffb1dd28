"""The command line: `acompana …`."""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import NoReturn

import typer

from acompana.house import commands
from acompana.house.errors import CannotRun

app = typer.Typer(
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
    for module_name in sorted(module.name for module in iter_modules(commands.__path__)):
        module = import_module(f"{commands.__name__}.{module_name}")
        name = module_name.rstrip("_").replace("_", "-")
        if hasattr(module, "commands"):
            app.add_typer(module.commands, name=name)
        else:
            app.command(name)(module.run)


def main() -> None:
    """Run one command. Exit code 0: done; 1: it could not be done, or found what it looks for; 2: misused."""
    register_commands()
    try:
        app()
    except CannotRun as error:
        _give_up(str(error))
    except Exception as error:
        from acompana.house.failures import DATABASE_GONE

        if isinstance(error, DATABASE_GONE):
            _give_up(f"The database stopped answering; what was not yet stored is not. It said: {error}")
        from acompana.bundle import UnfitContent

        if isinstance(error, UnfitContent):
            _give_up(f"The clinical content cannot be used.\n{error}")
        raise


def _give_up(reason: str) -> NoReturn:
    print(f"acompana: {reason.strip()}", file=sys.stderr)  # noqa: T201
    sys.exit(1)
