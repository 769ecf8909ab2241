"""Pages of an enterprise's safety codes: which there are, one of them, and how a label ends."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import NotVisible, RuleBroken
from core.policy import require
from enterprises.codes import actions, policy, tokens
from enterprises.codes.forms import ReasonForm
from enterprises.codes.rules import shown
from enterprises.codes.selectors import codes_of, ended_codes_of, get_code, name_of, things_of
from enterprises.gate import for_members
from enterprises.models import Code, Enterprise
from enterprises.selectors import get_enterprise

#: What ends a label: the title of its page, its button, and what is said afterwards.
ENDINGS = {
    "replace": (
        gettext_lazy("Replace this label"),
        gettext_lazy("Make a new label"),
        gettext_lazy("The old label leads nowhere any more. Print the new one."),
    ),
    "revoke": (
        gettext_lazy("Revoke this label"),
        gettext_lazy("Revoke the label"),
        gettext_lazy("The label leads nowhere any more."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def code_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The codes of an enterprise; sending the form issues those that are missing."""
    require(policy.can_see_codes(request.actor))
    enterprise = get_enterprise(pk)
    if request.method == "POST":
        made = actions.issue_codes(actor=request.actor, now=clock.now(), enterprise_id=pk)
        messages.success(request, _("Codes issued: %(n)s.") % {"n": len(made)})
        return redirect("enterprises:codes", pk=pk)
    rows = codes_of(pk)
    for row in rows:
        row.shown_name = name_of(row)
    have = {(row.kind, row.thing_id) for row in rows}
    context = {
        "enterprise": enterprise,
        "rows": rows,
        "ended": ended_codes_of(pk),
        "missing": [name for key, name in things_of(enterprise).items() if key not in have],
        "keep": policy.can_keep_codes(request.actor, enterprise),
    }
    return render(request, "enterprises/codes/list.html", context)


def _code(enterprise: Enterprise, code_id: uuid.UUID) -> Code:
    found = get_code(code_id)
    if found.enterprise_id != enterprise.pk:
        raise NotVisible(_("There is no such code within your reach."))
    return found


@require_safe
@for_members
def code(request: HttpRequest, pk: uuid.UUID, code_id: uuid.UUID) -> HttpResponse:
    """One label: what it stands on, its address for an NFC tag, and how it ends."""
    require(policy.can_see_codes(request.actor))
    enterprise = get_enterprise(pk)
    found = _code(enterprise, code_id)
    keep = policy.can_keep_codes(request.actor, enterprise)
    sealed = Code.objects.values_list("sealed_token", flat=True).get(pk=found.pk) if keep else b""
    token = tokens.unseal([sealed])[0] if keep and found.status == "active" else ""
    context = {
        "enterprise": enterprise,
        "code": found,
        "name": name_of(found),
        "keep": keep,
        "address": tokens.address(token) if token else "",
        "text": shown(token),
    }
    response = render(request, "enterprises/codes/code.html", context)
    response["Referrer-Policy"] = "same-origin"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def end(request: HttpRequest, pk: uuid.UUID, code_id: uuid.UUID, verb: str) -> HttpResponse:
    """Replace or revoke a label, with a reason."""
    if verb not in ENDINGS:
        raise Http404
    enterprise = get_enterprise(pk)
    require(policy.can_keep_codes(request.actor, enterprise))
    found = _code(enterprise, code_id)
    title, label, said = ENDINGS[verb]
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = {"replace": actions.replace_code, "revoke": actions.revoke_code}[verb]
        try:
            act(actor=request.actor, now=clock.now(), code_id=code_id, reason=form.cleaned_data["reason"])
        except RuleBroken as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, said)
            return redirect("enterprises:codes", pk=pk)
    context = {
        "enterprise": enterprise,
        "code": found,
        "name": name_of(found),
        "form": form,
        "title": title,
        "action_label": label,
    }
    return render(request, "enterprises/codes/end.html", context, status=422 if form.errors else 200)
