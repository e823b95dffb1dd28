"""An index for what is named to a professional in a place: who of them can no longer open it is asked on every page."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_people_in_charge")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX caseload_task_named ON caseload_task (duty, place_path, owner)"
            " WHERE owner IS NOT NULL AND duty <> 'agent';",
            "DROP INDEX caseload_task_named;",
        )
    ]
