"""What people do to their own account: sign in and out, language, password, second factor."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import rules
from accounts.actor import person_actor
from accounts.models import User
from audit.actions import record
from core.errors import RuleBroken


def record_sign_in(*, person: User, now: datetime, second_factor: bool) -> None:
    """Record that a person signed in."""
    record(actor=person_actor(person), now=now, verb="sign_in", subject=person, data={"second_factor": second_factor})


def record_sign_out(*, person: User, now: datetime) -> None:
    """Record that a person signed out."""
    record(actor=person_actor(person), now=now, verb="sign_out", subject=person)


def change_language(*, person: User, language: str) -> User:
    """Keep the language in which a person reads; the form offers only the platform's languages."""
    person.language = language
    person.save(update_fields=["language"])
    return person


@transaction.atomic
def change_password(*, person: User, now: datetime, old: str, new: str) -> User:
    """Change the person's own password; the old one must be right and the new one strong."""
    if not person.check_password(old):
        sentence = _("This is not your present password.")
        raise RuleBroken(sentence, fields={"old": sentence})
    try:
        validate_password(new, person)
    except ValidationError as error:
        sentence = " ".join(error.messages)
        raise RuleBroken(sentence, fields={"new": sentence}) from error
    person.set_password(new)
    person.save(update_fields=["password"])
    record(actor=person_actor(person), now=now, verb="change_password", subject=person)
    return person


@transaction.atomic
def prepare_second_factor(*, person: User) -> TOTPDevice:
    """Return the person's unconfirmed authenticator, made anew where there is none yet."""
    device = TOTPDevice.objects.filter(user=person, confirmed=False).order_by("pk").last()
    return device or TOTPDevice.objects.create(user=person, name="authenticator", confirmed=False)


@transaction.atomic
def confirm_second_factor(*, person: User, now: datetime, code: str) -> tuple[TOTPDevice, list[str]]:
    """Confirm the authenticator by its first code; return it with fresh recovery codes, which are shown once."""
    device = TOTPDevice.objects.select_for_update().filter(user=person, confirmed=False).order_by("pk").last()
    if device is None or not device.verify_token(code.strip()):
        sentence = _("This code does not match. Wait for the next one and type its six digits.")
        raise RuleBroken(sentence, fields={"code": sentence})
    TOTPDevice.objects.filter(user=person, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    record(actor=person_actor(person), now=now, verb="confirm_second_factor", subject=person)
    return device, new_recovery_codes(person=person, now=now)


@transaction.atomic
def new_recovery_codes(*, person: User, now: datetime) -> list[str]:
    """Replace the person's recovery codes; only digests are kept."""
    device, _made = StaticDevice.objects.get_or_create(user=person, name="recovery")
    device.token_set.all().delete()
    codes = [rules.new_recovery_code() for _n in range(rules.RECOVERY_CODES)]
    for code in codes:
        device.token_set.create(token=rules.recovery_digest(code))
    record(actor=person_actor(person), now=now, verb="new_recovery_codes", subject=person)
    return codes


@transaction.atomic
def remove_second_factor(*, person: User, now: datetime, password: str) -> None:
    """Remove the authenticator and the recovery codes; the password is asked again."""
    if not person.check_password(password):
        sentence = _("This is not your present password.")
        raise RuleBroken(sentence, fields={"password": sentence})
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()
    record(actor=person_actor(person), now=now, verb="remove_second_factor", subject=person)
