import re
from importlib import import_module
from pkgutil import iter_modules

import pytest
from typer.testing import CliRunner

from acompana.house import cli, commands

NAMES = [module.name for module in iter_modules(commands.__path__)]


@pytest.fixture(scope="module")
def app():
    cli.register_commands()
    return cli.app


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself(app, name):
    shown = CliRunner().invoke(app, [name.rstrip("_"), "--help"])
    assert shown.exit_code == 0
    assert re.search(r"^  [A-Z].{15}", shown.output, re.MULTILINE), "a command's docstring is its help"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_can_be_pointed_at_a_folder(app, name):
    module = import_module(f"{commands.__name__}.{name}")
    if hasattr(module, "run"):
        assert "--data-dir" in CliRunner().invoke(app, [name.rstrip("_"), "--help"]).output


def test_help_answers_before_anything_heavy_is_loaded(run_python):
    loaded = run_python(
        "import sys; from acompana.house import cli; cli.register_commands()\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'django', 'psycopg', 'duckdb', 'simpy', 'ibis'}))"
    )
    assert loaded.strip() == "[]"
