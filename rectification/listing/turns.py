"""Whose turn it is with a listing, and by when: each statutory period is a clock of the ladder. Pure.

Every day comes frozen from the listing's row; what moved on has no clock any more, so none alarms for what was done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rectification.ladder.choices import WaitKind
from rectification.listing.choices import ListingStatus
from rectification.listing.rules import IN_FORCE


@dataclass(frozen=True)
class Turn:
    """Something that a listing waits for; `body` is the authority that listed, empty where another party acts."""

    kind: WaitKind
    due_on: date
    since: datetime
    body: str = ""
    due_version: int = 1


def turns_of(row: Mapping[str, Any], *, is_open: bool) -> list[Turn]:
    """Return what a listing waits for. `row` holds its columns as JSON has them; `is_open` is the hazard's state."""
    status, body, found = ListingStatus(row["status"]), row["body_id"], []

    def add(kind: WaitKind, due_on: str, since: str, *, by_body: bool = True, version: int = 1) -> None:
        found.append(
            Turn(kind, date.fromisoformat(due_on), datetime.fromisoformat(since), body if by_body else "", version)
        )

    if status == ListingStatus.PROPOSED and is_open:
        add(WaitKind.LIST, row["decide_by"], row["proposed_at"])
    if status == ListingStatus.LISTED:
        add(WaitKind.PUBLISH_LISTING, row["publish_by"], row["listed_at"])
    if status in IN_FORCE and row["file_by"] and not row["filed_on"]:
        add(WaitKind.FILE_LISTING, row["file_by"], row["listed_at"])
    if status in (ListingStatus.LISTED, ListingStatus.PUBLISHED):
        add(WaitKind.LISTED, row["due_on"], row["listed_at"], by_body=False, version=row["due_version"])
    if status in IN_FORCE and row["time_asked_at"]:
        add(WaitKind.LISTING_TIME, row["decide_time_by"], row["time_asked_at"], version=row["turn"])
    if status == ListingStatus.APPLIED:
        add(WaitKind.ACCEPT_LISTED, row["accept_by"], row["applied_at"], by_body=False, version=row["turn"])
    if status == ListingStatus.ACCEPTED:
        add(WaitKind.DELIST, row["delist_by"], row["accepted_at"], version=row["turn"])
    if status == ListingStatus.DELISTED:
        add(WaitKind.PUBLISH_DELISTING, row["announce_by"], row["delisted_at"])
    return found
