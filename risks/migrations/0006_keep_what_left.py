"""Let a closed alarm keep what its enterprise was when it moves to another region."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("risks", "0005_add_grounds_of_conduct"),
    ]

    operations = [
        migrations.AddField(
            model_name="alarm",
            name="kept",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
    ]
