"""Pages of rectification: one form page for each verb. The dossier leads here and shows what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.decorators import acting
from core import clock
from core.errors import Conflict, RuleBroken
from core.policy import require
from evidence.actions import capture_nonce
from hazards.choices import PhotoPurpose
from hazards.models import Hazard
from hazards.pages import ActionPage, VerbForm, back_of, take_files, take_photos, ticked
from hazards.selectors import before_photos
from rectification import actions, forms, policy, selectors
from regions.selectors import calendar_for


class OrderPage(ActionPage):
    """A page whose act is one action of this app."""

    policies, actions = policy, actions


class IssueOrder(OrderPage):
    """Order rectification."""

    verb, form_class = "order", forms.OrderForm
    template_name = "rectification/order.html"
    title, button = gettext_lazy("Order rectification"), gettext_lazy("Issue order")
    done = gettext_lazy("The order is issued. Its document is being drawn up.")

    def act(self, request: HttpRequest, hazard: Hazard, form: VerbForm) -> Any:
        """Issue an order of one line."""
        return actions.issue_order(actor=request.actor, now=clock.now(), **form.values())

    def shown(self, request: HttpRequest, hazard: Hazard, form: VerbForm) -> dict[str, Any]:
        """Show the proposed deadline with the reason for its day."""
        return {"trace": selectors.explain(form.proposed)}


class WithdrawOrder(OrderPage):
    """Take the order back."""

    verb, form_class, danger = "withdraw_order", forms.ReasonForm, True
    title, button, done = (
        gettext_lazy("Withdraw the order"),
        gettext_lazy("Withdraw the order"),
        gettext_lazy("The order is withdrawn."),
    )


class Serve(OrderPage):
    """Record the service."""

    verb, action, form_class = "serve", "serve_order", forms.ServeForm
    title, button = gettext_lazy("Record the service of the order"), gettext_lazy("Record the service")
    note = gettext_lazy("Every hazard on the same order is served with it.")
    done = gettext_lazy("The service is recorded. The enterprise has been told.")


class SavePlan(OrderPage):
    """File the plan."""

    verb, form_class = "save_plan", forms.PlanForm
    title, button = gettext_lazy("Rectification plan"), gettext_lazy("File the plan")
    note = gettext_lazy("What is missing can be added later; work starts when the plan is complete.")
    done = gettext_lazy("The plan is filed.")


class StartWork(OrderPage):
    """Begin."""

    verb, form_class = "start_work", forms.NoteForm
    title, button, done = (
        gettext_lazy("Start rectification"),
        gettext_lazy("Start rectification"),
        gettext_lazy("Rectification has started."),
    )


class ReportProgress(OrderPage):
    """Report this month."""

    verb, form_class = "report_progress", forms.ProgressForm
    title, button, done = (
        gettext_lazy("Report progress"),
        gettext_lazy("Report this month's progress"),
        gettext_lazy("The progress is reported."),
    )


class Submit(OrderPage):
    """See what is wrong in the photo, add the photo that shows it fixed, send."""

    verb, form_class = "submit", forms.SubmitForm
    template_name = "rectification/submit.html"
    title, button = gettext_lazy("Send the evidence"), gettext_lazy("Send the evidence")
    done = gettext_lazy("Sent. A second person verifies it now; you will be told.")

    def act(self, request: HttpRequest, hazard: Hazard, form: VerbForm) -> Any:
        """Take the pictures in, match each to its before-photo, hand in."""
        values = form.values()
        after = []
        for row in before_photos(hazard):
            files = request.FILES.getlist(f"after_{row.pk}")
            photos = take_photos(request, hazard.enterprise, files, PhotoPurpose.AFTER)
            after += [actions.AfterPhoto(photo, row.pk) for photo in photos]
        more = take_photos(request, hazard.enterprise, values.pop("photos"), PhotoPurpose.AFTER)
        after += [actions.AfterPhoto(photo) for photo in more]
        attachments = take_files(request, hazard.enterprise, values.pop("files"))
        return actions.submit_evidence(
            actor=request.actor,
            now=clock.now(),
            hazard_id=hazard.pk,
            after=after,
            attachments=attachments,
            **values,
        )

    def shown(self, request: HttpRequest, hazard: Hazard, form: VerbForm) -> dict[str, Any]:
        """Show the before-photos, each with its camera."""
        return {
            "before": [{"link": row, "field": f"after_{row.pk}"} for row in before_photos(hazard)],
            "left": calendar_for(hazard.region_code).working_days_between(clock.today(), hazard.due_on)
            if hazard.due_on
            else None,
            "returned": selectors.last_return(hazard),
            "nonce": capture_nonce(actor=request.actor, now=clock.now()),
            "multipart": True,
        }


class Review(OrderPage):
    """Take up the review."""

    verb, action, form_class = "review", "take_up_review", forms.PlainForm
    title, button, done = (
        gettext_lazy("Take up the review"),
        gettext_lazy("Take up the review"),
        gettext_lazy("You are verifying this now."),
    )


class Verify(OrderPage):
    """Decide on the evidence."""

    verb, action, form_class = "accept", "verify", forms.VerifyForm
    template_name = "rectification/verify.html"
    title, button = gettext_lazy("Verify the rectification"), gettext_lazy("Decide on the evidence")
    done = gettext_lazy("Decided. The enterprise has been told.")

    def shown(self, request: HttpRequest, hazard: Hazard, form: VerbForm) -> dict[str, Any]:
        """Show the evidence as pairs, with what was used before."""
        return selectors.evidence_of(hazard)


class SignOff(OrderPage):
    """Sign as head."""

    verb, form_class = "sign_off", forms.PlainForm
    template_name = "rectification/sign.html"
    title, button = gettext_lazy("Sign off as department head"), gettext_lazy("Sign and close")
    done = gettext_lazy("Signed. The hazard is closed.")

    def shown(self, request: HttpRequest, hazard: Hazard, form: VerbForm) -> dict[str, Any]:
        """Show what was verified."""
        return selectors.evidence_of(hazard)


class RefuseSignOff(OrderPage):
    """Refuse the signature."""

    verb, action, form_class, danger = "sign_off", "refuse_sign_off", forms.ReasonForm, True
    title, button = gettext_lazy("Refuse the signature"), gettext_lazy("Return with reason")
    done = gettext_lazy("Returned to the enterprise.")


class Reopen(OrderPage):
    """Reopen."""

    verb, form_class, danger = "reopen", forms.ReopenForm, True
    title, button, done = (
        gettext_lazy("Reopen the hazard"),
        gettext_lazy("Reopen the hazard"),
        gettext_lazy("The hazard is open again."),
    )


class AskExtension(OrderPage):
    """Ask for more time."""

    verb, form_class = "ask_extension", forms.AskExtensionForm
    title, button = gettext_lazy("Ask for more time"), gettext_lazy("Ask for more time")
    note = gettext_lazy(
        "At least five working days before the deadline. Until it is decided, the deadline stays as it is."
    )
    done = gettext_lazy("Asked. The deadline stays as it is until the authority decides.")


class WithdrawExtension(OrderPage):
    """Withdraw the request."""

    verb, form_class = "withdraw_extension", forms.PlainForm
    title, button = gettext_lazy("Withdraw the request for more time"), gettext_lazy("Withdraw the request")
    done = gettext_lazy("The request is withdrawn.")


class DecideExtension(OrderPage):
    """Answer the request."""

    verb, form_class = "decide_extension", forms.DecideExtensionForm
    template_name = "rectification/extension.html"
    title, button = gettext_lazy("Decide on the request for more time"), gettext_lazy("Decide on the request")
    done = gettext_lazy("Decided. The reply is being drawn up.")

    def shown(self, request: HttpRequest, hazard: Hazard, form: VerbForm) -> dict[str, Any]:
        """Show what is asked for, and what was granted before."""
        return {"extensions": selectors.extensions_of(hazard)}


class StopWork(OrderPage):
    """Order work to stop."""

    verb, form_class, danger = "stop_work", forms.StopWorkForm, True
    title, button, done = (
        gettext_lazy("Order work to stop"),
        gettext_lazy("Order work to stop"),
        gettext_lazy("Work is ordered to stop."),
    )


class AskResume(OrderPage):
    """Ask to resume."""

    verb, form_class = "ask_resume", forms.AskResumeForm
    title, button = gettext_lazy("Ask to resume work"), gettext_lazy("Ask to resume work")
    done = gettext_lazy("Asked. Work stays stopped until the authority consents.")


class DecideResume(OrderPage):
    """Consent or not."""

    verb, action, form_class = "resume_work", "decide_resume", forms.DecideResumeForm
    title, button, done = (
        gettext_lazy("Decide on resuming work"),
        gettext_lazy("Decide on resuming work"),
        gettext_lazy("Decided."),
    )


class AskOpinion(OrderPage):
    """Ask for a second opinion."""

    verb, form_class = "ask_opinion", forms.ReasonForm
    title, button = gettext_lazy("Ask for a second opinion on the grade"), gettext_lazy("Ask for a second opinion")
    done = gettext_lazy("Asked. Another officer or an expert gives it.")


class GiveOpinion(OrderPage):
    """Give it."""

    verb, form_class = "give_opinion", forms.OpinionForm
    title, button = gettext_lazy("Second opinion on the grade"), gettext_lazy("Give the opinion")
    done = gettext_lazy("The opinion is given.")


class Downgrade(OrderPage):
    """Grade down."""

    verb, form_class, danger = "downgrade", forms.ReasonForm, True
    title, button, done = (
        gettext_lazy("Grade down to general"),
        gettext_lazy("Grade down to general"),
        gettext_lazy("It is graded general now."),
    )


@require_POST
@acting
def order_many(request: HttpRequest) -> HttpResponse:
    """Issue one order on the ticked hazards of one enterprise: first show the deadlines, then issue."""
    actor, back = request.actor, back_of(request)
    require(policy.can_order(actor, None))
    keys = ticked(request)
    if not keys:
        messages.warning(request, _("Tick at least one hazard first."))
        return redirect(back)
    chosen = list(Hazard.objects.filter(pk__in=keys).select_related("enterprise").order_by("number"))
    asked = "serve_on" in request.POST
    form = forms.OrderManyForm(request.POST if asked else None, actor=actor)
    status = 200
    if asked and form.is_valid():
        lines = [actions.OrderLine(hazard.pk) for hazard in chosen]
        try:
            orders = actions.issue_order(actor=actor, now=clock.now(), lines=lines, **form.cleaned_data)
        except (RuleBroken, Conflict) as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(request, _("Hazards ordered with one document: %(n)s.") % {"n": len(orders)})
            return redirect(back)
    proposed = actions.propose_for_many(chosen, start=clock.today())
    lines = [(hazard, proposed[hazard.pk].result) for hazard in chosen]
    context = {"form": form, "lines": lines, "back": back}
    return render(request, "rectification/order_many.html", context, status=status)
