"""Every address of the site, with who gets through and who does not. tests/test_url_matrix.py fails for any not listed.

A row is `Row(name, method, of, right, refused)`:
- `name`: the name of the address, with its namespace; API names have none. `of`: the object of tests/stage.py in it.
- `right`: personas who get through (`ok` says how for a page: 200 unless given; a POST answers, even if only with what
  its form lacks). `refused`: personas who see the object and get 403.
- `gate`: "page" leads strangers to sign-in (302), "person" is a page for whoever is signed in, "file" is a picture of a
  page and is simply not there (404), "api" answers 401, "public" answers everybody.
Foreign personas need not be listed: for an object they all get 404, or (where their role can do it to no object) 403,
and always the same as for a key that does not exist.
"""

from dataclasses import dataclass, field
from typing import Any

#: Who supervises, who is supervised, who visits: the usual readers of what belongs to an enterprise.
OFFICERS = ("county_head", "county_clerk", "inspector")
LEADERS = ("principal", "safety_head")
READERS = ("provincial_head", "city_clerk", *OFFICERS, "viewer", *LEADERS, "cross_inspector", "expert")
DRAFTING = ("county_head", "county_clerk")
AT_GULIN = "?enterprise={enterprise}"
ALL = ("provincial_head", "inspector", "viewer", "administrator", "safety_head", "worker", "expert", "anhui_clerk")


#: What the verbs of the API ask for, all in one: each takes what it knows. Names in braces are objects of the stage.
FILLED = {
    "effective_from": "2026-12-01",
    "reason": "It was decided so",
    "note": "A note",
    "grade": "general",
    "handler": "{handler}",
    "responsible": "{responsible}",
    "due_on": "2027-01-08",
    "to": "{authority}",
    "after_photos": ["{photo}"],
    "measures": "The stack was lowered",
    "rectified_on": "2026-11-20",
    "percent": 40,
    "text": "Half of it",
    "verdict": "returned",
    "method": "photo",
    "proposed_due_on": "2027-01-08",
    "interim_measures": "A guard day and night",
    "grant": True,
    "extent": "Warehouse A",
    "basis": "Work Safety Law, article 65",
    "consent": True,
    "agrees": True,
    "opinion": "I agree",
    "served_at": "2026-11-20T09:00:00+08:00",
    "receiver_name": "Wang Fang",
    "confirmed": True,
    "agree": True,
    "keep": {},
    "code": "conform",
    "visit": "{visit}",
}


NEW_LIST = {"kind": "daily", "name_zh": "每日检查", "name_en": "Daily checks"}
RUNG = {"kind": "rectify", "pace": "general", "anchor": "due", "offset": 9, "tell": ["owner"], "urgency": "digest"}
TERM = {"kind": "serve", "pace": "general", "unit": "working_days", "amount": 6}
SERVED = {
    "method": "in_person",
    "outcome": "delivered",
    "served_at": "2026-11-20T09:00",
    "receiver_name": "Wang Fang",
    "reason": "A mistake",
}


@dataclass(frozen=True)
class Row:
    """One address and method with what each persona gets."""

    name: str
    method: str = "GET"
    of: str = ""
    right: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    ok: tuple[int, ...] = ()
    gate: str = "page"
    data: dict[str, Any] = field(default_factory=dict)
    query: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.name}" + (f" of {self.of}" if self.of else "")


def page(name: str, of: str = "", right=ALL, refused=(), **rest) -> Row:
    """A page that is read."""
    return Row(name, "GET", of, tuple(right), tuple(refused), **rest)


def act(name: str, of: str = "", right=(), refused=(), **rest) -> Row:
    """A form that is sent."""
    return Row(name, "POST", of, tuple(right), tuple(refused), **rest)


def api(name: str, method: str, of: str = "", right=ALL, refused=(), **rest) -> Row:
    """An endpoint."""
    return Row(name, method, of, tuple(right), tuple(refused), gate="api", **rest)


def both(name: str, of: str, right, refused=(), **rest) -> list[Row]:
    """A page with a form: read and sent by the same people. The state may forbid it yet (409)."""
    return [
        page(name, of, right, refused, ok=(200, 409), **rest),
        act(name, of, right, refused, **rest),
    ]


DUTY_READERS = (*OFFICERS, "provincial_head", "city_clerk", "viewer", *LEADERS, "worker", "administrator")
HANDS_OVER = ("provincial_head", "county_head", *LEADERS, "administrator")
DUTIES = [
    page("desk:my_duties", right=(*DUTY_READERS, "tip_handler"), refused=("expert",)),
    page("desk:duty", "duty", (*OFFICERS, "provincial_head", "city_clerk", "viewer", *LEADERS, "worker")),
    *both("desk:answer_duty", "duty", ("worker",)),
    act("desk:duty_extract", right=("county_head", "county_clerk"), refused=("inspector", "principal"), ok=(302, 422)),
    page("duties:ledger", right=DUTY_READERS, refused=("expert",)),
    page("duties:export", right=HANDS_OVER, refused=("worker", "expert")),
    page("duties:posts", right=HANDS_OVER, refused=("worker", "inspector", "expert")),
    *both("duties:hand_over", "post_bound", LEADERS),
    *both("duties:absence", "post_bound", LEADERS),
    act("duties:end_absence", "substitution", LEADERS),
    *both("duties:man", "binding_of_post", LEADERS),
    *both("duties:occasion", "", (*HANDS_OVER, "county_clerk"), ("worker", "expert")),
    api("duty-list", "GET", right=DUTY_READERS, refused=("expert",)),
    api("duty-detail", "GET", "duty", (*OFFICERS, "viewer", *LEADERS, "worker")),
    api("duty-mine", "GET", right=DUTY_READERS, refused=("expert",)),
    api("duty-figures", "GET", right=DUTY_READERS, refused=("expert",)),
    api("duty-man", "POST", right=(*HANDS_OVER,), refused=("worker", "expert")),
    api("duty-occasion", "POST", right=(*HANDS_OVER, "county_clerk"), refused=("worker", "expert")),
    api("holding-list", "GET", right=HANDS_OVER, refused=("worker", "expert")),
    api("holding-list", "POST", right=HANDS_OVER, refused=("worker", "expert")),
    api("holding-absence", "POST", right=HANDS_OVER, refused=("worker", "expert")),
    api("holding-end", "POST", "substitution", LEADERS),
    api(
        "duty-answer-detail",
        "PUT",
        "duty_answer",
        ("worker",),
        ("inspector", "principal"),
        data={"duty": "{duty}", "result": "conform"},
    ),
    api("duty-extract-list", "POST", right=("county_head", "county_clerk"), refused=("inspector", "principal")),
]

DESK = [
    page("desk:home"),
    page(
        "desk:board",
        right=("provincial_head", "county_head", "viewer", "anhui_clerk"),
        refused=("safety_head", "expert"),
    ),
    page("desk:search", query="?q=Gulin"),
    page("desk:scan"),
    page("desk:label", "label", gate="public", ok=(200, 302)),
    page("desk:code", "code_of", (*READERS, "worker")),
    act("desk:labels", "enterprise", (*OFFICERS, *LEADERS), ("worker", "viewer", "expert"), ok=(422,)),
    page("desk:enterprise_hazards", "enterprise", READERS, ok=(200, 302)),
    *both(
        "desk:propose_move", "enterprise", ("county_head", "county_clerk", "city_clerk"), ("inspector", "safety_head")
    ),
    page("desk:moves", right=(*OFFICERS, "viewer", *LEADERS, "anhui_clerk"), refused=("worker", "administrator")),
    page("desk:move", "move", ("provincial_head", *OFFICERS, "viewer", *LEADERS), ("worker",)),
    act("desk:move", "move", ("provincial_head",), ("county_head", "inspector", "safety_head")),
    act("desk:withdraw_move", "move", ("county_clerk",), ("inspector", "safety_head")),
    page("desk:health", gate="public"),
    page("desk:service_worker", gate="public"),
    page("desk:unsent"),
    page("desk:offline", gate="public"),
    page("desk:manifest", gate="public"),
]

ACCOUNTS = [
    page("accounts:sign_in", gate="public", ok=(200, 302)),
    act("accounts:sign_in", gate="public"),
    page("accounts:sign_in_code", gate="public", ok=(302,)),
    act("accounts:sign_out", gate="public", ok=(302,)),
    page("accounts:choose", gate="person"),
    act("accounts:choose", gate="person", right=("inspector",), ok=(404,)),
    page("accounts:invitation", "secret", gate="public"),
    page("accounts:me", gate="person"),
    act("accounts:language", gate="person", right=ALL),
    *[Row("accounts:password", method, "", ALL, gate="person") for method in ("GET", "POST")],
    *[Row("accounts:second_factor", method, "", ALL, gate="person") for method in ("GET", "POST")],
    act("accounts:recovery_codes", gate="person", right=ALL),
    act("accounts:second_factor_remove", gate="person", right=ALL),
    *[Row("accounts:tokens", method, "", ALL) for method in ("GET", "POST")],
    act("accounts:revoke_token", "token", right=("administrator",)),
    page(
        "accounts:people",
        right=("administrator", "county_head", "viewer", "safety_head", "anhui_clerk"),
        refused=("worker", "expert"),
    ),
    page("accounts:people_export", right=("administrator", "principal"), refused=("worker", "expert")),
    *[
        Row(
            name,
            method,
            "",
            ("administrator", "principal", "agency_administrator"),
            ("inspector", "county_head", "worker"),
        )
        for name in ("accounts:invite", "accounts:invite_sheet")
        for method in ("GET", "POST")
    ],
    page("accounts:sheet_template", right=("administrator", "principal"), refused=("inspector", "worker")),
    act("accounts:withdraw_invitation", "invitation", ("administrator",), ("inspector",)),
    *both("accounts:end", "membership", ("administrator",), ("county_head", "inspector")),
    *both("accounts:deactivate", "membership", ("administrator",), ("county_head", "inspector")),
    page(
        "accounts:assignments", right=(*OFFICERS, "viewer", "safety_head", "expert", "anhui_clerk"), refused=("worker",)
    ),
    *[
        Row(
            "accounts:assign",
            method,
            "",
            ("county_head", "county_clerk", "administrator"),
            ("inspector", "safety_head"),
        )
        for method in ("GET", "POST")
    ],
    act("accounts:withdraw_assignment", "assignment", ("county_clerk", "provincial_head"), ("inspector",)),
    page("accounts:roles"),
    *[
        Row(
            name,
            method,
            "",
            ("county_head", "administrator", "principal", "agency_administrator", "anhui_head"),
            ("county_clerk", "inspector", "viewer", "safety_head", "worker", "expert"),
        )
        for name, method in (
            ("accounts:audit", "GET"),
            ("accounts:audit_export", "GET"),
            ("accounts:audit_verify", "POST"),
        )
    ],
    *both(
        "accounts:invite_principal",
        "enterprise",
        ("county_head", "county_clerk", "city_clerk"),
        ("inspector", "safety_head", "viewer"),
    ),
]

ENTERPRISES = [
    page("enterprises:list"),
    *[
        Row("enterprises:create", method, "", ("county_head", "county_clerk"), ("inspector", "safety_head", "viewer"))
        for method in ("GET", "POST")
    ],
    page("enterprises:export", right=(*OFFICERS, "viewer", "anhui_clerk"), refused=("worker", "expert")),
    *[
        Row("enterprises:import_upload", method, "", ("county_head", "county_clerk"), ("inspector", "safety_head"))
        for method in ("GET", "POST")
    ],
    page("enterprises:import_template", right=("county_clerk",), refused=("inspector", "safety_head")),
    page("enterprises:import", "imported", ("county_clerk",)),
    page("enterprises:import_refused", "imported", ("county_clerk",), ok=(200, 302, 404, 409)),
    page("enterprises:detail", "enterprise", READERS),
    *both("enterprises:import_licences", "", (*OFFICERS, *LEADERS), ("worker", "viewer", "expert")),
    page("enterprises:licence_template", right=(*OFFICERS, *LEADERS), refused=("worker", "viewer", "expert")),
    page("enterprises:conduct", "enterprise", (*READERS, "worker"), ("tip_handler",)),
    *both("enterprises:enter_licence", "enterprise", (*OFFICERS, *LEADERS), ("worker", "viewer", "expert")),
    *both("enterprises:renew_licence", "licence_item", (*OFFICERS, *LEADERS), ("worker", "viewer", "expert")),
    *both("enterprises:end_licence", "licence_item", OFFICERS, (*LEADERS, "worker", "viewer", "expert")),
    *both("enterprises:enter_listing", "enterprise", DRAFTING, ("inspector", *LEADERS, "viewer")),
    *both("enterprises:lift_listing", "listing_item", DRAFTING, ("inspector", *LEADERS, "viewer")),
    *both("enterprises:enter_accident", "enterprise", DRAFTING, ("inspector", *LEADERS, "viewer")),
    *both("enterprises:follow_accident", "accident_item", DRAFTING, ("inspector", *LEADERS, "viewer")),
    page("enterprises:codes", "enterprise", (*READERS, "worker")),
    act("enterprises:codes", "enterprise", (*OFFICERS, *LEADERS), ("worker", "viewer", "expert")),
    page("enterprises:code", "code_row", (*READERS, "worker")),
    *both("enterprises:end_code", "code_end", (*OFFICERS, *LEADERS), ("worker", "viewer", "expert")),
    *both("enterprises:edit", "enterprise", ("county_clerk", *LEADERS), ("inspector", "worker", "viewer", "expert")),
    *[
        row
        for kind in ("place", "equipment", "post")
        for row in (
            *both(
                "enterprises:add_belonging",
                f"{kind}_of",
                ("county_clerk", "inspector", "safety_head"),
                ("worker", "viewer"),
            ),
            *both(
                "enterprises:change_belonging",
                f"{kind}_item",
                ("county_clerk", "inspector", "safety_head"),
                ("worker", "viewer"),
            ),
            act(
                "enterprises:remove_belonging",
                f"{kind}_item",
                ("county_clerk", "inspector", "safety_head"),
                ("worker", "viewer"),
            ),
        )
    ],
]

KEEPERS = ("county_head", "county_clerk")
CHECKLISTS = [
    page("checklists:list"),
    page("checklists:criteria"),
    page("checklists:new", "", (*KEEPERS, "safety_head"), ("inspector", "worker")),
    act("checklists:new", "", (*KEEPERS, "safety_head"), ("inspector", "worker")),
    act("checklists:draft", "checklist", KEEPERS, ("inspector", "safety_head")),
    act("checklists:adopt", "checklist", KEEPERS, ("inspector", "safety_head")),
    act("checklists:bind", "checklist", (*KEEPERS, "safety_head"), ("inspector", "worker")),
    act("checklists:unbind", "binding", ("safety_head",), ("inspector", "worker")),
    page("checklists:version", "version", ALL),
    page("checklists:version", "draft", KEEPERS),
    page("checklists:compare", "version", ALL),
    page("checklists:preview", "version", ALL),
    page("checklists:export", "version", ALL),
    act("checklists:submit", "draft", KEEPERS, ("inspector",)),
    act("checklists:return", "draft", ("county_head",), ("county_clerk", "inspector")),
    act(
        "checklists:publish",
        "draft",
        ("county_head",),
        ("county_clerk", "inspector"),
        data={"effective_from": "2027-01-01", "items": 1},
    ),
    act("checklists:discard", "draft", KEEPERS, ("inspector",)),
    page("checklists:edit", "draft", KEEPERS, ("inspector",)),
    act("checklists:reorder", "draft", KEEPERS, ("inspector",)),
    act("checklists:sheet", "draft", KEEPERS, ("inspector",)),
    page("checklists:add_item", "draft", KEEPERS, ("inspector",), ok=(302,)),
    act("checklists:add_item", "draft", KEEPERS, ("inspector",)),
    page("checklists:change_item", "draft_item", KEEPERS, ("inspector",), ok=(302,)),
    act("checklists:change_item", "draft_item", KEEPERS, ("inspector",)),
    act("checklists:remove_item", "draft_item", KEEPERS, ("inspector",)),
    act("checklists:duplicate_item", "draft_item", KEEPERS, ("inspector",)),
    act("checklists:move_item", "draft_item", KEEPERS, ("inspector",), data={"step": "up"}),
    page("checklists:fields"),
    act("checklists:fields_draft", "", KEEPERS, ("inspector", "safety_head")),
    page("checklists:fields_table", "field_table", (*KEEPERS, "inspector", "safety_head")),
    *both("checklists:fields_field", "field_row", KEEPERS, ("inspector",)),
    act("checklists:fields_submit", "field_table", KEEPERS, ("inspector",)),
    act("checklists:fields_return", "field_table", ("county_head",), ("county_clerk", "inspector")),
    act(
        "checklists:fields_publish",
        "field_table",
        ("county_head",),
        ("county_clerk", "inspector"),
        data={"effective_from": "2027-01-01"},
    ),
    act("checklists:fields_discard", "field_table", KEEPERS, ("inspector",)),
    act("desk:issue_fields", "field_table", KEEPERS, ("inspector",)),
]

EVIDENCE = [
    page("evidence:clean", "photo_id", READERS, gate="file"),
    page("evidence:thumb", "photo_id", READERS, gate="file"),
    act("evidence:original", "photo_id", ("inspector", "county_head"), ("safety_head", "viewer")),
    page("evidence:attachment", "attachment_id", ("inspector", "safety_head"), gate="file"),
]

DOCUMENTS = [
    page("documents:list"),
    page("documents:document", "document_id", READERS),
    page("documents:file_state", "document_id", READERS),
    page("documents:pdf", "document_id", READERS, ok=(200, 302, 409)),
    act("documents:retry", "document_id", OFFICERS, ("viewer", "safety_head")),
    act("documents:serve", "document_id", OFFICERS, ("viewer", "safety_head"), data=SERVED),
    act("documents:receipt", "document_service", OFFICERS, ("viewer", "safety_head")),
    page("documents:certificate", right=("administrator",), refused=("county_head", "viewer", "safety_head")),
    act("documents:certificate", right=("administrator",), refused=("county_head", "viewer"), ok=(422,)),
    act(
        "documents:remove_certificate",
        right=("administrator",),
        refused=("county_head", "viewer"),
        ok=(404,),
    ),
    act("documents:revoke", "document_id", ("county_head", "county_clerk"), ("viewer", "safety_head"), data=SERVED),
    page("documents:verify_start", gate="public"),
    page("documents:verify", "code", gate="public"),
]

INBOX = [
    page("notifications:inbox"),
    act("notifications:read_all", right=ALL),
    act("notifications:open", "notice", ("inspector",)),
    page("notifications:channels"),
    act("notifications:channels", right=ALL),
    act("notifications:add_channel", right=ALL, ok=(200,)),
    act("notifications:try_channel", "endpoint", ("inspector",)),
    act("notifications:remove_channel", "endpoint", ("inspector",)),
    page("notifications:robots", right=("county_head", "administrator"), refused=("inspector", "principal")),
    act("notifications:add_robot", right=("county_head", "administrator"), refused=("inspector", "principal")),
    page(
        "notifications:undelivered",
        right=("administrator", "enterprise_administrator", "agency_administrator"),
        refused=("county_head", "inspector", "safety_head"),
    ),
    act("notifications:resend", "dead_letter", ("administrator",), ("county_head", "inspector")),
    page("notifications:clock", right=("county_head", "administrator"), refused=("viewer", "safety_head")),
    # A page of development only.
    Row("notifications:caught", "GET", gate="file"),
]

HAZARDS = [
    page("hazards:list"),
    page("hazards:export", right=(*OFFICERS, "viewer", "safety_head"), refused=("worker", "expert")),
    *[
        Row("hazards:record", method, "", ("inspector", "safety_head", "worker"), ("viewer",), query=AT_GULIN)
        for method in ("GET", "POST")
    ],
    act("hazards:assign_many", right=("county_head", "county_clerk"), refused=("inspector", "safety_head")),
    act("hazards:confirm_many", right=OFFICERS, refused=("viewer", "safety_head")),
    act("hazards:save_filter", right=ALL),
    act("hazards:remove_filter", "saved_filter", ("inspector",)),
    page("hazards:dossier", "served", READERS),
    *both("hazards:confirm", "recorded", ("second_inspector", "county_clerk"), ("safety_head", "viewer")),
    *both("hazards:reject", "recorded", ("county_clerk",), ("safety_head", "viewer")),
    *both("hazards:fix_on_spot", "recorded", ("inspector",), ("safety_head", "viewer")),
    *both("hazards:transfer", "confirmed", ("county_clerk",), ("safety_head", "viewer")),
    *both("hazards:receive", "confirmed", ("county_clerk",), ("safety_head", "viewer")),
    *both("hazards:upgrade", "confirmed", ("inspector", "county_clerk"), ("safety_head", "viewer")),
    *both("hazards:look_back", "closed", ("inspector",), ("safety_head", "viewer")),
    *both("hazards:assign_inside", "inside", LEADERS, ("worker", "inspector", "viewer")),
    *both("hazards:report_fixed", "inside", (*LEADERS, "worker"), ("inspector", "viewer")),
    *both("hazards:close_inside", "inside", LEADERS, ("worker", "inspector", "viewer")),
    *both("hazards:return_inside", "inside", LEADERS, ("worker", "inspector", "viewer")),
    *both("hazards:take_over", "inside", ("inspector", "county_clerk"), ("safety_head", "viewer")),
    *both("hazards:note", "served", ("inspector", "safety_head"), ("viewer",)),
    *both("hazards:assign", "served", ("county_head", "county_clerk"), ("inspector", "safety_head")),
]

RECTIFICATION = [
    page(
        "rectification:policies",
        right=(*OFFICERS, "viewer", "administrator", "anhui_clerk"),
        refused=("safety_head", "expert", "enterprise_administrator"),
    ),
    *[
        Row("rectification:add_policy", method, "", ("county_head", "administrator"), ("county_clerk", "safety_head"))
        for method in ("GET", "POST")
    ],
    *both("rectification:change_policy", "policy", ("county_head", "administrator"), ("inspector", "safety_head")),
    page(
        "rectification:ladder",
        right=("county_head", "county_clerk", "viewer", "administrator"),
        refused=("safety_head", "expert", "enterprise_administrator"),
    ),
    act("rectification:ladder_draft", right=("county_head", "administrator"), refused=("county_clerk", "safety_head")),
    page("rectification:ladder_version", "ladder", ("county_head", "viewer", "administrator"), ("safety_head",)),
    act("rectification:ladder_version", "ladder", ("county_head", "administrator"), ("inspector", "safety_head")),
    page("rectification:ladder_preview", "ladder", ("county_head", "viewer", "administrator"), ("safety_head",)),
    *both("rectification:ladder_term", "ladder", ("county_head", "administrator"), ("inspector", "safety_head")),
    *both("rectification:ladder_add_rung", "ladder", ("county_head", "administrator"), ("inspector", "safety_head")),
    *both("rectification:ladder_change_rung", "ladder_rung", ("county_head", "administrator"), ("inspector",)),
    act("rectification:ladder_remove_rung", "ladder_rung", ("county_head", "administrator"), ("inspector",)),
    act("rectification:ladder_discard", "ladder", ("county_head", "administrator"), ("inspector", "safety_head")),
    act("rectification:remove_policy", "policy", ("county_head", "administrator"), ("inspector", "safety_head")),
    act("rectification:order_many", right=("inspector", "county_clerk"), refused=("safety_head", "viewer")),
    *both("rectification:order", "confirmed", ("inspector", "county_clerk"), ("safety_head", "viewer")),
    *both("rectification:withdraw_order", "served", ("county_clerk",), ("safety_head", "viewer")),
    *both("rectification:serve", "served", ("county_clerk",), ("safety_head", "viewer")),
    *both("rectification:save_plan", "major", ("safety_head",), ("viewer", "inspector")),
    *both("rectification:start_work", "served", ("safety_head",), ("viewer", "inspector")),
    *both("rectification:report_progress", "major", ("safety_head",), ("viewer", "inspector")),
    *both("rectification:submit", "rectifying", ("safety_head", "principal"), ("viewer", "inspector")),
    *both("rectification:review", "under_review", ("inspector",), ("safety_head", "viewer")),
    *both("rectification:accept", "under_review", ("second_inspector",), ("safety_head", "viewer")),
    *both("rectification:sign_off", "major", ("county_head",), ("safety_head", "viewer")),
    *both("rectification:refuse_sign_off", "major", ("county_head",), ("safety_head", "viewer")),
    *both("rectification:reopen", "closed", ("county_head",), ("safety_head", "viewer")),
    *both("rectification:ask_extension", "rectifying", ("safety_head",), ("viewer", "inspector")),
    *both("rectification:withdraw_extension", "rectifying", ("safety_head",), ("viewer", "inspector")),
    *both("rectification:decide_extension", "rectifying", ("county_head",), ("safety_head", "viewer")),
    *both("rectification:stop_work", "served", ("county_head",), ("safety_head", "viewer")),
    *both("rectification:ask_resume", "served", ("safety_head",), ("viewer",)),
    *both("rectification:resume_work", "served", ("county_head",), ("safety_head", "viewer")),
    *both("rectification:ask_opinion", "major", ("inspector",), ("safety_head", "viewer")),
    *both("rectification:give_opinion", "major", ("county_head",), ("safety_head", "viewer")),
    *both("rectification:downgrade", "major", ("county_head",), ("safety_head", "viewer")),
]

VISITS = [
    page("inspections:list"),
    *[
        Row("inspections:new", method, "", ("inspector", "county_head", "safety_head", "worker"), ("viewer", "expert"))
        for method in ("GET", "POST")
    ],
    page("inspections:statements", right=("inspector", "viewer", *LEADERS), refused=("worker", "expert")),
    page("inspections:statement", "statement", ("inspector", "viewer", *LEADERS), ("worker", "expert")),
    act("inspections:statement", "statement", ("principal",), ("safety_head", "inspector", "viewer")),
    page("inspections:field", right=("inspector", "safety_head", "worker"), refused=("county_clerk", "viewer")),
    *both("inspections:plain", "visit_id", ("inspector",), ("safety_head", "viewer")),
    *both("inspections:plain_item", "item_of", ("inspector",), ("safety_head", "viewer")),
    *both("inspections:plain_finding", "finding_of", ("inspector",), ("safety_head", "viewer")),
    page("inspections:visit", "visit_id", READERS),
    act("inspections:start", "planned_id", ("inspector",), ("viewer",)),
    act("inspections:finish", "visit_id", ("inspector",), ("safety_head", "viewer")),
    *both("inspections:cancel", "planned_id", ("inspector",), ("viewer",)),
    page("inspections:papers", "visit_id", ("inspector",), ok=(200, 302)),
    page("inspections:criteria", "visit_id", ("inspector",), query="?q=x"),
    act("inspections:confirm_grade", "finding_of", ("second_inspector",), ("safety_head", "viewer")),
]

API = [
    api("region-list", "GET"),
    api("region-detail", "GET", "region"),
    api("calendar-day-list", "GET"),
    api("calendar-day-state", "GET"),
    api("me-list", "GET"),
    api("membership-list", "GET", right=("administrator", "safety_head"), refused=("worker", "expert")),
    api("membership-detail", "GET", "membership", ("administrator", "county_head")),
    api("membership-deactivate", "POST", "membership", ("administrator",), ("county_head", "inspector")),
    api("membership-end", "POST", "membership", ("administrator",), ("county_head", "inspector")),
    api("invitation-list", "GET", right=("administrator", "principal"), refused=("inspector",)),
    api("invitation-list", "POST", right=("administrator", "principal"), refused=()),
    api("invitation-withdraw", "POST", "invitation", ("administrator",), ("inspector",)),
    *[
        api(
            name,
            "GET",
            right=("county_head", "administrator", "principal", "agency_administrator"),
            refused=("county_clerk", "safety_head", "expert"),
        )
        for name in ("audit-entry-list", "audit-entry-verify")
    ],
    api("move-list", "GET", right=(*OFFICERS, "safety_head", "anhui_clerk"), refused=("worker",)),
    api("move-list", "POST", right=("county_clerk",), refused=()),
    api("move-detail", "GET", "move", (*OFFICERS, "safety_head"), ("worker",)),
    api("move-withdraw", "POST", "move", ("county_clerk",), ("inspector", "safety_head")),
    api("move-accept", "POST", "move", ("provincial_head",), ("county_head", "safety_head")),
    api("move-refuse", "POST", "move", ("provincial_head",), ("county_head", "safety_head"), data=FILLED),
    api("principal-invitation-list", "POST", right=("county_head", "county_clerk"), refused=()),
    api("assignment-list", "GET", right=("county_clerk", "expert", "anhui_clerk"), refused=("worker",)),
    api("assignment-list", "POST", right=("county_clerk",), refused=()),
    api("assignment-withdraw", "POST", "assignment", ("county_clerk",), ("inspector",)),
    api("token-list", "GET"),
    api("token-list", "POST"),
    api("token-revoke", "POST", "token", ("administrator",)),
    api("role-list", "GET"),
    api("industry-list", "GET"),
    api("industry-detail", "GET", "industry"),
    api("enterprise-list", "GET"),
    api("enterprise-list", "POST", right=("county_clerk",), refused=()),
    api("enterprise-detail", "GET", "enterprise", READERS),
    api("enterprise-detail", "PATCH", "enterprise", ("county_clerk", "safety_head"), ("viewer", "worker")),
    *[
        row
        for kind in ("place", "equipment", "post")
        for row in (
            api(f"{kind}-list", "GET"),
            api(f"{kind}-list", "POST", right=("county_clerk", "safety_head")),
            api(f"{kind}-detail", "GET", kind, READERS),
            api(f"{kind}-detail", "PATCH", kind, ("county_clerk", "safety_head"), ("viewer", "worker")),
            api(f"{kind}-detail", "DELETE", kind, ("county_clerk", "safety_head"), ("viewer", "worker")),
        )
    ],
    api("enterprise-import-list", "GET", right=("county_clerk",), refused=("safety_head",)),
    api("enterprise-import-list", "POST", right=("county_clerk",)),
    api("enterprise-import-detail", "GET", "imported", ("county_clerk",)),
    api("enterprise-import-refused", "GET", "imported", ("county_clerk",), ok=(200, 404, 409)),
    api("standard-list", "GET"),
    api("standard-detail", "GET", "standard"),
    api("criterion-list", "GET"),
    api("criterion-search", "GET", query="?q=store"),
    api("criterion-detail", "GET", "criterion"),
    api("checklist-list", "GET"),
    api("checklist-detail", "GET", "checklist", ("county_head", "inspector", "safety_head")),
    api("checklist-draft", "POST", "checklist", ("county_head", "county_clerk"), ("inspector", "safety_head")),
    api("checklist-version-published", "GET"),
    api("checklist-version-detail", "GET", "version"),
    api("checklist-version-publish", "POST", "draft", ("county_head",), ("county_clerk", "inspector"), data=FILLED),
    api("checklist-list", "POST", "", (*KEEPERS, "safety_head"), ("inspector", "worker"), data=NEW_LIST),
    api("checklist-adopt", "POST", "checklist", KEEPERS, ("inspector", "safety_head")),
    api("checklist-version-detail", "DELETE", "draft", KEEPERS, ("inspector",)),
    api("checklist-version-submit", "POST", "draft", KEEPERS, ("inspector",)),
    api("checklist-version-send-back", "POST", "draft", ("county_head",), ("county_clerk", "inspector"), data=FILLED),
    api("checklist-version-compare", "GET", "version", query="?with={version}"),
    api("checklist-version-items", "POST", "draft", KEEPERS, ("inspector",)),
    api("checklist-version-remove-item", "DELETE", "draft_item", KEEPERS, ("inspector",)),
    api("checklist-version-duplicate-item", "POST", "draft_item", KEEPERS, ("inspector",)),
    api("checklist-version-move-item", "POST", "draft_item", KEEPERS, ("inspector",), data={"step": 1}),
    api("checklist-version-order", "POST", "draft", KEEPERS, ("inspector",), data={"order": []}),
    api("checklist-version-sheet", "GET", "version"),
    api("checklist-version-import-sheet", "POST", "draft", KEEPERS, ("inspector",)),
    api("list-binding-list", "GET"),
    api(
        "list-binding-list",
        "POST",
        "",
        ("safety_head",),
        ("inspector", "worker"),
        data={"checklist": "{checklist}", "post": "{post}", "starts_on": "2026-12-01"},
    ),
    api(
        "list-binding-end",
        "POST",
        "binding",
        ("safety_head",),
        ("inspector", "worker"),
        data={"ends_on": "2026-12-01"},
    ),
    api("field-list", "GET"),
    api("field-table-list", "GET"),
    api("field-table-list", "POST", "", KEEPERS, ("inspector", "safety_head")),
    api("field-table-detail", "GET", "field_table", (*KEEPERS, "inspector", "safety_head")),
    api("field-table-detail", "DELETE", "field_table", KEEPERS, ("inspector",)),
    api(
        "field-table-set-field",
        "POST",
        "field_table",
        KEEPERS,
        ("inspector",),
        data={"field": "K04", "leads": ["YJ"], "assists": []},
    ),
    api("field-table-submit", "POST", "field_table", KEEPERS, ("inspector",)),
    api("field-table-send-back", "POST", "field_table", ("county_head",), ("county_clerk", "inspector"), data=FILLED),
    api("field-table-publish", "POST", "field_table", ("county_head",), ("county_clerk", "inspector"), data=FILLED),
    api("field-table-document-list", "POST", "", KEEPERS, ("inspector",), data={"table": "{field_table}"}),
    api("photo-detail", "GET", "photo", READERS),
    api("photo-detail", "PUT", "photo", ("inspector", "safety_head"), ("viewer",)),
    api("photo-original", "POST", "photo", ("inspector",), ("safety_head", "viewer"), data=FILLED),
    api("attachment-detail", "GET", "attachment", ("inspector", "safety_head")),
    api("attachment-detail", "PUT", "attachment", ("inspector", "safety_head"), ("viewer",)),
    api("capture-nonce-list", "POST", right=("inspector", "safety_head")),
    api("document-list", "GET"),
    api("document-detail", "GET", "document", READERS),
    api("document-pdf", "GET", "document", READERS, ok=(200, 409)),
    api("document-retry", "POST", "document", OFFICERS, ("viewer", "safety_head"), data=FILLED),
    api("document-revoke", "POST", "document", ("county_head",), ("viewer", "safety_head"), data=FILLED),
    api("document-services", "GET", "document", READERS),
    api("document-receipt", "POST", "document", OFFICERS, ("viewer", "safety_head"), data={"service": "{service}"}),
    api("signing-certificate-list", "GET", right=("administrator",), refused=("county_head", "viewer", "safety_head")),
    api("signing-certificate-list", "POST", right=("administrator",), refused=("county_head", "viewer")),
    api(
        "signing-certificate-remove",
        "POST",
        right=("administrator",),
        refused=("county_head", "viewer"),
        ok=(404,),
    ),
    api("document-service", "POST", "document", OFFICERS, ("viewer", "safety_head"), data=SERVED),
    api("document-snapshot", "GET", "document", READERS),
    api("service-consent-list", "POST", right=("safety_head", "inspector")),
    api("service-consent-detail", "DELETE", "enterprise", ("safety_head", "inspector"), ("viewer",)),
    Row("verify-detail", "GET", "code_pk", ALL, gate="public"),
    api("notice-list", "GET"),
    api("notice-read-all", "POST"),
    api("notice-detail", "GET", "notice", ("inspector",)),
    api("notice-read", "POST", "notice", ("inspector",)),
    api("channel-list", "GET"),
    api("channel-list", "POST"),
    api("channel-detail", "DELETE", "endpoint", ("inspector",)),
    api("channel-trial", "POST", "endpoint", ("inspector",)),
    api("channel-choice", "POST"),
    api("robot-list", "GET", right=("county_head", "administrator"), refused=("inspector", "principal")),
    api(
        "robot-list",
        "POST",
        right=("county_head", "administrator"),
        refused=("inspector", "principal"),
        data={"channel": "feishu", "address": "https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef"},
    ),
    api("robot-detail", "DELETE", "endpoint", ("inspector",)),
    api("robot-trial", "POST", "endpoint", ("inspector",)),
    api("undelivered-list", "GET", right=("administrator", "enterprise_administrator"), refused=("county_head",)),
    api("receipt-list", "POST", right=()),
    api("undelivered-resend", "POST", "dead_letter", ("administrator",), ("county_head", "inspector")),
    api("job-list", "GET", right=("county_head", "administrator"), refused=("viewer", "safety_head")),
    api("visit-list", "GET"),
    api("visit-list", "POST", right=("inspector",)),
    api("visit-detail", "GET", "visit", READERS),
    api("visit-detail", "PUT", "visit", ("inspector",), ("viewer",)),
    api("visit-cancel", "POST", "planned", ("inspector",), ("viewer",), data=FILLED),
    api("visit-details", "PUT", "visit", ("inspector",), ("viewer",)),
    api("visit-finish", "PUT", "visit", ("inspector",), ("viewer",)),
    api("answer-detail", "PUT", "answer", ("inspector",), ("viewer",)),
    api("finding-detail", "PUT", "finding", ("inspector",), ("viewer",), data=FILLED),
    api("finding-confirm-grade", "POST", "finding", ("second_inspector",), ("viewer", "safety_head"), data=FILLED),
    api("finding-withdraw", "POST", "finding", ("inspector",), ("viewer", "safety_head"), data=FILLED),
    api("finding-photo-detail", "PUT", "finding_photo", ("inspector",), ("viewer",)),
    api("finding-photo-detail", "DELETE", "finding_photo", ("inspector",), ("viewer", "safety_head")),
    api("finding-photo-remove", "POST", "finding_photo", ("inspector",), ("viewer", "safety_head"), data=FILLED),
    api("answer-photo-detail", "PUT", "answer_photo", ("inspector",), ("viewer",)),
    api("answer-photo-remove", "POST", "answer_photo", ("inspector",), ("viewer", "safety_head"), data=FILLED),
    api("signature-detail", "PUT", "signature", ("inspector",), ("viewer",)),
    api("visit-revision-decide", "PUT", "revision", ("inspector",), ("viewer",), data=FILLED),
]

#: The verbs on a hazard by the API: the address, the object, who gets through, who is refused.
HAZARD_VERBS = [
    ("hazard-assign-inside", "inside", LEADERS, ("worker", "inspector", "viewer")),
    ("hazard-report-fixed", "inside", (*LEADERS, "worker"), ("inspector", "viewer")),
    ("hazard-close-inside", "inside", LEADERS, ("worker", "inspector", "viewer")),
    ("hazard-return-inside", "inside", LEADERS, ("worker", "inspector", "viewer")),
    ("hazard-take-over", "inside", ("inspector", "county_clerk"), ("safety_head", "viewer")),
    ("hazard-assign", "served", ("county_head", "county_clerk"), ("inspector",)),
    ("hazard-confirm", "recorded", ("second_inspector", "county_clerk"), ("safety_head", "viewer")),
    ("hazard-fix-on-spot", "recorded", ("inspector",), ("safety_head", "viewer")),
    ("hazard-look-back", "closed", ("inspector",), ("safety_head", "viewer")),
    ("hazard-notes", "served", ("inspector", "safety_head"), ("viewer",)),
    ("hazard-receive", "confirmed", ("county_clerk",), ("safety_head", "viewer")),
    ("hazard-reject", "recorded", ("county_clerk",), ("safety_head", "viewer")),
    ("hazard-transfer", "confirmed", ("county_clerk",), ("safety_head", "viewer")),
    ("hazard-upgrade", "confirmed", ("county_head", "county_clerk"), ("safety_head", "viewer")),
    ("rectification-withdraw-order", "served", ("county_clerk",), ("safety_head", "viewer")),
    ("rectification-plan", "major", ("safety_head",), ("viewer", "inspector")),
    ("rectification-start-work", "served", ("safety_head",), ("viewer", "inspector")),
    ("rectification-progress", "major", ("safety_head",), ("viewer", "inspector")),
    ("rectification-submit-evidence", "rectifying", ("safety_head",), ("viewer", "inspector")),
    ("rectification-take-up-review", "under_review", ("inspector",), ("safety_head", "viewer")),
    ("rectification-verify", "under_review", ("second_inspector",), ("safety_head", "viewer")),
    ("rectification-sign-off", "major", ("county_head",), ("safety_head", "viewer")),
    ("rectification-refuse-sign-off", "major", ("county_head",), ("safety_head", "viewer")),
    ("rectification-reopen", "closed", ("county_head",), ("safety_head", "viewer")),
    ("rectification-ask-extension", "rectifying", ("safety_head",), ("viewer", "inspector")),
    ("rectification-withdraw-extension", "rectifying", ("safety_head",), ("viewer", "inspector")),
    ("rectification-decide-extension", "rectifying", ("county_head",), ("safety_head", "viewer")),
    ("rectification-stop-work", "served", ("county_head",), ("safety_head", "viewer")),
    ("rectification-ask-resume", "served", ("safety_head",), ("viewer",)),
    ("rectification-decide-resume", "served", ("county_head",), ("safety_head", "viewer")),
    ("rectification-ask-opinion", "major", ("inspector",), ("safety_head", "viewer")),
    ("rectification-give-opinion", "major", ("county_head",), ("safety_head", "viewer")),
    ("rectification-downgrade", "major", ("county_head",), ("safety_head", "viewer")),
]

#: Who reads letters at all: not workers, not experts.
LETTER_READERS = ("provincial_head", "city_clerk", *OFFICERS, "viewer", *LEADERS, "cross_inspector")
MINUTES = {
    "present": "Chen",
    "statements": "Too high",
    "agreed": [{"what": "Lower it", "who": "Li", "due_on": "2027-01-08"}],
    "report_due_on": "2027-01-08",
}
GRANTED = {"kind": "reminder", "starts_on": "2026-12-01", "ends_on": "2027-01-01", "reason": "It was decided so"}
LETTERS = [
    page("letters:list", right=("provincial_head", *OFFICERS, "viewer", *LEADERS), refused=("worker", "expert")),
    *both("letters:new", "", ("county_head", "county_clerk"), ("inspector", "safety_head"), query="?hazard={served}"),
    page(
        "letters:authorisations",
        right=("county_head", "inspector", "viewer"),
        refused=("safety_head", "expert", "administrator"),
    ),
    act("letters:authorisations", right=("county_head",), refused=("county_clerk", "safety_head"), data=GRANTED),
    act("letters:end_authorisation", "authorisation", ("county_head",), ("county_clerk", "inspector")),
    page("letters:letter", "letter_issued", LETTER_READERS, ("worker", "expert")),
    *both("letters:edit", "letter_draft", ("county_head", "county_clerk"), ("inspector", "viewer")),
    page("letters:preview", "letter_draft", ("county_head", "county_clerk"), ("inspector", "viewer")),
    act("letters:issue", "letter_draft", ("county_head",), ("county_clerk", "viewer")),
    act("letters:serve", "letter_issued", OFFICERS, ("safety_head", "viewer"), data=SERVED),
    act("letters:bounce", "letter_served", OFFICERS, ("safety_head", "viewer"), data=SERVED),
    act("letters:reply", "letter_served", LEADERS, ("county_clerk", "viewer", "worker"), data={"text": "Done"}),
    act("letters:rate", "letter_replied", ("county_head", "county_clerk"), ("inspector", "safety_head")),
    act(
        "letters:withdraw", "letter_issued", ("county_head",), ("county_clerk", "safety_head"), data={"reason": "Wrong"}
    ),
    *both("letters:minutes", "letter_talk", ("county_head", "county_clerk"), ("inspector", "safety_head")),
    api("letter-list", "GET", right=("county_head", "viewer", "safety_head"), refused=("worker", "expert")),
    api(
        "letter-list",
        "POST",
        right=("county_clerk",),
        refused=("inspector", "safety_head"),
        data={"kind": "reminder", "hazards": ["{served}"]},
    ),
    api("letter-detail", "GET", "letter_issued", LETTER_READERS, ("worker", "expert")),
    api("letter-edit", "POST", "letter_draft", ("county_clerk",), ("inspector", "viewer")),
    api("letter-issue", "POST", "letter_draft", ("county_head",), ("county_clerk", "viewer")),
    api("letter-serve", "POST", "letter_issued", OFFICERS, ("safety_head", "viewer"), data=SERVED),
    api("letter-bounce", "POST", "letter_served", OFFICERS, ("safety_head", "viewer"), data=SERVED),
    api("letter-reply", "POST", "letter_served", LEADERS, ("county_clerk", "viewer", "worker"), data={"text": "Done"}),
    api(
        "letter-rate",
        "POST",
        "letter_replied",
        ("county_clerk",),
        ("inspector", "safety_head"),
        data={"rating": "adequate"},
    ),
    api("letter-withdraw", "POST", "letter_issued", ("county_head",), ("county_clerk", "safety_head"), data=FILLED),
    api("letter-minutes", "POST", "letter_talk", ("county_clerk",), ("inspector", "safety_head"), data=MINUTES),
    api("letter_authorisation-list", "GET", right=("county_head", "viewer"), refused=("safety_head", "expert")),
    api("letter_authorisation-list", "POST", right=("county_head",), refused=("county_clerk",), data=GRANTED),
    api("letter_authorisation-end", "POST", "authorisation", ("county_head",), ("county_clerk", "inspector")),
]

HAZARDS_API = [
    api("self-check-statement-list", "GET", right=("inspector", "viewer", *LEADERS), refused=("worker", "expert")),
    api("self-check-statement-detail", "GET", "statement", ("inspector", "viewer", *LEADERS), ("worker", "expert")),
    api("self-check-statement-sign", "POST", "statement", ("principal",), ("safety_head", "inspector", "viewer")),
    api("hazard-list", "GET"),
    api("hazard-list", "POST", right=("inspector", "safety_head")),
    api("hazard-assign-many", "POST", right=("county_clerk",)),
    api("hazard-confirm-many", "POST", right=("county_clerk",)),
    api("hazard-detail", "GET", "served", READERS),
    api("hazard-events", "GET", "served", READERS),
    api("hazard-photos", "GET", "served", READERS),
    api("rectification-case", "GET", "served", READERS),
    api("rectification-issue-order", "POST", right=("county_clerk",)),
    api("rectification-serve-order", "POST", "served", ("county_clerk",), ("safety_head", "viewer"), data=SERVED),
    api("ladder-list", "GET", right=("county_head", "viewer"), refused=("safety_head", "expert")),
    api("ladder-list", "POST", right=("county_head",), refused=("inspector",)),
    api("ladder-detail", "GET", "ladder", ("county_head", "viewer"), ("safety_head",)),
    api("ladder-detail", "DELETE", "ladder", ("county_head",), ("inspector", "safety_head")),
    api("ladder-preview", "GET", "ladder", ("county_head", "viewer"), ("safety_head",), query="?hazard={served}"),
    api("ladder-rungs", "POST", "ladder", ("county_head",), ("inspector", "safety_head"), data=RUNG),
    api("ladder-remove-rung", "DELETE", "ladder_rung", ("county_head",), ("inspector", "safety_head")),
    api("ladder-terms", "POST", "ladder", ("county_head",), ("inspector", "safety_head"), data=TERM),
    api("ladder-publish", "POST", "ladder", ("county_head",), ("inspector", "safety_head")),
    api("clock-clocks", "GET", "served", READERS),
    api("deadline_policy-list", "GET", right=("county_head", "viewer"), refused=("safety_head", "expert")),
    api("deadline_policy-list", "POST", right=("county_head",), refused=("inspector",)),
    api("deadline_policy-detail", "PUT", "policy", ("county_head",), ("inspector", "safety_head")),
    api("deadline_policy-detail", "DELETE", "policy", ("county_head",), ("inspector", "safety_head")),
    api("saved_filter-list", "GET"),
    api("saved_filter-list", "POST"),
    api("saved_filter-detail", "DELETE", "saved_filter", ("inspector",)),
    *[api(name, "POST", of, right, refused, data=FILLED) for name, of, right, refused in HAZARD_VERBS],
]

#: What the verbs on a bulletin ask for; the version is one that nobody has read, so nothing is decided.
ON_BULLETIN = {
    "version": 9999,
    "reason": "It was decided so",
    "entry": 1,
    "happened_on": "2026-11-20",
    "text": "Looked back",
    "day_of_month": 5,
    "least_days": 7,
    "which": "all",
    "reply_days": 5,
    "public_months": 6,
    "number": 1,
    "aired_on": "2026-11-20",
    "statements": [],
    "commitment": "01a20547-0000-7000-8000-000000000000",
    "done_on": "2026-11-20",
}
DRAFTERS = ("county_head", "county_clerk")
NOT_DRAFTERS = ("inspector", "viewer", "provincial_head", "city_clerk", "safety_head")

BULLETINS = [
    page("bulletins:list", right=("provincial_head", "county_head", "viewer", "administrator", "anhui_clerk"),
         refused=("safety_head", "worker", "expert")),
    page("bulletins:draw_up", right=DRAFTERS, refused=("inspector", "viewer", "safety_head")),
    act("bulletins:draw_up", right=("county_clerk",), refused=("inspector", "viewer", "safety_head")),
    page("bulletins:schedule", right=("county_head",), refused=("county_clerk", "safety_head")),
    act("bulletins:schedule", right=("county_head",), refused=("county_clerk", "safety_head"), data=ON_BULLETIN),
    page("bulletins:bulletin", "bulletin", ("provincial_head", "city_clerk", *OFFICERS, "viewer"), ("safety_head",)),
    page("bulletins:edit", "bulletin_draft", DRAFTERS, NOT_DRAFTERS),
    act("bulletins:edit", "bulletin_draft", DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN),
    page("bulletins:preview", "bulletin_preview", ("county_clerk",), NOT_DRAFTERS),
    *[
        act(f"bulletins:{name}", of, DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN)
        for name, of in (
            ("expose", "bulletin_draft"),
            ("release", "bulletin_draft"),
            ("withdraw", "bulletin"),
            ("follow_up", "bulletin"),
        )
    ],
    act("bulletins:send_back", "bulletin", DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN),
    page("bulletins:board", right=("provincial_head", "inspector", "viewer", "administrator", *LEADERS, "anhui_clerk"),
         refused=("worker", "expert")),
    page("bulletins:exposure", "exposure", ("provincial_head", *OFFICERS, "viewer", *LEADERS), ("worker",)),
    act("bulletins:statement", "exposure", LEADERS, ("county_clerk", "viewer", "worker"), data=ON_BULLETIN),
    page("bulletins:public_list", gate="public"),
    page("bulletins:feed", gate="public"),
    page("bulletins:public", "publication", gate="public"),
    page("bulletins:public_media_list", gate="public"),
    page("bulletins:public_media", "media_post", gate="public"),
    Row("media_publication-list", "GET", gate="public"),
    Row("media_publication-detail", "GET", "media_post", gate="public"),
    page("bulletins:public_pdf", "publication_file", gate="public", ok=(200, 409)),
    page("bulletins:public_photo", "publication_photo", gate="public"),
    api("bulletin-list", "GET", right=("provincial_head", "viewer"), refused=("safety_head", "expert")),
    api("bulletin-list", "POST", right=("county_clerk",), refused=("inspector", "safety_head")),
    api("bulletin-detail", "GET", "bulletin", ("city_clerk", *OFFICERS, "viewer"), ("safety_head",)),
    api("bulletin-detail", "PATCH", "bulletin_draft", DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN),
    *[
        api(f"bulletin-{name}", "POST", of, DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN)
        for name, of in (
            ("expose", "bulletin_draft"),
            ("release", "bulletin_draft"),
            ("send-back", "bulletin"),
            ("withdraw", "bulletin"),
            ("follow-up", "bulletin"),
        )
    ],
    api("exposure-list", "GET", right=("inspector", *LEADERS), refused=("worker", "expert")),
    api("exposure-detail", "GET", "exposure", ("inspector", *LEADERS), ("worker",)),
    api("exposure-statements", "POST", "exposure", LEADERS, ("county_clerk", "viewer"), data=ON_BULLETIN),
    Row("publication-list", "GET", gate="public"),
    Row("publication-detail", "GET", "publication", gate="public"),
    page("bulletins:media_list", right=("provincial_head", "county_head", "viewer", "anhui_clerk"),
         refused=("safety_head", "worker", "expert")),
    page("bulletins:media_export", right=("county_head", "viewer"), refused=("safety_head",)),
    page("bulletins:media_new", right=DRAFTERS, refused=("inspector", "viewer", "safety_head")),
    act("bulletins:media_new", right=("county_clerk",), refused=("inspector", "viewer", "safety_head")),
    page("bulletins:media_batch", "media", ("provincial_head", "city_clerk", *OFFICERS, "viewer"), ("safety_head",)),
    act("bulletins:media_drop", "media_case", DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN),
    *[
        act(f"bulletins:media_{name}", "media", DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN)
        for name in ("announce", "release", "send_back", "withdraw", "airing")
    ],
    page("bulletins:meetings", right=("provincial_head", "inspector", "viewer", *LEADERS, "anhui_clerk"),
         refused=("worker", "expert")),
    page("bulletins:meeting_export", right=("county_head", "viewer", *LEADERS), refused=("worker",)),
    page("bulletins:meeting_call", right=DRAFTERS, refused=("inspector", "viewer", "safety_head")),
    act("bulletins:meeting_call", right=("county_clerk",), refused=("inspector", "viewer", "safety_head")),
    page("bulletins:meeting", "meeting", ("provincial_head", "city_clerk", *OFFICERS, "viewer", *LEADERS), ("worker",)),
    page("bulletins:meeting_part", "meeting_part", ("county_clerk", *LEADERS), ("worker",), ok=(302,)),
    act("bulletins:meeting_cancel", "meeting", DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN),
    page("bulletins:meeting_minutes", "meeting", DRAFTERS, NOT_DRAFTERS),
    act("bulletins:meeting_minutes", "meeting", DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN),
    act("bulletins:meeting_settle", "promise", DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN),
    api("media-exposure-list", "GET", right=("provincial_head", "viewer"), refused=("safety_head", "expert")),
    api("media-exposure-list", "POST", right=("county_clerk",), refused=("inspector", "safety_head")),
    api("media-exposure-detail", "GET", "media", ("city_clerk", *OFFICERS, "viewer"), ("safety_head",)),
    *[
        api(f"media-exposure-{name}", "POST", "media", DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN)
        for name in ("drop", "announce", "release", "send-back", "withdraw", "airing")
    ],
    api("meeting-list", "GET", right=("inspector", "viewer", *LEADERS), refused=("worker", "expert")),
    api("meeting-list", "POST", right=("county_clerk",), refused=("inspector", "safety_head")),
    api("meeting-detail", "GET", "meeting", ("city_clerk", *OFFICERS, "viewer", *LEADERS), ("worker",)),
    api("meeting-cancel", "POST", "meeting", DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN),
    api("meeting-minutes", "POST", "meeting", DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN),
    api("meeting-settle", "POST", "minuted", DRAFTERS, NOT_DRAFTERS, data=ON_BULLETIN | {"commitment": "{commitment}"}),
    api("bulletin-schedule-list", "GET", right=("county_head",), refused=("county_clerk", "safety_head")),
    api("bulletin-schedule-list", "POST", right=("county_head",), refused=("county_clerk",), data=ON_BULLETIN),
]  # fmt: skip

ANSWERED = (*OFFICERS, *LEADERS)
PLAN = {
    "openness": "members",
    "authorities": [],
    "minutes_red": 5,
    "minutes_orange": 6,
    "minutes_yellow": 7,
    "minutes_blue": 8,
}
LICENCE = {
    "enterprise": "{enterprise}",
    "kind": "production",
    "number": "AQ-1",
    "issuer": "Emergency bureau",
    "valid_to": "2029-01-01",
}
DISHONEST = {"enterprise": "{enterprise}", "authority": "Bureau", "basis": "Order No. 11", "listed_on": "2026-01-05"}
LIFTED = {"off_on": "2026-11-20", "reason": "Credit restored"}
ACCIDENT = {"enterprise": "{enterprise}", "occurred_on": "2026-11-01", "summary": "A fall", "deaths": 1}
FOLLOWED = {"deaths": 1, "injured": 0, "investigation": "under_investigation"}
LIMITS = {"generals_needed": 3, "near_days": 3, "silent_days": 90, "appeal_days": 3, "reason": "As the province"}
CODES = [
    page("desk:label_alarm", "label", gate="public", ok=(200, 302)),
    page("risks:colours", right=("provincial_head", *OFFICERS, "viewer", "anhui_clerk"), refused=("safety_head",)),
    page("risks:colour_thresholds", right=("provincial_head", *OFFICERS, "viewer", "worker", "administrator")),
    act("risks:colour_thresholds", right=("county_head",), refused=("county_clerk", "safety_head"), data=LIMITS),
    page("risks:give_back_thresholds", right=("county_head",), refused=("county_clerk", "safety_head"), ok=(200, 302)),
    act("risks:give_back_thresholds", right=("county_head",), refused=("county_clerk", "safety_head")),
    page("risks:colour", "enterprise", (*READERS, "worker")),
    act("risks:colour", "enterprise", LEADERS, ("county_clerk", "worker", "viewer")),
    *both("risks:appeal", "appeal", ("county_head", "county_clerk"), ("inspector", "safety_head", "viewer")),
    page("risks:alarms", right=("provincial_head", *OFFICERS, "viewer", "worker", "expert", "anhui_clerk")),
    page(
        "risks:alarm_plan", right=("provincial_head", *OFFICERS, "viewer", "worker", "expert"), refused=("tip_handler",)
    ),
    page("risks:alarm_plan_of", "enterprise", (*READERS, "worker"), ("tip_handler",)),
    page("risks:edit_alarm_plan", right=("county_head", *LEADERS), refused=("county_clerk", "worker", "viewer")),
    act("risks:edit_alarm_plan", right=("county_head", *LEADERS), refused=("county_clerk", "worker"), data=PLAN),
    page(
        "risks:give_back_alarm_plan", right=("county_head", *LEADERS), refused=("county_clerk", "worker"), ok=(200, 302)
    ),
    act(
        "risks:give_back_alarm_plan", right=("county_head", *LEADERS), refused=("county_clerk", "worker"), ok=(302, 404)
    ),
    page("risks:alarm", "alarm", (*READERS, "worker")),
    *[
        Row(
            "risks:new_alarm",
            method,
            "",
            ("worker", "safety_head", "inspector"),
            ("viewer",),
            gate="public",
            query="?code={alarm_code}",
            ok=(200, 422, 404, 403),
        )
        for method in ("GET", "POST")
    ],
    act("risks:answer_alarm", "alarm_answer", ANSWERED, ("worker", "viewer", "expert")),
    api("colour-list", "GET", right=("provincial_head", "viewer", "worker")),
    api("colour-history", "GET", "colour", (*READERS, "worker")),
    api("colour-appeal", "POST", "colour", LEADERS, ("county_clerk", "worker", "viewer"), data={"text": "Wrong"}),
    api("appeal-list", "GET", right=("provincial_head", "viewer", "safety_head")),
    api("appeal-detail", "GET", "appeal", READERS),
    api(
        "appeal-decide",
        "POST",
        "appeal",
        ("county_clerk",),
        ("inspector", "safety_head"),
        data={"uphold": True, "decision": "It was decided so"},
    ),
    api("colour_policy-list", "GET", right=("county_head", "viewer")),
    api("colour_policy-list", "POST", right=("county_head",), refused=("county_clerk", "safety_head"), data=LIMITS),
    api("colour_policy-remove", "POST", right=("county_head",), refused=("county_clerk", "safety_head"), data=LIMITS),
    api("alarm-list", "GET", right=("county_head", "viewer", "worker")),
    api(
        "alarm-list",
        "POST",
        right=("inspector", "worker"),
        refused=("viewer",),
        data={"code": "{code_of}", "kind": "fire"},
    ),
    api("alarm-detail", "GET", "alarm", (*READERS, "worker")),
    api("alarm-events", "GET", "alarm", (*READERS, "worker")),
    *[
        api(f"alarm-{verb}", "POST", "alarm", ANSWERED, ("worker", "viewer", "expert"), data={"text": "It is done"})
        for verb in ("acknowledge", "act", "report", "close", "hazard")
    ],
    api("alarm_plan-list", "GET", right=("county_head", "viewer", "worker")),
    api("alarm_plan-list", "POST", right=("county_head", "principal"), refused=("county_clerk", "worker"), data=PLAN),
    api("alarm_plan-remove", "POST", right=("county_head", "principal"), refused=("county_clerk", "worker")),
    *[
        api(f"{name}-list", "GET", right=(*READERS, "worker"), refused=("tip_handler",))
        for name in ("licence", "dishonesty_listing", "accident")
    ],
    *[
        api(f"{name}-detail", "GET", name, (*READERS, "worker"), ("tip_handler",))
        for name in ("licence", "dishonesty_listing", "accident")
    ],
    api("licence-list", "POST", right=("inspector", "safety_head"), refused=("worker", "viewer"), data=LICENCE),
    api("licence-renew", "POST", "licence", ("inspector", "safety_head"), ("worker", "viewer"), data=LICENCE),
    api("licence-import-sheet", "POST", right=("inspector", "safety_head"), refused=("worker", "viewer")),
    api("licence-end", "POST", "licence", OFFICERS, (*LEADERS, "viewer"), data={"reason": "It was revoked"}),
    api("dishonesty_listing-list", "POST", right=DRAFTING, refused=("inspector", "safety_head"), data=DISHONEST),
    api("dishonesty_listing-lift", "POST", "dishonesty_listing", DRAFTING, ("inspector", "safety_head"), data=LIFTED),
    api("accident-list", "POST", right=DRAFTING, refused=("inspector", "safety_head"), data=ACCIDENT),
    api("accident-follow", "POST", "accident", DRAFTING, ("inspector", "safety_head"), data=FOLLOWED),
    api("code-list", "GET", right=READERS),
    api("code-list", "POST", right=("inspector", "safety_head"), data={"enterprise": "{enterprise}"}),
    api("code-detail", "GET", "code_of", (*READERS, "worker")),
    api("code-text", "GET", "code_of", (*OFFICERS, *LEADERS), ("worker", "viewer", "expert")),
    api("code-replace", "POST", "code_of", (*OFFICERS, *LEADERS), ("worker", "viewer", "expert"), data=FILLED),
    api("code-revoke", "POST", "code_of", (*OFFICERS, *LEADERS), ("worker", "viewer", "expert"), data=FILLED),
    Row("scan-list", "POST", gate="public", data={"text": "nothing"}, ok=(404, 415)),
    api("label-sheet-list", "POST", right=("inspector", "safety_head"), data={"size": "3x8"}),
]

#: Who follows listed supervision, and what each act of a listing wants.
LISTING_READERS = ("provincial_head", "city_clerk", *OFFICERS, "viewer", *LEADERS, "cross_inspector")
CLERKS = ("county_head", "county_clerk")
NOT_CLERKS = ("inspector", "viewer", "safety_head")
PERIODS = {
    "level": "county",
    "publish_days": 5,
    "file_days": 3,
    "longest_days": 365,
    "ask_days": 20,
    "decide_days": 10,
    "announce_days": 5,
}
ON_LISTING = {"leader": "Zhao", "due_on": "2027-01-29", "until": "2027-12-31", "channel": "Daily", "grant": "no"}
ON_LISTING |= {"published_on": "2026-11-23", "filed_on": "2026-11-23", "filed_with": "Luzhou", "reason": "So"}
ON_LISTING |= {"announced_on": "2026-11-23", "accepted_on": "2026-11-23", "members": "Zhao", "conclusion": "Gone"}
ON_LISTING |= {"assessment": "Low", "assessor": "Own", "summary": "A warehouse"}
LISTING_ACTS = [
    ("list_hazard", "list_hazard", "listing_proposed", CLERKS, NOT_CLERKS),
    ("refuse", "refuse", "listing_proposed", CLERKS, NOT_CLERKS),
    ("publish", "publish", "listing_listed", CLERKS, NOT_CLERKS),
    ("file", "file", "listing_listed", CLERKS, NOT_CLERKS),
    ("raise", "raise", "listing_listed", (*CLERKS, "provincial_head"), NOT_CLERKS),
    ("ask_time", "ask_time", "listing_listed", LEADERS, ("county_clerk", "viewer", "worker")),
    ("decide_time", "decide_time", "listing_listed", CLERKS, NOT_CLERKS),
    ("apply", "apply", "listing_published", LEADERS, ("county_clerk", "viewer", "worker")),
    ("accept", "accept", "listing_published", CLERKS, NOT_CLERKS),
    ("return", "return", "listing_published", CLERKS, NOT_CLERKS),
    ("delist", "delist", "listing_published", ("county_head",), ("county_clerk", "viewer")),
    ("announce", "announce", "listing_published", CLERKS, NOT_CLERKS),
    ("withdraw", "withdraw", "listing_published", ("county_head",), ("county_clerk", "viewer")),
]
LISTINGS = [
    page("listings:list", right=LISTING_READERS, refused=("worker", "expert")),
    page("listings:export", right=("provincial_head", *OFFICERS, "viewer"), refused=("safety_head", "expert")),
    *both("listings:propose", "", CLERKS, ("inspector", "safety_head"), query="?hazard={major}"),
    page("listings:listing", "listing_listed", LISTING_READERS, ("worker", "expert")),
    act("listings:preview", "listing_proposed", CLERKS, NOT_CLERKS, data=ON_LISTING),
    *[act(f"listings:{name}", of, right, no, data=ON_LISTING) for name, _path, of, right, no in LISTING_ACTS],
    page("listings:periods", right=("provincial_head", *OFFICERS, "viewer"), refused=("safety_head", "expert")),
    act("listings:periods", right=("county_head",), refused=("county_clerk", "safety_head"), data=PERIODS),
    act("listings:remove_periods", right=("county_head",), refused=("county_clerk", "safety_head"), ok=(302, 404)),
    page("listings:public_list", gate="public"),
    api("listing-list", "GET", right=("county_head", "viewer", "safety_head"), refused=("worker", "expert")),
    api(
        "listing-list",
        "POST",
        right=("county_clerk",),
        refused=("inspector", "safety_head"),
        data={"hazard": "{major}", "ground": "long", "reason": "It takes long"},
    ),
    api("listing-detail", "GET", "listing_listed", LISTING_READERS, ("worker", "expert")),
    *[
        api(f"listing-{path.replace('_', '-')}", "POST", of, right, no, data=ON_LISTING)
        for _name, path, of, right, no in LISTING_ACTS
        if path not in ("raise", "return")
    ],
    api("listing-raise-level", "POST", "listing_listed", CLERKS, NOT_CLERKS, data=ON_LISTING),
    api("listing-give-back", "POST", "listing_published", CLERKS, NOT_CLERKS, data=ON_LISTING),
    api("listing_periods-list", "GET", right=("county_head", "viewer"), refused=("safety_head", "expert")),
    api("listing_periods-list", "POST", right=("county_head",), refused=("county_clerk",), data=PERIODS),
    api("listing_periods-remove", "POST", right=("county_head",), refused=("county_clerk",)),
]

RISK_READERS = (*READERS, "worker")
RISKS_ALL = ("provincial_head", "inspector", "viewer", "safety_head", "worker", "expert", "anhui_clerk")
NOT_LEADERS = ("county_clerk", "viewer", "worker")
RED_ONES = (*OFFICERS, *LEADERS)
RATED = {"method": "ls", "likelihood": "3", "consequence": "4", "ls_likelihood": "3", "ls_severity": "4"}
RISK_FACTS = {"name": "Drying room", "enterprise": "{enterprise}"}
RISK_MEASURE = {"kind": "ppe", "text": "Gloves", "control": 2, "owner": "Store"}
DECLARED = {"case": "dust", "direct_red": "dust", "reason": "12 people", "direct_red_reason": "12 people"}
PLACED = {"point": "{risk_point}", "x": "50", "y": "50"}
BOUNDED = {
    "boundary": "lower",
    "lec_red": "300",
    "lec_orange": "150",
    "lec_yellow": "60",
    "ls_red": 20,
    "ls_orange": 15,
    "ls_yellow": 9,
    "months_red": 3,
    "months_orange": 6,
    "months_yellow": 12,
    "months_blue": 12,
    "reason": "The province decided so",
}
RISKS = [
    page("risks:points", right=RISKS_ALL, refused=("administrator",)),
    page("risks:export", right=("provincial_head", "inspector", "viewer", *LEADERS), refused=("worker", "expert")),
    *both("risks:import_sheet", "", LEADERS, ("county_clerk", "worker")),
    page("risks:import_template", right=LEADERS, refused=("county_clerk", "worker")),
    page("risks:board", right=("provincial_head", *OFFICERS, "viewer"), refused=("safety_head", "expert")),
    page("risks:policies", right=RISKS_ALL, refused=("administrator",)),
    act("risks:policies", right=("county_head",), refused=("county_clerk", "safety_head"), data=BOUNDED),
    act("risks:remove_policy", right=("county_head",), refused=("county_clerk", "safety_head"), ok=(302, 404)),
    act("risks:register", "enterprise", ("county_head", "county_clerk", *LEADERS), ("inspector", "viewer", "worker")),
    *both("risks:add", "", LEADERS, ("county_clerk", "worker"), data=RISK_FACTS),
    *both("risks:add_plan", "", LEADERS, ("county_clerk", "worker")),
    page("risks:plan", "site_plan", RISK_READERS, ("administrator",)),
    act("risks:place", "site_plan", LEADERS, NOT_LEADERS, data=PLACED),
    act("risks:take_off", "site_mark", LEADERS, NOT_LEADERS),
    *both("risks:retire_plan", "site_plan", LEADERS, NOT_LEADERS),
    page("risks:point", "risk_point", RISK_READERS, ("administrator",)),
    page("risks:compare", "risk_point", RISK_READERS, ("administrator",)),
    *both("risks:describe", "risk_point", LEADERS, NOT_LEADERS, data=RISK_FACTS),
    *both("risks:rate", "risk_point", LEADERS, NOT_LEADERS, data=RATED),
    *both("risks:declare_red", "risk_point", RED_ONES, ("viewer", "worker"), data=DECLARED),
    *both("risks:review", "risk_point", LEADERS, NOT_LEADERS, data={"note": "Looked at"}),
    *both("risks:retire", "risk_point", LEADERS, NOT_LEADERS, data={"reason": "It is gone"}),
    *both("risks:take_up", "risk_retired", LEADERS, NOT_LEADERS, data={"reason": "It is back"}),
    *both("risks:restore", "risk_entry", LEADERS, NOT_LEADERS, data={"reason": "An error"}),
    *both("risks:add_measure", "risk_point", LEADERS, NOT_LEADERS, data=RISK_MEASURE),
    *both("risks:change_measure", "risk_measure", LEADERS, NOT_LEADERS, data=RISK_MEASURE),
    *both("risks:withdraw_measure", "risk_measure", LEADERS, NOT_LEADERS, data={"reason": "Worn out"}),
    api("risk_point-list", "GET", right=RISKS_ALL, refused=("administrator",)),
    api("risk_point-list", "POST", right=LEADERS, refused=("county_clerk", "worker"), data=RISK_FACTS),
    api("risk_point-detail", "GET", "risk_point", RISK_READERS, ("administrator",)),
    api("risk_point-detail", "PATCH", "risk_point", LEADERS, NOT_LEADERS, data={"name": "Drying room 2"}),
    api("risk_point-rate", "POST", "risk_point", LEADERS, NOT_LEADERS, data=RATED),
    api("risk_point-declare-red", "POST", "risk_point", RED_ONES, ("viewer", "worker"), data=DECLARED),
    api("risk_point-measures", "POST", "risk_point", LEADERS, NOT_LEADERS, data=RISK_MEASURE),
    api("risk_point-review", "POST", "risk_point", LEADERS, NOT_LEADERS, data={"note": "Looked at"}),
    api("risk_point-retire", "POST", "risk_point", LEADERS, NOT_LEADERS, data={"reason": "It is gone"}),
    api("risk_point-take-up", "POST", "risk_retired", LEADERS, NOT_LEADERS, data={"reason": "It is back"}),
    api("risk_point-restore", "POST", "risk_point", LEADERS, NOT_LEADERS, data={"number": 1, "reason": "An error"}),
    api("risk_point-history", "GET", "risk_point", RISK_READERS, ("administrator",)),
    api("risk_point-compare", "GET", "risk_point", RISK_READERS, ("administrator",)),
    api("risk_point-import-sheet", "POST", right=LEADERS, refused=("county_clerk", "worker")),
    api(
        "risk_point-register",
        "POST",
        right=("county_clerk", *LEADERS),
        refused=("inspector", "worker"),
        data={"enterprise": "{enterprise}"},
    ),
    api("risk_point-board", "GET", right=("provincial_head", "viewer"), refused=("safety_head", "expert")),
    api("risk_measure-detail", "GET", "risk_measure", RISK_READERS, ("administrator",)),
    api("risk_measure-detail", "PATCH", "risk_measure", LEADERS, NOT_LEADERS, data={"text": "Thick gloves"}),
    api("risk_measure-withdraw", "POST", "risk_measure", LEADERS, NOT_LEADERS, data={"reason": "Worn out"}),
    api("site_plan-list", "GET", right=RISKS_ALL, refused=("administrator",)),
    api("site_plan-add", "POST", right=LEADERS, refused=("county_clerk", "worker")),
    api("site_plan-detail", "GET", "site_plan", RISK_READERS, ("administrator",)),
    api("site_plan-marks", "GET", "site_plan", RISK_READERS, ("administrator",)),
    api("site_plan-place", "POST", "site_plan", LEADERS, NOT_LEADERS, data=PLACED),
    api("site_plan-take-off", "DELETE", "site_mark", LEADERS, NOT_LEADERS),
    api("site_plan-retire", "POST", "site_plan", LEADERS, NOT_LEADERS),
    api("rating_policy-list", "GET", right=RISKS_ALL, refused=("administrator",)),
    api("rating_policy-list", "POST", right=("county_head",), refused=("county_clerk", "safety_head"), data=BOUNDED),
    api("rating_policy-remove", "POST", right=("county_head",), refused=("county_clerk",)),
]

#: Reports of the public: head and handlers of an authority, and of the authority that has one in hand.
HANDLERS = ("county_head", "tip_handler")
NOT_HANDLERS = ("county_clerk", "inspector", "viewer", "administrator", "safety_head", "worker")
NOT_IN_HAND = (*NOT_HANDLERS, "provincial_head")
ON_TIP = {
    "told": "We look at it",
    "note": "Seen",
    "ground": "no_facts",
    "to": "{authority}",
    "outcome": "confirmed",
    "enterprise": "{enterprise}",
    "description": "The valve leaks",
    "purpose": "To ask where it is",
    "approve": True,
}
TIP_ACTS = (
    ("accept", "tip_submitted", (*HANDLERS, "provincial_head"), NOT_HANDLERS),
    ("refuse", "tip_submitted", (*HANDLERS, "provincial_head"), NOT_HANDLERS),
    ("transfer", "tip_submitted", (*HANDLERS, "provincial_head"), NOT_HANDLERS),
    ("start", "tip_accepted", HANDLERS, NOT_IN_HAND),
    ("match", "tip_accepted", HANDLERS, NOT_IN_HAND),
    ("conclude", "tip_verifying", HANDLERS, NOT_IN_HAND),
    ("hazard", "tip_confirmed", HANDLERS, NOT_IN_HAND),
    ("tell", "tip_confirmed", HANDLERS, NOT_IN_HAND),
    ("write", "tip_accepted", HANDLERS, NOT_IN_HAND),
    ("close", "tip_told", HANDLERS, NOT_IN_HAND),
    ("ask_identity", "tip_named", HANDLERS, NOT_IN_HAND),
    ("decide_identity", "tip_asked", ("county_head",), (*NOT_IN_HAND, "tip_handler")),
    ("read_identity", "tip_approved", ("tip_handler",), NOT_IN_HAND),
)
TIPS = [
    *[
        Row(name, method, gate="public", ok=(200, 422))
        for name in ("whistleblowing:report", "whistleblowing:status")
        for method in ("GET", "POST")
    ],
    page("whistleblowing:tips", right=(*HANDLERS, "provincial_head", "anhui_head"), refused=NOT_HANDLERS),
    page("whistleblowing:tip", "tip_accepted", (*HANDLERS, "provincial_head"), NOT_HANDLERS),
    page("whistleblowing:photo", "tip_photo", (*HANDLERS, "provincial_head"), NOT_HANDLERS),
    *[row for name, of, right, refused in TIP_ACTS for row in both(f"whistleblowing:{name}", of, right, refused)],
    api("tip-list", "GET", right=(*HANDLERS, "provincial_head"), refused=NOT_HANDLERS),
    api("tip-detail", "GET", "tip_accepted", (*HANDLERS, "provincial_head"), NOT_HANDLERS),
    api("tip-events", "GET", "tip_accepted", (*HANDLERS, "provincial_head"), NOT_HANDLERS),
    *[
        api(f"tip-{name.replace('_', '-')}", "POST", of, right, refused, data=ON_TIP)
        for name, of, right, refused in TIP_ACTS
    ],
]

ROWS = [
    *DESK, *CODES, *ACCOUNTS, *ENTERPRISES, *CHECKLISTS, *EVIDENCE, *DOCUMENTS, *INBOX, *HAZARDS, *RECTIFICATION,
    *VISITS, *API, *HAZARDS_API, *LETTERS, *LISTINGS, *BULLETINS,
    *RISKS, *DUTIES, *TIPS,
]  # fmt: skip

#: Addresses that hold nothing of anyone, or that the framework answers: named, and tried on their own.
OTHER = {
    "schema": "the description of the API, the same for everyone",
    "api_docs": "its browsable documentation",
    "api_redoc": "its browsable documentation",
    "api_nothing": "the JSON 404 of the API",
    "admin_sign_in": "leads to the one page for signing in",
    "set_language": "Django's switch of the language",
}
