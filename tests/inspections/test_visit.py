"""A visit by its actions, on PostgreSQL behind the wall."""

import pytest

from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from core.ids import new_id
from hazards.models import Event, Hazard
from inspections import actions
from inspections.models import Answer, Revision, Visit, VisitOfficer
from tests.cast import NOW, acting
from tests.inspections.stage import cast, items_of, version, whole
from tests.inspections.visits import (
    FINDING,
    answer,
    begin,
    find,
    make_places,
    sign_all,
)

__all__ = ["cast", "version"]

pytestmark = pytest.mark.django_db


class TestStart:
    def test_the_same_id_twice_is_one_visit(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            key = new_id()
            first = begin(actor, NOW, cast, version, visit_id=key)
            again = begin(actor, NOW, cast, version, visit_id=key)
            assert first.pk == again.pk == key
            assert Visit.objects.count() == 1
            assert VisitOfficer.objects.filter(visit=key).count() == 2

    def test_an_officer_needs_a_certificate(self, cast, version):
        with acting(cast.inspector, NOW) as actor, pytest.raises(RuleBroken, match="certificate"):
            begin(actor, NOW, cast, version, officers=[actions.Member(name="Somebody")])

    def test_somebody_of_another_body_counts_with_the_certificate_shown(self, cast):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast, officers=[actions.Member(name="Zhao", certificate_no="川E9", unit="Fire")])
            assert [row.certificate_no for row in visit.officers.order_by("position")] == ["川E00101", "川E9"]

    def test_a_clerk_plans_and_only_the_named_officers_start(self, cast, version):
        with acting(cast.county_clerk, NOW) as actor:
            visit = actions.plan_visit(
                actor=actor, now=NOW, enterprise_id=cast.enterprise.pk, method="routine", planned_on=NOW.date(),
                officers=[actions.Member(membership=cast.inspector.membership.pk)], checklist_version_id=version.pk,
            )  # fmt: skip
        with acting(cast.second_inspector, NOW) as actor, pytest.raises(NotAllowed, match="named"):
            actions.start_visit(actor=actor, now=NOW, visit_id=visit.pk)
        with acting(cast.inspector, NOW) as actor:
            started = actions.start_visit(
                actor=actor, now=NOW, visit_id=visit.pk,
                officers=[actions.Member(membership=cast.second_inspector.membership.pk)],
            )  # fmt: skip
            assert started.status == "under_way"
            assert started.officers.count() == 2

    def test_a_planned_unannounced_visit_is_invisible_to_its_target_and_to_other_authorities(self, cast):
        with acting(cast.county_clerk, NOW) as actor:
            visit = actions.plan_visit(
                actor=actor, now=NOW, enterprise_id=cast.enterprise.pk, method="unannounced", planned_on=NOW.date(),
                officers=[actions.Member(membership=cast.inspector.membership.pk)],
            )  # fmt: skip
        for persona in (cast.safety_head, cast.city_clerk):
            with acting(persona, NOW) as actor:
                assert not Visit.objects.seen_by(actor).filter(pk=visit.pk).exists()
        with acting(cast.safety_head, NOW) as actor, pytest.raises(NotVisible):
            actions.cancel_visit(actor=actor, now=NOW, visit_id=visit.pk, reason="x")

    def test_a_stranger_to_the_region_cannot_start(self, cast):
        with acting(cast.anhui_inspector, NOW) as actor, pytest.raises(NotVisible):
            begin(actor, NOW, cast, officers=[])

    def test_cancelling_needs_a_reason_and_nobody_who_signed(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit, _finding = whole(actor, cast, version)
            with pytest.raises(RuleBroken):
                actions.cancel_visit(actor=actor, now=NOW, visit_id=visit.pk, reason=" ")
            sign_all(actor, NOW, visit)
            with pytest.raises(Conflict, match="signed"):
                actions.cancel_visit(actor=actor, now=NOW, visit_id=visit.pk, reason="Wrong place")


class TestEntries:
    def test_an_answer_sent_twice_is_one_answer(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast, version)
            item = items_of(version)[0]
            first = answer(actor, NOW, visit, item)
            again = answer(actor, NOW, visit, item)
            assert (first.version, again.version) == (1, 1)
            assert Answer.objects.count() == 1
            assert Revision.objects.count() == 1

    def test_not_applicable_needs_a_reason(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast, version)
            with pytest.raises(RuleBroken, match="reason"):
                answer(actor, NOW, visit, items_of(version)[0], "not_applicable")

    def test_two_officers_who_answer_differently_are_both_kept(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            item = items_of(version)[0]
            visit = begin(actor, NOW, cast, version)
            answer(actor, NOW, visit, item, "conform")
        with acting(cast.second_inspector, NOW) as actor:
            saved = answer(actor, NOW, visit, item, "not_conform")
            assert saved.conflicts == {"code": ("not_conform", "conform")}
            assert Answer.objects.get().code == "conform"
            parked = Revision.objects.get(outcome="parked")
            again = answer(actor, NOW, visit, item, "not_conform")
            assert again.revision.pk == parked.pk
            actions.decide_conflict(actor=actor, now=NOW, revision_id=parked.pk, keep={"code": "mine"})
            assert Answer.objects.get().code == "not_conform"
            assert not Revision.objects.filter(outcome="parked").exists()

    def test_edits_of_different_fields_are_merged(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast, version)
            finding = find(actor, NOW, visit)
            actions.save_finding(
                actor=actor,
                now=NOW,
                finding_id=finding.pk,
                visit_id=visit.pk,
                values={"place_text": "Gate"},
                base_version=1,
            )
        with acting(cast.second_inspector, NOW) as actor:
            saved = actions.save_finding(
                actor=actor, now=NOW, finding_id=finding.pk, visit_id=visit.pk,
                values=FINDING | {"description": "Stacks touch the wall"}, base_version=1,
            )  # fmt: skip
        assert not saved.conflicts
        assert (saved.content["place_text"], saved.content["description"]) == ("Gate", "Stacks touch the wall")
        assert saved.version == 3

    def test_edits_of_the_same_field_keep_both(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast, version)
            finding = find(actor, NOW, visit)
            send = {"actor": actor, "now": NOW, "finding_id": finding.pk, "visit_id": visit.pk, "base_version": 1}
            actions.save_finding(values={"description": "A"}, **send)
            saved = actions.save_finding(values={"description": "B", "requirement": "Lower it"}, **send)
            assert saved.conflicts == {"description": ("B", "A")}
            assert saved.content["requirement"] == "Lower it"
            assert Revision.objects.get(outcome="parked").changes == {"description": ["A", "B"]}

    def test_a_place_that_the_enterprise_has_is_joined(self, cast):
        make_places(cast.enterprise)
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast)
            assert find(actor, NOW, visit, place_text="Loading bay").place.name == "Loading bay"
            assert find(actor, NOW, visit, place_text="Somewhere else").place is None

    def test_a_deadline_beyond_the_most_is_refused_at_once(self, cast):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast)
            with pytest.raises(RuleBroken, match="too far"):
                find(actor, NOW, visit, deadline_amount=300)

    def test_only_the_team_writes(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast, version)
        with acting(cast.county_head, NOW) as actor, pytest.raises(NotAllowed, match="officers of this visit"):
            find(actor, NOW, visit)
        with acting(cast.safety_head, NOW) as actor, pytest.raises(NotAllowed):
            answer(actor, NOW, visit, items_of(version)[0])

    def test_a_withdrawn_finding_raises_nothing(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast)
            finding = find(actor, NOW, visit)
            with pytest.raises(RuleBroken):
                actions.withdraw_finding(actor=actor, now=NOW, finding_id=finding.pk, reason="")
            for _again in range(2):
                actions.withdraw_finding(actor=actor, now=NOW, finding_id=finding.pk, reason="Seen twice")
            sign_all(actor, NOW, visit)
            actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            assert not Hazard.objects.exists()

    def test_a_photo_is_tied_once_and_can_be_taken_off(self, cast):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast)
            finding = find(actor, NOW, visit)
            link = finding.photos.get()
            again = actions.attach_photo(
                actor=actor, now=NOW, link_id=link.pk, finding_id=finding.pk, photo_id=link.photo_id, purpose="before"
            )
            assert again.pk == link.pk
            for _again in range(2):
                actions.detach_photo(actor=actor, now=NOW, link_id=link.pk)
            assert finding.photos.count() == 0


class TestMajor:
    def test_the_recorder_cannot_confirm(self, cast):
        with acting(cast.inspector, NOW) as actor:
            finding = find(actor, NOW, begin(actor, NOW, cast), grade="major", deadline_amount=20)
            with pytest.raises(NotAllowed, match="second person"):
                actions.confirm_finding_grade(actor=actor, now=NOW, finding_id=finding.pk)

    def test_a_change_of_what_was_confirmed_asks_for_a_new_confirmation(self, cast):
        with acting(cast.inspector, NOW) as actor:
            visit = begin(actor, NOW, cast)
            finding = find(actor, NOW, visit, grade="major")
        with acting(cast.second_inspector, NOW) as actor:
            actions.confirm_finding_grade(actor=actor, now=NOW, finding_id=finding.pk)
        with acting(cast.inspector, NOW) as actor:
            saved = actions.save_finding(
                actor=actor,
                now=NOW,
                finding_id=finding.pk,
                visit_id=visit.pk,
                values={"description": "Else"},
                base_version=1,
            )
            assert saved.row.grade_confirmed_by is None

    def test_major_is_not_fixed_on_the_spot(self, cast):
        with acting(cast.inspector, NOW) as actor, pytest.raises(RuleBroken, match="on the spot"):
            find(actor, NOW, begin(actor, NOW, cast), grade="major", disposition="fixed_on_spot")

    def test_confirmed_it_is_ordered_by_two_names_in_the_ledger(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit, finding = whole(actor, cast, version, grade="major", deadline_amount=20)
        with acting(cast.second_inspector, NOW) as actor:
            actions.confirm_finding_grade(actor=actor, now=NOW, finding_id=finding.pk)
        with acting(cast.inspector, NOW) as actor:
            sign_all(actor, NOW, visit)
            actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            hazard = Hazard.objects.get()
            assert (hazard.grade, hazard.status) == ("major", "served")
            names = dict(Event.objects.filter(hazard=hazard).values_list("verb", "actor__person"))
            assert names["recorded"] == cast.inspector.user.name
            assert names["confirmed"] == cast.second_inspector.user.name

    def test_unconfirmed_it_stays_recorded_and_is_not_ordered(self, cast, version):
        with acting(cast.inspector, NOW) as actor:
            visit, _finding = whole(actor, cast, version, grade="major", deadline_amount=20)
            sign_all(actor, NOW, visit)
            done = actions.finish_visit(actor=actor, now=NOW, visit_id=visit.pk)
            assert [paper.kind for paper in done.documents] == ["inspection_record"]
            assert Hazard.objects.get().status == "recorded"
            assert "记录在案" in done.documents[0].snapshot["handling"]
