"""Documents with their numbers, their service and the consent that electronic service needs."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from accounts.models import Authority
from core.ids import uuid_key
from core.kept import Kept, KeptKey
from core.owned import Owned
from core.wall import Wall
from documents.choices import Kind, Language, Method, Outcome, RenderState, SignState, SignTrouble, Status
from enterprises.models import Enterprise


class Series(Owned):
    """The counter of one issuer, kind and year, locked inside the signing transaction, so that numbers have no gaps."""

    wall = Wall.SHOWN

    id = uuid_key()
    issuer = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    year = models.PositiveSmallIntegerField()
    next_number = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(name="series_once", fields=["issuer", "kind", "year"]),
            models.CheckConstraint(name="series_starts_at_one", condition=Q(next_number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.kind} {self.year}"


class SigningCertificate(Owned):
    """An authority's certificate with its private key (PKCS#12), encrypted with its password; one is in force.

    Once removed, key and password are forgotten; what it was stays on record with the documents that it signed.
    """

    wall = Wall.OWN

    id = uuid_key()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    subject = models.CharField(max_length=200)
    issued_by = models.CharField(max_length=200)
    serial = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.JSONField(encoder=DjangoJSONEncoder)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="certificate_one_in_force", fields=["authority"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(name="certificate_period", condition=Q(valid_until__gt=F("valid_from"))),
            models.CheckConstraint(
                name="certificate_forgotten_when_removed", condition=Q(removed_at=None) | Q(sealed=b"")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.serial}"


class Document(Kept, Owned):
    """One official document. From its issue on, a trigger in the database keeps number, data and hash as they are."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = KeptKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.CHINESE)
    issuer = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    printed_number = models.CharField(max_length=60, blank=True)
    snapshot = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    snapshot_sha256 = models.CharField(max_length=64)
    template_version = models.CharField(max_length=12)
    signed_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    issued_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=20, unique=True, null=True, blank=True)
    created_at = models.DateTimeField()
    render_state = models.CharField(max_length=8, choices=RenderState.choices, default=RenderState.WAITING)
    render_attempts = models.PositiveSmallIntegerField(default=0)
    render_reason = models.CharField(max_length=500, blank=True)
    render_after = models.DateTimeField(null=True, blank=True)
    pdf = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_size = models.PositiveIntegerField(default=0)
    # The file as it was drawn up stays; the signed one is it with the signature appended.
    certificate = models.ForeignKey(
        SigningCertificate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sign_state = models.CharField(max_length=8, choices=SignState.choices, default=SignState.NONE)
    sign_trouble = models.CharField(max_length=16, choices=SignTrouble.choices, blank=True)
    signed_pdf = models.CharField(max_length=200, blank=True)
    signed_sha256 = models.CharField(max_length=64, blank=True)
    signed_size = models.PositiveIntegerField(default=0)
    signed_at = models.DateTimeField(null=True, blank=True)
    # When somebody of the addressee first opened it here, and who.
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.CharField(max_length=500, blank=True)
    revoked_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="document_number_once", fields=["issuer", "kind", "year", "number"]),
            models.CheckConstraint(name="document_status_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(name="document_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="document_numbered_when_issued",
                condition=Q(status="draft", number=None, issued_at=None, code=None)
                | (
                    ~Q(status="draft")
                    & Q(number__isnull=False, year__isnull=False, issued_at__isnull=False, code__isnull=False)
                    & ~Q(printed_number="")
                ),
            ),
            models.CheckConstraint(
                name="document_rendered_has_file",
                condition=~Q(render_state="rendered") | (~Q(pdf="") & Q(pdf_sha256__regex="^[0-9a-f]{64}$")),
            ),
            models.CheckConstraint(
                name="document_signed_has_file",
                condition=(~Q(sign_state="signed") & Q(signed_pdf="", signed_at=None))
                | Q(
                    sign_state="signed",
                    render_state="rendered",
                    certificate__isnull=False,
                    signed_at__isnull=False,
                    signed_sha256__regex="^[0-9a-f]{64}$",
                ),
            ),
            models.CheckConstraint(
                name="document_revoked_with_reason",
                condition=(~Q(status="revoked") & Q(revoked_at=None))
                | (Q(status="revoked", revoked_at__isnull=False) & ~Q(revoke_reason="")),
            ),
            models.CheckConstraint(
                name="document_not_its_own_successor", condition=Q(supersedes=None) | ~Q(supersedes=F("id"))
            ),
        ]
        indexes = [
            models.Index(name="document_region_new", fields=["region_code", "-issued_at"]),
            models.Index(name="document_enterprise_new", fields=["enterprise", "-issued_at"]),
            models.Index(
                name="document_to_render",
                fields=["render_after"],
                condition=~Q(render_state="rendered") & ~Q(status="draft"),
            ),
        ]

    def __str__(self) -> str:
        return self.printed_number or str(self.id)


class ServiceConsent(Owned):
    """An enterprise's signed consent to electronic service (Administrative Penalty Law art. 61): without it, none."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="service_consents")
    address = models.CharField(max_length=120)
    signed_by = models.CharField(max_length=60)
    signed_post = models.CharField(max_length=60, blank=True)
    given_at = models.DateTimeField()
    given_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="consent_one_in_force", fields=["enterprise"], condition=Q(withdrawn_at=None)),
            models.CheckConstraint(
                name="consent_period", condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.address}"


class Service(Owned):
    """A receipt of service (送达回证): how, when and to whom a document was handed, with its evidence."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="services")
    method = models.CharField(max_length=14, choices=Method.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.DELIVERED)
    served_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    second_server = models.CharField(max_length=60, blank=True)
    receiver_name = models.CharField(max_length=60, blank=True)
    receiver_post = models.CharField(max_length=60, blank=True)
    witness_name = models.CharField(max_length=60, blank=True)
    witness_post = models.CharField(max_length=60, blank=True)
    tracking_no = models.CharField(max_length=60, blank=True)
    consent = models.ForeignKey(ServiceConsent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # evidence stands beside this app, so the photo of the service is named, not joined
    evidence_photo = models.UUIDField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    # A delivery that turned out not to have been one: the message came back later.
    failed_at = models.DateTimeField(null=True, blank=True)
    failed_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    failure = models.CharField(max_length=300, blank=True)
    receipt = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="receipt_of")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_failed_is_not_delivered", condition=Q(failed_at=None) | ~Q(outcome="delivered")
            ),
            models.UniqueConstraint(
                name="service_delivered_once", fields=["document"], condition=Q(outcome="delivered")
            ),
            models.CheckConstraint(
                name="service_electronic_needs_consent", condition=~Q(method="electronic") | Q(consent__isnull=False)
            ),
            models.CheckConstraint(
                name="service_left_needs_witness", condition=~Q(method="left_in_place") | ~Q(witness_name="")
            ),
            models.CheckConstraint(
                name="service_in_person_needs_receiver", condition=~Q(method="in_person") | ~Q(receiver_name="")
            ),
        ]
        indexes = [models.Index(name="service_of_document", fields=["document", "-served_at"])]

    def __str__(self) -> str:
        return f"{self.document_id} {self.method}"
