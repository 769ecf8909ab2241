"""Listed supervision on PostgreSQL: its way, who may do what, the guard at closing, the clock, the races."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import scope
from core.clock import day_of
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from hazards.models import Event
from notifications.models import Notice
from rectification import actions as rectification
from rectification.listing import actions, selectors
from rectification.models import Listing, ListingPost
from tests.cast import NOW, acting
from tests.hazards.factories import accept, bring_to, reread, submit
from tests.rectification import listings
from tests.rectification.ladders import after, run, watches
from tests.rectification.listings import MISTAKE, withdrawn
from tests.rectification.test_listing_clock import MINUTE


@pytest.mark.django_db
class TestTheWay:
    def test_from_the_proposal_to_the_published_end(self, cast):
        hazard = listings.major(cast)
        listing = listings.bring(cast, "published", hazard=hazard)
        assert listing.document.printed_number.endswith("号")
        assert listing.document.kind == "listing_notice"
        assert (listing.level, listing.body, listing.supervised) == (
            "county",
            cast.authorities["510525"],
            cast.authorities["510525"],
        )
        assert str(listing.publish_by) == "2026-11-25"
        assert str(listing.file_by) == "2026-11-23"
        for step in (listings.applied, listings.accepted, listings.delisted, listings.announced):
            step(cast, listing)
        done = listings.listing_now(listing)
        assert done.status == "announced"
        assert done.delisting.kind == "delisting_notice"
        with scope.everything(because="the test reads"):
            verbs = list(Event.objects.filter(data__listing_id=str(listing.pk)).values_list("verb", flat=True))
        assert sorted(verbs) == sorted(
            [
                "listing_proposed",
                "listed",
                "listing_published",
                "delisting_applied",
                "delisting_accepted",
                "delisted",
                "delisting_published",
            ]
        )

    def test_numbers_have_no_gaps(self, cast):
        found = [
            listings.bring(cast, "listed", hazard=listings.major(cast, seed=seed)).document.number
            for seed in (81, 82, 83)
        ]
        assert found == [1, 2, 3]

    @pytest.mark.parametrize("state", ["proposed", "listed", "published", "applied", "accepted", "delisted"])
    def test_no_act_skips_a_state(self, cast, state):
        listing = listings.bring(cast, state)
        nexts = {
            "listed": listings.decided,
            "published": listings.published,
            "applied": listings.applied,
            "accepted": listings.accepted,
            "delisted": listings.delisted,
            "announced": listings.announced,
        }
        allowed = listings.WAY[listings.WAY.index(state) + 1]
        for target, act in nexts.items():
            if target != allowed:
                with pytest.raises((Conflict, RuleBroken)):
                    act(cast, listing)
        assert listings.listing_now(listing).status == state

    def test_the_database_skips_none_either(self, cast):
        listing = listings.bring(cast, "listed")
        with scope.everything(because="the test tries"), pytest.raises(IntegrityError), transaction.atomic():
            Listing.objects.filter(pk=listing.pk).update(status="delisted")
        with scope.everything(because="the test tries"), pytest.raises(IntegrityError), transaction.atomic():
            Listing.objects.filter(pk=listing.pk).delete()

    def test_refused_with_a_reason(self, cast):
        listing = listings.bring(cast, "proposed")
        with acting(cast.county_clerk) as actor, pytest.raises(RuleBroken):
            actions.refuse_listing(actor=actor, now=NOW, listing_id=listing.pk, reason=" ")
        with acting(cast.county_clerk) as actor:
            actions.refuse_listing(actor=actor, now=NOW, listing_id=listing.pk, reason="Closed next week")
        assert listings.listing_now(listing).status == "refused"

    def test_a_mistake_is_withdrawn_and_nothing_is_lost(self, cast):
        hazard = listings.major(cast)
        listing = listings.bring(cast, "published", hazard=hazard)
        number = listing.document.printed_number
        run(NOW + MINUTE)
        with acting(cast.county_clerk) as actor, pytest.raises(NotAllowed):
            actions.withdraw_listing(actor=actor, now=NOW, listing_id=listing.pk, reason=MISTAKE)
        with acting(cast.city_clerk) as actor, pytest.raises(NotAllowed):
            actions.withdraw_listing(actor=actor, now=NOW, listing_id=listing.pk, reason=MISTAKE)
        with acting(cast.county_head) as actor:
            for wrong in (" ", "Call 13800138000"):
                with pytest.raises(RuleBroken) as told_why:
                    actions.withdraw_listing(actor=actor, now=NOW, listing_id=listing.pk, reason=wrong)
                assert "reason" in told_why.value.fields
            actions.withdraw_listing(actor=actor, now=NOW, listing_id=listing.pk, reason=MISTAKE)
            with pytest.raises(Conflict):
                actions.withdraw_listing(actor=actor, now=NOW, listing_id=listing.pk, reason=MISTAKE)
        done = listings.listing_now(listing)
        assert (done.status, done.end_reason, done.ended_at) == ("withdrawn", MISTAKE, NOW)
        assert (done.document.status, done.document.printed_number) == ("revoked", number)
        with scope.public():
            (post,) = selectors.posts(today=day_of(NOW))
            assert (post.outcome, post.end_reason, post.ended_on) == ("withdrawn", MISTAKE, day_of(NOW))
            assert selectors.posts(today=day_of(NOW) + timedelta(days=selectors.PUBLIC_DAYS)).count() == 1
            assert not selectors.posts(today=day_of(NOW) + timedelta(days=selectors.PUBLIC_DAYS + 1)).exists()
        with scope.everything(because="the test reads"):
            event = Event.objects.get(verb="listing_withdrawn", data__listing_id=str(listing.pk))
            assert (event.note, event.data["number"]) == (MISTAKE, number)
            told_of = dict(Notice.objects.filter(kind="listing_withdrawn").values_list("membership_id", "values"))
        assert set(told_of) >= {who.membership.pk for who in (cast.principal, cast.safety_head, cast.county_clerk)}
        assert told_of[cast.principal.membership.pk]["listed_as"] == number
        run(NOW + 2 * MINUTE)
        assert not watches(hazard, kind="listed", ended_at=None)

    def test_withdrawn_before_it_was_published_the_public_knew_nothing(self, cast):
        hazard = listings.major(cast)
        listing = listings.bring(cast, "listed", hazard=hazard)
        withdrawn(cast, listing)
        with scope.public():
            assert not ListingPost.objects.exists()
        again = listings.proposed(cast, hazard)
        assert again.status == "proposed"

    @pytest.mark.parametrize("state", ["proposed", "applied", "accepted", "delisted", "announced"])
    def test_from_the_application_on_it_is_delisted_instead(self, cast, state):
        listing = listings.bring(cast, state)
        with pytest.raises(Conflict):
            withdrawn(cast, listing)
        assert listings.listing_now(listing).status == state
        with scope.everything(because="the test tries"), pytest.raises(IntegrityError), transaction.atomic():
            Listing.objects.filter(pk=listing.pk).update(status="withdrawn", end_reason="So")

    def test_withdrawn_it_is_closed_like_any_other(self, cast):
        hazard = listings.major(cast)
        listing = listings.bring(cast, "published", hazard=hazard)
        withdrawn(cast, listing)
        submit(cast, reread(cast, hazard), NOW)
        accept(cast, reread(cast, hazard), NOW)
        with acting(cast.county_head) as actor:
            rectification.sign_off(actor=actor, now=NOW, hazard_id=hazard.pk, language="en")
        assert reread(cast, hazard).status == "closed"

    def test_a_higher_level_that_was_asked_to_take_over_is_asked_no_more(self, cast):
        listing = listings.bring(cast, "published")
        with acting(cast.county_clerk) as actor:
            above = actions.raise_listing(actor=actor, now=NOW, listing_id=listing.pk, reason="Too slow")
        withdrawn(cast, listing)
        assert listings.listing_now(above).status == "refused"
        with scope.everything(because="the test reads"):
            kept = Notice.objects.filter(kind="listing_fell_away", membership=cast.city_clerk.membership)
            assert "withdrawn" in kept.get().values["reason"]

    def test_returned_it_can_be_applied_for_again(self, cast):
        listing = listings.bring(cast, "applied")
        with acting(cast.county_clerk) as actor:
            actions.return_delisting(actor=actor, now=NOW, listing_id=listing.pk, reason="No photos")
        assert listings.listing_now(listing).status == "published"
        listings.applied(cast, listing)
        listings.accepted(cast, listing)
        with acting(cast.county_clerk) as actor, pytest.raises(NotAllowed):
            actions.return_delisting(actor=actor, now=NOW, listing_id=listing.pk, reason="Once more")
        with acting(cast.county_head) as actor:
            actions.return_delisting(actor=actor, now=NOW, listing_id=listing.pk, reason="Look again")
        assert listings.listing_now(listing).status == "published"

    def test_the_evidence_comes_before_the_application(self, cast):
        listing = listings.bring(cast, "published")
        with acting(cast.safety_head) as actor, pytest.raises(RuleBroken, match="evidence"):
            actions.apply_delisting(actor=actor, now=NOW, listing_id=listing.pk, assessment="Done", assessor="Own")

    def test_only_major_hazards_under_an_order(self, cast):
        general = bring_to(cast, "served", now=NOW)
        with pytest.raises(RuleBroken, match="major"):
            listings.proposed(cast, general)

    def test_once_for_a_hazard(self, cast):
        hazard = listings.major(cast)
        listings.bring(cast, "published", hazard=hazard)
        with pytest.raises(Conflict):
            listings.proposed(cast, hazard)

    def test_a_month_past_the_deadline_the_city_lists(self, cast):
        for seed, days, level in ((84, 30, "county"), (85, 31, "city")):
            hazard = reread(cast, listings.major(cast, seed=seed))
            found = listings.proposed(cast, hazard, now=NOW + (hazard.due_on - day_of(NOW)) + timedelta(days=days))
            assert found.level == level
        handed_in = bring_to(cast, "submitted", hazard=listings.record(cast, now=NOW, seed=86, grade="major"), now=NOW)
        assert listings.proposed(cast, handed_in, now=NOW + timedelta(days=200)).level == "county"

    def test_at_most_a_year(self, cast):
        listing = listings.bring(cast, "proposed")
        with pytest.raises(RuleBroken, match="2027-11-18"):
            listings.decided(cast, listing, due_on=day_of(NOW) + timedelta(days=366))


@pytest.mark.django_db
class TestWho:
    def test_other_authorities_and_the_enterprise_do_not_list(self, cast):
        listing = listings.bring(cast, "proposed")
        for who, error in (("city_clerk", NotAllowed), ("safety_head", NotAllowed), ("anhui_clerk", NotVisible)):
            with pytest.raises(error):
                listings.decided(cast, listing, by=who)

    def test_a_rival_enterprise_sees_nothing(self, cast):
        listing = listings.bring(cast, "published")
        with acting(cast.rival_safety_head) as actor, pytest.raises(NotVisible):
            actions.apply_delisting(actor=actor, now=NOW, listing_id=listing.pk, assessment="x", assessor="y")

    def test_who_accepted_does_not_lift(self, cast):
        listing = listings.bring(cast, "applied")
        listings.accepted(cast, listing, by="county_head")
        with pytest.raises(NotAllowed, match="accepted the work yourself"):
            listings.delisted(cast, listing)

    def test_a_clerk_does_not_lift(self, cast):
        listing = listings.bring(cast, "accepted")
        with pytest.raises(NotAllowed):
            listings.delisted(cast, listing, by="county_clerk")


@pytest.mark.django_db
class TestClosing:
    def test_a_listed_hazard_is_not_closed_before_it_is_delisted(self, cast):
        hazard = listings.major(cast)
        listing = listings.bring(cast, "accepted", hazard=hazard)
        accept(cast, hazard, NOW)
        with acting(cast.county_head) as actor, pytest.raises(RuleBroken) as refused:
            rectification.sign_off(actor=actor, now=NOW, hazard_id=hazard.pk, language="en")
        assert listing.document.printed_number in str(refused.value)
        assert "lifts the listing" in str(refused.value)
        listings.delisted(cast, listing)
        with acting(cast.county_head) as actor:
            rectification.sign_off(actor=actor, now=NOW, hazard_id=hazard.pk, language="en")
        assert reread(cast, hazard).status == "closed"
        listings.announced(cast, listing)


@pytest.mark.django_db
class TestTime:
    def test_asked_for_early_and_granted(self, cast):
        listing = listings.bring(cast, "published")
        until = listing.due_on + timedelta(days=30)
        with acting(cast.safety_head) as actor:
            actions.ask_listing_time(actor=actor, now=NOW, listing_id=listing.pk, until=until, reason="Parts are late")
        assert str(listings.listing_now(listing).decide_time_by) == "2026-12-02"
        with acting(cast.county_clerk) as actor:
            actions.decide_listing_time(actor=actor, now=NOW, listing_id=listing.pk, grant=True)
        row = listings.listing_now(listing)
        assert (row.due_on, row.due_version, row.time_asked_at) == (until, 2, None)
        with scope.public():
            assert ListingPost.objects.get(number=row.document.printed_number).due_on == until

    def test_too_late_to_ask(self, cast):
        listing = listings.bring(cast, "published")
        late = after(listing.due_on, -20)
        with acting(cast.safety_head) as actor, pytest.raises(RuleBroken, match="too late"):
            actions.ask_listing_time(
                actor=actor, now=late, listing_id=listing.pk, until=listing.due_on + timedelta(days=9), reason="x"
            )


@pytest.mark.django_db
class TestPeriods:
    def test_the_nearest_region_wins_and_nothing_issued_moves(self, cast):
        before = listings.bring(cast, "listed")
        days = {"publish_days": 2, "file_days": 1, "longest_days": 30, "ask_days": 5, "decide_days": 3}
        with acting(cast.county_head) as actor:
            actions.keep_listing_policy(actor=actor, now=NOW, level="city", announce_days=1, **days)
        assert listings.listing_now(before).publish_by == before.publish_by
        fresh = listings.proposed(cast, listings.major(cast, seed=91))
        assert (fresh.level, fresh.body) == ("city", cast.authorities["5105"])
        with acting(cast.county_head) as actor:
            actions.remove_listing_policy(actor=actor, now=NOW)
        assert listings.proposed(cast, listings.major(cast, seed=92)).level == "county"

    def test_absurd_periods_are_refused(self, cast):
        days = dict.fromkeys(("publish_days", "file_days", "ask_days", "decide_days", "announce_days"), 5)
        with acting(cast.county_head) as actor, pytest.raises(RuleBroken) as refused:
            actions.keep_listing_policy(actor=actor, now=NOW, level="county", longest_days=0, **days)
        assert set(refused.value.fields) == {"longest_days"}
        with acting(cast.county_clerk) as actor, pytest.raises(NotAllowed):
            actions.keep_listing_policy(actor=actor, now=NOW, level="county", longest_days=365, **days)
