"""What the notices of listed supervision say on paper: their snapshots for the documents app."""

from datetime import datetime

from core.clock import day_of
from core.text import lines
from documents import snapshots
from hazards.models import Hazard
from rectification.listing import wording
from rectification.listing.rules import Periods
from rectification.models import Listing, Plan
from rectification.papers import basis_of


def _issuer(listing: Listing, contact: str) -> snapshots.Issuer:
    body = listing.body
    return snapshots.Issuer.of(body, address=body.address, phone=body.phone, contact=contact)


def _unit(listing: Listing) -> snapshots.Unit:
    body = listing.supervised
    return snapshots.Unit(name=_name(listing, body), address=body.address)


def _name(listing: Listing, authority) -> str:
    return authority.name_zh if listing.language == "zh" else authority.name_en or authority.name_zh


def _hazard(hazard: Hazard) -> snapshots.ListedHazard:
    return snapshots.ListedHazard(
        number=hazard.label,
        unit=hazard.enterprise.name,
        description=hazard.description,
        place=str(hazard.place) if hazard.place_id else hazard.place_text,
        criterion=hazard.criterion_id or "",
        basis=basis_of(hazard),
    )


def _plan(hazard: Hazard) -> snapshots.FiveFixed | None:
    plan = Plan.objects.filter(hazard=hazard, superseded_at=None).first()
    if plan is None:
        return None
    return snapshots.FiveFixed(
        responsible=" ".join(part for part in (plan.responsible_unit, plan.responsible_person) if part),
        measures=plan.measures,
        funds=f"{plan.funds:,.2f}".removesuffix(".00") if plan.funds is not None else "",
        funds_source=plan.funds_source,
        finish_on=plan.finish_on.isoformat() if plan.finish_on else "",
        interim=plan.interim_measures,
        contingency=plan.contingency_plan,
    )


def _copies(listing: Listing) -> list[str]:
    hazard, found = listing.hazard, [listing.hazard.enterprise.name]
    if hazard.authority_id not in (listing.supervised_id, listing.body_id):
        found.append(_name(listing, hazard.authority))
    return found


def listing_snapshot(listing: Listing, *, actor, now: datetime, periods: Periods) -> dict:
    """Return what the listing notice is made of."""
    hazard, language = listing.hazard, listing.language
    before = listing.raised_from
    return snapshots.ListingNoticeSnapshot(
        issuer=_issuer(listing, actor.person_name),
        unit=_unit(listing),
        officers=[],
        signed_on=day_of(now).isoformat(),
        title=wording.listing_title(language, hazard.enterprise.name),
        ground=wording.ground(language, listing.ground),
        hazard=_hazard(hazard),
        plan=_plan(hazard),
        leader=listing.leader,
        due_on=listing.due_on.isoformat(),
        requirements=lines(listing.requirements) or wording.requirements(language),
        publish_days=periods.publish_days,
        delist_days=periods.announce_days,
        copies_to=_copies(listing),
        earlier=before.document.printed_number if before and before.document_id else "",
    ).data()


def delisting_snapshot(listing: Listing, *, actor, now: datetime, periods: Periods) -> dict:
    """Return what the notice that lifts a listing is made of."""
    hazard, language = listing.hazard, listing.language
    return snapshots.DelistingNoticeSnapshot(
        issuer=_issuer(listing, actor.person_name),
        unit=_unit(listing),
        officers=[],
        signed_on=day_of(now).isoformat(),
        title=wording.delisting_title(language, hazard.enterprise.name),
        notice_number=listing.document.printed_number,
        notice_on=day_of(listing.listed_at).isoformat(),
        hazard=_hazard(hazard),
        assessor=listing.assessor,
        accepted_on=listing.accepted_on.isoformat(),
        accepted_by=listing.accepted_by.get("tenant") or _name(listing, hazard.authority),
        members=lines(listing.members),
        conclusion=listing.conclusion,
        publish_days=periods.announce_days,
        copies_to=_copies(listing),
    ).data()
