"""The life of what is reviewed: one table of states, another person's review, and what must be complete."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.utils.translation import gettext as _

from core.errors import Conflict, NotAllowed, RuleBroken

#: (state, verb) -> state. What stands nowhere here cannot be done.
TRANSITIONS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("draft", "edit"): "draft",
        ("draft", "submit"): "in_review",
        ("in_review", "return"): "draft",
        ("in_review", "publish"): "published",
        ("published", "supersede"): "superseded",
    }
)


def next_status(status: str, verb: str) -> str:
    """Return the state that a verb leads to. Raises `Conflict` with what is so and what to do instead."""
    target = TRANSITIONS.get((status, verb))
    if target is None:
        raise Conflict(_refusal(status))
    return target


def _refusal(status: str) -> str:
    if status == "draft":
        return _("This draft has not been sent for review. Nothing was changed; send it for review first.")
    if status == "in_review":
        return _("This version is in review and is not changed meanwhile. Have it returned to go on writing.")
    return _("This version is already published and never changes. Draw up a new version to change it.")


def check_complete(texts: Sequence[tuple[str, str]]) -> None:
    """Raise unless there are items and each can be read in both languages."""
    if not texts:
        raise RuleBroken(_("A list without items cannot be published. Nothing was changed; add at least one item."))
    missing = sum(1 for zh, en in texts if not (zh.strip() and en.strip()))
    if missing:
        raise RuleBroken(
            _("Items without their Chinese or English text: %(n)s. Nothing was changed; complete them first.")
            % {"n": missing}
        )


def check_another_person(sender: object, reviewer: object) -> None:
    """Raise where the person who sent a draft for review would publish it."""
    if sender is not None and sender == reviewer:
        raise NotAllowed(_("You sent this for review yourself. Another person reviews and publishes it."))
