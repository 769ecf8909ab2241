"""Whatever a policy permits can be done through the API, and page and API call the same action."""

from datetime import timedelta

import pytest

from accounts.role_matrix import role_matrix
from core import clock
from hazards.models import Event
from tests.api.operations import drawn
from tests.cast import acting, api_as, client_as
from tests.hazards.factories import bring_to, record

#: Each verb of each app's policy, and the operations that do it.
ENDPOINTS = {
    "audit.see_audit": "audit_entries_list audit_entries_verify_retrieve",
    "accounts.see_people": "memberships_list memberships_retrieve",
    "accounts.invite_member": "invitations_list invitations_create invitations_withdraw_create",
    "accounts.invite_principal": "principal_invitations_create",
    "accounts.end_membership": "memberships_end_create",
    "accounts.deactivate_person": "memberships_deactivate_create",
    "accounts.assign_across_regions": "assignments_create assignments_withdraw_create",
    "accounts.see_assignments": "assignments_list",
    "accounts.make_token": "tokens_list tokens_create tokens_revoke_create",
    "accounts.see_role_matrix": "roles_list",
    "enterprises.see_enterprises": "enterprises_list enterprises_retrieve",
    "enterprises.register_enterprise": "enterprises_create",
    "enterprises.edit_enterprise": "enterprises_partial_update",
    "enterprises.edit_contacts": "enterprises_partial_update",
    "enterprises.keep_belongings": "places_create equipment_create posts_create places_destroy",
    "enterprises.see_codes": "codes_list codes_retrieve",
    "enterprises.keep_codes": (
        "codes_create codes_text_retrieve codes_replace_create codes_revoke_create label_sheets_create"
    ),
    "enterprises.see_conduct": (
        "licences_list licences_retrieve dishonesty_listings_list dishonesty_listings_retrieve accidents_list "
        "accidents_retrieve"
    ),
    "enterprises.enter_licence": "licences_create licences_renew_create licences_import_create",
    "enterprises.end_licence": "licences_end_create",
    "enterprises.keep_dishonesty": "dishonesty_listings_create dishonesty_listings_lift_create",
    "enterprises.keep_accidents": "accidents_create accidents_follow_create",
    "risks.see_colours": "colours_list colours_history_list appeals_list appeals_retrieve colour_policies_list",
    "risks.appeal_colour": "colours_appeal_create",
    "risks.decide_appeal": "appeals_decide_create",
    "risks.keep_colour_policy": "colour_policies_create colour_policies_remove_create",
    "risks.see_alarms": "alarms_list alarms_retrieve alarms_events_list alarm_plans_list",
    "risks.raise_alarm": "alarms_create",
    "risks.answer_alarm": "alarms_acknowledge_create alarms_act_create alarms_report_create",
    "risks.close_alarm": "alarms_close_create alarms_hazard_create",
    "risks.keep_alarm_plan": "alarm_plans_create alarm_plans_remove_create",
    "whistleblowing.see_tips": "tips_list tips_retrieve tips_events_list",
    "whistleblowing.decide_tip": "tips_accept_create tips_refuse_create tips_transfer_create",
    "whistleblowing.verify_tip": "tips_start_create tips_match_create tips_conclude_create",
    "whistleblowing.raise_hazard": "tips_hazard_create",
    "whistleblowing.tell_reporter": "tips_write_create tips_tell_create tips_close_create",
    "whistleblowing.ask_identity": "tips_ask_identity_create tips_read_identity_create",
    "whistleblowing.decide_identity": "tips_decide_identity_create",
    "enterprises.propose_move": "moves_create moves_withdraw_create",
    "enterprises.decide_move": "moves_accept_create moves_refuse_create",
    "enterprises.see_moves": "moves_list moves_retrieve",
    "enterprises.import_enterprises": "enterprise_imports_create enterprise_imports_refused_retrieve",
    "checklists.do_duty": "duties_mine_list duty_answers_update",
    "checklists.see_duty_ledger": "duties_list duties_retrieve duties_figures_retrieve",
    "checklists.issue_duty_extract": "duty_extracts_create",
    "checklists.hand_over_post": "holdings_list holdings_create holdings_absence_create holdings_end_create",
    "checklists.man_post": "duties_man_create",
    "checklists.raise_occasion": "duties_occasion_create",
    "checklists.read_checklists": (
        "checklists_list checklist_versions_retrieve checklist_versions_published_list checklist_versions_compare_list "
        "checklist_versions_sheet_retrieve fields_list field_tables_list field_tables_retrieve"
    ),
    "checklists.draft_checklist": (
        "checklists_create checklists_draft_create checklists_adopt_create checklist_versions_destroy "
        "checklist_versions_submit_create checklist_versions_items_create checklist_versions_items_destroy "
        "checklist_versions_items_duplicate_create checklist_versions_items_move_create "
        "checklist_versions_order_create checklist_versions_import_create"
    ),
    "checklists.publish_checklist": "checklist_versions_publish_create checklist_versions_return_create",
    "checklists.bind_checklist": "list_bindings_list list_bindings_create list_bindings_end_create",
    "checklists.draft_fields": (
        "field_tables_create field_tables_destroy field_tables_set_field_create field_tables_submit_create "
        "field_table_documents_create"
    ),
    "checklists.publish_fields": "field_tables_publish_create field_tables_return_create",
    "documents.see_document": "documents_list documents_retrieve documents_pdf_retrieve documents_snapshot_retrieve",
    "documents.record_service": "documents_service_create documents_services_list documents_receipt_create",
    "documents.revoke_document": "documents_revoke_create",
    "documents.retry_rendering": "documents_retry_create",
    "documents.give_consent": "service_consents_create service_consents_destroy",
    "documents.manage_certificate": (
        "signing_certificates_list signing_certificates_create signing_certificates_remove_create"
    ),
    "evidence.add_evidence": "photos_update attachments_update capture_nonce_create",
    "evidence.see_evidence": "photos_retrieve attachments_retrieve",
    "evidence.open_original": "photos_original_create",
    "notifications.choose_channels": "channels_list channels_create channels_destroy channels_choice_create",
    "notifications.keep_robots": "robots_list robots_create robots_destroy robots_trial_create",
    "notifications.see_undelivered": "undelivered_list",
    "notifications.resend_delivery": "undelivered_resend_create",
    "notifications.see_clock": "jobs_list",
    "hazards.record": "hazards_create",
    "hazards.confirm": "hazards_confirm_create hazards_confirm_many_create",
    "hazards.reject": "hazards_reject_create",
    "hazards.fix_on_spot": "hazards_fix_on_spot_create",
    "hazards.transfer": "hazards_transfer_create",
    "hazards.receive": "hazards_receive_create",
    "hazards.upgrade": "hazards_upgrade_create",
    "hazards.look_back": "hazards_look_back_create",
    "hazards.assign_inside": "hazards_assign_inside_create",
    "hazards.report_fixed": "hazards_report_fixed_create",
    "hazards.close_inside": "hazards_close_inside_create",
    "hazards.return_inside": "hazards_return_inside_create",
    "hazards.take_over": "hazards_take_over_create",
    "hazards.see": (
        "hazards_list hazards_retrieve hazards_events_list hazards_photos_list "
        "hazards_case_retrieve hazards_clocks_list"
    ),
    "hazards.assign": "hazards_assign_create hazards_assign_many_create",
    "hazards.note": "hazards_notes_create",
    "hazards.keep_filter": "saved_filters_list saved_filters_create saved_filters_destroy",
    "rectification.order": "hazards_issue_order_create",
    "rectification.withdraw_order": "hazards_withdraw_order_create",
    "rectification.serve": "hazards_serve_order_create",
    "rectification.start_work": "hazards_start_work_create",
    "rectification.submit": "hazards_submit_evidence_create",
    "rectification.review": "hazards_take_up_review_create",
    "rectification.accept": "hazards_verify_create",
    "rectification.accept_partly": "hazards_verify_create",
    "rectification.return": "hazards_verify_create",
    "rectification.reopen": "hazards_reopen_create",
    "rectification.downgrade": "hazards_downgrade_create",
    "rectification.stop_work": "hazards_stop_work_create",
    "rectification.resume_work": "hazards_decide_resume_create",
    "rectification.ask_extension": "hazards_ask_extension_create",
    "rectification.withdraw_extension": "hazards_withdraw_extension_create",
    "rectification.decide_extension": "hazards_decide_extension_create",
    "rectification.see_deadline_policies": "deadline_policies_list",
    "rectification.keep_deadline_policies": (
        "deadline_policies_create deadline_policies_update deadline_policies_destroy"
    ),
    "rectification.save_plan": "hazards_plan_create",
    "rectification.report_progress": "hazards_progress_create",
    "rectification.sign_off": "hazards_sign_off_create hazards_refuse_sign_off_create",
    "rectification.ask_opinion": "hazards_ask_opinion_create",
    "rectification.give_opinion": "hazards_give_opinion_create",
    "rectification.ask_resume": "hazards_ask_resume_create",
    "rectification.see_letters": "letters_list letters_retrieve",
    "rectification.draft_letter": "letters_create letters_edit_create",
    "rectification.issue_letter": "letters_issue_create",
    "rectification.serve_letter": "letters_serve_create letters_bounce_create",
    "rectification.reply_letter": "letters_reply_create",
    "rectification.rate_letter": "letters_rate_create",
    "rectification.withdraw_letter": "letters_withdraw_create",
    "rectification.record_minutes": "letters_minutes_create",
    "rectification.see_authorisations": "letter_authorisations_list",
    "rectification.grant_authorisation": "letter_authorisations_create letter_authorisations_end_create",
    "rectification.see_listings": "listings_list listings_retrieve",
    "rectification.propose_listing": "listings_create",
    "rectification.list_hazard": "listings_list_hazard_create listings_refuse_create",
    "rectification.publish_listing": "listings_publish_create listings_announce_create",
    "rectification.file_listing": "listings_file_create",
    "rectification.raise_listing": "listings_raise_create",
    "rectification.ask_listing_time": "listings_ask_time_create",
    "rectification.decide_listing_time": "listings_decide_time_create",
    "rectification.apply_delisting": "listings_apply_create",
    "rectification.accept_delisting": "listings_accept_create listings_return_create",
    "rectification.delist": "listings_delist_create",
    "rectification.withdraw_listing": "listings_withdraw_create",
    "rectification.see_listing_policy": "listing_periods_retrieve",
    "rectification.keep_listing_policy": "listing_periods_create listing_periods_remove_create",
    "rectification.see_ladder": "ladders_list ladders_retrieve ladders_preview_list",
    "rectification.keep_ladder": (
        "ladders_create ladders_rungs_create ladders_rungs_destroy ladders_terms_create ladders_publish_create "
        "ladders_destroy"
    ),
    "inspections.plan_round": "visits_create",
    "inspections.do_round": "visits_update answers_update findings_update signatures_update visits_finish_update",
    "inspections.cancel_round": "visits_cancel_create",
    "inspections.see_statements": "self_check_statements_list self_check_statements_retrieve",
    "inspections.sign_statement": "self_check_statements_sign_create",
    "inspections.see_visits": "visits_list visits_retrieve",
    "inspections.plan_visit": "visits_create",
    "inspections.start_visit": "visits_update",
    "inspections.record_finding": "findings_update findings_withdraw_create answers_update finding_photos_update",
    "inspections.confirm_finding_grade": "findings_confirm_grade_create",
    "inspections.sign": "signatures_update",
    "inspections.finish_visit": "visits_finish_update",
    "inspections.cancel_visit": "visits_cancel_create",
    "bulletins.see_bulletins": "bulletins_list bulletins_retrieve",
    "bulletins.draft_bulletin": "bulletins_create bulletins_partial_update",
    "bulletins.expose": "bulletins_expose_create",
    "bulletins.release_bulletin": "bulletins_release_create bulletins_send_back_create",
    "bulletins.withdraw_bulletin": "bulletins_withdraw_create",
    "bulletins.follow_up": "bulletins_follow_up_create",
    "bulletins.see_exposures": "exposures_list exposures_retrieve",
    "bulletins.file_statement": "exposures_statements_create",
    "bulletins.keep_bulletin_schedule": "bulletin_schedule_retrieve bulletin_schedule_create",
    "risks.see_risk_points": (
        "risk_points_list risk_points_retrieve risk_points_history_list risk_points_compare_list "
        "risk_measures_retrieve site_plans_list site_plans_retrieve site_plans_marks_list"
    ),
    "risks.see_risk_board": "risk_points_board_list",
    "risks.keep_risk_points": (
        "risk_points_create risk_points_partial_update risk_points_retire_create risk_points_take_up_create "
        "risk_points_import_create"
    ),
    "risks.rate_risk_points": "risk_points_rate_create risk_points_restore_create",
    "risks.declare_red": "risk_points_declare_red_create",
    "risks.keep_measures": (
        "risk_points_measures_create risk_points_review_create risk_measures_partial_update "
        "risk_measures_withdraw_create"
    ),
    "risks.keep_site_plans": (
        "site_plans_add_create site_plans_place_create site_plans_marks_destroy site_plans_retire_create"
    ),
    "risks.register_risk_ledger": "risk_points_register_create",
    "risks.see_rating_policies": "rating_policies_list",
    "risks.keep_rating_policies": "rating_policies_create rating_policies_remove_create",
    "bulletins.draft_media": (
        "media_exposures_create media_exposures_drop_create media_exposures_announce_create "
        "media_exposures_airing_create"
    ),
    "bulletins.release_media": "media_exposures_release_create media_exposures_send_back_create",
    "bulletins.withdraw_media": "media_exposures_withdraw_create",
    "bulletins.see_meetings": "meetings_list meetings_retrieve",
    "bulletins.call_meeting": "meetings_create meetings_cancel_create",
    "bulletins.record_meeting": "meetings_minutes_create",
    "bulletins.settle_commitment": "meetings_settle_create",
}
#: Verbs that have no operation of their own, and why.
WITHOUT = {
    "documents.issue_document": "A document is issued by the act it records: finishing a visit, ordering, verifying.",
    "enterprises.export_enterprises": "A program reads the same rows from enterprises_list, page by page.",
    "rectification.export_listings": "A program reads the same rows from listings_list, page by page.",
    "checklists.export_duty_ledger": "A program reads the same rows from duties_list, page by page.",
    "risks.export_risk_points": "A program reads the same rows from risk_points_list, page by page.",
    "hazards.export": "A program reads the same rows from hazards_list, page by page.",
    "desk.see_board": "The board only composes what the lists under the API hold.",
}


def test_every_verb_of_every_policy_has_an_operation():
    verbs = {f"{part.app}.{row.code}" for part in role_matrix() for row in part.rows}
    assert verbs == set(ENDPOINTS) | set(WITHOUT)
    assert not set(ENDPOINTS) & set(WITHOUT)
    known = {each["operationId"] for path in drawn()["paths"].values() for each in path.values()}
    assert {name for names in ENDPOINTS.values() for name in names.split()} <= known


def ledger(cast, hazard) -> dict:
    """The last row of a hazard's ledger, without what differs between any two hazards."""
    with acting(cast.county_head):
        event = Event.objects.filter(hazard=hazard).order_by("-number").values().first()
    for name in ("id", "hazard_id", "at", "document_id"):
        event.pop(name)
    event["data"] = {key: value for key, value in event["data"].items() if not _differs(key)}
    return event


def _differs(key: str) -> bool:
    return any(
        word in key for word in ("number", "order", "document", "submission", "verification", "photo", "id", "_at")
    )


def through_page(cast, who: str, hazard, address: str, **values) -> None:
    page = f"/hazards/{hazard.pk}/{address}/"
    answer = client_as(getattr(cast, who)).post(
        page, {name: value for name, value in values.items() if value is not None}
    )
    assert answer.status_code == 302, answer.content.decode()[-3000:]


def through_api(cast, who: str, hazard, address: str, **values) -> None:
    answer = api_as(getattr(cast, who)).post(
        f"/api/v1/hazards/{hazard.pk}/{address}/", values, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content


def order_through_api(cast, who: str, hazard, address: str, **values) -> None:
    values["lines"] = [{"hazard": str(hazard.pk), "unit": values.pop("unit"), "days": values.pop("days")}]
    answer = api_as(getattr(cast, who)).post(f"/api/v1/hazards/{address}/", values, content_type="application/json")
    assert answer.status_code == 201, answer.content


def signers(cast) -> list[str]:
    return [str(each.membership.pk) for each in (cast.inspector, cast.second_inspector)]


def soon(days: int = 20) -> str:
    return str(clock.today() + timedelta(days=days))


#: State before, who, the page's address, the API's address, what is typed.
MAIN_VERBS = {
    "confirm": ("recorded", "second_inspector", "confirm", "confirm", {"grade": "general", "reason": "As found"}),
    "reject": ("recorded", "second_inspector", "reject", "reject", {"reason": "It is an empty shelf"}),
    "serve": (
        "ordered",
        "county_clerk",
        "serve",
        "serve_order",
        {"method": "in_person", "receiver_name": "Wang Fang", "receiver_post": "Manager"},
    ),
    "withdraw_order": ("ordered", "county_clerk", "withdraw-order", "withdraw_order", {"reason": "Wrong place"}),
    "start_work": ("served", "safety_head", "start", "start_work", {"note": "We begin"}),
    "ask_extension": (
        "rectifying",
        "safety_head",
        "ask-extension",
        "ask_extension",
        {"proposed_due_on": soon(), "reason": "The part is late", "interim_measures": "Closed off"},
    ),
    "review": ("submitted", "second_inspector", "review", "take_up_review", {}),
    "return": (
        "under_review",
        "second_inspector",
        "verify",
        "verify",
        {"verdict": "returned", "method": "visit", "reason": "The stacks are still too high"},
    ),
    "look_back": ("closed", "inspector", "look-back", "look_back", {"note": "Still in order"}),
    "note": ("served", "county_clerk", "note", "notes", {"note": "They called"}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("verb", MAIN_VERBS)
def test_both_doors_write_the_same_row_of_the_ledger(cast, verb):
    state, who, page, address, typed = MAIN_VERBS[verb]
    first, second = (bring_to(cast, state, hazard=record(cast, seed=seed)) for seed in (301, 302))
    through_page(cast, who, first, page, **typed)
    through_api(cast, who, second, address, **typed)
    assert ledger(cast, first) == ledger(cast, second)


@pytest.mark.django_db
def test_both_doors_order_and_accept_alike(cast):
    first, second = (bring_to(cast, "confirmed", hazard=record(cast, seed=seed)) for seed in (311, 312))
    order = {
        "unit": "working_days",
        "days": 7,
        "serve_on": str(clock.today()),
        "basis": "GB 50161",
        "officers": signers(cast),
        "language": "en",
    }
    through_page(cast, "county_clerk", first, "order", **order)
    order_through_api(cast, "county_clerk", second, "issue_order", **order)
    assert ledger(cast, first) == ledger(cast, second)
    for hazard in (first, second):
        bring_to(cast, "under_review", hazard=fresh(cast, hazard))
    verdict = {
        "verdict": "accepted",
        "method": "visit",
        "seen": "2.2 m high now",
        "officers": signers(cast),
        "language": "en",
    }
    through_page(cast, "second_inspector", first, "verify", **verdict)
    through_api(cast, "second_inspector", second, "verify", **verdict)
    assert ledger(cast, first) == ledger(cast, second)
    with acting(cast.county_head):
        rows = [
            list(Event.objects.filter(hazard=each).order_by("number").values_list("verb", flat=True))
            for each in (first, second)
        ]
    assert rows[0] == rows[1]


def fresh(cast, hazard):
    with acting(cast.county_head):
        hazard.refresh_from_db()
    return hazard


@pytest.mark.django_db
def test_both_doors_refuse_alike(cast):
    """Who may not, may not through either; what is not there is not there through either."""
    hazard = bring_to(cast, "submitted")
    for who, status in (("safety_head", 403), ("viewer", 403), ("anhui_clerk", 404), ("rival_safety_head", 404)):
        persona = getattr(cast, who)
        page = client_as(persona).post(f"/hazards/{hazard.pk}/review/", {})
        api = api_as(persona).post(f"/api/v1/hazards/{hazard.pk}/take_up_review/", {}, content_type="application/json")
        assert (page.status_code, api.status_code) == (status, status), who
    closed = bring_to(cast, "closed", hazard=record(cast, seed=303))
    for client, address in (
        (client_as(cast.safety_head), f"/hazards/{closed.pk}/start/"),
        (api_as(cast.safety_head), f"/api/v1/hazards/{closed.pk}/start_work/"),
    ):
        assert client.post(address, {}, content_type="application/json").status_code in (403, 409)


@pytest.mark.django_db
def test_a_stale_version_is_a_conflict_through_both(cast):
    hazard = bring_to(cast, "served")
    stale = {"note": "late", "version": hazard.version - 1}
    assert client_as(cast.safety_head).post(f"/hazards/{hazard.pk}/start/", stale).status_code == 409
    answer = api_as(cast.safety_head).post(
        f"/api/v1/hazards/{hazard.pk}/start_work/", stale, content_type="application/json"
    )
    assert answer.status_code == 409
    assert answer.json()["detail"]
