"""The only writers of meetings: call, cancel, record with numbered minutes, and what becomes of the promises."""

from bulletins.meetings.actions.holding import call_meeting, cancel_meeting, record_meeting
from bulletins.meetings.actions.promises import follow_promises, settle_commitment

__all__ = ["call_meeting", "cancel_meeting", "follow_promises", "record_meeting", "settle_commitment"]
