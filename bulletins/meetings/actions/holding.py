"""A meeting is called, cancelled, or recorded with numbered minutes."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Authority, Membership
from accounts.selectors import members_of_authority, members_of_enterprise
from audit.actions import record
from bulletins import content, selectors
from bulletins.actions.drafting import facts_of
from bulletins.actions.grammar import reason_of
from bulletins.choices import Capacity, MeetingStatus
from bulletins.meetings import policy, rules
from bulletins.meetings.papers import minutes_snapshot
from bulletins.models import Commitment, Meeting, MeetingCase, Publication, Speaker
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from core.roles import ENTERPRISE_LEADERS, Role
from documents.actions import issue_document
from documents.choices import DJANGO_LANGUAGE, Kind, Language
from hazards.models import Hazard
from notifications.actions import notify
from regions.selectors import calendar_for


def call_meeting(
    *,
    actor: Actor,
    now: datetime,
    title: str,
    held_at: datetime,
    place: str,
    chair: str,
    hazards: Iterable[uuid.UUID],
    leaders: Sequence[Mapping[str, str]] = (),
    bulletin: uuid.UUID | None = None,
    language: str = Language.CHINESE,
    id: uuid.UUID | None = None,
) -> Meeting:
    """Call a meeting on overdue cases: the heads of their enterprises and the responsible regulators must come.

    `leaders`: {"name", "post"} each. Those called are told at once. Idempotent on `id`.
    """
    require(policy.can_call_meeting(actor))
    if id and (known := Meeting.objects.filter(pk=id).first()):
        return known
    title, place, chair = title.strip()[:120], place.strip()[:120], chair.strip()[:80]
    if not (title and place and chair) or language not in Language.values:
        raise RuleBroken(_("Give the meeting a title, a place and a chair."))
    if held_at <= now:
        sentence = _("A meeting is called for a time that is still to come.")
        raise RuleBroken(sentence, fields={"held_at": sentence})
    authority, today = Authority.objects.get(pk=actor.tenant_id), clock.day_of(now)
    found = selectors.overdue_cases(authority, hazards, today=today)
    if not 1 <= len(found) <= rules.MOST_CASES or len(leaders) > rules.MOST_LEADERS:
        raise RuleBroken(_("Choose 1 to %(most)s cases.") % {"most": rules.MOST_CASES})
    if bulletin is not None:
        selectors.bulletin_of(bulletin)
    items = content.items_of(
        found, today=today, calendar=calendar_for(authority.region_code), level=len(authority.region_code)
    )
    with transaction.atomic():
        meeting = Meeting.objects.create(
            **({"id": id} if id else {}),
            region_code=authority.region_code,
            authority=authority,
            bulletin_id=bulletin,
            title=title,
            language=language,
            held_at=held_at,
            place=place,
            chair=chair,
            called_at=now,
            called_by=actor.snapshot(),
        )
        MeetingCase.objects.bulk_create(
            MeetingCase(
                region_code=hazard.region_code,
                enterprise_id=hazard.enterprise_id,
                meeting=meeting,
                hazard=hazard,
                number=item["no"],
                facts=facts_of(item),
            )
            for hazard, item in zip(found, items, strict=True)
        )
        speakers = Speaker.objects.bulk_create(_speakers(meeting, found, leaders))
        _tell(meeting, speakers, now=now, kind="meeting_called", values={
            "authority": authority.name_zh,
            "title": title,
            "held_on": clock.day_of(held_at),
            "place": place,
        })  # fmt: skip
        data = {"cases": len(items), "speakers": len(speakers)}
        record(actor=actor, now=now, verb="call_meeting", subject=meeting, data=data)
    return meeting


def _speakers(meeting: Meeting, hazards: list[Hazard], leaders: Sequence[Mapping[str, str]]) -> list[Speaker]:
    """The head of each named enterprise, each responsible regulator, then the leaders, in the order of the cases."""
    enterprises = {hazard.enterprise_id: hazard for hazard in hazards}
    regulators = {hazard.authority_id: hazard for hazard in hazards}
    rows = []
    # Words on paper stand in the language of the document.
    with translation.override(DJANGO_LANGUAGE[meeting.language]):
        for hazard in enterprises.values():
            firm = hazard.enterprise
            rows.append(
                Speaker(
                    region_code=hazard.region_code,
                    enterprise=firm,
                    capacity=Capacity.ENTERPRISE,
                    unit=firm.name[:120],
                    name=(firm.principal_name or firm.legal_representative or _("Head"))[:60],
                    post=_("Principal"),
                )
            )
        for hazard in regulators.values():
            office = hazard.authority
            head = next(iter(members_of_authority(office.pk, {Role.HEAD})), None)
            inside = office.region_code.startswith(meeting.region_code)
            rows.append(
                Speaker(
                    region_code=office.region_code if inside else meeting.region_code,
                    authority=office,
                    capacity=Capacity.REGULATOR,
                    unit=(office.name_zh if meeting.language == Language.CHINESE else office.name_en)[:120],
                    name=(head.person.name if head else _("Head"))[:60],
                    post=head.post_title[:80] if head else "",
                )
            )
    region = meeting.authority.region
    rows += [
        Speaker(
            region_code=meeting.region_code,
            capacity=Capacity.LEADER,
            unit=(region.name_zh if meeting.language == Language.CHINESE else region.name_en)[:120],
            name=str(leader["name"]).strip()[:60],
            post=str(leader.get("post", "")).strip()[:80],
        )
        for leader in leaders
    ]
    for number, row in enumerate(rows, 1):
        row.meeting, row.number = meeting, number
    return rows


def _tell(
    meeting: Meeting, speakers: Iterable[Speaker], *, now: datetime, kind: str, values: Mapping[str, Any]
) -> None:
    for speaker in speakers:
        members = members_for(speaker, meeting)
        notify(
            now=now, memberships=members, kind=kind, values=dict(values), subject=speaker, key=f"{kind}:{speaker.pk}"
        )


def members_for(speaker: Speaker, meeting: Meeting) -> list[Membership]:
    """Return who is told for a speaker: nobody for leaders and for the authority that holds the meeting itself."""
    if speaker.enterprise_id:
        return list(members_of_enterprise(speaker.enterprise_id, ENTERPRISE_LEADERS))
    if speaker.authority_id and speaker.authority_id != meeting.authority_id:
        return list(members_of_authority(speaker.authority_id, {Role.HEAD, Role.CLERK}))
    return []


def _locked(meeting_id: uuid.UUID, version: int | None) -> Meeting:
    row = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("authority", "bulletin")
        .filter(pk=meeting_id)
        .first()
    )
    if row is None:
        raise NotVisible(_("There is no such meeting here."))
    if version is not None and version != row.version:
        raise Conflict(
            _("Somebody else changed this meeting meanwhile. Nothing was saved; look at it again, then decide.")
        )
    return row


def _still_called(meeting: Meeting) -> None:
    if meeting.status != MeetingStatus.CALLED:
        raise Conflict(
            _("This meeting is “%(status)s”; that cannot be done now.") % {"status": meeting.get_status_display()}
        )


def cancel_meeting(
    *, actor: Actor, now: datetime, meeting_id: uuid.UUID, reason: str, version: int | None = None
) -> Meeting:
    """Cancel a meeting that was not held; those called are told why."""
    reason = reason_of(reason)
    with transaction.atomic():
        meeting = _locked(meeting_id, version)
        require(policy.can_call_meeting(actor, meeting))
        _still_called(meeting)
        meeting.status, meeting.cancelled_at, meeting.cancel_reason = MeetingStatus.CANCELLED, now, reason
        meeting.version += 1
        meeting.save(update_fields=["status", "cancelled_at", "cancel_reason", "version"])
        values = {"title": meeting.title, "reason": reason}
        _tell(meeting, meeting.speakers.all(), now=now, kind="meeting_cancelled", values=values)
        record(actor=actor, now=now, verb="cancel_meeting", subject=meeting, data={"reason": reason})
    return meeting


def record_meeting(
    *,
    actor: Actor,
    now: datetime,
    meeting_id: uuid.UUID,
    statements: Sequence[Mapping[str, Any]],
    conclusion: str = "",
    present: str = "",
    absent: str = "",
    version: int | None = None,
) -> Meeting:
    """Record a meeting once it was held: who said what and promised what by when. The minutes are a numbered document.

    `statements`: {"speaker": id, "text", "name", "post", "commitments": [{"what", "due_on"}]} each; name and post say
    who came in fact. At least one speaker reflects and at least one promise is made.
    """
    with transaction.atomic():
        meeting = _locked(meeting_id, version)
        require(policy.can_record_meeting(actor, meeting))
        _still_called(meeting)
        if meeting.held_at > now:
            raise RuleBroken(_("The meeting has not taken place yet. Record it afterwards."))
        speakers = {each.pk: each for each in meeting.speakers.order_by("number")}
        promised = _take_statements(meeting, speakers, statements)
        meeting.conclusion, meeting.present, meeting.absent = conclusion.strip(), present.strip(), absent.strip()
        publication = Publication.objects.filter(bulletin=meeting.bulletin_id).first() if meeting.bulletin_id else None
        meeting.document = issue_document(
            actor=actor,
            now=now,
            kind=Kind.MEETING_MINUTES,
            issuer=meeting.authority,
            snapshot=minutes_snapshot(
                meeting,
                cases=list(meeting.cases.order_by("number")),
                speakers=list(speakers.values()),
                commitments=promised,
                bulletin_number=publication.number if publication else "",
                now=now,
            ),
            language=meeting.language,
        )
        meeting.status = MeetingStatus.HELD
        meeting.recorded_at, meeting.recorded_by = now, actor.snapshot()
        meeting.version += 1
        written = ("status", "version", "conclusion", "present", "absent", "document", "recorded_at", "recorded_by")
        meeting.save(update_fields=written)
        number = meeting.document.printed_number
        values = {"title": meeting.title, "number": number}
        _tell(meeting, speakers.values(), now=now, kind="meeting_recorded", values=values)
        data = {"number": number, "commitments": len(promised)}
        record(actor=actor, now=now, verb="record_meeting", subject=meeting, data=data)
    return meeting


def _take_statements(
    meeting: Meeting, speakers: Mapping[uuid.UUID, Speaker], statements: Sequence[Mapping[str, Any]]
) -> list[Commitment]:
    """Write down what was said, and return what was promised."""
    held_on, promised = clock.day_of(meeting.held_at), []
    for said in statements:
        speaker = speakers.get(said["speaker"])
        if speaker is None:
            raise NotVisible(_("There is no such speaker in this meeting."))
        speaker.text = str(said.get("text", "")).strip()[: rules.LONGEST_SPEECH]
        speaker.name = str(said.get("name", "")).strip()[:60] or speaker.name
        speaker.post = str(said.get("post", speaker.post)).strip()[:80]
        speaker.save(update_fields=["text", "name", "post"])
        for promise in said.get("commitments", ()):
            if promise["due_on"] < held_on:
                raise RuleBroken(_("What was promised lies before the meeting. Correct the dates; nothing was saved."))
            promised.append(
                Commitment(
                    region_code=speaker.region_code,
                    enterprise_id=speaker.enterprise_id,
                    meeting=meeting,
                    speaker=speaker,
                    number=len(promised) + 1,
                    what=str(promise["what"]).strip()[:300],
                    due_on=promise["due_on"],
                )
            )
    if not any(each.text for each in speakers.values()):
        raise RuleBroken(_("Write down what at least one of those named said."))
    if not 1 <= len(promised) <= rules.MOST_COMMITMENTS:
        raise RuleBroken(_("Write down what was promised: at least one commitment with a date."))
    return Commitment.objects.bulk_create(promised)
