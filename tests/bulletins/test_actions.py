"""The acts on bulletins, behind the wall: draw up, expose, answer, release by two, withdraw, follow up."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from audit.models import Entry
from bulletins import actions, rules, selectors, tasks
from bulletins.choices import Status
from bulletins.models import Bulletin, Exposure, Note, Publication, Schedule, Statement
from core import clock, scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from documents.models import Document
from notifications.models import Notice
from tests.bulletins import stage
from tests.cast import acting
from tests.hazards.factories import bring_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast):
    return stage.overdue(cast, description="Principal stacks too high, call 13800138000")


def fresh(bulletin):
    with scope.everything(because="the test reads"):
        return Bulletin.objects.get(pk=bulletin.pk)


def verbs():
    with scope.everything(because="the test reads"):
        return list(
            Entry.objects.filter(verb__contains="bulletin").order_by("at", "number").values_list("verb", flat=True)
        )


def told(kind):
    with scope.everything(because="the test reads"):
        return sorted(Notice.objects.filter(kind=kind).values_list("person__username", flat=True))


def test_a_draft_names_what_is_overdue_without_persons(cast, case):
    stage.overdue(cast, ago=10, seed=402)
    bulletin = stage.drawn(cast)
    assert bulletin.status == Status.DRAFT
    (item,) = bulletin.items
    assert item["label"] == case.label
    assert item["problem"] == "P. stacks too high, call [电话略]"
    assert item["days"] > 20
    assert item["regulator_en"] == "Gulin County Emergency Management Bureau"
    assert bulletin.typical == [1]
    assert (bulletin.figures["past_due"], bulletin.figures["open"]) == (1, 2)
    assert "古蔺县" in bulletin.title_zh
    assert verbs() == ["draw_up_bulletin"]


def test_nothing_overdue_is_nothing_to_name(cast):
    with pytest.raises(RuleBroken):
        stage.drawn(cast)


def test_exposure_is_on_the_boards_at_once(cast, case):
    bulletin = stage.exposed(cast, stage.drawn(cast))
    for who in ("county_head", "viewer", "inspector", "city_clerk", "provincial_head", "safety_head"):
        with acting(getattr(cast, who)) as actor:
            assert [each.hazard_id for each in selectors.exposures(actor)] == [case.pk], who
    for who in ("rival_safety_head", "sibling_inspector", "anhui_head", "anhui_safety_head"):
        with acting(getattr(cast, who)) as actor:
            assert not selectors.exposures(actor).exists(), who
            with pytest.raises(NotVisible):
                selectors.exposure_of(actor, stage.exposures(bulletin)[0].pk)
    assert told("unit_exposed") == ["principal", "safety_head"]
    with scope.public():
        assert not Publication.objects.exists()
        assert not Exposure.objects.exists()
        assert not Bulletin.objects.exists()


def test_an_upper_authority_exposes_to_all_below(cast, case):
    bulletin = stage.drawn(cast, by="provincial_head")
    stage.exposed(cast, bulletin, by="provincial_head")
    for who in ("county_clerk", "sibling_inspector", "safety_head"):
        with acting(getattr(cast, who)) as actor:
            assert selectors.exposures(actor).count() == 1, who
            assert not Bulletin.objects.exists(), who
    with acting(cast.anhui_head) as actor:
        assert not selectors.exposures(actor).exists()


def test_two_different_persons_release(cast, case):
    bulletin = stage.exposed(cast, stage.drawn(cast))
    first = stage.released(cast, bulletin, by="county_clerk")
    assert first.status == Status.RELEASED_FIRST
    with scope.public():
        assert not Publication.objects.exists()
    assert told("bulletin_to_release") == ["county_head"]
    with pytest.raises(NotAllowed, match="another person"):
        stage.released(cast, bulletin, by="county_clerk")
    second = stage.released(cast, bulletin, by="county_head")
    assert second.status == Status.RELEASED
    with scope.public():
        publication = Publication.objects.get()
    assert publication.content_sha256 == first.content_sha256
    assert publication.number == f"（古蔺县）应急通报〔{clock.today().year}〕1号"
    assert publication.public_until > clock.today() + timedelta(days=175)
    text = str(publication.content)
    assert str(case.pk) not in text
    assert str(cast.enterprise.pk) not in text
    assert "13800138000" not in text
    with scope.everything(because="the test reads"):
        kinds = sorted(Document.objects.filter(kind__startswith="bulletin").values_list("kind", "language"))
    assert kinds == [("bulletin", "zh"), ("bulletin_translation", "en")]
    assert told("bulletin_published") == ["principal", "safety_head"]
    assert verbs()[-2:] == ["release_bulletin_first", "release_bulletin_second"]


def test_the_database_refuses_one_person_twice(cast, case):
    bulletin = stage.exposed(cast, stage.drawn(cast))
    stage.released(cast, bulletin, by="county_clerk")
    refused = pytest.raises(DatabaseError, match="bulletin_two_persons_release")
    with acting(cast.county_clerk) as actor, refused, transaction.atomic():
        Bulletin.objects.filter(pk=bulletin.pk).update(
            status="released", released_by=actor.person_id, released_at=clock.now()
        )


def test_the_database_publishes_nothing_released_once(cast, case):
    bulletin = stage.exposed(cast, stage.drawn(cast))
    first = stage.released(cast, bulletin, by="county_clerk")
    with acting(cast.county_clerk):
        document = Document.objects.filter(kind="rectification_order").first()
        with pytest.raises(DatabaseError, match="two persons"), transaction.atomic():
            Publication.objects.create(
                region_code="510525", bulletin=first, authority=first.authority, number="x", title_zh="x", title_en="x",
                content={}, content_sha256=first.content_sha256, document=document, translation=document,
                published_at=clock.now(), public_until=clock.today(),
            )  # fmt: skip


def test_what_is_published_never_changes(cast, case):
    bulletin = stage.published(cast)
    with acting(cast.county_head):
        for change in (
            lambda: Bulletin.objects.filter(pk=bulletin.pk).update(title_zh="x"),
            lambda: Bulletin.objects.filter(pk=bulletin.pk).delete(),
            lambda: Publication.objects.update(content={}),
            lambda: Publication.objects.update(public_until=clock.today()),
            lambda: Publication.objects.all().delete(),
            lambda: Exposure.objects.update(facts={}),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_one_of_the_two_is_the_head(cast, case):
    bulletin = stage.exposed(cast, stage.drawn(cast))
    stage.released(cast, bulletin, by="county_head")
    assert stage.released(cast, bulletin, by="county_clerk").status == Status.RELEASED


def test_who_may_not_release(cast, case):
    bulletin = stage.exposed(cast, stage.drawn(cast))
    for who in ("inspector", "viewer", "administrator", "city_clerk", "provincial_head"):
        with pytest.raises(NotAllowed):
            stage.released(cast, bulletin, by=who)
    with acting(cast.anhui_clerk) as actor, pytest.raises(NotVisible):
        actions.release_bulletin(actor=actor, now=clock.now(), bulletin_id=bulletin.pk, version=1)


def test_the_units_are_heard_first(cast, case):
    bulletin = stage.exposed(cast, stage.drawn(cast), now=clock.now())
    with pytest.raises(RuleBroken, match="may answer until"):
        stage.released(cast, bulletin, by="county_clerk")
    (exposure,) = stage.exposures(bulletin)
    with acting(cast.safety_head) as actor:
        actions.file_statement(
            actor=actor, now=clock.now(), exposure_id=exposure.pk, text="The shelf is ordered. Tel 13912345678"
        )
    stage.released(cast, bulletin, by="county_clerk")
    stage.released(cast, bulletin, by="county_head")
    with scope.public():
        content = Publication.objects.get().content
    assert content["typical"][0]["statement"] == "The shelf is ordered. Tel [电话略]"
    assert content["statements"][0]["unit"] == "Gulin Fireworks Wholesale"


def test_a_later_statement_stands_beside_it(cast, case):
    bulletin = stage.published(cast)
    (exposure,) = stage.exposures(bulletin)
    with acting(cast.safety_head) as actor:
        actions.file_statement(actor=actor, now=clock.now(), exposure_id=exposure.pk, text="It is done now")
    with scope.public():
        note = Note.objects.get()
    assert (note.kind, note.entry, note.text) == ("statement", 1, "It is done now")
    with acting(cast.rival_safety_head) as actor, pytest.raises(NotVisible):
        actions.file_statement(actor=actor, now=clock.now(), exposure_id=exposure.pk, text="We say so too")
    with acting(cast.county_clerk) as actor, pytest.raises(NotAllowed):
        actions.file_statement(actor=actor, now=clock.now(), exposure_id=exposure.pk, text="We say so too")
    with acting(cast.county_clerk):
        assert Statement.objects.count() == 1


def test_withdrawal_follows_everywhere(cast, case):
    bulletin = stage.published(cast)
    with acting(cast.county_clerk) as actor:
        with pytest.raises(RuleBroken):
            actions.withdraw_bulletin(actor=actor, now=clock.now(), bulletin_id=bulletin.pk, reason="")
        actions.withdraw_bulletin(
            actor=actor,
            now=clock.now(),
            bulletin_id=bulletin.pk,
            reason="The order was annulled",
            decided_on=clock.today(),
        )
    with scope.public():
        publication = Publication.objects.get()
        assert publication.withdraw_reason == "The order was annulled"
        assert not selectors.publications(today=clock.today()).exists()
        with pytest.raises(Conflict, match="The order was annulled"):
            selectors.readable(publication.pk, today=clock.today())
    with scope.everything(because="the test reads"):
        assert set(Document.objects.filter(kind__startswith="bulletin").values_list("status", flat=True)) == {"revoked"}
    with acting(cast.safety_head) as actor:
        assert not selectors.exposures(actor).exists()
    assert told("bulletin_withdrawn") == ["principal", "safety_head"]
    with acting(cast.county_clerk) as actor, pytest.raises(Conflict):
        actions.withdraw_bulletin(actor=actor, now=clock.now(), bulletin_id=bulletin.pk, reason="Once more")


def test_it_ends_by_itself(cast, case):
    stage.published(cast)
    with scope.public():
        publication = Publication.objects.get()
        later = publication.public_until + timedelta(days=1)
        assert selectors.state_of(publication, today=publication.public_until) == "public"
        assert selectors.state_of(publication, today=later) == "expired"
        assert not selectors.publications(today=later).exists()


def test_sending_back_opens_the_text_again(cast, case):
    bulletin = stage.exposed(cast, stage.drawn(cast))
    stage.released(cast, bulletin, by="county_clerk")
    with acting(cast.county_head) as actor:
        with pytest.raises(Conflict):
            actions.edit_draft(actor=actor, now=clock.now(), bulletin_id=bulletin.pk, texts={"title_zh": "新"})
        back = actions.send_back(actor=actor, now=clock.now(), bulletin_id=bulletin.pk, reason="The title is wrong")
        assert (back.status, back.content) == (Status.EXPOSED, {})
        actions.edit_draft(actor=actor, now=clock.now(), bulletin_id=bulletin.pk, texts={"title_zh": "关于更正的通报"})
    stage.released(cast, bulletin, by="county_clerk")
    stage.released(cast, bulletin, by="county_head")
    with scope.public():
        assert Publication.objects.get().title_zh == "关于更正的通报"


def test_what_is_left_out_is_nowhere(cast, case):
    stage.overdue(cast, seed=403, description="A second one")
    bulletin = stage.exposed(cast, stage.drawn(cast))
    with acting(cast.county_clerk) as actor:
        actions.edit_draft(actor=actor, now=clock.now(), bulletin_id=bulletin.pk, texts={}, left_out=[1])
        with pytest.raises(RuleBroken):
            actions.edit_draft(actor=actor, now=clock.now(), bulletin_id=bulletin.pk, texts={}, left_out=[1, 2])
        with pytest.raises(RuleBroken):
            actions.edit_draft(actor=actor, now=clock.now(), bulletin_id=bulletin.pk, texts={}, left_out=[])
        assert [each.number for each in selectors.exposures(actor)] == [2]
    stage.released(cast, bulletin, by="county_clerk")
    stage.released(cast, bulletin, by="county_head")
    with scope.public():
        entries = Publication.objects.get().content["entries"]
    assert [each["no"] for each in entries] == [1]
    assert bulletin.items[0]["problem"] not in str(entries)


def test_a_closed_case_is_noted_once(cast, case):
    bulletin = stage.published(cast)
    assert tasks.follow_closed_cases() == 0
    bring_to(cast, "closed", hazard=case)
    assert [tasks.follow_closed_cases() for _ in range(2)] == [1, 0]
    with scope.public():
        assert list(Note.objects.values_list("kind", "entry")) == [("rectified", 1)]
    with acting(cast.county_clerk) as actor:
        actions.add_follow_up(
            actor=actor,
            now=clock.now(),
            bulletin_id=bulletin.pk,
            entry=1,
            text="Looked back",
            happened_on=clock.today(),
        )
        with pytest.raises(NotVisible):
            actions.add_follow_up(
                actor=actor, now=clock.now(), bulletin_id=bulletin.pk, entry=9, text="x", happened_on=clock.today()
            )
    assert fresh(bulletin).status == Status.RELEASED


def test_the_month_is_drawn_up_once(cast, case):
    with acting(cast.county_head) as actor:
        actions.keep_schedule(
            actor=actor, now=clock.now(), day_of_month=1, which="all", least_days=7, reply_days=5, public_months=6
        )
    assert [tasks.draw_up_monthly() for _ in range(2)] == [1, 0]
    with scope.everything(because="the test reads"):
        bulletin = Bulletin.objects.get()
    assert (bulletin.status, bulletin.source) == (Status.EXPOSED, "monthly")
    assert told("bulletin_drawn_up") == ["county_clerk", "county_head"]
    with acting(cast.county_clerk) as actor, pytest.raises(NotAllowed):
        actions.keep_schedule(
            actor=actor, now=clock.now(), day_of_month=1, which="all", least_days=7, reply_days=5, public_months=6
        )


def test_months_of_an_outage_are_caught_up_once_each(cast):
    case = stage.overdue(cast, ago=160)
    with acting(cast.county_head) as actor:
        actions.keep_schedule(
            actor=actor, now=clock.now(), day_of_month=1, which="all", least_days=7, reply_days=5, public_months=6
        )
    month = rules.month_before(clock.today())
    keys = [month[0]]
    for _step in range(2):
        month = rules.month_before(month[1])
        keys.insert(0, month[0])
    stood_still_since = rules.month_before(month[1])[0]
    with scope.everything(because="the clock stood still for three months"):
        Schedule.objects.update(last_period=stood_still_since)
    assert [tasks.draw_up_monthly() for _ in range(2)] == [3, 0]
    with scope.everything(because="the test reads"):
        rows = list(Bulletin.objects.order_by("drawn_at", "id"))
        assert [row.period_key for row in rows] == keys
        assert [row.period_to.strftime("%Y-%m") for row in rows] == keys
        assert all(row.items[0]["label"] == case.label for row in rows)
        assert Schedule.objects.get().last_period == keys[-1]


def test_a_schedule_that_was_off_catches_nothing_up(cast, case):
    given = {"which": "all", "least_days": 7, "reply_days": 5, "public_months": 6}
    with acting(cast.county_head) as actor:
        actions.keep_schedule(actor=actor, now=clock.now(), day_of_month=None, **given)
        Schedule.objects.update(last_period="2020-01")
        actions.keep_schedule(actor=actor, now=clock.now(), day_of_month=1, **given)
    assert [tasks.draw_up_monthly() for _ in range(2)] == [1, 0]


def test_a_case_named_twice_is_one_line_and_one_answer(cast, case):
    first, second = (stage.exposed(cast, stage.drawn(cast), by="county_clerk") for _ in range(2))
    stage.exposed(cast, stage.drawn(cast, by="provincial_head"), by="provincial_head", now=clock.now())
    batch = stage.announced(cast, stage.batch(cast, [case]), now=clock.now())
    with acting(cast.county_head) as actor:
        (row,) = selectors.with_grounds(selectors.exposures(actor))
        assert row.batch_id == batch.pk
        assert [str(each) for each in row.grounds] == ["Named in a bulletin", "Named in the media"]
        assert len(selectors.exposures_beside(actor, row)) == 3
    with acting(cast.safety_head) as actor:
        (row,) = selectors.exposures(actor)
        actions.file_statement(actor=actor, now=clock.now(), exposure_id=row.pk, text="The shelf is ordered")
        assert Statement.objects.count() == 4
    with acting(cast.county_clerk):
        for bulletin in (first, second):
            assert selectors.statements_of(bulletin)[str(case.pk)]["text"] == "The shelf is ordered"
    with acting(cast.county_clerk) as actor:
        actions.withdraw_bulletin(actor=actor, now=clock.now(), bulletin_id=first.pk, reason="It was annulled")
        (row,) = selectors.with_grounds(selectors.exposures(actor))
        assert len(row.grounds) == 2


def test_persons_are_covered_in_what_a_unit_says_in_public(cast, case):
    bulletin = stage.exposed(cast, stage.drawn(cast))
    (exposure,) = stage.exposures(bulletin)
    said = f"{cast.safety_head.user.name} asked {cast.inspector.user.name} for time, call 13912345678"
    with acting(cast.safety_head) as actor:
        actions.file_statement(actor=actor, now=clock.now(), exposure_id=exposure.pk, text=said)
    stage.released(cast, bulletin, by="county_clerk")
    stage.released(cast, bulletin, by="county_head")
    with acting(cast.safety_head) as actor:
        actions.file_statement(actor=actor, now=clock.now(), exposure_id=exposure.pk, text=f"Again: {said}")
    with scope.public():
        content, note = Publication.objects.get().content, Note.objects.get()
    for text in (content["typical"][0]["statement"], content["statements"][0]["text"], note.text):
        assert "asked" in text
        assert cast.safety_head.user.name not in text
        assert cast.inspector.user.name not in text
        assert "13912345678" not in text
    with acting(cast.county_clerk):
        assert cast.safety_head.user.name in Statement.objects.order_by("filed_at").first().text


def test_what_is_added_or_withdrawn_in_public_names_no_person(cast, case):
    who, also = cast.principal.user.name, cast.inspector.user.name
    bulletin = stage.drawn(cast)
    with acting(cast.county_clerk) as actor:
        texts = {"good_en": f"Thanks to {also}"}
        row = actions.edit_draft(actor=actor, now=clock.now(), bulletin_id=bulletin.pk, texts=texts)
        assert row.good_en == "Thanks to I."
    stage.published(cast, bulletin)
    with acting(cast.county_clerk) as actor:
        given = {"actor": actor, "now": clock.now(), "bulletin_id": bulletin.pk}
        said = f"{who} has cleared it, seen by {also}, 13800138000"
        actions.add_follow_up(**given, entry=1, text=said, happened_on=clock.today())
        actions.withdraw_bulletin(**given, reason=f"{also} took {who} for another")
    with scope.public():
        assert Note.objects.get().text == "P. has cleared it, seen by I., [电话略]"
        assert Publication.objects.get().withdraw_reason == "I. took P. for another"
    assert fresh(bulletin).withdraw_reason == "I. took P. for another"
