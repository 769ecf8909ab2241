"""Planning, starting and cancelling a visit."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.choices import MembershipStatus
from accounts.models import Membership
from audit.actions import record
from checklists.choices import VersionStatus
from checklists.models import ChecklistVersion
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from enterprises.models import Enterprise, Equipment, Place
from evidence.actions import NONCE_LIFE
from inspections import policy, rules
from inspections.actions.shared import enterprise_of, locked
from inspections.choices import Method, Signatory, VisitKind, VisitStatus
from inspections.models import Signature, Visit, VisitOfficer
from notifications.actions import notify

#: The basis that stands in the record when nobody states another one.
ORDINARY_BASIS = "《中华人民共和国安全生产法》第六十五条"
#: The same for a round of the enterprise itself.
OWN_BASIS = "《中华人民共和国安全生产法》第四十一条第二款"

#: So long a phone may hold back the start of a visit: as long as its photos count as taken inside the page.
LONGEST_OFFLINE = NONCE_LIFE


@dataclass(frozen=True)
class Member:
    """A member of the team as handed in: by membership, or typed for somebody of another body."""

    membership: uuid.UUID | None = None
    name: str = ""
    certificate_no: str = ""
    unit: str = ""
    capacity: str = Signatory.OFFICER
    id: uuid.UUID | None = None


def plan_visit(
    *,
    actor,
    now: datetime,
    enterprise_id: uuid.UUID,
    method: str,
    planned_on: date,
    officers: Sequence[Member],
    basis: str = "",
    plan_no: str = "",
    checklist_version_id: uuid.UUID | None = None,
    language: str = "zh",
    visit_id: uuid.UUID | None = None,
    place_id: uuid.UUID | None = None,
    equipment_id: uuid.UUID | None = None,
) -> Visit:
    """Plan a visit and name its officers. The same `visit_id` a second time changes nothing.

    Somebody of an enterprise plans a round of it: `officers` are then its people, `method` is "self".
    Raises `NotAllowed`, `NotVisible`, `RuleBroken` (a day in the past, nobody named).
    """
    with transaction.atomic():
        require(policy.can_plan_visit(actor))
        if visit_id and (known := Visit.objects.filter(pk=visit_id).first()):
            # Sent again, perhaps days later: its day may lie in the past by now, its list may have gone on.
            return known
        enterprise = _to_visit(actor, enterprise_id)
        kind, method = _kind_of(actor, method)
        place, equipment = _where(enterprise, place_id, equipment_id)
        if planned_on < clock.day_of(now):
            raise RuleBroken(
                _("The planned day lies in the past. Nothing was saved; choose today or later."),
                fields={"planned_on": _("Choose today or later.")},
            )
        if not officers:
            raise RuleBroken(
                _("Name at least one officer. Nothing was saved."), fields={"officers": _("Name an officer.")}
            )
        visit = Visit(
            pk=visit_id or new_id(),
            region_code=enterprise.region_code,
            enterprise=enterprise,
            authority_id=actor.tenant_id if actor.tenant_kind == "authority" else None,
            kind=kind,
            method=method,
            basis=basis.strip() or (OWN_BASIS if kind == VisitKind.SELF else ORDINARY_BASIS),
            place=place,
            equipment=equipment,
            place_checked=_named(place, equipment),
            plan_no=plan_no.strip(),
            status=VisitStatus.PLANNED,
            checklist_version=_asked_version(checklist_version_id, clock.day_of(now)),
            language=language,
            planned_on=planned_on,
            created_at=now,
            created_by=actor.snapshot(),
        )
        twin = _write(visit)
        if twin is not None:
            return twin
        _enlist(visit, enterprise, officers, actor)
        notify(
            now=now,
            memberships=[member.membership for member in officers if member.membership],
            kind="round_assigned" if kind == VisitKind.SELF else "visit_assigned",
            values={"enterprise": enterprise.name, "visit_on": planned_on},
            subject=visit,
            key=f"visit_assigned:{visit.pk}",
        )
        record(
            actor=actor, now=now, verb="visit.planned", subject=visit, data={"planned_on": planned_on, "method": method}
        )
    return visit


def start_visit(
    *,
    actor,
    now: datetime,
    visit_id: uuid.UUID,
    enterprise_id: uuid.UUID | None = None,
    method: str = Method.ROUTINE,
    basis: str = "",
    plan_no: str = "",
    checklist_version_id: uuid.UUID | None = None,
    officers: Sequence[Member] = (),
    language: str = "zh",
    place_checked: str = "",
    device_started_at: datetime | None = None,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    place_id: uuid.UUID | None = None,
    equipment_id: uuid.UUID | None = None,
) -> Visit:
    """Start a planned visit, or one on the spot, under the id that the client made. Repeating it changes nothing.

    The acting officer is always of the team. What somebody of an enterprise starts is a round of it.
    Raises `NotAllowed` without a certificate or when others are named for
    the planned visit, `RuleBroken` when an officer lacks a certificate, `Conflict` when it is finished or cancelled.
    """
    with transaction.atomic():
        visit = Visit.objects.select_for_update(of=("self",)).filter(pk=visit_id).first()
        if visit is None:
            require(policy.can_start_visit(actor))
            enterprise = _to_visit(actor, enterprise_id)
            kind, method = _kind_of(actor, method)
            place, equipment = _where(enterprise, place_id, equipment_id)
            visit = Visit(
                pk=visit_id,
                region_code=enterprise.region_code,
                enterprise=enterprise,
                authority_id=actor.tenant_id if actor.tenant_kind == "authority" else None,
                kind=kind,
                method=method,
                basis=basis.strip() or (OWN_BASIS if kind == VisitKind.SELF else ORDINARY_BASIS),
                place=place,
                equipment=equipment,
                place_checked=_named(place, equipment),
                plan_no=plan_no.strip(),
                language=language,
                created_at=now,
                created_by=actor.snapshot(),
            )
            listed = any(member.membership == actor.membership_id for member in officers)
            named = [*([] if listed else [Member(membership=actor.membership_id)]), *officers]
        else:
            visit, team = locked(visit_id, actor)
            require(policy.can_start_visit(actor, team))
            if visit.status == VisitStatus.UNDER_WAY:
                return visit
            if visit.status != VisitStatus.PLANNED:
                raise Conflict(_("This visit is finished or cancelled and cannot begin again. Start a new one."))
            enterprise = _to_visit(actor, visit.enterprise_id)
            named = list(officers)
        wanted = checklist_version_id or visit.checklist_version_id
        visit.checklist_version = version_in_force(wanted, clock.day_of(now), begun=device_started_at, now=now)
        visit.status = VisitStatus.UNDER_WAY
        visit.started_at = now
        visit.device_started_at = device_started_at
        visit.latitude, visit.longitude = latitude, longitude
        visit.place_checked = place_checked.strip() or visit.place_checked
        if visit.kind == VisitKind.OFFICIAL:
            visit.site_head_name = visit.site_head_name or enterprise.principal_name
            visit.site_head_post = visit.site_head_post or enterprise.principal_post
            visit.site_head_phone = visit.site_head_phone or enterprise.principal_phone
        twin = _write(visit)
        if twin is not None:
            return twin
        _enlist(visit, enterprise, named, actor)
        record(actor=actor, now=now, verb="visit.started", subject=visit, data={"method": str(visit.method)})
    return visit


def _to_visit(actor, enterprise_id: uuid.UUID | str | None) -> Enterprise:
    """Return the enterprise that is visited; for its own people always their own."""
    if actor.tenant_kind != "enterprise":
        return enterprise_of(enterprise_id)
    if enterprise_id is not None and str(enterprise_id) != str(actor.tenant_id):
        raise NotVisible(_("There is no such enterprise in your area. Nothing was saved; search for it again."))
    return enterprise_of(actor.tenant_id)


def _kind_of(actor, method: str) -> tuple[VisitKind, Method]:
    """Return whose visit it is: that follows from who acts, never from what was handed in."""
    if actor.tenant_kind == "enterprise":
        return VisitKind.SELF, Method.SELF
    if method == Method.SELF:
        sentence = _("A self-inspection is done by the enterprise itself. Choose another method; nothing was saved.")
        raise RuleBroken(sentence, fields={"method": sentence})
    return VisitKind.OFFICIAL, Method(method)


def _where(
    enterprise: Enterprise, place_id: uuid.UUID | None, equipment_id: uuid.UUID | None
) -> tuple[Place | None, Equipment | None]:
    """Return the chosen place and equipment of the enterprise."""
    equipment = Equipment.objects.filter(pk=equipment_id, enterprise=enterprise).select_related("place").first()
    place = Place.objects.filter(pk=place_id, enterprise=enterprise).first()
    if (place_id and place is None) or (equipment_id and equipment is None):
        raise RuleBroken(_("This place or equipment does not belong to the enterprise. Nothing was saved."))
    return place or (equipment.place if equipment else None), equipment


def _named(place: Place | None, equipment: Equipment | None) -> str:
    return " · ".join(each.name for each in (place, equipment) if each)[:200]


def _write(visit: Visit) -> Visit | None:
    """Store a visit that begins; return the one that the same start, sent twice at once, has written meanwhile."""
    if not visit._state.adding:
        visit.save()
        return None
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError as error:
        twin = Visit.objects.filter(pk=visit.pk).first()
        if twin is None:  # somebody else's visit, which the wall hides
            raise Conflict(_("This visit cannot begin under this id. Nothing was saved; start a new one.")) from error
        return twin
    return None


def cancel_visit(*, actor, now: datetime, visit_id: uuid.UUID, reason: str) -> Visit:
    """Cancel a planned visit, or one under way that nobody has signed. Its findings stay readable."""
    with transaction.atomic():
        visit, team = locked(visit_id, actor)
        require(policy.can_cancel_visit(actor, visit, team))
        if visit.status == VisitStatus.CANCELLED:
            return visit
        if not reason.strip():
            raise RuleBroken(_("Give the reason why the visit is cancelled."), fields={"reason": _("Give the reason.")})
        signed = Signature.objects.filter(visit=visit, superseded_at=None).exists()
        if visit.status == VisitStatus.FINISHED or signed:
            raise Conflict(_("Somebody has signed this visit already: it can only be finished. Nothing was changed."))
        visit.status, visit.cancel_reason = VisitStatus.CANCELLED, reason.strip()
        visit.version += 1
        visit.save(update_fields=["status", "cancel_reason", "version"])
        record(actor=actor, now=now, verb="visit.cancelled", subject=visit, data={"reason": visit.cancel_reason})
    return visit


def version_in_force(
    version_id: uuid.UUID | str | None, day: date, *, begun: datetime | None = None, now: datetime | None = None
) -> ChecklistVersion | None:
    """Return the published version of the list that `version_id` belongs to: it may have moved on since the plan.

    A visit that a phone began without a connection (`begun`, by its clock) keeps the version that was published then.
    """
    if version_id is None:
        return None
    asked = ChecklistVersion.objects.filter(pk=version_id).first()
    current = (
        asked
        and ChecklistVersion.objects.filter(checklist_id=asked.checklist_id, status=VersionStatus.PUBLISHED).first()
    )
    if current and begun and now and asked.status == VersionStatus.SUPERSEDED and asked.published_at:
        published_then = asked.published_at <= begun < (current.published_at or now)
        if published_then and now - begun <= LONGEST_OFFLINE:
            return asked
    if current is None or (current.effective_from and current.effective_from > day):
        raise RuleBroken(
            _("This checklist is not in force. Nothing was saved; choose another one."),
            fields={"checklist_version": _("Choose a checklist that is in force.")},
        )
    return current


def _asked_version(version_id: uuid.UUID | str | None, day: date) -> ChecklistVersion | None:
    """Return the version that a plan names, provided that its list is in force; the start takes the one of its day."""
    current = version_in_force(version_id, day)
    return current and ChecklistVersion.objects.get(pk=version_id)


def _enlist(visit: Visit, enterprise: Enterprise, members: Sequence[Member], actor) -> None:
    """Write the team; whoever is in it already stays as they are."""
    rows = list(VisitOfficer.objects.filter(visit=visit))
    known = {row.membership_id for row in rows if row.membership_id} | {row.certificate_no for row in rows}
    known -= {""}
    wanted = [member.membership for member in members if member.membership]
    memberships = {
        row.pk: row
        for row in Membership.objects.filter(pk__in=wanted, status=MembershipStatus.ACTIVE).select_related(
            "person", "authority", "agency", "enterprise"
        )
    }
    for member in members:
        row = _officer(visit, enterprise, member, memberships, len(rows))
        if known & {row.membership_id, row.certificate_no} - {None, ""}:
            continue
        known |= {row.membership_id, row.certificate_no}
        rows.append(row)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(_("This officer is named already under this id. Nothing was saved.")) from error


def _capacity(visit: Visit, member: Member, held: Membership | None) -> str:
    if visit.kind == VisitKind.SELF:
        return Signatory.CHECKER
    return Signatory.EXPERT if held and held.agency_id else member.capacity


def _officer(visit: Visit, enterprise: Enterprise, member: Member, memberships: dict, position: int) -> VisitOfficer:
    held = memberships.get(member.membership)
    own = visit.kind == VisitKind.SELF
    if own and (held is None or held.enterprise_id != enterprise.pk):
        raise RuleBroken(
            _("A round is done by people of the enterprise only. Nothing was saved; choose some of them."),
            fields={"officers": _("Choose people of the enterprise.")},
        )
    if member.membership and held is None:
        raise RuleBroken(
            _("An officer you named has no active membership within your reach. Nothing was saved; choose another."),
            fields={"officers": _("Choose another officer.")},
        )
    officer = VisitOfficer(
        pk=member.id or new_id(),
        region_code=visit.region_code,
        enterprise=enterprise,
        visit=visit,
        membership=held,
        person_id=held.person_id if held else None,
        name=held.person.name if held else member.name.strip(),
        unit=held.tenant.name if held else member.unit.strip(),
        certificate_no=(held.certificate_no if held else member.certificate_no).strip(),
        capacity=_capacity(visit, member, held),
        position=position,
    )
    facts = rules.OfficerFacts(officer.pk, officer.name, officer.certificate_no, officer.capacity)
    if officer.capacity == Signatory.OFFICER and not (officer.name and rules.counts_as_officer(facts)):
        raise RuleBroken(
            _("%(name)s has no certificate number and cannot count as an officer. Nothing was saved.")
            % {"name": officer.name or _("An officer")},
            fields={"officers": _("Each officer needs a name and a certificate number.")},
        )
    return officer
