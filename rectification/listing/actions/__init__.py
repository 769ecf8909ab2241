"""The only writers of listed supervision: proposals, the way of a listing, its times, the periods of a region."""

from rectification.listing.actions.delisting import (
    accept_delisting,
    announce_delisting,
    apply_delisting,
    delist,
    return_delisting,
)
from rectification.listing.actions.listing import (
    ask_listing_time,
    decide_listing_time,
    file_listing,
    list_hazard,
    preview_listing,
    publish_listing,
    refuse_listing,
)
from rectification.listing.actions.periods import keep_listing_policy, remove_listing_policy
from rectification.listing.actions.proposing import propose_listing, raise_listing, take_from_ladder
from rectification.listing.actions.withdrawing import refuse_closed, withdraw_listing

__all__ = [
    "accept_delisting",
    "announce_delisting",
    "apply_delisting",
    "ask_listing_time",
    "decide_listing_time",
    "delist",
    "file_listing",
    "keep_listing_policy",
    "list_hazard",
    "preview_listing",
    "propose_listing",
    "publish_listing",
    "raise_listing",
    "refuse_closed",
    "refuse_listing",
    "remove_listing_policy",
    "return_delisting",
    "take_from_ladder",
    "withdraw_listing",
]
