"""API tokens of a membership."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import rules
from accounts.actor import Actor
from accounts.models import MembershipToken
from audit.actions import record
from core.errors import NotVisible, RuleBroken

#: More than this at a time is a sign of a script gone wrong.
MOST_TOKENS = 20


@transaction.atomic
def make_token(*, actor: Actor, now: datetime, label: str, days: int = 90) -> tuple[MembershipToken, str]:
    """Make a token that acts through the actor's membership; return it with its key, which is shown once."""
    if not 1 <= days <= rules.LONGEST_TOKEN_DAYS:
        sentence = _("A token lives between 1 and %(n)s days.") % {"n": rules.LONGEST_TOKEN_DAYS}
        raise RuleBroken(sentence, fields={"days": sentence})
    own = MembershipToken.objects.filter(membership_key=actor.membership_id, revoked_at=None, expires_at__gt=now)
    if own.count() >= MOST_TOKENS:
        raise RuleBroken(_("You have %(n)s tokens. Revoke one that is not used any more.") % {"n": MOST_TOKENS})
    key = rules.new_secret()
    token = MembershipToken.objects.create(
        key_hash=rules.secret_hash(key),
        person_id=actor.person_id,
        membership_key=actor.membership_id,
        label=label.strip(),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    record(actor=actor, now=now, verb="make_token", subject=token, data={"label": label, "days": days})
    return token, key


@transaction.atomic
def revoke_token(*, actor: Actor, now: datetime, pk) -> MembershipToken:
    """Revoke one of the person's own tokens; repeating it does no harm."""
    token = MembershipToken.objects.select_for_update().filter(pk=pk, person=actor.person_id).first()
    if token is None:
        raise NotVisible(_("There is no such token of yours."))
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        record(actor=actor, now=now, verb="revoke_token", subject=token)
    return token
