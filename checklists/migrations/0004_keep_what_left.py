"""Let an enterprise's own lists move with it, and duties that are over keep what they were."""

from django.db import migrations, models

from checklists import frozen


class Migration(migrations.Migration):
    dependencies = [
        ("checklists", "0003_add_duties"),
    ]

    operations = [
        migrations.RunSQL(frozen.LET_LISTS_MOVE, frozen.KEEP_LISTS_AS_BEFORE),
        migrations.AddField(
            model_name="duty",
            name="kept",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
    ]
