"""The two notices and one letter, with answers, minutes and standing authorisations."""

import core.ids
import core.owned
from core.wall import BuildWall, Wall
from rectification.letters import frozen
import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("documents", "0002_add_letter_kinds"),
        ("enterprises", "0002_add_moves"),
        ("evidence", "0001_initial"),
        ("hazards", "0004_add_letter_verbs"),
        ("rectification", "0002_add_ladder"),
    ]

    operations = [
        migrations.CreateModel(
            name="StandingAuthorisation",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Reminder and urging letter"),
                            ("notice", "Notice to urge rectification within a time limit"),
                            ("talk", "Regulatory talk notice"),
                        ],
                        max_length=8,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("granted_at", models.DateTimeField()),
                ("granted_by", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("authority", "kind"),
                        name="authorisation_one_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="authorisation_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "talk"), _negated=True), name="authorisation_never_for_talks"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Reminder and urging letter"),
                            ("notice", "Notice to urge rectification within a time limit"),
                            ("talk", "Regulatory talk notice"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft, to be signed"),
                            ("issued", "Issued, to be served"),
                            ("served", "Served, to be answered"),
                            ("replied", "Answered, to be rated"),
                            ("rated", "Rated"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("enterprise", "The enterprise"),
                            ("regulator", "The regulator of the industry"),
                            ("county", "The county"),
                            ("city", "The city"),
                            ("office", "The commission's office of the province"),
                        ],
                        default="enterprise",
                        max_length=10,
                    ),
                ),
                ("draft_key", models.CharField(blank=True, max_length=120, null=True, unique=True)),
                (
                    "language",
                    models.CharField(choices=[("zh", "Chinese"), ("en", "English")], default="zh", max_length=2),
                ),
                ("title", models.CharField(max_length=200)),
                ("reason", models.TextField()),
                ("basis", models.CharField(blank=True, max_length=300)),
                ("requests", models.TextField(blank=True)),
                ("copies_to", models.TextField(blank=True)),
                ("contact", models.CharField(blank=True, max_length=60)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("reply_days", models.PositiveSmallIntegerField()),
                ("talk_at", models.DateTimeField(blank=True, null=True)),
                ("talk_place", models.CharField(blank=True, max_length=120)),
                ("talk_chair", models.CharField(blank=True, max_length=60)),
                ("talk_summoned", models.CharField(blank=True, max_length=120)),
                ("talk_attendees", models.TextField(blank=True)),
                ("talk_materials", models.TextField(blank=True)),
                ("drafted_at", models.DateTimeField()),
                ("drafted_by", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                ("issued_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("served_at", models.DateTimeField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("due_trace", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "rating",
                    models.CharField(
                        blank=True,
                        choices=[("", ""), ("adequate", "Adequate"), ("poor", "Poor"), ("none", "No answer")],
                        max_length=8,
                    ),
                ),
                ("rating_reason", models.TextField(blank=True)),
                ("rated_at", models.DateTimeField(blank=True, null=True)),
                ("rated_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_by",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("withdraw_reason", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "addressee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter",
                        to="documents.document",
                    ),
                ),
                ("effects", models.ManyToManyField(blank=True, related_name="+", to="rectification.effect")),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                    ),
                ),
                ("hazards", models.ManyToManyField(related_name="letters", to="hazards.hazard")),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hazards.hazard"
                    ),
                ),
                (
                    "next",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="previous",
                        to="rectification.letter",
                    ),
                ),
                (
                    "authorisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rectification.standingauthorisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["region_code", "-drafted_at", "-id"], name="letter_region_new"),
                    models.Index(
                        condition=models.Q(("status", "draft")),
                        fields=["issuer", "drafted_at"],
                        name="letter_issuer_drafts",
                    ),
                    models.Index(condition=models.Q(("status", "served")), fields=["lead"], name="letter_awaited"),
                    models.Index(fields=["enterprise", "-drafted_at"], name="letter_enterprise_new"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("addressee__isnull", False), ("enterprise", None)),
                            models.Q(("addressee", None), ("enterprise__isnull", False)),
                            _connector="OR",
                        ),
                        name="letter_one_addressee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "draft"), ("document", None), ("issued_at", None)),
                            ("status", "withdrawn"),
                            models.Q(
                                models.Q(("status__in", ["draft", "withdrawn"]), _negated=True),
                                ("document__isnull", False),
                                ("issued_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="letter_numbered_when_issued",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on", None), models.Q(("served_at", None), _negated=True), _connector="OR"
                        ),
                        name="letter_due_runs_from_service",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["served", "replied", "rated"]), _negated=True),
                            models.Q(("due_on__isnull", False), ("served_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="letter_served_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("rated_at__isnull", False),
                                ("status", "rated"),
                                models.Q(("rating", ""), _negated=True),
                            ),
                            models.Q(models.Q(("status", "rated"), _negated=True), ("rated_at", None), ("rating", "")),
                            _connector="OR",
                        ),
                        name="letter_rating_agrees",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("status", "withdrawn"), _negated=True), ("withdrawn_at", None)),
                            models.Q(
                                ("status", "withdrawn"),
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdraw_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="letter_withdrawn_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "talk"), _negated=True),
                            ("status__in", ["draft", "withdrawn"]),
                            ("talk_at__isnull", False),
                            _connector="OR",
                        ),
                        name="letter_talk_arranged",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TalkMinutes",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("present", models.TextField()),
                ("absent", models.TextField(blank=True)),
                ("observers", models.TextField(blank=True)),
                ("statements", models.TextField()),
                ("explanation", models.TextField(blank=True)),
                ("agreed", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("report_due_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="minutes", to="rectification.letter"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "talk minutes",
            },
        ),
        migrations.CreateModel(
            name="LetterReply",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("replied_at", models.DateTimeField()),
                ("replied_by", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("attachments", models.ManyToManyField(blank=True, related_name="+", to="evidence.attachment")),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="rectification.letter"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "letter replies",
                "indexes": [models.Index(fields=["letter", "replied_at"], name="letter_reply_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="letter_reply_says_something"
                    )
                ],
            },
        ),
        BuildWall("StandingAuthorisation", Wall.OWN),
        BuildWall("Letter", Wall.OWN),
        BuildWall("LetterReply", Wall.OWN),
        BuildWall("TalkMinutes", Wall.OWN),
        migrations.RunSQL(frozen.CREATE, frozen.DROP),
    ]
