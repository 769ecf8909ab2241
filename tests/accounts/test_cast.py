"""The cast itself: each persona reaches what their post reaches, and a browser leaves no scope behind."""

import pytest
from django.db import DatabaseError, transaction

from enterprises.models import Enterprise
from tests.cast import acting, client_as, no_scope


def names(actor_scope) -> set[str]:
    with acting(actor_scope):
        return set(Enterprise.objects.values_list("name", flat=True))


def test_each_persona_reaches_the_enterprises_of_their_post(cast):
    gulin = {"Gulin Fireworks Wholesale", "Langjiu Town Woodwork"}
    assert names(cast.provincial_head) == gulin | {"Hejiang Furniture"}
    assert names(cast.city_clerk) == gulin | {"Hejiang Furniture"}
    assert names(cast.inspector) == gulin
    assert names(cast.sibling_inspector) == {"Hejiang Furniture"}
    assert names(cast.safety_head) == {"Gulin Fireworks Wholesale"}
    assert names(cast.expert) == {"Gulin Fireworks Wholesale"}
    assert names(cast.former_expert) == set()
    assert names(cast.cross_inspector) == {"Gulin Fireworks Wholesale"}
    assert names(cast.anhui_clerk) == {"Huoqiu Foundry"}


def test_no_scope_is_left_open(cast):
    client_as(cast.inspector).get("/i18n/nothing/")
    with pytest.raises(DatabaseError), transaction.atomic():
        Enterprise.objects.count()
    no_scope()
