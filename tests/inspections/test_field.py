"""What a phone brings home: a visit begun on the spot, where it was begun, and the photos that its items ask for."""

from datetime import timedelta
from decimal import Decimal

import pytest

from checklists.choices import VersionStatus
from checklists.models import ChecklistItem, ChecklistVersion
from core import clock, scope
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from inspections import actions, rules
from inspections.models import AnswerPhoto, Visit, VisitOfficer
from inspections.selectors.phone import visit_state
from tests.cast import NOW, acting, api_as, build_cast, client_as
from tests.inspections.visits import answer, begin, make_checklist, make_places, show, sign_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """The people of two provinces, now."""
    return build_cast()


def superseded(version: ChecklistVersion, at) -> ChecklistVersion:
    """Publish a newer version of the list."""
    with scope.everything(because="the tests publish a newer version"):
        newer = ChecklistVersion.objects.create(
            region_code="", checklist=version.checklist, number=2, status=VersionStatus.DRAFT
        )
        ChecklistItem.objects.create(region_code="", version=newer, position=1, text_zh="新", text_en="New")
        ChecklistVersion.objects.filter(pk=version.pk).update(status=VersionStatus.SUPERSEDED)
        ChecklistVersion.objects.filter(pk=newer.pk).update(status=VersionStatus.PUBLISHED, published_at=at)
    return newer


class TestBegunOnThePhone:
    def test_the_phone_names_the_keys_of_the_whole_team(self, cast):
        """Signatures drawn without a connection name the officer by the key that the phone made."""
        mine, other = new_id(), new_id()
        team = [
            actions.Member(membership=cast.inspector.membership.pk, id=mine),
            actions.Member(membership=cast.second_inspector.membership.pk, id=other),
        ]
        with acting(cast.inspector) as actor:
            key = new_id()
            for _again in range(2):
                begin(actor, clock.now(), cast, visit_id=key, officers=team)
            assert set(VisitOfficer.objects.values_list("pk", flat=True)) == {mine, other}
            with pytest.raises(Conflict, match="named already"):
                begin(actor, clock.now(), cast, officers=team)

    def test_it_keeps_the_list_that_was_published_when_it_began(self, cast):
        now = clock.now()
        version = make_checklist(now - timedelta(days=3))
        newer = superseded(version, now - timedelta(hours=1))
        with acting(cast.inspector) as actor:
            kept = begin(actor, now, cast, version, device_started_at=now - timedelta(hours=2))
            late = begin(actor, now, cast, version, device_started_at=now - timedelta(minutes=5))
            old = begin(actor, now + timedelta(days=9), cast, version, device_started_at=now - timedelta(hours=2))
        assert [each.checklist_version_id for each in (kept, late, old)] == [version.pk, newer.pk, newer.pk]


class TestWhereItBegan:
    def sent(self, cast, **more) -> dict:
        """The form as a browser sends it."""
        return {
            "id": str(new_id()),
            "enterprise": str(cast.enterprise.pk),
            "when": "start",
            "method": "routine",
            "basis": "WSL art. 65",
            "language": "zh",
        } | more

    @pytest.mark.parametrize(
        ("place", "stored"),
        [
            ({}, (None, None)),
            ({"latitude": "28.038600", "longitude": "105.812400"}, (Decimal("28.038600"), Decimal("105.812400"))),
            ({"latitude": "somewhere", "longitude": "105.812400"}, (None, None)),
            ({"latitude": "991", "longitude": "105.8124"}, (None, None)),
        ],
    )
    def test_the_form_keeps_the_place_if_the_browser_tells_it(self, cast, place, stored):
        assert client_as(cast.inspector).post("/visits/new/", self.sent(cast, **place)).status_code == 302
        with scope.everything(because="the test reads the visit"):
            visit = Visit.objects.get()
        assert (visit.latitude, visit.longitude) == stored


class TestPhotosOfAnswers:
    @pytest.fixture
    def version(self, cast):
        """A list whose first item needs a photo."""
        return make_checklist(clock.now(), photo_of=1)

    def test_an_item_that_needs_a_photo_is_named_until_it_has_one(self, cast, version):
        now = clock.now()
        with acting(cast.inspector) as actor:
            visit = begin(actor, now, cast, version)
            items = list(version.items.order_by("position"))
            for item in items:
                answer(actor, now, visit, item)
            with pytest.raises(RuleBroken, match="needs a photo"):
                sign_all(actor, now, visit)
            with pytest.raises(RuleBroken) as caught:
                actions.finish_visit(actor=actor, now=now, visit_id=visit.pk)
            assert caught.value.fields["answer_photo"].startswith(str(items[0]))
            link = show(actor, now, visit, items[0])
            sign_all(actor, now, visit)
            state = visit_state(visit, actor, now)
            assert [[each["id"] for each in row["photos"]] for row in state["answers"] if row["photos"]] == [
                [str(link.pk)]
            ]
            done = actions.finish_visit(actor=actor, now=now, visit_id=visit.pk)
            assert done.visit.status == "finished"
            (printed,) = done.visit.record.snapshot["photos"]
            assert printed["sha256"] == link.photo.sha256
            assert printed["thumbnail"].startswith("image:")
            assert items[0].text_zh[:60] in printed["caption"]
            assert (printed["problem_no"], printed["purpose"]) == (0, "")
            with pytest.raises(Conflict, match="finished"):
                actions.detach_answer_photo(actor=actor, now=now, link_id=link.pk)
        page = client_as(cast.safety_head).get(f"/visits/{visit.pk}/").content.decode()
        assert f"/evidence/{link.photo_id}/thumb/" in page

    def test_a_photo_taken_off_makes_the_signatures_stale(self, cast, version):
        now = clock.now()
        with acting(cast.inspector) as actor:
            visit = begin(actor, now, cast, version)
            for item in version.items.all():
                answer(actor, now, visit, item)
            first = version.items.get(position=1)
            show(actor, now, visit, first)
            link = show(actor, now, visit, first)
            sign_all(actor, now, visit)
            actions.detach_answer_photo(actor=actor, now=now, link_id=link.pk)
            actions.detach_answer_photo(actor=actor, now=now, link_id=link.pk)
            with pytest.raises(RuleBroken, match="has not signed"):
                actions.finish_visit(actor=actor, now=now, visit_id=visit.pk)

    def test_the_api_ties_and_unties_with_receipts(self, cast, version):
        with acting(cast.inspector) as actor:
            visit = begin(actor, clock.now(), cast, version)
            item = version.items.get(position=1)
            answer(actor, clock.now(), visit, item)
            known = show(actor, clock.now(), visit, item)
        client, key = api_as(cast.inspector), str(new_id())
        sent = {"answer": str(rules.answer_key(visit.pk, item.pk)), "photo": str(known.photo_id), "position": 0}
        for _again in range(2):  # the same photo again is the same tie, whatever its id
            said = client.put(f"/api/v1/answer-photos/{key}/", sent, content_type="application/json")
            assert (said.status_code, said.json()["sha256"]) == (200, rules.digest(sent))
        strange = sent | {"photo": str(new_id())}
        assert client.put(f"/api/v1/answer-photos/{key}/", strange, content_type="application/json").status_code == 404
        assert client.post(f"/api/v1/answer-photos/{known.pk}/remove/").status_code == 200
        with scope.everything(because="the test counts"):
            assert AnswerPhoto.objects.count() == 0

    def test_a_stranger_ties_nothing(self, cast, version):
        with acting(cast.inspector) as actor:
            visit = begin(actor, NOW, cast, version)
            item = version.items.get(position=1)
            answer(actor, NOW, visit, item)
            link = show(actor, NOW, visit, item)
        with acting(cast.anhui_head) as actor, pytest.raises(NotVisible):
            actions.attach_answer_photo(
                actor=actor,
                now=NOW,
                link_id=new_id(),
                answer_id=rules.answer_key(visit.pk, item.pk),
                photo_id=link.photo_id,
            )


def test_the_kit_of_the_phone_asks_few_questions(cast, django_assert_max_num_queries):
    make_checklist(clock.now())
    make_places(cast.enterprise)
    client = client_as(cast.inspector)
    client.get(f"/visits/new/?enterprise={cast.enterprise.pk}")
    with django_assert_max_num_queries(40):  # whole kits are fetched seldom, and never while somebody waits
        assert client.get("/visits/field/").status_code == 200
