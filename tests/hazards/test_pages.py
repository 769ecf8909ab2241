"""The list and the dossier as each kind of person opens them: what they show, and how many queries they cost."""

import pytest
from django.urls import reverse

from core import clock
from hazards.choices import Grade
from hazards.models import Event, Hazard, SavedFilter
from tests.cast import acting, client_as
from tests.hazards.factories import bring_to, count_queries, record, reread

pytestmark = pytest.mark.django_db

LIMIT = 12


@pytest.fixture
def loop(cast):
    """One hazard in each of some states."""
    return {
        "recorded": record(cast, seed=1, description="Stack too high"),
        "confirmed": bring_to(cast, "confirmed", seed=2, description="Blocked exit"),
        "served": bring_to(cast, "served", seed=3, description="No extinguisher"),
        "submitted": bring_to(cast, "submitted", seed=4, description="Cable without sheath"),
        "closed": bring_to(cast, "closed", seed=5, description="Missing sign"),
    }


@pytest.mark.parametrize(
    "who",
    ["county_clerk", "inspector", "county_head", "city_clerk", "provincial_head", "safety_head", "expert", "viewer"],
)
def test_list_shows_open_hazards_in_few_queries(cast, loop, who):
    client = client_as(getattr(cast, who))
    client.get(reverse("hazards:list"))
    with count_queries() as counted:
        page = client.get(reverse("hazards:list"))
    assert len(counted.asked) <= LIMIT, counted.asked
    text = page.content.decode()
    assert page.status_code == 200
    assert "Blocked exit" in text
    assert "Missing sign" not in text


@pytest.mark.parametrize("who", ["anhui_clerk", "sibling_inspector", "rival_safety_head"])
def test_list_of_others_shows_nothing(cast, loop, who):
    page = client_as(getattr(cast, who)).get(reverse("hazards:list"))
    assert not any(hazard.description in page.content.decode() for hazard in loop.values())
    assert client_as(getattr(cast, who)).get(reverse("hazards:dossier", args=[loop["served"].pk])).status_code == 404


@pytest.mark.parametrize(
    "who", ["county_clerk", "inspector", "county_head", "safety_head", "expert", "viewer", "worker"]
)
@pytest.mark.parametrize("state", ["recorded", "confirmed", "served", "submitted", "closed"])
def test_dossier_tells_the_story_in_few_queries(cast, loop, who, state):
    client = client_as(getattr(cast, who))
    address = reverse("hazards:dossier", args=[loop[state].pk])
    client.get(address)
    with count_queries() as counted:
        page = client.get(address)
    assert len(counted.asked) <= LIMIT, counted.asked
    assert page.status_code == 200
    assert loop[state].description in page.content.decode()


def test_dossier_offers_each_their_next_step(cast, loop):
    def buttons(who, state):
        page = client_as(getattr(cast, who)).get(reverse("hazards:dossier", args=[loop[state].pk]))
        return [button.label for button in page.context["buttons"]]

    assert buttons("second_inspector", "recorded") == ["Confirm the grade"]
    assert buttons("county_clerk", "confirmed") == ["Issue order"]
    assert buttons("safety_head", "served") == ["Send the evidence"]
    assert buttons("county_clerk", "submitted") == ["Decide on the evidence"]
    assert buttons("safety_head", "submitted") == []
    assert buttons("viewer", "confirmed") == []
    assert buttons("county_head", "closed") == ["Record a look-back check"]


def test_recorder_is_told_who_confirms_a_major(cast):
    hazard = record(cast, grade=Grade.MAJOR)
    page = client_as(cast.inspector).get(reverse("hazards:dossier", args=[hazard.pk])).content.decode()
    assert "confirmed by a second person" in page


def test_filters_search_and_sort(cast, loop):
    client = client_as(cast.county_clerk)

    def found(query):
        return {row.hazard.description for row in client.get(reverse("hazards:list") + query).context["rows"]}

    assert found("?due=to_verify") == {"Cable without sheath"}
    assert found("?due=waiting") == {"No extinguisher"}
    assert found("?status=recorded&status=confirmed") == {"Stack too high", "Blocked exit"}
    assert found("?state=closed") == {"Missing sign"}
    assert found(f"?q={loop['closed'].label}") == {"Missing sign"}
    assert len(found("?q=Fireworks")) == 5
    assert found("?q=nothing+of+the+kind") == set()
    assert found("?grade=major") == set()
    assert len(found("?region=5105")) == 4
    assert found("?region=34") == set()
    assert found("?handler=me") == set()
    assert len(found("?o=-number")) == 4
    assert client.get(reverse("hazards:list") + "?cursor=nonsense").status_code == 422


def test_saved_filter_is_kept_for_this_membership(cast, loop):
    client = client_as(cast.county_clerk)
    client.post(reverse("hazards:save_filter"), {"name": "To verify", "query": "due=to_verify"})
    page = client.get(reverse("hazards:list"))
    assert "To verify" in page.content.decode()
    assert page.context["saved"][0]["url"].endswith("?due=to_verify")
    with acting(cast.county_clerk):
        key = SavedFilter.objects.get().pk
    assert client_as(cast.inspector).post(reverse("hazards:remove_filter", args=[key])).status_code in (403, 404)
    client.post(reverse("hazards:remove_filter", args=[key]))
    with acting(cast.county_clerk):
        assert not SavedFilter.objects.exists()


def test_bulk_assignment_says_what_could_not_be_done(cast, loop):
    client = client_as(cast.county_clerk)
    keys = [str(loop["recorded"].pk), str(loop["served"].pk)]
    page = client.post(reverse("hazards:assign_many"), {"pk": keys})
    assert "Stack too high" in page.content.decode()
    answer = client.post(
        reverse("hazards:assign_many"),
        {"pk": keys, "asked": "1", "handler": str(cast.inspector.membership.pk), "back": "/hazards/"},
    )
    assert answer.url == "/hazards/"
    with acting(cast.county_clerk):
        assert Hazard.objects.filter(handler=cast.inspector.membership).count() == 2
    assert client_as(cast.safety_head).post(reverse("hazards:assign_many"), {"pk": keys}).status_code == 403


def test_bulk_confirmation_leaves_out_what_has_to_be_weighed_alone(cast, loop):
    major = record(cast, seed=9, grade=Grade.MAJOR, description="Store above its limit")
    second = record(cast, seed=8, description="No sign")
    client, address = client_as(cast.county_clerk), reverse("hazards:confirm_many")
    assert "Confirm as general" in client.get(reverse("hazards:list")).content.decode()
    keys = [str(row.pk) for row in (loop["recorded"], second, major, loop["served"])]
    shown = client.post(address, {"pk": keys}).content.decode()
    assert "Store above its limit" in shown
    said = client.post(address, {"pk": keys, "asked": "1", "back": "/hazards/?status=recorded"}).content.decode()
    assert "Done: 2. Not done: 2." in said
    assert f"{major.label}</a>: It is proposed as a major hazard" in said
    assert f"{loop['served'].label}</a>: “Confirm the grade” is not possible now" in said
    assert [reread(cast, row).status for row in (loop["recorded"], second, major)] == [
        "confirmed",
        "confirmed",
        "recorded",
    ]
    with acting(cast.county_clerk):
        event = Event.objects.get(hazard=second, verb="confirmed")
        assert (event.actor["person"], event.data["grade"]) == (cast.county_clerk.user.name, "general")
    assert client.post(address, {"pk": [str(major.pk)], "asked": "1"}).status_code == 200
    third = record(cast, seed=10)
    done = client.post(address, {"pk": [str(third.pk)], "asked": "1", "back": "/hazards/?status=recorded"})
    assert done.url == "/hazards/?status=recorded"
    assert client.get(address).status_code == 405
    assert client.post(address, {}).status_code == 302


def test_bulk_confirmation_is_for_those_in_charge(cast, loop):
    address, body = reverse("hazards:confirm_many"), {"pk": [str(loop["recorded"].pk)], "asked": "1"}
    for who in (cast.safety_head, cast.viewer):
        assert client_as(who).post(address, body).status_code == 403
        assert "Confirm as general" not in client_as(who).get(reverse("hazards:list")).content.decode()
    foreign = client_as(cast.anhui_clerk).post(address, body)
    assert "There is no such hazard" in foreign.content.decode()
    assert loop["recorded"].label not in foreign.content.decode()
    assert reread(cast, loop["recorded"]).status == "recorded"


def test_export_is_excel_of_the_filter(cast, loop):
    answer = client_as(cast.county_clerk).get(reverse("hazards:export") + "?state=all")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert client_as(cast.expert).get(reverse("hazards:export")).status_code == 403


def test_confirm_by_form_and_stale_form(cast):
    hazard = record(cast)
    client = client_as(cast.second_inspector)
    address = reverse("hazards:confirm", args=[hazard.pk])
    assert client.get(address).status_code == 200
    stale = client.post(address, {"grade": "general", "version": hazard.version - 1, "criterion": "", "reason": ""})
    assert stale.status_code == 409
    assert "Somebody else changed" in stale.content.decode()
    assert client.post(address, {"grade": "major", "version": hazard.version, "criterion": ""}).status_code == 422
    done = client.post(address, {"grade": "general", "version": hazard.version, "criterion": ""})
    assert done.url == reverse("hazards:dossier", args=[hazard.pk])


def test_enterprise_records_its_own_finding(cast):
    client = client_as(cast.safety_head)
    address = reverse("hazards:record")
    assert client.get(address).status_code == 200
    answer = client.post(
        address,
        {
            "enterprise": str(cast.enterprise.pk),
            "description": "Loose handrail",
            "grade": "general",
            "found_on": clock.today().isoformat(),
        },
    )
    assert answer.status_code == 302
    with acting(cast.county_clerk):
        hazard = Hazard.objects.select_related("authority").get(description="Loose handrail")
        assert (hazard.source, hazard.authority.region_code) == ("self_check", "510525")


@pytest.mark.parametrize("key", ["x", "-" * 36, "0" * 35 + "-", ""])
def test_what_is_no_id_is_not_there(cast, key):
    clerk, safety_head = client_as(cast.county_clerk), client_as(cast.safety_head)
    own = reverse("hazards:record") + f"?enterprise={cast.enterprise.pk}"
    assert clerk.get(f"{reverse('hazards:record')}?enterprise={key or 'none'}").status_code == 404
    assert safety_head.get(f"{own}&duty={key}").status_code == 404
    assert clerk.post(reverse("hazards:confirm_many"), {"pk": [key]}).status_code == 404
