"""How a new installation gets its first people: an authority and an enterprise by command, sign-up by the link."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.actions.founding import found_authority
from accounts.models import Authority, Membership
from audit.models import Entry
from core import scope
from core.errors import NotAllowed
from tests.cast import NOW, WalledClient, acting

LETTERHEAD = {
    "region": "510525",
    "department": "JT",
    "name_zh": "古蔺县交通运输局",
    "name_en": "Gulin Bureau of Transport",
    "document_code": "古交",
}


def link(text: str) -> str:
    return re.search(r"https?://[^/]+(/\S+)", text)[1]


def sign_up(path: str, username: str) -> None:
    assert WalledClient().get(path).status_code == 200
    form = {"username": username, "password": "A-long-0ne-of-mine", "again": "A-long-0ne-of-mine"}
    assert WalledClient().post(path, form).status_code == 302


def test_an_authority_is_entered_and_its_administrator_signs_up(cast):
    out = StringIO()
    call_command("found_authority", administrator="Zhao Min", stdout=out, **LETTERHEAD)
    sign_up(link(out.getvalue()), "zhao.min")
    with scope.everything(because="test"):
        authority = Authority.objects.get(department_code="JT", region_id="510525")
        membership = Membership.objects.get(authority=authority)
        assert (membership.role, membership.person.username) == ("administrator", "zhao.min")
        assert Entry.objects.filter(verb="found_authority", subject_id=str(authority.pk)).count() == 1


def test_the_same_body_twice_or_an_unknown_part_is_refused_in_words(cast):
    call_command("found_authority", administrator="Zhao Min", stdout=StringIO(), **LETTERHEAD)
    with pytest.raises(CommandError, match="already"):
        call_command("found_authority", administrator="Zhao Min", stdout=StringIO(), **LETTERHEAD)
    with pytest.raises(CommandError, match="no industry nonsense"):
        call_command(
            "found_authority",
            administrator="Zhao Min",
            industry=["nonsense"],
            stdout=StringIO(),
            **LETTERHEAD | {"department": "GA"},
        )
    with pytest.raises(CommandError, match="not a valid choice"):
        call_command(
            "found_authority", administrator="Zhao Min", stdout=StringIO(), **LETTERHEAD | {"region": "999999"}
        )


def test_the_first_principal_of_an_enterprise_signs_up(cast):
    with scope.everything(because="test"):
        enterprise = Membership.objects.get(pk=cast.principal.membership.pk).enterprise
    out = StringIO()
    call_command("invite_principal", enterprise.credit_code, "Qian Li", stdout=out)
    sign_up(link(out.getvalue()), "qian.li")
    with scope.everything(because="test"):
        assert Membership.objects.get(person__username="qian.li").role == "principal"
    with pytest.raises(CommandError, match="No enterprise"):
        call_command("invite_principal", "91510000MAD0000000", "Qian Li", stdout=StringIO())


def test_no_member_enters_an_authority(cast):
    with acting(cast.administrator) as actor, pytest.raises(NotAllowed):
        found_authority(actor=actor, now=NOW, kind="bureau", **LETTERHEAD)
