"""What the reporter does: send a report, open it by code and PIN, write more. Nobody is signed in here.

Of the sender nothing is kept but what the form says: no address, no device, no photo's metadata.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Authority
from core import scope
from core.clock import day_of
from core.errors import Conflict, RuleBroken
from core.ids import new_id
from enterprises.codes.choices import CodeKind
from enterprises.codes.selectors import Resolved
from enterprises.models import Equipment
from evidence.imaging import Prepared, prepare
from evidence.sealing import seal
from regions.models import Region
from regions.selectors import path_of
from whistleblowing import secrets
from whistleblowing.actions.grammar import LONGEST, advance, set_deadline, words, write_event
from whistleblowing.choices import Danger, Manner, TipKind, TipStatus, TipVerb
from whistleblowing.models import Tip, TipAccess, TipIdentity, TipPhoto
from whistleblowing.notices import tell_handlers
from whistleblowing.rules import MOST_MESSAGES, MOST_WRONG, REST_SECONDS, plain_code, plain_pin, shown

MOST_PHOTOS = 4
LARGEST_PHOTO = 15 * 1024 * 1024
LONGEST_LINE = 200
OPENED_BECAUSE = "a reporter opens the own report by its code and PIN"


@dataclass(frozen=True)
class Report:
    """What somebody reports. `label` is what a scanned code leads to; without one the unit is written, in a region."""

    text: str
    kind: str
    danger: str = Danger.NOT_NOW
    label: Resolved | None = None
    unit: str = ""
    region_code: str = ""
    where: str = ""
    photos: Sequence[bytes] = field(default=(), repr=False)
    manner: str = Manner.ANONYMOUS
    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    may_contact: bool = False


@dataclass(frozen=True)
class Receipt:
    """What is shown once. `again` tells that this form had been received before: the first copy stands."""

    number: str
    code: str = field(repr=False)
    pin: str = field(repr=False)
    due_on: date | None = None
    again: bool = False

    @property
    def code_shown(self) -> str:
        """The code in groups of four, as people copy it."""
        return shown(self.code)


def send_tip(*, actor, now: datetime, sent: uuid.UUID, report: Report) -> Receipt:
    """Take a report in. The same form sent twice (`sent`, its random key) gives one tip and the same code.

    Raises `RuleBroken` with the field concerned: nothing said, no unit, no region, a photo that is none, a name without
    a contact. Whoever handles reports of the place is told at once; where a life hangs on it also those above.
    """
    code, pin = secrets.code_and_pin(sent)
    with transaction.atomic(), scope.everything(because="somebody without a sign-in sends a report"):
        if known := _received(sent, code, pin):
            return known
        _check(report)
        region = _region(report)
        pictures = [_picture(data) for data in report.photos[:MOST_PHOTOS]]
        tip = _tip(report, region, now)
        set_deadline(tip, TipVerb.SUBMIT, now)
        try:
            with transaction.atomic():
                tip.save(force_insert=True)
                TipAccess.objects.create(
                    region_code=region,
                    tip=tip,
                    code_hash=secrets.code_hash(code),
                    pin_hash=secrets.pin_hash(code, pin),
                    sent_hash=secrets.sent_hash(sent),
                )
        except IntegrityError:
            # Two copies of one form crossed on the way: the second finds what the first has written.
            if known := _received(sent, code, pin):
                return known
            raise
        for position, picture in enumerate(pictures, start=1):
            _keep_photo(tip, position, picture)
        if report.manner == Manner.NAMED:
            who = secrets.Reporter(report.name.strip(), report.contact.strip(), report.may_contact)
            sealed = secrets.seal_identity(tip.pk, who)
            TipIdentity.objects.create(region_code=region, tip=tip, sealed=sealed, kept_at=now)
        write_event(tip, TipVerb.SUBMIT, actor=actor, now=now)
        tell_handlers(tip, "tip_danger" if tip.danger == Danger.NOW else "tip_received", now=now, key="sent")
        return Receipt(tip.number, code, pin, tip.due_on)


def _received(sent: uuid.UUID, code: str, pin: str) -> Receipt | None:
    found = TipAccess.objects.select_related("tip").filter(sent_hash=secrets.sent_hash(sent)).first()
    return Receipt(found.tip.number, code, pin, found.tip.due_on, again=True) if found else None


def _check(report: Report) -> None:
    faults = {}
    if not report.text.strip():
        faults["text"] = _("Say what is wrong: one sentence is enough.")
    if report.kind not in TipKind.values:
        faults["kind"] = _("Say what it is about.")
    if report.danger not in Danger.values:
        faults["danger"] = _("Say whether a life hangs on it now.")
    if report.label is None and not report.unit.strip():
        faults["unit"] = _("Say where it is: the name of the firm, the site or the road.")
    if report.manner == Manner.NAMED and not (report.name.strip() and report.contact.strip()):
        faults["contact"] = _("With a name we need a contact as well. Or report without your name.")
    if faults:
        raise RuleBroken(next(iter(faults.values())), fields=faults)


def _region(report: Report) -> str:
    """Return whose authorities handle it: those of the label's place, or of the region that was chosen."""
    if report.label is not None:
        return report.label.region_code
    region = report.region_code
    known = Region.objects.filter(pk=region).exists()
    if not known or not Authority.objects.filter(region_code__in=path_of(region)).exists():
        sentence = _("Choose the place from the list.")
        raise RuleBroken(sentence, fields={"region": sentence})
    return region


def _picture(data: bytes) -> Prepared:
    if len(data) > LARGEST_PHOTO:
        sentence = _("A photo is larger than %(n)s MB. Take it again at a lower resolution.") % {"n": 15}
        raise RuleBroken(sentence, fields={"photos": sentence})
    try:
        return prepare(data)
    except RuleBroken as error:
        raise RuleBroken(str(error), fields={"photos": str(error)}) from error


def _tip(report: Report, region: str, now: datetime) -> Tip:
    label, place, machine, unit = report.label, None, None, report.unit.strip()
    if label is not None:
        unit = " · ".join(dict.fromkeys([label.enterprise_name, label.name]))
        place = label.thing_id if label.kind == CodeKind.PLACE else None
        if label.kind == CodeKind.EQUIPMENT:
            machine = label.thing_id
            place = Equipment.objects.values_list("place_id", flat=True).get(pk=machine)
    return Tip(
        id=new_id(),
        region_code=region,
        number=secrets.new_number(day_of(now).year),
        kind=report.kind,
        danger=report.danger,
        manner=report.manner,
        text=report.text.strip()[:LONGEST],
        unit_text=unit[:LONGEST_LINE],
        where_text=report.where.strip()[:LONGEST_LINE],
        reported_id=label.enterprise_id if label else None,
        place_id=place,
        equipment_id=machine,
        status=TipStatus.SUBMITTED,
        submitted_at=now,
    )


def _keep_photo(tip: Tip, position: int, picture: Prepared) -> None:
    """Keep the copy without metadata, encrypted; what was sent is kept nowhere."""
    key = new_id()
    name = storages["sealed"].save(f"tips/{key}.sealed", ContentFile(seal(picture.clean, belongs_to=str(key))))
    TipPhoto.objects.create(
        id=key,
        region_code=tip.region_code,
        tip=tip,
        position=position,
        sealed_file=name,
        width=picture.width,
        height=picture.height,
    )


# --- By the code ------------------------------------------------------------------------------------------------------


def open_by_code(*, now: datetime, code: str, pin: str) -> uuid.UUID | None:
    """Return the tip that a code and its PIN open; None for any other pair, always alike. Never raises for a wrong one.

    After five wrong PINs a code rests for an hour; what was counted stays, so the caller must not roll back.
    """
    typed, digits = plain_code(code), plain_pin(pin)
    if not typed or not digits:
        return None
    with transaction.atomic(), scope.everything(because=OPENED_BECAUSE):
        access = TipAccess.objects.select_for_update().filter(code_hash=secrets.code_hash(typed)).first()
        right = secrets.same(access.pin_hash if access else secrets.code_hash(""), secrets.pin_hash(typed, digits))
        if access is None or (access.rests_until and access.rests_until > now):
            return None
        if not right:
            access.wrong += 1
            if access.wrong >= MOST_WRONG:
                access.wrong, access.rests_until = 0, now + timedelta(seconds=REST_SECONDS)
            access.save(update_fields=["wrong", "rests_until"])
            return None
        if access.wrong:
            access.wrong = 0
            access.save(update_fields=["wrong"])
        return access.tip_id


def answer_as_reporter(*, actor, now: datetime, tip_id: uuid.UUID, text: str) -> None:
    """Add what a reporter writes, whom code and PIN have shown to be it, and tell who has the report in hand.

    The same words as the message before are taken for a second press. Past thirty messages `Conflict`.
    """
    said = words(text, _("Write what you want to add."), field="text")
    with transaction.atomic(), scope.everything(because=OPENED_BECAUSE):
        tip = Tip.objects.select_for_update(of=("self",)).select_related("authority").get(pk=tip_id)
        own = tip.events.filter(verb=TipVerb.ANSWER).order_by("-number")
        last = own.first()
        if last is not None and last.told == said and tip.version == last.number:
            return
        if own.count() >= MOST_MESSAGES:
            raise Conflict(_("This report has as many messages as it can hold. Call 12350 to say more."))
        advance(tip, TipVerb.ANSWER, actor=actor, now=now, told=said)
        tell_handlers(tip, "tip_answered", now=now, key=f"answer:{tip.version}")
