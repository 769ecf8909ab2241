"""Somebody must look at this case anew: the mark, and every case that is not over gets it once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hazards", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="hazard", name="attention_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunSQL(
            "UPDATE hazards_hazard SET attention_at = updated_at WHERE status NOT IN ('closed', 'rejected')",
            migrations.RunSQL.noop,
        ),
        # The update leaves events of the table's triggers waiting, and an index cannot be built over them.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                condition=models.Q(("attention_at__isnull", False)), fields=["attention_at"], name="hazard_attention"
            ),
        ),
    ]
