"""An index for the people that a professional treats; those that an agent accompanies have theirs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_reading")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX caseload_card_clinician ON caseload_card (clinician) WHERE clinician IS NOT NULL;",
            "DROP INDEX caseload_card_clinician;",
        )
    ]
