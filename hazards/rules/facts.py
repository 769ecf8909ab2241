"""What a decision about a hazard may look at."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.roles import Role
from hazards.choices import Grade, VerificationMethod


@dataclass(frozen=True)
class Facts:
    """What the guards look at. Ids are compared, never looked up; what is not stated does not hold.

    `grade` is the hazard's grade after a `confirm` (the one being confirmed), before every other act.
    """

    grade: Grade = Grade.GENERAL

    # Who acts now, and in what capacity
    actor_id: Any = None
    actor_role: Role | None = None
    actor_tenant_id: Any = None
    actor_tenant_kind: str = ""
    actor_level: str = ""
    #: Enterprises in which the same person holds any membership, whatever the capacity chosen today.
    actor_enterprise_ids: frozenset = frozenset()

    # Who acted before
    enterprise_id: Any = None
    recorder_id: Any = None
    #: Level of the authority that recorded the hazard, or confirmed it when somebody else recorded it.
    recorder_level: str = ""
    #: Everybody who did or submitted the rectification work in this episode.
    worker_ids: frozenset = frozenset()
    second_opinion_by: Any = None

    # What was stated with the act
    reason: str = ""
    has_criterion: bool = False
    has_deadline: bool = False
    has_addressee: bool = False
    has_basis: bool = False
    has_document: bool = False
    has_service_proof: bool = False
    has_remainder: bool = False
    has_responsible: bool = False
    verification_method: VerificationMethod | None = None

    # The evidence
    has_before_photo: bool = False
    has_after_photo_for_each: bool = False
    has_document_proof: bool = False
    served_on: date | None = None
    rectified_on: date | None = None
    found_on: date | None = None
    today: date | None = None

    # What else is open
    major_confirmed: bool = False
    plan_complete: bool = False
    stop_work_active: bool = False
    resume_consented: bool = False
    extension_pending: bool = False
    is_listed: bool = False
    #: The enterprise found it itself and leads it; every verb of an authority beyond a glance takes it over first.
    led_inside: bool = False
    head_signed_off: bool = False

    @property
    def is_major(self) -> bool:
        """Whether the hazard counts as major now."""
        return self.grade == Grade.MAJOR

    @property
    def has_photo_pair(self) -> bool:
        """Before and after, for every before."""
        return self.has_before_photo and self.has_after_photo_for_each
