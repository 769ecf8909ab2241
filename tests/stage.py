"""The stage of the URL matrix: one object of every kind, all of Gulin Fireworks (510525), made by the actions.

Foreign rows stand beside them in every table (tests/wall/planting.py), so that a crawl shows whether any leaks.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts import actions as accounts_actions
from bulletins.models import MediaPost, Publication
from checklists.duties.sweep import sweep as sweep_duties
from checklists.models import Binding, Checklist, ChecklistItem, ChecklistVersion, Duty, FieldTable, Standard
from core import clock, scope
from core.ids import new_id
from desk.actions import propose_move
from documents.models import Document, ServiceConsent
from documents.rules import pictures
from enterprises.codes.actions import issue_codes
from enterprises.codes.tokens import unseal
from enterprises.models import (
    Accident,
    Code,
    DishonestyListing,
    EnterpriseImport,
    Equipment,
    Licence,
    Move,
    Place,
    Post,
)
from evidence.actions import receive_attachment
from hazards.actions import assign_inside
from hazards.models import Hazard, SavedFilter
from inspections import actions as visit_actions
from inspections import rules as visit_rules
from inspections.models import FindingPhoto, Revision, Signature, Statement
from notifications.actions import add_endpoint, notify
from notifications.models import Delivery, Notice
from rectification.letters import actions as letter_actions
from rectification.models import DeadlinePolicy, Rung, StandingAuthorisation
from risks.ledger import actions as risk_actions
from risks.models import Alarm, Appeal, Colour
from tests.bulletins.stage import batch, batch_out, called, drawn, exposures, held, overdue, published
from tests.cast import Cast, acting, build_cast
from tests.checklists.duties import stage as duties
from tests.evidence.pictures import jpeg, photo
from tests.hazards.factories import bring_to, make_photo, record
from tests.inspections import visits
from tests.rectification import letters, listings
from tests.risks import ledger_stage
from tests.wall.planting import Owner, Planter, plant_everything
from tests.whistleblowing import stage as tips
from whistleblowing.models import Tip


@dataclass
class Stage:
    """The cast and the objects; `keys` gives the arguments of an address by the name of its object."""

    cast: Cast
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    clients: dict[tuple, Any] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, Any]:
        """The key of each object by its name."""
        return {name: next(iter(each.values())) for name, each in self.keys.items()}

    def put(self, **objects: Any) -> None:
        """Remember objects by name; the address takes `pk` unless said otherwise."""
        self.keys |= {name: {"pk": each.pk} for name, each in objects.items()}


def build_stage() -> Stage:
    """Build everything. Call it inside a transaction that is rolled back."""
    now = clock.now()
    cast = build_cast(now)
    stage = Stage(cast)
    version = visits.make_checklist(now)
    visits.make_places(cast.enterprise)
    with scope.everything(because="the tests set their stage"):
        planter = plant_everything(cast, personal=False)
        _register(stage, planter, version)
    _people(stage)
    _moves(stage)
    _hazards(stage)
    _letters(stage)
    _listings(stage)
    _visits(stage, version)
    _bulletins(stage)
    _duties(stage)
    _risks(stage)
    _tips(stage)
    return stage


def _tips(stage: Stage) -> None:
    cast = stage.cast
    photographed = tips.bring(cast, "submitted", photos=[jpeg(photo(88))])
    stage.put(
        tip_submitted=photographed,
        **{f"tip_{state}": tips.bring(cast, state) for state in ("accepted", "verifying", "confirmed")},
        tip_told=tips.bring(cast, "result_told"),
        **{f"tip_{state}": tips.bring(cast, "accepted", **tips.REPORTER) for state in ("named", "asked", "approved")},
    )
    stage.keys["tip_photo"] = {"pk": photographed.pk, "position": 1}
    with scope.everything(because="the tests set their stage"):
        found = {name: Tip.objects.get(pk=stage.keys[f"tip_{name}"]["pk"]) for name in ("asked", "approved")}
    for tip in found.values():
        tips.do(cast, "ask_identity", tip, purpose="For the matrix")
    tips.do(cast, "decide_identity", found["approved"], by="county_head", approve=True)


def _register(stage: Stage, planter: Planter, version: ChecklistVersion) -> None:
    cast, owner, county = stage.cast, Owner("510525", stage.cast.enterprise), Owner("510525")
    stage.put(
        enterprise=cast.enterprise,
        handler=cast.second_inspector.membership,
        authority=cast.authorities["510522"],
        place=planter.of(Place, owner),
        equipment=planter.of(Equipment, owner),
        post=planter.of(Post, owner),
        imported=planter.plant(EnterpriseImport, Owner("510525", None, cast.county_clerk.user)),
        consent=planter.of(ServiceConsent, owner),
        policy=planter.of(DeadlinePolicy, county),
        checklist=planter.of(Checklist, county),
        draft=planter.of(ChecklistVersion, county),
        binding=planter.of(Binding, owner),
        field_table=planter.of(FieldTable, county),
        revision=planter.of(Revision, owner),
        statement=planter.of(Statement, owner),
        signature=planter.of(Signature, owner),
    )
    rung = planter.of(Rung, county)
    stage.keys["ladder"] = {"pk": rung.policy_id}
    stage.keys["ladder_rung"] = {"pk": rung.policy_id, "rung_id": rung.pk}
    item = planter.of(ChecklistItem, county)
    stage.keys["draft_item"] = {"pk": item.version_id, "item_id": item.pk}
    stage.keys["version"] = {"pk": version.pk}
    stage.keys["field_row"] = {"pk": stage.keys["field_table"]["pk"], "code": "K04"}
    stage.keys["region"] = {"code": "510525"}
    stage.keys["industry"] = {"pk": "K04"}
    stage.keys["standard"] = {"pk": Standard.objects.get(code="FW").pk}
    stage.keys["criterion"] = {"pk": visits.CRITERION}
    with acting(cast.safety_head) as actor:
        code = issue_codes(actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk)[0]
        code = Code.objects.get(pk=code.pk)
    stage.keys["code_of"] = {"pk": code.pk}
    stage.keys["code_row"] = {"pk": cast.enterprise.pk, "code_id": code.pk}
    stage.keys["code_end"] = {"pk": cast.enterprise.pk, "code_id": code.pk, "verb": "revoke"}
    stage.keys["label"] = {"token": unseal([code.sealed_token])[0]}
    alarm = planter.of(Alarm, owner)
    for name, model in (("licence", Licence), ("dishonesty_listing", DishonestyListing), ("accident", Accident)):
        row = planter.of(model, owner)
        stage.put(**{name: row})
        stage.keys[f"{name.removeprefix('dishonesty_')}_item"] = {"pk": cast.enterprise.pk, "item_id": row.pk}
    stage.put(colour=planter.of(Colour, owner), appeal=planter.of(Appeal, owner), alarm=alarm)
    stage.keys["alarm_code"] = {"pk": code.pk}
    stage.keys["alarm_answer"] = {"pk": alarm.pk, "verb": "acknowledge"}
    for kind in ("place", "equipment", "post"):
        stage.keys[f"{kind}_of"] = {"pk": cast.enterprise.pk, "kind": kind}
        stage.keys[f"{kind}_item"] = stage.keys[f"{kind}_of"] | {"item_id": stage.keys[kind]["pk"]}


def _people(stage: Stage) -> None:
    cast, now = stage.cast, clock.now()
    with acting(cast.administrator) as actor:
        invitation, secret = accounts_actions.invite(actor=actor, now=now, name="Invited", role="clerk")
        token, _key = accounts_actions.make_token(actor=actor, now=now, label="matrix")
    with acting(cast.inspector) as actor:
        notify(
            now=now,
            memberships=[cast.inspector.membership, cast.safety_head.membership],
            kind="message",
            values={"text": "For the matrix"},
            subject=cast.enterprise,
            key="matrix",
        )
        endpoint = add_endpoint(actor=actor, now=now, channel="email", address="matrix@example.org")
    with scope.everything(because="the tests set their stage"):
        notice = Notice.objects.get(key="matrix", membership=cast.inspector.membership)
        dead_letter = Delivery.objects.create(
            region_code="510525",
            person=cast.inspector.user,
            membership=cast.inspector.membership,
            notice=notice,
            channel="email",
            key="matrix",
            state="permanent_failure",
            queued_at=now,
            ended_at=now,
        )
        kept = SavedFilter.objects.create(
            region_code="510525",
            person=cast.inspector.user,
            membership=cast.inspector.membership,
            name="Mine",
            query="status=served",
            created_at=now,
        )
    stage.put(
        invitation=invitation,
        token=token,
        notice=notice,
        endpoint=endpoint,
        dead_letter=dead_letter,
        saved_filter=kept,
        membership=cast.viewer.membership,
        assignment=cast.assignments["cross_inspector"],
    )
    stage.keys["secret"] = {"secret": secret}


def _moves(stage: Stage) -> None:
    cast = stage.cast
    with scope.everything(because="the tests set their stage"):
        # What the planter left open for the enterprise stands in the way of a proposal of its own.
        Move.objects.filter(enterprise=cast.enterprise).delete()
    with acting(cast.county_clerk) as actor:
        stage.put(
            move=propose_move(
                actor=actor,
                now=clock.now(),
                enterprise_id=cast.enterprise.pk,
                to_region="5106",
                reason="It built a new plant",
            )
        )


def _hazards(stage: Stage) -> None:
    cast, now = stage.cast, clock.now()
    stage.put(
        recorded=record(cast, seed=1, description="Seen first"),
        confirmed=bring_to(cast, "confirmed", seed=2),
        served=bring_to(cast, "served", seed=3),
        rectifying=bring_to(cast, "rectifying", seed=4),
        under_review=bring_to(cast, "under_review", seed=5),
        closed=bring_to(cast, "closed", seed=6),
        major=bring_to(cast, "served", seed=7, grade="major"),
    )
    own = record(cast, by="safety_head", source="self_check", seed=8, description="Found by ourselves")
    with acting(cast.safety_head) as actor:
        responsible = cast.worker.membership
        today = clock.day_of(now)
        assign_inside(actor=actor, now=now, hazard_id=own.pk, responsible=responsible, due_on=today)
    stage.put(inside=own, responsible=responsible)
    with acting(cast.inspector) as actor:
        photo = make_photo(actor, cast.enterprise, seed=77)
        document = Document.objects.filter(enterprise=cast.enterprise, kind="rectification_order").exclude(code=None)[0]
        kept = receive_attachment(
            actor=actor, now=now, id=new_id(), name="plan.pdf", data=b"%PDF-1.7\n%%EOF", enterprise=cast.enterprise
        )
    stage.put(photo=photo, document=document, attachment=kept)
    stage.keys["photo_id"] = {"id": photo.pk}
    stage.keys["attachment_id"] = {"id": kept.pk}
    stage.keys["document_id"] = {"id": document.pk}
    with scope.everything(because="the tests set their stage"):
        service = document.services.first()
    stage.put(service=service)
    stage.keys["document_service"] = {"id": document.pk, "service": service.pk}
    stage.keys["code"] = {"code": document.code}
    stage.keys["code_pk"] = {"pk": document.code}


def _letters(stage: Stage) -> None:
    cast, now = stage.cast, clock.now()
    with scope.everything(because="the tests set their stage"):
        StandingAuthorisation.objects.filter(region_code="510525").update(ended_at=now)
        # With a consent to electronic service on file, letters would be served as soon as they are issued.
        consents = ServiceConsent.objects.filter(enterprise=cast.enterprise)
        consents.update(withdrawn_at=now)
    with acting(cast.county_head) as actor:
        authorisation = letter_actions.grant_authorisation(
            actor=actor,
            now=now,
            kind="notice",
            starts_on=clock.day_of(now),
            ends_on=clock.day_of(now),
            reason="For the matrix",
        )
    hazard = Hazard(pk=stage.keys["served"]["pk"])
    stage.put(
        authorisation=authorisation,
        letter_draft=letters.drafted(cast, hazard=hazard, now=now),
        letter_issued=letters.issued(cast, hazard=hazard, now=now),
        letter_served=letters.served(cast, hazard=hazard, now=now),
        letter_replied=letters.replied(cast, hazard=hazard, now=now),
        letter_talk=letters.served(cast, hazard=hazard, now=now, kind="talk"),
    )
    with scope.everything(because="the tests set their stage"):
        consents.update(withdrawn_at=None)


def _listings(stage: Stage) -> None:
    cast, now = stage.cast, clock.now()
    for seed, state in enumerate(("proposed", "listed", "published"), start=401):
        hazard = listings.major(cast, now=now, seed=seed)
        stage.put(**{f"listing_{state}": listings.bring(cast, state, hazard=hazard, now=now)})


def _visits(stage: Stage, version: ChecklistVersion) -> None:
    cast, now = stage.cast, clock.now()
    with acting(cast.inspector) as actor:
        visit = visits.begin(actor, now, cast, version)
        item = ChecklistItem.objects.filter(version=version).first()
        visits.answer(actor, now, visit, item)
        shown = visits.show(actor, now, visit, item)
        finding = visits.find(actor, now, visit, grade="major")
        planned = visit_actions.plan_visit(
            actor=actor,
            now=now,
            visit_id=new_id(),
            enterprise_id=cast.enterprise.pk,
            method="routine",
            planned_on=clock.day_of(now) + timedelta(days=1),
            officers=[visit_actions.Member(membership=cast.inspector.membership.pk)],
        )
        photo = FindingPhoto.objects.get(finding=finding)
    with scope.everything(because="the tests set their stage"):
        Revision.objects.filter(pk=stage.keys["revision"]["pk"]).update(
            visit=visit, subject="visit", subject_id=visit.pk, changes={}
        )
    stage.put(visit=visit, finding=finding, planned=planned, finding_photo=photo, answer_photo=shown)
    stage.keys["answer"] = {"pk": visit_rules.answer_key(visit.pk, item.pk)}
    stage.keys["visit_id"] = {"id": visit.pk}
    stage.keys["planned_id"] = {"id": planned.pk}
    stage.keys["item_of"] = {"id": visit.pk, "item": item.pk}
    stage.keys["finding_of"] = {"id": visit.pk, "finding": finding.pk}


def _risks(stage: Stage) -> None:
    cast, now = stage.cast, clock.now()
    point, retired, plan = ledger_stage.added(cast), ledger_stage.added(cast, name="Gone"), ledger_stage.planned(cast)
    measure = ledger_stage.measured(cast, point)
    with acting(cast.safety_head) as actor:
        risk_actions.retire_point(actor=actor, now=now, point_id=retired.pk, reason="For the matrix")
        risk_actions.place_point(actor=actor, now=now, plan_id=plan.pk, point_id=point.pk, x=5000, y=5000)
    stage.put(risk_point=point, risk_retired=retired, risk_measure=measure, site_plan=plan)
    stage.keys["risk_entry"] = {"pk": point.pk, "number": 1}
    stage.keys["site_mark"] = {"pk": plan.pk, "point_id": point.pk}


def _duties(stage: Stage) -> None:
    cast, now = stage.cast, clock.now()
    with scope.everything(because="the tests set their stage"):
        held, _version = duties.make_list(code="POST-M", frequencies=("day", "event"))
        post = duties.make_post(cast, name="Keeper of the matrix")
        duties.hold(post, cast.worker)
        today = clock.day_of(now)
        binding = duties.bind(cast, held, post=post, starts_on=today, bound_at=now)
        substitute = duties.hold(
            post,
            cast.principal,
            from_on=today + timedelta(days=9),
            until_on=today + timedelta(days=11),
            kind="substitute",
        )
    sweep_duties(now=now)
    with scope.everything(because="the tests set their stage"):
        stage.put(
            duty=Duty.objects.get(binding=binding), substitution=substitute, binding_of_post=binding, post_bound=post
        )
    stage.keys["duty_answer"] = {"pk": new_id()}


def _bulletins(stage: Stage) -> None:
    cast = stage.cast
    case = overdue(cast, seed=61)
    bulletin = published(cast)
    draft = drawn(cast)
    with scope.public():
        publication = Publication.objects.get(bulletin=bulletin.pk)
    stage.put(bulletin=bulletin, bulletin_draft=draft, exposure=exposures(bulletin)[0], publication=publication)
    stage.keys["bulletin_preview"] = {"pk": draft.pk, "language": "zh"}
    stage.keys["publication_file"] = {"pk": publication.pk, "language": "zh"}
    media, meeting = batch(cast, [case]), called(cast, [case])
    minuted = held(cast, called(cast, [case]))
    with scope.everything(because="the tests set their stage"):
        promise, part = minuted.commitments.get(), meeting.speakers.get(enterprise__isnull=False)
    out = batch_out(cast, [case])
    with scope.public():
        stage.put(media_post=MediaPost.objects.get(batch=out.pk))
    stage.put(media=media, meeting=meeting, minuted=minuted, meeting_part=part, commitment=promise)
    stage.keys["media_case"] = {"pk": media.pk, "number": 1}
    stage.keys["promise"] = {"pk": minuted.pk, "commitment": promise.pk}
    digest = next(iter(pictures(publication.content)))
    stage.keys["publication_photo"] = {"pk": publication.pk, "digest": digest}
