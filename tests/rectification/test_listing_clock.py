"""The clock of listings: what the ladder proposes, what alarms, and two runs at once."""

from datetime import timedelta

import pytest

from core import scope
from core.clock import day_of
from core.errors import Conflict
from hazards.models import Event
from notifications.models import Notice
from rectification.listing import actions
from rectification.listing.actions.proposing import Taken, take_from_ladder
from rectification.models import Effect, ListingPost
from rectification.tasks import propose_listings
from tests.cast import NOW, acting, build_cast
from tests.hazards.factories import bring_to, reread
from tests.rectification import listings
from tests.rectification.ladders import after, effects, run, steps, told, watch_of, watches
from tests.rectification.test_races import at_once

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
class TestTheClock:
    def overdue_until_listing(self, cast):
        hazard = bring_to(cast, "served", hazard=listings.record(cast, now=NOW, seed=95, grade="major"), now=NOW)
        run(NOW + MINUTE)
        moment = NOW
        for day in range(1, 16):
            moment = after(hazard.due_on, day)
            run(moment)
        return hazard, moment

    def test_the_ladder_proposes_once(self, cast):
        hazard, moment = self.overdue_until_listing(cast)
        assert "listing" in effects(hazard)
        assert take_from_ladder(now=moment) == Taken(taken=1, proposed=1)
        assert take_from_ladder(now=moment) == Taken()
        (listing,) = listings.all_listings()
        assert (listing.status, listing.ground, listing.level) == ("proposed", "overdue", "county")
        run(moment + MINUTE)
        assert watch_of(hazard, "list").due_on == listing.decide_by

    def test_what_is_missed_alarms(self, cast):
        hazard = listings.major(cast)
        listing = listings.bring(cast, "listed", hazard=hazard)
        run(NOW + MINUTE)
        clock = watch_of(hazard, "publish_listing")
        assert (clock.due_on, clock.authority_id) == (listing.publish_by, listing.body_id)
        for day in range(2):
            run(after(listing.publish_by, day, hour=23) + timedelta(hours=2))
        assert watch_of(hazard, "publish_listing").alarmed_at is not None
        assert any(kind.startswith("wait_publish_listing_passed") for _who, kind in told(hazard))
        assert ("D+0@24", "sent", "") in steps(hazard, "publish_listing")

    def test_what_is_done_waits_no_more(self, cast):
        hazard = listings.major(cast)
        listings.bring(cast, "published", hazard=hazard)
        run(NOW + MINUTE)
        assert {each.kind for each in watches(hazard, ended_at=None)} >= {"listed", "file_listing", "progress"}
        assert not watches(hazard, kind="publish_listing", ended_at=None)

    def test_a_city_s_listing_calls_the_city_not_the_county(self, cast):
        hazard = listings.major(cast)
        listing = listings.proposed(cast, hazard, level="city")
        run(NOW + MINUTE)
        late = after(listing.decide_by, 1, hour=10)
        run(after(listing.decide_by, 0, hour=23) + timedelta(hours=2))
        run(late)
        names = {who for who, kind in told(hazard) if kind.startswith("wait_list_")}
        assert cast.city_clerk.user.username in names
        assert cast.county_clerk.user.username not in names

    def test_a_month_overdue_the_next_level_is_asked_and_takes_over(self, cast):
        hazard = listings.major(cast)
        listing = listings.bring(cast, "published", hazard=hazard)
        run(NOW + MINUTE)
        moment = NOW
        for day in (1, 8, 15, 22, 29, 36, 43):
            moment = after(listing.due_on, day)
            run(moment)
        done = take_from_ladder(now=moment)
        assert done.raised == 1
        (raised,) = listings.all_listings(raised_from=listing.pk)
        assert (raised.level, raised.status, raised.body) == ("city", "proposed", cast.authorities["5105"])
        assert listings.listing_now(listing).status == "published"
        listings.decided(cast, raised, now=moment, by="city_clerk")
        assert listings.listing_now(listing).status == "raised"
        assert listings.listing_now(raised).status == "listed"
        with scope.public():
            assert ListingPost.objects.get().outcome == "raised"

    def test_a_proposal_whose_hazard_was_closed_is_refused_once(self, cast):
        hazard = listings.major(cast)
        listing = listings.proposed(cast, hazard)
        other = listings.proposed(cast, listings.major(cast, seed=72))
        assert actions.refuse_closed(now=NOW) == 0
        bring_to(cast, "closed", hazard=reread(cast, hazard), now=NOW)
        assert propose_listings()["refused"] == 1
        assert propose_listings()["refused"] == 0
        done = listings.listing_now(listing)
        assert done.status == "refused"
        assert done.end_reason == f"The hazard was closed on {day_of(NOW)}, before its listing was decided."
        assert listings.listing_now(other).status == "proposed"
        with scope.everything(because="the test reads"):
            event = Event.objects.get(verb="listing_refused", data__listing_id=str(listing.pk))
            assert (event.note, event.actor["role"]) == (done.end_reason, "system")
            notices = Notice.objects.filter(kind="listing_fell_away")
            assert set(notices.values_list("membership", flat=True)) == {
                who.membership.pk for who in (cast.county_head, cast.county_clerk)
            }
        with acting(cast.county_clerk) as actor, pytest.raises(Conflict):
            actions.refuse_listing(actor=actor, now=NOW, listing_id=listing.pk, reason="By hand")

    def test_what_moved_on_is_not_proposed(self, cast):
        hazard, moment = self.overdue_until_listing(cast)
        listings.proposed(cast, hazard, now=moment)
        assert take_from_ladder(now=moment) == Taken(taken=1)
        assert len(listings.all_listings()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_take_an_effect_once():
    cast = build_cast()
    hazard, moment = TestTheClock().overdue_until_listing(cast)
    results = at_once(*[lambda: take_from_ladder(now=moment)] * 3)
    assert sum(each.proposed for each in results) == 1
    assert len(listings.all_listings()) == 1
    with scope.everything(because="the test counts"):
        assert Effect.objects.filter(hazard=hazard, kind="listing", taken_at=None).count() == 0
        assert Event.objects.filter(hazard=hazard, verb="listing_proposed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clerks_list_and_one_wins():
    cast = build_cast()
    listing = listings.bring(cast, "proposed")
    results = at_once(
        lambda: listings.decided(cast, listing), lambda: listings.decided(cast, listing, by="county_head")
    )
    assert sum(isinstance(each, Conflict) for each in results) == 1
    assert listings.listing_now(listing).document.number == 1


@pytest.mark.django_db(transaction=True)
def test_clocks_and_a_clerk_refuse_a_proposal_of_a_closed_hazard_once():
    cast = build_cast()
    hazard = listings.major(cast)
    listing = listings.proposed(cast, hazard)
    bring_to(cast, "closed", hazard=reread(cast, hazard), now=NOW)

    def by_hand():
        with acting(cast.county_clerk) as actor:
            return actions.refuse_listing(actor=actor, now=NOW, listing_id=listing.pk, reason="It is closed")

    at_once(lambda: actions.refuse_closed(now=NOW), by_hand, lambda: actions.refuse_closed(now=NOW))
    assert listings.listing_now(listing).status == "refused"
    with scope.everything(because="the test counts"):
        assert Event.objects.filter(hazard=hazard, verb="listing_refused").count() == 1
