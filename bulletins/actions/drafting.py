"""From overdue cases to a draft, and onto the boards of the region."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Authority
from accounts.selectors import members_of_enterprise
from audit.actions import record
from bulletins import content, policy, rules, selectors
from bulletins.actions.grammar import become, locked, same_version
from bulletins.choices import Ground, Scope, Source, Status
from bulletins.models import Bulletin, Exposure
from core import clock
from core.errors import Conflict, RuleBroken
from core.policy import require
from core.roles import ENTERPRISE_LEADERS
from core.rules import anonymise
from notifications.actions import notify
from regions.models import Region
from regions.selectors import calendar_for

TEXTS = ("title_zh", "title_en", "addressees", "good_zh", "good_en", "requirements_zh", "requirements_en")


def draw_up(
    *,
    actor: Actor,
    now: datetime,
    authority: Authority | None = None,
    least_days: int = rules.LEAST_DAYS,
    which: str = Scope.ALL,
    period_from: date | None = None,
    period_to: date | None = None,
    source: str = Source.HAND,
    period_key: str = "",
    late_on: date | None = None,
    id: uuid.UUID | None = None,
) -> Bulletin:
    """Draw up a draft of the cases that are so many working days past their deadline, with figures as of now.

    `late_on` is the day on which they had to be late already: of a bulletin that is caught up, the day on which it
    should have been drawn up. Idempotent on `id`. Raises RuleBroken where no case is to be named.
    """
    require(policy.can_draft_bulletin(actor))
    if id and (known := Bulletin.objects.filter(pk=id).first()):
        return known
    authority = authority or Authority.objects.get(pk=actor.tenant_id)
    today = clock.day_of(now)
    if not 1 <= least_days <= 365 or which not in Scope.values:
        raise RuleBroken(_("Choose from how many working days late on a case is named: 1 to 365."))
    first, last = period_from or today.replace(day=1), period_to or today
    if first > last or last > today:
        raise RuleBroken(_("The period must begin before it ends, and not end in the future."))
    calendar = calendar_for(authority.region_code)
    cases = list(selectors.cases_to_name(authority, today=today, late_on=late_on, least_days=least_days, which=which))
    if not cases:
        raise RuleBroken(
            _("No case is %(n)s working days past its deadline. There is nothing to name.") % {"n": least_days}
        )
    items = content.items_of(cases, today=today, calendar=calendar, level=len(authority.region_code))
    region = Region.objects.get(pk=authority.region_code)
    zh, en = rules.default_titles(region_zh=region.name_zh, region_en=region.name_en, first=first, last=last)
    with transaction.atomic():
        bulletin = Bulletin.objects.create(
            **({"id": id} if id else {}),
            region_code=authority.region_code,
            authority=authority,
            source=source,
            period_key=period_key,
            period_from=first,
            period_to=last,
            as_of=now,
            title_zh=zh,
            title_en=en,
            requirements_zh=rules.REQUIREMENTS_ZH,
            requirements_en=rules.REQUIREMENTS_EN,
            figures=selectors.figures(authority, first=first, last=last, today=today),
            items=items,
            typical=rules.pick_typical(items),
            drawn_at=now,
            drawn_by=actor.snapshot(),
        )
        record(actor=actor, now=now, verb="draw_up_bulletin", subject=bulletin, data={"cases": len(items)})
    return bulletin


def edit_draft(
    *,
    actor: Actor,
    now: datetime,
    bulletin_id: uuid.UUID,
    texts: Mapping[str, str],
    typical: Iterable[int] | None = None,
    left_out: Iterable[int] | None = None,
    photos_off: Iterable[str] = (),
    version: int | None = None,
) -> Bulletin:
    """Change the words, the typical cases, and which cases are left out; the cases themselves stay as they were drawn.

    Possible until the first release. `photos_off` are keys of photos that are taken out (somebody's face, a secret).
    """
    with transaction.atomic():
        bulletin = locked(bulletin_id)
        require(policy.can_draft_bulletin(actor, bulletin))
        same_version(bulletin, version)
        if not selectors.is_editable(bulletin):
            raise Conflict(_("This bulletin was released by one person. Send it back before you change it."))
        names = content.names_in(bulletin)
        for name in TEXTS:
            if name in texts:
                longest = Bulletin._meta.get_field(name).max_length or 5000
                setattr(bulletin, name, anonymise(str(texts[name]).strip(), names)[:longest])
        if not bulletin.title_zh or not bulletin.title_en:
            raise RuleBroken(_("A bulletin needs a title in both languages."))
        _choose(bulletin, typical, left_out)
        if off := set(photos_off):
            for item in bulletin.items:
                item["photos"] = [photo for photo in item["photos"] if photo["photo"] not in off]
        bulletin.version += 1
        bulletin.save(update_fields=[*TEXTS, "left_out", "typical", "items", "version"])
        if bulletin.status == Status.EXPOSED:
            _lift_left_out(bulletin, now)
        record(actor=actor, now=now, verb="edit_bulletin", subject=bulletin, data={"left_out": bulletin.left_out})
    return bulletin


def _choose(bulletin: Bulletin, typical: Iterable[int] | None, left_out: Iterable[int] | None) -> None:
    """Set which cases are told at length and which are left out."""
    numbers, before = {item["no"] for item in bulletin.items}, set(bulletin.left_out)
    out = before if left_out is None else set(left_out) & numbers
    if bulletin.status == Status.EXPOSED and before - out:
        raise RuleBroken(_("A case that left the boards cannot come back in this bulletin. Draw up another one."))
    if out == numbers:
        raise RuleBroken(_("A bulletin names at least one case."))
    told = set(bulletin.typical if typical is None else typical) & numbers - out
    bulletin.left_out, bulletin.typical = sorted(out), sorted(told)[: rules.MOST_TYPICAL]


def _lift_left_out(bulletin: Bulletin, now: datetime) -> None:
    """What is no longer named leaves the boards too."""
    bulletin.exposures.filter(number__in=bulletin.left_out, withdrawn_at=None).update(
        withdrawn_at=now, withdraw_reason=_("The authority no longer names this case.")
    )


def expose(*, actor: Actor, now: datetime, bulletin_id: uuid.UUID, version: int | None = None) -> Bulletin:
    """Put the cases on the boards of the region at once, and tell the named units until when they are heard."""
    with transaction.atomic():
        bulletin = locked(bulletin_id)
        require(policy.can_expose(actor, bulletin))
        same_version(bulletin, version)
        today, schedule = clock.day_of(now), selectors.schedule_of(bulletin.authority)
        bulletin.exposed_at = now
        bulletin.reply_until = rules.reply_until(today, schedule.reply_days, calendar_for(bulletin.region_code))
        become(bulletin, Status.EXPOSED, "exposed_at", "reply_until")
        out = set(bulletin.left_out)
        rows = Exposure.objects.bulk_create(
            [
                Exposure(
                    region_code=bulletin.region_code,
                    enterprise_id=uuid.UUID(item["enterprise"]),
                    hazard_id=uuid.UUID(item["hazard"]),
                    authority_id=bulletin.authority_id,
                    bulletin=bulletin,
                    ground=Ground.BULLETIN,
                    number=item["no"],
                    facts=facts_of(item),
                    raised_at=now,
                    reply_until=bulletin.reply_until,
                )
                for item in bulletin.items
                if item["no"] not in out
            ]
        )
        tell_units(rows, now=now, authority=bulletin.authority, reply_until=bulletin.reply_until)
        record(actor=actor, now=now, verb="expose_bulletin", subject=bulletin, data={"cases": len(rows)})
    return bulletin


def facts_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a board shows of a case."""
    names = (
        "label", "unit", "region_zh", "region_en", "place", "problem", "criterion", "grade", "regulator_zh",
        "regulator_en", "due_on", "days", "photos",
    )  # fmt: skip
    return {name: item[name] for name in names}


def tell_units(rows: list[Exposure], *, now: datetime, authority: Authority, reply_until: date) -> None:
    """Tell the leaders of each named unit, once, with the first of its cases as the subject."""
    first: dict[Any, Exposure] = {}
    for row in rows:
        first.setdefault(row.enterprise_id, row)
    for enterprise, row in first.items():
        notify(
            now=now,
            memberships=members_of_enterprise(enterprise, ENTERPRISE_LEADERS),
            kind="unit_exposed",
            values={"authority": authority.name_zh, "reply_on": reply_until, "problem": row.facts["problem"][:80]},
            subject=row,
            key=f"unit_exposed:{row.pk}",
        )
