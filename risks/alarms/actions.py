"""The only writers of alarms: raise, climb, acknowledge, act, report, make a hazard, close, and the plans."""

import logging
import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core import scope
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from enterprises.codes.choices import CodeKind
from enterprises.codes.selectors import name_of
from enterprises.models import Code, Enterprise
from evidence.models import Photo
from hazards.actions import record_hazard
from hazards.choices import Source
from hazards.models import Hazard
from notifications.actions import notify
from notifications.channels import available
from risks.alarms import policy
from risks.alarms.choices import AlarmKind, AlarmLevel, AlarmStatus, AlarmVerb, Openness
from risks.alarms.plans import (
    MOST_DEPARTMENTS,
    channels_of,
    departments_for,
    limits_of,
    openness_of,
    own_plan,
    plan_of,
    told_in,
)
from risks.alarms.rules import HIGHEST_ROUND, LEVELS, after, chosen_channels, climbs_at, may
from risks.alarms.selectors import code_to_alarm_from
from risks.models import Alarm, AlarmEvent, AlarmPlan

log = logging.getLogger(__name__)
BATCH = 200
LONGEST = 500


def raise_alarm(
    *,
    actor,
    now: datetime,
    code_id: uuid.UUID,
    kind: str,
    alarm_id: uuid.UUID | None = None,
    text: str = "",
    photo: Photo | None = None,
) -> Alarm:
    """Send an alarm from a code: the place is matched, and everybody of the plan is told at once, day or night.

    Sending the same `alarm_id` twice returns the first and tells nobody again. A photo of another enterprise, an ended
    label and an unknown kind are refused; nothing else stands in the way of an alarm.
    """
    with transaction.atomic():
        code, _name = code_to_alarm_from(code_id)
        enterprise = code.enterprise
        plan = plan_of(enterprise.pk, enterprise.region_code)
        require(policy.can_raise_alarm(actor, enterprise.pk, openness_of(plan)))
        if kind not in AlarmKind.values:
            sentence = _("Say what you see: one tap is enough.")
            raise RuleBroken(sentence, fields={"kind": sentence})
        key = alarm_id or new_id()
        if known := _known(key, enterprise):
            return known
        if photo is not None and photo.enterprise_id not in (None, enterprise.pk):
            raise RuleBroken(_("The photo is of another enterprise. Send the alarm without it."))
        level = LEVELS[AlarmKind(kind)]
        place = code.place or (code.equipment.place if code.equipment else None)
        alarm = Alarm(
            id=key,
            region_code=enterprise.region_code,
            enterprise=enterprise,
            code=code,
            place=place,
            equipment=code.equipment,
            where=_where(code, place),
            kind=kind,
            level=level,
            text=text.strip()[:LONGEST],
            photo=photo,
            raised_at=now,
            raised_by=actor.snapshot(),
            climbs_at=climbs_at(now, level, limits_of(plan)),
        )
        try:
            with transaction.atomic():
                alarm.save(force_insert=True)
        except IntegrityError:
            # Two copies of one message crossed on the way.
            if known := _known(key, enterprise):
                return known
            raise
        told = _tell(alarm, enterprise, plan, turn=1, now=now)
        _event(alarm, AlarmVerb.RAISE, actor=actor, now=now, text=alarm.text, told=told)
        return alarm


def _known(key: uuid.UUID, enterprise: Enterprise) -> Alarm | None:
    known = Alarm.objects.select_related("enterprise").filter(pk=key).first()
    if known is not None and known.enterprise_id != enterprise.pk:
        raise Conflict(_("This alarm's identifier is taken already. Send it anew."))
    return known


def _where(code: Code, place) -> str:
    if code.kind == CodeKind.ENTERPRISE:
        return code.enterprise.name
    return " · ".join(part for part in (place.name if place and place != code.place else "", name_of(code)) if part)


def _tell(alarm: Alarm, enterprise: Enterprise, plan: AlarmPlan | None, *, turn: int, now: datetime) -> int:
    return notify(
        now=now,
        memberships=told_in(min(turn, HIGHEST_ROUND), enterprise, plan),
        kind="alarm_raised" if turn == 1 else "alarm_unanswered",
        values={
            "enterprise": enterprise.name,
            "where": alarm.where,
            "what": str(AlarmKind(alarm.kind).label),
            "minutes": round((now - alarm.raised_at).total_seconds() / 60),
        },
        subject=alarm,
        key=f"alarm:{alarm.pk}:{turn}",
        channels=channels_of(plan),
    )


def _event(alarm: Alarm, verb: AlarmVerb, *, actor, now: datetime, text: str = "", told: int = 0) -> AlarmEvent:
    number = AlarmEvent.objects.filter(alarm=alarm).count() + 1
    return AlarmEvent.objects.create(
        region_code=alarm.region_code,
        enterprise_id=alarm.enterprise_id,
        alarm=alarm,
        number=number,
        verb=verb,
        to_status=alarm.status,
        at=now,
        actor=actor.snapshot(),
        text=text[:LONGEST],
        told=told,
    )


def _advance(actor, now: datetime, alarm: Alarm, verb: AlarmVerb, *, text: str = "", told: int = 0, **more) -> Alarm:
    if not may(verb, alarm.status):
        raise Conflict(
            _("The alarm stands at “%(status)s” now, so this cannot be done. Nothing was changed.")
            % {"status": AlarmStatus(alarm.status).label}
        )
    alarm.status = after(verb, alarm.status)
    alarm.version += 1
    alarm.climbs_at = alarm.climbs_at if alarm.status == AlarmStatus.RAISED else None
    for name, value in more.items():
        setattr(alarm, name, value)
    alarm.save(update_fields=["status", "version", "climbs_at", *more])
    _event(alarm, verb, actor=actor, now=now, text=text, told=told)
    return alarm


def _locked(alarm_id: uuid.UUID) -> Alarm:
    alarm = Alarm.objects.select_for_update(of=("self",)).select_related("enterprise").filter(pk=alarm_id).first()
    if alarm is None:
        raise NotVisible(_("There is no such alarm within your reach."))
    return alarm


@transaction.atomic
def acknowledge_alarm(*, actor, now: datetime, alarm_id: uuid.UUID) -> Alarm:
    """Answer for an alarm: from now on it climbs no further. Of two at once, the first answers."""
    alarm = _locked(alarm_id)
    require(policy.can_answer_alarm(actor, alarm))
    return _advance(actor, now, alarm, AlarmVerb.ACKNOWLEDGE)


def _words(text: str, sentence: str) -> str:
    words = text.strip()[:LONGEST]
    if not words:
        raise RuleBroken(sentence, fields={"text": sentence})
    return words


@transaction.atomic
def act_on_alarm(*, actor, now: datetime, alarm_id: uuid.UUID, text: str) -> Alarm:
    """Say what is being done."""
    alarm = _locked(alarm_id)
    require(policy.can_answer_alarm(actor, alarm))
    return _advance(actor, now, alarm, AlarmVerb.ACT, text=_words(text, _("Say what is being done.")))


@transaction.atomic
def report_on_alarm(*, actor, now: datetime, alarm_id: uuid.UUID, text: str) -> Alarm:
    """Report how things stand."""
    alarm = _locked(alarm_id)
    require(policy.can_answer_alarm(actor, alarm))
    return _advance(actor, now, alarm, AlarmVerb.REPORT, text=_words(text, _("Say how things stand.")))


@transaction.atomic
def make_hazard(*, actor, now: datetime, alarm_id: uuid.UUID, description: str = "") -> Hazard:
    """Record what the alarm showed as a hazard, with its place and photo; it then takes the hazard's own way."""
    alarm = _locked(alarm_id)
    require(policy.can_close_alarm(actor, alarm))
    if alarm.hazard_id:
        return alarm.hazard
    words = description.strip() or f"{AlarmKind(alarm.kind).label}: {alarm.where}. {alarm.text}".strip()
    hazard = record_hazard(
        actor=actor,
        now=now,
        enterprise=alarm.enterprise,
        description=words,
        source=Source.SELF_CHECK if actor.tenant_kind == "enterprise" else Source.SIGNAL,
        place=alarm.place,
        equipment=alarm.equipment,
        place_text=alarm.where,
        before_photos=[alarm.photo] if alarm.photo else (),
    )
    _advance(actor, now, alarm, AlarmVerb.MAKE_HAZARD, text=hazard.label, hazard=hazard)
    return hazard


@transaction.atomic
def close_alarm(*, actor, now: datetime, alarm_id: uuid.UUID, reason: str) -> Alarm:
    """Close an alarm with the reason; its timeline stays."""
    alarm = _locked(alarm_id)
    require(policy.can_close_alarm(actor, alarm))
    words = _words(reason, _("Say why it is over: what it was, and what was done."))
    alarm = _advance(actor, now, alarm, AlarmVerb.CLOSE, text=words, closed_at=now, close_reason=words)
    record(actor=actor, now=now, verb="close_alarm", subject=alarm, data={"reason": words})
    return alarm


def climb_alarms(*, actor, now: datetime, limit: int = BATCH) -> int:
    """Tell the next level of each alarm that nobody has acknowledged in time; return how many climbed.

    Each alarm is locked and moved on in one transaction with its notices, whose keys name the round: two clocks, or a
    clock that was late, tell each round once. Past the highest round the same people are told again, never nobody.
    """
    with scope.everything(because="alarms that nobody answers climb, whosever they are"):
        due = list(Alarm.objects.filter(climbs_at__lte=now).order_by("climbs_at").values_list("pk", flat=True)[:limit])
    return sum(_climbed(actor, pk, now) for pk in due)


def _climbed(actor, pk: uuid.UUID, now: datetime) -> int:
    """Have one alarm climb; one that cannot holds up none behind it, and is tried again at the next run."""
    try:
        return _climb(actor, pk, now)
    except Exception as error:
        if not connection.is_usable():
            raise
        log.exception("Alarm %s could not climb: %s", pk, type(error).__name__)
        return 0


def _climb(actor, pk: uuid.UUID, now: datetime) -> int:
    with transaction.atomic(), scope.everything(because="an alarm that nobody answers climbs to the level above"):
        alarm = (
            Alarm.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("enterprise")
            .filter(pk=pk, climbs_at__lte=now)
            .first()
        )
        if alarm is None:
            return 0
        plan = plan_of(alarm.enterprise_id, alarm.region_code)
        turn = alarm.turn + 1
        told = _tell(alarm, alarm.enterprise, plan, turn=turn, now=now)
        _advance(
            actor,
            now,
            alarm,
            AlarmVerb.CLIMB,
            told=told,
            turn=turn,
            climbs_at=climbs_at(now, alarm.level, limits_of(plan)),
        )
        return 1


@transaction.atomic
def set_alarm_plan(
    *,
    actor,
    now: datetime,
    openness: str,
    authorities: list[uuid.UUID],
    channels: Iterable[str] = (),
    **minutes: int,
) -> AlarmPlan:
    """Set who is told: an enterprise's leaders for it, the head of an authority for its region.

    `channels` are those by which an alarm goes out at once, all of them where none is named; the inbox always has it.
    A department outside the region's own path is refused: its officers could not see the alarm. Each plan that held
    stands whole in the audit chain.
    """
    require(policy.can_keep_alarm_plan(actor))
    if openness not in Openness.values:
        raise RuleBroken(_("Say who may send an alarm."), fields={"openness": _("Say who may send an alarm.")})
    if set(authorities) - {each.pk for each in departments_for(actor.region_code)}:
        sentence = _("Name departments of your own region or above it: others cannot see the alarm.")
        raise RuleBroken(sentence, fields={"authorities": sentence})
    if len(authorities) > MOST_DEPARTMENTS:
        sentence = _("Name at most %(n)s departments.") % {"n": MOST_DEPARTMENTS}
        raise RuleBroken(sentence, fields={"authorities": sentence})
    chosen = chosen_channels(channels, available())
    enterprise = actor.tenant_id if actor.tenant_kind == "enterprise" else None
    data = {"openness": openness, "authorities": authorities, "channels": chosen, **minutes}
    # An enterprise that moved takes its plan along.
    whose = {} if enterprise else {"region_code": actor.region_code}
    row, _made = AlarmPlan.objects.update_or_create(
        **whose,
        enterprise_id=enterprise,
        defaults={"region_code": actor.region_code, **data, "set_at": now, "set_by": actor.snapshot()},
    )
    record(actor=actor, now=now, verb="set_alarm_plan", subject=row, data=data)
    return row


@transaction.atomic
def remove_alarm_plan(*, actor, now: datetime) -> None:
    """Give the own plan back: from now on that of the nearest region up the tree holds. It stays in the audit chain."""
    require(policy.can_keep_alarm_plan(actor))
    row = own_plan(actor)
    if row is None:
        raise NotVisible(_("You have set no plan of your own: that of the region above holds already."))
    data = {
        "openness": row.openness,
        "authorities": row.authorities,
        "channels": row.channels,
        **{f"minutes_{level}": getattr(row, f"minutes_{level}") for level in AlarmLevel.values},
    }
    record(actor=actor, now=now, verb="remove_alarm_plan", subject=row, data=data)
    row.delete()
