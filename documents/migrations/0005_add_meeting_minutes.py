"""Minutes of name-and-shame meetings among the kinds of documents."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_initial"),
        ("documents", "0004_add_listing_kinds"),
        ("enterprises", "0002_add_moves"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="document",
            name="document_kind_known",
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
                    ("meeting_minutes", "Minutes of a name-and-shame meeting"),
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
                    ("meeting_minutes", "Minutes of a name-and-shame meeting"),
                    ("risk_ledger", "Risk ledger of an enterprise"),
                ],
                max_length=24,
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
                            "meeting_minutes",
                            "risk_ledger",
                        ],
                    )
                ),
                name="document_kind_known",
            ),
        ),
    ]
