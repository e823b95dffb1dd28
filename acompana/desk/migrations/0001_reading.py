"""Indexes for the questions that the desk asks. The search for a person is acompana.caseload.search."""

from django.db import migrations

RANK = "(CASE urgency WHEN 'now' THEN 0 WHEN 'today' THEN 1 WHEN 'week' THEN 2 ELSE 3 END)"

INDEXES = f"""
CREATE INDEX caseload_task_waiting ON caseload_task (duty, place_path, {RANK}, due_at) WHERE owner IS NULL;
CREATE INDEX caseload_rung_duty ON caseload_rung (duty, place_path, at);
CREATE INDEX ledger_quarantine_waiting ON ledger_quarantine (place_path, urgent DESC, due_at) WHERE resolved_at IS NULL;
"""

DROP = "DROP INDEX caseload_task_waiting, caseload_rung_duty, ledger_quarantine_waiting;"


class Migration(migrations.Migration):
    dependencies = [("caseload", "0001_caseload")]

    operations = [migrations.RunSQL(INDEXES, DROP)]
