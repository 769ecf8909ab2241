"""Facts for the rules of hazards: everything in order, almost in order, or anything at all."""

from dataclasses import fields, replace
from datetime import date

from hypothesis import strategies as st

from core.roles import OFFICER_ROLES, Role
from hazards.choices import Grade, Verb, VerificationMethod
from hazards.rules import (
    Facts,
)

FIRM, BUREAU = "firm", "bureau"
OFFICER = {
    "actor_id": "verifier",
    "actor_role": Role.INSPECTOR,
    "actor_tenant_id": BUREAU,
    "actor_tenant_kind": "authority",
    "actor_level": "county",
}
SAFETY_HEAD = {
    "actor_id": "safety-head",
    "actor_role": Role.SAFETY_HEAD,
    "actor_tenant_id": FIRM,
    "actor_tenant_kind": "enterprise",
}
#: Everything in order: the tests take away one thing at a time.
READY = Facts(
    **OFFICER,
    enterprise_id=FIRM,
    recorder_id="recorder",
    recorder_level="county",
    worker_ids=frozenset({"safety-head", "welder"}),
    second_opinion_by="expert",
    reason="because",
    has_criterion=True,
    has_deadline=True,
    has_addressee=True,
    has_basis=True,
    has_document=True,
    has_service_proof=True,
    has_remainder=True,
    verification_method=VerificationMethod.VISIT,
    has_before_photo=True,
    has_after_photo_for_each=True,
    served_on=date(2026, 6, 1),
    rectified_on=date(2026, 6, 5),
    today=date(2026, 6, 5),
    major_confirmed=True,
    plan_complete=True,
    head_signed_off=True,
)
MAJOR = replace(READY, grade=Grade.MAJOR)
FIRM_READY = replace(READY, **SAFETY_HEAD)
FIRM_MAJOR = replace(MAJOR, **SAFETY_HEAD)
#: What the firm found itself: the welder fixes it, the safety head verifies.
INSIDE = replace(
    FIRM_READY, led_inside=True, has_responsible=True, found_on=date(2026, 6, 1), worker_ids=frozenset({"welder"})
)
WELDER = replace(INSIDE, actor_id="welder", actor_role=Role.WORKER)
IDS = st.sampled_from([None, "recorder", "verifier", "safety-head", "welder", "expert"])
TENANTS = st.sampled_from([None, FIRM, BUREAU, "other-firm", "agency"])
KINDS = st.sampled_from(["", "authority", "enterprise", "agency", "system"])
LEVELS = st.sampled_from(["", "province", "city", "county", "township"])
DATES = st.none() | st.dates(date(2026, 5, 30), date(2026, 6, 10))
ANY_FACTS = st.builds(
    Facts,
    grade=st.sampled_from(Grade),
    actor_id=IDS,
    actor_role=st.none() | st.sampled_from(Role),
    actor_tenant_id=TENANTS,
    actor_tenant_kind=KINDS,
    actor_level=LEVELS,
    actor_enterprise_ids=st.frozensets(st.sampled_from([FIRM, "other-firm"]), max_size=2),
    enterprise_id=st.sampled_from([None, FIRM]),
    recorder_id=IDS,
    recorder_level=LEVELS,
    worker_ids=st.frozensets(st.sampled_from(["verifier", "safety-head", "welder"]), max_size=3),
    second_opinion_by=IDS,
    reason=st.sampled_from(["", "  ", "because"]),
    verification_method=st.none() | st.sampled_from(VerificationMethod),
    served_on=DATES,
    rectified_on=DATES,
    today=DATES,
    **{field.name: st.booleans() for field in fields(Facts) if field.type is bool},
)
FLAGS = [field.name for field in fields(Facts) if field.type is bool]
OFFICIAL_READY = [replace(facts, actor_role=role) for facts in (READY, MAJOR) for role in sorted(OFFICER_ROLES)]
#: In order but for one or two things: reaches deep states that random facts never would.
CHANGES = st.one_of(
    *(st.builds(dict, **{name: st.booleans()}) for name in FLAGS),
    st.fixed_dictionaries({"actor_id": IDS}),
    st.fixed_dictionaries({"actor_tenant_id": TENANTS, "actor_tenant_kind": KINDS}),
    st.fixed_dictionaries({"actor_enterprise_ids": st.just(frozenset({FIRM}))}),
    st.fixed_dictionaries({"verification_method": st.none() | st.sampled_from(VerificationMethod)}),
    st.fixed_dictionaries({"actor_role": st.sampled_from(Role)}),
)
ALMOST_READY = st.builds(
    lambda base, one, two: replace(base, **one, **{name: value for name, value in two.items() if name not in one}),
    st.sampled_from([*OFFICIAL_READY, FIRM_READY, FIRM_MAJOR, INSIDE, WELDER]),
    CHANGES,
    CHANGES,
)
FACTS = st.one_of(ALMOST_READY, ALMOST_READY, ANY_FACTS)


def gate_is_passed(facts: Facts, verb: Verb) -> bool:
    """The closing gate, written a second time out of workflow.md and behaviours 5, without the table."""
    stranger = (
        facts.actor_tenant_kind == "authority"
        and facts.actor_role in {Role.HEAD, Role.CLERK, Role.INSPECTOR}
        and facts.actor_id is not None
        and facts.actor_id not in facts.worker_ids
        and facts.enterprise_id not in ({facts.actor_tenant_id} | facts.actor_enterprise_ids)
    )
    pair = facts.has_before_photo and facts.has_after_photo_for_each
    calm = (not facts.stop_work_active or facts.resume_consented) and not facts.is_listed
    if verb == Verb.CLOSE_INSIDE:
        own = facts.actor_tenant_id == facts.enterprise_id is not None and facts.actor_id is not None
        leader = facts.actor_role in {Role.PRINCIPAL, Role.SAFETY_HEAD} and facts.actor_id not in facts.worker_ids
        free = calm and not facts.extension_pending
        return own and leader and pair and free and facts.led_inside and facts.grade == Grade.GENERAL
    if verb == Verb.FIX_ON_SPOT:
        return stranger and pair and calm and facts.grade == Grade.GENERAL
    proof = (pair or facts.has_document_proof) and facts.has_document and facts.verification_method is not None
    shared = stranger and proof and calm and not facts.extension_pending
    if facts.grade == Grade.GENERAL:
        return shared
    visited = facts.verification_method in {VerificationMethod.VISIT, VerificationMethod.EXPERT}
    return shared and visited and facts.head_signed_off and facts.plan_complete and facts.major_confirmed
