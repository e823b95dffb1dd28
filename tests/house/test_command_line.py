from collections.abc import Iterator
from pkgutil import iter_modules
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from acompana.house import cli, commands

NAMES = [module.name for module in iter_modules(commands.__path__)]


@pytest.fixture(scope="module")
def app():
    cli.register_commands()
    return cli.app


def commands_of(group, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command of the program, with the words that call it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands_of(command, (*above, name))
        else:
            yield (*above, name), command


NO_JSON = {("serve",): "what it prints is for whoever started it, and it does not end"}


def test_every_command_explains_itself_can_be_pointed_at_a_folder_and_speaks_to_programs(app):
    found = dict(commands_of(typer.main.get_command(app)))
    assert {words[0] for words in found} == {name.rstrip("_") for name in NAMES}
    wanting = []
    for words, command in found.items():
        options = {option for parameter in command.params for option in parameter.opts}
        if len(command.help or "") < 16:
            wanting.append((words, "a docstring, which is its help"))
        wanting += [(words, f"help for {p.name}") for p in command.params if not p.help]
        wanting += [(words, option) for option in ("--data-dir", "--json") if option not in options]
    assert [(words, what) for words, what in wanting if not (what == "--json" and words in NO_JSON)] == []


def test_the_list_of_commands_cuts_no_sentence_and_begins_where_a_newcomer_does(app):
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"}).output
    listed = shown[shown.index("Commands:") :].splitlines()[1:]
    assert not [line for line in listed if "..." in line]
    assert [line.split()[0] for line in listed if line.strip()][:3] == ["demo", "init", "serve"]
    assert len([line for line in listed if line.strip()]) == len(NAMES)


def test_help_says_what_the_docstring_says(app):
    shown = CliRunner().invoke(app, ["import", "answers", "--help"])
    assert shown.exit_code == 0
    assert "Rows that cannot be used are written beside the file" in shown.output


def test_help_answers_before_anything_heavy_is_loaded(run_python):
    loaded = run_python(
        "import sys; from acompana.house import cli; cli.register_commands()\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'django', 'psycopg', 'duckdb', 'simpy', 'ibis'}))"
    )
    assert loaded.strip() == "[]"
