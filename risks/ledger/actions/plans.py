"""Site plans: a drawing comes in as evidence, points are placed on it and taken off again."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from evidence.actions import receive_attachment, receive_photo
from evidence.choices import Purpose
from risks.ledger import policy, rules
from risks.ledger.actions.grammar import require_active, visible_enterprise
from risks.ledger.choices import PlanStatus
from risks.ledger.firstpage import first_page
from risks.models import Placement, RiskPoint, SitePlan

MOST_PLANS = 20


@transaction.atomic
def add_site_plan(
    *,
    actor,
    now: datetime,
    enterprise_id: uuid.UUID | str,
    name: str,
    data: bytes,
    file_name: str = "",
    plan_id: uuid.UUID | None = None,
) -> SitePlan:
    """Take a drawing in: PNG or JPEG within evidence's limits, or the first page of a PDF. Idempotent on `plan_id`."""
    enterprise = visible_enterprise(enterprise_id)
    require(policy.can_keep_site_plans(actor, enterprise.pk))
    if plan_id and (known := SitePlan.objects.filter(pk=plan_id, enterprise=enterprise).first()):
        return known
    name = name.strip()[: rules.LONGEST["plan"]]
    if not name:
        sentence = _("Name the plan, for example “Ground floor”.")
        raise RuleBroken(sentence, fields={"name": sentence})
    in_use = SitePlan.objects.filter(enterprise=enterprise, status=PlanStatus.ACTIVE)
    if in_use.count() >= MOST_PLANS:
        raise RuleBroken(_("At most %(n)s plans. Retire one first.") % {"n": MOST_PLANS})
    source = None
    if data.startswith(b"%PDF-"):
        source = receive_attachment(
            actor=actor, now=now, id=new_id(), name=file_name or name, data=data, enterprise=enterprise
        )
        data = first_page(data)
    picture = receive_photo(
        actor=actor, now=now, id=new_id(), data=data, purpose=Purpose.DOCUMENT, enterprise=enterprise
    )
    try:
        with transaction.atomic():
            return SitePlan.objects.create(
                id=plan_id or new_id(),
                region_code=enterprise.region_code,
                enterprise=enterprise,
                name=name,
                picture=picture,
                source=source,
                added_at=now,
                added_by=actor.snapshot(),
            )
    except IntegrityError as error:
        sentence = _("There is a plan of this name already. Give another name, or retire the old plan first.")
        raise RuleBroken(sentence, fields={"name": sentence}) from error


def locked_plan(actor, plan_id: uuid.UUID | str) -> SitePlan:
    """Lock a plan that is in use and that the actor may keep."""
    plan = SitePlan.objects.select_for_update(of=("self",)).filter(pk=plan_id).first()
    if plan is None:
        raise NotVisible(_("There is no such site plan, or it is not yours to see."))
    require(policy.can_keep_site_plans(actor, plan.enterprise_id))
    if plan.status != PlanStatus.ACTIVE:
        raise Conflict(_("This plan is retired. Nothing was changed."))
    return plan


@transaction.atomic
def place_point(
    *, actor, now: datetime, plan_id: uuid.UUID | str, point_id: uuid.UUID | str, x: int, y: int
) -> Placement:
    """Place a point on a plan, or move it there: `x`, `y` in ten-thousandths of width and height."""
    plan = locked_plan(actor, plan_id)
    point = RiskPoint.objects.filter(pk=point_id, enterprise_id=plan.enterprise_id).first()
    if point is None:
        sentence = _("Choose a risk point of this enterprise.")
        raise RuleBroken(sentence, fields={"point": sentence})
    require_active(point)
    if not (0 <= x <= rules.WHOLE and 0 <= y <= rules.WHOLE):
        sentence = _("The spot must lie on the plan: from 0 to 100 percent.")
        raise RuleBroken(sentence, fields={"x": sentence})
    placement, _made = Placement.objects.update_or_create(
        plan=plan,
        point=point,
        defaults={
            "region_code": plan.region_code,
            "enterprise_id": plan.enterprise_id,
            "x": x,
            "y": y,
            "placed_at": now,
        },
    )
    return placement


@transaction.atomic
def take_off_plan(*, actor, now: datetime, plan_id: uuid.UUID | str, point_id: uuid.UUID | str) -> None:
    """Take a point off a plan; its ledger is untouched."""
    plan = locked_plan(actor, plan_id)
    removed, _kinds = Placement.objects.filter(plan=plan, point_id=point_id).delete()
    if not removed:
        raise NotVisible(_("This point does not stand on the plan."))


@transaction.atomic
def retire_site_plan(*, actor, now: datetime, plan_id: uuid.UUID | str) -> SitePlan:
    """Retire a plan: it is no longer shown, its drawing stays evidence."""
    plan = locked_plan(actor, plan_id)
    plan.status = PlanStatus.RETIRED
    plan.save(update_fields=["status"])
    return plan
