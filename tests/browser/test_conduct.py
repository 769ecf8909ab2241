"""Licences, listings and accidents in Chromium, and giving the plan of alarms and the thresholds back."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock, scope
from enterprises.models import Enterprise
from risks.alarms.actions import set_alarm_plan
from risks.colours import actions as colours
from tests.browser.test_bulletins import cast, screen, sound
from tests.browser.test_loop import PHONE
from tests.cast import acting

__all__ = ["cast", "screen"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def day(days: int) -> str:
    return str(clock.today() + timedelta(days=days))


def test_a_licence_on_the_phone_and_a_listing_on_the_desk(cast, screen):
    unit, clerk = screen(cast.safety_head, PHONE), screen(cast.county_clerk)
    with scope.everything(because="the test sets the stage"):
        Enterprise.objects.update(updated_at=clock.now())
    unit.goto(f"/enterprises/{cast.enterprise.pk}/")
    unit.get_by_role("link", name="Licences, listings and accidents").click()
    sound(unit, "record-1-empty-390")
    unit.get_by_role("link", name="Enter a licence").click()
    sound(unit, "record-2-licence-390")
    unit.get_by_label("Kind of licence").select_option("fireworks")
    unit.get_by_label("Licence number").fill("YH-2025-0031")
    unit.get_by_label("Authority that issued it").fill("Luzhou Emergency Management Bureau")
    unit.get_by_label("Valid until").fill(day(12))
    unit.get_by_role("button", name="Save licence").click()
    expect(unit.get_by_text("12 days left")).to_be_visible()

    clerk.goto(f"/enterprises/{cast.enterprise.pk}/record/")
    clerk.get_by_role("link", name="Enter a listing").click()
    clerk.get_by_label("Authority that listed it").fill("Luzhou Emergency Management Bureau")
    clerk.get_by_label("Basis").fill("Order No. 11, article 6 (1)")
    clerk.get_by_label("Listed on").fill(day(-2))
    clerk.get_by_role("button", name="Save listing").click()
    clerk.get_by_role("link", name="Enter an accident").click()
    clerk.get_by_label("Day of the accident").fill(day(-3))
    clerk.get_by_label("What happened").fill("A fall from the roof of warehouse 3")
    clerk.get_by_label("Deaths").fill("1")
    clerk.get_by_role("button", name="Save accident").click()
    expect(clerk.get_by_text("Under investigation")).to_be_visible()
    sound(clerk, "record-3-list-1280")
    clerk.get_by_role("link", name="Where the investigation stands").click()
    sound(clerk, "record-4-follow-1280")
    colours.follow_events(now=clock.now() + timedelta(minutes=1))

    unit.goto(f"/enterprises/{cast.enterprise.pk}/record/")
    sound(unit, "record-5-list-390")
    unit.goto(f"/enterprises/{cast.enterprise.pk}/")
    expect(unit.get_by_text("licences that end soon: 1")).to_be_visible()
    sound(unit, "record-6-enterprise-390")
    unit.goto(f"/risks/colours/{cast.enterprise.pk}/")
    expect(unit.get_by_text("it is on the list of seriously dishonest units").first).to_be_visible()
    sound(unit, "record-7-colour-390")


def test_a_county_gives_its_plan_and_its_thresholds_back(cast, screen):
    now = clock.now()
    minutes = {"minutes_red": 5, "minutes_orange": 10, "minutes_yellow": 20, "minutes_blue": 40}
    limits = {"generals_needed": 2, "near_days": 3, "silent_days": 60, "appeal_days": 3}
    with acting(cast.county_head) as actor:
        set_alarm_plan(actor=actor, now=now, openness="members", authorities=[], channels=["email"], **minutes)
        colours.set_colour_policy(actor=actor, now=now, reason="Fireworks county", **limits)
    head = screen(cast.county_head, PHONE)
    head.goto("/risks/alarms/plan/")
    sound(head, "plan-1-own-390")
    head.goto("/risks/alarms/plan/edit/")
    sound(head, "plan-2-edit-390")
    head.goto("/risks/alarms/plan/")
    head.get_by_role("link", name="Give the plan back").click()
    expect(head.get_by_text("What will then hold")).to_be_visible()
    sound(head, "plan-3-give-back-390")
    head.get_by_role("button", name="Give the plan back").click()
    expect(head.get_by_role("link", name="Give the plan back")).to_have_count(0)
    head.goto("/risks/colours/thresholds/")
    head.get_by_role("link", name="Give the thresholds back").click()
    head.get_by_label("Why the thresholds are given back").fill("The province is strict enough")
    sound(head, "plan-4-thresholds-390")
    head.get_by_role("button", name="Give the thresholds back").click()
    expect(head.get_by_text("The thresholds are given back.")).to_be_visible()
