"""Opening an organization: its database, its secret, Django on top. Every command starts here."""

from __future__ import annotations

import os
from gettext import gettext as _
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from acompana.house.database import Database, connect
from acompana.house.errors import CannotRun


def open_organization(data_dir: Path, *, new: bool = False, any_content: bool = False) -> Database:
    """Make Django ready to work, as owner, in the organization of `data_dir`, with the tables this version expects.

    Starts the embedded database or joins it. `new` is for the commands that make an organization; the others refuse
    a folder without one. `any_content` is for the commands that tell themselves what the content in force cannot read;
    the others refuse it.
    """
    data_dir = data_dir.resolve()
    if not new and not (data_dir / "secret-key").exists():
        raise _no_organization(data_dir)
    database = connect(data_dir)
    os.environ["ACOMPANA_DATA_DIR"] = str(data_dir)
    os.environ["ACOMPANA_LOGIN"] = database.owner
    os.environ["ACOMPANA_WEB_ROLE"] = database.web_role
    os.environ["DJANGO_SETTINGS_MODULE"] = "acompana.house.settings"
    import django

    django.setup()
    _migrate()
    if not new:
        _refuse_unfounded(data_dir)
    _put_content_in_force(data_dir)
    if not any_content:
        _refuse_lost_content()
    return database


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _refuse_unfounded(data_dir: Path) -> None:
    from acompana.people.models import Organization

    if not Organization.objects.exists():
        raise _no_organization(data_dir)


def _put_content_in_force(data_dir: Path) -> None:
    """An organization works with its own copy of the content from its first day: what it recorded is read with it,
    whatever comes with the next version of the program."""
    from acompana.bundle import bundle_of_software, put_in_force
    from acompana.bundle.present import BUNDLE_FILE

    if not (data_dir / BUNDLE_FILE).exists():
        put_in_force(bundle_of_software(), data_dir)


def _refuse_lost_content() -> None:
    """Content that lacks what was answered in closes risks without a word: nobody works with it.

    Whether it does is asked of all facts, so only when the content is another than the last that was asked about: after
    `acompana bundle`, and after somebody lost the file or put an old one back.
    """
    from acompana.bundle import current
    from acompana.caseload.unread import UnreadableFacts, refuse_unreadable
    from acompana.people.models import Organization

    in_force = current()
    others = Organization.objects.exclude(bundle_hash=in_force.hash)
    if not others.exists():
        return
    try:
        refuse_unreadable(in_force)
    except UnreadableFacts as error:
        raise CannotRun(str(error)) from error
    others.update(bundle_hash=in_force.hash)


def _no_organization(data_dir: Path) -> CannotRun:
    return CannotRun(
        _(
            "Expected an organization in {folder}; found none. Make one with `acompana init`, or look around in an"
            " invented one with `acompana demo`; --data-dir names another folder."
        ).format(folder=data_dir)
    )


def gather_static_files() -> None:
    """Put the files that browsers ask for where the web server serves them, compressed and named by content."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


PATIENCE = "-c lock_timeout=15s -c statement_timeout=60s"
"""How long a page or a phone waits for the database before it is told to come back: without it, one job that holds
somebody's record would keep every thread of the server, one by one, and nobody would be answered."""


def web_environment(database: Database) -> dict[str, str]:
    """The environment of the web server: the web login in place of the owner's, with limited patience."""
    inherited = {name: value for name, value in os.environ.items() if name != "ACOMPANA_DATABASE_URL"}
    asked = conninfo_to_dict(database.web).get("options", "")
    return {**inherited, "ACOMPANA_LOGIN": make_conninfo(database.web, options=f"{PATIENCE} {asked}".strip())}
