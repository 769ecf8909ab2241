"""The only writers of the risk ledger."""

from risks.ledger.actions.importing import import_points
from risks.ledger.actions.measures import add_measure, change_measure, record_review, withdraw_measure
from risks.ledger.actions.moving import carry_ledger
from risks.ledger.actions.papers import register_risk_ledger
from risks.ledger.actions.plans import add_site_plan, place_point, retire_site_plan, take_off_plan
from risks.ledger.actions.points import (
    add_point,
    declare_red,
    describe_point,
    rate_point,
    restore_point,
    retire_point,
    take_up_point,
)
from risks.ledger.actions.policies import remove_rating_policy, set_rating_policy

__all__ = [
    "add_measure",
    "add_point",
    "add_site_plan",
    "carry_ledger",
    "change_measure",
    "declare_red",
    "describe_point",
    "import_points",
    "place_point",
    "rate_point",
    "record_review",
    "register_risk_ledger",
    "remove_rating_policy",
    "restore_point",
    "retire_point",
    "retire_site_plan",
    "set_rating_policy",
    "take_off_plan",
    "take_up_point",
    "withdraw_measure",
]
