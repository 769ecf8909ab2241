"""The safety code: random tokens, one in force for each thing, ended once; who keeps them; races."""

import math
from collections import Counter

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Entry
from core import clock, scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from enterprises.actions import remove_belonging
from enterprises.codes import actions, rules, tokens
from enterprises.codes.selectors import codes_of, resolve
from enterprises.models import Code, Equipment, Place, Post
from tests.cast import acting, build_cast, client_as
from tests.rectification.test_races import at_once, outcomes


def furnish(cast):
    """A place, a machine and a post of the enterprise; returns them."""
    with scope.everything(because="the tests furnish an enterprise"):
        own = {"region_code": cast.enterprise.region_code, "enterprise": cast.enterprise}
        place = Place.objects.create(name="Ammonia store", **own)
        machine = Equipment.objects.create(name="Ice machine 2", place=place, **own)
        return place, machine, Post.objects.create(name="Refrigeration operator", duties="Watch the pressure", **own)


def issue(cast, who=None):
    """Issue every code of the enterprise; return them by kind."""
    with acting(who or cast.safety_head) as actor:
        made = actions.issue_codes(actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk)
    return {code.kind: code for code in made}


def token_of(code):
    """The token that stands on a label."""
    with scope.everything(because="the tests read a label"):
        return tokens.unseal([Code.objects.get(pk=code.pk).sealed_token])[0]


# --- Tokens -----------------------------------------------------------------------------------------------------------


def test_a_token_has_more_than_96_random_bits():
    made = [tokens.new_token() for _each in range(3000)]
    assert len(set(made)) == len(made)
    assert math.log2(32) * rules.TOKEN_LENGTH >= 96
    for position in range(rules.TOKEN_LENGTH):
        letters = Counter(token[position] for token in made)
        assert len(letters) == 32
        assert max(letters.values()) < 3000 / 32 * 2


@given(st.sampled_from(["http://127.0.0.1:8000", "https://old.example.org", "https://new.gov.cn:8443"]))
def test_a_label_of_any_host_is_read(host):
    token = tokens.new_token()
    assert rules.token_in(f"{host}/c/{token}/") == token
    assert rules.token_in(f"{host}/c/{token.lower()}?from=nfc") == token
    assert rules.token_in(rules.shown(token)) == token


@given(st.text(max_size=60))
def test_what_is_no_label_is_no_token(text):
    found = rules.token_in(text)
    assert found == "" or rules.plain(found) == found


def test_the_words_of_other_codes_are_no_labels():
    for text in ("H-0000012", "91510525000000001X", "https://x.org/verify/ABCDEFGHIJKLMNOPQRST/", "", "/c/short/"):
        assert rules.token_in(text) == ""


def test_the_host_of_a_label_comes_from_the_setting(settings):
    settings.CODE_URL = "https://code.example.gov.cn/"
    assert tokens.address("A" * 20) == "https://code.example.gov.cn/c/AAAAAAAAAAAAAAAAAAAA/"


@pytest.mark.parametrize("status", rules.TRANSITIONS)
def test_an_ended_label_never_comes_back(status):
    assert not rules.may_become(status, "active")
    assert rules.may_become(status, "revoked") is (status == "active")


# --- Acts -------------------------------------------------------------------------------------------------------------


def test_each_thing_has_one_code_and_issuing_again_adds_none(cast):
    furnish(cast)
    made = issue(cast)
    assert set(made) == {"enterprise", "place", "equipment", "post"}
    assert issue(cast) == {}
    with scope.everything(because="the test reads"), pytest.raises(IntegrityError), transaction.atomic():
        twin = Code.objects.get(pk=made["place"].pk)
        twin.pk, twin.key_hash = clock_id(), "ab" * 32
        twin.save(force_insert=True)


def clock_id():
    """A fresh key."""
    return Code._meta.pk.get_default()


def test_the_database_holds_no_token(cast):
    furnish(cast)
    code = issue(cast)["equipment"]
    token = token_of(code)
    with scope.everything(because="the test reads"):
        row = Code.objects.filter(pk=code.pk).values().get()
        chain = str(list(Entry.objects.values()))
    assert token not in str(
        {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
    )
    assert token not in chain
    assert resolve(token).name == "Ice machine 2"
    assert resolve(rules.shown(token).lower()).code_id == code.pk


def test_a_replaced_label_names_its_day_and_the_new_one_leads_on(cast):
    furnish(cast)
    code = issue(cast)["equipment"]
    old = token_of(code)
    with acting(cast.safety_head) as actor:
        fresh = actions.replace_code(actor=actor, now=clock.now(), code_id=code.pk, reason="Lost")
    found = resolve(old)
    assert (found.in_force, found.replaced) == (False, True)
    assert resolve(token_of(fresh)).in_force
    with acting(cast.safety_head) as actor, pytest.raises(Conflict):
        actions.revoke_code(actor=actor, now=clock.now(), code_id=code.pk, reason="Again")


def test_a_revoked_label_stops_at_once_and_a_new_one_can_be_issued(cast):
    furnish(cast)
    code = issue(cast)["place"]
    token = token_of(code)
    with acting(cast.county_clerk) as actor:
        with pytest.raises(RuleBroken):
            actions.revoke_code(actor=actor, now=clock.now(), code_id=code.pk, reason="  ")
        actions.revoke_code(actor=actor, now=clock.now(), code_id=code.pk, reason="Copied")
    assert not resolve(token).in_force
    assert set(issue(cast)) == {"place"}


def test_a_removed_thing_leaves_a_label_that_leads_nowhere(cast):
    _place, machine, _post = furnish(cast)
    token = token_of(issue(cast)["equipment"])
    with acting(cast.safety_head) as actor:
        remove_belonging(
            actor=actor, now=clock.now(), what="equipment", enterprise_id=cast.enterprise.pk, item_id=machine.pk
        )
    found = resolve(token)
    assert (found.in_force, found.name) == (False, "Ice machine 2")


def test_unknown_malformed_and_foreign_are_refused_alike(cast):
    furnish(cast)
    code = issue(cast)["place"]
    sentences = set()
    for typed in ("A" * 20, "nonsense", "' OR 1=1", ""):
        with pytest.raises(NotVisible) as refused:
            resolve(typed)
        sentences.add(str(refused.value))
    assert len(sentences) == 1
    for who in (cast.anhui_safety_head, cast.rival_safety_head):
        with acting(who) as actor, pytest.raises(NotVisible):
            actions.replace_code(actor=actor, now=clock.now(), code_id=code.pk, reason="Mine now")


@pytest.mark.parametrize("name", ["worker", "viewer", "expert"])
def test_who_may_not_keep_codes(cast, name):
    with acting(getattr(cast, name)) as actor, pytest.raises((NotAllowed, NotVisible)):
        actions.issue_codes(actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk)


def test_a_thing_of_another_enterprise_gets_no_code_here(cast):
    furnish(cast)
    with acting(cast.county_clerk) as actor, pytest.raises(NotVisible):
        actions.issue_codes(
            actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk, things=[("enterprise", cast.rival.pk)]
        )


def test_printing_is_recorded_and_a_foreign_key_prints_nothing(cast, settings):
    furnish(cast)
    code = issue(cast)["post"]
    with acting(cast.safety_head) as actor:
        row = Code.objects.select_related("enterprise").get(pk=code.pk)
        assert actions.note_printing(actor=actor, now=clock.now(), codes=[row]) == [token_of(code)]
        settings.SEALING_KEY = "A" * 43 + "="
        with pytest.raises(Conflict):
            actions.note_printing(actor=actor, now=clock.now(), codes=[row])
    with scope.everything(because="the test reads"):
        assert Entry.objects.filter(verb="print_codes").count() == 1


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_the_page_issues_replaces_and_revokes(cast):
    furnish(cast)
    browser = client_as(cast.safety_head)
    path = f"/enterprises/{cast.enterprise.pk}/codes/"
    assert "Ice machine 2" in browser.get(path).content.decode()
    assert browser.post(path).status_code == 302
    page = browser.get(path).content.decode()
    assert 'name="code"' in page
    with acting(cast.safety_head):
        code = next(each for each in codes_of(cast.enterprise.pk) if each.kind == "equipment")
    one = f"{path}{code.pk}/"
    assert rules.shown(token_of(code)) in browser.get(one).content.decode()
    assert browser.post(f"{one}replace/", {"reason": ""}).status_code == 422
    assert browser.post(f"{one}replace/", {"reason": "Damaged"}).status_code == 302
    assert browser.post(f"{one}revoke/", {"reason": "Damaged"}).status_code == 409
    assert browser.get(f"{one}explode/").status_code == 404
    assert rules.shown(token_of(code)) not in client_as(cast.worker).get(one).content.decode()


def test_the_list_asks_little(cast, page_queries):
    furnish(cast)
    issue(cast)
    assert len(page_queries(client_as(cast.safety_head), f"/enterprises/{cast.enterprise.pk}/codes/")) <= 12


# --- Races ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_replace_at_once_one_succeeds():
    cast = build_cast()
    furnish(cast)
    code = issue(cast)["equipment"]

    def replace(who):
        def call():
            with acting(who) as actor:
                return actions.replace_code(actor=actor, now=clock.now(), code_id=code.pk, reason="Lost").pk

        return call

    done, refused = outcomes(at_once(replace(cast.safety_head), replace(cast.county_clerk)))
    assert done == 1
    assert isinstance(refused[0], Conflict)
    with scope.everything(because="the test reads"):
        assert Code.objects.filter(equipment=code.equipment_id, status="active").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_issue_at_once_make_one_code_each():
    cast = build_cast()
    furnish(cast)
    done, refused = outcomes(at_once(lambda: len(issue(cast)), lambda: len(issue(cast, cast.county_clerk))))
    assert (done, refused) == (2, [])
    with scope.everything(because="the test reads"):
        assert Code.objects.filter(status="active").count() == 4
