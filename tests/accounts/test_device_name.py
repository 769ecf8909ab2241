"""What a device collected in one name is never taken in another."""

import pytest

from tests.cast import client_as

pytestmark = pytest.mark.django_db


def test_same_name_is_taken(cast):
    """The header that agrees changes nothing."""
    answer = client_as(cast.inspector).get("/me/", headers={"X-Membership": str(cast.inspector.membership.pk)})
    assert answer.status_code == 200


def test_other_name_waits(cast):
    """Another person signed in on the device: 401, which makes the outbox pause."""
    answer = client_as(cast.second_inspector).get("/me/", headers={"X-Membership": str(cast.inspector.membership.pk)})
    assert answer.status_code == 401
    assert "waits on the device" in answer.json()["detail"]
