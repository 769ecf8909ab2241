"""Listed supervision: periods, listings, what the public reads; clocks that wait for another authority."""

import core.ids
import core.owned
import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

from core.wall import BuildWall, Wall
from rectification.listing import frozen


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("documents", "0004_add_listing_kinds"),
        ("enterprises", "0002_add_moves"),
        ("evidence", "0001_initial"),
        ("hazards", "0005_add_listing_verbs"),
        ("rectification", "0005_let_effects_wait"),
    ]

    operations = [
        migrations.AddField(
            model_name="watch",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.authority",
            ),
        ),
        migrations.AlterField(
            model_name="rung",
            name="kind",
            field=models.CharField(
                choices=[
                    ("rectify", "Rectification"),
                    ("confirm_grade", "The grade is to be confirmed"),
                    ("order", "The order is to be issued"),
                    ("serve", "The order is to be served"),
                    ("plan", "The rectification plan is to be filed"),
                    ("progress", "The monthly progress is to be reported"),
                    ("verify", "The rectification is to be verified"),
                    ("sign", "The head's signature is needed"),
                    ("decide_extension", "A request for more time is to be decided"),
                    ("decide_resume", "A request to resume work is to be decided"),
                    ("opinion", "A second opinion on the grade is to be given"),
                    ("receive", "A transferred hazard is to be taken over"),
                    ("reply", "A letter is to be answered"),
                    ("list", "A proposal for listed supervision is to be decided"),
                    ("publish_listing", "A listing is to be published"),
                    ("file_listing", "A listing is to be recorded with the body above"),
                    ("listed", "Rectification under listed supervision"),
                    ("listing_time", "A request for more time under listed supervision is to be decided"),
                    ("accept_listed", "Rectification under listed supervision is to be accepted"),
                    ("delist", "The lifting of listed supervision is to be decided"),
                    ("publish_delisting", "The end of listed supervision is to be published"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="term",
            name="kind",
            field=models.CharField(
                choices=[
                    ("rectify", "Rectification"),
                    ("confirm_grade", "The grade is to be confirmed"),
                    ("order", "The order is to be issued"),
                    ("serve", "The order is to be served"),
                    ("plan", "The rectification plan is to be filed"),
                    ("progress", "The monthly progress is to be reported"),
                    ("verify", "The rectification is to be verified"),
                    ("sign", "The head's signature is needed"),
                    ("decide_extension", "A request for more time is to be decided"),
                    ("decide_resume", "A request to resume work is to be decided"),
                    ("opinion", "A second opinion on the grade is to be given"),
                    ("receive", "A transferred hazard is to be taken over"),
                    ("reply", "A letter is to be answered"),
                    ("list", "A proposal for listed supervision is to be decided"),
                    ("publish_listing", "A listing is to be published"),
                    ("file_listing", "A listing is to be recorded with the body above"),
                    ("listed", "Rectification under listed supervision"),
                    ("listing_time", "A request for more time under listed supervision is to be decided"),
                    ("accept_listed", "Rectification under listed supervision is to be accepted"),
                    ("delist", "The lifting of listed supervision is to be decided"),
                    ("publish_delisting", "The end of listed supervision is to be published"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="watch",
            name="kind",
            field=models.CharField(
                choices=[
                    ("rectify", "Rectification"),
                    ("confirm_grade", "The grade is to be confirmed"),
                    ("order", "The order is to be issued"),
                    ("serve", "The order is to be served"),
                    ("plan", "The rectification plan is to be filed"),
                    ("progress", "The monthly progress is to be reported"),
                    ("verify", "The rectification is to be verified"),
                    ("sign", "The head's signature is needed"),
                    ("decide_extension", "A request for more time is to be decided"),
                    ("decide_resume", "A request to resume work is to be decided"),
                    ("opinion", "A second opinion on the grade is to be given"),
                    ("receive", "A transferred hazard is to be taken over"),
                    ("reply", "A letter is to be answered"),
                    ("list", "A proposal for listed supervision is to be decided"),
                    ("publish_listing", "A listing is to be published"),
                    ("file_listing", "A listing is to be recorded with the body above"),
                    ("listed", "Rectification under listed supervision"),
                    ("listing_time", "A request for more time under listed supervision is to be decided"),
                    ("accept_listed", "Rectification under listed supervision is to be accepted"),
                    ("delist", "The lifting of listed supervision is to be decided"),
                    ("publish_delisting", "The end of listed supervision is to be published"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("county", "Listed by the county"),
                            ("city", "Listed by the city"),
                            ("province", "Listed by the province"),
                        ],
                        default="county",
                        max_length=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed, to be decided"),
                            ("listed", "Listed, to be published"),
                            ("published", "Listed and published"),
                            ("applied", "Delisting applied for"),
                            ("accepted", "Accepted, delisting to be decided"),
                            ("delisted", "Delisted, to be published"),
                            ("announced", "Delisted and published"),
                            ("refused", "Proposal refused"),
                            ("raised", "Raised to a higher level"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("long", "It cannot be closed within 30 days"),
                            ("stopped", "Work has to be suspended"),
                            ("overdue", "It is past its deadline"),
                            ("crossing", "It concerns several units or regions"),
                            ("higher", "A higher level found it"),
                            ("raised", "It stayed overdue at the level below"),
                            ("other", "Another reason"),
                        ],
                        default="other",
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                (
                    "language",
                    models.CharField(choices=[("zh", "Chinese"), ("en", "English")], default="zh", max_length=2),
                ),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("decide_by", models.DateField()),
                ("leader", models.CharField(blank=True, max_length=60)),
                ("requirements", models.TextField(blank=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("turn", models.PositiveSmallIntegerField(default=1)),
                ("due_version", models.PositiveSmallIntegerField(default=1)),
                ("listed_at", models.DateTimeField(blank=True, null=True)),
                ("listed_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("publish_by", models.DateField(blank=True, null=True)),
                ("published_on", models.DateField(blank=True, null=True)),
                ("channel", models.CharField(blank=True, max_length=120)),
                ("link", models.URLField(blank=True, max_length=300)),
                ("summary", models.CharField(blank=True, max_length=300)),
                ("file_by", models.DateField(blank=True, null=True)),
                ("filed_on", models.DateField(blank=True, null=True)),
                ("filed_with", models.CharField(blank=True, max_length=120)),
                ("time_asked_at", models.DateTimeField(blank=True, null=True)),
                ("time_until", models.DateField(blank=True, null=True)),
                ("time_reason", models.TextField(blank=True)),
                ("decide_time_by", models.DateField(blank=True, null=True)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("assessor", models.CharField(blank=True, max_length=120)),
                ("assessment", models.TextField(blank=True)),
                ("accept_by", models.DateField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("accepted_on", models.DateField(blank=True, null=True)),
                ("members", models.TextField(blank=True)),
                ("conclusion", models.TextField(blank=True)),
                ("delist_by", models.DateField(blank=True, null=True)),
                ("delisted_at", models.DateTimeField(blank=True, null=True)),
                ("announce_by", models.DateField(blank=True, null=True)),
                ("announced_on", models.DateField(blank=True, null=True)),
                ("announce_channel", models.CharField(blank=True, max_length=120)),
                ("announce_link", models.URLField(blank=True, max_length=300)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("attachments", models.ManyToManyField(blank=True, related_name="+", to="evidence.attachment")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
                (
                    "delisting",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listing",
                        to="documents.document",
                    ),
                ),
                (
                    "effect",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listing",
                        to="rectification.effect",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="listings", to="hazards.hazard"
                    ),
                ),
                (
                    "raised_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="raised_to",
                        to="rectification.listing",
                    ),
                ),
                (
                    "supervised",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["region_code", "-proposed_at", "-id"], name="listing_region_new"),
                    models.Index(fields=["region_code", "due_on", "id"], name="listing_region_due"),
                    models.Index(fields=["body", "status"], name="listing_body_status"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["listed", "published", "applied", "accepted"])),
                        fields=("hazard",),
                        name="listing_one_in_force",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "proposed")), fields=("hazard",), name="listing_one_proposed"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("document", None),
                                ("due_on", None),
                                ("listed_at", None),
                                ("status__in", ["proposed", "refused"]),
                            ),
                            models.Q(
                                models.Q(("status__in", ["proposed", "refused"]), _negated=True),
                                ("document__isnull", False),
                                ("due_on__isnull", False),
                                ("listed_at__isnull", False),
                                ("publish_by__isnull", False),
                                ("supervised__isnull", False),
                                models.Q(("leader", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="listing_numbered_when_listed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["published", "applied", "accepted", "delisted", "announced"]),
                                _negated=True,
                            ),
                            models.Q(("published_on__isnull", False), models.Q(("channel", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="listing_published_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["applied", "accepted", "delisted", "announced"]), _negated=True),
                            models.Q(
                                ("accept_by__isnull", False),
                                ("applied_at__isnull", False),
                                models.Q(("assessment", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="listing_applied_has_assessment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["accepted", "delisted", "announced"]), _negated=True),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("accepted_on__isnull", False),
                                models.Q(("conclusion", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="listing_accepted_before_delisted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("announce_by__isnull", False),
                                ("delisting__isnull", False),
                                ("status__in", ["delisted", "announced"]),
                            ),
                            models.Q(
                                models.Q(("status__in", ["delisted", "announced"]), _negated=True), ("delisting", None)
                            ),
                            _connector="OR",
                        ),
                        name="listing_delisted_has_notice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("announced_on__isnull", False), ("status", "announced")),
                            models.Q(models.Q(("status", "announced"), _negated=True), ("announced_on", None)),
                            _connector="OR",
                        ),
                        name="listing_announced_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("end_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="listing_refused_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decide_time_by", None), ("time_asked_at", None), ("time_until", None)),
                            models.Q(
                                ("decide_time_by__isnull", False),
                                ("time_asked_at__isnull", False),
                                ("time_until__gt", models.F("due_on")),
                            ),
                            _connector="OR",
                        ),
                        name="listing_time_asked_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListingPolicy",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("county", "Listed by the county"),
                            ("city", "Listed by the city"),
                            ("province", "Listed by the province"),
                        ],
                        default="county",
                        max_length=8,
                    ),
                ),
                ("publish_days", models.PositiveSmallIntegerField(default=5)),
                ("file_days", models.PositiveSmallIntegerField(default=3)),
                ("longest_days", models.PositiveSmallIntegerField(default=365)),
                ("ask_days", models.PositiveSmallIntegerField(default=20)),
                ("decide_days", models.PositiveSmallIntegerField(default=10)),
                ("announce_days", models.PositiveSmallIntegerField(default=5)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
            ],
            options={
                "verbose_name_plural": "listing policies",
                "constraints": [models.UniqueConstraint(fields=("region_code",), name="listing_policy_one_a_region")],
            },
        ),
        migrations.CreateModel(
            name="ListingPost",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=60)),
                ("unit", models.CharField(max_length=120)),
                ("summary", models.CharField(max_length=300)),
                ("supervised", models.CharField(max_length=150)),
                ("supervised_en", models.CharField(blank=True, max_length=150)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("county", "Listed by the county"),
                            ("city", "Listed by the city"),
                            ("province", "Listed by the province"),
                        ],
                        max_length=8,
                    ),
                ),
                ("published_on", models.DateField()),
                ("due_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proposed", "Proposed, to be decided"),
                            ("listed", "Listed, to be published"),
                            ("published", "Listed and published"),
                            ("applied", "Delisting applied for"),
                            ("accepted", "Accepted, delisting to be decided"),
                            ("delisted", "Delisted, to be published"),
                            ("announced", "Delisted and published"),
                            ("refused", "Proposal refused"),
                            ("raised", "Raised to a higher level"),
                        ],
                        max_length=9,
                    ),
                ),
                ("ended_link", models.URLField(blank=True, max_length=300)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
                (
                    "listing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="post", to="rectification.listing"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_on", None)),
                        fields=["-published_on", "-id"],
                        name="listing_post_current",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on", None), ("outcome", "")),
                            models.Q(("ended_on__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="listing_post_end_agrees",
                    ),
                ],
            },
        ),
        BuildWall("ListingPolicy", Wall.INHERITED),
        BuildWall("Listing", Wall.OWN),
        BuildWall("ListingPost", Wall.SHOWN),
        migrations.RunSQL(frozen.CREATE, frozen.DROP),
    ]
