"""Batches for the media, meetings, and a board that regions below read."""

import core.ids
import core.owned
import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bulletins import frozen
from core.wall import BuildWall, RebuildWall, Wall


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("bulletins", "0002_name_late_authorities"),
        ("documents", "0002_add_letter_kinds"),
        ("enterprises", "0002_add_moves"),
        ("hazards", "0004_add_letter_verbs"),
        ("rectification", "0004_add_calendar_version"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("what", models.CharField(max_length=300)),
                ("due_on", models.DateField()),
                ("done_on", models.DateField(blank=True, null=True)),
                ("done_note", models.CharField(blank=True, max_length=500)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("done_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["region_code", "due_on"], name="commitment_due"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("done_on", None)),
                            models.Q(("done_at__isnull", False), ("done_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="commitment_done_recorded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MediaBatch",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("exposed", "Exposed within the platform"),
                            ("released_first", "Released by one of two persons"),
                            ("released", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=14,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("content_sha256", models.CharField(blank=True, max_length=64)),
                ("exposed_at", models.DateTimeField(blank=True, null=True)),
                ("reply_until", models.DateField(blank=True, null=True)),
                ("first_released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "first_releaser",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("releaser", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("returned_reason", models.CharField(blank=True, max_length=500)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_by",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("withdraw_reason", models.CharField(blank=True, max_length=500)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=120)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("tv", "Television"),
                            ("wechat", "WeChat account"),
                            ("newspaper", "Newspaper"),
                            ("website", "Website"),
                        ],
                        max_length=9,
                    ),
                ),
                ("outlet", models.CharField(max_length=80)),
                ("planned_on", models.DateField(blank=True, null=True)),
                ("aired_on", models.DateField(blank=True, null=True)),
                ("link", models.URLField(blank=True, max_length=500)),
                ("drawn_at", models.DateTimeField()),
                ("drawn_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
                (
                    "bulletin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="bulletins.bulletin",
                    ),
                ),
                (
                    "first_released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "media batches",
                "indexes": [
                    models.Index(fields=["region_code", "-drawn_at", "-id"], name="batch_region_new"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "exposed", "released_first", "released", "withdrawn"])
                        ),
                        name="mediabatch_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "withdrawn"]), ("exposed_at__isnull", False), _connector="OR"
                        ),
                        name="mediabatch_exposed_since",
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
                        name="mediabatch_withdrawn_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("aired_on", None), ("link", "")),
                            models.Q(("aired_on__isnull", False), ("released_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="mediabatch_aired_when_released",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by", None),
                            models.Q(
                                ("first_released_by__isnull", False),
                                models.Q(("released_by", models.F("first_released_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="mediabatch_two_persons_release",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "released"), _negated=True),
                            models.Q(
                                ("first_released_at__isnull", False),
                                ("released_at__isnull", False),
                                ("released_by__isnull", False),
                                models.Q(("content_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="mediabatch_released_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_released_by", None), ("status__in", ["draft", "exposed"])),
                            models.Q(
                                ("first_released_by__isnull", False), ("status__in", ["released_first", "released"])
                            ),
                            ("status", "withdrawn"),
                            _connector="OR",
                        ),
                        name="mediabatch_first_release_agrees",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MediaEntry",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("facts", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("rectified_on", models.DateField(blank=True, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="bulletins.mediabatch"
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
                    ),
                ),
                (
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hazards.hazard"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "media entries",
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "hazard"), name="entry_once_in_batch"),
                    models.UniqueConstraint(fields=("batch", "number"), name="entry_number_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "status",
                    models.CharField(
                        choices=[("called", "Called"), ("held", "Held, with minutes"), ("cancelled", "Cancelled")],
                        default="called",
                        max_length=9,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("title", models.CharField(max_length=120)),
                (
                    "language",
                    models.CharField(choices=[("zh", "Chinese"), ("en", "English")], default="zh", max_length=2),
                ),
                ("held_at", models.DateTimeField()),
                ("place", models.CharField(max_length=120)),
                ("chair", models.CharField(max_length=80)),
                ("called_at", models.DateTimeField()),
                ("called_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("present", models.TextField(blank=True)),
                ("absent", models.TextField(blank=True)),
                ("conclusion", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
                ("recorded_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=500)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
                (
                    "bulletin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="bulletins.bulletin",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["region_code", "-held_at", "-id"], name="meeting_region_new"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["called", "held", "cancelled"])), name="meeting_status_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("status", "cancelled"), _negated=True), ("cancelled_at", None)),
                            models.Q(
                                ("cancelled_at__isnull", False),
                                ("status", "cancelled"),
                                models.Q(("cancel_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_cancelled_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document__isnull", False), ("recorded_at__isnull", False), ("status", "held")),
                            models.Q(
                                models.Q(("status", "held"), _negated=True), ("document", None), ("recorded_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="meeting_held_has_minutes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingCase",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("facts", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
                    ),
                ),
                (
                    "hazard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hazards.hazard"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="bulletins.meeting"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "hazard"), name="case_once_in_meeting"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Speaker",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("enterprise", "Head of a named enterprise"),
                            ("regulator", "Responsible regulator"),
                            ("leader", "Leader of the region"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("unit", models.CharField(max_length=120)),
                ("name", models.CharField(max_length=60)),
                ("post", models.CharField(blank=True, max_length=80)),
                ("text", models.TextField(blank=True)),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
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
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="speakers", to="bulletins.meeting"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "number"), name="speaker_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("enterprise", None),
                            models.Q(("authority", None), ("capacity", "enterprise")),
                            _connector="OR",
                        ),
                        name="speaker_speaks_for_one",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="exposure",
            name="exposure_ground_agrees",
        ),
        migrations.AlterField(
            model_name="exposure",
            name="ground",
            field=models.CharField(
                choices=[
                    ("ladder", "A rung of the ladder was passed"),
                    ("bulletin", "Named in a bulletin"),
                    ("duty", "An authority did not act in time"),
                    ("media", "Named in the media"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="exposure",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exposures",
                to="bulletins.mediabatch",
            ),
        ),
        migrations.AddConstraint(
            model_name="exposure",
            constraint=models.UniqueConstraint(fields=("batch", "hazard"), name="exposure_once_in_batch"),
        ),
        migrations.AddConstraint(
            model_name="exposure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("batch", None), ("bulletin", None), ("ground__in", ["ladder", "duty"])),
                    models.Q(("batch", None), ("effect", None), ("ground", "bulletin")),
                    models.Q(("batch__isnull", False), ("bulletin", None), ("effect", None), ("ground", "media")),
                    _connector="OR",
                ),
                name="exposure_ground_agrees",
            ),
        ),
        migrations.AddField(
            model_name="commitment",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="commitments", to="bulletins.meeting"
            ),
        ),
        migrations.AddField(
            model_name="commitment",
            name="speaker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="commitments", to="bulletins.speaker"
            ),
        ),
        RebuildWall("Exposure", Wall.NAMED),
        BuildWall("MediaBatch", Wall.OWN),
        BuildWall("MediaEntry", Wall.OWN),
        BuildWall("Meeting", Wall.INHERITED),
        BuildWall("MeetingCase", Wall.OWN),
        BuildWall("Speaker", Wall.OWN),
        BuildWall("Commitment", Wall.OWN),
        migrations.RunSQL(frozen.CREATE_MEDIA, frozen.DROP_MEDIA),
        migrations.RunSQL(frozen.CREATE_MEETINGS, frozen.DROP_MEETINGS),
    ]
