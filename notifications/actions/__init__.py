"""The only writers of notices, addresses, deliveries and heartbeats."""

from notifications.actions.digests import draw_up_digests
from notifications.actions.dispatching import dispatch_notices, pass_on
from notifications.actions.endpoints import (
    add_endpoint,
    add_robot,
    choose_groups,
    remove_endpoint,
    try_endpoint,
)
from notifications.actions.heartbeats import begin_run, end_run, warn_of_silence
from notifications.actions.sending import (
    Claimed,
    claim_deliveries,
    record_failure,
    record_receipt,
    record_sent,
    resend_delivery,
)
from notifications.actions.telling import mark_read, notify

__all__ = [
    "Claimed",
    "add_endpoint",
    "add_robot",
    "begin_run",
    "choose_groups",
    "claim_deliveries",
    "dispatch_notices",
    "draw_up_digests",
    "end_run",
    "mark_read",
    "notify",
    "pass_on",
    "record_failure",
    "record_receipt",
    "record_sent",
    "remove_endpoint",
    "resend_delivery",
    "try_endpoint",
    "warn_of_silence",
]
