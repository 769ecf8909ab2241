"""What the clock says to people: for each thing that a case can wait for, a sentence before its day and one after it.

The names are those of `rectification.ladder.choices.WaitKind`; the clock adds "near" or "passed" and the urgency.
"""

from django.utils.translation import gettext_lazy

#: Name: (before the day, after it). Values: number, enterprise, title, due_on.
SENTENCES = {
    "rectify": (
        gettext_lazy("Hazard %(number)s at %(enterprise)s must be rectified by %(due_on)s."),
        gettext_lazy("Overdue: hazard %(number)s at %(enterprise)s should have been rectified by %(due_on)s."),
    ),
    "confirm_grade": (
        gettext_lazy("The grade of hazard %(number)s at %(enterprise)s is to be confirmed by %(due_on)s."),
        gettext_lazy("Overdue: the grade of hazard %(number)s at %(enterprise)s was to be confirmed by %(due_on)s."),
    ),
    "order": (
        gettext_lazy("The order on hazard %(number)s at %(enterprise)s is to be issued by %(due_on)s."),
        gettext_lazy("Overdue: the order on hazard %(number)s at %(enterprise)s was to be issued by %(due_on)s."),
    ),
    "serve": (
        gettext_lazy("The order on hazard %(number)s is to be served on %(enterprise)s by %(due_on)s."),
        gettext_lazy("Overdue: the order on hazard %(number)s was to be served on %(enterprise)s by %(due_on)s."),
    ),
    "plan": (
        gettext_lazy("The plan for major hazard %(number)s at %(enterprise)s is to be filed by %(due_on)s."),
        gettext_lazy("Overdue: the plan for major hazard %(number)s at %(enterprise)s was to be filed by %(due_on)s."),
    ),
    "progress": (
        gettext_lazy("The monthly progress of hazard %(number)s at %(enterprise)s is due by %(due_on)s."),
        gettext_lazy("Overdue: the monthly progress of hazard %(number)s at %(enterprise)s was due by %(due_on)s."),
    ),
    "verify": (
        gettext_lazy("The rectification of hazard %(number)s at %(enterprise)s is to be verified by %(due_on)s."),
        gettext_lazy(
            "Overdue: the rectification of hazard %(number)s at %(enterprise)s was to be verified by %(due_on)s."
        ),
    ),
    "sign": (
        gettext_lazy("Hazard %(number)s at %(enterprise)s waits for the head's signature by %(due_on)s."),
        gettext_lazy("Overdue: hazard %(number)s at %(enterprise)s was to be signed by the head by %(due_on)s."),
    ),
    "decide_extension": (
        gettext_lazy("The request of %(enterprise)s for more time (%(number)s) is to be decided by %(due_on)s."),
        gettext_lazy(
            "Overdue: the request of %(enterprise)s for more time (%(number)s) was to be decided by %(due_on)s. "
            "Silence never approves."
        ),
    ),
    "decide_resume": (
        gettext_lazy("The request of %(enterprise)s to resume work (%(number)s) is to be decided by %(due_on)s."),
        gettext_lazy(
            "Overdue: the request of %(enterprise)s to resume work (%(number)s) was to be decided by %(due_on)s."
        ),
    ),
    "opinion": (
        gettext_lazy("A second opinion on the grade of hazard %(number)s is to be given by %(due_on)s."),
        gettext_lazy("Overdue: a second opinion on the grade of hazard %(number)s was to be given by %(due_on)s."),
    ),
    "receive": (
        gettext_lazy("Hazard %(number)s at %(enterprise)s was transferred and is to be taken over by %(due_on)s."),
        gettext_lazy(
            "Overdue: the transferred hazard %(number)s at %(enterprise)s was to be taken over by %(due_on)s."
        ),
    ),
    "reply": (
        gettext_lazy("A letter about hazard %(number)s at %(enterprise)s is to be answered by %(due_on)s."),
        gettext_lazy("Overdue: a letter about hazard %(number)s at %(enterprise)s was to be answered by %(due_on)s."),
    ),
    "list": (
        gettext_lazy(
            "The proposal to list hazard %(number)s at %(enterprise)s for supervision is to be decided by %(due_on)s."
        ),
        gettext_lazy("Overdue: the proposal to list hazard %(number)s at %(enterprise)s was due by %(due_on)s."),
    ),
    "publish_listing": (
        gettext_lazy("The listing of hazard %(number)s at %(enterprise)s is to be published by %(due_on)s."),
        gettext_lazy("Overdue: the listing of hazard %(number)s at %(enterprise)s was to be published by %(due_on)s."),
    ),
    "file_listing": (
        gettext_lazy("The listing of hazard %(number)s is to be recorded with the body above by %(due_on)s."),
        gettext_lazy("Overdue: the listing of hazard %(number)s was to be recorded with the body above by %(due_on)s."),
    ),
    "listed": (
        gettext_lazy("Listed hazard %(number)s at %(enterprise)s must be rectified by %(due_on)s."),
        gettext_lazy("Overdue: listed hazard %(number)s at %(enterprise)s should have been rectified by %(due_on)s."),
    ),
    "listing_time": (
        gettext_lazy(
            "The request of %(enterprise)s for more time under listed supervision (%(number)s) is to be decided by "
            "%(due_on)s."
        ),
        gettext_lazy(
            "Overdue: the request of %(enterprise)s for more time under listed supervision (%(number)s) was to be "
            "decided by %(due_on)s. Silence never approves."
        ),
    ),
    "accept_listed": (
        gettext_lazy("The rectification of listed hazard %(number)s is to be accepted or returned by %(due_on)s."),
        gettext_lazy(
            "Overdue: the rectification of listed hazard %(number)s was to be accepted or returned by %(due_on)s."
        ),
    ),
    "delist": (
        gettext_lazy("The lifting of the listing of hazard %(number)s is to be decided by %(due_on)s."),
        gettext_lazy("Overdue: the lifting of the listing of hazard %(number)s was to be decided by %(due_on)s."),
    ),
    "publish_delisting": (
        gettext_lazy("That the listing of hazard %(number)s was lifted is to be published by %(due_on)s."),
        gettext_lazy("Overdue: that the listing of hazard %(number)s was lifted was to be published by %(due_on)s."),
    ),
}
NEAR, PASSED = "near", "passed"


def kind_of(name: str, *, passed: bool, urgency: str) -> str:
    """Return the kind of notice by which the clock speaks of something that is waited for."""
    return f"wait_{name}_{PASSED if passed else NEAR}_{urgency}"
