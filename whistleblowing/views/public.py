"""Pages without a sign-in: report, and see what became of it. Neither code nor PIN stands in an address or a log."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.actor import system_actor
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.limits import Limit, asker
from enterprises.codes.selectors import Resolved, resolve
from hazards.pages import put_errors
from whistleblowing import actions, secrets, selectors
from whistleblowing.choices import Danger, TipVerb
from whistleblowing.forms import CodeForm, MessageForm, ReportForm

#: The number for reports on work safety, the same in the whole country; fire and rescue.
HOTLINE, RESCUE = "12350", "119"
#: The same count as on the pages of labels (desk/scan/limits.py): guessing labels here is guessing labels.
MISSES = Limit("code-misses", most=20, seconds=600)
#: A whole works may share one address: few enough to stop a machine, enough for everybody of a shift.
SENT = Limit("tips-sent", most=30, seconds=3600)
WRONG = Limit("tip-codes-wrong", most=10, seconds=600)


def _quiet(response: HttpResponse) -> HttpResponse:
    """Keep an answer out of caches and search engines."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


def _label_of(token: str, who: str) -> Resolved | None:
    """Return what a scanned code leads to; None where it leads nowhere (any more), or too many were tried."""
    if not token or MISSES.is_spent(who):
        return None
    try:
        found = resolve(token)
    except NotVisible:
        MISSES.count(who)
        return None
    return found if found.in_force else None


def _too_many(request: HttpRequest) -> HttpResponse:
    sentence = _("Too much was sent from here. Call 12350, or try again later. In danger to life call 119.")
    return _quiet(render(request, "429.html", {"sentence": sentence}, status=429))


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report something to the authorities: from a scanned code, or with the unit written by hand."""
    sending = request.method == "POST"
    token = (request.POST.get("label", "") if sending else request.GET.get("code", ""))[:64]
    label = _label_of(token, asker(request))
    who = secrets.blinded(asker(request))
    if sending and SENT.is_spent(who):
        return _too_many(request)
    form = ReportForm(
        request.POST if sending else None,
        request.FILES if sending else None,
        label=label,
        initial={"sent": uuid.uuid4(), "label": token if label else ""},
    )
    if sending and form.is_valid():
        SENT.count(who)
        try:
            receipt = actions.send_tip(
                actor=system_actor(_("A reporter")),
                now=clock.now(),
                sent=form.cleaned_data["sent"],
                report=_report_of(form.cleaned_data, label),
            )
        except RuleBroken as error:
            put_errors(form, error)
        else:
            context = {"receipt": receipt, "hotline": HOTLINE, "urgent": form.cleaned_data["danger"] == Danger.NOW}
            return _quiet(render(request, "whistleblowing/sent.html", context))
    context = {"form": form, "label": label, "unknown": bool(token) and label is None, "hotline": HOTLINE}
    return _quiet(render(request, "whistleblowing/report.html", context, status=422 if form.errors else 200))


def _report_of(given: dict, label: Resolved | None) -> actions.Report:
    return actions.Report(
        text=given["text"],
        kind=given["kind"],
        danger=given["danger"],
        label=label,
        unit=given.get("unit", ""),
        region_code=given.get("region", ""),
        where=given["where"],
        photos=[photo.read() for photo in given["photos"]],
        manner=given["manner"],
        name=given["name"],
        contact=given["contact"],
        may_contact=given["consent"],
    )


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Show by code and PIN what became of a report, and take what the reporter adds."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _quiet(render(request, "whistleblowing/status.html", {"form": form}))
    who = secrets.blinded(asker(request))
    if WRONG.is_spent(who):
        return _too_many(request)
    found = None
    if form.is_valid():
        found = actions.open_by_code(now=clock.now(), **form.cleaned_data)
        if found is None:
            WRONG.count(who)
            sentence = _("Code and PIN do not fit together. After five wrong PINs a code rests for an hour.")
            form.add_error(None, sentence)
    if found is None:
        return _quiet(render(request, "whistleblowing/status.html", {"form": form}, status=422))
    return _told(request, found, form)


def _told(request: HttpRequest, tip_id: uuid.UUID, form: CodeForm) -> HttpResponse:
    """Show a report to its reporter; a message that came along is added first."""
    adding = "text" in request.POST
    message = MessageForm(request.POST if adding else None)
    added = False
    if adding and message.is_valid():
        try:
            actions.answer_as_reporter(
                actor=system_actor(_("A reporter")),
                now=clock.now(),
                tip_id=tip_id,
                text=message.cleaned_data["text"],
            )
        except (Conflict, RuleBroken) as error:
            message.add_error(None, str(error))
        else:
            added, message = True, MessageForm()
    told = selectors.told_of(tip_id)
    context = {
        "told": told,
        "line": told.tip,
        "form": message,
        "code": form.cleaned_data["code"],
        "pin": form.cleaned_data["pin"],
        "added": added,
        "own": TipVerb.ANSWER,
        "hotline": HOTLINE,
    }
    return _quiet(render(request, "whistleblowing/told.html", context, status=422 if message.errors else 200))
