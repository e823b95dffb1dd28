"""Cards, tasks, rungs and open risks; and who may see the ledger, which follows from who may see the card."""

from django.db import migrations

from acompana.people.security import WEB_ROLE, at_the_door, grant, holds_tier, visible_place, visible_through

TABLES = """
CREATE TABLE caseload_card (
    person          uuid        PRIMARY KEY,
    place           text,
    place_path      text        COLLATE "C" NOT NULL,
    agent           uuid,
    clinician       uuid,
    stage           text        NOT NULL,
    risk            text        NOT NULL,
    registered_at   timestamptz,
    last_contact_at timestamptz,
    body            json        NOT NULL,
    changed_txid    xid8        NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX caseload_card_place ON caseload_card (place_path, registered_at);
CREATE INDEX caseload_card_agent ON caseload_card (agent);
CREATE INDEX caseload_card_changed ON caseload_card (changed_txid, person);
COMMENT ON TABLE caseload_card IS 'One row per person: the picture that the facts give. Rebuilt at any time.';

CREATE TABLE caseload_task (
    person     uuid        NOT NULL,
    id         uuid        NOT NULL,
    rule       text        NOT NULL,
    fact       uuid        NOT NULL,
    opens_at   timestamptz NOT NULL,
    due_at     timestamptz NOT NULL,
    late_at    timestamptz NOT NULL,
    urgency    text        NOT NULL,
    duty       text        NOT NULL,
    owner      uuid,
    record     text        NOT NULL,
    referral   uuid,
    why        json        NOT NULL,
    place_path text        COLLATE "C" NOT NULL,
    agent      uuid,
    PRIMARY KEY (person, id)
);
CREATE INDEX caseload_task_owner ON caseload_task (owner, due_at) WHERE owner IS NOT NULL;
CREATE INDEX caseload_task_duty ON caseload_task (duty, place_path, due_at) WHERE owner IS NULL;
CREATE INDEX caseload_task_place ON caseload_task (place_path, due_at);
COMMENT ON TABLE caseload_task IS 'What is owed to a person. Late is what is past due_at for whoever reads, never a column.';

CREATE TABLE caseload_rung (
    person     uuid        NOT NULL,
    task       uuid        NOT NULL,
    name       text        NOT NULL,
    at         timestamptz NOT NULL,
    duty       text        NOT NULL,
    owner      uuid,
    place_path text        COLLATE "C" NOT NULL,
    PRIMARY KEY (person, task, name)
);
CREATE INDEX caseload_rung_at ON caseload_rung (at);
COMMENT ON TABLE caseload_rung IS 'When which duty is told of a task: the steps of its escalation.';

CREATE TABLE caseload_alert (
    person          uuid        PRIMARY KEY,
    id              uuid        NOT NULL,
    level           text        NOT NULL,
    gravity         smallint    NOT NULL,
    opened_at       timestamptz NOT NULL,
    due_at          timestamptz NOT NULL,
    due_rule        text        NOT NULL,
    duty            text        NOT NULL,
    owner           uuid,
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    assessed_at     timestamptz,
    place_path      text        COLLATE "C" NOT NULL,
    agent           uuid
);
CREATE INDEX caseload_alert_place ON caseload_alert (place_path, gravity DESC, due_at);
COMMENT ON TABLE caseload_alert IS 'Open risks. Each has a deadline and somebody who answers for it.';

CREATE TABLE caseload_identity (
    person          uuid     PRIMARY KEY,
    shown           text     NOT NULL,
    sort_name       text     NOT NULL,
    document_type   text,
    document_number text,
    birth_date      date,
    phone           text,
    body            json     NOT NULL,
    place_path      text     COLLATE "C" NOT NULL,
    agent           uuid
);
CREATE INDEX caseload_identity_document ON caseload_identity (document_number) WHERE document_number IS NOT NULL;
CREATE INDEX caseload_identity_place ON caseload_identity (place_path, sort_name);
COMMENT ON TABLE caseload_identity IS 'Who the person is: for headings and search. Gone when the identity is erased.';

CREATE TABLE caseload_word (
    word       text COLLATE "C" NOT NULL,
    person     uuid NOT NULL,
    place_path text COLLATE "C" NOT NULL,
    agent      uuid,
    PRIMARY KEY (word, person)
);
CREATE INDEX caseload_word_person ON caseload_word (person);
COMMENT ON TABLE caseload_word IS 'The words that find a person. Plain rows, because under row-level security an index answers
>= and < only: a text search would read every row.';
"""

SECURED = ("caseload_card", "caseload_task", "caseload_rung", "caseload_alert", "caseload_identity", "caseload_word")
LEDGER = ("ledger_fact", "ledger_identity", "ledger_note", "ledger_quarantine")


def policies() -> str:
    """Everybody sees the cards of their own people; what the ledger holds about a person follows the card."""
    of_card = visible_place("place_path", "agent")
    seen = {
        "caseload_card": of_card,
        "caseload_task": of_card,
        "caseload_rung": visible_place("place_path", "owner"),
        "caseload_alert": visible_place("place_path", "agent", tier="alert"),
        "caseload_identity": visible_place("place_path", "agent", tier="identity"),
        "caseload_word": visible_place("place_path", "agent", tier="identity"),
        "ledger_fact": visible_through("ledger_fact.person", "caseload_card.person"),
        "ledger_identity": visible_through("ledger_identity.person", "caseload_card.person", tier="identity"),
        "ledger_note": visible_through("ledger_note.person", "caseload_card.person", tier="note"),
        "ledger_quarantine": f"{visible_place('place_path')} AND {holds_tier('identity')}",
    }
    statements = [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;" for table in SECURED]
    statements += [
        f"CREATE POLICY seen ON {table} FOR SELECT TO {WEB_ROLE} USING ({text});" for table, text in seen.items()
    ]
    statements += [
        f"CREATE POLICY door ON {table} TO {WEB_ROLE} USING ({at_the_door()}) WITH CHECK ({at_the_door()});"
        for table in seen
    ]
    statements.append(
        f"CREATE POLICY settle ON ledger_quarantine FOR UPDATE TO {WEB_ROLE}"
        f" USING ({seen['ledger_quarantine']}) WITH CHECK ({seen['ledger_quarantine']});"
    )
    return "\n".join(statements)


DROP = """
DROP POLICY settle ON ledger_quarantine;
DROP POLICY seen ON ledger_fact; DROP POLICY door ON ledger_fact;
DROP POLICY seen ON ledger_identity; DROP POLICY door ON ledger_identity;
DROP POLICY seen ON ledger_note; DROP POLICY door ON ledger_note;
DROP POLICY seen ON ledger_quarantine; DROP POLICY door ON ledger_quarantine;
DROP TABLE caseload_card, caseload_task, caseload_rung, caseload_alert, caseload_identity, caseload_word;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_ledger"), ("people", "0002_security")]

    operations = [
        migrations.RunSQL(TABLES + policies(), DROP),
        *(grant(table, "SELECT, INSERT, UPDATE, DELETE") for table in SECURED),
    ]
