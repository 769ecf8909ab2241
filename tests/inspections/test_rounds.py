"""A round of the enterprise itself by the actions of a visit: who may, what it needs, what becomes of its findings."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import scope
from core.errors import NotAllowed, NotVisible, RuleBroken
from core.ids import new_id
from documents.models import Document
from hazards.actions import close_inside
from hazards.models import Hazard
from inspections import actions
from inspections.models import Signature, Visit, VisitOfficer
from inspections.selectors.lists import visits_for
from notifications.models import Notice
from rectification.models import Order
from tests.cast import NOW, acting, build_cast
from tests.inspections.visits import answer, begin, find, make_checklist, make_places, put_signature, sign_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """The people of two provinces."""
    return build_cast(NOW)


@pytest.fixture
def version(cast):
    """A published checklist of three items."""
    make_places(cast.enterprise)
    return make_checklist(NOW)


def start(actor, version=None, **more) -> Visit:
    return actions.start_visit(
        actor=actor,
        now=more.pop("now", NOW),
        visit_id=more.pop("visit_id", None) or new_id(),
        checklist_version_id=version.pk if version else None,
        **{"enterprise_id": actor.tenant_id, "place_checked": "Warehouse A"} | more,
    )


def sign(actor, visit, now=NOW) -> None:
    for each in VisitOfficer.objects.filter(visit=visit):
        put_signature(actor, now, visit, "checker", officer_id=each.pk)


def whole(actor, version, **finding) -> Visit:
    """A round with every item answered and one finding without clause or day, signed."""
    visit = start(actor, version)
    first, *rest = version.items.order_by("position")
    answer(actor, NOW, visit, first, "not_conform")
    for item in rest:
        answer(actor, NOW, visit, item)
    values = {"item": str(first.pk), "basis": "", "deadline_unit": "", "deadline_amount": None} | finding
    find(actor, NOW, visit, **values)
    sign(actor, visit)
    return visit


def told(kind: str) -> set[str]:
    with scope.everything(because="the tests read the inbox"):
        return set(Notice.objects.filter(kind=kind).values_list("membership__role", flat=True))


class TestDoing:
    def test_a_worker_starts_one_without_a_certificate_and_is_its_only_person(self, cast, version):
        with acting(cast.worker, NOW) as actor:
            visit = start(actor, version, method="routine")
            rows = list(
                VisitOfficer.objects.filter(visit=visit).values_list("capacity", "membership", "certificate_no")
            )
        assert (visit.kind, visit.method, visit.authority_id, visit.site_head_name) == ("self", "self", None, "")
        assert rows == [("checker", cast.worker.membership.pk, "")]

    def test_place_and_equipment_are_chosen_from_the_enterprise(self, cast, version):
        with scope.everything(because="the tests look for places"):
            place = cast.enterprise.places.order_by("name").first()
        with acting(cast.worker, NOW) as actor:
            visit = start(actor, version, place_id=place.pk, place_checked="")
            assert (visit.place, visit.place_checked) == (place, place.name)
            with pytest.raises(RuleBroken, match="does not belong"):
                start(actor, version, place_id=new_id())

    def test_one_is_planned_for_colleagues_only_they_start_it(self, cast, version):
        with acting(cast.safety_head, NOW) as actor:
            visit = actions.plan_visit(
                actor=actor, now=NOW, enterprise_id=cast.enterprise.pk, method="self", planned_on=NOW.date(),
                officers=[actions.Member(membership=cast.worker.membership.pk)], checklist_version_id=version.pk,
            )  # fmt: skip
            with pytest.raises(NotAllowed, match="named"):
                actions.start_visit(actor=actor, now=NOW, visit_id=visit.pk)
        assert told("round_assigned") == {"worker"}
        with acting(cast.worker, NOW) as actor:
            assert actions.start_visit(actor=actor, now=NOW, visit_id=visit.pk).status == "under_way"

    def test_nobody_of_another_house_is_named(self, cast, version):
        with acting(cast.safety_head, NOW) as actor:
            for member in (actions.Member(name="Zhao", certificate_no="川E9"), actions.Member(membership=new_id())):
                with pytest.raises(RuleBroken, match="people of the enterprise"):
                    start(actor, version, officers=[member])
            with pytest.raises(NotVisible):
                start(actor, version, enterprise_id=cast.rival.pk)

    def test_an_officer_cannot_call_a_visit_a_self_inspection(self, cast, version):
        with acting(cast.inspector, NOW) as actor, pytest.raises(RuleBroken, match="by the enterprise itself"):
            begin(actor, NOW, cast, version, method="self")

    def test_an_officer_neither_fills_in_nor_finishes_one(self, cast, version):
        with acting(cast.worker, NOW) as actor:
            visit = whole(actor, version)
        with acting(cast.inspector, NOW) as actor, pytest.raises(NotVisible):
            actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)

    def test_it_is_the_enterprises_own_matter_until_it_is_finished(self, cast, version):
        with acting(cast.worker, NOW) as actor:
            visit = whole(actor, version)
        with acting(cast.county_clerk, NOW) as actor:
            assert not visits_for(actor).filter(pk=visit.pk).exists()
        with acting(cast.worker, NOW) as actor:
            actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
        with acting(cast.county_clerk, NOW) as actor:
            assert visits_for(actor).filter(pk=visit.pk).exists()


class TestFinish:
    def test_it_needs_neither_officers_nor_clause_nor_day_but_every_signature(self, cast, version):
        with acting(cast.safety_head, NOW) as actor:
            visit = whole(actor, version)
            Signature.objects.filter(visit=visit).update(superseded_at=NOW)
            with pytest.raises(RuleBroken, match="has not signed"):
                actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            sign(actor, visit)
            done = actions.finish_visit(actor=actor, now=NOW + timedelta(hours=1), visit_id=visit.pk)
            hazard = Hazard.objects.get(pk=done.hazards[0])
            again = actions.finish_visit(actor=actor, now=NOW + timedelta(hours=2), visit_id=visit.pk)
            assert not Order.objects.filter(hazard=hazard).exists()
        assert [paper.kind for paper in done.documents] == ["self_check_record"]
        assert done.documents[0].issuer_id == cast.authorities["510525"].pk
        assert (hazard.source, hazard.status, hazard.led_by, hazard.grade) == (
            "self_check", "recorded", "enterprise", "general",
        )  # fmt: skip
        assert [paper.pk for paper in again.documents] == [paper.pk for paper in done.documents]
        assert told("round_finished") == {"principal", "safety_head"}
        assert told("visit_finished") == set()

    def test_what_was_fixed_at_once_waits_for_another_person(self, cast, version):
        with acting(cast.safety_head, NOW) as actor:
            visit = whole(actor, version, disposition="fixed_on_spot", after=1)
            key = actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk).hazards[0]
            assert Hazard.objects.get(pk=key).status == "submitted"
            with pytest.raises(NotAllowed, match="another person"):
                close_inside(actor=actor, now=NOW, hazard_id=key, note="I fixed it myself")
        with acting(cast.principal, NOW) as actor:
            assert close_inside(actor=actor, now=NOW, hazard_id=key, note="I looked").status == "closed"

    def test_a_major_one_goes_to_the_authority_at_once(self, cast, version):
        with acting(cast.worker, NOW) as actor:
            visit = whole(actor, version, grade="major")
            key = actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk).hazards[0]
            hazard = Hazard.objects.get(pk=key)
        assert (hazard.led_by, hazard.status, hazard.authority_id) == (
            "authority",
            "recorded",
            cast.authorities["510525"].pk,
        )
        assert {"head", "clerk", "principal", "safety_head"} <= told("major_found_inside")

    def test_the_record_is_a_document_that_the_authority_reads_too(self, cast, version):
        with acting(cast.worker, NOW) as actor:
            visit = whole(actor, version)
            paper = actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk).documents[0]
        with acting(cast.county_clerk, NOW):
            seen = Document.objects.get(pk=paper.pk)
        assert seen.snapshot["checkers"][0]["signature"].startswith("image:")
        assert seen.snapshot["problems"][0]["description"]


class TestTheDatabase:
    def test_a_round_carries_no_authority_and_keeps_its_kind(self, cast, version):
        with acting(cast.worker, NOW) as actor:
            visit = start(actor, version)
            for values in (
                {"authority": cast.authorities["510525"]},
                {"refusal": "no"},
                {"method": "routine"},
                {"kind": "official"},
            ):
                with pytest.raises(IntegrityError), transaction.atomic():
                    Visit.objects.filter(pk=visit.pk).update(**values)

    def test_no_official_visit_finishes_with_one_officer_and_no_round_without_its_people(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast)
            find(actor, NOW, visit)
            sign_all(actor, NOW, visit)
            record = actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk).documents[0]
            lonely = begin(actor, NOW, cast, officers=[])
            ended = {"status": "finished", "finished_at": NOW, "seal_sha256": "ab" * 32, "record": record}
            with pytest.raises(IntegrityError, match="two officers"), transaction.atomic():
                Visit.objects.filter(pk=lonely.pk).update(**ended)
        with acting(cast.worker, NOW) as actor:
            own = start(actor, version)
            VisitOfficer.objects.filter(visit=own).delete()
            with pytest.raises(IntegrityError, match="people of the enterprise"), transaction.atomic():
                Visit.objects.filter(pk=own.pk).update(**ended)
