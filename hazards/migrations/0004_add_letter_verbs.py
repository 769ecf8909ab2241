"""What the ledger can say, with letters and talks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hazards", "0003_add_escalated_verb"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(
                choices=[
                    ("recorded", "recorded the hazard"),
                    ("confirmed", "confirmed the grade"),
                    ("rejected", "decided that this is not a hazard"),
                    ("fixed_on_spot", "saw it fixed on the spot and closed it"),
                    ("ordered", "ordered rectification"),
                    ("order_withdrawn", "withdrew the order"),
                    ("served", "recorded that the order was served"),
                    ("work_started", "started rectification"),
                    ("submitted", "submitted evidence of rectification"),
                    ("review_started", "took up the review"),
                    ("accepted", "verified the rectification and closed the hazard"),
                    ("partly_accepted", "accepted a part; the rest became a hazard of its own"),
                    ("returned", "returned it for further rectification"),
                    ("looked_back", "looked back: still in order"),
                    ("reopened", "reopened the hazard"),
                    ("reconsidered", "took the rejected hazard up again"),
                    ("transferred", "transferred the hazard"),
                    ("received", "took over the transferred hazard"),
                    ("upgraded", "graded the hazard up to major"),
                    ("downgraded", "graded the hazard down to general"),
                    ("work_stopped", "ordered work to stop"),
                    ("work_resumed", "consented to resuming work"),
                    ("plan_saved", "filed the rectification plan"),
                    ("progress_reported", "reported progress"),
                    ("extension_asked", "asked for more time"),
                    ("extension_granted", "granted more time"),
                    ("extension_refused", "refused more time"),
                    ("extension_withdrawn", "withdrew the request for more time"),
                    ("verified", "verified the rectification; the head's signature is still needed"),
                    ("head_signed", "signed off as department head"),
                    ("opinion_asked", "asked for a second opinion on the grade"),
                    ("second_opinion", "gave a second opinion on the grade"),
                    ("resume_asked", "asked to resume work"),
                    ("resume_refused", "refused to let work resume"),
                    ("listed", "placed it under listed supervision"),
                    ("delisted", "lifted the listed supervision"),
                    ("escalated", "raised the supervision by one level"),
                    ("assigned", "assigned the hazard"),
                    ("evidence_added", "added evidence"),
                    ("document_added", "drew up a document"),
                    ("letter_issued", "issued a letter"),
                    ("letter_served", "recorded that the letter was served"),
                    ("letter_answered", "answered the letter"),
                    ("letter_rated", "rated the answer to the letter"),
                    ("letter_withdrawn", "withdrew the letter"),
                    ("talk_held", "held the talk and recorded its minutes"),
                    ("noted", "added a note"),
                ],
                max_length=24,
            ),
        ),
    ]
