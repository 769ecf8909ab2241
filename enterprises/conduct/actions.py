"""The only writers of licences, listings and accidents. The colours of safety codes follow within a minute."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.clock import day_of
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from enterprises.conduct import policy, rules
from enterprises.conduct.choices import Investigation, LicenceStatus
from enterprises.models import Accident, DishonestyListing, Enterprise, Licence


def _enterprise(pk: UUID) -> Enterprise:
    enterprise = Enterprise.objects.filter(pk=pk).first()
    if enterprise is None:
        raise NotVisible(_("There is no such enterprise within your reach."))
    return enterprise


def _locked(model, pk: UUID):
    row = model.objects.select_for_update(of=("self",)).select_related("enterprise").filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such entry within your reach."))
    return row


@transaction.atomic
def enter_licence(
    *,
    actor,
    now: datetime,
    enterprise_id: UUID,
    kind: str,
    number: str,
    issuer: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    title: str = "",
    replaces: UUID | None = None,
    licence_id: UUID | None = None,
) -> Licence:
    """Enter a licence; with `replaces` it renews another one, which must end earlier. Idempotent on `licence_id`.

    Raises `Conflict` where the same licence is held already, or what it replaces is no longer held.
    """
    enterprise = _enterprise(enterprise_id)
    require(policy.can_enter_licence(actor, enterprise))
    if licence_id and (known := Licence.objects.filter(pk=licence_id, enterprise=enterprise).first()):
        return known
    title = rules.words("title", title)
    number = rules.words("number", number, _("Enter the number of the licence."))
    issuer = rules.words("issuer", issuer, _("Say which authority issued it."))
    rules.check_licence(kind=kind, title=title, valid_from=valid_from, valid_to=valid_to)
    old = _ending(enterprise, replaces) if replaces else None
    if old:
        rules.check_renewal(kind=kind, before=old.kind, until=old.valid_to, valid_to=valid_to)
        _end(old, LicenceStatus.REPLACED, actor=actor, now=now)
    try:
        with transaction.atomic():
            licence = Licence.objects.create(
                id=licence_id or new_id(),
                region_code=enterprise.region_code,
                enterprise=enterprise,
                kind=kind,
                title=title,
                number=number,
                issuer=issuer,
                valid_from=valid_from,
                valid_to=valid_to,
                entered_at=now,
                entered_by=actor.snapshot(),
                changed_at=now,
            )
    except IntegrityError as error:
        raise Conflict(
            _("A licence of this kind and number is held already. Renew that one."),
            fields={"number": _("This number is there already.")},
        ) from error
    if old:
        old.replaced_by = licence
        old.save(update_fields=["replaced_by"])
    data = {"kind": kind, "number": number, "valid_to": valid_to, "replaces": old and str(old.pk)}
    record(actor=actor, now=now, verb="renew_licence" if old else "enter_licence", subject=licence, data=data)
    return licence


def _ending(enterprise: Enterprise, pk: UUID) -> Licence:
    old = _locked(Licence, pk)
    if old.enterprise_id != enterprise.pk:
        raise NotVisible(_("There is no such entry within your reach."))
    return old


def _end(licence: Licence, wanted: LicenceStatus, *, actor, now: datetime, reason: str = "") -> None:
    if not rules.may_become(licence.status, wanted):
        raise Conflict(_("This licence is no longer held: it was renewed or ended before. Nothing was changed."))
    licence.status, licence.ended_at, licence.ended_by, licence.end_reason = wanted, now, actor.snapshot(), reason
    licence.changed_at = now
    licence.save(update_fields=["status", "ended_at", "ended_by", "end_reason", "changed_at"])


@transaction.atomic
def end_licence(*, actor, now: datetime, licence_id: UUID, reason: str) -> Licence:
    """End a licence without another one: revoked, given up, or entered in error. It counts for no colour any more."""
    licence = _locked(Licence, licence_id)
    require(policy.can_end_licence(actor, licence.enterprise))
    said = rules.words("reason", reason, _("Say why: revoked, given up, or entered in error."))
    _end(licence, LicenceStatus.ENDED, actor=actor, now=now, reason=said)
    record(actor=actor, now=now, verb="end_licence", subject=licence, data={"reason": said, "number": licence.number})
    return licence


@transaction.atomic
def list_dishonest(
    *,
    actor,
    now: datetime,
    enterprise_id: UUID,
    authority: str,
    basis: str,
    listed_on: date,
    decision_no: str = "",
    off_on: date | None = None,
    listing_id: UUID | None = None,
) -> DishonestyListing:
    """Enter that an authority listed the enterprise as seriously dishonest, on which basis, from when and until when.

    Idempotent on `listing_id`.
    """
    enterprise = _enterprise(enterprise_id)
    require(policy.can_keep_dishonesty(actor, enterprise))
    if listing_id and (known := DishonestyListing.objects.filter(pk=listing_id, enterprise=enterprise).first()):
        return known
    rules.check_listing(listed_on=listed_on, off_on=off_on, today=day_of(now))
    row = DishonestyListing.objects.create(
        id=listing_id or new_id(),
        region_code=enterprise.region_code,
        enterprise=enterprise,
        authority=rules.words("authority", authority, _("Say which authority listed it.")),
        decision_no=rules.words("decision_no", decision_no),
        basis=rules.words("basis", basis, _("Name the provision on which the listing rests.")),
        listed_on=listed_on,
        off_on=off_on,
        entered_at=now,
        entered_by=actor.snapshot(),
        changed_at=now,
    )
    data = {"authority": row.authority, "basis": row.basis, "listed_on": listed_on, "off_on": off_on}
    record(actor=actor, now=now, verb="list_dishonest", subject=row, data=data)
    return row


@transaction.atomic
def lift_dishonesty(*, actor, now: datetime, listing_id: UUID, off_on: date, reason: str) -> DishonestyListing:
    """Enter on which day the enterprise was taken off the list, and why. Raises `Conflict` where it is off already."""
    row, today = _locked(DishonestyListing, listing_id), day_of(now)
    require(policy.can_keep_dishonesty(actor, row.enterprise))
    if not rules.is_listed(row.listed_on, row.off_on, today):
        raise Conflict(_("This listing is over already. Nothing was changed."))
    if not row.listed_on <= off_on <= today:
        sentence = _("The day lies between the listing and today.")
        raise RuleBroken(sentence, fields={"off_on": sentence})
    row.off_on, row.off_reason = off_on, rules.words("reason", reason, _("Say why it was taken off the list."))
    row.lifted_at, row.lifted_by, row.changed_at = now, actor.snapshot(), now
    row.save(update_fields=["off_on", "off_reason", "lifted_at", "lifted_by", "changed_at"])
    record(actor=actor, now=now, verb="lift_dishonesty", subject=row, data={"off_on": off_on, "reason": row.off_reason})
    return row


@transaction.atomic
def record_accident(
    *,
    actor,
    now: datetime,
    enterprise_id: UUID,
    occurred_on: date,
    summary: str,
    deaths: int = 0,
    injured: int = 0,
    place: str = "",
    accident_id: UUID | None = None,
) -> Accident:
    """Enter an accident; its investigation begins. Idempotent on `accident_id`."""
    enterprise = _enterprise(enterprise_id)
    require(policy.can_keep_accidents(actor, enterprise))
    if accident_id and (known := Accident.objects.filter(pk=accident_id, enterprise=enterprise).first()):
        return known
    rules.check_accident(occurred_on=occurred_on, deaths=deaths, injured=injured, today=day_of(now))
    row = Accident.objects.create(
        id=accident_id or new_id(),
        region_code=enterprise.region_code,
        enterprise=enterprise,
        occurred_on=occurred_on,
        place=rules.words("place", place),
        summary=rules.words("summary", summary, _("Say in a sentence what happened.")),
        deaths=deaths,
        injured=injured,
        entered_at=now,
        entered_by=actor.snapshot(),
        changed_at=now,
    )
    data = {"occurred_on": occurred_on, "deaths": deaths, "injured": injured}
    record(actor=actor, now=now, verb="record_accident", subject=row, data=data)
    return row


@transaction.atomic
def follow_accident(
    *,
    actor,
    now: datetime,
    accident_id: UUID,
    deaths: int,
    injured: int,
    investigation: str,
    conclusion: str = "",
    concluded_on: date | None = None,
    version: int | None = None,
) -> Accident:
    """Say how many died and were hurt by now, and where the investigation stands; each saying stays in the audit chain.

    An investigation that is taken up again has no conclusion. Raises `Conflict` for a stale `version`.
    """
    row, today = _locked(Accident, accident_id), day_of(now)
    require(policy.can_keep_accidents(actor, row.enterprise))
    if version is not None and version != row.version:
        raise Conflict(_("Somebody changed this entry meanwhile. Look at it as it is now; nothing was saved."))
    rules.check_accident(occurred_on=row.occurred_on, deaths=deaths, injured=injured, today=today)
    said = rules.words("conclusion", conclusion)
    rules.check_conclusion(
        investigation=investigation,
        conclusion=said,
        concluded_on=concluded_on,
        occurred_on=row.occurred_on,
        today=today,
    )
    over = investigation == Investigation.CONCLUDED
    row.deaths, row.injured, row.investigation = deaths, injured, investigation
    row.conclusion, row.concluded_on = (said, concluded_on) if over else ("", None)
    row.version, row.changed_at = row.version + 1, now
    row.save(
        update_fields=["deaths", "injured", "investigation", "conclusion", "concluded_on", "version", "changed_at"]
    )
    data = {
        "deaths": deaths,
        "injured": injured,
        "investigation": investigation,
        "conclusion": row.conclusion,
        "concluded_on": row.concluded_on,
    }
    record(actor=actor, now=now, verb="follow_accident", subject=row, data=data)
    return row
