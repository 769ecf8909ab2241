"""What the phone of a worker takes along to begin a round without a connection, and how the start arrives."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from checklists.choices import ChecklistKind, VersionStatus
from checklists.models import Checklist, ChecklistItem, ChecklistVersion
from core import clock, scope
from core.ids import new_id
from enterprises.codes.tokens import token_hash
from enterprises.models import Equipment, Place
from inspections import rules
from inspections.models import Visit, VisitOfficer
from inspections.views.pages import MODULES
from tests.cast import api_as, build_cast, client_as
from tests.checklists.duties.stage import add_version, make_list
from tests.enterprises.test_codes import furnish, issue, token_of
from tests.inspections.visits import make_checklist

pytestmark = pytest.mark.django_db
FIELD = "/visits/field/"


@pytest.fixture
def cast():
    """The people of two provinces, now; the enterprise with a place, a machine, and a list of its own."""
    made = build_cast()
    made.version = make_checklist(clock.now())
    made.place, made.machine, _post = furnish(made)
    made.own = own_list(made.enterprise, "Our daily list", VersionStatus.PUBLISHED)
    made.draft = own_list(made.enterprise, "Our draft", VersionStatus.DRAFT)
    made.foreign = own_list(made.rival, "Their daily list", VersionStatus.PUBLISHED)
    with scope.everything(because="the tests furnish a rival"):
        rival = {"region_code": made.rival.region_code, "enterprise": made.rival}
        Place.objects.create(name="Foreign yard", **rival)
        Equipment.objects.create(name="Foreign press", **rival)
    return made


def own_list(enterprise, name: str, status: str) -> ChecklistVersion:
    """A list of an enterprise with one item that carries the list's name."""
    own = {"region_code": enterprise.region_code, "enterprise": enterprise}
    with scope.everything(because="the tests write a list"):
        checklist = Checklist.objects.create(
            code=name.upper().replace(" ", "-"), kind=ChecklistKind.DAILY, name_zh=name, name_en=name, **own
        )
        version = ChecklistVersion.objects.create(checklist=checklist, number=1, status=VersionStatus.DRAFT, **own)
        ChecklistItem.objects.create(
            version=version, position=1, text_zh=f"{name}: item", text_en=f"{name}: item", **own
        )
        if status != VersionStatus.DRAFT:
            ChecklistVersion.objects.filter(pk=version.pk).update(status=status, published_at=clock.now())
    return version


def kit_of(page: str) -> dict:
    """The reference data that a page carries."""
    return json.loads(re.search(r'<script id="field-kit" type="application/json">(.*?)</script>', page)[1])


class TestKit:
    @pytest.mark.parametrize("who", ["worker", "safety_head", "principal"])
    def test_it_holds_what_a_round_needs(self, cast, who):
        labels = issue(cast)
        page = client_as(getattr(cast, who)).get(FIELD).content.decode()
        kit = kit_of(page)
        assert [each["id"] for each in kit["enterprises"]] == [str(cast.enterprise.pk)]
        assert kit["places"] == {str(cast.place.pk): "Ammonia store"}
        assert kit["equipment"] == {str(cast.machine.pk): {"name": "Ice machine 2", "place": str(cast.place.pk)}}
        assert [item["text"] for item in kit["checklists"][str(cast.own.pk)]["items"]] == ["Our daily list: item"]
        assert str(cast.version.pk) in kit["checklists"]
        people = {each["membership"] for each in [kit["me"], *kit["officers"]]}
        assert people == {str(each.membership.pk) for each in (cast.worker, cast.safety_head, cast.principal)}
        where = kit["labels"][token_hash(token_of(labels["equipment"]))]
        assert where == {"place": "", "equipment": str(cast.machine.pk)}
        assert token_of(labels["equipment"]) not in page
        assert "Begin the round" in page
        assert "certificate" not in page.split('id="field-kit"')[0].split("data-field-start")[1].split("</form>")[0]

    def test_it_holds_nothing_foreign(self, cast):
        page = client_as(cast.worker).get(FIELD).content.decode()
        foreign = [
            cast.rival.name, "Foreign yard", "Foreign press", "Their daily list", "Our draft", "site_head_name\" value",
            cast.rival_safety_head.user.name, cast.inspector.user.name, cast.second_inspector.user.name,
            cast.county_clerk.user.name,
        ]  # fmt: skip
        assert not [word for word in foreign if word in page]

    @pytest.mark.parametrize("who", ["county_clerk", "viewer", "expert"])
    def test_who_may_not_start_gets_none(self, cast, who):
        assert client_as(getattr(cast, who)).get(FIELD).status_code == 403

    def test_an_officer_still_gets_the_form_of_a_visit(self, cast):
        page = client_as(cast.inspector).get(FIELD).content.decode()
        assert "own" not in kit_of(page)
        assert "Begin the visit" in page

    def test_it_asks_few_questions(self, cast, django_assert_max_num_queries):
        client = client_as(cast.worker)
        with django_assert_max_num_queries(40):
            assert client.get(FIELD).status_code == 200


class TestKeptAlong:
    def test_the_first_page_and_the_list_take_it_along(self, cast):
        client = client_as(cast.worker)
        for path in ("/", "/visits/", "/visits/new/"):
            assert f'data-keep-also="{FIELD} /scan/"' in client.get(path).content.decode(), path

    def test_the_page_of_a_code_takes_it_along_for_its_own_people(self, cast):
        code = issue(cast)["equipment"]
        for who, taken in ((cast.worker, True), (cast.inspector, False), (cast.viewer, False)):
            page = client_as(who).get(f"/codes/{code.pk}/").content.decode()
            assert (f'data-keep-also="{FIELD} /scan/"' in page) is taken

    def test_every_script_that_the_page_needs_is_kept_with_it(self):
        """A module that is missing from the list leaves a dead page where there is no connection."""
        seen, waiting = set(), {"safeloop/js/field.js"}
        while waiting:
            name = waiting.pop()
            seen.add(name)
            text = Path(finders.find(name)).read_text()
            found = re.findall(r'(?:from|import\()\s*"\./([a-z_]+\.js)"', text)
            waiting |= {f"safeloop/js/{each}" for each in found} - seen
        assert seen == set(MODULES)


class TestStart:
    def sent(self, cast, **more) -> dict:
        """The start as field_round.js sends it."""
        return {
            "enterprise": str(cast.enterprise.pk),
            "language": "zh",
            "checklist_version": str(cast.own.pk),
            "officers": [
                {"id": str(new_id()), "membership": str(cast.worker.membership.pk)},
                {"id": str(new_id()), "membership": str(cast.safety_head.membership.pk)},
            ],
            "device_started_at": "2026-01-05T08:00:00.000Z",
            "place_id": str(cast.place.pk),
            "equipment_id": str(cast.machine.pk),
            "latitude": "28.038610",
            "longitude": "105.812500",
        } | more

    def test_twice_is_once_with_the_same_receipt(self, cast):
        client, key, sent = api_as(cast.worker), new_id(), self.sent(cast)
        for _again in range(2):
            answer = client.put(f"/api/v1/visits/{key}/", sent, content_type="application/json")
            assert (answer.status_code, answer.json()["sha256"]) == (200, rules.digest(sent))
        with scope.everything(because="the test reads the round"):
            visit = Visit.objects.get()
            team = list(VisitOfficer.objects.order_by("position").values_list("pk", "capacity"))
        assert (visit.kind, visit.equipment_id, visit.place_checked) == (
            "self", cast.machine.pk, "Ammonia store · Ice machine 2",
        )  # fmt: skip
        assert [(str(pk), capacity) for pk, capacity in team] == [(each["id"], "checker") for each in sent["officers"]]

    def test_a_machine_without_its_place_named_keeps_its_place(self, cast):
        sent = self.sent(cast)
        del sent["place_id"]
        answer = api_as(cast.worker).put(f"/api/v1/visits/{new_id()}/", sent, content_type="application/json")
        assert answer.json()["sha256"] == rules.digest(sent)

    def test_somebody_foreign_is_refused_and_nothing_is_stored(self, cast):
        client = api_as(cast.worker)
        for member in (cast.rival_safety_head, cast.inspector):
            sent = self.sent(cast, officers=[{"id": str(new_id()), "membership": str(member.membership.pk)}])
            answer = client.put(f"/api/v1/visits/{new_id()}/", sent, content_type="application/json")
            assert answer.status_code == 422
        sent = self.sent(cast, enterprise=str(cast.rival.pk))
        assert client.put(f"/api/v1/visits/{new_id()}/", sent, content_type="application/json").status_code == 404
        with scope.everything(because="the test counts"):
            assert not Visit.objects.exists()


class TestPlan:
    def sent(self, cast, day, **more) -> dict:
        """The plan as field_plan.js sends it."""
        return {
            "id": str(new_id()),
            "enterprise": str(cast.enterprise.pk),
            "method": "self",
            "language": "zh",
            "planned_on": day.isoformat(),
            "checklist_version": None,
            "officers": [{"id": str(new_id()), "membership": str(cast.worker.membership.pk)}],
        } | more

    def put(self, cast, body: dict):
        return api_as(cast.safety_head).post("/api/v1/visits/", body, content_type="application/json")

    def test_the_same_plan_again_is_the_same_round_even_after_its_day(self, cast):
        """The answer was lost, and the phone found a line again only days later."""
        body = self.sent(cast, clock.today() + timedelta(days=1))
        first = self.put(cast, body)
        assert first.status_code == 201, first.content
        assert first.json()["sha256"] == rules.digest(body)
        with scope.everything(because="the day goes by"):
            Visit.objects.update(planned_on=clock.today() - timedelta(days=3))
        again = self.put(cast, body)
        assert (again.status_code, again.json()["id"]) == (201, body["id"])
        with scope.everything(because="test"):
            assert Visit.objects.count() == 1
            assert VisitOfficer.objects.count() == 1

    def test_a_list_that_went_on_meanwhile_is_planned_as_it_was_asked_for(self, cast):
        with scope.everything(because="a newer version of the list is published while the phone has no line"):
            held, old = make_list(code="ROUND-1")
            add_version(held, 2, ("day",), clock.today())
        body = self.sent(cast, clock.today() + timedelta(days=1), checklist_version=str(old.pk))
        answer = self.put(cast, body)
        assert answer.status_code == 201, answer.content
        assert answer.json()["sha256"] == rules.digest(body)
        started = api_as(cast.worker).put(f"/api/v1/visits/{body['id']}/", {}, content_type="application/json")
        assert started.status_code == 200, started.content
        with scope.everything(because="test"):
            assert Visit.objects.get().checklist_version.number == 2

    def test_a_plan_under_an_id_that_somebody_else_has_is_refused(self, cast):
        body = self.sent(cast, clock.today() + timedelta(days=1))
        assert self.put(cast, body).status_code == 201
        officers = [{"membership": str(cast.rival_safety_head.membership.pk)}]
        other = body | {"enterprise": str(cast.rival.pk), "officers": officers}
        answer = api_as(cast.rival_safety_head).post("/api/v1/visits/", other, content_type="application/json")
        assert answer.status_code == 409, answer.content
