"""After the exposure: what the ladder exposes, what the units say, what became of the cases."""

import logging
import uuid
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actor import Actor
from audit.actions import record
from bulletins import content, policy, rules, selectors
from bulletins.actions.drafting import facts_of, tell_units
from bulletins.actions.grammar import locked
from bulletins.actions.releasing import entry_of, public_statement
from bulletins.choices import Ground, NoteKind, Status
from bulletins.models import Exposure, MediaLine, MediaStatement, Note, Publication, Statement
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from core.rules import anonymise
from hazards.choices import Status as HazardStatus
from rectification.ladder.choices import WITH_ENTERPRISE, EffectKind
from rectification.ladder.effects import claim_effects, put_off_effects, take_effects
from rectification.ladder.rules import POISON_PAUSE
from rectification.models import Effect
from regions.selectors import calendar_for

log = logging.getLogger("safeloop.bulletins")

SHORTEST = 4
BATCH = 200


def take_exposures(*, actor: Actor, now: datetime, limit: int = BATCH) -> int:
    """Put the cases on the boards whose ladder passed the rung of exposure; return how many.

    An effect is locked, its exposure has it as a unique key, and both are written together: repeating does no harm.
    One that cannot be exposed waits an hour and holds up nothing behind it.
    """
    require(policy.can_draft_bulletin(actor))
    with transaction.atomic():
        effects = claim_effects([EffectKind.EXPOSURE], now=now, most=limit)
        exposed = [effect for effect in effects if _exposed(effect, now)]
        take_effects(exposed, now=now)
        if exposed:
            record(
                actor=actor,
                now=now,
                verb="take_exposures",
                subject=exposed[0],
                data={"cases": [each.hazard.label for each in exposed]},
            )
    return len(exposed)


def _exposed(effect: Effect, now: datetime) -> bool:
    try:
        with transaction.atomic():
            _expose_effect(effect, now)
        return True
    except Exception as error:
        if not connection.is_usable():
            raise
        log.exception("Effect %s could not be exposed: %s", effect.pk, type(error).__name__)
        put_off_effects([effect], until=now + POISON_PAUSE)
        return False


def _expose_effect(effect: Effect, now: datetime) -> None:
    """Name whoever is late: the enterprise, or the authority that was to act. What is over meanwhile names nobody."""
    hazard, authority, watch = effect.hazard, effect.hazard.authority, effect.watch
    if watch.ended_at is not None:
        return
    calendar, today = calendar_for(authority.region_code), clock.day_of(now)
    item = content.items_of([hazard], today=today, calendar=calendar, level=len(authority.region_code))[0]
    until = rules.reply_until(today, selectors.schedule_of(authority).reply_days, calendar)
    by_enterprise = watch.kind in WITH_ENTERPRISE
    facts = facts_of(item) | {
        "due_on": watch.due_on.isoformat(),
        "days": max(0, -calendar.working_days_between(today, watch.due_on)),
    }
    if not by_enterprise:
        # Facts stay as they are said now, in the language of documents.
        with translation.override("zh-hans"):
            facts |= {
                "unit": authority.name_zh,
                "problem": f"{watch.get_kind_display()}（{hazard.label}）",
                "photos": [],
            }
    row = Exposure.objects.create(
        region_code=authority.region_code,
        enterprise_id=effect.enterprise_id,
        hazard=hazard,
        authority=authority,
        effect=effect,
        ground=Ground.LADDER if by_enterprise else Ground.DUTY,
        facts=facts,
        raised_at=now,
        reply_until=until if by_enterprise else None,
    )
    if by_enterprise:
        tell_units([row], now=now, authority=authority, reply_until=until)


def file_statement(
    *, actor: Actor, now: datetime, exposure_id: uuid.UUID, text: str, id: uuid.UUID | None = None
) -> Statement:
    """Answer an exposure (right of reply). Before the release it goes into what is released, afterwards beside it:
    on the public page of a bulletin and of an exposure in the media alike.

    A case that was exposed more than once is answered once: the statement is filed with each exposure in force. It is
    kept word for word; names of persons are covered where it becomes public. Idempotent on `id`.
    """
    if id and (known := Statement.objects.filter(pk=id, exposure=exposure_id).first()):
        return known
    with transaction.atomic():
        exposure = selectors.exposure_of(actor, exposure_id)
        require(policy.can_file_statement(actor, exposure))
        if exposure.withdrawn_at:
            raise Conflict(_("This exposure was withdrawn. There is nothing to answer any more."))
        said = anonymise(text.strip(), ())
        if len(said) < SHORTEST:
            raise RuleBroken(_("Say in a sentence what the readers should know."), fields={"text": _("Needed.")})
        statement = _file(actor, now, exposure, said[:1000], {"id": id} if id else {})
        for other in selectors.exposures_beside(actor, exposure):
            _file(actor, now, other, said[:1000], {})
    return statement


def _file(actor: Actor, now: datetime, exposure: Exposure, text: str, key: dict) -> Statement:
    statement = Statement.objects.create(
        **key,
        region_code=exposure.region_code,
        enterprise_id=exposure.enterprise_id,
        exposure=exposure,
        text=text,
        filed_at=now,
        filed_by=actor.snapshot(),
    )
    publication = (
        Publication.objects.filter(bulletin=exposure.bulletin_id, withdrawn_at=None).first()
        if exposure.bulletin_id
        else None
    )
    if publication is not None:
        public_statement(now=now, publication=publication, exposure=exposure, text=text)
    if exposure.batch_id:
        _beside_the_media(now, exposure, text)
    record(actor=actor, now=now, verb="file_statement", subject=statement, data={"exposure": str(exposure.pk)})
    return statement


def _beside_the_media(now: datetime, exposure: Exposure, text: str) -> None:
    """Set a statement beside a case that the media named already; before the release it goes into the case itself."""
    line = MediaLine.objects.filter(
        post__batch=exposure.batch_id, post__withdrawn_at=None, number=exposure.number
    ).first()
    if line is not None:
        MediaStatement.objects.create(
            region_code=line.region_code,
            enterprise_id=exposure.enterprise_id,
            line=line,
            text=content.covered(text, exposure),
            filed_at=now,
        )


def add_follow_up(
    *, actor: Actor, now: datetime, bulletin_id: uuid.UUID, entry: int, text: str, happened_on: date
) -> Note:
    """Add what became of a named case to the public page, without the names of persons."""
    with transaction.atomic():
        bulletin = locked(bulletin_id)
        require(policy.can_follow_up(actor, bulletin))
        publication = Publication.objects.filter(bulletin=bulletin).first()
        if bulletin.status != Status.RELEASED or publication is None:
            raise Conflict(_("Only a published bulletin gets follow-ups."))
        entries = {each["no"]: each for each in publication.content["entries"]}
        if entry and entry not in entries:
            raise NotVisible(_("The bulletin has no case with this number."))
        if happened_on > clock.day_of(now) or not text.strip():
            raise RuleBroken(_("Say what happened, on a day that is not in the future."))
        note = Note.objects.create(
            region_code=publication.region_code,
            publication=publication,
            kind=NoteKind.FOLLOW_UP,
            entry=entry,
            unit=entries[entry]["unit"] if entry else "",
            text=anonymise(text.strip(), content.names_in(bulletin))[:1000],
            happened_on=happened_on,
            added_at=now,
        )
        record(actor=actor, now=now, verb="follow_up_bulletin", subject=bulletin, data={"entry": entry})
    return note


def follow_closed_cases(*, actor: Actor, now: datetime, limit: int = BATCH) -> int:
    """Note on each public page which of its cases have been closed since; return how many were noted."""
    require(policy.can_draft_bulletin(actor))
    noted = 0
    public = Publication.objects.filter(bulletin=OuterRef("bulletin"), withdrawn_at=None)
    rows = (
        Exposure.objects.filter(
            Exists(public), ground=Ground.BULLETIN, withdrawn_at=None, hazard__status=HazardStatus.CLOSED
        )
        .exclude(Exists(Note.objects.filter(exposure=OuterRef("pk"), kind=NoteKind.RECTIFIED)))
        .select_related("hazard")
        .order_by("id")[:limit]
    )
    with transaction.atomic():
        for row in rows:
            publication = Publication.objects.get(bulletin=row.bulletin_id)
            _note, fresh = Note.objects.get_or_create(
                exposure=row,
                kind=NoteKind.RECTIFIED,
                defaults={
                    "publication": publication,
                    "region_code": publication.region_code,
                    "enterprise_id": row.enterprise_id,
                    "entry": entry_of(publication, row),
                    "unit": row.facts["unit"],
                    "happened_on": clock.day_of(row.hazard.closed_at),
                    "added_at": now,
                },
            )
            noted += fresh
    return noted
