"""The only writers of letters: drafts, issue and service, answers and minutes, standing authorisations."""

from rectification.letters.actions.answering import rate_letter, record_minutes, reply_letter
from rectification.letters.actions.authorising import end_authorisation, grant_authorisation
from rectification.letters.actions.drafting import (
    draft_from_ladder,
    draft_letter,
    edit_letter,
    follow_silent_authorities,
)
from rectification.letters.actions.issuing import (
    issue_authorised,
    issue_letter,
    note_opening,
    preview_letter,
    record_bounce,
    serve_letter,
    withdraw_letter,
)

__all__ = [
    "draft_from_ladder",
    "draft_letter",
    "edit_letter",
    "end_authorisation",
    "follow_silent_authorities",
    "grant_authorisation",
    "issue_authorised",
    "issue_letter",
    "note_opening",
    "preview_letter",
    "rate_letter",
    "record_bounce",
    "record_minutes",
    "reply_letter",
    "serve_letter",
    "withdraw_letter",
]
