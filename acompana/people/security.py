"""What the database itself enforces, for the migrations of every room to use.

The web process signs in with a login that owns nothing and may only what is granted here. Tables about the people
cared for are under row-level security: a policy compares each row with the three settings that
`access.seeing` makes for one transaction. Unset, they show nothing: neither does a forgotten filter.

    of_those_seen = visible_through("a_note.person", "a_card.person", tier="note")
    operations = [
        *protect("a_card", using=visible_place("place_path", "agent"), allow="SELECT, INSERT, UPDATE"),
        *protect("a_note", using=of_those_seen, allow="SELECT, INSERT"),
        *append_only("a_note"),
    ]

The owner's login (migrations, jobs, backups) is not held back: security is enabled, not forced. Forcing it would
forbid COPY, with which bulk facts arrive, and protect nothing that `refuse_owner_login` does not.
"""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper

WEB_ROLE: str = settings.WEB_ROLE
"""The web login's name, in this organization's database."""


def _setting_list(name: str) -> str:
    # Inside (select …) PostgreSQL reads the setting once per statement, not once per row. Empty elements become
    # NULL, for every path begins with "".
    return f"(SELECT string_to_array(current_setting('acompana.{name}', true), ',', ''))::text[]"


def holds_tier(tier: str) -> str:
    """Policy text: the viewer reads this tier."""
    return f"'{tier}' = ANY ({_setting_list('tiers')})"


def is_viewer(user_column: str) -> str:
    """Policy text: the row's user is the viewer."""
    return f"{user_column} = (SELECT NULLIF(current_setting('acompana.user', true), '')::uuid)"


def supervises(user_column: str) -> str:
    """Policy text: the viewer, as coordinator or administrator, has this user among the workers of their places. The
    column is written with its table: "a_device.user_id"."""
    if user_column.count(".") != 1:
        raise ValueError(f"Expected a column with its table, such as a_device.user_id; found {user_column!r}.")
    return (
        "EXISTS (SELECT FROM people_user AS viewer JOIN people_coverage AS coverage ON true"
        " JOIN people_place AS place ON place.code = coverage.place_id"
        f" WHERE {is_viewer('viewer.id')} AND viewer.role IN ('coordinator', 'administrator') AND viewer.is_active"
        f" AND coverage.user_id = {user_column} AND place.path ^@ ANY ({_setting_list('places')}))"
    )


def visible_place(path_column: str, agent_column: str | None = None, *, tier: str | None = "care") -> str:
    """Policy text: the viewer reads the tier, and covers the row's place or is the row's agent.

    The same rule as `access.sees`. `path_column` holds the path of a place, `agent_column` a user's id. `tier=None`
    is for rows about nobody in particular.
    """
    place = f"{path_column} ^@ ANY ({_setting_list('places')})"
    if agent_column:
        place = f"({place} OR {is_viewer(agent_column)})"
    return f"{holds_tier(tier)} AND {place}" if tier else place


def visible_through(own: str, other: str, *, tier: str = "care") -> str:
    """Policy text: the viewer reads the tier, and sees the row of another protected table that this row points to.

    For tables that carry no place themselves. Both columns are written with their tables: "a_note.person",
    "a_card.person".
    """
    # Unqualified, `own` would mean the other table's column of that name, and every row would find itself.
    if own.count(".") != 1 or other.count(".") != 1:
        raise ValueError(f"Expected columns with their tables, such as a_note.person; found {own!r}, {other!r}.")
    table, key = other.split(".")
    # The other table's policy applies inside the subquery: its row exists only for whoever may see it.
    return f"{holds_tier(tier)} AND EXISTS (SELECT FROM {table} AS seen WHERE seen.{key} = {own})"


def at_the_door() -> str:
    """Policy text: the write door is at work (`access.as_door`). No viewer ever is the door, whatever they cover."""
    return holds_tier("door")


def grant(table: str, allow: str) -> migrations.RunSQL:
    """Let the web login do this with a table: `allow` is a list as SQL writes it, "SELECT, INSERT"."""
    return migrations.RunSQL(
        f"REVOKE ALL ON {table} FROM {WEB_ROLE}; GRANT {allow} ON {table} TO {WEB_ROLE};",
        f"REVOKE ALL ON {table} FROM {WEB_ROLE};",
    )


def protect(table: str, *, using: str, allow: str, check: str | None = None) -> list[migrations.RunSQL]:
    """Put a table under row-level security and let the web login do `allow` with the rows that `using` shows.

    `using` is a policy's text, made by the functions above. Rows written must pass `check`; without it, `using`.
    """
    return [
        grant(table, allow),
        migrations.RunSQL(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY seen ON {table} TO {WEB_ROLE} USING ({using}) WITH CHECK ({check or using});",
            f"DROP POLICY seen ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
        ),
    ]


def append_only(table: str) -> list[migrations.RunSQL]:
    """Refuse to change or delete rows of a table, whoever asks, its owner included."""
    return [
        migrations.RunSQL(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION people_refuse_change();",
            f"DROP TRIGGER append_only ON {table};",
        )
    ]


def refuse_owner_login(connection: BaseDatabaseWrapper) -> None:
    """Raise if this login stands above row-level security, so that nobody serves with the owner's login."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls"
            " OR EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        login, stands_above = cursor.fetchone()
    if stands_above:
        raise OwnerLoginError(
            f"Expected the web server's login to the database to be {WEB_ROLE}; found {login}, which row-level"
            f" security does not hold back. Start it with `acompana serve`, or give it that login."
        )


class OwnerLoginError(Exception):
    """The web server signed in to the database with a login that sees everything."""
