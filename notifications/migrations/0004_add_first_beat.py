from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_add_deliveries")]

    operations = [
        migrations.AddField(
            model_name="heartbeat",
            name="first_at",
            field=models.DateTimeField(default=datetime(2026, 11, 22, tzinfo=UTC)),
            preserve_default=False,
        ),
    ]
