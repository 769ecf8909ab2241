"""The ledger of an enterprise as a frozen, numbered document."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.actor import system_actor
from accounts.models import Authority
from core import scope
from core.clock import day_of
from core.errors import RuleBroken
from core.policy import require
from documents import snapshots
from documents.actions import issue_document
from documents.choices import DJANGO_LANGUAGE, Kind, Language
from documents.models import Document
from enterprises.models import Enterprise
from hazards.selectors import competent_authority
from risks.ledger import policy, rules
from risks.ledger.actions.grammar import visible_enterprise
from risks.ledger.choices import Control, Level, MeasureKind
from risks.ledger.selectors import Line, all_lines

#: A ledger of more points is registered by place or workshop, not in one paper.
MOST_LINES = 1000


@transaction.atomic
def register_risk_ledger(
    *, actor, now: datetime, enterprise_id: uuid.UUID | str, language: str = Language.CHINESE
) -> Document:
    """Freeze the ledger as it stands and take a number for it: the enterprise's paper, registered with its authority.

    The document names who drew it up; the number is the authority's, so the platform takes it in its name.
    """
    enterprise = visible_enterprise(enterprise_id)
    require(policy.can_register_risk_ledger(actor, enterprise))
    lines = all_lines(enterprise, today=day_of(now), most=MOST_LINES + 1)
    if not lines:
        raise RuleBroken(_("The ledger is empty. Add risk points first; nothing was registered."))
    if len(lines) > MOST_LINES:
        raise RuleBroken(_("The ledger has more than %(n)s points; no paper is drawn up.") % {"n": MOST_LINES})
    issuer = _registrar(actor, enterprise)
    because = f"registers the risk ledger that {actor.person_name} ({actor.tenant_name}) hands in"
    return issue_document(
        actor=actor if actor.tenant_kind == "authority" else system_actor(because),
        now=now,
        kind=Kind.RISK_LEDGER,
        issuer=issuer,
        snapshot=_snapshot(actor, enterprise, issuer, lines, now=now, language=language),
        enterprise=enterprise,
        language=language,
    )


def _registrar(actor, enterprise: Enterprise) -> Authority:
    if actor.tenant_kind == "authority":
        return Authority.objects.select_related("region").get(pk=actor.tenant_id)
    with scope.everything(because="an enterprise hands its ledger in to the authority in charge"):
        found = competent_authority(enterprise)
    if found is None:
        raise RuleBroken(_("No authority is registered for this region yet. Nothing was registered."))
    return found


def _snapshot(
    actor, enterprise: Enterprise, issuer: Authority, lines: list[Line], *, now: datetime, language: str
) -> snapshots.RiskLedgerSnapshot:
    with override(DJANGO_LANGUAGE[language]):
        return snapshots.RiskLedgerSnapshot(
            issuer=snapshots.Issuer.of(issuer),
            unit=snapshots.Unit(
                name=enterprise.name,
                credit_code=enterprise.credit_code,
                address=enterprise.address,
                head=enterprise.principal_name,
                head_post=enterprise.principal_post,
            ),
            officers=[],
            signed_on=day_of(now).isoformat(),
            as_of=day_of(now).isoformat(),
            drawn_up_by=" · ".join(part for part in (actor.person_name, actor.capacity) if part),
            boundaries=rules.boundary_words(lines[0].boundaries),
            counts=_counts(lines),
            lines=[_line(line) for line in lines],
        )


def _counts(lines: list[Line]) -> dict[str, int]:
    counts = dict.fromkeys([*(str(colour) for colour in rules.COLOURS.values()), "none"], 0)
    for line in lines:
        counts[line.colour or "none"] += 1
    return counts


def _line(line: Line) -> snapshots.RiskLine:
    point = line.point
    return snapshots.RiskLine(
        no=point.label,
        name=point.name,
        place=" · ".join(part for part in (point.where, str(point.equipment or "")) if part),
        accidents=rules.shown("accidents", point.accidents),
        people="" if point.people_exposed is None else str(point.people_exposed),
        rating=_("directly red: %(reason)s") % {"reason": point.direct_red_reason} if point.direct_red else line.rating,
        level=str(Level(line.level).label),
        colour=line.colour,
        control=str(Control(rules.CONTROL_OF[line.level]).label),
        measures=[
            {
                "kind": str(MeasureKind(each.kind).label),
                "text": each.text,
                "owner": each.owner,
                "control": str(Control(each.control).label),
            }
            for each in line.measures
        ],
        reviewed_on=point.reviewed_on.isoformat(),
        next_review_on=line.next_review_on.isoformat(),
    )
