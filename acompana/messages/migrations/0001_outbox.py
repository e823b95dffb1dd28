"""What is to be told, and what was told of the steps that are still there."""

from django.db import migrations

TABLES = """
CREATE TABLE messages_outbox (
    person    uuid        NOT NULL,
    about     uuid        NOT NULL,
    rung      text        NOT NULL,
    to_owner  boolean     NOT NULL,
    pressing  boolean     NOT NULL,
    queued_at timestamptz NOT NULL,
    try_at    timestamptz NOT NULL,
    tries     integer     NOT NULL DEFAULT 0,
    claim     uuid,
    trouble   text,
    sent_at   timestamptz,
    sent_to   uuid,
    channel   text,
    recorded  boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (person, about, rung, to_owner)
);
CREATE INDEX messages_outbox_waiting ON messages_outbox (pressing, try_at) WHERE sent_at IS NULL;
CREATE INDEX messages_outbox_claim ON messages_outbox (claim) WHERE sent_at IS NULL;
CREATE INDEX messages_outbox_unrecorded ON messages_outbox (sent_at) WHERE sent_at IS NOT NULL AND NOT recorded;
CREATE INDEX messages_outbox_gathered ON messages_outbox (sent_to, sent_at) WHERE NOT pressing;
COMMENT ON TABLE messages_outbox IS
'One row per step of an escalation that has come: waiting until sent, then kept for as long as the step itself. A refused fact stands here with its number as `about`, and 0 as the person.';
COMMENT ON COLUMN messages_outbox.to_owner IS 'The step tells the worker named, beside whoever has its duty.';
COMMENT ON COLUMN messages_outbox.try_at IS 'Not sent before. A claim sets it to the moment of the next try, so that who dies while sending loses nothing.';
COMMENT ON COLUMN messages_outbox.recorded IS 'What was sent is a fact, too.';

-- Each part reads one table and nothing else, so that a query for one step finds it by index.
CREATE VIEW messages_step AS
SELECT person, task AS about, name AS rung, false AS to_owner, at, duty,
       CASE WHEN duty IN ('agent', 'clinician') THEN owner END AS named, place_path, false AS urgent
FROM caseload_rung
UNION ALL
SELECT person, task, name, true, at, duty, owner, place_path, false
FROM caseload_rung WHERE name = 'late-1' AND owner IS NOT NULL AND duty NOT IN ('agent', 'clinician')
UNION ALL
SELECT '00000000-0000-0000-0000-000000000000'::uuid, lpad(to_hex(no), 32, '0')::uuid, 'told-1'::text, false,
       received_at, 'coordinator'::text, NULL::uuid, place_path, urgent
FROM ledger_quarantine WHERE resolved_at IS NULL
UNION ALL
SELECT '00000000-0000-0000-0000-000000000000'::uuid, lpad(to_hex(no), 32, '0')::uuid, 'late-1'::text, false,
       due_at, 'administrator'::text, NULL::uuid, place_path, urgent
FROM ledger_quarantine WHERE resolved_at IS NULL;
COMMENT ON VIEW messages_step IS
'Every step of every escalation there is, with when it comes and whose it is: the rungs of tasks, twice where a worker is named for the task and hears of its deadline beside whoever has the duty; and what a refused fact asks for, of its place''s coordinator at once, of an administrator at its deadline.';

-- The web login has no business here: no grant, and no policy either.
ALTER TABLE messages_outbox ENABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("caseload", "0001_caseload")]

    operations = [migrations.RunSQL(TABLES, "DROP VIEW messages_step; DROP TABLE messages_outbox;")]
