from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_add_first_beat")]

    operations = [
        migrations.AlterField(
            model_name="heartbeat",
            name="started_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="heartbeat",
            name="result",
            field=models.CharField(
                blank=True,
                choices=[("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                max_length=8,
            ),
        ),
    ]
