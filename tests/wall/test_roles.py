"""The roles behind the wall: each without power of its own, and the narrowest that a scope needs (core/scope.py)."""

from uuid import uuid4

import pytest
from django.db import connection

from core import scope
from core.scope import Scope


def test_the_roles_stand_behind_the_wall_own_nothing_and_reach_no_further_role(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (scope.BY_ALL,)
        cursor.execute(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb, "
            "(SELECT count(*) FROM pg_class WHERE relowner = r.oid), "
            "ARRAY(SELECT pg_get_userbyid(m.roleid)::text FROM pg_auth_members m WHERE m.member = r.oid ORDER BY 1), "
            "EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid AND m.inherit_option) "
            "FROM pg_roles r WHERE rolname = ANY(%s)",
            [list(scope.ROLES)],
        )
        found = {name: rest for name, *rest in cursor.fetchall()}
    assert found == {
        scope.BY_ALL: [False, 0, [scope.BY_ENTERPRISE, scope.BY_REGION], False],
        scope.BY_REGION: [False, 0, [], False],
        scope.BY_ENTERPRISE: [False, 0, [], False],
    }


def role_now() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_scope_takes_the_narrowest_role_and_gives_it_back():
    firm = uuid4()
    both = Scope.of_region("51", enterprises=(firm,))
    assert role_now() == scope.BY_ALL
    with scope.enter(Scope.of_region("51")):
        assert role_now() == scope.BY_REGION
        with scope.enter(Scope(enterprises=(firm,))):
            assert role_now() == scope.BY_ENTERPRISE
            with scope.enter(both):
                assert role_now() == scope.BY_ALL
            with pytest.raises(ValueError, match="inner"), scope.everything(because="test"):
                assert role_now() == scope.BY_REGION
                raise ValueError("inner")
            assert role_now() == scope.BY_ENTERPRISE
        assert role_now() == scope.BY_REGION
    assert role_now() == scope.BY_ALL
    assert Scope(agency=firm).role == scope.BY_ALL
