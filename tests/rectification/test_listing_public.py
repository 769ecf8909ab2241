"""What the public reads of a listing, and when."""

import pytest
from django.db import IntegrityError, transaction

from core import scope
from core.clock import day_of
from rectification.listing import actions
from rectification.models import Listing, ListingPost
from tests.cast import NOW, acting
from tests.rectification import listings
from tests.rectification.listings import withdrawn


@pytest.mark.django_db
def test_the_public_reads_the_post_and_nothing_else(cast):
    listing = listings.bring(cast, "published")
    with scope.public():
        (post,) = ListingPost.objects.all()
        assert not Listing.objects.exists()
    assert (post.number, post.summary) == (listing.document.printed_number, listings.SUMMARY)
    assert "Stacks" not in str(vars(post))
    with scope.everything(because="the test tries"), pytest.raises(IntegrityError), transaction.atomic():
        ListingPost.objects.filter(pk=post.pk).update(summary="Something else")


@pytest.mark.django_db
def test_no_person_is_named_in_public(cast):
    listing = listings.bring(cast, "listed")
    words = "{} of the firm, seen by {} for {}: stacks too high"
    with acting(cast.county_clerk) as actor:
        actions.publish_listing(
            actor=actor,
            now=NOW,
            listing_id=listing.pk,
            published_on=day_of(NOW),
            channel="Daily",
            summary=words.format(*[who.user.name for who in (cast.principal, cast.inspector, cast.county_head)]),
        )
    with scope.public():
        assert ListingPost.objects.get().summary == "P. of the firm, seen by I. for C.: stacks too high"
    withdrawn(cast, listing, reason=f"{cast.safety_head.user.name} was right")
    with scope.public():
        assert ListingPost.objects.get().end_reason == "S. was right"
    assert listings.listing_now(listing).document.revoke_reason == "S. was right"


@pytest.mark.django_db
def test_nothing_is_public_before_it_is_published(cast):
    listing = listings.bring(cast, "listed")
    with scope.everything(because="the test tries"), pytest.raises(IntegrityError), transaction.atomic():
        ListingPost.objects.create(
            region_code=listing.region_code,
            listing=listing,
            body=listing.body,
            number="x",
            unit="x",
            summary="x",
            supervised="x",
            level="county",
            published_on=day_of(NOW),
            due_on=listing.due_on,
        )
