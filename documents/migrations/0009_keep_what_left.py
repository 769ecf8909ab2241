"""Let a document keep what its addressee was when it moves to another region."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0008_add_duty_extracts"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="kept",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
    ]
