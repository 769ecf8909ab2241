"""The stage of the tests of visits: the people, a list, and a visit entered as a whole."""

import pytest

from inspections import actions
from tests.cast import NOW, build_cast
from tests.inspections.visits import (
    answer,
    begin,
    find,
    make_checklist,
)


@pytest.fixture
def cast():
    """The people of two provinces, on the day of the visit."""
    return build_cast(NOW)


@pytest.fixture
def version(cast):
    """A published checklist of three items."""
    return make_checklist(NOW)


def items_of(version) -> list:
    return list(version.items.order_by("position"))


def whole(actor, cast, version, **finding):
    """A visit with every item answered and one finding, ready to be signed."""
    visit = begin(actor, NOW, cast, version)
    first, second, third = items_of(version)
    answer(actor, NOW, visit, first, "not_conform")
    answer(actor, NOW, visit, second)
    answer(actor, NOW, visit, third, "not_applicable", "No such equipment")
    actions.save_details(
        actor=actor, now=NOW, visit_id=visit.pk, values={"site_head_name": "Li Jianguo"}, base_version=visit.version
    )
    return visit, find(actor, NOW, visit, item=str(first.pk), **finding)
