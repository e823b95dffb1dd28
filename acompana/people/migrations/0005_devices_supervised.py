"""Whose phones whoever supervises them may see and revoke, decided by the database; and the handovers between agents."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import acompana.people.ids
from acompana.people.security import WEB_ROLE, at_the_door, grant, is_viewer, supervises

# Before anybody is known by a token there is no viewer, so looking one up is left to a function of the owner's.
BEARER = f"""
CREATE FUNCTION people_device_of(shown bytea) RETURNS SETOF people_device
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp
AS $$ SELECT * FROM people_device WHERE token_hash = shown $$;
REVOKE ALL ON FUNCTION people_device_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_device_of TO {WEB_ROLE};
"""  # noqa: S608

# A phone that was revoked has destroyed what it held: there is no way back but to sign in anew.
STAYS_REVOKED = """
CREATE FUNCTION people_keep_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A device that was revoked stays revoked.'
        USING ERRCODE = 'restrict_violation', HINT = 'Sign in on the phone again: it becomes another device.';
END $$;
CREATE TRIGGER keep_revoked BEFORE UPDATE OF revoked_at ON people_device FOR EACH ROW
    WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    EXECUTE FUNCTION people_keep_revoked();
"""

OWN, SUPERVISED, DOOR = is_viewer("user_id"), supervises("people_device.user_id"), at_the_door()
POLICIES = f"""
ALTER TABLE people_device ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON people_device FOR SELECT TO {WEB_ROLE} USING ({OWN} OR {SUPERVISED} OR {DOOR});
CREATE POLICY signed_in ON people_device FOR INSERT TO {WEB_ROLE} WITH CHECK ({OWN} AND revoked_at IS NULL);
CREATE POLICY noted ON people_device FOR UPDATE TO {WEB_ROLE} USING ({OWN} OR {SUPERVISED} OR {DOOR});
ALTER TABLE people_handover ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON people_handover FOR SELECT TO {WEB_ROLE}
    USING ({is_viewer("by_id")} OR {supervises("people_handover.from_user_id")} OR {supervises("people_handover.to_user_id")});
CREATE POLICY made ON people_handover FOR INSERT TO {WEB_ROLE} WITH CHECK ({is_viewer("by_id")});
CREATE POLICY counted ON people_handover FOR UPDATE TO {WEB_ROLE} USING ({is_viewer("by_id")});
"""

DROP = """
DROP POLICY counted ON people_handover;
DROP POLICY made ON people_handover;
DROP POLICY seen ON people_handover;
DROP POLICY noted ON people_device;
DROP POLICY signed_in ON people_device;
DROP POLICY seen ON people_device;
ALTER TABLE people_device DISABLE ROW LEVEL SECURITY;
DROP TRIGGER keep_revoked ON people_device;
DROP FUNCTION people_keep_revoked;
DROP FUNCTION people_device_of;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_device_reports")]

    operations = [
        migrations.AddField("device", "revoke_reason", models.CharField(blank=True, max_length=12)),
        migrations.AddField(
            "device",
            "revoked_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=acompana.people.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "from_user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ["-at"]},
        ),
        grant("people_handover", "SELECT, INSERT, UPDATE (count)"),
        migrations.RunSQL(BEARER + STAYS_REVOKED + POLICIES, DROP),
    ]
