"""The risk ledger: boundaries, risk points, measures, the append-only entries, site plans and what stands on them."""

import core.ids
import core.owned
import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models

from core.wall import BuildWall, Wall
from risks.ledger import frozen


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("enterprises", "0002_add_moves"),
        ("evidence", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RatingPolicy",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "boundary",
                    models.CharField(
                        choices=[
                            ("lower", "A level includes its lower boundary (320 is red)"),
                            ("upper", "A level begins above its lower boundary (320 is orange)"),
                        ],
                        default="lower",
                        max_length=5,
                    ),
                ),
                ("lec_red", models.DecimalField(decimal_places=2, max_digits=7)),
                ("lec_orange", models.DecimalField(decimal_places=2, max_digits=7)),
                ("lec_yellow", models.DecimalField(decimal_places=2, max_digits=7)),
                ("ls_red", models.PositiveSmallIntegerField()),
                ("ls_orange", models.PositiveSmallIntegerField()),
                ("ls_yellow", models.PositiveSmallIntegerField()),
                ("months_red", models.PositiveSmallIntegerField()),
                ("months_orange", models.PositiveSmallIntegerField()),
                ("months_yellow", models.PositiveSmallIntegerField()),
                ("months_blue", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("set_at", models.DateTimeField()),
                ("set_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
            ],
            options={
                "verbose_name_plural": "rating policies",
                "constraints": [
                    models.UniqueConstraint(fields=("region_code",), name="rating_policy_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lec_orange__gt", models.F("lec_yellow")),
                            ("lec_red__gt", models.F("lec_orange")),
                            ("lec_yellow__gt", 0),
                            ("ls_orange__gt", models.F("ls_yellow")),
                            ("ls_red__gt", models.F("ls_orange")),
                            ("ls_yellow__gt", 0),
                        ),
                        name="rating_policy_ascends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("months_blue__range", (1, 60)),
                            ("months_orange__range", (1, 60)),
                            ("months_red__range", (1, 60)),
                            ("months_yellow__range", (1, 60)),
                        ),
                        name="rating_policy_months",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskPoint",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("place_text", models.CharField(blank=True, max_length=120)),
                ("description", models.CharField(blank=True, max_length=1000)),
                (
                    "accidents",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("struck", "Struck by an object"),
                                ("vehicle", "Vehicle"),
                                ("machinery", "Machinery"),
                                ("lifting", "Lifting"),
                                ("electric", "Electric shock"),
                                ("drowning", "Drowning"),
                                ("burn", "Burn or scald"),
                                ("fire", "Fire"),
                                ("fall", "Fall from a height"),
                                ("collapse", "Collapse"),
                                ("roof_fall", "Fall of roof or side"),
                                ("water_inrush", "Inrush of water"),
                                ("blasting", "Blasting"),
                                ("explosives", "Explosion of powder or fireworks"),
                                ("gas_explosion", "Explosion of mine gas"),
                                ("boiler", "Explosion of a boiler"),
                                ("vessel", "Explosion of a vessel"),
                                ("other_explosion", "Other explosion"),
                                ("poisoning", "Poisoning or suffocation"),
                                ("other", "Other injury"),
                            ],
                            max_length=16,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("people_exposed", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "In the ledger"), ("retired", "Retired")], default="active", max_length=8
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lec", "LEC: likelihood, exposure, consequence"),
                            ("ls", "Matrix: likelihood and severity"),
                        ],
                        max_length=3,
                    ),
                ),
                ("likelihood", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("exposure", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("consequence", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                (
                    "direct_red",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hazard_source", "Major hazard source of grade 1 or 2"),
                            ("molten_metal", "Molten metal where people work"),
                            ("dust", "More than 10 people in an area with explosive dust"),
                            ("other", "Another case that the regulator names"),
                        ],
                        max_length=14,
                    ),
                ),
                ("direct_red_reason", models.CharField(blank=True, max_length=300)),
                ("reviewed_on", models.DateField()),
                ("added_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risk_points",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "equipment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="risk_points",
                        to="enterprises.equipment",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="risk_points",
                        to="enterprises.place",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["enterprise", "status", "number"], name="risk_point_of_enterprise"),
                    models.Index(fields=["region_code", "status", "id"], name="risk_point_of_region"),
                    models.Index(
                        models.F("method"),
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("likelihood"),
                                "*",
                                django.db.models.functions.comparison.Coalesce(
                                    models.F("exposure"), 1.0, output_field=models.DecimalField()
                                ),
                            ),
                            "*",
                            models.F("consequence"),
                        ),
                        condition=models.Q(("status", "active")),
                        name="risk_point_score",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("enterprise", "number"), name="risk_point_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("consequence", None), ("exposure", None), ("likelihood", None), ("method", "")),
                            models.Q(
                                ("consequence__in", ["100", "40", "15", "7", "3", "1"]),
                                ("exposure__in", ["10", "6", "3", "2", "1", "0.5"]),
                                ("likelihood__in", ["10", "6", "3", "1", "0.5", "0.2", "0.1"]),
                                ("method", "lec"),
                            ),
                            models.Q(
                                ("consequence__in", ["1", "2", "3", "4", "5"]),
                                ("exposure", None),
                                ("likelihood__in", ["1", "2", "3", "4", "5"]),
                                ("method", "ls"),
                            ),
                            _connector="OR",
                        ),
                        name="risk_point_rating_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("direct_red", ""), ("direct_red_reason", "")),
                            models.Q(
                                models.Q(("direct_red", ""), _negated=True),
                                models.Q(("direct_red_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="risk_point_direct_red_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("engineering", "Engineering"),
                            ("management", "Management"),
                            ("training", "Training"),
                            ("ppe", "Personal protection"),
                            ("emergency", "Emergency response"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                (
                    "control",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Team or post"), (2, "Workshop"), (3, "Plant or department"), (4, "Enterprise")]
                    ),
                ),
                ("owner", models.CharField(max_length=120)),
                (
                    "status",
                    models.CharField(
                        choices=[("in_force", "In force"), ("withdrawn", "Withdrawn")], default="in_force", max_length=9
                    ),
                ),
                ("reviewed_on", models.DateField()),
                ("added_at", models.DateTimeField()),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="enterprises.post",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="risks.riskpoint"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["point", "status"], name="measure_of_point"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("control__in", [1, 2, 3, 4])), name="measure_control_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="measure_has_text"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("added", "Risk point added"),
                            ("described", "Facts changed"),
                            ("rated", "Rated"),
                            ("declared_red", "Declared directly red"),
                            ("measure_added", "Measure added"),
                            ("measure_changed", "Measure changed"),
                            ("measure_withdrawn", "Measure withdrawn"),
                            ("reviewed", "Reviewed"),
                            ("retired", "Risk point retired"),
                            ("taken_up", "Taken up again"),
                            ("restored", "Earlier state restored"),
                            ("imported", "Imported from Excel"),
                        ],
                        max_length=17,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("facts", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("restores", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="risks.riskpoint"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "constraints": [
                    models.UniqueConstraint(fields=("point", "number"), name="entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verb", "restored"), ("restores__lt", models.F("number"))),
                            models.Q(models.Q(("verb", "restored"), _negated=True), ("restores", None)),
                            _connector="OR",
                        ),
                        name="entry_restores_earlier",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SitePlan",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "In use"), ("retired", "Retired")], default="active", max_length=7
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("added_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="site_plans",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.photo"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.attachment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "active")),
                        fields=("enterprise", "name"),
                        name="site_plan_name_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("x", models.PositiveSmallIntegerField()),
                ("y", models.PositiveSmallIntegerField()),
                ("placed_at", models.DateTimeField()),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="placements", to="risks.riskpoint"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="placements", to="risks.siteplan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "point"), name="placement_once"),
                    models.CheckConstraint(
                        condition=models.Q(("x__lte", 10000), ("y__lte", 10000)), name="placement_on_the_plan"
                    ),
                ],
            },
        ),
        BuildWall("RatingPolicy", Wall.INHERITED),
        BuildWall("RiskPoint", Wall.OWN),
        BuildWall("Measure", Wall.OWN),
        BuildWall("Entry", Wall.OWN),
        BuildWall("SitePlan", Wall.OWN),
        BuildWall("Placement", Wall.OWN),
        migrations.RunSQL(frozen.CREATE, frozen.DROP),
    ]
