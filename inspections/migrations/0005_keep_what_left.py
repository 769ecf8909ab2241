"""Let visits and statements keep what their enterprise was when it moves to another region."""

from django.db import migrations, models

from inspections import frozen


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0004_keep_statements"),
    ]

    operations = [
        migrations.RunSQL(frozen.LET_STATEMENT_KEEP, frozen.KEEP_STATEMENT_AS_BEFORE),
        migrations.AddField(
            model_name="statement",
            name="kept",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="visit",
            name="kept",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
    ]
