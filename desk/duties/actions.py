"""Acts on duties that need what stands beside checklists: evidence for an answer, a document for an extract."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Authority
from checklists.duties import actions as duties
from checklists.duties import policy, selectors
from checklists.duties.choices import DutyVerb, Punctuality
from checklists.models import Duty, DutyEvent
from core.clock import day_of
from core.errors import RuleBroken
from core.ids import new_id
from core.policy import require
from documents.actions import issue_document
from documents.choices import DJANGO_LANGUAGE, Kind
from documents.models import Document
from documents.snapshots import DutyExtractSnapshot, Issuer, Unit
from enterprises.models import Enterprise
from evidence.actions import receive_photo
from evidence.choices import Purpose
from evidence.models import Photo

MOST_PHOTOS = 9
#: An extract of more rows is cut by days, enterprise or person: nobody reads a longer paper.
MOST_LINES = 500


def answer_duty(*, actor: Actor, now: datetime, duty_id: UUID, photos: Sequence[UUID] = (), **values: Any) -> Duty:
    """Record what became of a duty with photos that the actor has sent; see `checklists.duties.actions.answer_duty`."""
    require(policy.can_do_duty(actor))
    wanted = set(photos)
    if len(wanted) > MOST_PHOTOS:
        raise RuleBroken(_("At most %(n)s photos belong to one duty.") % {"n": MOST_PHOTOS})
    if wanted:
        own = Photo.objects.filter(pk__in=wanted, uploaded_by=actor.person_id).count()
        if own != len(wanted):
            raise RuleBroken(_("A photo has not arrived yet, or is not yours. Send it again; nothing was recorded."))
    return duties.answer_duty(actor=actor, now=now, duty_id=duty_id, photos=photos, **values)


@transaction.atomic
def answer_with_pictures(
    *, actor: Actor, now: datetime, duty_id: UUID, pictures: Iterable[Any] = (), **values: Any
) -> Duty:
    """Take pictures in as evidence and record the answer with them, both or neither."""
    require(policy.can_do_duty(actor))
    own = Enterprise.objects.filter(pk=actor.tenant_id).first() if actor.tenant_kind == "enterprise" else None
    kept = [
        receive_photo(actor=actor, now=now, id=new_id(), data=picture.read(), purpose=Purpose.SCENE, enterprise=own)
        for picture in pictures
    ]
    return answer_duty(actor=actor, now=now, duty_id=duty_id, photos=[photo.pk for photo in kept], **values)


@transaction.atomic
def issue_extract(
    *, actor: Actor, now: datetime, rows: QuerySet[Duty], first: date, last: date, language: str = ""
) -> Document:
    """Issue rows of the duty ledger as a frozen, numbered document of the actor's authority."""
    require(policy.can_issue_duty_extract(actor))
    found = list(rows.as_ledger().order_by("due_on", "id")[: MOST_LINES + 1])
    if not found:
        raise RuleBroken(_("No duty fell due in these days. Nothing was issued."))
    if len(found) > MOST_LINES:
        raise RuleBroken(
            _("An extract holds at most %(n)s rows. Narrow the filter to fewer days, one enterprise or one person.")
            % {"n": MOST_LINES}
        )
    issuer = Authority.objects.select_related("region").get(pk=actor.tenant_id)
    figures = selectors.figures_of(rows, now=now)
    enterprises = {row.enterprise_id: row.enterprise for row in found if row.enterprise_id}
    one = next(iter(enterprises.values())) if len(enterprises) == 1 else None
    language = language or ("zh" if (get_language() or "").startswith("zh") else "en")
    with override(DJANGO_LANGUAGE[language]):
        snapshot = DutyExtractSnapshot(
            issuer=Issuer.of(issuer, phone=issuer.phone),
            unit=Unit(name=one.name if one else issuer.region.name),
            officers=[],
            signed_on=day_of(now).isoformat(),
            first=first.isoformat(),
            last=last.isoformat(),
            as_of=localtime(now).strftime("%Y-%m-%dT%H:%M"),
            figures={
                "total": figures.total,
                "done": figures.done,
                "done_late": figures.done_late,
                "missed": figures.missed,
                "not_applicable": figures.not_applicable,
                "outage": figures.outage,
                "waiting": figures.waiting,
                "share": "–" if figures.share is None else f"{figures.share:.1f}%",
            },
            lines=list(_lines(found, now=now)),
        )
    return issue_document(
        actor=actor,
        now=now,
        kind=Kind.DUTY_EXTRACT,
        issuer=issuer,
        snapshot=snapshot,
        enterprise=one,
        language=language,
    )


def _lines(found: Sequence[Duty], *, now: datetime) -> Iterator[dict[str, str]]:
    """Yield the rows as text: item, basis, list and version, person with the post as recorded, times of both clocks."""
    kept: dict[UUID, DutyEvent] = {}
    outcomes = DutyEvent.objects.filter(duty__in=[row.pk for row in found]).exclude(verb=DutyVerb.ALARMED)
    for event in outcomes.order_by("number"):
        kept[event.duty_id] = event
    names = selectors.bearers_of(found, day=day_of(now))
    for number, row in enumerate(found, start=1):
        event = kept.get(row.pk)
        who = event.bearer if event else {}
        clocked = row.punctuality(now) if row.waits else None
        standing = row.get_status_display()
        if clocked and clocked != Punctuality.AHEAD:
            standing = str(clocked.label)
        yield {
            "no": str(number),
            "due_on": row.due_on.isoformat(),
            "period": row.occasion or row.period,
            "duty": str(row.item),
            "basis": row.item.basis,
            "list": row.list_label,
            "post": who.get("post") or row.post_name,
            "person": who.get("person") or names.get(row.pk, ""),
            "tenant": who.get("tenant") or (row.enterprise.name if row.enterprise_id else ""),
            "standing": standing + ("*" if row.drawn_up_late else ""),
            "result": row.get_result_display() if row.result else "",
            "note": event.note if event else "",
            "recorded_at": _moment(event.at if event else None),
            "device_at": _moment(event.device_at if event else None),
        }


def _moment(value: datetime | None) -> str:
    return localtime(value).strftime("%Y-%m-%d %H:%M:%S") if value else ""
