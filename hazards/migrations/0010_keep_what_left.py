"""Let a settled case keep what its enterprise was when it moves to another region."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hazards", "0009_add_major_due"),
    ]

    operations = [
        migrations.AddField(
            model_name="hazard",
            name="kept",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
    ]
