"""Pages of an enterprise's record: what there is, and one form for each act on it."""

import uuid
from typing import Any, ClassVar

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import Conflict, RuleBroken
from core.policy import Decision, require
from core.tables import excel_response, from_excel
from enterprises.conduct import actions, forms, policy, selectors, sheets
from enterprises.conduct.importing import import_licences
from enterprises.gate import for_members
from enterprises.models import Enterprise
from enterprises.selectors import get_enterprise


@require_safe
@for_members
def conduct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show licences, listings and accidents of an enterprise."""
    actor, today = request.actor, clock.today()
    require(policy.can_see_conduct(actor))
    enterprise = get_enterprise(pk)
    held, past = selectors.licences_of(pk, today)
    context = {
        "enterprise": enterprise,
        "held": held,
        "past": past,
        "listings": selectors.listings_of(pk, today),
        "accidents": selectors.accidents_of(pk),
        "may_enter": policy.can_enter_licence(actor, enterprise),
        "may_end": bool(policy.can_end_licence(actor, enterprise)),
        "may_list": bool(policy.can_keep_dishonesty(actor, enterprise)),
        "may_follow": bool(policy.can_keep_accidents(actor, enterprise)),
    }
    return render(request, "enterprises/conduct/list.html", context)


@method_decorator(for_members, name="dispatch")
class ConductPage(View):
    """A page for one act on the record of an enterprise; `item` is the entry that it changes, if any."""

    title: ClassVar[Any]
    button: ClassVar[Any]
    done: ClassVar[Any]
    note: ClassVar[Any] = ""
    css: ClassVar[str] = "btn-primary"
    form_class: ClassVar[type[django_forms.Form]]

    def permit(self, actor, enterprise: Enterprise) -> Decision:
        """Return the policy's answer."""
        raise NotImplementedError

    def find(self, enterprise: Enterprise) -> Any:
        """Return the entry that the address names, or None for a new one."""
        return None

    def initial(self, item: Any) -> dict[str, Any]:
        """Return what the form shows first."""
        return {}

    def act(self, enterprise: Enterprise, item: Any, values: dict[str, Any], **common: Any) -> Any:
        """Call the action; `common` has actor and now."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: uuid.UUID, **address: Any) -> HttpResponse:
        """Show the form, or say who may do this."""
        enterprise = get_enterprise(pk)
        require(self.permit(request.actor, enterprise))
        item = self.find(enterprise)
        return self._show(enterprise, item, self.form_class(initial=self.initial(item)))

    def post(self, request: HttpRequest, pk: uuid.UUID, **address: Any) -> HttpResponse:
        """Do it. What is refused comes back on the form with everything that was typed."""
        enterprise = get_enterprise(pk)
        require(self.permit(request.actor, enterprise))
        item, status = self.find(enterprise), 422
        form = self.form_class(request.POST)
        if form.is_valid():
            try:
                self.act(enterprise, item, form.cleaned_data, actor=request.actor, now=clock.now())
            except (RuleBroken, Conflict) as error:
                status = 409 if isinstance(error, Conflict) else 422
                for name, sentence in (error.fields or {"": str(error)}).items():
                    form.add_error(name if name in form.fields else None, str(sentence))
                if "version" in form.fields:
                    form.data = form.data.copy()
                    form.data["version"] = item.version
            else:
                messages.success(request, str(self.done))
                return redirect("enterprises:conduct", pk=pk)
        return self._show(enterprise, item, form, status=status)

    def _show(self, enterprise: Enterprise, item: Any, form: django_forms.Form, *, status: int = 200) -> HttpResponse:
        context = {
            "enterprise": enterprise,
            "item": item,
            "form": form,
            "title": self.title,
            "action_label": self.button,
            "note": self.note,
            "css": self.css,
        }
        return render(self.request, "enterprises/conduct/act.html", context, status=status)


class EnterLicence(ConductPage):
    """Enter a licence."""

    title, button = gettext_lazy("Enter a licence"), gettext_lazy("Save licence")
    done = gettext_lazy("The licence is entered.")
    form_class = forms.LicenceForm

    def permit(self, actor, enterprise: Enterprise) -> Decision:
        """The enterprise itself, or its region's authority."""
        return policy.can_enter_licence(actor, enterprise)

    def act(self, enterprise: Enterprise, item: Any, values: dict[str, Any], **common: Any) -> Any:
        """Enter it; a renewal replaces the one that the address names."""
        replaces = item.pk if item else None
        return actions.enter_licence(enterprise_id=enterprise.pk, replaces=replaces, **values, **common)


class RenewLicence(EnterLicence):
    """Renew a licence."""

    title, button = gettext_lazy("Renew the licence"), gettext_lazy("Save renewal")
    note = gettext_lazy("The old licence stays on record as renewed.")
    done = gettext_lazy("The licence is renewed.")

    def find(self, enterprise: Enterprise) -> Any:
        """Return the licence that is renewed."""
        return selectors.entry_of(selectors.licences(), enterprise.pk, self.kwargs["item_id"])

    def initial(self, item: Any) -> dict[str, Any]:
        """Show what a renewal keeps."""
        return forms.LicenceForm.initial_of(item)


class EndLicence(ConductPage):
    """End a licence."""

    title, button = gettext_lazy("End the licence"), gettext_lazy("End licence")
    note = gettext_lazy("It stays on record with the reason, and counts for the colour of the code no more.")
    done = gettext_lazy("The licence is ended.")
    css = "btn-danger"
    form_class = forms.EndLicenceForm

    def permit(self, actor, enterprise: Enterprise) -> Decision:
        """Authorities only."""
        return policy.can_end_licence(actor, enterprise)

    def find(self, enterprise: Enterprise) -> Any:
        """Return the licence."""
        return selectors.entry_of(selectors.licences(), enterprise.pk, self.kwargs["item_id"])

    def act(self, enterprise: Enterprise, item: Any, values: dict[str, Any], **common: Any) -> Any:
        """End it."""
        return actions.end_licence(licence_id=item.pk, **values, **common)


class EnterListing(ConductPage):
    """Enter a listing."""

    title, button = gettext_lazy("Enter a listing as seriously dishonest"), gettext_lazy("Save listing")
    note = gettext_lazy("The safety code turns red within a minute, and stays so until the enterprise is off the list.")
    done = gettext_lazy("The listing is entered.")
    form_class = forms.ListingForm

    def permit(self, actor, enterprise: Enterprise) -> Decision:
        """Authorities only."""
        return policy.can_keep_dishonesty(actor, enterprise)

    def act(self, enterprise: Enterprise, item: Any, values: dict[str, Any], **common: Any) -> Any:
        """Enter it."""
        return actions.list_dishonest(enterprise_id=enterprise.pk, **values, **common)


class LiftListing(ConductPage):
    """Lift a listing."""

    title, button = gettext_lazy("Enter that it was taken off the list"), gettext_lazy("Save the day")
    done = gettext_lazy("It is entered that the enterprise is off the list.")
    form_class = forms.LiftForm

    def permit(self, actor, enterprise: Enterprise) -> Decision:
        """Authorities only."""
        return policy.can_keep_dishonesty(actor, enterprise)

    def find(self, enterprise: Enterprise) -> Any:
        """Return the listing."""
        return selectors.entry_of(selectors.listings(), enterprise.pk, self.kwargs["item_id"])

    def act(self, enterprise: Enterprise, item: Any, values: dict[str, Any], **common: Any) -> Any:
        """Lift it."""
        return actions.lift_dishonesty(listing_id=item.pk, **values, **common)


class EnterAccident(ConductPage):
    """Enter an accident."""

    title, button = gettext_lazy("Enter an accident"), gettext_lazy("Save accident")
    note = gettext_lazy("While an accident with deaths is under investigation, the safety code is red.")
    done = gettext_lazy("The accident is entered.")
    form_class = forms.AccidentForm

    def permit(self, actor, enterprise: Enterprise) -> Decision:
        """Authorities only."""
        return policy.can_keep_accidents(actor, enterprise)

    def act(self, enterprise: Enterprise, item: Any, values: dict[str, Any], **common: Any) -> Any:
        """Enter it."""
        return actions.record_accident(enterprise_id=enterprise.pk, **values, **common)


class FollowAccident(ConductPage):
    """Say where an investigation stands."""

    title, button = gettext_lazy("Where the investigation stands"), gettext_lazy("Save")
    note = gettext_lazy("What stood here before stays in the audit chain.")
    done = gettext_lazy("It is saved where the investigation stands.")
    form_class = forms.FollowForm

    def permit(self, actor, enterprise: Enterprise) -> Decision:
        """Authorities only."""
        return policy.can_keep_accidents(actor, enterprise)

    def find(self, enterprise: Enterprise) -> Any:
        """Return the accident."""
        return selectors.entry_of(selectors.accidents(), enterprise.pk, self.kwargs["item_id"])

    def initial(self, item: Any) -> dict[str, Any]:
        """Show what stands there now."""
        return forms.FollowForm.initial_of(item)

    def act(self, enterprise: Enterprise, item: Any, values: dict[str, Any], **common: Any) -> Any:
        """Save it."""
        return actions.follow_accident(accident_id=item.pk, **values, **common)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def import_sheet(request: HttpRequest) -> HttpResponse:
    """Take in an Excel sheet of licences of one or many enterprises, and say row by row what became of it."""
    require(policy.can_import_licences(request.actor))
    form, report = forms.LicenceSheetForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            rows = from_excel(form.cleaned_data["file"], most=sheets.MOST_ROWS)
            report = import_licences(actor=request.actor, now=clock.now(), rows=rows)
        except RuleBroken as error:
            form.add_error("file", str(error))
    context = {"form": form, "report": report, "columns": [column.heading for column in sheets.COLUMNS]}
    return render(request, "enterprises/conduct/import.html", context, status=422 if form.errors else 200)


@require_safe
@for_members
def template(request: HttpRequest) -> HttpResponse:
    """Download an empty sheet with our headings."""
    require(policy.can_import_licences(request.actor))
    return excel_response("licences-template", [column.heading for column in sheets.COLUMNS], [])
