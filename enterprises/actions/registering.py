"""Registering an enterprise and changing its facts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core import scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from enterprises import policy
from enterprises.models import Enterprise, Industry
from enterprises.rules import clean_credit_code, clean_facts
from regions.models import Region

#: What an enterprise may change of itself; everything else is the bureau's.
CONTACT_FACTS = frozenset(
    {
        "address",
        "legal_representative",
        "principal_name",
        "principal_post",
        "principal_phone",
        "employees",
        "scale",
        "latitude",
        "longitude",
    }
)
BUREAU_FACTS = frozenset({"name", "industry_id", "risk_tags", "status"})


def _industry(code: str) -> Industry:
    industry = Industry.objects.filter(pk=code).first()
    if industry is None:
        sentence = _("There is no industry with the code %(code)s.") % {"code": code}
        raise RuleBroken(sentence, fields={"industry": sentence})
    return industry


def _check_risk_tags(codes: list[str]) -> list[str]:
    tags = sorted(set(codes))
    known = set(Industry.objects.filter(pk__in=tags).values_list("pk", flat=True)) if tags else set()
    unknown = [code for code in tags if code not in known]
    if unknown:
        sentence = _("There is no risk tag with the code %(code)s.") % {"code": unknown[0]}
        raise RuleBroken(sentence, fields={"risk_tags": sentence})
    return tags


def is_registered_anywhere(credit_code: str) -> bool:
    """Whether the nation's register holds a code, within reach or not: the code is unique in the whole nation."""
    with scope.everything(because="A credit code is unique in the whole nation"):
        return Enterprise.objects.filter(credit_code=credit_code).exists()


@transaction.atomic
def register_enterprise(
    *,
    actor,
    now: datetime,
    credit_code: str,
    region_code: str,
    industry_id: str,
    enterprise_id: UUID | None = None,
    **facts: Any,
) -> Enterprise:
    """Register an enterprise. The same id sent twice gives the enterprise that is there.

    Raises `RuleBroken` for a mistyped code or an unknown region or industry, `Conflict` for a code already registered.
    """
    code = clean_credit_code(credit_code)
    industry = _industry(industry_id)
    if not Region.objects.filter(pk=region_code).exists():
        sentence = _("There is no region with the code %(code)s.") % {"code": region_code}
        raise RuleBroken(sentence, fields={"region": sentence})
    require(policy.can_register_enterprise(actor, region_code, industry))
    if enterprise_id is not None and (there := Enterprise.objects.filter(pk=enterprise_id).first()) is not None:
        return there
    if is_registered_anywhere(code):
        raise Conflict(
            _("An enterprise with the code %(code)s is already registered. Nothing was added; search for the code.")
            % {"code": code},
            fields={"credit_code": _("This code is already registered.")},
        )
    facts = clean_facts(facts)
    if not facts.get("name"):
        raise RuleBroken(
            _("Enter the name of the enterprise."), fields={"name": _("Enter the name of the enterprise.")}
        )
    facts["risk_tags"] = _check_risk_tags(facts.get("risk_tags", []))
    enterprise = Enterprise(
        id=enterprise_id or new_id(),
        credit_code=code,
        region_id=region_code,
        region_code=region_code,
        industry=industry,
        created_at=now,
        updated_at=now,
        **facts,
    )
    try:
        with transaction.atomic():
            Enterprise.objects.bulk_create([enterprise])
    except IntegrityError as error:
        raise Conflict(_("Somebody registered this enterprise at the same moment. Search for its code.")) from error
    record(actor=actor, now=now, verb="register_enterprise", subject=enterprise, data={"credit_code": code})
    return enterprise


@transaction.atomic
def update_enterprise(
    *, actor, now: datetime, enterprise_id: UUID, version: int | None = None, **facts: Any
) -> Enterprise:
    """Change facts of an enterprise; what is not named stays. A stale `version` raises `Conflict`.

    The credit code and the region never change here: another code is another enterprise, and a transfer between
    regions is an action of its own.
    """
    enterprise = (
        Enterprise.objects.select_for_update(of=("self",)).select_related("industry").filter(pk=enterprise_id).first()
    )
    if enterprise is None:
        raise NotVisible(_("There is no such enterprise within your reach."))
    facts = clean_facts(facts)
    unknown = set(facts) - CONTACT_FACTS - BUREAU_FACTS
    if unknown:
        raise RuleBroken(_("%(field)s cannot be changed here.") % {"field": sorted(unknown)[0]})
    changed = {name: value for name, value in facts.items() if getattr(enterprise, name) != value}
    require(policy.can_edit_contacts(actor, enterprise))
    if set(changed) & BUREAU_FACTS:
        require(policy.can_edit_enterprise(actor, enterprise))
    if version is not None and version != enterprise.version:
        raise Conflict(
            _("Somebody else changed this enterprise since you opened the form. Your entries were not saved.")
        )
    if not changed:
        return enterprise
    if "name" in changed and not changed["name"]:
        raise RuleBroken(
            _("Enter the name of the enterprise."), fields={"name": _("Enter the name of the enterprise.")}
        )
    if "risk_tags" in changed:
        changed["risk_tags"] = _check_risk_tags(changed["risk_tags"])
    if "industry_id" in changed:
        industry = _industry(changed["industry_id"])
        if not policy.supervises(actor, industry):
            raise NotAllowed(_("You cannot hand an enterprise to an industry that your bureau does not supervise."))
    before = {name: getattr(enterprise, name) for name in changed}
    Enterprise.objects.filter(pk=enterprise.pk).update(**changed, updated_at=now, version=enterprise.version + 1)
    record(
        actor=actor,
        now=now,
        verb="update_enterprise",
        subject=enterprise,
        data={name: [before[name], value] for name, value in changed.items()},
    )
    return Enterprise.objects.select_related("industry", "region").get(pk=enterprise.pk)
