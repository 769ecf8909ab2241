"""The editor of a draft: one page with every item, one of them open; each verb is a form, so scripts are a comfort."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import acting
from checklists import actions, policy, selectors
from checklists.forms import ItemForm, SheetForm, TightenForm
from checklists.models import ChecklistItem, ChecklistVersion
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from core.tables import from_excel

NEW = "new"
STEPS = {"up": -1, "down": 1}


def _at(pk: uuid.UUID, item_id: object) -> str:
    return f"{reverse('checklists:edit', args=[pk])}#item-{item_id}"


def _draft(request: HttpRequest, pk: uuid.UUID) -> ChecklistVersion:
    shown = selectors.version_to_read(pk)
    require(policy.can_edit_version(request.actor, shown))
    return shown


def _form_of(item: ChecklistItem | None, data=None) -> ItemForm | TightenForm:
    kind = TightenForm if item is not None and item.base_item_id else ItemForm
    return kind(data, initial=kind.initial_of(item) if item else {}, prefix="")


def _page(request: HttpRequest, shown: ChecklistVersion, **more) -> HttpResponse:
    items = sorted(shown.items.all(), key=lambda each: each.position)
    context = {
        "version": shown,
        "items": items,
        "count": len(items),
        "sheet_form": SheetForm(),
        "newer_base": selectors.newer_base(shown),
        "names_zh": sorted({item.section_zh for item in items if item.section_zh}),
        "names_en": sorted({item.section_en for item in items if item.section_en}),
    }
    opened = more.get("opened")
    # What is typed is kept on the device under this name until the very state that it was typed over is gone.
    context["draft_name"] = f"item-{opened.pk}-{opened.revision}" if opened else f"item-new-{shown.pk}-{len(items)}"
    form = more.get("form")
    failed = (form is not None and form.is_bound and form.errors) or more.get("failed")
    return render(request, "checklists/edit.html", context | more, status=422 if failed else 200)


@require_http_methods(["GET", "HEAD"])
@acting
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show every item of a draft; the one that `?item=` names is open in its place, `?item=new` opens an empty one."""
    shown = _draft(request, pk)
    asked = request.GET.get("item", "")
    opened = next((each for each in shown.items.all() if str(each.pk) == asked), None)
    form = _form_of(opened) if opened or asked == NEW else None
    return _page(request, shown, form=form, opened=opened, adding=asked == NEW)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def item(request: HttpRequest, pk: uuid.UUID, item_id: uuid.UUID | None = None) -> HttpResponse:
    """Add an item to a draft, or change one. What was typed is kept whatever goes wrong."""
    shown = _draft(request, pk)
    present = next((each for each in shown.items.all() if each.pk == item_id), None)
    if item_id and present is None:
        raise NotVisible(_("This item is not in the draft any more."))
    if request.method != "POST":
        return redirect(f"{reverse('checklists:edit', args=[pk])}?item={item_id or NEW}#item-{item_id or NEW}")
    form = _form_of(present, request.POST)
    if form.is_valid():
        facts = form.facts()
        revision = facts.pop("revision")
        try:
            saved = actions.save_item(
                actor=request.actor, now=clock.now(), version_id=pk, item_id=item_id, revision=revision, **facts
            )
        except (RuleBroken, Conflict) as error:
            form.add_error(None, str(error))
            for name, sentence in error.fields.items():
                if name in form.fields:
                    form.add_error(name, sentence)
            if isinstance(error, Conflict) and present is not None:
                form.data = form.data.copy()
                form.data["revision"] = str(present.revision)
        else:
            messages.success(request, _("Saved."))
            return redirect(_at(pk, saved.pk))
    return _page(request, shown, form=form, opened=present, adding=present is None)


@require_POST
@acting
def remove_item(request: HttpRequest, pk: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Remove an own item from a draft."""
    try:
        actions.remove_item(actor=request.actor, now=clock.now(), version_id=pk, item_id=item_id)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect(_at(pk, item_id))
    messages.success(request, _("Removed from the draft."))
    return redirect("checklists:edit", pk=pk)


@require_POST
@acting
def duplicate(request: HttpRequest, pk: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Put a copy of an item after it and open the copy."""
    made = actions.duplicate_item(actor=request.actor, now=clock.now(), version_id=pk, item_id=item_id)
    return redirect(f"{reverse('checklists:edit', args=[pk])}?item={made.pk}#item-{made.pk}")


@require_POST
@acting
def move(request: HttpRequest, pk: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Move an item one place up or down; the focus stays with it."""
    direction = request.POST.get("step", "")
    actions.move_item(
        actor=request.actor, now=clock.now(), version_id=pk, item_id=item_id, step=STEPS.get(direction, 0)
    )
    return redirect(f"{reverse('checklists:edit', args=[pk])}?moved={direction[:4]}#item-{item_id}")


def _keys(text: str) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(part) for part in text[:40_000].split(",") if part]
    except ValueError:
        return []


@require_POST
@acting
def reorder(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put the items into the order in which they were dragged."""
    mover = next(iter(_keys(request.POST.get("mover", ""))), None)
    try:
        actions.reorder_items(
            actor=request.actor,
            now=clock.now(),
            version_id=pk,
            order=_keys(request.POST.get("order", "")),
            mover=mover,
        )
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("checklists:edit", pk=pk)
    return redirect(_at(pk, mover))


@require_POST
@acting
def sheet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a sheet over into a draft and say row by row what became of it. Sent twice, the second changes nothing."""
    shown = _draft(request, pk)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, shown, sheet_form=form, failed=True)
    try:
        rows = list(from_excel(form.cleaned_data["file"], most=actions.LONGEST_SHEET))
        report = actions.import_items(actor=request.actor, now=clock.now(), version_id=pk, rows=rows)
    except RuleBroken as error:
        form.add_error("file", str(error))
        return _page(request, shown, sheet_form=form, failed=True)
    kinds = ("added", "changed", "unchanged", "refused")
    context = {
        "version": shown,
        "report": report,
        "counts": {kind: sum(row.outcome == kind for row in report) for kind in kinds},
    }
    return render(request, "checklists/sheet.html", context)
