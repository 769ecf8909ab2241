"""What gateways report later: arrivals and bounces."""

import pytest

from notifications.choices import DeliveryState
from tests.notifications.outward import (
    Wire,
    deliveries,
    dispatch,
    people,
    send_all,
    tell,
)

__all__ = ["people"]

REPORTS = "/api/v1/delivery-receipts/"


def report(client, row, *, arrived, token="gateway-token", **more):
    return client.post(
        REPORTS,
        {"reference": str(row.pk), "arrived": arrived} | more,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


@pytest.fixture
def sent(people, settings):
    settings.RECEIPTS_TOKEN = "gateway-token"
    tell(people, people.safety_head, kind="work_stopped")
    dispatch()
    send_all(Wire())
    return deliveries()[0]


def test_a_report_of_arrival_is_recorded_once(sent, client):
    assert sent.state == DeliveryState.SENT
    assert report(client, sent, arrived=True).json() == {"state": "arrived"}
    assert report(client, sent, arrived=False, reason="late bounce").json() == {"state": "arrived"}
    assert [row.state for row in deliveries()] == [DeliveryState.ARRIVED]


def test_a_bounce_ends_in_the_next_channel_or_among_the_dead_letters(sent, client, people):
    assert report(client, sent, arrived=False, reason="550 no such user").json() == {"state": "permanent_failure"}
    (row,) = deliveries()
    assert (row.state, row.failure, row.replaced_by) == (DeliveryState.PERMANENT_FAILURE, "550 no such user", None)


def test_nobody_reports_without_the_token(sent, client, settings):
    assert report(client, sent, arrived=True, token="guess").status_code == 401
    settings.RECEIPTS_TOKEN = ""
    assert report(client, sent, arrived=True, token="").status_code == 401
    assert deliveries()[0].state == DeliveryState.SENT


def test_a_report_of_an_unknown_message_is_not_found(sent, client):
    sent.pk = "018f0000-0000-7000-8000-000000000000"
    assert report(client, sent, arrived=True).status_code == 404
