import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

import core.ids
import core.owned
from core.wall import BuildWall, Wall
from documents import frozen


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_initial"),
        ("enterprises", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inspection_record", "On-site inspection record"),
                            ("measures_decision", "On-site measures decision"),
                            ("rectification_order", "Order to rectify within a time limit"),
                            ("reinspection_opinion", "Re-inspection opinion"),
                            ("extension_reply", "Reply on an extension"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("issued", "Issued"),
                            ("served", "Served"),
                            ("replied", "Replied to"),
                            ("revoked", "Revoked"),
                        ],
                        default="draft",
                        max_length=8,
                    ),
                ),
                (
                    "language",
                    models.CharField(choices=[("zh", "Chinese"), ("en", "English")], default="zh", max_length=2),
                ),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("number", models.PositiveIntegerField(blank=True, null=True)),
                ("printed_number", models.CharField(blank=True, max_length=60)),
                ("snapshot", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("snapshot_sha256", models.CharField(max_length=64)),
                ("template_version", models.CharField(max_length=12)),
                ("signed_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                ("code", models.CharField(blank=True, max_length=20, null=True, unique=True)),
                ("created_at", models.DateTimeField()),
                (
                    "render_state",
                    models.CharField(
                        choices=[
                            ("waiting", "Being drawn up"),
                            ("rendered", "Ready"),
                            ("failed", "Could not be drawn up"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("render_attempts", models.PositiveSmallIntegerField(default=0)),
                ("render_reason", models.CharField(blank=True, max_length=500)),
                ("render_after", models.DateTimeField(blank=True, null=True)),
                ("pdf", models.CharField(blank=True, max_length=200)),
                ("pdf_sha256", models.CharField(blank=True, max_length=64)),
                ("pdf_size", models.PositiveIntegerField(default=0)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("revoke_reason", models.CharField(blank=True, max_length=500)),
                ("revoked_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["region_code", "-issued_at"], name="document_region_new"),
                    models.Index(fields=["enterprise", "-issued_at"], name="document_enterprise_new"),
                    models.Index(
                        condition=models.Q(
                            models.Q(("render_state", "rendered"), _negated=True),
                            models.Q(("status", "draft"), _negated=True),
                        ),
                        fields=["render_after"],
                        name="document_to_render",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "kind", "year", "number"), name="document_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "issued", "served", "replied", "revoked"])),
                        name="document_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "inspection_record",
                                    "measures_decision",
                                    "rectification_order",
                                    "reinspection_opinion",
                                    "extension_reply",
                                ],
                            )
                        ),
                        name="document_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code", None), ("issued_at", None), ("number", None), ("status", "draft")),
                            models.Q(
                                models.Q(("status", "draft"), _negated=True),
                                ("code__isnull", False),
                                ("issued_at__isnull", False),
                                ("number__isnull", False),
                                ("year__isnull", False),
                                models.Q(("printed_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="document_numbered_when_issued",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("render_state", "rendered"), _negated=True),
                            models.Q(models.Q(("pdf", ""), _negated=True), ("pdf_sha256__regex", "^[0-9a-f]{64}$")),
                            _connector="OR",
                        ),
                        name="document_rendered_has_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("status", "revoked"), _negated=True), ("revoked_at", None)),
                            models.Q(
                                ("revoked_at__isnull", False),
                                ("status", "revoked"),
                                models.Q(("revoke_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="document_revoked_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supersedes", None),
                            models.Q(("supersedes", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="document_not_its_own_successor",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inspection_record", "On-site inspection record"),
                            ("measures_decision", "On-site measures decision"),
                            ("rectification_order", "Order to rectify within a time limit"),
                            ("reinspection_opinion", "Re-inspection opinion"),
                            ("extension_reply", "Reply on an extension"),
                        ],
                        max_length=24,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("next_number", models.PositiveIntegerField(default=1)),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "series",
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "kind", "year"), name="series_once"),
                    models.CheckConstraint(condition=models.Q(("next_number__gte", 1)), name="series_starts_at_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceConsent",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("address", models.CharField(max_length=120)),
                ("signed_by", models.CharField(max_length=60)),
                ("signed_post", models.CharField(blank=True, max_length=60)),
                ("given_at", models.DateTimeField()),
                ("given_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_consents",
                        to="enterprises.enterprise",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)), fields=("enterprise",), name="consent_one_in_force"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None), ("withdrawn_at__gte", models.F("given_at")), _connector="OR"
                        ),
                        name="consent_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("in_person", "Handed over in person"),
                            ("post", "By post"),
                            ("electronic", "Electronically, with signed consent"),
                            ("left_in_place", "Left at the place before a witness"),
                            ("notice", "By public notice"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("delivered", "Delivered"), ("returned", "Came back undelivered")],
                        default="delivered",
                        max_length=10,
                    ),
                ),
                ("served_at", models.DateTimeField()),
                ("receiver_name", models.CharField(blank=True, max_length=60)),
                ("receiver_post", models.CharField(blank=True, max_length=60)),
                ("witness_name", models.CharField(blank=True, max_length=60)),
                ("witness_post", models.CharField(blank=True, max_length=60)),
                ("tracking_no", models.CharField(blank=True, max_length=60)),
                ("evidence_photo", models.UUIDField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="services", to="documents.document"
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
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.serviceconsent",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["document", "-served_at"], name="service_of_document"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "delivered")),
                        fields=("document",),
                        name="service_delivered_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "electronic"), _negated=True),
                            ("consent__isnull", False),
                            _connector="OR",
                        ),
                        name="service_electronic_needs_consent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "left_in_place"), _negated=True),
                            models.Q(("witness_name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="service_left_needs_witness",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "in_person"), _negated=True),
                            models.Q(("receiver_name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="service_in_person_needs_receiver",
                    ),
                ],
            },
        ),
        BuildWall("Series", Wall.SHOWN),
        BuildWall("Document", Wall.OWN),
        BuildWall("ServiceConsent", Wall.OWN),
        BuildWall("Service", Wall.OWN),
        migrations.RunSQL(frozen.CREATE, frozen.DROP),
    ]
