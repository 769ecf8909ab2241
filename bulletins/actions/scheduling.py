"""The monthly draft of each authority that asked for it."""

import logging
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Authority
from accounts.selectors import members_of_authority
from audit.actions import record
from bulletins import policy, rules
from bulletins.actions.drafting import draw_up, expose
from bulletins.choices import Scope, Source
from bulletins.models import Schedule
from core import clock
from core.errors import RuleBroken
from core.policy import require
from core.roles import Role
from notifications.actions import notify

log = logging.getLogger("safeloop.bulletins")

LIMITS = {"least_days": (1, 365), "reply_days": (1, 60), "public_months": (1, 36)}


def keep_schedule(*, actor: Actor, now: datetime, day_of_month: int | None, which: str, **periods: int) -> Schedule:
    """Set on which day of each month a draft is drawn up (None: never), of which cases, and the periods."""
    require(policy.can_keep_bulletin_schedule(actor))
    if day_of_month is not None and not 1 <= day_of_month <= 28:
        raise RuleBroken(_("Choose a day from 1 to 28."), fields={"day_of_month": _("From 1 to 28.")})
    if which not in Scope.values:
        raise RuleBroken(_("Choose which hazards are named."))
    for name, (least, most) in LIMITS.items():
        if not least <= periods[name] <= most:
            words = _("From %(least)s to %(most)s.") % {"least": least, "most": most}
            raise RuleBroken(words, fields={name: words})
    values: dict[str, Any] = {"day_of_month": day_of_month, "scope": which, **periods}
    with transaction.atomic():
        authority = Authority.objects.get(pk=actor.tenant_id)
        before = Schedule.objects.select_for_update(of=("self",)).filter(authority=authority).first()
        if day_of_month is not None and (before is None or before.day_of_month is None):
            # Months in which none was asked for are not caught up; the month before is the first.
            anew = rules.month_before(rules.month_before(clock.day_of(now))[1])[0]
            values["last_period"] = max(anew, before.last_period if before else "")
        schedule, _fresh = Schedule.objects.update_or_create(
            authority=authority,
            defaults=values | {"region_code": authority.region_code, "changed_at": now, "changed_by": actor.snapshot()},
        )
        record(actor=actor, now=now, verb="keep_bulletin_schedule", subject=schedule, data=values)
    return schedule


def draw_up_monthly(*, actor: Actor, now: datetime) -> int:
    """Draw up and expose last month's bulletin of each authority whose day has come; return how many.

    Months that passed while the clock stood still are caught up, oldest first and once each. The schedule's row is
    locked and remembers the month, and the month is unique for an authority: repeating does no harm. A month without
    overdue cases is remembered too.
    """
    require(policy.can_draft_bulletin(actor))
    today, drawn = clock.day_of(now), 0
    last = rules.month_before(today)
    with transaction.atomic():
        due = (
            Schedule.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(
                Q(day_of_month__lte=today.day, last_period__lt=last[0])
                | Q(day_of_month__isnull=False, last_period__gt="", last_period__lt=rules.month_before(last[1])[0])
            )
            .select_related("authority")
            .order_by("id")[:50]
        )
        for schedule in due:
            drawn += _catch_up(actor, now, schedule, today)
    return drawn


def _catch_up(actor: Actor, now: datetime, schedule: Schedule, today: date) -> int:
    """Draw up what is due of one schedule, month by month; return how many bulletins there were."""
    drawn = 0
    for month in rules.months_due(schedule.last_period, today=today, day_of_month=schedule.day_of_month):
        try:
            with transaction.atomic():
                drawn += _draw(actor, now, schedule, month)
                schedule.last_period = month[0]
                schedule.save(update_fields=["last_period"])
        except Exception as error:
            if not connection.is_usable():
                raise
            # Tried again at the next run, before any later month; the other authorities do not wait for it.
            log.exception("The bulletin of schedule %s was not drawn up: %s", schedule.pk, type(error).__name__)
            break
    return drawn


def _draw(actor: Actor, now: datetime, schedule: Schedule, month: tuple[str, date, date]) -> int:
    key, first, last = month
    try:
        bulletin = draw_up(
            actor=actor,
            now=now,
            authority=schedule.authority,
            least_days=schedule.least_days,
            which=schedule.scope,
            period_from=first,
            period_to=last,
            source=Source.MONTHLY,
            period_key=key,
            late_on=min(clock.day_of(now), rules.day_after(last, schedule.day_of_month)),
        )
    except RuleBroken:
        return 0
    expose(actor=actor, now=now, bulletin_id=bulletin.pk)
    notify(
        now=now,
        memberships=members_of_authority(schedule.authority_id, {Role.HEAD, Role.CLERK}),
        kind="bulletin_drawn_up",
        values={"title": bulletin.title_zh, "count": len(bulletin.items)},
        subject=bulletin,
        key=f"bulletin_drawn_up:{bulletin.pk}",
    )
    return 1
