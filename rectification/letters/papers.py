"""What a letter and the minutes of a talk say on paper: their snapshots for the documents app."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localtime

from accounts.models import Authority
from core.clock import day_of
from core.text import lines
from documents import snapshots
from documents.choices import Kind
from hazards.models import Hazard
from rectification.facts import STOPPED
from rectification.letters import wording
from rectification.letters.choices import LetterKind
from rectification.models import Letter, StopWork, TalkMinutes
from rectification.papers import basis_of

DOCUMENT_KIND = {
    LetterKind.REMINDER: Kind.REMINDER_LETTER,
    LetterKind.NOTICE: Kind.URGING_NOTICE,
    LetterKind.TALK: Kind.TALK_NOTICE,
}
MOST_PROBLEMS = 200


def problems_of(letter: Letter) -> list[Hazard]:
    """The hazards of a letter in the order of their numbers."""
    rows = letter.hazards.select_related("enterprise", "criterion", "place", "authority").order_by("number")
    return list(rows[:MOST_PROBLEMS])


def _issuer(authority: Authority, letter: Letter) -> snapshots.Issuer:
    return snapshots.Issuer.of(
        authority, address=authority.address, phone=letter.phone or authority.phone, contact=letter.contact
    )


def _unit(letter: Letter) -> snapshots.Unit:
    if letter.enterprise_id:
        unit = letter.enterprise
        return snapshots.Unit(
            name=unit.name,
            credit_code=unit.credit_code,
            address=unit.address,
            head=unit.principal_name,
            head_post=unit.principal_post,
        )
    body = letter.addressee
    return snapshots.Unit(name=body.name_zh if letter.language == "zh" else body.name_en, address=body.address)


def _talk(letter: Letter) -> snapshots.Talk:
    if letter.kind != LetterKind.TALK:
        return snapshots.Talk()
    return snapshots.Talk(
        at=localtime(letter.talk_at).strftime("%Y-%m-%dT%H:%M") if letter.talk_at else "",
        place=letter.talk_place,
        chair=letter.talk_chair,
        summoned=letter.talk_summoned,
        attendees=lines(letter.talk_attendees),
        materials=lines(letter.talk_materials),
    )


def _stopped(letter: Letter, hazards: Sequence[Hazard]) -> list[str]:
    """Say which problems stopped work is about: a letter takes nothing of that decision back."""
    numbers = {hazard.pk: no for no, hazard in enumerate(hazards, start=1)}
    stops = StopWork.objects.filter(hazard__in=numbers, status__in=STOPPED, document__isnull=False)
    rows = stops.order_by("hazard__number").values_list("hazard_id", "document__printed_number")
    return [wording.still_stopped(letter.language, numbers[key], printed) for key, printed in rows]


def letter_snapshot(letter: Letter, hazards: Sequence[Hazard], *, now: datetime, earlier: str = "") -> dict:
    """Return what the letter's document is made of. `earlier` is the number of the letter before."""
    chinese = letter.language == "zh"
    return snapshots.LetterSnapshot(
        issuer=_issuer(letter.issuer, letter),
        unit=_unit(letter),
        officers=[],
        signed_on=day_of(now).isoformat(),
        title=letter.title,
        paragraphs=[*lines(letter.reason), *_stopped(letter, hazards)],
        basis=letter.basis,
        problems=[
            snapshots.LetterProblem(
                no=no,
                unit=hazard.enterprise.name,
                description=hazard.description,
                place=str(hazard.place) if hazard.place_id else hazard.place_text,
                basis=basis_of(hazard),
                grade=str(hazard.grade),
                due_on=hazard.due_on.isoformat() if hazard.due_on else "",
                regulator=(hazard.authority.name_zh if chinese else hazard.authority.name_en)
                if letter.addressee_id
                else "",
            )
            for no, hazard in enumerate(hazards, start=1)
        ],
        demands=lines(letter.requests),
        reply_days=letter.reply_days,
        copies_to=lines(letter.copies_to),
        earlier=earlier,
        talk=_talk(letter),
    ).data()


def minutes_snapshot(letter: Letter, minutes: TalkMinutes, *, now: datetime) -> dict:
    """Return what the document of the minutes is made of."""
    title = (
        f"{letter.enterprise or letter.addressee.name_zh}安全生产约谈纪要"
        if letter.language == "zh"
        else f"Minutes of the Talk with {letter.enterprise or letter.addressee.name_en}"
    )
    return snapshots.TalkMinutesSnapshot(
        issuer=_issuer(letter.issuer, letter),
        unit=_unit(letter),
        officers=[],
        signed_on=day_of(now).isoformat(),
        title=title,
        notice_number=letter.document.printed_number,
        talk=_talk(letter),
        present=lines(minutes.present),
        absent=lines(minutes.absent),
        observers=lines(minutes.observers),
        statements=lines(minutes.statements),
        explanation=lines(minutes.explanation),
        agreed=[
            snapshots.Measure(no=no, what=each["what"], who=each["who"], due_on=str(each["due_on"]))
            for no, each in enumerate(minutes.agreed, start=1)
        ],
        report_due_on=minutes.report_due_on.isoformat(),
    ).data()
