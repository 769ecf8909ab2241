"""From cases to what a bulletin says: items frozen when it is drawn up, content when it is released."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from django.utils.timezone import localtime

from accounts.models import Authority
from bulletins import rules
from bulletins.models import Bulletin, Exposure
from core.rules import anonymise
from core.text import lines
from documents.snapshots import BulletinSnapshot, Issuer
from evidence.models import Photo
from evidence.selectors import thumbnail_address
from hazards.choices import PhotoPurpose
from hazards.models import Hazard, HazardPhoto
from hazards.persons import persons_of
from regions.models import Region
from regions.rules import WorkingCalendar

NEXT_LEVEL = {2: 4, 4: 6, 6: 9, 9: 12}
CAPTIONS = {"before": ("整改前", "Before rectification"), "scene": ("现场", "Scene")}


def items_of(hazards: Iterable[Hazard], *, today, calendar: WorkingCalendar, level: int) -> list[dict[str, Any]]:
    """Return the cases as a bulletin keeps them: text without personal data, regulator, deadline, days, photo keys.

    `level` is the length of the region's code; a case is counted under the next smaller division.
    """
    found = list(hazards)
    names = persons_of((each.pk, each.authority_id) for each in found)
    photos = _photos_of(found)
    code_of = {each.pk: each.region_code[: NEXT_LEVEL.get(level, 12)] for each in found}
    regions = {each.code: each for each in Region.objects.filter(code__in=set(code_of.values()))}
    items = []
    for number, hazard in enumerate(found, 1):
        region, persons = regions.get(code_of[hazard.pk]), names[str(hazard.pk)]
        items.append(
            {
                "no": number,
                "hazard": str(hazard.pk),
                "label": hazard.label,
                "enterprise": str(hazard.enterprise_id),
                "unit": hazard.enterprise.name,
                "region_code": code_of[hazard.pk],
                "region_zh": region.name_zh if region else code_of[hazard.pk],
                "region_en": region.name_en if region else code_of[hazard.pk],
                "place": anonymise(hazard.place_text, persons),
                "problem": anonymise(hazard.description, persons).strip(),
                "criterion": hazard.criterion_id or "",
                "grade": hazard.grade,
                "authority": str(hazard.authority_id),
                "regulator_zh": hazard.authority.name_zh,
                "regulator_en": hazard.authority.name_en,
                "due_on": hazard.due_on.isoformat() if hazard.due_on else "",
                "days": max(0, -calendar.working_days_between(today, hazard.due_on)) if hazard.due_on else 0,
                "photos": photos.get(hazard.pk, []),
            }
        )
    return items


def names_in(bulletin: Bulletin) -> list[str]:
    """Return the names of natural persons that are covered in what an authority writes about a bulletin's cases."""
    cases = ((item["hazard"], bulletin.authority_id) for item in bulletin.items)
    return sorted(set(chain.from_iterable(persons_of(cases).values())))


def covered(text: str, exposure: Exposure) -> str:
    """Return a statement as the public reads it."""
    key = str(exposure.hazard_id)
    return anonymise(text, persons_of([(key, exposure.authority_id)]).get(key, []))


def covered_statements(statements: Mapping[str, Mapping[str, str]], authority: Any) -> dict[str, dict[str, str]]:
    """Return the statements by hazard as the public reads them."""
    names = persons_of((hazard, authority) for hazard in statements)
    return {
        hazard: {**said, "text": anonymise(said["text"], names.get(hazard, []))} for hazard, said in statements.items()
    }


def _photos_of(hazards: list[Hazard]) -> dict[Any, list[dict[str, str]]]:
    kept: dict[Any, list[dict[str, str]]] = {}
    rows = HazardPhoto.objects.filter(
        hazard__in=hazards, purpose__in=[PhotoPurpose.BEFORE, PhotoPurpose.SCENE]
    ).order_by("hazard_id", "added_at", "id")
    for hazard, photo, purpose in rows.values_list("hazard_id", "photo_id", "purpose"):
        found = kept.setdefault(hazard, [])
        if len(found) < rules.PHOTOS_A_CASE:
            found.append({"photo": str(photo), "purpose": purpose})
    return kept


def charts_of(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the charts of a bulletin: its cases by region, and by responsible regulator where that says more."""
    found = list(items)
    bands = [
        {"zh": zh, "en": en, "value": sum(least <= item["days"] <= most for item in found)}
        for least, most, zh, en in rules.BANDS
    ]
    charts = [
        {
            "title_zh": "被通报问题逾期时长分布（条）",
            "title_en": "Problems by how late they are",
            "rows": [row for row in bands if row["value"]],
        }
    ]
    for zh, en, fields in (
        ("各地区被通报问题数（条）", "Problems by region", ("region_zh", "region_en")),
        ("各监管责任单位被通报问题数（条）", "Problems by responsible regulator", ("regulator_zh", "regulator_en")),
    ):
        counted = Counter((item[fields[0]], item[fields[1]]) for item in found)
        if len(counted) > 1:
            rows = [{"zh": pair[0], "en": pair[1], "value": number} for pair, number in counted.most_common(12)]
            charts.append({"title_zh": zh, "title_en": en, "rows": rows})
    return charts


def content_of(bulletin: Bulletin, statements: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return what would be released: the kept cases without keys of ours, except photos, which `pictured` replaces.

    `statements` gives the latest statement by the case's hazard, as it was filed.
    """
    statements = covered_statements(statements, bulletin.authority_id)
    items = rules.kept(bulletin.items, bulletin.left_out)
    typical = set(bulletin.typical)
    names = {each.code: each for each in Region.objects.filter(code=bulletin.region_code)}
    region = names.get(bulletin.region_code)
    said = [
        {"unit": item["unit"], "no": item["no"], **statements[item["hazard"]]}
        for item in items
        if item["hazard"] in statements
    ]
    shown = ("no", "region_zh", "region_en", "unit", "problem", "criterion", "grade", "regulator_zh", "regulator_en")
    return {
        "to_zh": bulletin.addressees or rules.ADDRESSEES,
        "as_of": localtime(bulletin.as_of).strftime("%Y-%m-%dT%H:%M"),
        "period": {"from": bulletin.period_from.isoformat(), "to": bulletin.period_to.isoformat()},
        "region": {
            "zh": region.name_zh if region else bulletin.region_code,
            "en": region.name_en if region else bulletin.region_code,
        },
        "figures": rules.figures_of(bulletin.figures),
        "charts": charts_of(items),
        "typical": [
            {name: item[name] for name in (*shown, "place", "due_on", "days")}
            | {
                "fact": item["problem"].rstrip("。.;；"),
                "statement": statements.get(item["hazard"], {}).get("text", ""),
                "photos": [
                    {
                        "photo": photo["photo"],
                        "caption_zh": CAPTIONS[photo["purpose"]][0],
                        "caption_en": CAPTIONS[photo["purpose"]][1],
                    }
                    for photo in item["photos"]
                ],
            }
            for item in items
            if item["was"] in typical
        ],
        "good_zh": lines(bulletin.good_zh),
        "good_en": lines(bulletin.good_en),
        "requirements_zh": lines(bulletin.requirements_zh),
        "requirements_en": lines(bulletin.requirements_en),
        "entries": [{name: item[name] for name in (*shown, "due_on", "days")} for item in items],
        "statements": said,
    }


def pictured(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content with the clean copies of its photos in place of their keys, as documents take them."""
    keys = [photo["photo"] for case in content["typical"] for photo in case["photos"]]
    photos = {str(each.pk): thumbnail_address(each) for each in Photo.objects.filter(pk__in=keys)}
    typical = [
        {
            **case,
            "photos": [
                {
                    "thumbnail": photos[photo["photo"]],
                    "caption_zh": photo["caption_zh"],
                    "caption_en": photo["caption_en"],
                }
                for photo in case["photos"]
                if photo["photo"] in photos
            ],
        }
        for case in content["typical"]
    ]
    return {**content, "typical": typical}


def snapshot_of(
    bulletin: Bulletin, content: Mapping[str, Any], *, signed_on, public_until, original_number: str = ""
) -> BulletinSnapshot:
    """Return the data of the document; `content` already pictured."""
    authority: Authority = bulletin.authority
    return BulletinSnapshot(
        issuer=Issuer(name=authority.name_zh, name_en=authority.name_en, phone=authority.phone),
        signed_on=signed_on.isoformat(),
        title=bulletin.title_zh,
        title_en=bulletin.title_en,
        content={**content, "expires_on": public_until.isoformat()},
        original_number=original_number,
    )
