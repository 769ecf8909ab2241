"""The writers of duties besides the clock: answer, hand over, stand in, man a post, ask for an occasion's duties."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.choices import MembershipStatus
from accounts.models import Membership
from audit.actions import record
from checklists.choices import Frequency, VersionStatus
from checklists.duties import policy, rules, selectors, statements
from checklists.duties.choices import DutyStatus, HoldingKind, Rhythm
from checklists.models import Binding, ChecklistVersion, Duty, DutyClock, DutyEvent, Holding
from core.clock import day_of
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from enterprises.models import Post

MOST_BINDINGS = 500
LATEST_DUE = timedelta(days=90)


@transaction.atomic
def answer_duty(
    *,
    actor: Actor,
    now: datetime,
    duty_id: UUID,
    result: str,
    note: str = "",
    photos: Sequence[UUID] = (),
    device_at: datetime | None = None,
    event_id: UUID | None = None,
) -> Duty:
    """Record what became of a duty: done in time, done late, or not applicable with its reason.

    Idempotent on `event_id`, which the device may make. A missed duty can be made up for; its miss stays in the
    ledger. The caller has made sure that `photos` are the actor's evidence.
    """
    require(policy.can_do_duty(actor))
    if event_id and (known := DutyEvent.objects.filter(pk=event_id).select_related("duty").first()):
        if known.duty_id != duty_id:
            raise Conflict(_("This answer was already recorded for another duty. Load your list again."))
        return known.duty
    duty = _locked_duty(duty_id)
    day = day_of(now)
    bearer = selectors.bearer_of(duty, day=day)
    answering = duty.bearer_id if duty.status == DutyStatus.MISSED and duty.bearer_id else bearer and bearer.pk
    require(policy.can_answer_duty(actor, bearer_id=answering))
    if duty.opens_at > now:
        raise RuleBroken(_("This duty begins later. Nothing was recorded."))
    status = rules.answered(duty.status, result, due_at=duty.due_at, now=now)
    rules.check_answer(result=result, note=note, photos=len(photos), photo_required=duty.item.photo_required)
    duty.status, duty.result, duty.decided_at = status, result, now
    duty.version += 1
    duty.bearer_id, duty.bearer_person_id = actor.membership_id, actor.person_id
    duty.alarm_at = None
    duty.save(update_fields=["status", "result", "decided_at", "version", "bearer", "bearer_person", "alarm_at"])
    DutyEvent.objects.create(
        **({"id": event_id} if event_id else {}),
        region_code=duty.region_code,
        enterprise_id=duty.enterprise_id,
        duty=duty,
        number=duty.version,
        verb=status,
        result=result,
        note=note.strip(),
        photos=list(photos),
        at=now,
        device_at=device_at,
        bearer=actor.snapshot() | {"post": duty.post_name or actor.post_title},
        actor=actor.snapshot(),
    )
    return duty


def _locked_duty(duty_id: UUID) -> Duty:
    found = (
        Duty.objects.select_for_update(of=("self",))
        .select_related("item", "binding__post", "binding__membership__person", "handed_to", "enterprise")
        .filter(pk=duty_id)
        .first()
    )
    if found is None:
        raise NotVisible(_("There is no such duty, or it is not yours to see."))
    return found


# --- Who holds a post ------------------------------------------------------------------------------------------------


def _seat(actor: Actor, key: UUID) -> tuple[Post | None, Membership | None]:
    """Lock and return the post or the seat with a key, of the actor's own organisation."""
    post = Post.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if post is not None:
        require(policy.can_hand_over_post(actor, post.enterprise_id))
        return post, None
    seat = Membership.objects.filter(pk=key).first()
    if seat is None:
        raise NotVisible(_("There is no such post, or it is not your organisation's."))
    require(policy.can_hand_over_post(actor, seat.tenant_id))
    return None, Membership.objects.select_for_update(of=("self",)).get(pk=key)


def _member(actor: Actor, membership_id: UUID, tenant_id: UUID) -> Membership:
    found = Membership.objects.select_related("person").filter(pk=membership_id, status=MembershipStatus.ACTIVE).first()
    if found is None or found.tenant_id != tenant_id:
        raise RuleBroken(_("Choose an active member of the same organisation. Nothing was saved."))
    return found


@transaction.atomic
def hand_over_post(
    *, actor: Actor, now: datetime, post_id: UUID, membership_id: UUID, from_on: date, note: str = ""
) -> Holding:
    """Let somebody hold a post (or the seat of a member) from a day on; who held it before ends on that day.

    Duties that are open then go on with the post: they are the new holder's. The day cannot lie in the past.
    """
    require(policy.can_hand_over_post(actor))
    post, seat = _seat(actor, post_id)
    tenant = post.enterprise_id if post else seat.tenant_id
    holder = _member(actor, membership_id, tenant)
    if from_on < day_of(now):
        raise RuleBroken(_("A post is handed over today or on a later day. Nothing was saved."))
    held = Holding.objects.select_for_update().filter(post=post, seat=seat, kind=HoldingKind.HOLDER)
    if held.filter(from_on__gte=from_on, from_on__gt=day_of(now)).exists():
        raise Conflict(
            _("A handover of this post on that day or a later one is recorded already. Choose a day after it.")
        )
    current = held.filter(until_on=None).first()
    if current is not None and current.membership_id == membership_id:
        return current
    if current is not None:
        held.filter(pk=current.pk).update(until_on=max(from_on, current.from_on), ended_by=actor.snapshot())
    made = Holding.objects.create(
        region_code=post.region_code if post else seat.region_code,
        enterprise_id=post.enterprise_id if post else seat.enterprise_id,
        post=post,
        seat=seat,
        kind=HoldingKind.HOLDER,
        membership=holder,
        person_name=holder.person.name,
        from_on=from_on,
        note=note.strip(),
        recorded_at=now,
        recorded_by=actor.snapshot(),
    )
    record(
        actor=actor,
        now=now,
        verb="hand_over_post",
        subject=made,
        data={"post": str(post_id), "to": str(membership_id), "from_on": from_on.isoformat()},
    )
    return made


@transaction.atomic
def record_absence(
    *,
    actor: Actor,
    now: datetime,
    post_id: UUID,
    membership_id: UUID,
    from_on: date,
    last_on: date,
    note: str,
) -> Holding:
    """Name who stands in for a post from a day to a last day; the duties due on these days are the substitute's."""
    require(policy.can_hand_over_post(actor))
    post, seat = _seat(actor, post_id)
    substitute = _member(actor, membership_id, post.enterprise_id if post else seat.tenant_id)
    rules.check_absence(from_on, last_on, today=day_of(now))
    if not note.strip():
        raise RuleBroken(_("Say why the holder is away; it stands in the ledger."), fields={"note": _("Needed.")})
    until = last_on + timedelta(days=1)
    overlapping = Holding.objects.filter(post=post, seat=seat, kind=HoldingKind.SUBSTITUTE).filter(
        from_on__lt=until, until_on__gt=from_on
    )
    if overlapping.exists():
        raise Conflict(_("Somebody stands in on some of these days already. End that first, or choose other days."))
    made = Holding.objects.create(
        region_code=post.region_code if post else seat.region_code,
        enterprise_id=post.enterprise_id if post else seat.enterprise_id,
        post=post,
        seat=seat,
        kind=HoldingKind.SUBSTITUTE,
        membership=substitute,
        person_name=substitute.person.name,
        from_on=from_on,
        until_on=until,
        note=note.strip(),
        recorded_at=now,
        recorded_by=actor.snapshot(),
    )
    with connection.cursor() as cursor:
        cursor.execute(statements.HAND_OVER_BY_HOLDING, {"now": now, "holding": made.pk})
    record(
        actor=actor,
        now=now,
        verb="record_absence",
        subject=made,
        data={"post": str(post_id), "to": str(membership_id), "from_on": from_on.isoformat(), "last": str(last_on)},
    )
    return made


@transaction.atomic
def end_absence(*, actor: Actor, now: datetime, holding_id: UUID) -> Holding:
    """End a substitution today: what is due from today on goes back to the holder."""
    require(policy.can_hand_over_post(actor))
    found = Holding.objects.select_for_update(of=("self",)).filter(pk=holding_id).select_related("seat").first()
    if found is None or found.kind != HoldingKind.SUBSTITUTE:
        raise NotVisible(_("There is no such substitution, or it is not your organisation's."))
    require(policy.can_hand_over_post(actor, found.enterprise_id or found.seat.tenant_id))
    today = day_of(now)
    if found.until_on <= today:
        raise Conflict(_("This substitution has ended already."))
    found.until_on = max(today, found.from_on)
    found.ended_by = actor.snapshot()
    found.save(update_fields=["until_on", "ended_by"])
    with connection.cursor() as cursor:
        values = {"now": now, "holding": found.pk, "until": found.until_on, "actor": _json(actor)}
        cursor.execute(statements.TAKE_BACK, values)
    record(actor=actor, now=now, verb="end_absence", subject=found, data={"until": found.until_on.isoformat()})
    return found


def _json(actor: Actor) -> str:
    return json.dumps(actor.snapshot(), ensure_ascii=False)


# --- How a post is manned, and what an occasion demands ---------------------------------------------------------------


def _own_binding(actor: Actor, binding_id: UUID) -> Binding:
    found = Binding.objects.select_related("membership").filter(pk=binding_id).first()
    if found is None:
        raise NotVisible(_("This list is not bound to a post of your organisation any more."))
    return found


@transaction.atomic
def man_post(*, actor: Actor, now: datetime, binding_id: UUID, rhythm: str, shifts: Sequence[int] = ()) -> DutyClock:
    """Set on which days and in which shifts a post is manned. It holds for the periods that open from now on."""
    require(policy.can_man_post(actor))
    binding = _own_binding(actor, binding_id)
    require(policy.can_man_post(actor, binding.tenant_id))
    if rhythm not in Rhythm.values:
        raise RuleBroken(_("These days are not known. Nothing was saved."))
    hours = rules.check_shifts(shifts)
    with connection.cursor() as cursor:
        cursor.execute(statements.WIND_UP_ONE, {"binding": binding_id})
    clock = DutyClock.objects.select_for_update().filter(binding=binding).first()
    if clock is None:
        raise Conflict(_("This list binds nobody any more. Nothing was saved."))
    clock.rhythm, clock.shifts = rhythm, list(hours)
    if clock.attention_at is not None and clock.attention_at > now:
        # Nothing has opened since the last look: a shift of today that the new hours put before now is nobody's.
        clock.done_until, clock.attention_at = now, rules.next_look(now, hours, binding.ends_on)
    clock.save(update_fields=["rhythm", "shifts", "done_until", "attention_at"])
    record(actor=actor, now=now, verb="man_post", subject=clock, data={"rhythm": rhythm, "shifts": list(hours)})
    return clock


@transaction.atomic
def raise_occasion(
    *,
    actor: Actor,
    now: datetime,
    occasion_id: UUID,
    binding_ids: Sequence[UUID],
    occasion: str,
    due_at: datetime,
) -> int:
    """Ask for what lists demand on an event (fire work, a typhoon warning); return how many duties were drawn up.

    Idempotent on `occasion_id`, which names the period of these duties.
    """
    require(policy.can_raise_occasion(actor))
    if not occasion.strip():
        raise RuleBroken(_("Name the occasion."), fields={"occasion": _("Needed.")})
    if not now < due_at <= now + LATEST_DUE:
        raise RuleBroken(_("The time must lie ahead, within ninety days."), fields={"due_at": _("Choose another.")})
    today = day_of(now)
    bindings = list(
        Binding.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), pk__in=binding_ids, starts_on__lte=today)
        .select_related("membership")
        .order_by("pk")[:MOST_BINDINGS]
    )
    if not bindings:
        raise RuleBroken(_("Choose at least one post."), fields={"bindings": _("Needed.")})
    for binding in bindings:
        require(policy.can_raise_occasion(actor, binding.tenant_id))
    in_force = ChecklistVersion.objects.filter(
        status__in=[VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED],
        effective_from__lte=today,
        checklist__in=[binding.checklist_id for binding in bindings],
    ).order_by("checklist", "-effective_from", "-number")
    versions = {row.checklist_id: row for row in in_force.distinct("checklist").prefetch_related("items")}
    due_on = day_of(due_at - timedelta(seconds=1))
    made = [
        Duty(
            region_code=binding.region_code,
            enterprise_id=binding.enterprise_id,
            binding=binding,
            item=item,
            item_key=item.identity,
            frequency=Frequency.EVENT,
            period=str(occasion_id),
            occasion=occasion.strip()[:120],
            opens_at=now,
            due_at=due_at,
            closes_at=due_at + rules.GRACE[Frequency.EVENT],
            due_on=due_on,
            generated_at=now,
        )
        for binding in bindings
        if binding.checklist_id in versions
        for item in versions[binding.checklist_id].items.all()
        if item.frequency == Frequency.EVENT
    ]
    if not made:
        raise RuleBroken(_("The lists of these posts demand nothing on an occasion. Nothing was drawn up."))
    before = Duty.objects.filter(binding__in=bindings, period=str(occasion_id)).count()
    Duty.objects.bulk_create(made, ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute(statements.HAND_OVER_OF_BINDINGS, {"now": now, "bindings": [binding.pk for binding in bindings]})
    record(
        actor=actor,
        now=now,
        verb="raise_occasion",
        subject=bindings[0],
        data={"occasion": occasion.strip(), "posts": len(bindings), "due_at": due_at.isoformat()},
    )
    return len(made) - before
