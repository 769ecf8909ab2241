"""What the visit's scripts say, in the reader's language: scripts hold no words of their own."""

from django.utils.translation import gettext as _


def visit_words(*, own: bool = False) -> dict[str, str]:
    """Return the sentences of the phone's pages, of a round where `own`; the scripts fill `{n}` and `{name}`."""
    return _words() | (_round_words() if own else {})


def _round_words() -> dict[str, str]:
    return {
        "nothing_missing": _("Nothing is missing. The round can be finished."),
        "finish_waits": _("The round is finished on this device. Its record is drawn up as soon as it is sent."),
        "title_visit": _("The round itself"),
        "title_finish": _("Finishing the round"),
        "title_plan": _("Round on {day}: {place}"),
        "plan_everywhere": _("the whole enterprise"),
        "plan_day": _("Choose the day of the round. Nothing was kept yet."),
        "plan_past": _("The planned day lies in the past. Nothing was kept yet; choose today or later."),
        "plan_people": _("Name who does the round. Nothing was kept yet."),
        "plan_sure": _("Throw away this plan? It was never accepted; nobody was told of it."),
    }


def _words() -> dict[str, str]:
    return {
        "saved": _("Saved on the server"),
        "waiting": _("Kept on this device, not yet sent"),
        "mark": _("Not yet sent"),
        "sending": _("Being sent"),
        "parked": _("Could not be taken. It is kept on this device."),
        "unsent": _("Not yet sent: {n}"),
        "all_sent": _("Everything is saved on the server"),
        "paused": _("Your sign-in has expired. Nothing is lost: sign in again and it goes on."),
        "sign_in": _("Sign in again"),
        "offline": _("No connection. Go on working: everything is kept on this device."),
        "no_findings": _("No finding yet. Photograph what is wrong; the rest can follow."),
        "finding": _("Finding {n}"),
        "no_description": _("(not described yet)"),
        "major": _("Major hazard"),
        "general": _("General hazard"),
        "to_confirm": _("A second person has to confirm “major”"),
        "confirmed_by": _("Confirmed by {name}"),
        "confirm": _("Confirm: major hazard"),
        "fixed": _("Fixed on the spot"),
        "due": _("Due {day}"),
        "at_once": _("At once"),
        "withdraw_why": _("Why is this finding withdrawn?"),
        "withdraw_reason": _("Recorded by mistake"),
        "remove_photo": _("Remove this photo"),
        "photo_before": _("Photo {n}: what is wrong"),
        "photo_item": _("Photo {n} of this item"),
        "photo_after": _("Photo {n}: fixed"),
        "answers_done": _("Answered: {n} of {total}"),
        "missing": _("Missing: {n}"),
        "nothing_missing": _("Nothing is missing. The visit can be finished."),
        "signed": _("Signed by {name}"),
        "sign_again": _("Something changed after signing. Sign again."),
        "signature_first": _("Sign in the field first."),
        "name_first": _("Say who signs."),
        "finish_waits": _("The visit is finished on this device. The papers are issued as soon as it is sent."),
        "finishing": _("Issuing the papers…"),
        "conflict": _("A colleague changed the same field. Which one holds?"),
        "mine": _("Mine: {value}"),
        "theirs": _("{name}: {value}"),
        "colleague": _("Colleague"),
        "keep": _("Keep what I chose"),
        "title_visit": _("The visit itself"),
        "title_answer": _("Answer: {name}"),
        "title_finding": _("Finding: {name}"),
        "title_photo": _("Photo: {name}"),
        "title_signature": _("Signature: {name}"),
        "title_finish": _("Finishing the visit"),
        "title_withdraw": _("Withdrawal: {name}"),
        "title_confirm": _("Confirmation: {name}"),
        "no_criterion": _("No criterion found. Write the clause yourself below."),
        "storage_full": _("This device has no room left, or forbids storing. Nothing was begun; free some room first."),
        "empty": _("(empty)"),
        "field_description": _("What is wrong"),
        "field_place_text": _("Place"),
        "field_requirement": _("What has to be done"),
        "field_interim_measures": _("Safety measures until it is fixed"),
        "field_criterion": _("Criterion"),
        "field_basis": _("Clause"),
        "field_grade": _("Proposed grade"),
        "field_disposition": _("What becomes of it"),
        "field_code": _("Answer"),
        "field_reason": _("Reason"),
        "field_site_head_name": _("Head on site"),
        "field_place_checked": _("Places checked"),
    }
