"""The end of a visit: signatures, the finish with its papers, versions of lists, and who is told."""

from datetime import timedelta

import pytest

from checklists.models import ChecklistItem, ChecklistVersion, Criterion
from core import scope
from core.errors import Conflict, RuleBroken
from core.ids import new_id
from documents.models import Document, Service
from hazards.models import Hazard, HazardPhoto
from inspections import actions
from inspections.models import Answer, Finding, Signature, VisitOfficer
from notifications.models import Notice
from rectification.models import Deadline, Order
from tests.cast import NOW, acting
from tests.inspections.stage import cast, items_of, version, whole
from tests.inspections.visits import (
    CRITERION,
    FINDING,
    answer,
    begin,
    find,
    make_places,
    put_signature,
    sign_all,
    snap,
)

__all__ = ["cast", "version"]

pytestmark = pytest.mark.django_db


class TestSigning:
    def test_nobody_signs_what_is_not_complete(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast, version)
            with pytest.raises(RuleBroken, match="cannot be signed yet"):
                put_signature(actor, NOW, visit, "site_head", name="Li")

    def test_a_second_signature_is_not_lost_and_none_is_doubled(self, cast, version):
        """Trap 15: the second signature of an upload race."""
        with acting(cast.inspector, NOW) as actor:
            visit, _finding = whole(actor, cast, version)
            one, two = VisitOfficer.objects.filter(visit=visit).order_by("position")
            keys = new_id(), new_id()
            for _again in range(2):
                put_signature(actor, NOW, visit, "officer", officer_id=one.pk, signature_id=keys[0])
                put_signature(actor, NOW, visit, "officer", officer_id=two.pk, signature_id=keys[1])
            assert set(Signature.objects.values_list("pk", flat=True)) == set(keys)

    def test_a_change_after_signing_asks_to_sign_again(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit, finding = whole(actor, cast, version)
            sign_all(actor, NOW, visit)
            actions.save_finding(
                actor=actor,
                now=NOW,
                finding_id=finding.pk,
                visit_id=visit.pk,
                values={"requirement": "New"},
                base_version=1,
            )
            with pytest.raises(RuleBroken) as refused:
                actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            assert set(refused.value.fields) == {"officer_signature", "unit_signature"}
            sign_all(actor, NOW, visit)
            assert actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk).documents

    @pytest.mark.parametrize("png", ["", "data:image/png;base64,AAAA", "data:text/html;base64,PGI+"])
    def test_what_is_no_picture_is_refused(self, cast, version, png):
        with acting(cast.inspector, NOW) as actor:
            visit, _finding = whole(actor, cast, version)
            with pytest.raises(RuleBroken, match="no signature"):
                put_signature(actor, NOW, visit, "site_head", name="Li", png=png or "x")


class TestFinish:
    def test_everything_missing_is_named(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast, version, officers=[])
            with pytest.raises(RuleBroken) as refused:
                actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            assert {"officers", "answer", "officer_signature", "unit_signature"} <= set(refused.value.fields)
            assert not Document.objects.exists()

    def test_an_expert_does_not_count(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(
                actor,
                NOW,
                cast,
                version,
                officers=[actions.Member(name="Expert Liu", unit="Agency", capacity="expert")],
            )
            with pytest.raises(RuleBroken) as refused:
                actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            assert "officers" in refused.value.fields

    def test_a_critical_item_left_unchecked_blocks(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit, _finding = whole(actor, cast, version)
            critical = items_of(version)[1]
            saved = answer(actor, NOW, visit, critical, "not_checked", "No key", base_version=1)
            assert not saved.conflicts
            with pytest.raises(RuleBroken) as refused:
                actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            assert "critical" in refused.value.fields

    def test_the_papers_come_from_what_was_entered_once(self, cast, version):
        make_places(cast.enterprise)
        with acting(cast.inspector, NOW) as actor:
            visit, finding = whole(actor, cast, version, interim_measures="Keep people out")
            fixed = find(actor, NOW, visit, disposition="fixed_on_spot", description="Exit blocked", after=1)
            sign_all(actor, NOW + timedelta(minutes=50), visit)
            done = actions.finish_visit(actor=actor, now=NOW + timedelta(minutes=50), visit_id=visit.pk)
            record, order = done.documents
            assert (record.kind, order.kind) == ("inspection_record", "rectification_order")
            assert [line["description"] for line in record.snapshot["problems"]] == [
                FINDING["description"],
                "Exit blocked",
            ]
            assert [line["no"] for line in order.snapshot["problems"]] == [1]
            assert order.snapshot["record_number"] == record.printed_number
            assert order.snapshot["interim_measures"] == "Keep people out"
            assert [each["certificate_no"] for each in order.snapshot["officers"]] == ["川E00101", "川E00102"]
            assert all(each["signature"].startswith("image:") for each in order.snapshot["officers"])
            assert order.snapshot["unit_sign"]["name"] == "Li Jianguo"
            assert len(record.snapshot["photos"]) == 3
            assert record.snapshot["checklists"][0]["failed"] == 1
            ordered, closed = Hazard.objects.get(pk=finding.pk), Hazard.objects.get(pk=fixed.pk)
            assert (ordered.status, closed.status) == ("served", "closed")
            assert ordered.due_on.isoformat() == order.snapshot["problems"][0]["due_on"]
            assert Deadline.objects.get().due_on == ordered.due_on
            assert Order.objects.get().document_id == order.pk
            assert HazardPhoto.objects.filter(hazard=closed, purpose="after", answers__isnull=False).count() == 1
            assert {row.method for row in Service.objects.all()} == {"in_person"}
            assert {paper.status for paper in Document.objects.all()} == {"served"}

    def test_finishing_again_answers_with_the_same_papers(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit, _finding = whole(actor, cast, version)
            sign_all(actor, NOW, visit)
            first = actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            again = actions.finish_visit(actor=actor, now=NOW + timedelta(hours=1), visit_id=visit.pk)
            assert [paper.pk for paper in first.documents] == [paper.pk for paper in again.documents]
            assert first.hazards == again.hazards
            assert Document.objects.count() == 2

    def test_a_finished_visit_does_not_change(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit, finding = whole(actor, cast, version)
            sign_all(actor, NOW, visit)
            actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            with pytest.raises(Conflict, match="finished"):
                answer(actor, NOW, visit, items_of(version)[0])
            with pytest.raises(Conflict):
                snap(actor, NOW, finding)

    def test_a_refusal_is_kept_and_the_order_left_before_the_witness(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit, _finding = whole(actor, cast, version)
            sign_all(actor, NOW, visit, refusal="Disagrees with problem 1")
            done = actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            sign = done.documents[1].snapshot["unit_sign"]
            assert sign["refused"]
            assert sign["witness_name"] == "Wang Xiuying"
            assert {row.method for row in Service.objects.all()} == {"left_in_place"}
            assert Hazard.objects.get().status == "served"

    def test_a_refusal_without_a_witness_blocks(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit, _finding = whole(actor, cast, version)
            sign_all(actor, NOW, visit)
            visit.refresh_from_db()
            actions.save_details(
                actor=actor, now=NOW, visit_id=visit.pk, values={"refusal": "No"}, base_version=visit.version
            )
            with pytest.raises(RuleBroken) as refused:
                actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            assert set(refused.value.fields) == {"witness"}

    def test_no_finding_gives_a_record_and_no_order(self, cast):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast)
            sign_all(actor, NOW, visit)
            done = actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            assert [paper.kind for paper in done.documents] == ["inspection_record"]
            assert not Finding.objects.exists()


class TestVersions:
    def test_a_new_version_of_the_list_changes_no_visit_that_began(self, cast, version):
        """Trap 13: editing a question invalidates no answer; a planned visit begins with what is in force that day."""
        with acting(cast.county_clerk, NOW) as actor:
            planned = actions.plan_visit(
                actor=actor,
                now=NOW,
                enterprise_id=cast.enterprise.pk,
                method="routine",
                planned_on=NOW.date(),
                officers=[actions.Member(membership=cast.inspector.membership.pk)],
                checklist_version_id=version.pk,
            )
        with acting(cast.inspector, NOW) as actor:
            visit, _finding = whole(actor, cast, version)
        with scope.everything(because="a new version is published during the visit"):
            version.status = "superseded"
            version.save()
            newer = ChecklistVersion.objects.create(region_code="", checklist=version.checklist, number=2)
            ChecklistItem.objects.create(region_code="", version=newer, position=1, text_zh="新", text_en="New")
            newer.status, newer.published_at = "published", NOW
            newer.save()
        with acting(cast.inspector, NOW) as actor:
            sign_all(actor, NOW, visit)
            done = actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            assert done.documents[0].snapshot["checklists"][0]["version"] == "1"
            assert Answer.objects.filter(visit=visit).count() == 3
            begun = actions.start_visit(actor=actor, now=NOW, visit_id=planned.pk)
            assert begun.checklist_version_id == newer.pk

    def test_a_criterion_that_does_not_hold_that_day_is_refused(self, cast, version):
        with scope.everything(because="a criterion ended before the visit"):
            Criterion.objects.filter(pk=CRITERION).update(valid_to=NOW.date())
        with acting(cast.inspector, NOW) as actor, pytest.raises(RuleBroken, match="not in force"):
            find(actor, NOW, begin(actor, NOW, cast), criterion=CRITERION)


class TestTelling:
    def test_officers_enterprise_and_deciders_are_told_once(self, cast, version):
        with acting(cast.county_clerk, NOW) as actor:
            actions.plan_visit(
                actor=actor,
                now=NOW,
                enterprise_id=cast.enterprise.pk,
                method="routine",
                planned_on=NOW.date(),
                officers=[actions.Member(membership=cast.inspector.membership.pk)],
            )
        with acting(cast.inspector, NOW) as actor:
            visit, _finding = whole(actor, cast, version, grade="major", deadline_amount=20)
            sign_all(actor, NOW, visit)
            for _again in range(2):
                actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
        with scope.everything(because="the test reads all inboxes"):
            told = sorted(Notice.objects.values_list("kind", "person__username"))
        assert ("visit_assigned", "inspector") in told
        assert [name for kind, name in told if kind == "visit_finished"] == ["principal", "safety_head"]
        assert [name for kind, name in told if kind == "major_proposed"] == ["county_clerk", "county_head"]
