from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_security")]

    operations = [
        migrations.AddField("organization", "year_begins_in", models.PositiveSmallIntegerField(default=1)),
        migrations.AddConstraint(
            "organization",
            models.CheckConstraint(
                condition=models.Q(("year_begins_in__gte", 1), ("year_begins_in__lte", 12)),
                name="people_organization_year_month",
            ),
        ),
    ]
