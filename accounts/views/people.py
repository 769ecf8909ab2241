"""The people of the own tenant: list, invite, end, deactivate; and the table of roles."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, policy
from accounts.actions.principals import check_unled
from accounts.decorators import acting
from accounts.filters import MembershipFilter
from accounts.forms import InvitationForm, PrincipalForm, ReasonForm, SheetForm, broken
from accounts.models import Membership
from accounts.role_matrix import ROLES, role_matrix
from accounts.selectors import member, open_invitations, people_of
from accounts.sheets import COLUMNS, read_people
from audit.policy import can_see_audit
from core import clock
from core.errors import RuleBroken
from core.lists import keyset_page
from core.policy import require
from core.tables import LARGEST_EXPORT, excel_response
from enterprises.selectors import get_enterprise

ORDER = ("person__name", "id")
#: How many open invitations the page shows.
INVITATIONS_SHOWN = 50


def _filtered(request: HttpRequest) -> MembershipFilter:
    data = request.GET.copy()
    data.setdefault("status", "active")
    return MembershipFilter(data, queryset=people_of(request.actor))


@acting
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the members of the own tenant, with search, and the invitations that are open."""
    require(policy.can_see_people(request.actor))
    found = _filtered(request)
    page = keyset_page(found.qs, order=ORDER, cursor=request.GET.get("cursor") or None, size=40)
    may_invite = bool(policy.can_invite_member(request.actor))
    invitations = open_invitations(request.actor, clock.now()).order_by("-created_at") if may_invite else []
    columns = [
        {"label": COLUMNS["name"], "css": "wide"},
        {"label": COLUMNS["role"]},
        {"label": COLUMNS["post_title"]},
        {"label": COLUMNS["certificate_no"]},
        {"label": COLUMNS["phone"]},
        {"label": _("Member since"), "css": "nowrap"},
        {"label": ""},
    ]
    context = {
        "filter": found,
        "page": page,
        "columns": columns,
        "invitations": list(invitations[:INVITATIONS_SHOWN]),
        "may_invite": may_invite,
        "may_audit": bool(can_see_audit(request.actor)),
        "may_end": bool(policy.has_role(request.actor, policy.VERBS["end_membership"])),
        "may_deactivate": bool(policy.has_role(request.actor, policy.VERBS["deactivate_person"])),
    }
    return render(request, "accounts/people.html", context)


@acting
@require_safe
def people_export(request: HttpRequest) -> HttpResponse:
    """Export the filtered list; no internal keys (trap 19)."""
    require(policy.can_see_people(request.actor))
    rows = _filtered(request).qs.order_by(*ORDER)[:LARGEST_EXPORT]
    headers = [*COLUMNS.values(), _("Member since"), _("Member until")]
    cells = (
        [
            row.person.name,
            row.get_role_display(),
            row.person.phone,
            row.person.email,
            row.post_title,
            row.certificate_no,
            row.started_at,
            row.ended_at,
        ]
        for row in rows
    )
    return excel_response("people", headers, cells)


def _link(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("accounts:invitation", args=[secret]))


@acting
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite one person; the link is shown once, to be handed over."""
    require(policy.can_invite_member(request.actor))
    form = InvitationForm(request.POST or None, tenant_kind=request.actor.tenant_kind)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            invitation, secret = actions.invite(actor=request.actor, now=clock.now(), **form.cleaned_data)
            context |= {"invitation": invitation, "link": _link(request, secret)}
        except RuleBroken as error:
            broken(form, error)
    return render(request, "accounts/invite.html", context)


@acting
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite_principal(request: HttpRequest, pk) -> HttpResponse:
    """Invite the first principal of an enterprise; the link is shown once, to be handed over."""
    enterprise = get_enterprise(pk)
    require(policy.can_invite_principal(request.actor, enterprise))
    known = {
        "name": enterprise.principal_name,
        "post_title": enterprise.principal_post,
        "phone": enterprise.principal_phone,
    }
    form = PrincipalForm(request.POST or None, initial=known)
    context = {"form": form, "enterprise": enterprise}
    if request.method == "POST" and form.is_valid():
        try:
            invitation, secret = actions.invite_principal(
                actor=request.actor, now=clock.now(), enterprise_id=pk, **form.cleaned_data
            )
            context |= {"invitation": invitation, "link": _link(request, secret)}
        except RuleBroken as error:
            broken(form, error)
    elif request.method != "POST":
        check_unled(enterprise)
    return render(request, "accounts/invite_principal.html", context)


@acting
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite_sheet(request: HttpRequest) -> HttpResponse:
    """Invite everyone on a sheet; each row's link, or the reason why not, comes back on the page or as Excel."""
    require(policy.can_invite_member(request.actor))
    form = SheetForm(request.POST or None, request.FILES or None)
    lines = None
    if request.method == "POST" and form.is_valid():
        try:
            rows = list(read_people(form.cleaned_data["file"]))
        except RuleBroken as error:
            broken(form, error)
        else:
            lines = actions.invite_sheet(actor=request.actor, now=clock.now(), rows=rows)
    if lines is not None and form.cleaned_data["as_excel"]:
        headers = [*COLUMNS.values(), _("Link, valid for 7 days"), _("Why not")]
        cells = (
            [
                *(line.cells.get(code, "") for code in COLUMNS),
                _link(request, line.secret) if line.secret else "",
                line.refusal,
            ]
            for line in lines
        )
        return excel_response("invitations", headers, cells)
    reported = [(line, _link(request, line.secret) if line.secret else "") for line in lines or []]
    return render(request, "accounts/invite_sheet.html", {"form": form, "lines": reported, "done": lines is not None})


@acting
@require_safe
def sheet_template(request: HttpRequest) -> HttpResponse:
    """Give the empty sheet with one example row."""
    require(policy.can_invite_member(request.actor))
    role = InvitationForm(tenant_kind=request.actor.tenant_kind).fields["role"].choices[0][1]
    return excel_response(
        "people-template", list(COLUMNS.values()), [[_("Zhang San"), role, "13800000000", "", "", ""]]
    )


@acting
@require_POST
def withdraw_invitation(request: HttpRequest, pk) -> HttpResponse:
    """Withdraw an open invitation."""
    invitation = actions.withdraw_invitation(actor=request.actor, now=clock.now(), pk=pk)
    messages.success(request, _("The invitation of %(name)s is withdrawn.") % {"name": invitation.name})
    return redirect("accounts:people")


def _confirm(request: HttpRequest, membership: Membership, *, whole_person: bool) -> HttpResponse:
    context = {"membership": membership, "whole_person": whole_person, "form": ReasonForm()}
    return render(request, "accounts/end.html", context)


@acting
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk) -> HttpResponse:
    """End a membership, after asking once."""
    membership = member(request.actor, pk)
    require(policy.can_end_membership(request.actor, membership))
    if request.method != "POST":
        return _confirm(request, membership, whole_person=False)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.end_membership(actor=request.actor, now=clock.now(), pk=pk, reason=reason)
    messages.success(request, _("The membership of %(name)s has ended.") % {"name": membership.person.name})
    return redirect("accounts:people")


@acting
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: HttpRequest, pk) -> HttpResponse:
    """Deactivate a whole person, after asking once."""
    membership = member(request.actor, pk)
    require(policy.can_deactivate_person(request.actor, membership, elsewhere=False))
    if request.method != "POST":
        return _confirm(request, membership, whole_person=True)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    person = actions.deactivate_person(actor=request.actor, now=clock.now(), pk=pk, reason=reason)
    messages.success(request, _("%(name)s is deactivated and cannot sign in any more.") % {"name": person.name})
    return redirect("accounts:people")


@acting
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Show which role may do what, generated from the policies themselves."""
    return render(request, "accounts/roles.html", {"parts": role_matrix(), "roles": ROLES})
