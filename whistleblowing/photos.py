"""The photos of a tip, as they are opened for who handles it."""

from django.core.files.storage import storages

from evidence.sealing import unseal
from whistleblowing.models import TipPhoto


def opened(photo: TipPhoto) -> bytes:
    """Return the JPEG of a photo, which holds no metadata. Raises `SealBroken` where the file was altered."""
    with storages["sealed"].open(photo.sealed_file) as file:
        return unseal(file.read(), belongs_to=str(photo.pk))
