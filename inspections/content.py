"""What a visit, an answer, a finding and a signature say, as JSON data: for hashes, merges and the phone."""

import base64
from datetime import UTC, date, datetime
from typing import Any

from inspections import rules
from inspections.models import Answer, Finding, Signature, Visit, VisitOfficer

DETAILS = (
    "site_head_name",
    "site_head_post",
    "site_head_phone",
    "place_checked",
    "refusal",
    "note",
    "language",
)
"""The fields of a visit that its officers fill in on the way."""
OWN_DETAILS = ("place_checked", "note", "language")
"""Those of a round of the enterprise itself."""
SIGNED_DETAILS = ("site_head_name", "site_head_post", "site_head_phone", "place_checked", "note")
"""Those that a signature covers; a refusal is written down after the others have signed."""
ANSWER = ("code", "reason")
FINDING = (
    "item",
    "equipment",
    "place_text",
    "description",
    "requirement",
    "interim_measures",
    "criterion",
    "basis",
    "grade",
    "disposition",
    "deadline_unit",
    "deadline_amount",
    "deadline_date",
)


def stamp(moment: datetime | None) -> str | None:
    """Return a moment in the one form that both sides hash: UTC with milliseconds, as JavaScript's toISOString()."""
    if moment is None:
        return None
    moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def plain(value: Any) -> Any:
    """Return a value as JSON data."""
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def of_details(visit: Visit) -> dict[str, Any]:
    """Return what the officers filled in of the visit itself."""
    return {name: getattr(visit, name) for name in DETAILS}


def of_answer(answer: Answer) -> dict[str, Any]:
    """Return an answer."""
    return {"code": str(answer.code), "reason": answer.reason}


def of_finding(finding: Finding) -> dict[str, Any]:
    """Return a finding."""
    keys = {"item": finding.item_id, "equipment": finding.equipment_id, "criterion": finding.criterion_id}
    return {name: plain(keys[name] if name in keys else getattr(finding, name)) for name in FINDING}


def of_officer(officer: VisitOfficer) -> dict[str, Any]:
    """Return a member of the team."""
    return {
        "id": str(officer.id),
        "membership": str(officer.membership_id) if officer.membership_id else None,
        "name": officer.name,
        "unit": officer.unit,
        "certificate_no": officer.certificate_no,
        "capacity": str(officer.capacity),
    }


def png_address(png: bytes) -> str:
    """Return a signature's picture as a data address."""
    return f"data:image/png;base64,{base64.b64encode(bytes(png)).decode()}"


def of_signature(signature: Signature) -> dict[str, Any]:
    """Return a signature without its picture."""
    return {
        "id": str(signature.id),
        "signatory": str(signature.signatory),
        "officer": str(signature.officer_id) if signature.officer_id else None,
        "name": signature.name,
        "post": signature.post,
    }


def signed_part(
    visit: Visit, officers: list[VisitOfficer], answers: list[Answer], findings: list[Finding]
) -> dict[str, Any]:
    """Return what a signature covers: the team, the answers, the findings with their photos."""
    return {
        "visit": str(visit.id),
        "enterprise": str(visit.enterprise_id),
        "method": str(visit.method),
        "basis": visit.basis,
        "details": {name: getattr(visit, name) for name in SIGNED_DETAILS},
        "officers": sorted(
            ([officer.name, officer.certificate_no, str(officer.capacity)] for officer in officers), key=str
        ),
        "answers": sorted(
            [str(row.item_id), str(row.code), row.reason, *sorted(link.photo.sha256 for link in row.photos.all())]
            for row in answers
        ),
        "findings": [
            {
                "id": str(finding.id),
                **of_finding(finding),
                "photos": sorted([link.purpose, link.photo.sha256] for link in finding.photos.all()),
            }
            for finding in sorted(findings, key=lambda row: str(row.id))
        ],
    }


def signed_hash(visit: Visit, officers: list[VisitOfficer], answers: list[Answer], findings: list[Finding]) -> str:
    """Return the SHA-256 of what a signature covers."""
    return rules.digest(signed_part(visit, officers, answers, findings))
