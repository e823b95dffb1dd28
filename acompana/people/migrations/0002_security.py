"""The web login may what it needs in this room, and the database keeps three promises of its own: no password is
listed, no trace of a read is changed, and one active administrator always remains."""

from django.db import migrations

from acompana.people.security import WEB_ROLE, append_only, grant

CREATE_WEB_ROLE = f"""
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{WEB_ROLE}') THEN
        CREATE ROLE {WEB_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL; -- somebody made it at the same moment
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'Expected a database login named {WEB_ROLE}; there is none, and % may not make one.', current_user
            USING HINT = 'Ask whoever runs the database: CREATE ROLE {WEB_ROLE} LOGIN PASSWORD ''…''; then try again.';
END $$;
GRANT USAGE ON SCHEMA public TO {WEB_ROLE};
"""

HASH_OF = f"""
CREATE FUNCTION people_password_of(who uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT hashed FROM people_credential WHERE user_id = who $$;
REVOKE ALL ON FUNCTION people_password_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_password_of TO {WEB_ROLE};
"""  # noqa: S608

REFUSE_CHANGE = """
CREATE FUNCTION people_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to; a % was tried.', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = 'restrict_violation', HINT = 'Add a row that corrects the other.';
END $$;
"""

# Every open risk ends, at the last rung, at an administrator. The lock makes two who leave at once wait for each other.
KEEP_ADMINISTRATOR = """
CREATE FUNCTION people_keep_administrator() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('people_keep_administrator'));
    IF NOT EXISTS (SELECT FROM people_user WHERE role = 'administrator' AND is_active) THEN
        RAISE EXCEPTION 'Expected one active administrator to remain; this was the last one.'
            USING ERRCODE = 'restrict_violation', HINT = 'Make somebody else administrator first.';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_administrator_update AFTER UPDATE OF role, is_active ON people_user
    FOR EACH ROW WHEN (OLD.role = 'administrator' AND OLD.is_active AND NOT (NEW.role = 'administrator' AND NEW.is_active))
    EXECUTE FUNCTION people_keep_administrator();
CREATE TRIGGER keep_administrator_delete AFTER DELETE ON people_user
    FOR EACH ROW WHEN (OLD.role = 'administrator' AND OLD.is_active)
    EXECUTE FUNCTION people_keep_administrator();
"""

DROP_FUNCTIONS = """
DROP TRIGGER keep_administrator_update ON people_user;
DROP TRIGGER keep_administrator_delete ON people_user;
DROP FUNCTION people_keep_administrator;
DROP FUNCTION people_refuse_change;
DROP FUNCTION people_password_of;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunSQL(CREATE_WEB_ROLE, migrations.RunSQL.noop),
        migrations.RunSQL(HASH_OF + REFUSE_CHANGE + KEEP_ADMINISTRATOR, DROP_FUNCTIONS),
        grant("people_organization", "SELECT"),
        grant("people_place", "SELECT, INSERT, UPDATE"),
        grant("people_facility", "SELECT, INSERT, UPDATE"),
        grant("people_team", "SELECT, INSERT, UPDATE"),
        grant("people_user", "SELECT, INSERT, UPDATE"),
        grant("people_coverage", "SELECT, INSERT, DELETE"),
        grant("people_shift", "SELECT, INSERT, UPDATE, DELETE"),
        grant("people_device", "SELECT, INSERT, UPDATE"),
        # Reading the hash is left to people_password_of; ON CONFLICT needs to read the key.
        grant("people_credential", "SELECT (user_id), INSERT, UPDATE (hashed)"),
        grant("people_recordread", "INSERT"),
        *append_only("people_recordread"),
    ]
