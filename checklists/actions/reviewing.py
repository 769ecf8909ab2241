"""Review: a draft is sent, returned with a reason, or published by another person."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from checklists import policy
from checklists.actions.drafting import locked_version, no_such_version
from checklists.choices import VersionStatus
from checklists.models import ChecklistVersion
from checklists.rules import check_another_person, check_complete, check_tightened, next_status
from checklists.rules.levels import TIGHTENABLE
from core.errors import Conflict, RuleBroken
from core.policy import require


def check_levels(version: ChecklistVersion) -> None:
    """Raise unless a version has every item of its base, none of them loosened."""
    if version.base_id is None:
        return
    mine = {item.base_item_id: item for item in version.items.exclude(base_item=None)}
    for base in version.base.items.order_by("position"):
        own = mine.get(base.pk)
        if own is None:
            raise RuleBroken(
                _("An item of the base is missing: “%(item)s”. Nothing was changed; take the base over again.")
                % {"item": base}
            )
        check_tightened(*({name: getattr(row, name) for name in TIGHTENABLE} for row in (base, own)))


def _seen(version_id: UUID) -> ChecklistVersion:
    version = ChecklistVersion.objects.select_related("checklist").filter(pk=version_id).first()
    if version is None:
        raise no_such_version()
    return version


@transaction.atomic
def submit_version(*, actor, now: datetime, version_id: UUID) -> ChecklistVersion:
    """Send a draft for review; it is not changed meanwhile. It must be complete and loosen nothing of its base."""
    require(policy.can_edit_version(actor, _seen(version_id)))
    version = locked_version(actor, version_id)
    version.status = next_status(version.status, "submit")
    check_complete(list(version.items.values_list("text_zh", "text_en")))
    check_levels(version)
    version.sender_id, version.submitted_at, version.submitted_by = actor.person_id, now, actor.snapshot()
    version.save(update_fields=["status", "sender", "submitted_at", "submitted_by"])
    record(actor=actor, now=now, verb="submit_checklist_version", subject=version, data={"number": version.number})
    return version


@transaction.atomic
def return_version(*, actor, now: datetime, version_id: UUID, reason: str) -> ChecklistVersion:
    """Return a version in review to those who draw it up, with the reason; it is a draft again."""
    require(policy.can_publish_version(actor, _seen(version_id)))
    version = locked_version(actor, version_id)
    require(policy.can_publish_version(actor, version))
    if not reason.strip():
        sentence = _("Say why it is returned: whoever draws it up reads it.")
        raise RuleBroken(sentence, fields={"reason": sentence})
    version.status = next_status(version.status, "return")
    version.returned_at, version.returned_by, version.returned_reason = now, actor.snapshot(), reason.strip()[:400]
    version.sender = None
    version.save(update_fields=["status", "sender", "returned_at", "returned_by", "returned_reason"])
    data = {"number": version.number, "reason": version.returned_reason}
    record(actor=actor, now=now, verb="return_checklist_version", subject=version, data=data)
    return version


@transaction.atomic
def publish_version(
    *, actor, now: datetime, version_id: UUID, effective_from: date, expected_items: int | None = None
) -> ChecklistVersion:
    """Publish a version in review; the one published so far is superseded, and neither ever changes again.

    `expected_items` is how many the publisher has read: a different number now is a `Conflict`. Two who publish at
    once wait for each other on the list's row: the second finds it published.
    """
    require(policy.can_publish_version(actor, _seen(version_id)))
    version = locked_version(actor, version_id)
    version.status = next_status(version.status, "publish")
    require(policy.can_publish_version(actor, version))
    check_another_person(version.sender_id, actor.person_id)
    texts = list(version.items.values_list("text_zh", "text_en"))
    check_complete(texts)
    if expected_items is not None and expected_items != len(texts):
        raise Conflict(
            _("Somebody has changed the items since you opened the draft. Nothing was published; read it again.")
        )
    ChecklistVersion.objects.filter(checklist_id=version.checklist_id, status=VersionStatus.PUBLISHED).update(
        status=next_status(VersionStatus.PUBLISHED, "supersede")
    )
    version.publisher_id, version.published_at, version.published_by = actor.person_id, now, actor.snapshot()
    version.effective_from = effective_from
    version.save(update_fields=["status", "publisher", "published_at", "published_by", "effective_from"])
    record(
        actor=actor,
        now=now,
        verb="publish_checklist_version",
        subject=version,
        data={"code": version.checklist.code, "number": version.number, "items": len(texts)},
    )
    return version
