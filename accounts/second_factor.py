"""The second factor: an authenticator (TOTP, RFC 6238) with recovery codes, kept by django-otp."""

import segno
from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.rules import recovery_digest


def has_second_factor(person: User) -> bool:
    """Whether the person has confirmed an authenticator."""
    return TOTPDevice.objects.filter(user=person, confirmed=True).exists()


def recovery_codes_left(person: User) -> int:
    """How many recovery codes have not been used."""
    device = StaticDevice.objects.filter(user=person).first()
    return device.token_set.count() if device else 0


def matching_device(person: User, code: str) -> Device | None:
    """Return the authenticator, or the recovery codes, that accept the code; a recovery code is used up by it.

    Each failure doubles the wait before the next attempt counts (django-otp's throttling).
    """
    plain = code.strip().replace(" ", "")
    with transaction.atomic():
        if plain.isdigit():
            for device in TOTPDevice.objects.select_for_update().filter(user=person, confirmed=True):
                if device.verify_token(plain):
                    return device
            return None
        for device in StaticDevice.objects.select_for_update().filter(user=person, confirmed=True):
            if device.verify_token(recovery_digest(plain)):
                return device
    return None


def qr_svg(device: TOTPDevice) -> str:
    """Return the code that an authenticator scans, as an inline SVG without styles."""
    return segno.make(device.config_url, error="m").svg_inline(scale=5, border=2, svgclass="qr", lineclass=None)
