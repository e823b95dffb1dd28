"""Who moved away from whom: so that a phone can be told to let go of people who are no longer its user's."""

from django.db import migrations

from acompana.people.security import append_only, protect, visible_place

# Written by the database itself, so that no way of moving a card, rebuilding included, forgets it.
TABLE = """
CREATE TABLE field_departure (
    person     uuid   NOT NULL,
    place_path text   COLLATE "C" NOT NULL,
    agent      uuid,
    txid       xid8   NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX field_departure_txid ON field_departure (txid);
COMMENT ON TABLE field_departure IS 'The place and agent that a card had before it changed one of them, or went.';

CREATE FUNCTION field_note_departure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO field_departure (person, place_path, agent) VALUES (OLD.person, OLD.place_path, OLD.agent);
    RETURN NULL;
END $$;
CREATE TRIGGER note_departure AFTER UPDATE ON caseload_card FOR EACH ROW
    WHEN (OLD.place_path <> NEW.place_path OR OLD.agent IS DISTINCT FROM NEW.agent)
    EXECUTE FUNCTION field_note_departure();
CREATE TRIGGER note_departure_of_gone AFTER DELETE ON caseload_card FOR EACH ROW
    EXECUTE FUNCTION field_note_departure();
"""

DROP = """
DROP TRIGGER note_departure ON caseload_card;
DROP TRIGGER note_departure_of_gone ON caseload_card;
DROP FUNCTION field_note_departure;
DROP TABLE field_departure;
"""


class Migration(migrations.Migration):
    dependencies = [("caseload", "0001_caseload")]

    operations = [
        migrations.RunSQL(TABLE, DROP),
        *protect("field_departure", using=visible_place("place_path", "agent"), allow="SELECT"),
        *append_only("field_departure"),
    ]
