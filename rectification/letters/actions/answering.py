"""The answer to a letter and what is said of it; the minutes of a talk."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import day_of
from core.errors import Conflict, RuleBroken
from core.policy import require
from documents.actions import issue_document, record_reply
from documents.choices import Kind
from documents.choices import Status as DocumentStatus
from evidence.models import Attachment
from hazards.choices import EventVerb
from rectification.letters import policy, rules
from rectification.letters.actions.drafting import open_next
from rectification.letters.actions.grammar import become, keep, lock_letter, note
from rectification.letters.choices import LetterKind, LetterStatus, Rating
from rectification.letters.notices import tell_addressee, tell_issuer
from rectification.letters.papers import minutes_snapshot
from rectification.models import Letter, LetterReply, TalkMinutes

MOST_MEASURES = 50


def reply_letter(
    *,
    actor,
    now: datetime,
    letter_id: uuid.UUID | str,
    text: str,
    attachments: Sequence[Attachment] = (),
    version: int | None = None,
) -> LetterReply:
    """Answer a served letter, as its addressee, with files; a second answer supplements the first until it is rated."""
    with transaction.atomic():
        letter = lock_letter(actor, letter_id, version=version)
        require(policy.can_reply_letter(actor, letter))
        if letter.status not in (LetterStatus.SERVED, LetterStatus.REPLIED):
            raise Conflict(
                _("This letter is “%(status)s”: it is not waiting for an answer. Nothing was saved.")
                % {"status": letter.get_status_display()}
            )
        if not text.strip():
            sentence = _("Say what was done: one sentence is enough.")
            raise RuleBroken(sentence, fields={"text": sentence})
        if any(each.enterprise_id and each.enterprise_id != letter.enterprise_id for each in attachments):
            raise RuleBroken(_("A file of another enterprise cannot be sent here. Nothing was saved."))
        reply = LetterReply.objects.create(
            region_code=letter.region_code,
            enterprise_id=letter.enterprise_id,
            letter=letter,
            text=text,
            replied_at=now,
            replied_by=actor.snapshot(),
        )
        reply.attachments.set(attachments)
        if letter.status == LetterStatus.SERVED:
            become(letter, LetterStatus.REPLIED)
            letter.replied_at = now
        if letter.document.status in (DocumentStatus.SERVED, DocumentStatus.REPLIED):
            record_reply(actor=actor, now=now, document=letter.document)
        keep(letter)
        note(letter, actor=actor, now=now, event=EventVerb.LETTER_ANSWERED, text=text[:500])
        tell_issuer(now=now, letter=letter, kind="letter_answered")
        return reply


def rate_letter(
    *,
    actor,
    now: datetime,
    letter_id: uuid.UUID | str,
    rating: Rating | str,
    reason: str = "",
    version: int | None = None,
) -> Letter:
    """Rate the answer. Poor, or none in time, opens the next letter: graver, or to the next addressee up."""
    with transaction.atomic():
        letter = lock_letter(actor, letter_id, version=version)
        require(policy.can_rate_letter(actor, letter))
        rating = Rating(rating)
        if rating == Rating.UNRATED:
            raise RuleBroken(_("Say how you rate the answer."))
        if rating == Rating.NONE and (letter.status != LetterStatus.SERVED or letter.due_on >= day_of(now)):
            raise Conflict(_("“No answer” can be said when the time is over and none came. Nothing was saved."))
        if rating != Rating.NONE and letter.status != LetterStatus.REPLIED:
            raise Conflict(_("There is no answer to rate. Nothing was saved."))
        if rating == Rating.POOR and not reason.strip():
            sentence = _("Say what is missing in the answer.")
            raise RuleBroken(sentence, fields={"reason": sentence})
        become(letter, LetterStatus.RATED)
        letter.rating, letter.rating_reason = rating, reason
        letter.rated_at, letter.rated_by = now, actor.snapshot()
        if rating in rules.OPENS_NEXT:
            open_next(letter, now=now)
        keep(letter)
        note(letter, actor=actor, now=now, event=EventVerb.LETTER_RATED, text=reason, data={"rating": str(rating)})
        tell_addressee(now=now, letter=letter, kind="letter_rated", rating=str(rating.label))
        return letter


def record_minutes(
    *,
    actor,
    now: datetime,
    letter_id: uuid.UUID | str,
    present: str,
    statements: str,
    agreed: Sequence[Mapping[str, Any]],
    report_due_on: date,
    absent: str = "",
    observers: str = "",
    explanation: str = "",
    version: int | None = None,
) -> TalkMinutes:
    """Record a talk once it was held: who was there, what was said and agreed, and by when the report is due.

    `agreed`: {"what", "who", "due_on"} each. The minutes are a numbered document; the day for the report is agreed
    in the talk and takes the place of the one in the notice.
    """
    with transaction.atomic():
        letter = lock_letter(actor, letter_id, version=version)
        require(policy.can_record_minutes(actor, letter))
        if letter.kind != LetterKind.TALK or letter.status != LetterStatus.SERVED:
            raise Conflict(_("Minutes are recorded of a talk whose notice was served. Nothing was saved."))
        if TalkMinutes.objects.filter(letter=letter).exists():
            raise Conflict(_("The minutes of this talk are recorded already. Nothing was saved."))
        if letter.talk_at > now:
            raise RuleBroken(_("The talk has not taken place yet. Record its minutes afterwards."))
        day = day_of(letter.talk_at)
        if report_due_on < day or any(each["due_on"] < day for each in agreed):
            raise RuleBroken(_("What was agreed lies before the talk. Correct the dates; nothing was saved."))
        if not 1 <= len(agreed) <= MOST_MEASURES:
            sentence = _("Write down what was agreed: at least one measure with a name and a date.")
            raise RuleBroken(sentence, fields={"agreed": sentence})
        minutes = TalkMinutes(
            region_code=letter.region_code,
            enterprise_id=letter.enterprise_id,
            letter=letter,
            present=present,
            absent=absent,
            observers=observers,
            statements=statements,
            explanation=explanation,
            agreed=[
                {"what": each["what"], "who": each["who"], "due_on": each["due_on"].isoformat()} for each in agreed
            ],
            report_due_on=report_due_on,
            recorded_at=now,
            recorded_by=actor.snapshot(),
        )
        minutes.document = issue_document(
            actor=actor,
            now=now,
            kind=Kind.TALK_MINUTES,
            issuer=letter.issuer,
            snapshot=minutes_snapshot(letter, minutes, now=now),
            enterprise=letter.enterprise,
            language=letter.language,
            region_code=letter.region_code,
        )
        minutes.save(force_insert=True)
        letter.due_on = report_due_on
        letter.due_trace = {}
        keep(letter)
        note(letter, actor=actor, now=now, event=EventVerb.TALK_HELD, document=minutes.document)
        tell_addressee(now=now, letter=letter, kind="talk_recorded")
        return minutes
