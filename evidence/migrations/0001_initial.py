import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import core.owned
from core.wall import BuildWall, Wall


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("enterprises", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("before", "Before rectification"),
                            ("after", "After rectification"),
                            ("scene", "Scene"),
                            ("document", "Document"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("in_page", "Taken in the page"), ("file", "Chosen from files")],
                        default="file",
                        max_length=8,
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("format", models.CharField(max_length=8)),
                ("size", models.PositiveIntegerField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("received_at", models.DateTimeField()),
                ("client_skew_seconds", models.IntegerField(blank=True, null=True)),
                ("latitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ("longitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ("accuracy_metres", models.PositiveIntegerField(blank=True, null=True)),
                ("file_says", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("nonce", models.CharField(blank=True, max_length=200)),
                ("uploader", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("sealed_file", models.CharField(max_length=200)),
                ("clean_file", models.CharField(max_length=200)),
                ("clean_sha256", models.CharField(max_length=64)),
                ("thumb_file", models.CharField(max_length=200)),
                ("thumb_sha256", models.CharField(max_length=64)),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "uploaded_by",
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
                "indexes": [
                    models.Index(fields=["sha256"], name="photo_hash"),
                    models.Index(fields=["region_code", "-received_at"], name="photo_region_new"),
                    models.Index(fields=["enterprise", "-received_at"], name="photo_enterprise_new"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["before", "after", "scene", "document"])),
                        name="photo_purpose_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="photo_hash_form"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PhotoHash",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("variant", models.PositiveSmallIntegerField()),
                ("bits", models.BigIntegerField()),
                ("check_bits", models.BigIntegerField()),
                ("band0", models.IntegerField(db_index=True)),
                ("band1", models.IntegerField(db_index=True)),
                ("band2", models.IntegerField(db_index=True)),
                ("band3", models.IntegerField(db_index=True)),
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
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hashes", to="evidence.photo"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "photo hashes",
                "constraints": [
                    models.UniqueConstraint(fields=("photo", "variant"), name="photo_hash_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="UploadPiece",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("upload", models.UUIDField()),
                ("start", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("total", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                ("received_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["received_at"], name="upload_piece_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("upload", "person", "start"), name="upload_piece_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("media_type", models.CharField(max_length=100)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("file", models.CharField(max_length=200)),
                ("received_at", models.DateTimeField()),
                ("uploader", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "uploaded_by",
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
                "indexes": [models.Index(fields=["enterprise", "-received_at"], name="attachment_enterprise_new")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="attachment_hash_form"
                    )
                ],
            },
        ),
        BuildWall("Photo", Wall.OWN),
        BuildWall("PhotoHash", Wall.OWN),
        BuildWall("Attachment", Wall.OWN),
        BuildWall("UploadPiece", Wall.PERSONAL),
    ]
