import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.utils import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from acompana.house.database import (
    OLDEST_VERSION,
    WEB_ROLE,
    DatabaseUnreachable,
    _refuse_mighty_web_role,
    connect,
    django_database,
    secret_key,
)
from tests.rig.server import free_port, run_acompana


def test_the_secret_is_made_once_and_read_by_its_owner_alone(tmp_path):
    first = secret_key(tmp_path)
    assert secret_key(tmp_path) == first
    assert len(first) >= 60
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_a_login_becomes_djangos_settings():
    settings = django_database("postgresql://ana:s%40l@db.example:6432/acompana?sslmode=require")
    assert (settings["NAME"], settings["USER"], settings["PASSWORD"]) == ("acompana", "ana", "s@l")
    assert (settings["HOST"], settings["PORT"]) == ("db.example", "6432")
    assert settings["OPTIONS"] == {"sslmode": "require", "prepare_threshold": 3}


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path, monkeypatch):
    monkeypatch.setenv("ACOMPANA_DATABASE_URL", "postgresql://ana:hidden@127.0.0.1:9/acompana")
    with pytest.raises(DatabaseUnreachable, match=r"host=127\.0\.0\.1") as raised:
        connect(tmp_path)
    assert "hidden" not in str(raised.value)


def test_the_web_login_owns_nothing_and_cannot_read_what_it_was_not_granted(as_web):
    with connection.cursor() as cursor:
        cursor.execute("create table somebody_elses (x int)")
    with as_web(), connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("select * from somebody_elses")


def test_the_web_login_keeps_sessions_and_counts_failed_sign_ins(as_web):
    with as_web():
        session = SessionStore()
        session["language"] = "es"
        session.save()
        assert SessionStore(session.session_key)["language"] == "es"
        AccessAttempt.objects.create(username="ana", ip_address="127.0.0.1", failures_since_start=1)
        assert AccessAttempt.objects.filter(username="ana").delete()[0] == 1


@pytest.fixture
def served(cluster):
    """`served(attributes)` is a login to a served database, by an owner with those attributes and no others."""

    def make(attributes):
        with psycopg.connect(cluster, autocommit=True) as opened:
            opened.execute(f"create role an_owner login {attributes}")
            opened.execute("create database an_organization owner an_owner")
        return make_conninfo(cluster, user="an_owner", dbname="an_organization")

    yield make
    with psycopg.connect(cluster, autocommit=True) as opened:
        opened.execute("drop database an_organization")
        opened.execute("drop role an_owner")


def test_a_served_database_needs_no_superuser(served, tmp_path):
    founded = run_acompana("init", "--data-dir", str(tmp_path), database=served("createrole"))
    assert (founded.returncode, founded.stderr) == (0, "")


def test_a_web_login_with_special_rights_is_refused(cluster):
    with psycopg.connect(cluster) as opened:
        opened.execute(f"alter role {WEB_ROLE} bypassrls")
        with pytest.raises(DatabaseUnreachable, match="nobypassrls"):
            _refuse_mighty_web_role(opened, WEB_ROLE)
        opened.rollback()
        _refuse_mighty_web_role(opened, WEB_ROLE)


def answers(login: str) -> bool:
    try:
        psycopg.connect(login).close()
    except psycopg.OperationalError:
        return False
    return True


START = """
import sys
from pathlib import Path
from acompana.house.database import start_embedded
print(start_embedded(Path(sys.argv[1]), "acompana"), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def command(own_folder):
    """`command()` is another command of the program, which uses the database until its input is closed."""
    running = []

    def start():
        arguments = [sys.executable, "-c", START, str(own_folder / "postgres")]
        opened = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        running.append(opened)
        return opened, opened.stdout.readline().strip()

    yield start
    for opened in running:
        opened.communicate(timeout=30)


def test_the_embedded_database_lives_as_long_as_the_last_command_that_uses_it(command):
    first, login = command()
    second, same_login = command()
    assert login == same_login
    first.communicate(timeout=30)
    assert answers(login)
    second.communicate(timeout=30)
    assert not answers(login)


def test_after_a_power_cut_another_program_with_the_same_number_is_not_taken_for_the_database(command, own_folder):
    first, login = command()
    pid_file = own_folder / "postgres" / "postmaster.pid"
    left_behind = pid_file.read_text().splitlines()
    first.communicate(timeout=30)
    pid_file.write_text("\n".join([str(os.getpid()), *left_behind[1:]]) + "\n")
    command()
    assert answers(login)


# --- Several organizations on one server -----------------------------------------------------------------------------


@pytest.fixture
def two_databases(cluster, worker_name):
    """The owner's logins to two databases of one server."""
    names = [f"north_{worker_name}", f"south_{worker_name}"]
    with psycopg.connect(cluster, autocommit=True) as opened:
        for name in names:
            opened.execute(f"create database {name}")
    yield [make_conninfo(cluster, dbname=name) for name in names]
    with psycopg.connect(cluster, autocommit=True) as opened:
        for name in names:
            opened.execute(f"drop database {name} with (force)")


def test_a_second_organization_on_the_server_leaves_the_first_ones_web_login_alone(cluster, two_databases, tmp_path):
    folders = [tmp_path / name for name in ("north", "south")]
    for folder, owner in zip(folders, two_databases, strict=True):
        founded = run_acompana("init", "--data-dir", str(folder), database=owner)
        assert founded.returncode == 0, founded.stderr
    logins = []
    for database, owner in enumerate(two_databases):
        with psycopg.connect(owner) as opened:
            (login,) = opened.execute("select distinct unnest(roles) from pg_policies").fetchone()
            may = [
                opened.execute("select has_table_privilege(%s, 'ledger_fact', 'select')", [role]).fetchone()[0]
                for role in [*logins, login]
            ]
        logins.append(login)
        assert may == [False] * database + [True], "each in its own database, and nowhere else"
    assert len(set(logins)) == 2


def test_an_organization_keeps_the_web_login_that_its_records_are_granted_to(two_databases, tmp_path, monkeypatch):
    """As one that was founded while there was one name for all, or whose secret is another than it was."""
    owner = two_databases[0]
    with psycopg.connect(owner) as opened:
        opened.execute("create table a_record (x int)")
        opened.execute(f"create policy seen on a_record to {WEB_ROLE} using (true)")
    monkeypatch.setenv("ACOMPANA_DATABASE_URL", owner)
    kept = connect(tmp_path)
    assert (kept.web_role, conninfo_to_dict(kept.web)["user"]) == (WEB_ROLE, WEB_ROLE)


@pytest.mark.parametrize("url", ["mysql://ana:hidden@db/acompana", "acompana", "postgresql://h/d?no=such"])
def test_an_address_that_is_no_postgresql_is_told_without_repeating_it(url, tmp_path):
    refused = run_acompana("init", "--data-dir", str(tmp_path), database=url)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "postgresql://" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "hidden" not in refused.stderr


# --- The oldest PostgreSQL that is promised ---------------------------------------------------------------------------

OLDEST = Path(f"/usr/lib/postgresql/{OLDEST_VERSION}/bin")


@pytest.fixture
def oldest_server(own_folder):
    """The owner's login to a PostgreSQL of the oldest version that is promised."""
    if not (OLDEST / "initdb").exists():
        pytest.skip(f"no PostgreSQL {OLDEST_VERSION} in {OLDEST}")
    as_other = ["runuser", "-u", "nobody", "--"] if os.getuid() == 0 else []
    if as_other:
        shutil.chown(own_folder, "nobody")
    rows = own_folder / "rows"
    initialized = [*as_other, OLDEST / "initdb", "-D", rows, "-U", "owner", "--auth=trust", "--no-sync"]
    subprocess.run(initialized, check=True, capture_output=True)
    port = free_port()
    options = f"-p {port} -k {own_folder} -c listen_addresses= -c fsync=off"
    pg_ctl = [*as_other, OLDEST / "pg_ctl", "-D", rows, "-w"]
    started = [*pg_ctl, "-o", options, "-l", own_folder / "log", "start"]
    subprocess.run(started, check=True, stdout=subprocess.DEVNULL)
    yield make_conninfo(host=str(own_folder), port=port, user="owner", dbname="postgres")
    subprocess.run([*pg_ctl, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL)


def test_an_organization_lives_on_the_oldest_postgresql_that_is_promised(oldest_server, tmp_path):
    def run(*arguments):
        return run_acompana(*arguments, "--data-dir", str(tmp_path / "organization"), database=oldest_server)

    founded = run("demo", "--size", "small", "--no-serve")
    assert founded.returncode == 0, founded.stderr
    assert run("rebuild").returncode == 0
    checked = run("check")
    assert checked.returncode == 0, checked.stdout
    assert "nobody was told" not in checked.stdout
