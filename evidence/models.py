"""Photos, the hashes by which reuse is found, files, and the pieces of uploads under way."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.models import Enterprise
from evidence.choices import Origin, Purpose


class Photo(Owned):
    """One photo. `sha256` is of the bytes the client sent, which are sealed; everybody sees the clean copy."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="photos")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.FILE)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    client_skew_seconds = models.IntegerField(null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy_metres = models.PositiveIntegerField(null=True, blank=True)
    # what the file itself said before its metadata was stripped: {"taken_at", "latitude", "longitude", "camera"}
    file_says = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    nonce = models.CharField(max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    uploader = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    sealed_file = models.CharField(max_length=200)
    clean_file = models.CharField(max_length=200)
    clean_sha256 = models.CharField(max_length=64)
    thumb_file = models.CharField(max_length=200)
    thumb_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="photo_purpose_known", condition=Q(purpose__in=Purpose.values)),
            models.CheckConstraint(name="photo_hash_form", condition=Q(sha256__regex="^[0-9a-f]{64}$")),
        ]
        indexes = [
            models.Index(name="photo_hash", fields=["sha256"]),
            models.Index(name="photo_region_new", fields=["region_code", "-received_at"]),
            models.Index(name="photo_enterprise_new", fields=["enterprise", "-received_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.sha256[:12]}"


class PhotoHash(Owned):
    """One perceptual hash of a photo: the whole frame, or one of the crops that a slight cut would leave.

    `bits` is split into four 16-bit bands with a btree each: two hashes that differ in at most seven bits agree, in at
    least one band, in all but one bit. Equality of integers is leakproof, so the index serves behind the wall as well.
    """

    wall = Wall.OWN

    id = models.BigAutoField(primary_key=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="hashes")
    variant = models.PositiveSmallIntegerField()
    bits = models.BigIntegerField()
    check_bits = models.BigIntegerField()
    band0 = models.IntegerField(db_index=True)
    band1 = models.IntegerField(db_index=True)
    band2 = models.IntegerField(db_index=True)
    band3 = models.IntegerField(db_index=True)

    class Meta:
        verbose_name_plural = "photo hashes"
        constraints = [models.UniqueConstraint(name="photo_hash_once", fields=["photo", "variant"])]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.variant}"


class Attachment(Owned):
    """A PDF or office file. Its type is read from its bytes; it is only ever handed out as a download."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    file = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    uploader = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        constraints = [models.CheckConstraint(name="attachment_hash_form", condition=Q(sha256__regex="^[0-9a-f]{64}$"))]
        indexes = [models.Index(name="attachment_enterprise_new", fields=["enterprise", "-received_at"])]

    def __str__(self) -> str:
        return self.name


class UploadPiece(Owned):
    """A piece of an upload under way. Pieces live in the database, so that half a piece can never be left behind."""

    wall = Wall.PERSONAL

    id = models.BigAutoField(primary_key=True)
    upload = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    data = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="upload_piece_once", fields=["upload", "person", "start"])]
        indexes = [models.Index(name="upload_piece_age", fields=["received_at"])]

    def __str__(self) -> str:
        return f"{self.upload} {self.start}"
