"""A visit of the tests: a small checklist, two officers, findings with photos, signatures, up to the finish."""

import base64
import io
import random
import uuid
from datetime import datetime

from PIL import Image, ImageDraw

from checklists.choices import ChecklistKind, VersionStatus
from checklists.models import Checklist, ChecklistItem, ChecklistVersion, Criterion, Standard
from core import scope
from core.ids import new_id
from enterprises.models import Place
from evidence.actions import receive_photo
from inspections import actions, rules
from inspections.models import Visit, VisitOfficer
from tests.evidence.pictures import jpeg, photo

CRITERION = "FW-03"


def make_checklist(now: datetime, *, items: int = 3, photo_of: int = 0) -> ChecklistVersion:
    """A published list of the nation: the second item is critical, and what fails it prefills a finding.

    `photo_of` is the position of an item that needs a photo.
    """
    with scope.everything(because="the tests publish a checklist"):
        standard = Standard.objects.create(
            code="FW", document_no="MEM 2017", name_zh="烟花爆竹重大隐患判定标准", name_en="Fireworks criteria"
        )
        Criterion.objects.create(
            code=CRITERION,
            standard=standard,
            sector_code="FW",
            sector_zh="烟花爆竹",
            sector_en="Fireworks",
            industry_id="K04",
            text_zh="超许可范围储存",
            text_en="Storing beyond the licensed scope",
            legal_source="安监总管三〔2017〕121号",
            article="第十二条",
            search_text="超许可范围储存 storing beyond the licensed scope",
        )
        checklist = Checklist.objects.create(
            region_code="",
            code="FW-WHOLESALE",
            kind=ChecklistKind.INSPECTION,
            industry_id="K04",
            name_zh="烟花爆竹批发企业检查表",
            name_en="Fireworks wholesale",
        )
        version = ChecklistVersion.objects.create(
            region_code="", checklist=checklist, number=1, status=VersionStatus.DRAFT
        )
        for number in range(1, items + 1):
            ChecklistItem.objects.create(
                region_code="",
                version=version,
                position=number,
                section_zh="仓库",
                section_en="Warehouse",
                text_zh=f"检查项{number}",
                text_en=f"Item {number}",
                basis_zh=f"第{number}条",
                basis_en=f"Article {number}",
                critical=number == 2,
                photo_required=number == photo_of,
                default_grade="general",
                default_days=7,
                finding_zh=f"问题{number}",
                finding_en=f"Problem {number}",
            )
        version.status, version.published_at = VersionStatus.PUBLISHED, now
        version.save()
    return version


def make_places(enterprise) -> None:
    """Two places of the enterprise."""
    with scope.everything(because="the tests furnish an enterprise"):
        for name in ("Warehouse A", "Loading bay"):
            Place.objects.create(region_code=enterprise.region_code, enterprise=enterprise, name=name)


def scribble(seed: int) -> str:
    """A signature as the pad sends it: a PNG data address."""
    chance = random.Random(seed)
    image = Image.new("RGB", (400, 160), "white")
    points = [(20 + step * 18, 80 + chance.randint(-60, 60)) for step in range(20)]
    ImageDraw.Draw(image).line(points, fill=(16, 35, 63), width=5)
    out = io.BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def begin(actor, now: datetime, cast, version: ChecklistVersion | None = None, **more) -> Visit:
    """Start a visit on the spot with the second inspector."""
    return actions.start_visit(
        actor=actor,
        now=now,
        visit_id=more.pop("visit_id", None) or new_id(),
        enterprise_id=more.pop("enterprise_id", cast.enterprise.pk),
        checklist_version_id=version.pk if version else None,
        officers=more.pop("officers", [actions.Member(membership=cast.second_inspector.membership.pk)]),
        place_checked="Warehouse A, loading bay",
        **more,
    )


def answer(actor, now: datetime, visit: Visit, item: ChecklistItem, code: str = "conform", reason: str = "", **more):
    """Answer one item."""
    return actions.save_answer(
        actor=actor,
        now=now,
        answer_id=rules.answer_key(visit.pk, item.pk),
        visit_id=visit.pk,
        item_id=item.pk,
        values={"code": code, "reason": reason},
        **more,
    )


def show(actor, now: datetime, visit: Visit, item: ChecklistItem):
    """Take a photo of an answered item."""
    key = new_id()
    data = jpeg(photo(key.int % 10_000, (320, 240)))
    receive_photo(actor=actor, now=now, id=key, data=data, purpose="scene", enterprise=visit.enterprise)
    answered = rules.answer_key(visit.pk, item.pk)
    return actions.attach_answer_photo(actor=actor, now=now, link_id=key, answer_id=answered, photo_id=key)


FINDING = {
    "place_text": "Warehouse A",
    "description": "Stacks are 3.2 m high",
    "basis": "GB 50161 art. 7.2.4",
    "criterion": None,
    "grade": "general",
    "disposition": "order",
    "deadline_unit": "working_days",
    "deadline_amount": 7,
}


def find(
    actor,
    now: datetime,
    visit: Visit,
    *,
    finding_id: uuid.UUID | None = None,
    before: int = 1,
    after: int = 0,
    **values,
):
    """Record a finding with photos and return it."""
    saved = actions.save_finding(
        actor=actor, now=now, finding_id=finding_id or new_id(), visit_id=visit.pk, values=FINDING | values
    )
    for purpose, count in (("before", before), ("after", after)):
        for _number in range(count):
            snap(actor, now, saved.row, purpose)
    return saved.row


def snap(actor, now: datetime, finding, purpose: str = "before"):
    """Take one photo of a finding."""
    key = new_id()
    receive_photo(
        actor=actor,
        now=now,
        id=key,
        data=jpeg(photo(key.int % 10_000, (320, 240))),
        purpose=purpose,
        enterprise=finding.enterprise,
    )
    return actions.attach_photo(actor=actor, now=now, link_id=key, finding_id=finding.pk, photo_id=key, purpose=purpose)


def sign_all(actor, now: datetime, visit: Visit, *, refusal: str = "") -> None:
    """Have both officers and the head on site sign; or note the refusal and let a witness sign."""
    visit.refresh_from_db()
    values = {"site_head_name": "Li Jianguo", "site_head_post": "Manager"} | ({"refusal": refusal} if refusal else {})
    actions.save_details(actor=actor, now=now, visit_id=visit.pk, values=values, base_version=visit.version)
    for officer in VisitOfficer.objects.filter(visit=visit, capacity="officer"):
        put_signature(actor, now, visit, "officer", officer_id=officer.pk)
    put_signature(
        actor, now, visit, "witness" if refusal else "site_head", name="Wang Xiuying" if refusal else "Li Jianguo"
    )


def put_signature(actor, now: datetime, visit: Visit, signatory: str, **more):
    """One signature."""
    return actions.sign(
        actor=actor,
        now=now,
        signature_id=more.pop("signature_id", None) or new_id(),
        visit_id=visit.pk,
        signatory=signatory,
        png=more.pop("png", None) or scribble(len(signatory)),
        name=more.pop("name", ""),
        **more,
    )
