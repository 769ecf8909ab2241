"""What the phone sends while a visit is under way. Every entry may arrive twice, late, or beside a colleague's."""

import base64
import binascii
import hashlib
import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from audit.actions import record
from checklists.choices import AnswerCode
from checklists.models import ChecklistItem, Criterion
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from documents.choices import Language
from enterprises.models import Equipment, Place
from evidence.models import Photo
from hazards.choices import Grade
from inspections import content, policy, rules
from inspections.actions.shared import locked, require_under_way
from inspections.choices import Disposition, Outcome, PhotoPurpose, Signatory, Subject
from inspections.deadlines import due_of
from inspections.models import Answer, Finding, FindingPhoto, Revision, Signature, Visit, VisitOfficer
from inspections.selectors.facts import facts_of, load
from regions.choices import DeadlineUnit

LONGEST_TEXT = 4000
LARGEST_SIGNATURE = 400_000
COUNTED = frozenset({DeadlineUnit.WORKING_DAYS, DeadlineUnit.CALENDAR_DAYS})
CONTROL = {number: None for number in range(32) if chr(number) not in "\n\t"}


@dataclass(frozen=True)
class Saved:
    """What came of an entry: the row, and what could not be taken because a colleague changed the same field."""

    row: Any
    version: int
    content: dict[str, Any]
    conflicts: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    revision: Revision | None = None


def save_details(
    *, actor, now: datetime, visit_id: uuid.UUID, values: Mapping[str, Any], base_version: int,
    device_at: datetime | None = None,
) -> Saved:  # fmt: skip
    """Fill in fields of the visit itself (head on site, places checked, a refusal, language) from `content.DETAILS`."""
    with transaction.atomic():
        visit, team = locked(visit_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        require_under_way(visit)
        _known(values, content.DETAILS)
        if "language" in values and values["language"] not in Language.values:
            raise RuleBroken(_("Papers can be drawn up in Chinese or English. Nothing was saved."))
        return _edit(
            actor=actor, now=now, visit=visit, row=visit, subject=Subject.VISIT, stored=content.of_details(visit),
            values=_texts(visit, values), base_version=base_version, device_at=device_at,
        )  # fmt: skip


def save_answer(
    *, actor, now: datetime, answer_id: uuid.UUID, visit_id: uuid.UUID, item_id: uuid.UUID, values: Mapping[str, Any],
    base_version: int = 0, device_at: datetime | None = None,
) -> Saved:  # fmt: skip
    """Answer one item of the visit's pinned list. "Not applicable" and "not checked" need a reason.

    An item has one answer, whose id is `rules.answer_key(visit, item)` on every device; another id is a `Conflict`.
    """
    with transaction.atomic():
        visit, team = locked(visit_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        require_under_way(visit)
        _known(values, content.ANSWER)
        answer = Answer.objects.filter(visit=visit, item=item_id).first()
        if answer is not None and answer.pk != answer_id:
            raise Conflict(
                _("This item was answered under another id (%(id)s). Nothing was changed; load the visit again.")
                % {"id": answer.pk}
            )
        if answer is None:
            item = ChecklistItem.objects.filter(pk=item_id, version=visit.checklist_version_id).first()
            if item is None:
                raise RuleBroken(_("This item is not in the checklist of this visit. Nothing was saved."))
            answer = Answer(
                pk=answer_id, region_code=visit.region_code, enterprise_id=visit.enterprise_id, visit=visit, item=item,
                code="", answered_at=now, device_at=device_at, by=actor.snapshot(), version=0,
            )  # fmt: skip
        final = {**content.of_answer(answer), **_texts(answer, values)}
        if final["code"] not in AnswerCode.values:
            raise RuleBroken(_("Choose one of the four answers."), fields={"code": _("Choose one of the four answers.")})
        if final["code"] in rules.REASONED and not final["reason"].strip():
            raise RuleBroken(
                _("Give the reason why this item was not answered by yes or no."), fields={"reason": _("Give the reason.")}
            )
        return _edit(
            actor=actor, now=now, visit=visit, row=answer, subject=Subject.ANSWER, stored=content.of_answer(answer),
            values=_texts(answer, values), base_version=base_version, device_at=device_at,
        )  # fmt: skip


def save_finding(
    *, actor, now: datetime, finding_id: uuid.UUID, visit_id: uuid.UUID, values: Mapping[str, Any],
    base_version: int = 0, device_at: datetime | None = None,
) -> Saved:  # fmt: skip
    """Record a finding under its client's id, or change fields of it (`content.FINDING`).

    What only one side changed since `base_version` is merged; a field both changed differently keeps the stored value,
    the other is kept aside in a parked revision, and `Saved.conflicts` names both (behaviours C7).
    """
    with transaction.atomic():
        visit, team = locked(visit_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        require_under_way(visit)
        _known(values, content.FINDING)
        finding = Finding.objects.filter(pk=finding_id).first()
        if finding is not None and finding.visit_id != visit.pk:
            raise Conflict(_("This finding belongs to another visit. Nothing was changed."))
        if finding is not None and finding.withdrawn_at:
            raise Conflict(_("This finding was withdrawn. Nothing was changed; record a new one."))
        if finding is None:
            finding = Finding(
                pk=finding_id, region_code=visit.region_code, enterprise_id=visit.enterprise_id, visit=visit,
                created_at=now, device_at=device_at, by=actor.snapshot(), version=0,
                position=Finding.objects.filter(visit=visit).count() + 1,
            )  # fmt: skip
        values = _finding_values(visit, finding, values, now)
        return _edit(
            actor=actor, now=now, visit=visit, row=finding, subject=Subject.FINDING, stored=content.of_finding(finding),
            values=values, base_version=base_version, device_at=device_at,
        )  # fmt: skip


def decide_conflict(*, actor, now: datetime, revision_id: uuid.UUID, keep: Mapping[str, str]) -> Saved:
    """Decide a parked revision field by field: `mine` takes the parked value, `theirs` keeps the stored one."""
    with transaction.atomic():
        parked = Revision.objects.filter(pk=revision_id).first()
        if parked is None:
            raise NotVisible(_("There is nothing to decide here."))
        visit, team = locked(parked.visit_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        require_under_way(visit)
        parked = Revision.objects.select_for_update().get(pk=revision_id)
        row, stored = _row_of(parked)
        if parked.outcome != Outcome.PARKED:
            return Saved(row, row.version, stored)
        values = {name: became for name, (_was, became) in parked.changes.items() if keep.get(name) == "mine"}
        saved = _edit(
            actor=actor, now=now, visit=visit, row=row, subject=Subject(parked.subject), stored=stored, values=values,
            base_version=row.version, device_at=None,
        )  # fmt: skip
        parked.outcome, parked.decided_at, parked.decided_by = Outcome.DECIDED, now, actor.snapshot()
        parked.save(update_fields=["outcome", "decided_at", "decided_by"])
        # Whoever signed may have seen the other value.
        Signature.objects.filter(visit=visit, superseded_at=None).update(superseded_at=now)
    return saved


def withdraw_finding(*, actor, now: datetime, finding_id: uuid.UUID, reason: str) -> Finding:
    """Withdraw a finding with its reason; it stays readable and raises nothing. Repeating it changes nothing."""
    with transaction.atomic():
        finding, visit, team = _finding(finding_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        if finding.withdrawn_at:
            return finding
        require_under_way(visit)
        if not reason.strip():
            raise RuleBroken(_("Give the reason why the finding is withdrawn."), fields={"reason": _("Give the reason.")})
        finding.withdrawn_at, finding.withdrawn_reason = now, _clean(reason)[:300]
        finding.version += 1
        finding.save(update_fields=["withdrawn_at", "withdrawn_reason", "version"])
        _revision(actor, now, visit, Subject.FINDING, finding, {"withdrawn_reason": ["", finding.withdrawn_reason]})
    return finding


def confirm_finding_grade(*, actor, now: datetime, finding_id: uuid.UUID) -> Finding:
    """Confirm that a finding is a major hazard: a second person, not whoever recorded it (workflow 2.2)."""
    with transaction.atomic():
        finding, visit, _team = _finding(finding_id, actor)
        require(policy.can_confirm_finding_grade(actor, finding))
        if finding.grade_confirmed_by:
            return finding
        require_under_way(visit)
        if finding.grade != Grade.MAJOR or finding.withdrawn_at:
            raise Conflict(_("This finding is not graded major. Nothing was changed."))
        finding.grade_confirmed_by = {**actor.snapshot(), "at": content.stamp(now)}
        finding.save(update_fields=["grade_confirmed_by"])
        record(actor=actor, now=now, verb="finding.grade_confirmed", subject=finding, data={"visit": str(visit.pk)})
    return finding


def attach_photo(
    *, actor, now: datetime, link_id: uuid.UUID, finding_id: uuid.UUID, photo_id: uuid.UUID, purpose: str, position: int = 0
) -> FindingPhoto:
    """Tie a received photo to a finding, as before or after. The same link a second time changes nothing."""
    with transaction.atomic():
        finding, visit, team = _finding(finding_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        known = FindingPhoto.objects.filter(pk=link_id).first() or FindingPhoto.objects.filter(
            finding=finding, photo=photo_id
        ).first()
        if known is not None:
            if known.finding_id != finding.pk or known.photo_id != photo_id:
                raise Conflict(_("This photo is tied to another finding already. Nothing was changed."))
            return known
        require_under_way(visit)
        if purpose not in PhotoPurpose.values:
            raise RuleBroken(_("A photo of a finding shows it before or after. Nothing was saved."))
        photo = Photo.objects.filter(pk=photo_id).first()
        if photo is None:
            raise NotVisible(_("The photo has not arrived yet. It is still on this device and will be sent first."))
        if photo.enterprise_id not in (None, visit.enterprise_id):
            raise Conflict(_("This photo was taken at another enterprise. Nothing was changed."))
        return FindingPhoto.objects.create(
            pk=link_id, region_code=visit.region_code, enterprise_id=visit.enterprise_id, finding=finding, photo=photo,
            purpose=purpose, position=position,
        )  # fmt: skip


def detach_photo(*, actor, now: datetime, link_id: uuid.UUID) -> None:
    """Take a photo off a finding while the visit is under way; the photo itself is kept. Repeating it changes nothing."""
    with transaction.atomic():
        link = FindingPhoto.objects.filter(pk=link_id).select_related("finding").first()
        if link is None:
            return
        visit, team = locked(link.finding.visit_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        require_under_way(visit)
        link.delete()
        record(actor=actor, now=now, verb="finding.photo_removed", subject=link.finding, data={"photo": str(link.photo_id)})


def sign(
    *, actor, now: datetime, signature_id: uuid.UUID, visit_id: uuid.UUID, signatory: str, png: str, name: str,
    post: str = "", officer_id: uuid.UUID | None = None, device_at: datetime | None = None,
) -> Signature:  # fmt: skip
    """Keep a drawn signature (`png`: a data address) over what the visit says now.

    A new signature of the same person replaces the older one; each keeps the hash of what it covered. Signing is refused
    (`RuleBroken`) while something else than signatures is missing. Source: Work Safety Law art. 68.
    """
    with transaction.atomic():
        visit, team = locked(visit_id, actor)
        require(policy.can_sign(actor, visit, team))
        picture = _picture(png)
        known = Signature.objects.filter(pk=signature_id).first()
        if known is not None:
            if known.visit_id != visit.pk or bytes(known.png) != picture:
                raise Conflict(_("Another signature was already sent under this id. Nothing was changed."))
            return known
        require_under_way(visit)
        officer = None
        if signatory == Signatory.OFFICER:
            officer = VisitOfficer.objects.filter(visit=visit, pk=officer_id).first()
            if officer is None:
                raise RuleBroken(_("This officer is not in the team of the visit. Nothing was saved."))
            name = officer.name
        elif signatory not in (Signatory.SITE_HEAD, Signatory.WITNESS):
            raise RuleBroken(_("Officers, the head on site and a witness sign. Nothing was saved."))
        if not name.strip():
            raise RuleBroken(_("Say who signs."), fields={"name": _("Say who signs.")})
        loaded = load(visit)
        gaps = rules.missing_before_signing(facts_of(loaded))
        if gaps:
            raise RuleBroken(
                _("It cannot be signed yet: %(first)s The signature is kept on this device.") % {"first": gaps[0].sentence}
            )
        Signature.objects.filter(visit=visit, signatory=signatory, officer=officer, superseded_at=None).update(
            superseded_at=now
        )
        return Signature.objects.create(
            pk=signature_id, region_code=visit.region_code, enterprise_id=visit.enterprise_id, visit=visit,
            signatory=signatory, officer=officer, name=_clean(name)[:60], post=_clean(post)[:60], png=picture,
            sha256=hashlib.sha256(picture).hexdigest(), content_sha256=loaded.signed_hash, signed_at=now,
            device_at=device_at, by=actor.snapshot(),
        )  # fmt: skip


# --- What they share ------------------------------------------------------------------------------------------------


def _edit(
    *, actor, now: datetime, visit: Visit, row: Any, subject: Subject, stored: dict[str, Any], values: dict[str, Any],
    base_version: int, device_at: datetime | None,
) -> Saved:  # fmt: skip
    """Merge `values` into `row`, write what may be written and keep aside what may not."""
    new = row.version == 0
    newer = Revision.objects.filter(
        subject_id=row.pk, version__gt=max(base_version, 1), outcome__in=[Outcome.APPLIED, Outcome.MERGED]
    ).order_by("version", "at")
    base = stored if new else rules.base_of(stored, newer.values_list("changes", flat=True))
    if not new and base_version == 0 and subject == Subject.ANSWER and not _mine(row, actor):
        # Two devices answered the same item without knowing of each other.
        base = {"code": "", "reason": ""}
    merged = rules.merge(stored=stored, base=base, mine=values)
    revision = None
    if merged.write or new:
        changes = {name: [None if new else stored[name], value] for name, value in merged.write.items()}
        for name, value in merged.write.items():
            _set(row, subject, name, value)
        row.version = 1 if new else row.version + 1
        if subject == Subject.FINDING and {"grade", "criterion", "description"} & set(merged.write):
            row.grade_confirmed_by = None
        try:
            with transaction.atomic():
                row.save(force_insert=new)
        except IntegrityError as error:
            # Either it was sent twice at once, or somebody else's row has this id, which the wall hides.
            raise Conflict(_("This entry is being saved already. It is kept on this device and will be sent again.")) from error
        outcome = Outcome.MERGED if merged.theirs or merged.conflicts else Outcome.APPLIED
        revision = _revision(actor, now, visit, subject, row, changes, base_version, outcome, device_at)
    if merged.conflicts:
        collided = {name: [theirs, mine] for name, (mine, theirs) in merged.conflicts.items()}
        revision = Revision.objects.filter(
            subject_id=row.pk, outcome=Outcome.PARKED, changes=collided, by__person_id=actor.snapshot()["person_id"]
        ).first() or _revision(actor, now, visit, subject, row, collided, base_version, Outcome.PARKED, device_at)
    after = {Subject.VISIT: content.of_details, Subject.ANSWER: content.of_answer, Subject.FINDING: content.of_finding}
    return Saved(row, row.version, after[subject](row), merged.conflicts, revision)


def _revision(
    actor, now: datetime, visit: Visit, subject: Subject, row: Any, changes: dict, base_version: int | None = None,
    outcome: Outcome = Outcome.APPLIED, device_at: datetime | None = None,
) -> Revision:  # fmt: skip
    return Revision.objects.create(
        pk=new_id(), region_code=visit.region_code, enterprise_id=visit.enterprise_id, visit=visit, subject=subject,
        subject_id=row.pk, base_version=row.version - 1 if base_version is None else base_version, version=row.version,
        outcome=outcome, changes=changes, at=now, device_at=device_at, by=actor.snapshot(),
    )  # fmt: skip


def _mine(row: Answer, actor) -> bool:
    last = Revision.objects.filter(subject_id=row.pk, outcome__in=[Outcome.APPLIED, Outcome.MERGED]).order_by("version").last()
    return last is not None and last.by.get("person_id") == str(actor.person_id)


def _row_of(revision: Revision) -> tuple[Any, dict[str, Any]]:
    if revision.subject == Subject.VISIT:
        row = Visit.objects.get(pk=revision.subject_id)
        return row, content.of_details(row)
    if revision.subject == Subject.ANSWER:
        row = Answer.objects.get(pk=revision.subject_id)
        return row, content.of_answer(row)
    row = Finding.objects.get(pk=revision.subject_id)
    return row, content.of_finding(row)


def _finding(finding_id: uuid.UUID, actor) -> tuple[Finding, Visit, frozenset]:
    found = Finding.objects.filter(pk=finding_id).values_list("visit_id", flat=True).first()
    if found is None:
        raise NotVisible(_("There is no such finding. What you entered is still on this device."))
    visit, team = locked(found, actor)
    return Finding.objects.get(pk=finding_id), visit, team


def _set(row: Any, subject: Subject, name: str, value: Any) -> None:
    if subject == Subject.FINDING and name in ("item", "equipment", "criterion"):
        setattr(row, f"{name}_id", value)
    elif subject == Subject.FINDING and name == "deadline_date":
        row.deadline_date = date.fromisoformat(value) if value else None
    else:
        setattr(row, name, value)
        if subject == Subject.FINDING and name == "place_text":
            row.place = Place.objects.filter(enterprise=row.enterprise_id, name=value).first() if value else None


def _known(values: Mapping[str, Any], names: tuple[str, ...]) -> None:
    strange = sorted(set(values) - set(names))
    if strange:
        raise RuleBroken(_("Unknown fields: %(names)s. Nothing was saved.") % {"names": ", ".join(strange)})


def _clean(text: Any) -> str:
    return str(text or "").translate(CONTROL).replace("\x7f", "")


def _texts(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with texts fit to be stored, and refuse those too long for their column."""
    made = {}
    for name, value in values.items():
        if not isinstance(value, str):
            made[name] = value
            continue
        made[name] = _clean(value)
        try:
            most = row._meta.get_field(name).max_length or LONGEST_TEXT
        except AttributeError:
            most = LONGEST_TEXT
        if len(made[name]) > most:
            raise RuleBroken(
                _("This text is too long: %(have)s of %(most)s characters. Nothing was saved; shorten it.")
                % {"have": len(made[name]), "most": most},
                fields={name: _("Too long.")},
            )
    return made


def _finding_values(visit: Visit, finding: Finding, values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Check what was handed in of a finding against what it names."""
    made = _texts(finding, values)
    final = {**content.of_finding(finding), **made}
    _choice(final, "grade", Grade)
    _choice(final, "disposition", Disposition)
    if final["deadline_unit"]:
        _choice(final, "deadline_unit", DeadlineUnit)
    if final["grade"] == Grade.MAJOR and final["disposition"] == Disposition.FIXED_ON_SPOT:
        raise RuleBroken(
            _("A major hazard cannot be closed on the spot: order its rectification. Nothing was saved."),
            fields={"disposition": _("A major hazard is ordered to be rectified.")},
        )
    if made.get("item") and not ChecklistItem.objects.filter(pk=made["item"], version=visit.checklist_version_id).exists():
        raise RuleBroken(_("This item is not in the checklist of this visit. Nothing was saved."))
    if made.get("equipment") and not Equipment.objects.filter(pk=made["equipment"], enterprise=visit.enterprise_id).exists():
        raise RuleBroken(_("This equipment does not belong to the enterprise. Nothing was saved."))
    if made.get("criterion"):
        _in_force(made["criterion"], visit, now)
    if final["disposition"] == Disposition.ORDER and {"deadline_unit", "deadline_amount", "deadline_date", "grade"} & set(made):
        _check_deadline(finding, final, clock.day_of(now))
    return made


def _check_deadline(finding: Finding, final: Mapping[str, Any], today: date) -> None:
    """Refuse a deadline that the order could not give, here and not only at the end of the visit."""
    unit, amount, day = final["deadline_unit"], final["deadline_amount"], final["deadline_date"]
    if not unit or (unit == DeadlineUnit.DATE and not day) or (unit in COUNTED and not amount):
        return
    due_of(
        Finding(
            region_code=finding.region_code, grade=final["grade"], deadline_unit=unit, deadline_amount=amount,
            deadline_date=date.fromisoformat(day) if day else None,
        ),
        today,
    )  # fmt: skip


def _choice(values: Mapping[str, Any], name: str, choices: type) -> None:
    if values[name] not in choices.values:
        raise RuleBroken(_("Choose one of the listed values."), fields={name: _("Choose one of the listed values.")})


def _in_force(code: str, visit: Visit, now: datetime) -> None:
    day = clock.day_of(visit.started_at or now)
    row = Criterion.objects.filter(pk=code).first()
    if row is None:
        raise RuleBroken(_("There is no criterion %(code)s. Nothing was saved.") % {"code": code})
    if (row.valid_from and row.valid_from > day) or (row.valid_to and row.valid_to <= day):
        raise RuleBroken(
            _("Criterion %(code)s was not in force on the day of the visit. Nothing was saved; choose another.")
            % {"code": code}
        )


def _picture(address: str) -> bytes:
    """Return the bytes of a drawn signature, or raise `RuleBroken` when there is nothing drawn in it."""
    head, _comma, body = (address or "").partition(",")
    try:
        data = base64.b64decode(body, validate=True)
        if head != "data:image/png;base64" or len(data) > LARGEST_SIGNATURE:
            raise ValueError(head)
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if image.width * image.height > 4_000_000:
                raise ValueError(image.size)
            drawn = any(low != high for low, high in image.convert("RGBA").getextrema())
    except (ValueError, binascii.Error, UnidentifiedImageError, OSError, SyntaxError) as error:
        raise RuleBroken(_("This is no signature picture. Nothing was saved; sign again.")) from error
    if not drawn:
        raise RuleBroken(_("The signature is empty. Nothing was saved; sign again."))
    return data
