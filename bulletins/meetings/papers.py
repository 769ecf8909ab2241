"""What the minutes of a name-and-shame meeting say on paper: their snapshot for the documents app."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localtime

from bulletins.models import Commitment, Meeting, MeetingCase, Speaker
from core.clock import day_of
from core.text import lines
from documents import snapshots


def minutes_snapshot(
    meeting: Meeting,
    *,
    cases: Sequence[MeetingCase],
    speakers: Sequence[Speaker],
    commitments: Sequence[Commitment],
    bulletin_number: str,
    now: datetime,
) -> snapshots.MeetingMinutesSnapshot:
    """Return what the document of the minutes is made of."""
    chinese = meeting.language == "zh"
    issuer = meeting.authority
    names = {each.pk: each for each in speakers}
    return snapshots.MeetingMinutesSnapshot(
        issuer=snapshots.Issuer(name=issuer.name_zh, name_en=issuer.name_en, phone=issuer.phone),
        signed_on=day_of(now).isoformat(),
        title=meeting.title,
        talk=snapshots.Talk(
            at=localtime(meeting.held_at).strftime("%Y-%m-%dT%H:%M"), place=meeting.place, chair=meeting.chair
        ),
        cases=[
            snapshots.LetterProblem(
                no=case.number,
                unit=case.facts["unit"],
                description=case.facts["problem"],
                place=case.facts["place"],
                basis=case.facts["criterion"],
                grade=case.facts["grade"],
                due_on=case.facts["due_on"],
                regulator=case.facts["regulator_zh" if chinese else "regulator_en"],
            )
            for case in cases
        ],
        speeches=[
            snapshots.Speech(
                unit=each.unit, name=each.name, post=each.post, capacity=str(each.capacity), text=lines(each.text)
            )
            for each in speakers
        ],
        agreed=[
            snapshots.Measure(
                no=each.number,
                what=each.what,
                who=f"{names[each.speaker_id].unit} {names[each.speaker_id].name}",
                due_on=each.due_on.isoformat(),
            )
            for each in commitments
        ],
        conclusion=lines(meeting.conclusion),
        present=lines(meeting.present),
        absent=lines(meeting.absent),
        bulletin_number=bulletin_number,
    )
