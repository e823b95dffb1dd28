"""Who took a refused fact out of quarantine: let it in, or settled it. The fact itself stays its author's."""

from django.db import migrations

from acompana.people.security import WEB_ROLE

COLUMN = f"""
ALTER TABLE ledger_quarantine ADD COLUMN resolved_by uuid;
COMMENT ON COLUMN ledger_quarantine.resolved_by IS 'The user who let it in or settled it; null where its author sent it again.';
GRANT UPDATE (resolved_by) ON ledger_quarantine TO {WEB_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_ledger")]

    operations = [migrations.RunSQL(COLUMN, "ALTER TABLE ledger_quarantine DROP COLUMN resolved_by")]
