"""Opening an organization: its database, its secret, Django on top. Every command starts here."""

from __future__ import annotations

import os
from pathlib import Path

from acompana.house.database import Database, connect, secret_key


def open_organization(data_dir: Path) -> Database:
    """Start or join the database of `data_dir` and make Django ready to work in it as its owner."""
    data_dir = data_dir.resolve()
    database = connect(data_dir)
    secret_key(data_dir)
    os.environ["ACOMPANA_DATA_DIR"] = str(data_dir)
    os.environ["ACOMPANA_LOGIN"] = database.owner
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acompana.house.settings")
    import django

    django.setup()
    return database


def prepare() -> None:
    """Bring an opened organization to what this version expects: its tables, and the files browsers ask for."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)


def web_environment(database: Database) -> dict[str, str]:
    """The environment of the web server: the web login in place of the owner's."""
    inherited = {name: value for name, value in os.environ.items() if name != "ACOMPANA_DATABASE_URL"}
    return {**inherited, "ACOMPANA_LOGIN": database.web}
