"""One risk point: what it is, its rating, measures and history, and the forms that change it."""

import uuid
from typing import Any, ClassVar

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_safe

from accounts.decorators import acting
from core import clock
from core.errors import RuleBroken
from core.policy import Decision, require
from enterprises.selectors import get_enterprise
from hazards.pages import ActPage, put_errors
from risks.ledger import actions, forms, policy, rules, selectors
from risks.ledger.choices import Control, PointStatus
from risks.ledger.levels import BoundaryTable
from risks.ledger.reading import declared_by, measures_in_force
from risks.models import Placement, RiskPoint


@require_safe
@acting
def point(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one risk point with rating, measures, plans and the whole story."""
    require(policy.can_see_risk_points(request.actor))
    found = selectors.visible_point(pk)
    line = selectors.line_of(found, measures_in_force(found), BoundaryTable.read(), today=clock.today())
    actor, owner = request.actor, found.enterprise_id
    active = found.status == PointStatus.ACTIVE
    entries = selectors.entries_of(found)
    context = {
        "point": found,
        "line": line,
        "entries": selectors.story_of(entries),
        "needed": Control(rules.CONTROL_OF[line.level]).label,
        "boundaries": rules.boundary_words(line.boundaries),
        "placements": list(Placement.objects.filter(point=found, plan__status="active").select_related("plan")),
        "keep": policy.can_keep_risk_points(actor, owner),
        "may_keep": active and bool(policy.can_keep_risk_points(actor, owner)),
        "may_rate": active and bool(policy.can_rate_risk_points(actor, owner)),
        "may_measure": active and bool(policy.can_keep_measures(actor, owner)),
        "may_declare": active and bool(policy.can_declare_red(actor, found.enterprise, declared_by(found))),
        "may_take_up": not active and bool(policy.can_keep_risk_points(actor, owner)),
    }
    return render(request, "risks/ledger/point.html", context)


@require_safe
@acting
def compare(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Compare two states of a point."""
    require(policy.can_see_risk_points(request.actor))
    found = selectors.visible_point(pk)
    newest = found.version
    after = _number(request.GET.get("b"), newest, newest)
    before = _number(request.GET.get("a"), max(after - 1, 1), newest)
    one, other = selectors.entry_of(found, before), selectors.entry_of(found, after)
    context = {
        "point": found,
        "one": one,
        "other": other,
        "numbers": list(range(newest, max(newest - 200, 0), -1)),
        "differences": rules.compare(one.facts, other.facts),
    }
    return render(request, "risks/ledger/compare.html", context)


def _number(text: str | None, default: int, most: int) -> int:
    """Return the number of an entry; whatever is none is the default."""
    if text and text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= most:
        return int(text)
    return default


class PointPage(ActPage):
    """A page for one act on a point; subclasses call the action in `do`."""

    template_name: ClassVar[str] = "risks/ledger/act.html"
    called: ClassVar[str] = "point"

    def find(self) -> RiskPoint:
        """Return the point that the address names."""
        return selectors.visible_point(self.kwargs["pk"])

    def permit(self, actor, found: RiskPoint) -> Decision:
        """Return the policy's answer."""
        return policy.can_keep_risk_points(actor, found.enterprise_id)

    def form(self, found: RiskPoint, *sent: Any) -> django_forms.Form:
        """Return the form; `sent` are data and files."""
        return forms.ReasonForm(*sent, initial={"version": found.version})

    def act(self, request: HttpRequest, found: RiskPoint, form: Any) -> Any:
        """Call the action in the actor's name, now."""
        return self.do(found, form, actor=request.actor, now=clock.now())

    def do(self, found: RiskPoint, form: Any, **common: Any) -> Any:
        """Call the action; `common` has actor and now."""
        raise NotImplementedError

    def after(self, request: HttpRequest, found: RiskPoint, result: Any) -> HttpResponse:
        """Lead back to the point."""
        return redirect("risks:point", pk=found.pk)

    def shown(self, request: HttpRequest, found: RiskPoint, form: Any) -> dict[str, Any]:
        """Say where the page leads back to, and how its button looks."""
        return {"back": reverse("risks:point", args=[found.pk]), "css": "btn-danger" if self.danger else "btn-primary"}


class Describe(PointPage):
    """Change what a point is."""

    title, button = gettext_lazy("Change the risk point"), gettext_lazy("Save risk point")

    def form(self, found: RiskPoint, *sent: Any) -> django_forms.Form:
        """Show the present facts."""
        return forms.PointForm(*sent, enterprise=found.enterprise, initial=forms.PointForm.initial_of(found))

    def do(self, found: RiskPoint, form: forms.PointForm, **common: Any) -> Any:
        """Change the facts."""
        return actions.describe_point(point_id=found.pk, version=form.cleaned_data["version"], **form.facts(), **common)


class Rate(PointPage):
    """Rate a point."""

    title, button = gettext_lazy("Rate the risk"), gettext_lazy("Save rating")
    note = gettext_lazy("The values you choose are kept; level and colour follow from them.")
    template_name = "risks/ledger/rate.html"

    def permit(self, actor, found: RiskPoint) -> Decision:
        """Rating has a verb of its own."""
        return policy.can_rate_risk_points(actor, found.enterprise_id)

    def form(self, found: RiskPoint, *sent: Any) -> django_forms.Form:
        """Show the present values."""
        return forms.RateForm(*sent, initial=forms.RateForm.initial_of(found))

    def do(self, found: RiskPoint, form: forms.RateForm, **common: Any) -> Any:
        """Rate."""
        return actions.rate_point(point_id=found.pk, **form.facts(), **common)


class DeclareRed(PointPage):
    """Declare a point directly red, or lift it."""

    title, button = gettext_lazy("Declare directly red"), gettext_lazy("Save declaration")
    note = gettext_lazy("Some cases are red whatever the score says. The raw values stay as they are.")

    def permit(self, actor, found: RiskPoint) -> Decision:
        """Regulators may, and the enterprise; what a regulator declared only an authority lifts."""
        return policy.can_declare_red(actor, found.enterprise, declared_by(found))

    def form(self, found: RiskPoint, *sent: Any) -> django_forms.Form:
        """Show the present case."""
        return forms.RedForm(*sent, initial={"version": found.version, "direct_red": found.direct_red})

    def do(self, found: RiskPoint, form: forms.RedForm, **common: Any) -> Any:
        """Declare or lift."""
        data = form.cleaned_data
        return actions.declare_red(
            point_id=found.pk,
            case=data["direct_red"],
            reason=data["direct_red_reason"],
            version=data["version"],
            **common,
        )


class Review(PointPage):
    """Record a review."""

    title, button = gettext_lazy("Record a review"), gettext_lazy("Record review")
    note = gettext_lazy("The next review is counted from today by the months of the level.")

    def permit(self, actor, found: RiskPoint) -> Decision:
        """Whoever keeps measures reviews them."""
        return policy.can_keep_measures(actor, found.enterprise_id)

    def form(self, found: RiskPoint, *sent: Any) -> django_forms.Form:
        """List the measures in force."""
        return forms.ReviewForm(*sent, measures=measures_in_force(found), initial={"version": found.version})

    def do(self, found: RiskPoint, form: forms.ReviewForm, **common: Any) -> Any:
        """Record it."""
        return actions.record_review(point_id=found.pk, **({"measures": []} | form.cleaned_data), **common)


class Retire(PointPage):
    """Retire a point."""

    title, button, danger = gettext_lazy("Retire the risk point"), gettext_lazy("Retire risk point"), True
    note = gettext_lazy("It leaves lists, board and plans. Its ledger stays, and it can be taken up again.")

    def do(self, found: RiskPoint, form: django_forms.Form, **common: Any) -> Any:
        """Retire."""
        return actions.retire_point(point_id=found.pk, **form.cleaned_data, **common)


class TakeUp(PointPage):
    """Take a retired point up again."""

    title, button = gettext_lazy("Take the risk point up again"), gettext_lazy("Take up again")

    def do(self, found: RiskPoint, form: django_forms.Form, **common: Any) -> Any:
        """Take it up."""
        return actions.take_up_point(point_id=found.pk, **form.cleaned_data, **common)


class Restore(PointPage):
    """Bring a point back to an earlier state."""

    title, button = gettext_lazy("Restore an earlier state"), gettext_lazy("Restore this state")
    note = gettext_lazy("Facts, rating and measures become what they were. It is a new entry; nothing is erased.")
    template_name = "risks/ledger/restore.html"

    def permit(self, actor, found: RiskPoint) -> Decision:
        """Whoever rates restores."""
        return policy.can_rate_risk_points(actor, found.enterprise_id)

    def form(self, found: RiskPoint, *sent: Any) -> django_forms.Form:
        """Show what would change back."""
        form = forms.ReasonForm(*sent, initial={"version": found.version})
        entry = selectors.entry_of(found, self.kwargs["number"])
        now = selectors.entry_of(found, found.version)
        form.differences = rules.compare(now.facts, entry.facts)
        form.entry = entry
        return form

    def do(self, found: RiskPoint, form: django_forms.Form, **common: Any) -> Any:
        """Restore."""
        return actions.restore_point(point_id=found.pk, number=self.kwargs["number"], **form.cleaned_data, **common)


class AddMeasure(PointPage):
    """Add a measure."""

    title, button = gettext_lazy("Add a control measure"), gettext_lazy("Add measure")

    def permit(self, actor, found: RiskPoint) -> Decision:
        """Keeping measures has a verb of its own."""
        return policy.can_keep_measures(actor, found.enterprise_id)

    def form(self, found: RiskPoint, *sent: Any) -> django_forms.Form:
        """Propose the control that the level demands."""
        line = selectors.line_of(found, [], BoundaryTable.read(), today=clock.today())
        initial = {"version": found.version, "control": rules.CONTROL_OF[line.level].value}
        return forms.MeasureForm(*sent, enterprise=found.enterprise, initial=initial)

    def do(self, found: RiskPoint, form: forms.MeasureForm, **common: Any) -> Any:
        """Add it."""
        return actions.add_measure(point_id=found.pk, **form.facts(), **common)


class MeasurePage(PointPage):
    """A page for an act on a measure; the address names the measure."""

    def permit(self, actor, found: RiskPoint) -> Decision:
        """Keeping measures has a verb of its own."""
        return policy.can_keep_measures(actor, found.enterprise_id)

    def find(self) -> RiskPoint:
        """Return the point of the measure."""
        self.measure = selectors.visible_measure(self.kwargs["pk"])
        return self.measure.point


class ChangeMeasure(MeasurePage):
    """Change a measure."""

    title, button = gettext_lazy("Change the control measure"), gettext_lazy("Save measure")

    def form(self, found: RiskPoint, *sent: Any) -> django_forms.Form:
        """Show the present facts."""
        initial = forms.MeasureForm.initial_of(self.measure, found.version)
        return forms.MeasureForm(*sent, enterprise=found.enterprise, initial=initial)

    def do(self, found: RiskPoint, form: forms.MeasureForm, **common: Any) -> Any:
        """Change it."""
        return actions.change_measure(measure_id=self.measure.pk, **form.facts(), **common)


class WithdrawMeasure(MeasurePage):
    """Withdraw a measure."""

    title, button, danger = gettext_lazy("Withdraw the measure"), gettext_lazy("Withdraw measure"), True

    def do(self, found: RiskPoint, form: django_forms.Form, **common: Any) -> Any:
        """Withdraw it."""
        return actions.withdraw_measure(measure_id=self.measure.pk, **form.cleaned_data, **common)


@method_decorator(acting, name="dispatch")
class Add(View):
    """Add a risk point to the own enterprise's ledger."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self._answer(request, None)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Add it and lead on to its rating."""
        return self._answer(request, request.POST)

    def _answer(self, request: HttpRequest, data: Any) -> HttpResponse:
        require(policy.can_keep_risk_points(request.actor))
        enterprise = get_enterprise(request.actor.tenant_id)
        form = forms.PointForm(data, enterprise=enterprise)
        if data is not None and form.is_valid():
            try:
                made = actions.add_point(
                    actor=request.actor, now=clock.now(), enterprise_id=enterprise.pk, **form.facts()
                )
            except RuleBroken as error:
                put_errors(form, error)
            else:
                messages.success(request, _("%(label)s is in the ledger. Now rate it.") % {"label": made.label})
                return redirect("risks:rate", pk=made.pk)
        context = {"form": form, "title": _("Add a risk point"), "button": _("Add risk point"), "css": "btn-primary"}
        context["back"] = reverse("risks:points")
        return render(request, "risks/ledger/act.html", context, status=422 if form.errors else 200)
