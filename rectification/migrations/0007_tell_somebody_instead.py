from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rectification", "0006_add_listings"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="step",
            name="step_unsent_says_why",
        ),
        migrations.AlterField(
            model_name="step",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", ""),
                    ("overtaken", "A higher rung was due as well, and was sent"),
                    ("before_opening", "Its day lay before the clock started"),
                    ("superseded", "A new deadline, round or grade took its place"),
                    ("ended", "The case had moved on before it could be sent"),
                    (
                        "instead",
                        "No post that it is for is filled: the authority in charge, or the one above it, was told",
                    ),
                    ("nobody", "No post that it is for is filled"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "sent"), ("why__in", ["", "instead"])),
                    models.Q(
                        models.Q(("outcome", "sent"), _negated=True),
                        models.Q(("why__in", ["", "instead"]), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="step_unsent_says_why",
            ),
        ),
    ]
