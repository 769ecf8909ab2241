"""Inviting people into the own tenant, one by one or by a sheet, and accepting."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import policy, rules
from accounts.actor import Actor, actor_of_key
from accounts.choices import InvitationStatus, MembershipStatus
from accounts.models import Invitation, Membership, User
from audit.actions import record
from core import scope
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require


@dataclass(frozen=True)
class SheetLine:
    """What became of one row of a sheet: its link, or why it was refused."""

    number: int
    cells: Mapping[str, str]
    secret: str = ""
    refusal: str = ""


@transaction.atomic
def invite(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    role: str,
    phone: str = "",
    email: str = "",
    post_title: str = "",
    certificate_no: str = "",
) -> tuple[Invitation, str]:
    """Invite a person into the actor's tenant; return the invitation and the secret of its link, which is not kept.

    The link works once, for seven days. The same name, role and phone cannot be invited twice at a time.
    """
    require(policy.can_invite_member(actor))
    return offer(
        actor=actor,
        now=now,
        verb="invite",
        tenant_kind=actor.tenant_kind,
        tenant_id=actor.tenant_id,
        region_code=actor.region_code,
        role=role,
        name=name,
        phone=phone,
        email=email,
        post_title=post_title,
        certificate_no=certificate_no,
    )


def offer(
    *,
    actor: Actor,
    now: datetime,
    verb: str,
    tenant_kind: str,
    tenant_id: uuid.UUID,
    region_code: str,
    role: str,
    name: str,
    phone: str = "",
    email: str = "",
    post_title: str = "",
    certificate_no: str = "",
) -> tuple[Invitation, str]:
    """Write an invitation into a tenant, once its caller has permitted it; return it with the secret of its link."""
    given = rules.check_role(tenant_kind, role)
    rules.check_certificate(given, certificate_no)
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            sentence = error.messages[0]
            raise RuleBroken(sentence, fields={"email": sentence}) from error
    secret = rules.new_secret()
    own = Invitation.objects.filter(**{f"{tenant_kind}_id": tenant_id}, status=InvitationStatus.OPEN)
    own.filter(expires_at__lte=now, name=name.strip(), role=given, phone=phone.strip()).update(
        status=InvitationStatus.WITHDRAWN
    )
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                region_code=region_code,
                token_hash=rules.secret_hash(secret),
                tenant_kind=tenant_kind,
                **{f"{tenant_kind}_id": tenant_id},
                role=given,
                name=name.strip(),
                phone=phone.strip(),
                email=email.strip(),
                post_title=post_title.strip(),
                certificate_no=certificate_no.strip(),
                invited_by=actor.snapshot(),
                created_at=now,
                expires_at=now + rules.INVITATION_LASTS,
            )
    except IntegrityError as error:
        sentence = _("%(name)s already has an open invitation for this role. Withdraw it to make a new link.") % {
            "name": name
        }
        raise RuleBroken(sentence, fields={"name": sentence}) from error
    record(actor=actor, now=now, verb=verb, subject=invitation, data={"name": name, "role": given.value})
    return invitation, secret


def invite_sheet(*, actor: Actor, now: datetime, rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[SheetLine]:
    """Invite every row of a sheet that can be; a refused row says why and harms no other."""
    require(policy.can_invite_member(actor))
    lines = []
    for number, cells in rows:
        try:
            fields = rules.invitation_row(actor.tenant_kind, cells)
            with transaction.atomic():
                _invitation, secret = invite(actor=actor, now=now, **fields)
            lines.append(SheetLine(number, cells, secret=secret))
        except RuleBroken as error:
            lines.append(SheetLine(number, cells, refusal=str(error)))
    return lines


@transaction.atomic
def withdraw_invitation(*, actor: Actor, now: datetime, pk) -> Invitation:
    """Withdraw an open invitation of the actor's tenant; its link then opens nothing."""
    require(policy.can_invite_member(actor))
    invitation = (
        Invitation.objects.select_for_update().filter(pk=pk, **{f"{actor.tenant_kind}_id": actor.tenant_id}).first()
    )
    if invitation is None:
        raise NotVisible(_("There is no such invitation of your organisation."))
    if invitation.status != InvitationStatus.OPEN:
        raise Conflict(_("This invitation is no longer open. Nothing was changed."))
    invitation.status = InvitationStatus.WITHDRAWN
    invitation.save(update_fields=["status"])
    record(actor=actor, now=now, verb="withdraw_invitation", subject=invitation)
    return invitation


@transaction.atomic
def accept_invitation(
    *, now: datetime, secret: str, person: User | None = None, username: str = "", password: str = ""
) -> Membership:
    """Make the invited person a member; without `person` a new one is created with `username` and `password`.

    Raises `NotVisible` for a link that was never made, was used, withdrawn or has run out, and `RuleBroken` for a
    taken sign-in name or a weak password.
    """
    with scope.everything(because="the secret of an invitation names its tenant; the guest is a member of none"):
        invitation = (
            Invitation.objects.select_for_update()
            .filter(token_hash=rules.secret_hash(secret), status=InvitationStatus.OPEN, expires_at__gt=now)
            .first()
        )
        if invitation is None:
            raise NotVisible(_("This invitation was used, withdrawn, or has run out. Ask for a new link."))
        person = person or _new_person(invitation, now=now, username=username, password=password)
        tenant = {f"{invitation.tenant_kind}_id": invitation.tenant_id}
        if Membership.objects.active().filter(person=person, role=invitation.role, **tenant).exists():
            raise RuleBroken(_("You already have this role in this organisation. The invitation stays open."))
        membership = Membership.objects.create(
            region_code=invitation.region_code,
            person=person,
            tenant_kind=invitation.tenant_kind,
            **tenant,
            role=invitation.role,
            post_title=invitation.post_title,
            certificate_no=invitation.certificate_no,
            status=MembershipStatus.ACTIVE,
            started_at=now,
        )
        invitation.status, invitation.accepted_by = InvitationStatus.ACCEPTED, person
        invitation.save(update_fields=["status", "accepted_by"])
    actor = actor_of_key(person=person, membership_id=membership.pk, now=now)
    record(actor=actor, now=now, verb="accept_invitation", subject=membership, data={"invitation": str(invitation.pk)})
    return membership


def _new_person(invitation: Invitation, *, now: datetime, username: str, password: str) -> User:
    name = rules.clean_username(username)
    person = User(username=name, name=invitation.name, phone=invitation.phone, email=invitation.email, date_joined=now)
    try:
        validate_password(password, person)
    except ValidationError as error:
        sentence = " ".join(error.messages)
        raise RuleBroken(sentence, fields={"password": sentence}) from error
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        sentence = _("The sign-in name “%(name)s” is taken. Choose another, or sign in first and open the link again.")
        sentence %= {"name": name}
        raise RuleBroken(sentence, fields={"username": sentence}) from error
    return person
