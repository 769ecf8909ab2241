"""Places, equipment and posts: one form each, in a dialog of the enterprise's page or as a page of its own."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from enterprises import actions, policy, selectors
from enterprises.actions.belongings import BELONGINGS
from enterprises.forms import EquipmentForm, PlaceForm, PostForm
from enterprises.gate import for_members

TITLES = {
    "place": (
        gettext_lazy("Add a place"),
        gettext_lazy("Change the place"),
        gettext_lazy("Save place"),
        gettext_lazy("Remove place"),
    ),
    "equipment": (
        gettext_lazy("Add equipment"),
        gettext_lazy("Change the equipment"),
        gettext_lazy("Save equipment"),
        gettext_lazy("Remove equipment"),
    ),
    "post": (
        gettext_lazy("Add a post"),
        gettext_lazy("Change the post"),
        gettext_lazy("Save post"),
        gettext_lazy("Remove post"),
    ),
}


def _form(kind: str, data, enterprise, item):
    names = {"place": ("name", "kind", "note"), "post": ("name", "holder_name", "holder_phone", "duties")}
    if kind == "equipment":
        initial = {name: getattr(item, name) for name in ("name", "model", "serial_number")} if item else {}
        if item and item.place_id:
            initial["place"] = str(item.place_id)
        return EquipmentForm(data, initial=initial, places=enterprise.places.order_by("name"))
    initial = {name: getattr(item, name) for name in names[kind]} if item else {}
    return {"place": PlaceForm, "post": PostForm}[kind](data, initial=initial)


def _facts(kind: str, form) -> dict:
    facts = dict(form.cleaned_data)
    if kind == "equipment":
        place = facts.pop("place")
        facts["place_id"] = uuid.UUID(place) if place else None
    return facts


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def belonging(request: HttpRequest, pk: uuid.UUID, kind: str, item_id: uuid.UUID | None = None) -> HttpResponse:
    """Add or change a place, a piece of equipment or a post."""
    enterprise = selectors.get_enterprise(pk)
    require(policy.can_keep_belongings(request.actor, enterprise))
    item = BELONGINGS[kind].objects.filter(pk=item_id, enterprise=enterprise).first() if item_id else None
    if item_id and item is None:
        raise NotVisible(_("This entry is not there any more."))
    form = _form(kind, request.POST or None, enterprise, item)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_belonging(
                actor=request.actor,
                now=clock.now(),
                what=kind,
                enterprise_id=pk,
                item_id=item_id,
                **_facts(kind, form),
            )
        except (RuleBroken, Conflict) as error:
            for name, sentence in (error.fields or {"": str(error)}).items():
                form.add_error(name if name in form.fields else None, str(sentence))
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": form.cleaned_data["name"]})
            return redirect("enterprises:detail", pk=pk)
    add, change, save, _remove = TITLES[kind]
    context = {
        "enterprise": enterprise,
        "form": form,
        "item": item,
        "kind": kind,
        "title": change if item else add,
        "action_label": save,
    }
    return render(request, "enterprises/belonging.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def remove(request: HttpRequest, pk: uuid.UUID, kind: str, item_id: uuid.UUID) -> HttpResponse:
    """Remove a place, a piece of equipment or a post, after a question."""
    enterprise = selectors.get_enterprise(pk)
    require(policy.can_keep_belongings(request.actor, enterprise))
    item = BELONGINGS[kind].objects.filter(pk=item_id, enterprise=enterprise).first()
    if request.method == "POST":
        actions.remove_belonging(actor=request.actor, now=clock.now(), what=kind, enterprise_id=pk, item_id=item_id)
        messages.success(request, _("It is removed."))
        return redirect("enterprises:detail", pk=pk)
    if item is None:
        return redirect("enterprises:detail", pk=pk)
    context = {
        "title": _("Remove “%(name)s”?") % {"name": item.name},
        "text": _("It disappears from the page of %(enterprise)s. Records that name it keep their words.")
        % {"enterprise": enterprise.name},
        "action_label": TITLES[kind][3],
        "action_url": request.path,
        "cancel_url": f"/enterprises/{pk}/",
        "css": "btn-danger",
    }
    return render(request, "components/confirm_page.html", context)
