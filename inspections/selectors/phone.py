"""What a phone takes along on a visit, so that it can work without a connection."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language

from checklists.models import ChecklistItem, Criterion
from checklists.selectors import criteria_in_force, search_criteria
from core import clock
from enterprises.models import Enterprise, Place
from hazards.choices import Grade
from inspections import content, policy, rules
from inspections.models import AnswerPhoto, Finding, FindingPhoto, Visit
from inspections.selectors.facts import Loaded, author_of, facts_of, load
from rectification.models import DeadlinePolicy
from rectification.rules import DeadlinePolicyRow, propose_deadline
from regions.choices import DeadlineUnit
from regions.selectors import calendar_for

MOST_PLACES = 200
MOST_CRITERIA = 200
DAYS_AHEAD = 150


def visit_state(visit: Visit, actor, now, *, loaded: Loaded | None = None) -> dict[str, Any]:
    """Return everything the visit's pages and API show of it, as JSON data (at most twelve queries)."""
    loaded = loaded or load(visit)
    answers = {answer.item_id: answer for answer in loaded.answers}
    return {
        "visit": {
            "id": str(visit.pk),
            "status": str(visit.status),
            "kind": str(visit.kind),
            "version": visit.version,
            "method": str(visit.method),
            "method_label": str(visit.get_method_display()),
            "basis": visit.basis,
            "plan_no": visit.plan_no,
            "planned_on": content.plain(visit.planned_on),
            "started_at": content.stamp(visit.started_at),
            "finished_at": content.stamp(visit.finished_at),
            "checklist_version": str(visit.checklist_version_id) if visit.checklist_version_id else None,
            "seal_sha256": visit.seal_sha256,
            **content.of_details(visit),
        },
        "officers": [
            content.of_officer(row)
            | {
                "counts": rules.counts_as_officer(_officer_facts(row)),
                "signs": rules.signs(_officer_facts(row), visit.kind),
            }
            for row in loaded.officers
        ],
        "items": [item_data(item) | {"answer_id": str(rules.answer_key(visit.pk, item.pk))} for item in loaded.items],
        "answers": [
            content.of_answer(answer)
            | {"id": str(answer.pk), "item": str(answer.item_id), "version": answer.version}
            | {"photos": [_photo(link) for link in answer.photos.all()]}
            for answer in answers.values()
        ],
        "findings": [_finding(finding, actor) for finding in loaded.findings],
        "signatures": [
            content.of_signature(row) | {"stale": row.content_sha256 != loaded.signed_hash} for row in loaded.signatures
        ],
        "parked": [
            {
                "id": str(row.pk),
                "subject": str(row.subject),
                "subject_id": str(row.subject_id),
                "by": "" if actor and row.by.get("person_id") == str(actor.person_id) else row.by.get("person", ""),
                "colleague": author_of(row.subject_id, row.changes),
                "fields": {name: {"theirs": was, "mine": became} for name, (was, became) in row.changes.items()},
            }
            for row in loaded.parked
        ],
        "gaps": gaps_of(loaded),
    }


def item_data(item: ChecklistItem) -> dict[str, Any]:
    """Return one item of a checklist as data, in the reader's language."""
    return {
        "id": str(item.pk),
        "position": item.position,
        "section": item.section,
        "text": str(item),
        "basis": item.basis,
        "criterion": item.criterion_id,
        "critical": item.critical,
        "photo_required": item.photo_required,
        "default_grade": item.default_grade,
        "default_days": item.default_days,
        "finding_text": item.finding_text,
    }


def gaps_of(loaded: Loaded) -> list[dict[str, Any]]:
    """Return what is still missing, as data."""
    return [
        {
            "code": str(gap.code),
            "step": gap.step,
            "subject": str(gap.subject) if gap.subject else None,
            "sentence": gap.sentence,
        }
        for gap in rules.missing_for_finish(facts_of(loaded))
    ]


def phone_kit(visit: Visit, actor, now) -> dict[str, Any]:
    """Return the reference data of a visit: places, criteria in force, proposed deadlines, working days ahead."""
    enterprise = visit.enterprise
    today = clock.day_of(now)
    return {
        "enterprise": {"id": str(enterprise.pk), "name": enterprise.name, "address": enterprise.address},
        "places": list(
            Place.objects.filter(enterprise=enterprise).order_by("name").values_list("name", flat=True)[:MOST_PLACES]
        ),
        "criteria": criteria_for(enterprise.industry_id, today),
        "deadlines": proposals(deadline_policies([enterprise.industry_id]), enterprise),
        "working_days": working_days(visit.region_code, today),
        "today": today.isoformat(),
        "person": str(actor.person_id),
        "urls": {"criteria": reverse("inspections:criteria", args=[visit.pk])},
    }


def deadline_policies(industries: Iterable[str]) -> list[DeadlinePolicyRow]:
    """Return the deadline policies within reach that concern these industries."""
    rows = DeadlinePolicy.objects.filter(Q(industry=None) | Q(industry__in=list(industries)))
    return [
        DeadlinePolicyRow(Grade(row.grade), DeadlineUnit(row.unit), row.amount, row.industry_id or "", row.region_code)
        for row in rows
    ]


def proposals(policies: Sequence[DeadlinePolicyRow], enterprise: Enterprise) -> dict[str, dict[str, Any]]:
    """Return the deadline that policy proposes for each grade of hazard at an enterprise."""
    made = {
        str(grade): propose_deadline(
            policies, grade=grade, industry=enterprise.industry_id, region_code=enterprise.region_code
        )
        for grade in Grade
    }
    return {grade: {"unit": str(row.unit), "amount": row.amount} for grade, row in made.items()}


def working_days(region_code: str, today: date) -> list[str]:
    """Return the working days of the coming months in a region."""
    calendar = calendar_for(region_code)
    ahead = (today + timedelta(days=number) for number in range(1, DAYS_AHEAD))
    return [day.isoformat() for day in ahead if calendar.is_working_day(day)]


def criteria_for(industry: str, day: date) -> list[dict[str, str]]:
    """Return the criteria in force on `day` for an industry, in the reader's language."""
    return [_criterion(row) for row in criteria_in_force(day, industry)[:MOST_CRITERIA]]


def search(words: str, day: date, industry: str) -> list[dict[str, str]]:
    """Return the criteria in force on `day` that answer the words, of whatever industry, those of `industry` first."""
    return [_criterion(row) for row in search_criteria(words, day, industry)]


def _criterion(row: Criterion) -> dict[str, str]:
    zh = (get_language() or "").startswith("zh")
    return {
        "code": row.code,
        "text": row.text,
        "source": row.source,
        "sector": row.sector_zh if zh else row.sector_en,
        "also": f"{row.text_en if zh else row.text_zh} {row.initials}",
    }


def _officer_facts(row) -> rules.OfficerFacts:
    return rules.OfficerFacts(row.pk, row.name, row.certificate_no, row.capacity, row.person_id)


def _finding(finding: Finding, actor) -> dict[str, Any]:
    return {
        "id": str(finding.pk),
        "version": finding.version,
        **content.of_finding(finding),
        "criterion_text": finding.criterion.text if finding.criterion_id else "",
        "by": finding.by.get("person", ""),
        "confirmed_by": (finding.grade_confirmed_by or {}).get("person", ""),
        "may_confirm": bool(policy.can_confirm_finding_grade(actor, finding)) if actor else False,
        "photos": [_photo(link) | {"purpose": str(link.purpose)} for link in finding.photos.all()],
    }


def _photo(link: FindingPhoto | AnswerPhoto) -> dict[str, str]:
    return {
        "id": str(link.pk),
        "url": reverse("evidence:clean", args=[link.photo_id]),
        "thumb": reverse("evidence:thumb", args=[link.photo_id]),
    }
