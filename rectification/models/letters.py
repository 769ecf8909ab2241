"""The two notices and one letter: their text and way, the answers, the minutes of a talk, standing authorisations."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from accounts.models import Authority
from core.ids import uuid_key
from core.kept import Kept, KeptKey
from core.owned import Owned
from core.wall import Wall
from documents.choices import Language
from documents.models import Document
from enterprises.models import Enterprise
from evidence.models import Attachment
from hazards.models import Hazard
from rectification.letters.choices import LetterKind, LetterStatus, Level, Rating
from rectification.models.ladder import Effect


class StandingAuthorisation(Owned):
    """An authority's word, given beforehand and for a time, that letters of a kind are issued without its signature."""

    wall = Wall.OWN

    id = uuid_key()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=LetterKind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=300)
    granted_at = models.DateTimeField()
    granted_by = models.JSONField(encoder=DjangoJSONEncoder)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="authorisation_one_standing", fields=["authority", "kind"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(name="authorisation_period", condition=Q(ends_on__gte=F("starts_on"))),
            # A talk has a time, a place and a chair, which nobody can set beforehand.
            models.CheckConstraint(name="authorisation_never_for_talks", condition=~Q(kind="talk")),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.kind} {self.starts_on}–{self.ends_on}"


class Letter(Kept, Owned):
    """One letter to an enterprise or an authority. Its text is the draft's; once issued, a trigger keeps it.

    `region_code` is the addressee's, so that it reads the letter. `lead` is the hazard on which its clock hangs. `next`
    is the letter that followed because this one was not answered, or poorly.
    """

    wall = Wall.OWN

    id = uuid_key()
    kind = models.CharField(max_length=8, choices=LetterKind.choices)
    status = models.CharField(max_length=9, choices=LetterStatus.choices, default=LetterStatus.DRAFT)
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.ENTERPRISE)
    issuer = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    enterprise = KeptKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    addressee = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hazards = models.ManyToManyField(Hazard, related_name="letters")
    lead = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    effects = models.ManyToManyField(Effect, blank=True, related_name="+")
    next = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="previous")
    draft_key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.CHINESE)
    title = models.CharField(max_length=200)
    reason = models.TextField()
    basis = models.CharField(max_length=300, blank=True)
    requests = models.TextField(blank=True)
    copies_to = models.TextField(blank=True)
    contact = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    reply_days = models.PositiveSmallIntegerField()
    talk_at = models.DateTimeField(null=True, blank=True)
    talk_place = models.CharField(max_length=120, blank=True)
    talk_chair = models.CharField(max_length=60, blank=True)
    talk_summoned = models.CharField(max_length=120, blank=True)
    talk_attendees = models.TextField(blank=True)
    talk_materials = models.TextField(blank=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="letter")
    authorisation = models.ForeignKey(
        StandingAuthorisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drafted_at = models.DateTimeField()
    drafted_by = models.JSONField(encoder=DjangoJSONEncoder)
    edited_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    served_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_trace = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    replied_at = models.DateTimeField(null=True, blank=True)
    rating = models.CharField(max_length=8, choices=Rating.choices, blank=True)
    rating_reason = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    rated_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    withdraw_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_one_addressee",
                condition=Q(enterprise=None, addressee__isnull=False) | Q(enterprise__isnull=False, addressee=None),
            ),
            models.CheckConstraint(
                name="letter_numbered_when_issued",
                condition=(Q(status="draft") & Q(document=None, issued_at=None))
                | Q(status="withdrawn")
                | (~Q(status__in=["draft", "withdrawn"]) & Q(document__isnull=False, issued_at__isnull=False)),
            ),
            # No deadline that runs from service exists without a service (behaviours 4).
            models.CheckConstraint(name="letter_due_runs_from_service", condition=Q(due_on=None) | ~Q(served_at=None)),
            models.CheckConstraint(
                name="letter_served_has_day",
                condition=~Q(status__in=["served", "replied", "rated"])
                | Q(served_at__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_rating_agrees",
                condition=(Q(status="rated", rated_at__isnull=False) & ~Q(rating=""))
                | (~Q(status="rated") & Q(rating="", rated_at=None)),
            ),
            models.CheckConstraint(
                name="letter_withdrawn_with_reason",
                condition=(~Q(status="withdrawn") & Q(withdrawn_at=None))
                | (Q(status="withdrawn", withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
            ),
            models.CheckConstraint(
                name="letter_talk_arranged",
                condition=~Q(kind="talk") | Q(status__in=["draft", "withdrawn"]) | Q(talk_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="letter_region_new", fields=["region_code", "-drafted_at", "-id"]),
            models.Index(name="letter_issuer_drafts", fields=["issuer", "drafted_at"], condition=Q(status="draft")),
            models.Index(name="letter_awaited", fields=["lead"], condition=Q(status="served")),
            models.Index(name="letter_enterprise_new", fields=["enterprise", "-drafted_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class LetterReply(Owned):
    """An answer to a letter, with its files; a second one supplements the first."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField()
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="+")
    replied_at = models.DateTimeField()
    replied_by = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name_plural = "letter replies"
        constraints = [models.CheckConstraint(name="letter_reply_says_something", condition=~Q(text=""))]
        indexes = [models.Index(name="letter_reply_order", fields=["letter", "replied_at"])]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.replied_at:%F}"


class TalkMinutes(Owned):
    """What was said and agreed in a talk (约谈纪要). `agreed`: list of {what, who, due_on}."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="minutes")
    present = models.TextField()
    absent = models.TextField(blank=True)
    observers = models.TextField(blank=True)
    statements = models.TextField()
    explanation = models.TextField(blank=True)
    agreed = models.JSONField(encoder=DjangoJSONEncoder)
    report_due_on = models.DateField()
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name_plural = "talk minutes"

    def __str__(self) -> str:
        return f"{self.letter_id}"
