"""Release by two different persons, sending back, and withdrawal."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from audit.actions import record
from bulletins import content, policy, rules, selectors
from bulletins.actions.grammar import (
    ask_second,
    locked,
    reason_of,
    release_first,
    release_second,
    same_version,
    tell_named,
    undo_release,
    withdraw,
)
from bulletins.choices import NoteKind, Status
from bulletins.models import Bulletin, Exposure, Note, Publication, Statement
from core import clock
from core.errors import RuleBroken
from core.policy import require
from core.rules import anonymise
from documents.actions import issue_document, preview_document, revoke_document
from documents.choices import Kind, Language
from documents.choices import Status as DocumentStatus
from documents.models import Document


def preview(*, actor: Actor, now: datetime, bulletin: Bulletin, language: str) -> bytes:
    """Return the PDF as it would be published, marked as a draft."""
    require(policy.can_see_bulletins(actor))
    said = content.pictured(bulletin.content or content.content_of(bulletin, selectors.statements_of(bulletin)))
    today = clock.day_of(now)
    until = rules.public_until(today, selectors.schedule_of(bulletin.authority).public_months)
    chinese = language == Language.CHINESE
    return preview_document(
        actor=actor,
        kind=Kind.BULLETIN if chinese else Kind.BULLETIN_TRANSLATION,
        issuer=bulletin.authority,
        snapshot=content.snapshot_of(
            bulletin, said, signed_on=today, public_until=until, original_number="" if chinese else _("(draft)")
        ),
        language=language,
    )


def release_bulletin(*, actor: Actor, now: datetime, bulletin_id: uuid.UUID, version: int) -> Bulletin:
    """Release a bulletin: the first person freezes its content, a second one publishes exactly that.

    `version` is the one that the person has read: whoever comes second in a race gets a Conflict, never a release
    that they did not mean.
    """
    with transaction.atomic():
        bulletin = locked(bulletin_id)
        require(policy.can_release_bulletin(actor, bulletin))
        same_version(bulletin, version)
        if bulletin.status == Status.RELEASED_FIRST:
            _publish(actor, now, bulletin)
        else:
            _release_first(actor, now, bulletin)
    return bulletin


def _release_first(actor: Actor, now: datetime, bulletin: Bulletin) -> None:
    bulletin.content = content.content_of(bulletin, selectors.statements_of(bulletin))
    release_first(bulletin, "content", actor=actor, now=now, sha256=rules.content_hash(bulletin.content))
    record(
        actor=actor, now=now, verb="release_bulletin_first", subject=bulletin, data={"sha256": bulletin.content_sha256}
    )
    ask_second(bulletin, kind="bulletin_to_release", title=bulletin.title_zh, actor=actor, now=now)


def _publish(actor: Actor, now: datetime, bulletin: Bulletin) -> None:
    today, schedule = clock.day_of(now), selectors.schedule_of(bulletin.authority)
    until = rules.public_until(today, schedule.public_months)
    release_second(bulletin, actor=actor, now=now)
    said = content.pictured(bulletin.content)
    issued = _issue(actor, now, bulletin, said=said, until=until, kind=Kind.BULLETIN)
    translation = _issue(
        actor, now, bulletin, said=said, until=until, kind=Kind.BULLETIN_TRANSLATION, original=issued.printed_number
    )
    publication = Publication.objects.create(
        region_code=bulletin.region_code,
        bulletin=bulletin,
        authority=bulletin.authority,
        number=issued.printed_number,
        title_zh=bulletin.title_zh,
        title_en=bulletin.title_en,
        content=issued.snapshot["content"],
        content_sha256=bulletin.content_sha256,
        document=issued,
        translation=translation,
        published_at=now,
        public_until=until,
    )
    record(
        actor=actor,
        now=now,
        verb="release_bulletin_second",
        subject=bulletin,
        data={"number": publication.number, "sha256": bulletin.content_sha256, "first": bulletin.first_releaser},
    )
    # What a unit said between the two releases stands beside the frozen content.
    late = Statement.objects.filter(exposure__bulletin=bulletin, filed_at__gt=bulletin.first_released_at)
    for statement in late.select_related("exposure").order_by("filed_at"):
        public_statement(now=now, publication=publication, exposure=statement.exposure, text=statement.text)
    values = {"title": bulletin.title_zh, "number": publication.number}
    tell_named(bulletin, kind="bulletin_published", values=values, now=now)


def _issue(
    actor: Actor, now: datetime, bulletin: Bulletin, *, said: dict, until: date, kind: str, original: str = ""
) -> Document:
    return issue_document(
        actor=actor,
        now=now,
        kind=kind,
        issuer=bulletin.authority,
        snapshot=content.snapshot_of(
            bulletin, said, signed_on=clock.day_of(now), public_until=until, original_number=original
        ),
        language=Language.ENGLISH if original else Language.CHINESE,
    )


def send_back(
    *, actor: Actor, now: datetime, bulletin_id: uuid.UUID, reason: str, version: int | None = None
) -> Bulletin:
    """Undo the first release, so that the bulletin can be changed; the reason is kept."""
    reason = reason_of(reason)
    with transaction.atomic():
        bulletin = locked(bulletin_id)
        require(policy.can_send_back(actor, bulletin))
        same_version(bulletin, version)
        bulletin.content = {}
        undo_release(bulletin, "content", reason=reason)
        record(actor=actor, now=now, verb="send_back_bulletin", subject=bulletin, data={"reason": reason})
    return bulletin


def withdraw_bulletin(
    *,
    actor: Actor,
    now: datetime,
    bulletin_id: uuid.UUID,
    reason: str,
    decided_on: date | None = None,
    version: int | None = None,
) -> Bulletin:
    """Withdraw a bulletin: boards, public page, feed and files follow at once; of a public one the reason stays public,
    without the names of persons.

    `decided_on` is the day of the decision that makes the withdrawal necessary (APL art. 48: within 3 working days).
    """
    reason = reason_of(reason)
    with transaction.atomic():
        bulletin = locked(bulletin_id)
        require(policy.can_withdraw_bulletin(actor, bulletin))
        same_version(bulletin, version)
        reason = anonymise(reason, content.names_in(bulletin))[:500]
        if decided_on and decided_on > clock.day_of(now):
            raise RuleBroken(_("The day of the decision cannot lie in the future."))
        published = bulletin.status == Status.RELEASED
        bulletin.decided_on = decided_on
        withdraw(bulletin, "decided_on", actor=actor, now=now, reason=reason)
        if published:
            publication = Publication.objects.select_for_update(of=("self",)).get(bulletin=bulletin)
            publication.withdrawn_at, publication.withdraw_reason = now, reason
            publication.save(update_fields=["withdrawn_at", "withdraw_reason"])
            for key in (publication.document_id, publication.translation_id):
                document = Document.objects.get(pk=key)
                if document.status != DocumentStatus.REVOKED:
                    revoke_document(actor=actor, now=now, document=document, reason=reason)
        values = {"title": bulletin.title_zh, "reason": reason}
        tell_named(bulletin, kind="bulletin_withdrawn", values=values, now=now)
        Exposure.objects.filter(bulletin=bulletin, withdrawn_at=None).update(withdrawn_at=now, withdraw_reason=reason)
        record(
            actor=actor,
            now=now,
            verb="withdraw_bulletin",
            subject=bulletin,
            data={"reason": reason, "decided_on": decided_on, "was_public": published},
        )
    return bulletin


def public_statement(*, now: datetime, publication: Publication, exposure: Exposure, text: str) -> Note:
    """Set a unit's statement beside what is public already, without the names of persons. Called by the statement's
    own action.
    """
    return Note.objects.create(
        region_code=publication.region_code,
        enterprise_id=exposure.enterprise_id,
        publication=publication,
        exposure=exposure,
        kind=NoteKind.STATEMENT,
        entry=entry_of(publication, exposure),
        unit=exposure.facts["unit"],
        text=content.covered(text, exposure),
        happened_on=clock.day_of(now),
        added_at=now,
    )


def entry_of(publication: Publication, exposure: Exposure) -> int:
    """Return the number under which a publication lists an exposed case; 0 where it does not."""
    told = (exposure.facts["unit"], exposure.facts["problem"])
    entries = publication.content["entries"]
    return next((each["no"] for each in entries if (each["unit"], each["problem"]) == told), 0)
