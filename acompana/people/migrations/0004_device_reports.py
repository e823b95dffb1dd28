from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_organization_year")]

    operations = [
        migrations.AddField("device", "pending", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("device", "people_held", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("device", "bundle", models.CharField(blank=True, max_length=64)),
    ]
