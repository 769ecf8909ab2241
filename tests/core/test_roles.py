"""Roles, and the four errors."""

import pytest

from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken, SafeloopError
from core.roles import (
    AGENCY_ROLES,
    AUTHORITY_ROLES,
    ENTERPRISE_LEADERS,
    ENTERPRISE_ROLES,
    OFFICER_ROLES,
    ROLES_BY_TENANT_KIND,
    VISITOR_ROLES,
    Role,
)


def test_every_role_belongs_to_some_kind_of_tenant():
    assert frozenset().union(*ROLES_BY_TENANT_KIND.values()) == set(Role)


def test_only_the_administrator_is_found_in_several_kinds():
    kinds = [AUTHORITY_ROLES, ENTERPRISE_ROLES, AGENCY_ROLES, frozenset({Role.SYSTEM})]
    assert sum(map(len, kinds)) == len(frozenset().union(*kinds)) == len(Role) - 1


def test_sets_within_sets():
    assert OFFICER_ROLES < AUTHORITY_ROLES
    assert ENTERPRISE_LEADERS < ENTERPRISE_ROLES
    assert not VISITOR_ROLES & ENTERPRISE_ROLES


@pytest.mark.parametrize(
    ("error", "status"), [(NotVisible, 404), (NotAllowed, 403), (Conflict, 409), (RuleBroken, 422)]
)
def test_each_error_has_its_answer_and_its_sentence(error, status):
    raised = error("What happened.", fields={"due": "Too late."})
    assert isinstance(raised, SafeloopError)
    assert (raised.status, str(raised), raised.fields) == (status, "What happened.", {"due": "Too late."})
