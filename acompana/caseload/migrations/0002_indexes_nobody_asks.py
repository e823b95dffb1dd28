"""Two indexes of tasks that no question uses any more: what waits for a duty has one of its own, in the desk."""

from django.db import migrations

DROP = "DROP INDEX caseload_task_duty, caseload_task_place;"
INDEXES = """
CREATE INDEX caseload_task_duty ON caseload_task (duty, place_path, due_at) WHERE owner IS NULL;
CREATE INDEX caseload_task_place ON caseload_task (place_path, due_at);
"""


class Migration(migrations.Migration):
    dependencies = [("caseload", "0001_caseload")]

    operations = [migrations.RunSQL(DROP, INDEXES)]
