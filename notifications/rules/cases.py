"""Notices of visits, hazards and orders."""

from django.utils.translation import gettext_lazy

from notifications.choices import Group, Urgency
from notifications.rules.kind import Kind

CASES: dict[str, Kind] = {
    # visits
    "visit_assigned": Kind(gettext_lazy("You are to visit %(enterprise)s on %(visit_on)s."), "visit", "action"),
    "round_assigned": Kind(gettext_lazy("You are to do a round at %(enterprise)s on %(visit_on)s."), "visit", "action"),
    "round_finished": Kind(
        gettext_lazy("A round at %(enterprise)s is finished. Hazards found: %(count)s."),
        "visit",
        urgency=Urgency.DIGEST,
        group=Group.NEWS,
    ),
    "visit_finished": Kind(
        gettext_lazy("The visit to %(enterprise)s is finished. Hazards found: %(count)s."),
        "visit",
        urgency=Urgency.DIGEST,
        group=Group.NEWS,
    ),
    # the hazard
    "hazard_recorded": Kind(
        gettext_lazy("Hazard %(number)s was recorded at %(enterprise)s: %(title)s"),
        "hazard",
        "action",
        urgency=Urgency.DIGEST,
    ),
    "hazard_to_confirm": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s waits to be confirmed: %(title)s"),
        "hazard",
        "action",
        urgency=Urgency.DIGEST,
    ),
    "major_proposed": Kind(
        gettext_lazy(
            "Hazard %(number)s at %(enterprise)s is proposed as major. A second person must confirm the grade."
        ),
        "hazard",
        "danger",
    ),
    "grade_changed": Kind(
        gettext_lazy("The grade of hazard %(number)s at %(enterprise)s was decided anew: %(grade)s."),
        "flag",
        "warn",
        group=Group.NEWS,
    ),
    "fix_assigned_inside": Kind(
        gettext_lazy("You are to fix hazard %(number)s, which %(enterprise)s found itself, by %(due_on)s."),
        "hazard",
        "action",
    ),
    "fix_reported_inside": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s is reported fixed: another person verifies it."),
        "camera",
        "action",
    ),
    "fix_closed_inside": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s was verified and closed inside the enterprise."),
        "check-circle",
        "ok",
        urgency=Urgency.DIGEST,
        group=Group.NEWS,
    ),
    "fix_returned_inside": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s is not fixed yet: %(reason)s"), "return", "warn"
    ),
    "fix_late_inside": Kind(
        gettext_lazy("Hazard %(number)s, which %(enterprise)s found itself, was to be fixed by %(due_on)s."),
        "clock",
        "warn",
    ),
    "taken_into_supervision": Kind(
        gettext_lazy("The authority took hazard %(number)s at %(enterprise)s into supervision: %(reason)s"),
        "flag",
        "warn",
        group=Group.DUTIES,
    ),
    "major_found_inside": Kind(
        gettext_lazy(
            "%(enterprise)s found and reported a hazard that it proposes as major: %(number)s. A person of the "
            "authority confirms the grade."
        ),
        "hazard",
        "danger",
        group=Group.DUTIES,
    ),
    "statement_due": Kind(
        gettext_lazy("The self-inspection statement of %(enterprise)s for %(period)s is to be signed by %(due_on)s."),
        "list",
        "action",
        group=Group.DUTIES,
    ),
    "statement_late": Kind(
        gettext_lazy("Late: the self-inspection statement of %(enterprise)s for %(period)s was due on %(due_on)s."),
        "list",
        "warn",
        group=Group.DUTIES,
    ),
    "hazard_assigned": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s is now yours to handle."), "hazard", "action"
    ),
    "hazard_transferred": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s was transferred to you: %(reason)s"), "switch", "action"
    ),
    "hazard_rejected": Kind(
        gettext_lazy("Hazard %(number)s was rejected: %(reason)s"), "close", urgency=Urgency.DIGEST, group=Group.NEWS
    ),
    "hazard_closed": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s is closed."),
        "check-circle",
        "ok",
        urgency=Urgency.DIGEST,
        group=Group.NEWS,
    ),
    "hazard_reopened": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s was reopened: %(reason)s"),
        "hazard",
        "danger",
        group=Group.DUTIES,
    ),
    "removal_faked": Kind(
        gettext_lazy(
            "The removal of hazard %(number)s at %(enterprise)s was faked. It is open again and your level supervises "
            "it: %(reason)s"
        ),
        "flag",
        "danger",
    ),
    "look_back_due": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s is due for a look back on %(due_on)s."),
        "eye",
        "action",
        urgency=Urgency.DIGEST,
    ),
    # the order
    "order_served": Kind(
        gettext_lazy("You have been ordered to rectify hazard %(number)s by %(due_on)s: %(title)s"),
        "document",
        "action",
        group=Group.DUTIES,
    ),
    "order_withdrawn": Kind(
        gettext_lazy("The order on hazard %(number)s was withdrawn: %(reason)s"), "document", group=Group.DUTIES
    ),
    "deadline_near": Kind(
        gettext_lazy("Hazard %(number)s must be rectified by %(due_on)s."),
        "clock",
        "warn",
        urgency=Urgency.DIGEST,
        group=Group.DUTIES,
    ),
    "deadline_passed": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s should have been rectified by %(due_on)s."),
        "alert",
        "danger",
        group=Group.DUTIES,
    ),
    "fix_submitted": Kind(
        gettext_lazy("%(enterprise)s reports that hazard %(number)s is rectified. It waits for verification."),
        "send",
        "action",
        urgency=Urgency.DIGEST,
    ),
    "signature_needed": Kind(
        gettext_lazy("Major hazard %(number)s at %(enterprise)s is verified. It closes with your signature."),
        "pen",
        "action",
    ),
    "fix_returned": Kind(
        gettext_lazy("The rectification of hazard %(number)s was returned: %(reason)s"),
        "alert",
        "danger",
        group=Group.DUTIES,
    ),
    "fix_accepted": Kind(
        gettext_lazy("The rectification of hazard %(number)s was accepted."),
        "check-circle",
        "ok",
        urgency=Urgency.DIGEST,
        group=Group.NEWS,
    ),
    "fix_partly_accepted": Kind(
        gettext_lazy(
            "Hazard %(number)s was accepted in part. What remains is hazard %(remainder)s, due on %(due_on)s."
        ),
        "flag",
        "warn",
        group=Group.DUTIES,
    ),
    "extension_asked": Kind(
        gettext_lazy("%(enterprise)s asks to rectify hazard %(number)s by %(proposed_on)s instead of %(due_on)s."),
        "clock",
        "action",
    ),
    "extension_granted": Kind(
        gettext_lazy("Hazard %(number)s may be rectified until %(due_on)s."), "clock", "ok", group=Group.NEWS
    ),
    "extension_refused": Kind(
        gettext_lazy("No extension for hazard %(number)s; it stays due on %(due_on)s: %(reason)s"),
        "clock",
        "warn",
        group=Group.DUTIES,
    ),
    "plan_submitted": Kind(
        gettext_lazy("%(enterprise)s has handed in the plan for major hazard %(number)s."),
        "document",
        "action",
        urgency=Urgency.DIGEST,
    ),
    "plan_decided": Kind(
        gettext_lazy("The plan for hazard %(number)s was decided on: %(decision)s"), "document", group=Group.DUTIES
    ),
    "progress_due": Kind(
        gettext_lazy("The monthly progress of hazard %(number)s is due by %(due_on)s."),
        "clock",
        "warn",
        urgency=Urgency.DIGEST,
        group=Group.DUTIES,
    ),
    "progress_reported": Kind(
        gettext_lazy("%(enterprise)s has reported the progress of hazard %(number)s."),
        "gear",
        urgency=Urgency.DIGEST,
        group=Group.NEWS,
    ),
    "work_stopped": Kind(
        gettext_lazy("Work is stopped because of hazard %(number)s. It resumes only with consent."),
        "alert",
        "danger",
        urgency=Urgency.URGENT,
        group=Group.DANGER,
    ),
    "resume_asked": Kind(
        gettext_lazy("%(enterprise)s asks to resume the work stopped for hazard %(number)s."), "gear", "action"
    ),
    "resume_decided": Kind(
        gettext_lazy("The request to resume work after hazard %(number)s was decided on: %(decision)s"),
        "gear",
        group=Group.DUTIES,
    ),
}
