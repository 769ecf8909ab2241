"""Let a letter keep what its addressee was when it moves to another region."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rectification", "0008_withdraw_listings"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="kept",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
    ]
