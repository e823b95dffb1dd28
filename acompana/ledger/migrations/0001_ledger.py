"""The tables of the ledger. They are read and written in SQL only, so they have no models."""

from django.db import migrations

from acompana.people.security import append_only, grant

TABLES = """
CREATE TABLE ledger_fact (
    person       uuid        NOT NULL,
    id           uuid        NOT NULL,
    kind         text        NOT NULL,
    happened_at  timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    received_at  timestamptz NOT NULL,
    received_no  bigint      GENERATED ALWAYS AS IDENTITY,
    txid         xid8        NOT NULL DEFAULT pg_current_xact_id(),
    author       uuid        NOT NULL,
    role         text        NOT NULL,
    device       uuid,
    place        text,
    body         jsonb       NOT NULL,
    PRIMARY KEY (person, id)
);
CREATE INDEX ledger_fact_id ON ledger_fact (id);
CREATE INDEX ledger_fact_cursor ON ledger_fact (txid, received_no);
COMMENT ON TABLE ledger_fact IS 'Facts, without what names anybody (ledger_identity) and without private notes (ledger_note).';
COMMENT ON COLUMN ledger_fact.txid IS 'The transaction that added the fact. Readers stop before the oldest one still open.';

CREATE TABLE ledger_identity (
    person uuid  NOT NULL,
    fact   uuid  NOT NULL,
    body   jsonb NOT NULL,
    PRIMARY KEY (person, fact)
);
COMMENT ON TABLE ledger_identity IS 'What could name or locate somebody, apart from the facts, so that it can be erased.';

CREATE TABLE ledger_note (
    person uuid  NOT NULL,
    fact   uuid  NOT NULL,
    body   jsonb NOT NULL,
    PRIMARY KEY (person, fact)
);
COMMENT ON TABLE ledger_note IS 'The private words of professionals.';

CREATE TABLE ledger_quarantine (
    no          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fact        uuid,
    person      uuid,
    kind        text,
    raw         bytea       NOT NULL,
    digest      bytea       NOT NULL UNIQUE,
    code        text        NOT NULL,
    expected    text        NOT NULL,
    found       text        NOT NULL,
    remedy      text        NOT NULL,
    author      uuid        NOT NULL,
    role        text        NOT NULL,
    device      uuid,
    received_at timestamptz NOT NULL,
    place_path  text        COLLATE "C" NOT NULL DEFAULT '/',
    urgent      boolean     NOT NULL,
    due_at      timestamptz NOT NULL,
    resolved_at timestamptz,
    resolution  text
);
CREATE INDEX ledger_quarantine_open ON ledger_quarantine (place_path) WHERE resolved_at IS NULL;
CREATE INDEX ledger_quarantine_fact ON ledger_quarantine (fact);
COMMENT ON TABLE ledger_quarantine IS 'Refused facts as they were sent, with the reason. Each has a deadline until it is repaired or settled.';
"""

# Nothing of a fact ever changes. Identity and notes may go, and only once the person's erasure is itself a fact.
PROMISES = """
CREATE FUNCTION ledger_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ledger_fact EXECUTE FUNCTION ledger_refuse_truncate();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ledger_identity EXECUTE FUNCTION ledger_refuse_truncate();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON ledger_note EXECUTE FUNCTION ledger_refuse_truncate();

CREATE FUNCTION ledger_refuse_unasked_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM ledger_fact WHERE person = OLD.person AND kind = 'identity_erased'
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Rows of % go only when the person''s erasure is a fact.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'Use `acompana erase`.';
END $$;
CREATE TRIGGER only_erased BEFORE UPDATE OR DELETE ON ledger_identity
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_unasked_erasure();
CREATE TRIGGER only_erased BEFORE UPDATE OR DELETE ON ledger_note
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_unasked_erasure();
"""

# Enabled without a policy, they show nothing: the room that knows who sees whom (caseload) adds the policies.
SECURE = """
ALTER TABLE ledger_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_identity ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_quarantine ENABLE ROW LEVEL SECURITY;
"""

DROP = """
DROP TABLE ledger_fact, ledger_identity, ledger_note, ledger_quarantine;
DROP FUNCTION ledger_refuse_truncate;
DROP FUNCTION ledger_refuse_unasked_erasure;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_security")]

    operations = [
        migrations.RunSQL(TABLES + PROMISES + SECURE, DROP),
        *append_only("ledger_fact"),
        grant("ledger_fact", "SELECT, INSERT"),
        grant("ledger_identity", "SELECT, INSERT"),
        grant("ledger_note", "SELECT, INSERT"),
        grant("ledger_quarantine", "SELECT, INSERT, UPDATE (resolved_at, resolution)"),
    ]
