"""A letter leaves: signed with one click or under a standing authorisation, handed over, or taken back."""

import logging
import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import system_actor
from core import scope
from core.clock import day_of
from core.errors import Conflict, RuleBroken
from core.policy import require
from documents.actions import issue_document, preview_document, record_service, revoke_document
from documents.actions import note_opening as open_document
from documents.actions import record_bounce as bounce_document
from documents.choices import Method, Outcome
from documents.choices import Status as DocumentStatus
from documents.rules import fallback
from documents.selectors import consent_in_force
from hazards.choices import EventVerb
from rectification.ladder.effects import POISON
from rectification.letters import policy
from rectification.letters.actions.drafting import discard
from rectification.letters.actions.grammar import become, keep, lock_letter, note
from rectification.letters.choices import LetterKind, LetterStatus
from rectification.letters.notices import tell_addressee, tell_issuer
from rectification.letters.papers import DOCUMENT_KIND, letter_snapshot, problems_of
from rectification.letters.selectors import authorisation_for
from rectification.models import Letter, StandingAuthorisation
from regions.choices import DeadlineUnit
from regions.rules import compute_deadline
from regions.selectors import calendar_for

log = logging.getLogger("safeloop.letters")
BECAUSE = "Letters of a kind that an authority has authorised beforehand are issued for it by the clock."
AT_ONCE = 100
TALK_NEEDS = {
    "talk_at": "time",
    "talk_place": "place",
    "talk_chair": "chair",
    "talk_summoned": "summoned",
}


def _earlier(letter: Letter) -> str:
    before = letter.previous.select_related("document").order_by("issued_at").last()
    return before.document.printed_number if before and before.document_id else ""


def preview_letter(*, actor, now: datetime, letter_id: uuid.UUID | str) -> bytes:
    """Return the draft's PDF with its watermark, without number and code, for whoever edits or signs it."""
    with transaction.atomic():
        letter = lock_letter(actor, letter_id)
        require(policy.can_draft_letter(actor, letter))
        snapshot = letter_snapshot(letter, problems_of(letter), now=now, earlier=_earlier(letter))
    return preview_document(
        actor=actor,
        kind=DOCUMENT_KIND[LetterKind(letter.kind)],
        issuer=letter.issuer,
        snapshot=snapshot,
        language=letter.language,
    )


def _check_talk(letter: Letter, now: datetime) -> None:
    if letter.kind != LetterKind.TALK:
        return
    sentence = _("Say when, where, under whose chair and with whom the talk takes place. Nothing was issued.")
    gaps = {name: _("Needed for a talk.") for name in TALK_NEEDS if not getattr(letter, name)}
    if gaps:
        raise RuleBroken(sentence, fields=gaps)
    if letter.talk_at <= now:
        raise RuleBroken(_("The talk lies in the past. Set another time; nothing was issued."))


def issue_letter(
    *,
    actor,
    now: datetime,
    letter_id: uuid.UUID | str,
    version: int | None = None,
    authorisation: StandingAuthorisation | None = None,
) -> Letter:
    """Sign a draft: it takes its number, its data are frozen, its PDF is drawn up, its addressee is told.

    With the enterprise's consent to electronic service on file it is served at once.
    """
    with transaction.atomic():
        letter = lock_letter(actor, letter_id, version=version)
        letter.authorisation = authorisation
        require(policy.can_issue_letter(actor, letter))
        become(letter, LetterStatus.ISSUED)
        _check_talk(letter, now)
        snapshot = letter_snapshot(letter, problems_of(letter), now=now, earlier=_earlier(letter))
        letter.document = issue_document(
            actor=actor,
            now=now,
            kind=DOCUMENT_KIND[LetterKind(letter.kind)],
            issuer=letter.issuer,
            snapshot=snapshot,
            enterprise=letter.enterprise,
            language=letter.language,
            region_code=letter.region_code,
        )
        letter.issued_at, letter.issued_by = now, actor.snapshot()
        keep(letter)
        note(letter, actor=actor, now=now, event=EventVerb.LETTER_ISSUED, text=letter.title, document=letter.document)
        if letter.enterprise_id and consent_in_force(letter.enterprise_id):
            return serve_letter(actor=actor, now=now, letter_id=letter.pk, method=Method.ELECTRONIC)
        tell_addressee(now=now, letter=letter, kind="letter_issued")
        return letter


def issue_authorised(*, now: datetime, most: int = AT_ONCE) -> int:
    """Issue the drafts of the clock whose authority has authorised their kind; return how many. Each by itself."""
    with scope.everything(because=BECAUSE):
        standing = StandingAuthorisation.objects.filter(
            ended_at=None, starts_on__lte=day_of(now), ends_on__gte=day_of(now)
        )
        wanted = [
            (key, issuer, kind)
            for authority, sort in standing.values_list("authority_id", "kind")
            for key, issuer, kind in Letter.objects.filter(
                status=LetterStatus.DRAFT, issuer=authority, kind=sort, draft_key__isnull=False
            )
            .order_by("drafted_at")
            .values_list("pk", "issuer_id", "kind")[:most]
        ]
    return sum(_issue_one(key, issuer, kind, now) for key, issuer, kind in wanted[:most])


def _issue_one(key: uuid.UUID, issuer_id: uuid.UUID, kind: str, now: datetime) -> int:
    try:
        with scope.everything(because=BECAUSE):
            authorisation = authorisation_for(issuer_id, kind, day_of(now))
            if authorisation is None:
                return 0
            issue_letter(
                actor=system_actor("Standing authorisation"), now=now, letter_id=key, authorisation=authorisation
            )
            return 1
    except POISON:
        log.exception("The authorised letter %s could not be issued", key)
        return 0


def serve_letter(
    *,
    actor,
    now: datetime,
    letter_id: uuid.UUID | str,
    method: Method | str = Method.IN_PERSON,
    served_at: datetime | None = None,
    outcome: Outcome | str = Outcome.DELIVERED,
    receiver_name: str = "",
    receiver_post: str = "",
    witness_name: str = "",
    witness_post: str = "",
    tracking_no: str = "",
    note_text: str = "",
    place: str = "",
    second_server: str = "",
    version: int | None = None,
) -> Letter:
    """Record how a letter was handed over. Delivered, the time for the answer runs; else it stays to be served.

    After an attempt that failed the issuer's officers are told which way to try next.

    A service that stands at the document already is the proof. Source: behaviours 4; Administrative Penalty Law 61.
    """
    with transaction.atomic():
        letter = lock_letter(actor, letter_id, version=version)
        require(policy.can_serve_letter(actor, letter))
        if letter.status != LetterStatus.ISSUED:
            raise Conflict(
                _("This letter is not waiting to be served: it is “%(status)s”.")
                % {"status": letter.get_status_display()}
            )
        if letter.document.status == DocumentStatus.ISSUED:
            record_service(
                actor=actor,
                now=now,
                document=letter.document,
                method=method,
                outcome=outcome,
                served_at=served_at or now,
                receiver_name=receiver_name,
                receiver_post=receiver_post,
                witness_name=witness_name,
                witness_post=witness_post,
                tracking_no=tracking_no,
                note=note_text,
                place=place,
                second_server=second_server,
            )
        service = letter.document.services.filter(outcome=Outcome.DELIVERED).order_by("-served_at").first()
        if service is None:
            keep(letter)
            _undelivered(letter, actor=actor, now=now, method=method, outcome=outcome, text=note_text)
            return letter
        become(letter, LetterStatus.SERVED)
        letter.served_at = max(service.served_at, letter.issued_at)
        start = day_of(letter.served_at)
        if letter.kind == LetterKind.TALK:
            start = max(start, day_of(letter.talk_at))
        deadline = compute_deadline(
            start, DeadlineUnit.WORKING_DAYS, letter.reply_days, calendar_for(letter.region_code)
        )
        letter.due_on, letter.due_trace = deadline.result, deadline.as_json()
        keep(letter)
        note(
            letter,
            actor=actor,
            now=now,
            event=EventVerb.LETTER_SERVED,
            data={"method": str(service.method), "reply_by": letter.due_on},
        )
        tell_addressee(now=now, letter=letter, kind="letter_served")
        return letter


def record_bounce(
    *, actor, now: datetime, letter_id: uuid.UUID | str, reason: str, version: int | None = None
) -> Letter:
    """Note that an electronic service did not arrive: the letter waits to be served again, and no time runs any more.

    Refused once the addressee has opened the letter here, or answered it. Source: behaviours 4 and C4.
    """
    with transaction.atomic():
        letter = lock_letter(actor, letter_id, version=version)
        require(policy.can_serve_letter(actor, letter))
        if letter.status != LetterStatus.SERVED:
            raise Conflict(
                _("This letter is “%(status)s”; that cannot be done now. Nothing was changed.")
                % {"status": letter.get_status_display()}
            )
        service = bounce_document(actor=actor, now=now, document=letter.document, reason=reason)
        become(letter, LetterStatus.ISSUED)
        letter.served_at, letter.due_on, letter.due_trace = None, None, {}
        keep(letter)
        _undelivered(letter, actor=actor, now=now, method=service.method, outcome=service.outcome, text=service.failure)
        return letter


def _undelivered(letter: Letter, *, actor, now: datetime, method: str, outcome: str, text: str) -> None:
    way = Method(fallback(str(method), str(outcome)))
    note(
        letter,
        actor=actor,
        now=now,
        event=EventVerb.LETTER_UNDELIVERED,
        text=text,
        data={"method": str(method), "outcome": str(outcome), "next": str(way)},
    )
    tell_issuer(now=now, letter=letter, kind="letter_undelivered", way=str(way.label))


def note_opening(*, actor, now: datetime, letter: Letter) -> bool:
    """Note the first time that somebody of the addressee opens an issued letter; True when it was the first."""
    if letter.document_id is None or not policy.is_addressee(actor, letter):
        return False
    return open_document(actor=actor, now=now, document=letter.document)


def withdraw_letter(
    *, actor, now: datetime, letter_id: uuid.UUID | str, reason: str, version: int | None = None
) -> Letter:
    """Take a letter back with a reason. An issued one keeps its number, its file and its public page, which says so."""
    with transaction.atomic():
        letter = lock_letter(actor, letter_id, version=version)
        require(policy.can_withdraw_letter(actor, letter))
        reason = reason.strip()[:500]
        if not reason:
            sentence = _("Give the reason; it is kept with the letter.")
            raise RuleBroken(sentence, fields={"reason": sentence})
        discard(letter, actor=actor, now=now, reason=reason)
        if letter.document_id:
            revoke_document(actor=actor, now=now, document=letter.document, reason=reason)
            note(letter, actor=actor, now=now, event=EventVerb.LETTER_WITHDRAWN, text=reason)
            tell_addressee(now=now, letter=letter, kind="letter_withdrawn", reason=reason)
        return letter
