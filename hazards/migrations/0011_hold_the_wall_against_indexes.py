"""Put the region into the indexes by deadline: the wall is held against the index, not against each row."""

from django.db import migrations, models

OPEN = models.Q(status__in=["confirmed", "ordered", "recorded", "rectifying", "served", "submitted", "under_review"])
FIELDS = ["due_on", "id", "region_code"]


class Migration(migrations.Migration):
    dependencies = [("hazards", "0010_keep_what_left")]

    operations = [
        migrations.RemoveIndex("hazard", "hazard_open_due"),
        migrations.RemoveIndex("hazard", "hazard_major_due"),
        migrations.AddIndex("hazard", models.Index(name="hazard_open_due", fields=FIELDS, condition=OPEN)),
        migrations.AddIndex(
            "hazard",
            models.Index(name="hazard_major_due", fields=FIELDS, condition=models.Q(OPEN, grade="major")),
        ),
    ]
