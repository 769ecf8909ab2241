"""Pages of lists: what there is, a version with its state, review, comparison, base, and who performs it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from checklists import actions, policy, selectors
from checklists.choices import AnswerCode
from checklists.differences import changed_fields
from checklists.duties.selectors import members_to_choose
from checklists.filters import ChecklistFilter
from checklists.forms import BindForm, ChecklistForm, EndForm, PublishForm, ReturnForm
from checklists.sheets import COLUMNS
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from core.tables import excel_response
from enterprises.models import Department, Industry, Post
from regions.selectors import region_names


@require_safe
@acting
def checklist_list(request: HttpRequest) -> HttpResponse:
    """Show the checklists readable here with their versions."""
    actor = request.actor
    require(policy.can_read_checklists(actor))
    found = ChecklistFilter(request.GET, queryset=selectors.readable_checklists(), request=request)
    rows = selectors.checklists_with_versions(found.qs)
    names = region_names(row.region_code for row in rows)
    for row in rows:
        row.region_name = names.get(row.region_code, row.region_code)
    context = {
        "checklists": rows,
        "filter": found,
        "may_start": bool(policy.can_start_checklist(actor)),
        "own_region": actor.region_code if actor.tenant_kind == "authority" else None,
        "own_enterprise": actor.tenant_id if actor.tenant_kind == "enterprise" else None,
    }
    return render(request, "checklists/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: HttpRequest) -> HttpResponse:
    """Draw up a new list, on a base or from nothing, and open its draft."""
    actor = request.actor
    require(policy.can_start_checklist(actor))
    form = ChecklistForm(
        request.POST or None,
        bases=selectors.possible_bases(actor),
        industries=Industry.objects.order_by("code"),
        departments=Department.objects.order_by("code"),
        initial={"base": request.GET.get("base")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_checklist(actor=actor, now=clock.now(), **form.facts())
            version = actions.draft_version(actor=actor, now=clock.now(), checklist_id=made.pk)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            return redirect("checklists:edit", pk=version.pk)
    return render(request, "checklists/new.html", {"form": form}, status=422 if form.errors else 200)


def _bind_form(actor, *data) -> BindForm:
    """Return the form that says who performs a list: a post of the own enterprise, a member of the own authority."""
    initial = {"starts_on": clock.today()}
    if actor.tenant_kind == "authority":
        return BindForm(*data, members=members_to_choose(actor), initial=initial)
    return BindForm(*data, posts=Post.objects.filter(enterprise=actor.tenant_id).order_by("name"), initial=initial)


@require_safe
@acting
def version(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read one version of a checklist, item by item, and do what its state permits."""
    actor = request.actor
    require(policy.can_read_checklists(actor))
    shown = selectors.version_to_read(pk)
    items = list(shown.items.all())
    own_or_regional = shown.enterprise_id in (None, actor.tenant_id)
    may_bind = bool(policy.can_bind_checklist(actor)) and shown.status == "published" and own_or_regional
    context = {
        "version": shown,
        "sections": selectors.by_section(items),
        "count": len(items),
        "may_review": policy.can_publish_version(actor, shown),
        "may_edit": bool(policy.can_edit_version(actor, shown)),
        "may_draft": bool(policy.can_draft_checklist(actor, shown.region_code, shown.enterprise_id)),
        "publish_form": PublishForm(initial={"effective_from": clock.today(), "items": len(items)}),
        "return_form": ReturnForm(),
        "newer_base": selectors.newer_base(shown),
        "bindings": list(selectors.bindings_of(shown.checklist_id, actor)[: selectors.LONGEST_LIST]),
        "bind_form": _bind_form(actor) if may_bind else None,
        "may_bind": may_bind,
        "may_end": bool(policy.can_bind_checklist(actor)),
        "may_build": shown.status == "published"
        and bool(policy.can_start_checklist(actor))
        and shown.enterprise_id is None
        and (actor.tenant_kind == "enterprise" or shown.region_code != actor.region_code),
    }
    return render(request, "checklists/version.html", context)


@require_POST
@acting
def draft(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Draw up the next version of a checklist and open it."""
    made = actions.draft_version(actor=request.actor, now=clock.now(), checklist_id=pk)
    return redirect("checklists:edit" if made.status == "draft" else "checklists:version", pk=made.pk)


@require_POST
@acting
def adopt(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the newest base over into the draft and open it."""
    made = actions.adopt_base(actor=request.actor, now=clock.now(), checklist_id=pk)
    messages.success(
        request, _("The new base is taken over. Your own items and tightenings are kept; check the draft.")
    )
    return redirect("checklists:edit", pk=made.pk)


@require_POST
@acting
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    actions.discard_version(actor=request.actor, now=clock.now(), version_id=pk)
    messages.success(request, _("The draft is discarded. What was published stays as it is."))
    return redirect("checklists:list")


@require_POST
@acting
def submit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a draft for review."""
    try:
        actions.submit_version(actor=request.actor, now=clock.now(), version_id=pk)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect("checklists:edit", pk=pk)
    messages.success(request, _("Sent for review. Another person publishes it or returns it with a reason."))
    return redirect("checklists:version", pk=pk)


@require_POST
@acting
def send_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Return a version in review with a reason."""
    form = ReturnForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.return_version(actor=request.actor, now=clock.now(), version_id=pk, reason=reason)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Returned. The reason stands with the draft."))
    return redirect("checklists:version", pk=pk)


@require_POST
@acting
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish a version in review."""
    form = PublishForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the day from which the list is used. Nothing was published."))
        return redirect("checklists:version", pk=pk)
    made = actions.publish_version(
        actor=request.actor,
        now=clock.now(),
        version_id=pk,
        effective_from=form.cleaned_data["effective_from"],
        expected_items=form.cleaned_data["items"],
    )
    messages.success(request, _("Version %(number)s is published; it never changes.") % {"number": made.number})
    return redirect("checklists:version", pk=pk)


@require_safe
@acting
def comparison(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Set a version beside another one: what was added, removed and changed."""
    require(policy.can_read_checklists(request.actor))
    after = selectors.version_to_read(pk)
    others = selectors.other_versions(after)
    asked = request.GET.get("with", "")
    before = next((each for each in others if str(each.pk) == asked), None)
    if before is None and asked:
        try:
            before = selectors.version_to_read(uuid.UUID(asked))
        except ValueError as error:
            raise NotVisible(_("There is no such version, or it is outside your region.")) from error
    if before is None:
        older = [each for each in others if each.checklist_id == after.checklist_id and each.number < after.number]
        before = next(iter(older or others), None)
    found = selectors.compared(before, after) if before else None
    rows = []
    for kind, row in found.rows if found else []:
        if kind == "changed":
            rows.append({"kind": kind, "before": row.before, "after": row.after, "fields": changed_fields(row)})
        elif kind != "same":
            rows.append({"kind": kind, "item": row})
    context = {
        "version": after,
        "before": before,
        "others": others,
        "rows": rows,
        "counts": {kind: len(found.of(kind)) if found else 0 for kind in ("added", "removed", "changed", "same")},
    }
    return render(request, "checklists/compare.html", context)


@require_safe
@acting
def preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a version as it will be met on the phone."""
    require(policy.can_read_checklists(request.actor))
    shown = selectors.version_to_read(pk)
    items = list(shown.items.all())
    context = {"version": shown, "sections": selectors.by_section(items), "answers": AnswerCode.choices}
    return render(request, "checklists/preview.html", context)


@require_safe
@acting
def export(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Download a version as an Excel sheet that can be read in again."""
    require(policy.can_read_checklists(request.actor))
    shown = selectors.version_to_read(pk)
    name = f"checklist-{shown.checklist.code}-v{shown.number}"
    return excel_response(name, [column.heading for column in COLUMNS], selectors.sheet_rows(shown))


@require_POST
@acting
def bind(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say which post, or which member of the authority, performs a list."""
    require(policy.can_bind_checklist(request.actor))
    shown = selectors.current_version(pk)
    form = _bind_form(request.actor, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose who performs the list, and from which day on. Nothing was changed."))
        return redirect("checklists:version", pk=shown.pk)
    try:
        actions.bind_checklist(
            actor=request.actor,
            now=clock.now(),
            checklist_id=pk,
            starts_on=form.cleaned_data["starts_on"],
            **form.whom(),
        )
    except (RuleBroken, Conflict) as error:
        messages.error(request, str(error))
    else:
        done = _("The post performs this list from that day on.")
        if "member" in form.cleaned_data:
            done = _("The member performs this list from that day on; their duties are drawn up from it.")
        messages.success(request, done)
    return redirect("checklists:version", pk=shown.pk)


@require_POST
@acting
def unbind(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that a post or a member performs a list no more, from today or the day given."""
    form = EndForm(request.POST)
    if not form.is_valid():
        raise RuleBroken(_("Choose today or a later day."))
    day = form.cleaned_data["ends_on"] or clock.today()
    ended = actions.end_binding(actor=request.actor, now=clock.now(), binding_id=pk, ends_on=day)
    return redirect("checklists:version", pk=selectors.current_version(ended.checklist_id).pk)
