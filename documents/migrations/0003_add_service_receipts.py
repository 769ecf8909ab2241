"""Proofs of service, certificates that sign files, what became of a delivery; risk ledgers among the kinds."""

import core.ids
import core.owned
import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

from core.wall import BuildWall, Wall
from documents import frozen


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("documents", "0002_add_letter_kinds"),
        ("enterprises", "0002_add_moves"),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningCertificate",
            fields=[
                ("region_code", core.owned.RegionCodeField(db_collation="C", max_length=12)),
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                ("subject", models.CharField(max_length=200)),
                ("issued_by", models.CharField(max_length=200)),
                ("serial", models.CharField(max_length=64)),
                ("fingerprint", models.CharField(max_length=64)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
                ("uploaded_at", models.DateTimeField()),
                ("uploaded_by", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("removed_by", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("valid_from"))), name="certificate_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("removed_at", None), ("sealed", b""), _connector="OR"),
                        name="certificate_forgotten_when_removed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)), fields=("authority",), name="certificate_one_in_force"
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="document",
            name="document_kind_known",
        ),
        migrations.AddField(
            model_name="document",
            name="opened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="opened_by",
            field=models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AddField(
            model_name="document",
            name="sign_state",
            field=models.CharField(
                choices=[
                    ("none", "Without an electronic signature"),
                    ("waiting", "Waiting for its electronic signature"),
                    ("signed", "Electronically signed"),
                    ("failed", "Could not be signed electronically"),
                ],
                default="none",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="sign_trouble",
            field=models.CharField(
                blank=True,
                choices=[
                    (
                        "unreadable",
                        "This file is no PKCS#12 certificate with its key. Choose the file ending in .p12 or .pfx.",
                    ),
                    ("wrong_password", "The password does not open this certificate. Type it again; nothing was kept."),
                    (
                        "no_key",
                        "This file holds no private key or no certificate of it, so nothing can be signed with it.",
                    ),
                    ("not_for_signing", "This certificate was not issued for signing. Ask its issuer for another one."),
                    ("unknown_key", "Keys of this kind cannot sign a PDF here. RSA and elliptic-curve keys can."),
                    ("expired", "The certificate has expired. Upload a valid one; documents stay valid without it."),
                    ("not_yet", "The certificate is not valid yet. Upload it when its time has come."),
                    ("removed", "The certificate was removed before the file was signed."),
                    (
                        "broken",
                        "The signature could not be made or did not stand the check. The document is valid without it.",
                    ),
                ],
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="signed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="signed_pdf",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="document",
            name="signed_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="document",
            name="signed_size",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="service",
            name="failed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="service",
            name="failed_by",
            field=models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AddField(
            model_name="service",
            name="failure",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="service",
            name="place",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="service",
            name="receipt",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receipt_of",
                to="documents.document",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="second_server",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("inspection_record", "On-site inspection record"),
                    ("measures_decision", "On-site measures decision"),
                    ("rectification_order", "Order to rectify within a time limit"),
                    ("reinspection_opinion", "Re-inspection opinion"),
                    ("extension_reply", "Reply on an extension"),
                    ("reminder_letter", "Reminder and urging letter"),
                    ("urging_notice", "Notice to urge rectification within a time limit"),
                    ("talk_notice", "Regulatory talk notice"),
                    ("talk_minutes", "Minutes of a regulatory talk"),
                    ("service_receipt", "Proof of service"),
                    ("listing_notice", "Notice of listed supervision"),
                    ("delisting_notice", "Notice lifting listed supervision"),
                    ("bulletin", "Bulletin"),
                    ("bulletin_translation", "Bulletin, English version"),
                    ("risk_ledger", "Risk ledger of an enterprise"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="series",
            name="kind",
            field=models.CharField(
                choices=[
                    ("inspection_record", "On-site inspection record"),
                    ("measures_decision", "On-site measures decision"),
                    ("rectification_order", "Order to rectify within a time limit"),
                    ("reinspection_opinion", "Re-inspection opinion"),
                    ("extension_reply", "Reply on an extension"),
                    ("reminder_letter", "Reminder and urging letter"),
                    ("urging_notice", "Notice to urge rectification within a time limit"),
                    ("talk_notice", "Regulatory talk notice"),
                    ("talk_minutes", "Minutes of a regulatory talk"),
                    ("service_receipt", "Proof of service"),
                    ("listing_notice", "Notice of listed supervision"),
                    ("delisting_notice", "Notice lifting listed supervision"),
                    ("bulletin", "Bulletin"),
                    ("bulletin_translation", "Bulletin, English version"),
                    ("risk_ledger", "Risk ledger of an enterprise"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="service",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("delivered", "Delivered"),
                    ("refused", "Refused, and taken back along"),
                    ("returned", "Came back undelivered"),
                    ("bounced", "The electronic message did not arrive"),
                ],
                default="delivered",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("failed_at", None), models.Q(("outcome", "delivered"), _negated=True), _connector="OR"
                ),
                name="service_failed_is_not_delivered",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="certificate",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.signingcertificate",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "inspection_record",
                            "measures_decision",
                            "rectification_order",
                            "reinspection_opinion",
                            "extension_reply",
                            "reminder_letter",
                            "urging_notice",
                            "talk_notice",
                            "talk_minutes",
                            "service_receipt",
                            "listing_notice",
                            "delisting_notice",
                            "bulletin",
                            "bulletin_translation",
                            "risk_ledger",
                        ],
                    )
                ),
                name="document_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("sign_state", "signed"), _negated=True), ("signed_at", None), ("signed_pdf", "")
                    ),
                    models.Q(
                        ("certificate__isnull", False),
                        ("render_state", "rendered"),
                        ("sign_state", "signed"),
                        ("signed_at__isnull", False),
                        ("signed_sha256__regex", "^[0-9a-f]{64}$"),
                    ),
                    _connector="OR",
                ),
                name="document_signed_has_file",
            ),
        ),
        BuildWall("SigningCertificate", Wall.OWN),
        migrations.RunSQL(frozen.KEEP_SIGNED, frozen.LET_SIGNED_GO),
    ]
