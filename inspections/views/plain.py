"""A visit by plain forms, for browsers without scripts: one page an item, one a finding, through the same actions."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import acting
from checklists.choices import AnswerCode
from checklists.models import ChecklistItem
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from evidence.actions import receive_photo
from hazards.choices import Grade
from inspections import actions, content, policy, rules
from inspections.actions.shared import require_under_way
from inspections.choices import PhotoPurpose
from inspections.forms import PlainAnswerForm, PlainDetailsForm, PlainFindingForm
from inspections.models import Answer, Finding, Visit
from inspections.selectors.facts import load
from inspections.selectors.lists import visit_of
from inspections.selectors.phone import criteria_for, deadline_policies, gaps_of, proposals


def _open(request: HttpRequest, id: uuid.UUID) -> Visit:
    """Return a visit that the actor may fill in, or raise what stands against it."""
    row, team = visit_of(id, request.actor)
    require(policy.can_record_finding(request.actor, row, team))
    require_under_way(row)
    return row


def _kept(form, work: Callable[[], actions.Saved | None], request: HttpRequest) -> bool:
    """Do the work, or put what is against it on the form; a collision keeps both values and says so."""
    try:
        with transaction.atomic():
            saved = work()
    except (RuleBroken, Conflict) as error:
        form.add_error(None, str(error))
        return False
    if saved and saved.conflicts:
        messages.warning(
            request,
            _("A colleague changed the same field meanwhile. Both values are kept: choose which one holds."),
        )
    else:
        messages.success(request, _("Saved on the server"))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def plain_visit(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The visit by plain forms: the unit on site, the items, the findings, and what is missing."""
    row = _open(request, id)
    form = PlainDetailsForm(request.POST or None, initial=content.of_details(row) | {"base_version": row.version})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in content.SIGNED_DETAILS}
        base = form.cleaned_data["base_version"]

        def work() -> actions.Saved:
            return actions.save_details(
                actor=request.actor, now=clock.now(), visit_id=id, values=values, base_version=base
            )

        if _kept(form, work, request):
            return redirect("inspections:plain", id)
    loaded = load(row)
    answers = {answer.item_id: answer for answer in loaded.answers}
    return render(
        request,
        "inspections/plain.html",
        {
            "visit": row,
            "form": form,
            "items": [(item, answers.get(item.pk)) for item in loaded.items],
            "findings": loaded.findings,
            "gaps": gaps_of(loaded),
            "new_finding": reverse("inspections:plain_finding", args=[id, new_id()]),
        },
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def plain_item(request: HttpRequest, id: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Answer one item, with a photo where one is needed; a failed one leads to its finding."""
    row = _open(request, id)
    asked = ChecklistItem.objects.filter(pk=item, version=row.checklist_version_id).first()
    if asked is None:
        raise NotVisible(_("This item is not in the checklist of this visit. Nothing was saved."))
    known = Answer.objects.filter(visit=row, item=asked).first()
    initial = {"base_version": known.version if known else 0, "photo_id": new_id()}
    initial |= content.of_answer(known) if known else {}
    form = PlainAnswerForm(request.POST or None, request.FILES or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and _kept(form, lambda: _answer(request, row, asked, form), request)
    ):
        if form.cleaned_data["code"] == AnswerCode.NOT_CONFORM:
            own = Finding.objects.standing().filter(visit=row, item=asked).first()
            address = reverse("inspections:plain_finding", args=[id, own.pk if own else new_id()])
            return redirect(address if own else f"{address}?item={item}")
        return redirect(reverse("inspections:plain", args=[id]) + f"#item-{item}")
    return render(
        request,
        "inspections/plain_item.html",
        {
            "visit": row,
            "item": asked,
            "form": form,
            "photos": [link.photo_id for link in known.photos.order_by("position", "id")] if known else [],
        },
        status=422 if form.is_bound else 200,
    )


def _answer(request: HttpRequest, row: Visit, asked: ChecklistItem, form: PlainAnswerForm) -> actions.Saved:
    data, now = form.cleaned_data, clock.now()
    key = rules.answer_key(row.pk, asked.pk)
    saved = actions.save_answer(
        actor=request.actor,
        now=now,
        answer_id=key,
        visit_id=row.pk,
        item_id=asked.pk,
        values={"code": data["code"], "reason": data["reason"] if data["code"] in rules.REASONED else ""},
        base_version=data["base_version"],
    )
    if data["photo"]:
        photo = _receive(request, row, data["photo_id"], data["photo"], "scene")
        actions.attach_answer_photo(
            actor=request.actor, now=now, link_id=photo.pk, answer_id=key, photo_id=photo.pk, position=0
        )
    return saved


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def plain_finding(request: HttpRequest, id: uuid.UUID, finding: uuid.UUID) -> HttpResponse:
    """Record a finding under the id in the address, or change it; photos are added to those it has."""
    row = _open(request, id)
    known = Finding.objects.standing().filter(pk=finding, visit=row).first()
    if known is None and Finding.objects.filter(pk=finding).exists():
        raise NotVisible(_("There is no such finding."))
    initial = content.of_finding(known) | {"base_version": known.version} if known else _proposed(request, row)
    form = PlainFindingForm(
        request.POST or None,
        request.FILES or None,
        initial=initial | {"before_id": new_id(), "after_id": new_id()},
        criteria=criteria_for(row.enterprise.industry_id, clock.day_of(row.started_at)),
        places=row.enterprise.places.order_by("name")[:200],
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and _kept(form, lambda: _find(request, row, finding, form), request)
    ):
        return redirect(reverse("inspections:plain", args=[id]) + f"#finding-{finding}")
    return render(
        request,
        "inspections/plain_finding.html",
        {
            "visit": row,
            "form": form,
            "photos": list(known.photos.order_by("purpose", "position", "id")) if known else [],
        },
        status=422 if form.is_bound else 200,
    )


def _proposed(request: HttpRequest, row: Visit) -> dict:
    """Return what a new finding begins with: what its item says, and the deadline that policy proposes."""
    enterprise = row.enterprise
    days = proposals(deadline_policies([enterprise.industry_id]), enterprise)
    asked = request.GET.get("item", "")
    item = None
    if asked:
        try:
            item = ChecklistItem.objects.filter(pk=uuid.UUID(asked), version=row.checklist_version_id).first()
        except ValueError as error:
            raise NotVisible(_("This item is not in the checklist of this visit. Nothing was saved.")) from error
    grade = (item.default_grade if item else "") or str(Grade.GENERAL)
    begun = {
        "grade": grade,
        "disposition": "order",
        "base_version": 0,
        "deadline_unit": days[grade]["unit"],
        "deadline_amount": days[grade]["amount"],
    }
    if item is None:
        return begun
    if item.default_days:
        begun |= {"deadline_unit": "working_days", "deadline_amount": item.default_days}
    return begun | {
        "item": item.pk,
        "description": item.finding_text or str(item),
        "basis": item.basis,
        "criterion": item.criterion_id or "",
    }


def _find(request: HttpRequest, row: Visit, finding: uuid.UUID, form: PlainFindingForm) -> actions.Saved:
    now = clock.now()
    saved = actions.save_finding(
        actor=request.actor,
        now=now,
        finding_id=finding,
        visit_id=row.pk,
        values=form.values(),
        base_version=form.cleaned_data["base_version"],
    )
    for purpose in PhotoPurpose:
        file = form.cleaned_data[str(purpose)]
        if file:
            photo = _receive(request, row, form.cleaned_data[f"{purpose}_id"], file, str(purpose))
            actions.attach_photo(
                actor=request.actor,
                now=now,
                link_id=photo.pk,
                finding_id=finding,
                photo_id=photo.pk,
                purpose=str(purpose),
                position=saved.row.photos.count(),
            )
    return saved


def _receive(request: HttpRequest, row: Visit, key: uuid.UUID, file, purpose: str):
    return receive_photo(
        actor=request.actor, now=clock.now(), id=key, data=file.read(), purpose=purpose, enterprise=row.enterprise
    )
